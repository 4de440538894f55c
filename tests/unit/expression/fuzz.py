"""Random inputs for the expression language, and what must hold for each of them.

The same seed gives the same inputs. `examine` raises `BrokenPromiseError` for an input that breaks a promise. In
`make test` a few thousand (test_fuzz), in `make stress` a million (tests/stress/expression).
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from oktaprofile.expression import (
    EvaluationError,
    ExpressionError,
    Undetermined,
    Value,
    check,
    format_expression,
    parse,
    references,
)
from oktaprofile.expression.formatter import printed
from oktaprofile.expression.signatures import FUNCTIONS
from tests.unit.expression.deep_texts import LONG, NESTED

SECONDS_PER_INPUT = 0.5
SECONDS_PER_CHARACTER = 0.001

CASES = Path(__file__).parents[2] / "cases" / "expression"
NAMES = [
    "appuser",
    "user",
    "source",
    "firstName",
    "x",
    "text",
    "list",
    "number",
    "flag",
    "none",
    "app",
    "slack",
    "é",
    "$z",
]
TEXTS = [
    "a",
    "",
    "#",
    "it''s",
    "\\",
    "😀",
    "e\u0301",
    "10, 20",
    "EST",
    "yyyy-MM-dd",
    "(a|b)*c",
    "[a-z]+",
    "US",
    "active_directory",
]
OPERATORS = [
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "AND",
    "or",
    "&&",
    "||",
    "matches",
    "eq",
    "?:",
]
WORDS = [
    "appuser",
    ".",
    "?.",
    "x",
    "text",
    "String.len",
    "(",
    ")",
    "[",
    "]",
    ".![",
    "{",
    "}",
    ",",
    ":",
    "?",
    "?:",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "AND",
    "or",
    "!",
    "not",
    "matches",
    "=",
    "&",
    "|",
    "#",
    "@",
    ";",
    "'text'",
    '"x"',
    "'it''s'",
    '"un',
    "7",
    "2.5",
    "1e3",
    "1e999",
    "99999999999",
    "true",
    "NULL",
    "Arrays.flatten",
    "user.getGroups",
    "hasDirectoryUser",
    "Time.now",
    "=>",
    "===",
    "<>",
    "++",
    "--",
    "??",
    "//",
    ".length()",
    "user.profile.email",
    "DateTime.now()",
    "“",
    "’",
    "is",
    "null",
    "in",
    "contains",
    "if",
    "then",
    "\\",
]
STRANGE = [
    "\x00",
    "\u200b",
    "\u00a0",
    "\ud800",
    "\u2028",
    "\U0001f468\u200d\U0001f469",
    "\u0301",
    "ß",
    "İ",
    "Σ",
    "\r\n",
    "\x1b[2J",
    "\uffff",
]
SCHEMA = {
    "name": "slack",
    "definitions": {
        "base": {
            "properties": {
                "text": {"type": "string", "required": True, "maxLength": 9},
                "x": {"type": "string"},
            }
        },
        "custom": {
            "properties": {
                "number": {"type": "integer"},
                "flag": {"type": "boolean"},
                "list": {"type": "array", "items": {"type": "string"}},
                "choice": {"type": "string", "enum": ["a", "b"]},
            }
        },
    },
}
PROFILES: list[dict[str, Any]] = [
    {"text": "Ada 😀", "number": 7, "flag": True, "list": ["a", "b"], "x": None},
    {"text": "", "number": 2147483647, "flag": False, "list": [], "x": "10, 20"},
    {"text": None, "number": 1.5, "flag": None, "list": [1, None, [2]], "x": "(a+)+b"},
    {"text": 7, "number": "7", "flag": "true", "list": "a, b", "x": {"x": {"x": 1}}},
    {},
]
CONTEXTS = [
    {
        "appuser": profile,
        "user": profile,
        "source": profile,
        "__now__": "2020-01-02T03:04:05.678Z",
        "__groups__": [{"id": "00g1", "name": "Staff", "type": "OKTA_GROUP"}],
        "__fn__": {"hasDirectoryUser": True, "findDirectoryUser": profile, "getManagerUser": None},
    }
    for profile in PROFILES
]
CONTEXTS.append({"__now__": None})
BEFORE = repr(CONTEXTS)


class BrokenPromiseError(AssertionError):
    """A promise that an input breaks."""


def texts_of_cases() -> list[str]:
    """The expressions of the cases, valid and not."""
    return [
        case["expression"]
        for path in sorted(CASES.glob("*.json"))
        for case in json.loads(path.read_text("utf-8"))
    ]


class Inputs:
    """An endless supply of inputs; `kinds` counts them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.corpus = texts_of_cases()
        self.kinds: dict[str, int] = {}
        self.makers: list[tuple[str, int, Callable[[], str]]] = [
            ("grammar", 40, lambda: self._expression(0)),
            ("mutated", 35, self._mutated),
            ("words", 15, self._words),
            ("unicode", 9, self._characters),
            ("nested or long", 1, self._bomb),
        ]

    def __iter__(self) -> Iterator[str]:
        names = [name for name, _, _ in self.makers]
        weights = [weight for _, weight, _ in self.makers]
        makers = {name: maker for name, _, maker in self.makers}
        while True:
            for name in self.random.choices(names, weights, k=1000):
                self.kinds[name] = self.kinds.get(name, 0) + 1
                yield makers[name]()

    def _expression(self, depth: int) -> str:
        pick = self.random.random
        choice = self.random.choice
        if depth > 4 or pick() < 0.3:
            return self._value()
        inner = lambda: self._expression(depth + 1)  # noqa: E731 - a name for the recursion
        kind = pick()
        if kind < 0.4:
            return f"{inner()} {choice(OPERATORS)} {inner()}"
        if kind < 0.5:
            return f"({inner()})"
        if kind < 0.6:
            return f"{inner()} ? {inner()} : {inner()}"
        if kind < 0.8:
            name = choice(list(FUNCTIONS))
            count = next(
                count
                for count in choice([(1, 2, 3, 0, 4), (3, 2, 1, 4, 0)])
                if FUNCTIONS[name].accepts(count)
            )
            return f"{name}({', '.join(inner() for _ in range(count))})"
        if kind < 0.86:
            return f"{choice(['!', '-', '+', 'NOT '])}{inner()}"
        if kind < 0.9:
            return f"{inner()}[{inner()}]"
        if kind < 0.94:
            return f"{inner()}{choice(['.', '?.'])}{choice(NAMES)}"
        if kind < 0.97:
            return f"{{{', '.join(inner() for _ in range(self.random.randrange(4)))}}}"
        return f"{inner()}.![{inner()}]"

    def _value(self) -> str:
        choice = self.random.choice
        kind = self.random.random()
        if kind < 0.5:
            return f"{choice(['appuser', 'user', 'source', 'slack'])}.{choice(NAMES)}"
        if kind < 0.7:
            text = choice(TEXTS)
            return f'"{text}"' if "'" in text else f"'{text}'"
        if kind < 0.8:
            return choice(["null", "true", "FALSE", "NULL"])
        if kind < 0.9:
            return choice(NAMES)
        return choice(["0", "1", "2147483647", "2.5", "1e10", "007", "1E-5", "2147483648", "1e308"])

    def _mutated(self) -> str:
        """A known expression with a few edits."""
        rng = self.random
        text = rng.choice(self.corpus)
        for _ in range(rng.choice((1, 1, 2, 4))):
            start = rng.randrange(len(text) + 1)
            end = min(len(text), start + rng.choice((0, 1, 1, 3, 12)))
            other = rng.choice(self.corpus)
            begun = rng.randrange(len(other) + 1)
            new = rng.choice(
                (
                    "",
                    rng.choice(WORDS),
                    rng.choice(STRANGE),
                    text[start:end] * 2,
                    other[begun : begun + rng.choice((1, 5, 40))],
                    rng.choice("()[]{}'\".,:?+-*/%^!<>=&|#@;\\ 0a"),
                )
            )
            text = text[:start] + new + text[end:]
        return text

    def _words(self) -> str:
        count = self.random.choice((2, 5, 9, 14, 30))
        return self.random.choice((" ", "")).join(self.random.choices(WORDS, k=count))

    def _characters(self) -> str:
        rng = self.random
        parts = []
        for _ in range(rng.choice((1, 4, 12, 60))):
            kind = rng.random()
            if kind < 0.4:
                parts.append(chr(rng.randrange(128)))
            elif kind < 0.6:
                parts.append(rng.choice(STRANGE))
            elif kind < 0.8:
                parts.append(chr(rng.randrange(0x10FFFF + 1)))
            else:
                parts.append(rng.choice(WORDS))
        return "".join(parts)

    def _bomb(self) -> str:
        rng = self.random
        if rng.random() < 0.5:
            return rng.choice(NESTED)(rng.choice((3, 40, 99, 100, 101, 149, 1000)))
        if rng.random() < 0.5:
            return rng.choice(list(LONG.values()))(rng.choice((3, 100, 2000)))
        return rng.choice(("x", '"', "é", "( ", "a.", "“", "1", " ", "\n", "😀", "-", "a ? ")) * rng.choice(
            (100, 20_000)
        )


