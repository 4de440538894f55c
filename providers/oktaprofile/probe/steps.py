"""How each question is asked. A step returns one of the question's answers, or raises `Open` with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from oktaprofile.okta.errors import FeatureNotAvailable, RateLimited, ServerError, ValidationFailed
from oktaprofile.probe import operations
from oktaprofile.probe.evidence import REFUSALS
from oktaprofile.probe.note import APPLICATION, BASE, USER, USER_TYPE
from oktaprofile.probe.stage import APP, JOINED, LENGTH, TEXT, TYPE, Open
from oktaprofile.probe.undo import StillThere, Undo

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from oktaprofile.probe.stage import Stage

REJECT = "reject"


class Step(NamedTuple):
    """`does`: what a person reads before it is done. `needs`: which own things. `calls`, `writes`: requests at most,
    the making of own things apart."""

    ask: Callable[[Stage], str]
    does: str
    needs: tuple[str, ...]
    calls: int
    writes: int


def pipeline(stage: Stage) -> str:
    reply = stage.evidence.send(
        "GET /.well-known/okta-organization",
        lambda: dict(stage.client.call(operations.ORGANIZATION)),
        show=lambda found: {"pipeline": found.get("pipeline")},
    )
    word = str(reply.body.get("pipeline"))
    if word not in ("idx", "v1"):
        raise Open(f"Okta names an engine that this version does not know: {word[:40]}.")
    return word


def mappings_api(stage: Stage) -> str:
    return "on" if stage.mappings_api() else "off"


def attribute_level_mastering(stage: Stage) -> str:
    return "on" if stage.sources_shown() else "off"


def base_master(stage: Stage) -> str:
    """A custom attribute is overridden first: where that fails, the base attribute's refusal would say nothing."""
    if not stage.sources_shown():
        raise Open("Attribute-level mastering is off: Okta drops every source.")
    override = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": stage.source()}]}
    if stage.added(TYPE, "probeOverride", master=override).get("master") != override:
        raise Open("Okta does not store an override of a custom attribute either.")
    found = stage.base_property()
    if found.get("master") == override:
        raise Open("The attribute has this override already.")
    try:
        reply = stage.set_base_master(found, override)
        stored = stage.base_property().get("master")
    finally:
        if BASE in stage.note.pending():
            Undo(stage.client, stage.note, stage.clock).one(BASE)
    if stored == override:
        return "accept"
    if stored != found.get("master"):
        raise Open("Okta stored another source than was sent.")
    return REJECT if reply.refusal else "ignore"


def null_attribute(stage: Stage) -> str:
    name = "probeNull"
    if not stage.added(TYPE, name, description="first").get("description"):
        raise Open("Okta did not store the description that was to be cleared.")
    if stage.set_property(TYPE, name, {**TEXT, "description": None}).refusal:
        return REJECT
    return "keep" if (stage.property(TYPE, name) or {}).get("description") else "clear"


def left_out_attribute(stage: Stage) -> str:
    name = "probeLeftOut"
    if not stage.added(TYPE, name, description="first").get("description"):
        raise Open("Okta did not store the description that was to be left out.")
    reply = stage.set_property(TYPE, name, {**TEXT, "title": "oktaprofile probe, renamed"})
    if reply.refusal:
        raise Open(f"Okta refused a write without the description: {'; '.join(reply.causes)}")
    return "keep" if (stage.property(TYPE, name) or {}).get("description") else "clear"


def _stores(where: str, attribute: str, value: object) -> Callable[[Stage], str]:
    def ask(stage: Stage) -> str:
        name = f"probe{attribute[0].upper()}{attribute[1:]}"
        if stage.set_property(where, name, {**TEXT, attribute: value}).refusal:
            return REJECT
        stored = stage.property(where, name)
        if stored is None:
            raise Open("Okta answered 200 to the attribute, and does not show it.")
        return "store" if stored.get(attribute) else "drop"

    return ask


def absent_deletion(stage: Stage) -> str:
    return REJECT if stage.set_property(APP, "probeNeverMade", None).refusal else "accept"


def mapping_checks(stage: Stage) -> str:
    reply = stage.map(stage.row(to_app=False), "nickName", "appuser.probeNeverMade", "PUSH")
    said = " ".join(reply.causes).casefold()
    first = {word for word in ("push", "expression") if word in said}
    if len(first) != 1:
        raise Open(f"Okta's answer names neither mistake alone: {said[:200] or 'it took both'}")
    return "push-status-first" if first == {"push"} else "expression-first"


def mapped_external_id(stage: Stage) -> str:
    reply = stage.map(stage.row(to_app=False), "nickName", "appuser.externalId")
    if not reply.refusal:
        return "accept"
    if "expression" in " ".join(reply.causes).casefold():
        return REJECT
    raise Open(f"Okta refused the mapping for another reason: {'; '.join(reply.causes)}")


def foreign_push_status(stage: Stage) -> str:
    name, row = "probePushed", stage.row(to_app=True)
    stage.added(APP, name)
    if stage.map(row, name, "user.firstName", "PUSH").refusal:
        return REJECT
    status = stage.mapped(row, name).get("pushStatus")
    if status not in ("PUSH", "DONT_PUSH"):
        raise Open("Okta answered 200 to the mapping, and does not show it.")
    return "accept" if status == "PUSH" else "ignore"


