"""A mapping line made ready to run for many people, and what it reads."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from oktaprofile.expression import (
    Compiled,
    EvaluationError,
    ExpressionError,
    Reference,
    Undetermined,
    Value,
    compile_expression,
)
from oktaprofile.expression.checker import type_of
from oktaprofile.expression.errors import Stop
from oktaprofile.expression.kinds import Schema
from oktaprofile.expression.nodes import Literal, Node
from oktaprofile.expression.reading import references_of
from oktaprofile.impact.effects import Doubtful, Effect, ValueCheck
from oktaprofile.people.organization import PUSH, TO_OKTA, Definition, Line
from oktaprofile.plan.outcomes import CHANGED, ERROR, POPULATED, UNCHANGED, UNDETERMINED

SOURCE_ROOTS = {TO_OKTA: ("appuser", "appUser", "source", ""), "to_app": ("user", "source", "")}
_WORD = "null"
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NUMBER = re.compile(r"\d+")


@lru_cache(maxsize=4096)
def read(expression: str) -> tuple[Compiled, list[Reference]]:
    """An expression, and what it reads. Many apps have the same lines. Raises ExpressionError."""
    compiled = compile_expression(expression)
    return compiled, references_of(compiled.expression.root)


class Rule:
    """One line that is applied on update (PUSH). `reads`: the attributes of the source that it reads; `bare`: the one
    that it hands on as it is, or ""; `refusable`: whether something that it may give is refused."""

    __slots__ = (
        "_compiled",
        "_literal",
        "_trouble",
        "bare",
        "check",
        "definition",
        "line",
        "reads",
        "refusable",
        "target",
    )

    def __init__(
        self, target: str, line: Line, definition: Definition, direction: str, app_name: str
    ) -> None:
        self.target = target
        self.line = line
        self.definition = definition
        self.check = ValueCheck(definition)
        self.bare = ""
        self.refusable = True
        self.reads: frozenset[str] = frozenset()
        self._compiled: Compiled | None = None
        self._trouble = ""
        self._literal = False
        if line.expression is None:
            self._trouble = "the expression is known only after apply"
            return
        try:
            self._compiled, found = read(line.expression)
        except ExpressionError:
            self._trouble = "the expression cannot be read here: what Okta makes of it is not known"
            return
        roots = (*SOURCE_ROOTS[direction], app_name)
        self.reads = frozenset(one.attribute for one in found if one.root in roots)
        root, _, name = line.expression.strip().partition(".")
        if root in roots and name in self.reads:
            self.bare = name
        self._literal = _has_the_word(self._compiled.expression.root)

    def effect(self, context: dict[str, Any], source: dict[str, Any], current: object) -> Effect:
        """What the line does to a target that holds `current`; `source` is the profile that it reads."""
        if self._compiled is None:
            return self.unknown(current, self._trouble)
        result = self._compiled.evaluate(context)
        if type(result) is Value:
            value = result.value
            joined = type(value) is str and _WORD in value and self._joined_a_null(value, source)
            return self.check.effect(value, current, joined)
        if isinstance(result, Undetermined):
            return self.unknown(current, self._without_values(result.reason, source))
        assert isinstance(result, EvaluationError)
        return Effect(ERROR, current, self._without_values(result.message, source))

    def unknown(self, current: object, reason: str) -> Effect:
        """The effect where nobody knows what the line gives: with it the person's whole update may be refused."""
        return (Doubtful if self.refusable else Effect)(UNDETERMINED, current, reason)

    def sure(self, context: dict[str, Any], current: object) -> Effect | None:
        """The same where the value is a text that surely fits and does not hold the word null, as nearly everybody's;
        None otherwise."""
        if self._compiled is None:
            return None
        try:
            value = self._compiled.run(context)
        except (Stop, RecursionError):
            return None
        if type(value) is not str or not 0 < len(value) <= self.check.surely or _WORD in value:
            return None
        if value == current:
            return Effect(UNCHANGED, current)
        return Effect(CHANGED if current is not None and current != "" else POPULATED, value)

    def _without_values(self, text: str, source: dict[str, Any]) -> str:
        """A failure's text without what it may quote of a profile. Numbers go too: there would be one reason for
        each length of a name."""
        for name in self.reads:
            value = source.get(name)
            if isinstance(value, str) and value:
                text = text.replace(value, "…")
        return _NUMBER.sub("n", _QUOTED.sub("'…'", text))

    def _joined_a_null(self, value: str, source: dict[str, Any]) -> bool:
        """Whether the word null in a value came from joining a null, and not from what somebody is called.

        It did where no text that the line has or reads contains the word. Where one does and an attribute is
        null, too, the word between other letters ("annulled") is taken for a name.
        """
        current = [source.get(name) for name in self.reads]
        if not self._literal and not any(isinstance(one, str) and _WORD in one for one in current):
            return True
        return None in current and holds_the_word(value)


def holds_the_word(value: object) -> bool:
    """Whether a text contains the word null, and not only between other letters."""
    return isinstance(value, str) and any(
        not (value[start - 1 : start].isalpha() or value[start + 4 : start + 5].isalpha())
        for start in range(len(value))
        if value.startswith(_WORD, start)
    )


def ready(
    lines: dict[str, Line], target: str, schema: dict[str, Definition], direction: str, app_name: str
) -> Rule | None:
    """The rule for a target; None where nothing is applied on update: no line, a line with DONT_PUSH
    (documented: "apply mapping on user create only"), no such attribute."""
    line, definition = lines.get(target), schema.get(target)
    if line is None or definition is None or line.push_status != PUSH:
        return None
    return Rule(target, line, definition, direction, app_name)


def gives_text(line: Line, direction: str, source: Schema) -> bool:
    """Whether a line surely gives a text or null, by the types of what it reads."""
    if line.expression is None:
        return False
    return type_of(line.expression, direction=direction, source_schema=source) == "string"


def attributes_of(line: Line | None) -> set[str]:
    """Every attribute that a line names, of whatever profile; none for an expression that is not valid."""
    if line is None or line.expression is None:
        return set()
    try:
        return {one.attribute for one in read(line.expression)[1]}
    except ExpressionError:
        return set()


def _has_the_word(node: Node) -> bool:
    """Whether a text in the expression itself contains the word null."""
    if isinstance(node, Literal):
        return isinstance(node.value, str) and _WORD in node.value
    return any(_has_the_word(child) for child in node.children)
