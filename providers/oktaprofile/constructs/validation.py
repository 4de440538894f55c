"""Rules for what a construct is given, checked when it is made: an exception later, in synth, loses its traceback.

A rule is a function of the value that returns what is wrong with it, or None. Tokens (values that Terraform knows only
later) pass every rule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

_LEAST_NUMBER = -1e280
"""Nobody's setting is less; the framework's numbers for tokens begin at about -1.9e289."""

Rule = Callable[[Any], "str | None"]


class SettingError(ValueError):
    """A wrong setting. The message begins with the construct or file and the setting's name."""

    def __init__(self, construct: str, setting: str, problem: str) -> None:
        super().__init__(f"{construct}: {setting} {problem}")
        self.setting = setting


def check(construct: str, rules: Mapping[str, tuple[Any, Iterable[Rule]]]) -> None:
    """Apply rules to settings: name -> (value, its rules). Raises SettingError for the first value that breaks one."""
    for setting, (value, applied) in rules.items():
        if is_token(value):
            continue
        for rule in applied:
            problem = rule(value)
            if problem is not None:
                raise SettingError(construct, setting, problem)


def is_token(value: object) -> bool:
    """Whether a value is known only to Terraform: text with an interpolation, a number that the framework put in its
    place, or an object of the framework."""
    if isinstance(value, str):
        return "${" in value
    if isinstance(value, float):
        return value < _LEAST_NUMBER
    return not (value is None or isinstance(value, (bool, int, float, list, tuple, dict, Mapping)))


def given(value: object) -> str | None:
    """The value is a text that is not blank."""
    if isinstance(value, str) and value.strip():
        return None
    return f"is {value!r}; give a text that is not empty"


def given_if_any(value: object) -> str | None:
    """None, or a text that is not blank."""
    return None if value is None else given(value)


def flag(value: object) -> str | None:
    """None, or a boolean. A text such as "no" would count as yes here, and at plan."""
    return None if value is None or isinstance(value, bool) else f"is {value!r}; give True or False"


def texts_if_any(value: object) -> str | None:
    """None, or a list of texts that are not blank. One text alone would be taken for a list of letters."""
    if value is None:
        return None
    if isinstance(value, str) or not isinstance(value, Collection):
        return f"is {value!r}; give a list of texts"
    return next((f"has {item!r}; give texts that are not empty" for item in value if given(item)), None)


def one_of(*allowed: str) -> Rule:
    """The value is one of these."""

    def rule(value: object) -> str | None:
        return None if value in allowed else f"is {value!r}; allowed: {', '.join(allowed)}"

    return rule


def attribute_name(value: object) -> str | None:
    """The name of an Okta attribute: ASCII letters, digits and underscores, no digit in front."""
    if isinstance(value, str) and value.isascii() and value.isidentifier():
        return None
    return (
        f"has {value!r} for a name; an attribute's name is made of ASCII letters, digits and underscores and does not "
        "begin with a digit"
    )


def attribute_names(value: Mapping[str, Any]) -> str | None:
    """A mapping by attribute name: not empty, every name right, no two that differ only in case."""
    if not isinstance(value, Mapping) or not value:
        return f"is {value!r}; give a dict of at least one attribute, by its name"
    seen: dict[str, str] = {}
    for name in value:
        if is_token(name):
            continue
        problem = attribute_name(name)
        if problem is not None:
            return problem
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            return f"has {other!r} and {name!r}, which are one name to Okta: it ignores case"
    return None


def distinct(value: object) -> str | None:
    """A sequence that is not empty and names nothing twice."""
    items = [] if isinstance(value, str) or not isinstance(value, Collection) else list(value)
    if not items:
        return f"is {value!r}; give a list of at least one"
    for index, item in enumerate(items):
        if item in items[:index]:
            return f"names {item!r} twice"
    return None
