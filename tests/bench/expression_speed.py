"""How fast the expression language is, on one core: evaluations, parses, and what its first use costs the plugin."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import oktaprofile.expression
from oktaprofile.expression import check, compile_expression, parse
from tests.bench.figure import RUNS, Figure

SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'
GUARDED = SEED.replace("appuser.extensionNumber", '(appuser.extensionNumber ?: "")')
E164 = (
    'String.append("+1", String.replace(String.replace(appuser.directNumber, "-", ""), " ", ""))'
    ' + (appuser.extensionNumber != null ? "#" + appuser.extensionNumber : "")'
)
PERSON = {"appuser": {"directNumber": "+390612345678", "extensionNumber": "204"}}

# What the plugin does with a mapping, in a fresh interpreter as Terraform's plugin is started: -I -S -B
FIRST_USE = f"""
import sys, time
sys.path.insert(0, {str(Path(oktaprofile.expression.__file__).parents[2])!r})
import oktaprofile
started = time.perf_counter()
from oktaprofile.expression import references
references({SEED!r})
print((time.perf_counter() - started) * 1000)
"""


def figures() -> Iterator[Figure]:
    """Rates are the median of nine runs of a quarter of a second each, by processor time: on one core, whatever else
    the machine does."""
    for name, source, limit in (
        ("evaluate the seed's expression", SEED, 1_000_000),
        ("evaluate it with a guarded extension", GUARDED, None),
        ("evaluate String.append, .replace and a condition", E164, None),
    ):
        rate = per_second(compile_expression(source).evaluate, PERSON)
        yield Figure(name, rate, "a second", limit, at_least=True)
    yield Figure("parse the seed's expression", per_second(parse, SEED), "a second", 20_000, at_least=True)
    yield Figure("check it", per_second(partial(check, direction="to_okta"), SEED), "a second")
    yield Figure("first use in the plugin: import, parse, read", first_use_milliseconds(), "ms", 15)


def per_second(once: Callable[[Any], object], argument: object) -> float:
    """Calls of `once` a second. The loop around it is counted in."""
    rates = []
    for _ in range(RUNS):
        calls, started = 0, time.process_time()
        while time.process_time() - started < 0.25:
            for _ in range(1000):
                once(argument)
            calls += 1000
        rates.append(calls / (time.process_time() - started))
    return statistics.median(rates)


def first_use_milliseconds() -> float:
    """In new interpreters, compiled files being there as they are in the provider package."""
    command = [sys.executable, "-I", "-S", "-B", "-c", FIRST_USE]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(RUNS)]
    return statistics.median(map(float, runs))
