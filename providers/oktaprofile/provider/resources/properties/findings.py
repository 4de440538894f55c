"""What a plan finds out about the custom properties of one schema, and says about it.

Bad input fails here, before anything is sent: a name that Okta has in its base properties or in another case,
a property that exists with another definition, a type that Okta cannot change, a master in an org without
attribute-level sourcing. Everything wrong is reported at once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from oktaprofile.okta.schema import properties_of, shows_sources
from oktaprofile.plugin.values import UNKNOWN, is_wholly_known
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.resources.properties.document import (
    JSON_PATHS,
    constants,
    differences,
    expand,
    flatten,
    value_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oktaprofile.plugin.diagnostics import Diagnostics, Path
    from oktaprofile.provider.resources.properties.document import Difference

WHAT_QUARANTINE_MEANS = (
    "Okta deletes the property with the values that people have in it, and then holds the name back until they "
    "are cleaned up: seconds in a small org, minutes or longer in a large one."
)

# At apply Terraform plans once more and compares. It tells the provider nothing of the plan that was reviewed, so the
# provider cannot put the refusal in its own words; Terraform's words blame the provider.
IF_THE_PLAN_IS_STALE = (
    "If Terraform reports an inconsistent final plan beside this warning, Okta changed after the plan was made: "
    "nothing was done; plan again."
)


class SchemaView:
    """A schema document as a plan looks at it.

    `label` names its owner for people: "the app RingCentral (0oa1)".
    """

    __slots__ = ("base", "custom", "has_masters", "kind", "label")

    def __init__(self, document: Mapping[str, Any], kind: str, label: str) -> None:
        self.custom = properties_of(document, "custom")
        self.base = properties_of(document, "base")
        self.has_masters = shows_sources(document)
        self.kind = kind
        self.label = label

    def clash(self, name: str) -> str | None:
        """Why a new custom property cannot have this name, None: it can (or is one already)."""
        if name in self.base:
            return (
                f"{name} is one of the base properties of {self.label}: it exists in every profile and cannot be "
                "added. Use it as it is, or choose another name."
            )
        for section, properties in (("base", self.base), ("custom", self.custom)):
            for other in properties:
                if other != name and other.casefold() == name.casefold():
                    return (
                        f"{self.label[0].upper()}{self.label[1:]} has the {section} property {other}, and Okta "
                        f"compares names without regard to case. Write {other!r}, or choose another name."
                    )
        return None


def plan_addition(
    view: SchemaView,
    name: str,
    wanted: Mapping[str, Any],
    found: Mapping[str, Any] | None,
    adopt_existing: object,
    path: Path,
    diagnostics: Diagnostics,
) -> str | None:
    """Plans a property that is new to the resource; returns what destroy would put back (JSON), None: nothing.

    `found` is what stands under the name when the apply comes to it, None: nothing. `adopt_existing` may be
    UNKNOWN.
    """
    if found is None:
        problem = view.clash(name)
        if problem:
            diagnostics.error("The property's name is taken", problem, path)
        return None
    other = differences(wanted, found)
    fixed = [difference for difference in other if difference.argument in immutable(view.kind)]
    if fixed:
        diagnostics.error(
            "The property exists, and Okta cannot change it into this",
            f"{name} exists already in {view.label}: {_spelled(fixed)}. Okta never changes that of a property "
            "that exists. Configure it as it is in Okta, or choose another name.",
            (*path, fixed[0].argument),
        )
    elif other and adopt_existing is False:
        diagnostics.error(
            "The property exists with another definition",
            f"{name} exists already in {view.label}, and not as configured: {_spelled(other)}. Terraform does not "
            "overwrite what somebody else made. Configure it as it is in Okta, import it (terraform import), or "
            "set adopt_existing = true: then it is changed to this definition, and destroy puts back the present "
            "one.",
            (*path, other[0].argument),
        )
    elif other:
        diagnostics.warning(
            f"An existing property will be adopted and changed: {name}",
            f"{name} exists already in {view.label} and is changed: {_spelled(other)}. Destroy puts back the "
            f"definition found now (attribute restores). {IF_THE_PLAN_IS_STALE}",
            path,
        )
    else:
        diagnostics.warning(
            f"An existing property will be adopted: {name}",
            f"{name} exists already in {view.label} as configured, so nothing is sent for it, and destroy leaves "
            f"it there (attribute restores). {IF_THE_PLAN_IS_STALE}",
            path,
        )
    return to_restores(found)


def to_restores(found: Mapping[str, Any]) -> str:
    """A definition (Okta's JSON) as the attribute `restores` shows it."""
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False)


def immutable(kind: str) -> tuple[str, ...]:
    """The arguments that Okta never changes.

    Scope: recorded as changeable on user schemas, read-only on apps.
    """
    return ("type", "array_type", "scope") if kind == shape.APP else ("type", "array_type")


def impossible_changes(view: SchemaView, name: str, wanted: Mapping[str, Any]) -> list[Difference]:
    """What a configuration wants of a property that is there and that Okta cannot do in place."""
    found = view.custom.get(name)
    if found is None:
        return []
    return [one for one in differences(wanted, found) if one.argument in immutable(view.kind)]


