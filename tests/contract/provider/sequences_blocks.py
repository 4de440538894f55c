"""The configurations that the random sequences write: resource blocks as plain values, and their Terraform arguments.

Few addresses, names and values, so that owners and strangers want the same things again and again: two forms that
own properties of one app schema, three resources that map into one row, two overrides of the same attributes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

APPS = ("RingCentral", "Workday")
TYPES = (None, "contractor", "seqType")
"""None: the default type. `seqType` comes and goes."""

APP_NAMES = ("seqOne", "seqTwo", "seqThree")
USER_NAMES = ("seqBadge", "seqTeam")
FOREIGN_NAME = "seqForeign"
UNMAPPED = ("seqThree", "seqFour", "seqFive", "seqTeam")
"""Names in no mapping: these may be integers. (What may be mapped to an integer is the expression checker's matter.)"""

EXPRESSIONS: dict[str, dict[str, str | None]] = {
    "to_okta": {
        "appuser.userName": "userName",
        "appuser.seqOne": "seqOne",
        "appuser.seqTwo": "seqTwo",
        '"fixed"': None,
    },
    "to_app": {"user.firstName": "firstName", "user.seqBadge": "seqBadge", '"fixed"': None},
}
"""direction -> expression -> the attribute of the source that it reads."""
KEYS = {
    "to_okta": ("nickName", "title", "division", "seqBadge"),
    "to_app": ("seqOne", "seqTwo", "userName"),
}
ATTRIBUTES = ("primaryPhone", "mobilePhone", "seqBadge", "seqTeam")

Definition = dict[str, Any]
"""Arguments of a property definition by Terraform's names; `master_priority` holds labels of apps."""


@dataclass(frozen=True)
class Block:
    """One resource block. Which fields count depends on `kind`."""

    kind: str
    app: str = "RingCentral"
    user_type: str | None = None
    definitions: dict[str, Definition] = field(default_factory=dict)
    adopt: bool = True
    direction: str = "to_okta"
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    """target -> (expression, push status)."""
    attribute: str = ""
    sources: tuple[str, ...] = ()

    @property
    def single(self) -> bool:
        """Whether it is one of the flat forms, about one property."""
        return self.kind in ("app_user_property", "user_property")

    @property
    def name(self) -> str:
        """The property of a flat form."""
        [name] = self.definitions
        return name

    def arguments(self, app_ids: dict[str, str]) -> dict[str, Any]:
        """As Terraform's arguments. `app_ids`: label -> id."""
        made: dict[str, Any] = {}
        if self.kind != "master_override" and self.kind != "user_property":
            made["app_id"] = app_ids[self.app]
        if self.kind not in ("app_user_properties", "app_user_property"):
            made["user_type"] = self.user_type
        if self.kind == "mapping":
            made["direction"] = self.direction
            made["properties"] = {
                key: {"expression": expression, "push_status": push}
                for key, (expression, push) in self.keys.items()
            }
        elif self.kind == "master_override":
            made["property"] = self.attribute
            made["sources"] = [app_ids[label] for label in self.sources]
        else:
            definitions = {name: _definition(one, app_ids) for name, one in self.definitions.items()}
            made["adopt_existing"] = self.adopt
            made["name_release_timeout_seconds"] = 0
            if self.single:
                made.update(name=self.name, **definitions[self.name])
            else:
                made["properties"] = definitions
        return made

    def import_id(self, app_ids: dict[str, str]) -> str:
        """What `terraform import` takes for what this block names."""
        type_ = self.user_type or "default"
        if self.kind == "mapping":
            return f"{app_ids[self.app]}/{self.direction}/{type_}/{','.join(self.keys)}"
        if self.kind == "master_override":
            return f"{type_}/{self.attribute}"
        if self.kind == "user_property":
            return f"{type_}/{self.name}"
        return f"{app_ids[self.app]}/{','.join(self.definitions)}"


def _definition(given: Definition, app_ids: dict[str, str]) -> dict[str, Any]:
    made = dict(given)
    if "master_priority" in made:
        made["master_priority"] = [app_ids[label] for label in made["master_priority"]]
    return made


def _often(usual: Any, seldom: Any) -> Any:
    """Mostly the one, now and then the other."""
    return st.sampled_from([usual] * 7 + [seldom])


@st.composite
def _definitions(
    draw: Any, names: tuple[str, ...], *, most: int = 1, user: bool = False
) -> dict[str, Definition]:
    """Definitions of some names; most arguments are left out, as in real configurations."""
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=most, unique=True))
    return {name: draw(_definition_of(name, user=user)) for name in chosen}


