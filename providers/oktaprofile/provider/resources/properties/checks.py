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
from oktaprofile.provider.app_features import speaks_scim
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.resources.properties import texts
from oktaprofile.provider.resources.properties.document import (
    JSON_PATHS,
    constants,
    differences,
    expand,
    flatten,
    same_value,
    value_at,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oktaprofile.plugin.diagnostics import Diagnostics, Path
    from oktaprofile.provider.resources.properties.document import Difference


_RESERVED = (
    "_embedded _links activated class classloader created credentials id lastlogin lastupdated password "
    "passwordchanged profile realm realmid status statuschanged transitioningtostatus type"
)
"""Names that no custom attribute of a user may have (Okta's help, "About profile types", read 2026-11-30), in small
letters: names are compared without regard to case."""


_UNIQUE_LIMIT = 5
"""Unique properties per user type (Okta's Schemas reference)."""


class SchemaView:
    """A schema document as a plan looks at it.

    `label` names its owner for people: "the app RingCentral (0oa1)".
    """

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
        if self.kind == shape.USER and name.casefold() in _RESERVED.split():
            return f"{name} is one of the names that Okta reserves: {', '.join(_RESERVED.split())}. Choose another one."
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

    `found` is what will be under the name at apply, None: nothing. `adopt_existing` may be
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
        diagnostics.error(*texts.exists_and_is_fixed(name, view.label, fixed), (*path, fixed[0].argument))
    elif other and adopt_existing is False:
        diagnostics.error(*texts.exists_otherwise(name, view.label, other), (*path, other[0].argument))
    elif other:
        diagnostics.warning(*texts.adopted_and_changed(name, view.label, other), path)
    else:
        diagnostics.warning(*texts.adopted(name, view.label), path)
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


def warn_unique_limit(
    view: SchemaView, name: str, wanted: Mapping[str, Any], path: Path, diagnostics: Diagnostics
) -> None:
    """A user type that has as many unique properties as Okta allows. Only a warning: the same plan may give one up."""
    there = sorted(
        one for one, found in view.custom.items() if same_value("unique", found.get("unique"), True)
    )
    others = [one for one in there if one != name]
    new = wanted.get("unique") is True and name not in there
    if view.kind == shape.USER and new and len(others) >= _UNIQUE_LIMIT:
        diagnostics.warning(
            f"More than {_UNIQUE_LIMIT} unique properties: {name}",
            f"Okta allows {_UNIQUE_LIMIT} unique properties per user type, and {view.label} has {', '.join(others)}. "
            "The apply fails unless one of them is given up before.",
            (*path, "unique"),
        )


def check_other_type(
    name: str,
    wanted: Mapping[str, Any],
    other: Mapping[str, Any] | None,
    path: Path,
    diagnostics: Diagnostics,
) -> None:
    """A new property whose name the default user type has with another data type: they have to be the same (Okta's
    help, "Universal Directory custom user types known issues", read 2026-11-30). `other`: Okta's JSON.
    """
    fixed = [
        one
        for one in differences(wanted, other or {})
        if one.argument in immutable(shape.USER) and one.found is not UNKNOWN
    ]
    if other is not None and fixed:
        diagnostics.error(*texts.other_data_type(name, fixed), (*path, fixed[0].argument))


def warn_not_provisioned(
    app: Mapping[str, Any] | None,
    view: SchemaView,
    name: str,
    wanted: Mapping[str, Any],
    path: Path,
    diagnostics: Diagnostics,
) -> None:
    """A new attribute of an app with SCIM provisioning that will be part of no provisioning message (Okta support,
    "Custom schema attribute is not being sent to provisioning servers", read 2026-11-30)."""
    given = wanted.get("external_namespace") or view.custom.get(name, {}).get("externalNamespace")
    if app is not None and not given and speaks_scim(app):
        diagnostics.warning(
            f"Okta will not send {name} to the app",
            f"{name} of {view.label} has no external_namespace, and Okta sends no attribute without one to an app with "
            "SCIM provisioning. Set external_name and external_namespace as the app's SCIM schema calls them; they can "
            "be set later, too.",
            (*path, "external_namespace"),
        )


def check_master(view: SchemaView, wanted: Mapping[str, Any], path: Path, diagnostics: Diagnostics) -> None:
    """A master in an org that has none: Okta would answer 200 and drop it (recorded)."""
    if wanted.get("master") is not None and not view.has_masters:
        diagnostics.error(*texts.no_sourcing(view.label), (*path, "master"))


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
        diagnostics.warning(*texts.kept_arguments(name, {one: prior[one] for one in arguments}), path)


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
                differ = texts.choices_differ(name, set_here, kept, constants(there), constants(sent))
                diagnostics.error(*differ, (*path, set_here))


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