def warn_unique_of_app(
    view: SchemaView, name: str, wanted: Mapping[str, Any], path: Path, diagnostics: Diagnostics
) -> None:
    """A rule that no app schema is known to store, where the apply would send it."""
    found = view.custom.get(name, {})
    if view.kind == shape.APP and wanted.get("unique") is True and differences(wanted, found, "unique"):
        diagnostics.warning(
            f"Okta may drop unique: {name}",
            f"unique is set for {name} of {view.label}, and no app is known to keep it: Okta documents the rule for "
            "user profiles. If Okta drops it, the apply fails and says so; then leave unique out.",
            (*path, "unique"),
        )


def check_master(view: SchemaView, wanted: Mapping[str, Any], path: Path, diagnostics: Diagnostics) -> None:
    """A master in an org that has none: Okta would answer 200 and drop it (recorded)."""
    if wanted.get("master") is not None and not view.has_masters:
        diagnostics.error(
            "Attribute-level sourcing is off in this org",
            f"master is set, but no property of {view.label} has one: Okta would accept it and drop it. Ask Okta "
            "support to enable attribute-level sourcing (ATTRIBUTE_LEVEL_MASTERING), or leave master out.",
            (*path, "master"),
        )


def keep_unmanaged(
    kind: str, configured: Mapping[str, Any], prior: Mapping[str, Any] | None, managed: list[str] | None
) -> tuple[dict[str, Any], list[str]]:
    """The planned definition, and the arguments that stop being managed although Okta keeps their value.

    `configured` has the defaults in it. `managed` are the arguments set at the last apply, None: not recorded
    (after an import), then whatever the state shows was never managed and is shown on.
    """
    planned: dict[str, Any] = {}
    left_behind = []
    for argument in shape.names(kind):
        value = configured.get(argument)
        previous = (prior or {}).get(argument)
        if value is None and previous is not None and managed is not None and argument in managed:
            left_behind.append(argument)
        elif value is None:
            value = previous
        planned[argument] = value
    return planned, left_behind


def warn_left_behind(
    name: str,
    arguments: list[str],
    prior: Mapping[str, Any],
    wanted: Mapping[str, Any],
    path: Path,
    diagnostics: Diagnostics,
) -> None:
    """Says what stays in Okta when arguments are taken out of the configuration (all of them at once: Terraform shows
    only the first of several warnings with one summary).
    """
    if wanted.get("master") is not None:  # written whole: Okta keeps no priority beside it
        arguments = [argument for argument in arguments if argument != "master_priority"]
    if arguments:
        kept = "".join(f"\n  {one} = {json.dumps(prior[one], ensure_ascii=False)}" for one in arguments)
        diagnostics.warning(
            f"Okta keeps what is taken out of {name}",
            f"No longer in the configuration of {name}, so no longer managed; Okta keeps:{kept}\nTo change one of "
            "them, set it to the value it should have.",
            path,
        )


def check_choices(
    name: str, wanted: Mapping[str, Any], found: Mapping[str, Any], path: Path, diagnostics: Diagnostics
) -> None:
    """An error where a list of values is set, and Okta would keep another one beside it.

    Okta wants the same values in the same order in `enum` and `oneOf`. `found` is Okta's JSON.
    """
    for enum, one_of in (("enum", "one_of"), ("array_enum", "array_one_of")):
        for set_here, kept in ((enum, one_of), (one_of, enum)):
            if wanted.get(kept) is not None or not is_wholly_known(wanted.get(set_here)):
                continue
            there = value_at(found, kept)
            if wanted.get(set_here) is None or there is None:
                continue
            sent = value_at(expand(wanted), set_here)
            if sent is not None and constants(sent) != constants(there):
                diagnostics.error(
                    f"{set_here} and {kept} would differ",
                    f"{name} has {kept} in Okta, with {_json(constants(there))}; {set_here} is set to "
                    f"{_json(constants(sent))}, and Okta wants the same values in the same order in both. Set {kept} "
                    "too.",
                    (*path, set_here),
                )


def refreshed(kind: str, state: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """A definition in the state with Okta's present values for whatever it shows."""
    shown = [argument for argument in shape.names(kind) if state.get(argument) is not None]
    return flatten(found, kind, shown, state)


def previous_definition(restores: object) -> dict[str, Any] | None:
    """The definition to put back, from the JSON in `restores`; None: there is none."""
    return dict(json.loads(restores)) if isinstance(restores, str) else None


def pending_definition(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What a plan notes for resources planned after it: Okta's JSON, UNKNOWN where a part is unknown."""
    noted: dict[str, Any] = {}
    for argument in ("title", "type", "array_type", "required", "scope", "max_length"):
        value = wanted.get(argument)
        if value is None:
            continue
        inner = noted
        for key in JSON_PATHS[argument][:-1]:
            inner = inner.setdefault(key, {})
        inner[JSON_PATHS[argument][-1]] = value if is_wholly_known(value) else UNKNOWN
    return noted


def listed(names: Iterable[str]) -> str:
    """Names for a message: at most five of them, in order."""
    shown = sorted(names)
    return ", ".join(shown) if len(shown) <= 5 else f"{', '.join(shown[:5])} and {len(shown) - 5} more"


def _spelled(found: list[Difference]) -> str:
    return "; ".join(
        f"{one.argument} is {_json(one.found)} there and {_json(one.sent)} in the configuration"
        for one in found
    )


def _json(value: object) -> str:
    return "absent" if value is None else json.dumps(value, ensure_ascii=False)