def examine(text: str, number: int) -> float:
    """Everything that must hold for an input; its processor time in seconds. Raises BrokenPromiseError."""
    began = time.process_time()
    try:
        expression = parse(text)
    except ExpressionError as refusal:
        _examine_refusal(text, refusal)
    else:
        tree = printed(expression.root)
        again = _parsed_again(tree)
        _must(again is None or again == expression, "printed and parsed again it is another tree", tree)
        _must(again is None or format_expression(tree) == tree, "printed again it is another text", tree)
        for reference in references(text):
            _must(_spans(reference.span, text), "a reference is outside the text", reference)
        _examine_findings(text, number)
        context = CONTEXTS[number % len(CONTEXTS)]
        outcome = expression.compile().evaluate(context)
        _must(isinstance(outcome, Value | EvaluationError | Undetermined), "no outcome", outcome)
        if isinstance(outcome, Value):
            json.dumps(outcome.value, allow_nan=False)
        else:
            _must(
                _spans(outcome.span, text) and "^" in outcome.render(), "an outcome without a place", outcome
            )
    seconds = time.process_time() - began
    _must(
        seconds < SECONDS_PER_INPUT + SECONDS_PER_CHARACTER * len(text),
        "it takes too long",
        f"{seconds:.2f} s",
    )
    return seconds


