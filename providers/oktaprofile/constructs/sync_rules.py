"""Rules for what the sync is given, where no general one of `validation` says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oktaprofile.constructs.apps import OktaApp
from oktaprofile.constructs.downstream import DownstreamMapping
from oktaprofile.constructs.impact import ImpactGates
from oktaprofile.constructs.number_formats import NumberFormat
from oktaprofile.constructs.validation import Rule, attribute_name, distinct, given, is_token

DEFAULT_TYPE = "default"


def is_format(value: object) -> str | None:
    """None, or a format."""
    if value is None or isinstance(value, NumberFormat):
        return None
    return f"is {value!r}; give one of oktaprofile.constructs.number_formats, such as E164"


def attribute_if_any(value: object) -> str | None:
    """None, or the name of an attribute."""
    return None if value is None else attribute_name(value)


def other_than(target: str) -> Rule:
    """The value is not the target."""
    return lambda value: (
        f"is {value!r}, which is the target; the extension needs its own" if value == target else None
    )


def impact_gates(value: object) -> str | None:
    """None, or limits."""
    return None if value is None or isinstance(value, ImpactGates) else f"is {value!r}; give ImpactGates(…)"


def mappings_by_key(value: object) -> str | None:
    """None, or a dict of DownstreamMapping."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        return f"is {value!r}; give a dict of DownstreamMapping(…), by a key of yours"
    wrong = [(key, one) for key, one in value.items() if not isinstance(one, DownstreamMapping)]
    return f"has {wrong[0][1]!r} for {wrong[0][0]!r}; give DownstreamMapping(app=…)" if wrong else None


def further_than(first: str | None) -> Rule:
    """Names of user types, each once and none of them the first."""

    def rule(value: object) -> str | None:
        names = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else None
        if names is None:
            return f"is {value!r}; give a list of user types"
        for name in names:
            if is_token(name):
                return "has a value that only Terraform knows; a user type's name is part of addresses, so write it"
            if given(name) is not None:
                return f"has {name!r} for a user type; give its name or id"
        return distinct([first or DEFAULT_TYPE, *names])

    return rule


def with_own_app(app: OktaApp | str) -> Rule:
    """None, or apps of which this is one."""

    def rule(value: object) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Sequence) or isinstance(value, (str, OktaApp)):
            return f"is {value!r}; give a list of apps"
        problem = distinct(value)
        if problem is None and app not in value:
            problem = f"lacks this sync's own app, {app!r}; put it where it belongs in the order"
        return problem

    return rule