@st.composite
def _definition_of(draw: Any, name: str, *, user: bool) -> Definition:
    made: Definition = {"title": draw(st.sampled_from(["A", "B", "C"]))}
    if name in UNMAPPED and draw(_often(False, True)):
        made["type"] = "integer"
    if draw(st.booleans()):
        made["description"] = draw(st.sampled_from(["first", "second"]))
    if "type" not in made and draw(st.booleans()):
        made["max_length"] = draw(st.sampled_from([10, 20]))
    if draw(_often(False, True)):
        made["required"] = draw(st.booleans())
    if draw(_often(False, True)):
        made["master"] = draw(st.sampled_from(["PROFILE_MASTER", "OKTA", *(["OVERRIDE"] if user else [])]))
    if made.get("master") == "OVERRIDE":
        made["master_priority"] = list(draw(sources()))
    return made


def sources() -> Any:
    """One or two apps in some order."""
    return st.permutations(APPS).flatmap(lambda both: st.sampled_from([tuple(both), (both[0],)]))


def _app() -> Any:
    return _often("RingCentral", "Workday")


def _type() -> Any:
    return st.sampled_from([None, None, None, "contractor", "seqType"])


def _plural() -> Any:
    return st.builds(
        Block,
        kind=st.just("app_user_properties"),
        app=_app(),
        adopt=_often(True, False),
        definitions=_definitions(APP_NAMES, most=3),
    )


def _singular(names: tuple[str, ...]) -> Any:
    return st.builds(
        Block,
        kind=st.just("app_user_property"),
        app=_app(),
        adopt=_often(True, False),
        definitions=_definitions(names),
    )


def _user() -> Any:
    return st.builds(
        Block,
        kind=st.just("user_property"),
        user_type=_type(),
        adopt=_often(True, False),
        definitions=_definitions(USER_NAMES, user=True),
    )


def _mapping(direction: str) -> Any:
    push = "DONT_PUSH" if direction == "to_okta" else "PUSH"
    line = st.tuples(st.sampled_from(list(EXPRESSIONS[direction])), _often("auto", push))
    return st.builds(
        Block,
        kind=st.just("mapping"),
        app=_app(),
        user_type=_type(),
        direction=st.just(direction),
        keys=st.dictionaries(st.sampled_from(KEYS[direction]), line, min_size=1, max_size=3),
    )


def _override() -> Any:
    return st.builds(
        Block,
        kind=st.just("master_override"),
        user_type=_type(),
        attribute=st.sampled_from(ATTRIBUTES),
        sources=sources(),
    )


BLOCKS: dict[str, Any] = {
    "attributes": _plural(),
    "attribute": _singular(("seqOne", "seqThree", "seqFour")),
    "attribute2": _singular(("seqFour", "seqFive")),
    "badge": _user(),
    "team": _user(),
    "inbound": _mapping("to_okta"),
    "inbound2": _mapping("to_okta"),
    "outbound": _mapping("to_app"),
    "phone": _override(),
    "phone2": _override(),
}
"""address -> the blocks that may stand there."""

FIRST = {
    "attributes": Block(
        "app_user_properties",
        definitions={"seqOne": {"title": "A"}, "seqTwo": {"title": "A", "description": "first"}},
    ),
    "attribute2": Block("app_user_property", definitions={"seqFive": {"title": "A", "max_length": 10}}),
    "badge": Block("user_property", definitions={"seqBadge": {"title": "A"}}),
    "team": Block("user_property", user_type="contractor", definitions={"seqTeam": {"title": "A"}}),
    "inbound": Block(
        "mapping", keys={"nickName": ("appuser.seqOne", "auto"), "seqBadge": ("appuser.userName", "auto")}
    ),
    "outbound": Block("mapping", direction="to_app", keys={"seqTwo": ("user.seqBadge", "auto")}),
    "phone": Block("master_override", attribute="primaryPhone", sources=("RingCentral",)),
    "phone2": Block(
        "master_override", user_type="contractor", attribute="seqTeam", sources=("Workday", "RingCentral")
    ),
}
"""What a sequence begins with."""