def _evaluates(name: str, words: dict[object, str]) -> Callable[[Stage], str]:
    def ask(stage: Stage) -> str:
        value = stage.values()[name]
        if isinstance(value, Open):
            raise value
        if value not in words:
            raise Open(f"It is neither of the answers that this version knows: {str(value)[:40]!r}")
        return words[value]

    return ask


def inactive_schema(stage: Stage) -> str:
    stage.deactivate()
    if stage.set_property(APP, "probeInactive", TEXT, REFUSALS).refusal:
        return REJECT
    if stage.property(APP, "probeInactive") is None:
        raise Open("Okta answered 200, and does not show the attribute.")
    return "accept"


_BOTH = (USER_TYPE, APPLICATION)
STEPS: dict[str, Step] = {
    "pipeline": Step(pipeline, "reads", (), 1, 0),
    "mappings-api": Step(mappings_api, "reads", (), 1, 0),
    "attribute-level-mastering": Step(attribute_level_mastering, "reads", (), 1, 0),
    "base-master": Step(
        base_master, "adds an attribute to the own type, and overrides a base attribute", _BOTH, 6, 2
    ),
    "null-attribute": Step(
        null_attribute, "adds an attribute to the own type, and changes it", (USER_TYPE,), 4, 2
    ),
    "left-out-attribute": Step(
        left_out_attribute, "adds an attribute to the own type, and changes it", (USER_TYPE,), 4, 2
    ),
    **{
        id_: Step(
            _stores(where, attribute, value),
            f"adds an attribute to the {where}",
            (USER_TYPE if where == TYPE else APPLICATION,),
            2,
            1,
        )
        for id_, where, attribute, value in (
            ("user-external-name", TYPE, "externalName", "probe"),
            ("user-external-namespace", TYPE, "externalNamespace", "urn:oktaprofile:probe"),
            ("user-pattern", TYPE, "pattern", "[a-z]+"),
            ("app-unique", APP, "unique", True),
        )
    },
    "absent-deletion": Step(
        absent_deletion, "removes an attribute from the own app that it does not have", (APPLICATION,), 1, 1
    ),
    "mapping-checks": Step(mapping_checks, "sends the own mapping a line with two mistakes", _BOTH, 2, 1),
    "mapped-external-id": Step(mapped_external_id, "writes a line of the own mapping", _BOTH, 2, 1),
    "foreign-push-status": Step(
        foreign_push_status, "adds an attribute to the own app, and maps it", _BOTH, 5, 2
    ),
    "null-joined": Step(
        _evaluates(JOINED, {"xnull": "word", "x": "empty", None: "fail", "": "fail"}),
        "adds attributes, maps them, and assigns the own user to the own app",
        (*_BOTH, USER),
        17,
        8,
    ),
    "length-of-null": Step(
        _evaluates(LENGTH, {"0": "zero", None: "fail", "": "fail"}),
        "the same, once for both",
        (*_BOTH, USER),
        17,
        8,
    ),
    "inactive-schema": Step(
        inactive_schema, "deactivates the own app, and adds an attribute", (APPLICATION,), 3, 2
    ),
}
_SHARED = {"null-joined", "length-of-null"}
MAKING = {USER_TYPE: (1, 1), APPLICATION: (1, 1), USER: (1, 1)}
UNDOING = {USER_TYPE: (3, 1), APPLICATION: (4, 2), USER: (4, 2), BASE: (4, 1)}
"""Requests, and writes among them, that one thing costs to make, and to take away and look."""


def things(asked: Collection[str]) -> list[str]:
    """The own things that these questions need, in the order in which they are made."""
    needed = {kind for id_ in asked for kind in STEPS[id_].needs}
    return [kind for kind in MAKING if kind in needed]


def requests(asked: Collection[str], *, base: bool) -> tuple[int, int]:
    """How many requests these questions take at most in an org that answers at once, undoing included, and how many of
    them write."""
    ids = [id_ for id_ in asked if id_ not in _SHARED] + sorted(_SHARED & set(asked))[:1]
    parts = [(STEPS[id_].calls, STEPS[id_].writes) for id_ in ids]
    made = things(asked)
    parts += [MAKING[kind] for kind in made] + [UNDOING[kind] for kind in made]
    if base and "base-master" in asked:
        parts.append(UNDOING[BASE])
    return sum(calls for calls, _ in parts), sum(writes for _, writes in parts)


PASSING = (ValidationFailed, RateLimited, ServerError, FeatureNotAvailable, StillThere)
"""Errors that leave one question open; the next may be answered."""


def asked_of(stage: Stage, id_: str) -> tuple[str | None, str]:
    """(answer, "") or (None, why it stays open). Raises what is no answer of the question: a refused token, a stop."""
    try:
        return STEPS[id_].ask(stage), ""
    except Open as why:
        return None, stage.evidence.public(str(why))
    except PASSING as refused:
        return None, stage.evidence.public(str(refused))
