"""A million random and mutated inputs for the expression language, and texts of 100,000 levels.

What must hold for each input is in tests/unit/expression/fuzz.py. Chunk N is made from seed N, so that a finding is
made again by `python -m tests.stress expression --first N --count 10000`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import time
from itertools import islice
from types import FrameType

from oktaprofile.expression import (
    ExpressionError,
    check,
    compile_expression,
    format_expression,
    parse,
    references,
)
from tests.unit.expression.deep_texts import LONG, NESTED
from tests.unit.expression.fuzz import CONTEXTS, Inputs, examine

CHUNK = 10_000
HANG_SECONDS = 30.0
LEVELS = 100_000
EVERYTHING = {
    "parse": parse,
    "check": lambda text: check(text, direction="to_okta"),
    "format": format_expression,
    "references": references,
    "evaluate": lambda text: compile_expression(text).evaluate({"a": True, "b": False}),
}


class Chunk:
    """What `run_chunk` has measured."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.count = 0
        self.characters = 0
        self.kinds: dict[str, int] = {}
        self.seconds = 0.0
        self.slowest: tuple[float, int] = (0.0, 0)  # seconds, characters
        self.broken: list[str] = []


def main(arguments: list[str]) -> int:
    """Examines so many inputs, then the deep and long texts; prints progress, findings and figures."""
    parser = argparse.ArgumentParser(description="Random inputs for the expression language")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=1, help="the seed of the first chunk of 10,000 inputs")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    chunks = [
        (options.first + number, min(CHUNK, options.count - number * CHUNK))
        for number in range(-(-options.count // CHUNK))
    ]
    began = time.monotonic()
    done: list[Chunk] = []
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        for chunk in pool.imap_unordered(run_chunk, chunks):
            done.append(chunk)
            for finding in chunk.broken:
                print(finding, flush=True)
            if len(done) % 5 == 0 or len(done) == len(chunks):
                count = sum(one.count for one in done)
                print(f"{count:>9,} inputs, {time.monotonic() - began:,.0f} s", flush=True)
    broken = sum(len(chunk.broken) for chunk in done)
    _print_figures(done, time.monotonic() - began)
    return 1 if broken + deep_and_long() else 0


def _print_figures(done: list[Chunk], elapsed: float) -> None:
    count, broken = sum(chunk.count for chunk in done), sum(len(chunk.broken) for chunk in done)
    kinds = {kind: sum(chunk.kinds.get(kind, 0) for chunk in done) for kind in done[0].kinds}
    characters, seconds = sum(chunk.characters for chunk in done), sum(chunk.seconds for chunk in done)
    slowest, length = max(chunk.slowest for chunk in done)
    print(f"\n{count:,} inputs, {characters:,} characters: {broken} broke a promise")
    print(", ".join(f"{number:,} {kind}" for kind, number in kinds.items()))
    print(
        f"{elapsed:,.0f} s, of the processor {seconds:,.0f} s: {seconds / count * 1e6:,.0f} µs an input, "
        f"{seconds / characters * 1e6:.1f} µs a character; the slowest {slowest:.2f} s for {length:,} characters"
    )


def run_chunk(task: tuple[int, int]) -> Chunk:
    """The inputs of one seed."""
    seed, count = task
    chunk = Chunk(seed)
    inputs = Inputs(seed)
    signal.signal(signal.SIGVTALRM, _hang)
    before = repr(CONTEXTS)
    for number, text in enumerate(islice(inputs, count)):
        signal.setitimer(signal.ITIMER_VIRTUAL, HANG_SECONDS)
        try:
            seconds = examine(text, number)
        except (Exception, _Hang) as error:  # noqa: BLE001 - whatever it is, it is the finding
            kind = type(error).__name__
            chunk.broken.append(
                f"seed {seed}, input {number}: {text[:400]!r}\n    {kind}: {str(error)[:600]}"
            )
            continue
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        chunk.count += 1
        chunk.characters += len(text)
        chunk.seconds += seconds
        chunk.slowest = max(chunk.slowest, (seconds, len(text)))
    if repr(CONTEXTS) != before:
        chunk.broken.append(f"seed {seed}: an evaluation changed its context")
    chunk.count += len(chunk.broken)
    chunk.kinds = inputs.kinds
    return chunk


class _Hang(BaseException):
    """Not an Exception: the code under test cannot swallow it."""


def _hang(signum: int, frame: FrameType | None) -> None:
    raise _Hang(f"no answer in {HANG_SECONDS:.0f} s of the processor")


def deep_and_long() -> int:
    """100,000 levels are refused with one clear error, 100,000 in a row are not; the number of texts that break it."""
    broken = 0
    slowest = 0.0
    for number, bomb in enumerate([*NESTED, *LONG.values()]):
        text = bomb(LEVELS)
        for name, function in EVERYTHING.items():
            began = time.process_time()
            try:
                answer = function(text)
                findings = answer if name == "check" else []
                refused = any("nested more than" in finding.message for finding in findings)
            except ExpressionError as refusal:
                refused = "nested more than" in refusal.message
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
                print(f"{name} of {text[:40]!r}...: {type(error).__name__}")
                broken += 1
                continue
            slowest = max(slowest, time.process_time() - began)
            if refused is not (number < len(NESTED)):
                print(f"{name} of {text[:40]!r}...: {'refused' if refused else 'accepted'}")
                broken += 1
    print(
        f"{len(NESTED)} texts of {LEVELS:,} levels refused, {len(LONG)} of {LEVELS:,} parts accepted, by each of "
        f"{', '.join(EVERYTHING)}: {broken} broke it; the slowest answer {slowest:.1f} s of the processor"
    )
    return broken