def _examine_refusal(text: str, refusal: ExpressionError) -> None:
    _must(_spans(refusal.span, text), "the error is outside the text", refusal.span)
    _must(
        bool(refusal.message) and "^" in refusal.render(), "the error has no text or picture", refusal.message
    )
    _must(refusal.fix != text or not text, "the correction changes nothing", refusal.fix)
    findings = check(text, direction="to_okta", source_schema=SCHEMA, target_schema=SCHEMA, target="text")
    _must(
        len(findings) == 1 and findings[0].severity == "error", "one mistake has several findings", findings
    )


def _examine_findings(text: str, number: int) -> None:
    direction = "to_okta" if number % 2 else "to_app"
    target = ("text", "number", "flag", "list", "choice")[number % 5]
    for findings in (
        check(text, direction=direction),
        check(text, direction=direction, source_schema=SCHEMA, target_schema=SCHEMA, target=target),
    ):
        for finding in findings:
            _must(
                _spans(finding.span, text) and "^" in finding.render(), "a finding without a place", finding
            )
            if finding.fix:
                _must(finding.fix != text, "a correction changes nothing", finding)
                _must(_is_readable(finding.fix), "a correction is no expression", finding.fix)


def _parsed_again(text: str) -> object:
    """None for Identity Engine syntax, which a tree can be printed as: `(user.profile).x`."""
    try:
        return parse(text)
    except ExpressionError as refusal:
        _must(refusal.dialect == "identity-engine", "what is printed is no expression", text)
        return None


def _is_readable(text: str) -> bool:
    try:
        parse(text)
    except ExpressionError as refusal:
        return "nested" in refusal.message or refusal.dialect == "identity-engine"
    return True


def _spans(span: tuple[int, int], text: str) -> bool:
    return 0 <= span[0] <= span[1] <= len(text)


def _must(holds: bool, promise: str, what: object) -> None:
    if not holds:
        raise BrokenPromiseError(f"{promise}: {what!r:.300}")
