"""How fast the expression language is: evaluations and parses beside Python's own, and what its first use costs the
plugin."""

from __future__ import annotations

import ast
import compileall
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import oktaprofile.expression
from oktaprofile.expression import check, compile_expression, parse
from tests.bench.figure import Figure, times

SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'
IN_PYTHON = (
    '(appuser["directNumber"] if appuser["directNumber"] is not None else "")'
    ' + "#" + appuser["extensionNumber"]'
)
E164 = (
    'String.append("+1", String.replace(String.replace(appuser.directNumber, "-", ""), " ", ""))'
    ' + (appuser.extensionNumber != null ? "#" + appuser.extensionNumber : "")'
)
E164_IN_PYTHON = (
    '"+1" + appuser["directNumber"].replace("-", "").replace(" ", "")'
    ' + ("#" + appuser["extensionNumber"] if appuser["extensionNumber"] is not None else "")'
)
PERSON = {"appuser": {"directNumber": "+390612345678", "extensionNumber": "204"}}
CALLS = 20_000

# What the plugin does with a mapping, in a fresh interpreter as Terraform's plugin is started: -I -S -B
PYTHON = [sys.executable, "-I", "-S", "-B", "-c"]
FIRST_USE = f"""
import sys
sys.path.insert(0, {str(Path(oktaprofile.expression.__file__).parents[2])!r})
from oktaprofile.expression import references
references({SEED!r})
"""


def figures() -> Iterator[Figure]:
    """By processor time of this process, whatever else the machine does; the first use by the clock."""
    for name, source, python, limit in (
        ("evaluate the seed's expression", SEED, IN_PYTHON, 4),
        ("evaluate String.append, .replace and a condition", E164, E164_IN_PYTHON, None),
    ):
        evaluate = compile_expression(source).evaluate
        by_hand = eval(f"lambda context: (lambda appuser: {python})(context['appuser'])")
        yield _calls(name, partial(evaluate, PERSON), partial(by_hand, PERSON), "Python by hand", limit)
    parse_python = partial(ast.parse, IN_PYTHON, mode="eval")
    yield _calls("parse it", partial(parse, SEED), parse_python, "Python's own parser", 3, CALLS // 10)
    checked = partial(check, SEED, direction="to_okta")
    yield _calls("check it", checked, parse_python, "Python's own parser", None, CALLS // 10)
    compileall.compile_dir(Path(oktaprofile.expression.__file__).parents[1], quiet=2)  # as the package is
    yield times(
        "first use in the plugin: import, parse, read",
        lambda: subprocess.run([*PYTHON, FIRST_USE], check=True),
        lambda: subprocess.run([*PYTHON, "pass"], check=True),
        "Python's own start",
        2.5,
    )


def _calls(
    name: str,
    ours: Callable[[], Any],
    floor: Callable[[], Any],
    of: str,
    limit: float | None,
    calls: int = CALLS,
) -> Figure:
    def loop(once: Callable[[], Any]) -> None:
        for _ in range(calls):
            once()

    return times(
        name, partial(loop, ours), partial(loop, floor), f"{of}, {calls:,}", limit, clock=time.process_time
    )
