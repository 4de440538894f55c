"""People as JSON: their values side by side, and what the mappings give for them.

Where values are masked, no digit of an attribute leaves this file: of a number its shape is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from oktaprofile.expression import (
    Compiled,
    EvaluationError,
    ExpressionError,
    Undetermined,
    Value,
    compile_expression,
)
from oktaprofile.page.flow import Flow
from oktaprofile.page.model import TO_APP, TO_OKTA, Mapping, Organization, Person

IN_STEP, BEHIND, DIFFERS, OUTSIDE, UNMAPPED, UNSAID = (
    "in step",
    "downstream behind",
    "differs",
    "not in the app",
    "not mapped",
    "undetermined",
)
Show = Callable[[Any], Any]
_DIGIT = re.compile(r"\d")


def as_it_is(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Shows a value."""
    return value


def masked(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A value whose digits are dots, whatever script they are of: a number's length and signs are left."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (list, tuple)):
        return [masked(one) for one in value]
    if isinstance(value, dict):
        return {key: masked(one) for key, one in value.items()}
    return _DIGIT.sub("•", str(value))


def row(org: Organization, flow: Flow, person: Person, show: Show, clean: Show) -> dict[str, Any]:
    """A person in the list: `numbers` is null outside of the app, and shows what the app itself knows where the feed
    can tell; `state` says whether Okta has what the mapping gives, and the apps downstream what Okta has.
    """
    profile = person.apps.get(flow.app_id)
    okta = person.profile.get(flow.target)
    downstream = [person.apps.get(app_id, {}).get(name) for app_id, name in flow.downstream]
    known = person.elsewhere.get(flow.app_id, profile)
    return {
        **_who(person, clean),
        "numbers": None if known is None else {name: show(known.get(name)) for name in flow.numbers},
        "okta": show(okta),
        "downstream": [show(value) for value in downstream],
        "state": OUTSIDE if profile is None else _state(org, flow, person, okta, downstream),
    }


def results(org: Organization, person: Person, show: Show) -> dict[str, Any]:
    """What each mapping line gives for a person, as `results`: app id -> direction -> target -> `{value}`, `{error}` or
    `{undetermined}`. Apps and user types that the person is not of are absent."""
    lines: dict[str, dict[str, dict[str, Any]]] = {}
    for mapping in org.mappings:
        if mapping.type_id != person.type_id or mapping.app_id not in person.apps:
            continue
        given = {
            target: _shown(_outcome(line["expression"], _context(org, mapping, person)), show)
            for target, line in mapping.lines.items()
        }
        lines.setdefault(mapping.app_id, {})[mapping.direction] = given
    return {"results": lines}


def _who(person: Person, clean: Show) -> dict[str, Any]:
    """Names are shown, but a phone number among them is none: of a login each side of the @ is looked at."""
    names = (person.profile.get("firstName"), person.profile.get("lastName"))
    login = "@".join(clean(part) for part in str(person.profile.get("login") or person.id).split("@"))
    name = " ".join(clean(str(one)) for one in names if one) or login
    return {"id": person.id, "name": name, "login": login, "type": person.type_id, "status": person.status}


def _state(org: Organization, flow: Flow, person: Person, okta: object, downstream: list[Any]) -> str:
    mapping = org.mapping(flow.app_id, person.type_id, TO_OKTA)
    if mapping is None or flow.target not in mapping.lines:
        return UNMAPPED
    outcome = _outcome(mapping.lines[flow.target]["expression"], _context(org, mapping, person))
    if not isinstance(outcome, Value):
        return UNSAID
    if (outcome.value or "") != (okta or ""):
        return DIFFERS
    for (app_id, name), value in zip(flow.downstream, downstream, strict=True):
        onward = org.mapping(app_id, person.type_id, TO_APP)
        if app_id not in person.apps or onward is None or name not in onward.lines:
            continue
        sent = _outcome(onward.lines[name]["expression"], _context(org, onward, person))
        if not isinstance(sent, Value):
            return UNSAID
        if (sent.value or "") != (value or ""):
            return BEHIND
    return IN_STEP


def _context(org: Organization, mapping: Mapping, person: Person) -> dict[str, Any]:
    """What an expression sees, in either direction."""
    profile = person.apps.get(mapping.app_id, {})
    if mapping.direction == TO_APP:
        return {"user": person.profile, "source": person.profile, "appuser": profile}
    app = org.app(mapping.app_id)
    names = ("appuser", "appUser", "source", app.name if app else "appuser")
    return {**dict.fromkeys(names, profile), "user": person.profile}


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Compiled | str:
    try:
        return compile_expression(expression)
    except ExpressionError as problem:
        return str(problem)


def _outcome(expression: str, context: dict[str, Any]) -> Value | EvaluationError | Undetermined:
    compiled = _compiled(expression)
    return EvaluationError(compiled) if isinstance(compiled, str) else compiled.evaluate(context)


def _shown(outcome: Value | EvaluationError | Undetermined, show: Show) -> dict[str, Any]:
    """A failure may quote a value."""
    if isinstance(outcome, Value):
        return {"value": show(outcome.value)}
    if isinstance(outcome, Undetermined):
        return {"undetermined": show(outcome.reason)}
    return {"error": show(outcome.message)}
