"""An attribute's `master` as Okta's JSON, as Terraform's values, and in words.

Okta's JSON: `{"type": "PROFILE_MASTER" | "OKTA" | "OVERRIDE", "priority": [{"type": "APP", "value":
APP_ID}, …]}`; `priority` only with OVERRIDE, its order is the precedence (OpenAPI 2026.06,
UserSchemaAttributeMaster). A schema shows `master` on all of its attributes, or, in an org without
attribute-level mastering, on none (4,163 recorded schemas). No I/O here.
"""

from __future__ import annotations

from oktaprofile.provider.owned import on_destroy
from oktaprofile.provider.owned.private_state import FORMAT
from oktaprofile.provider.resources.master_override.schema import MANAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from oktaprofile.plugin.diagnostics import Diagnostics

INHERIT = "PROFILE_MASTER"
OKTA = "OKTA"
OVERRIDE = "OVERRIDE"

IN_THE_CONSOLE = {
    INHERIT: "Inherit from profile source",
    OKTA: "Inherit from Okta",
    OVERRIDE: "Override profile source",
}


def override(sources: Sequence[str]) -> dict[str, Any]:
    """The JSON of an override whose first source wins. `sources`: app ids."""
    return {"type": OVERRIDE, "priority": [{"type": "APP", "value": source} for source in sources]}


def normal(master: Mapping[str, Any] | None) -> dict[str, Any]:
    """A master reduced to what counts when two are compared: type, and for an override its sources in order."""
    master = master or {"type": INHERIT}
    plain: dict[str, Any] = {"type": master.get("type") or INHERIT}
    if plain["type"] == OVERRIDE:
        plain["priority"] = [
            {"type": item.get("type", "APP"), "value": item.get("value")}
            for item in master.get("priority") or ()
        ]
    return plain


def sources_of(master: Mapping[str, Any] | None) -> list[str]:
    """The app ids of an override in order; empty for any other master."""
    return [item["value"] for item in normal(master).get("priority", ())]


def as_found(master: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a read finds, as the attributes `sources` and `inherits`."""
    sources = sources_of(master)
    return {"sources": sources, "inherits": None if sources else normal(master)["type"]}


def to_state(master: Mapping[str, Any] | None) -> dict[str, Any]:
    """A master as the attribute `restores`: every key present, no sources = empty list."""
    plain = normal(master)
    return {"type": plain["type"], "priority": plain.get("priority", [])}


def from_state(restores: Mapping[str, Any]) -> dict[str, Any]:
    """The attribute `restores` as Okta's JSON."""
    return normal(restores)


def left_behind(state: Mapping[str, Any]) -> dict[str, Any] | None:
    """The master that a destroy of this state leaves behind; None: whatever Okta has."""
    if state["mode"] != MANAGE or state["restores"] is None:
        return None
    return {"type": INHERIT} if on_destroy.deletes(state) else from_state(state["restores"])


def type_of(state: Mapping[str, Any]) -> str | None:
    """The user type that a state is about, as a selector: by id, since another type may have the name by now."""
    selector: str | None = state["user_type"] and state["user_type_id"]
    return selector


def announce_destroy(
    state: Mapping[str, Any],
    previous: Mapping[str, Any],
    found: Mapping[str, Any],
    private: Mapping[str, Any],
    label: Callable[[str], str],
    diagnostics: Diagnostics,
) -> None:
    """Says at the plan of a destroy what it does to a source that was there before Terraform, or was edited by hand.

    `previous`: what is put back; `found`: what Okta has; `label`: see `in_words`.
    """

    def shown(master: Mapping[str, Any]) -> str:
        return in_words(master, label)

    name, before = state["property"], from_state(state["restores"])
    to_remove = 'To have the override removed, set on_destroy = "delete" and apply that first.'
    if sources_of(found) != state["sources"]:
        diagnostics.warning(
            f"The source of {name} was changed in Okta since the last apply",
            f"Terraform shows what it stored, but Okta now has {shown(found)}. Destroy puts back "
            "what is in restores all the same.",
            ("sources",),
        )
    if previous == found:
        diagnostics.warning(
            f"The source of {name} stays as it is",
            f"Terraform found {shown(previous)}, so nothing is written. {to_remove}",
            ("restores",),
        )
    elif before != previous:
        diagnostics.warning(
            f"The source of {name} that was there before Terraform is not put back",
            f'Terraform found {shown(before)}. With on_destroy = "delete" destroy sets {shown(previous)}.',
            ("on_destroy",),
        )
    elif previous["type"] != INHERIT:
        diagnostics.warning(
            f"The source of {name} gets back what was found before Terraform",
            f"Destroy sets {shown(previous)} in place of {shown(found)}. {to_remove}",
            ("restores",),
        )
    elif not FORMAT.items() <= private.items():
        diagnostics.warning(
            f"The source of {name} goes back to the profile source",
            f"Destroy sets {shown(previous)} in place of {shown(found)}. Version 0.1.0 of the provider noted "
            "that for every override that it imported, whatever was there. If this one was imported and should stay: "
            "terraform state rm, and terraform import again.",
            ("restores",),
        )


def in_words(master: Mapping[str, Any] | None, label: Callable[[str], str]) -> str:
    """A master as a person reads it: `OVERRIDE by 1. "RingCentral" (0oa1), 2. …`. `label`: app id to name."""
    plain = normal(master)
    if plain["type"] != OVERRIDE:
        return f"{plain['type']} ({IN_THE_CONSOLE.get(plain['type'], 'unknown')})"
    listed = ", ".join(
        f"{position}. {label(item)}" for position, item in enumerate(sources_of(plain), start=1)
    )
    return f"OVERRIDE by {listed or 'no source'}"


def manual_steps(
    name: str,
    sources: Sequence[str],
    user_type: str,
    label: Callable[[str], str],
    *,
    then: str = 'set mode = "verify" in this resource: from then on it checks the setting and writes nothing',
) -> str:
    """How an admin sets the override by hand, numbered, one step a line.

    `sources`: app ids in order; `user_type`: its display name; `then`: the last step. Steps as in Okta's
    help pages "Make an app the profile source" and "Define the attribute profile source" (help.okta.com).
    """
    listed = "\n".join(
        f"     {position}. {label(source)}" for position, source in enumerate(sources, start=1)
    )
    return (
        "  1. In the Admin Console open Directory > Profile Editor and click the Okta profile "
        f'"{user_type}".\n'
        f'  2. Find the attribute "{name}" (filter Base or Custom) and click its information icon.\n'
        f'  3. In "Source priority" choose "{IN_THE_CONSOLE[OVERRIDE]}" and add these apps in this order:\n'
        f"{listed}\n"
        '     An app that is not offered there is not a profile source yet: tick "Allow … to source Okta '
        'users"\n'
        "     in the app under Provisioning > To Okta.\n"
        "  4. Click Save Attribute.\n"
        f"  5. Then {then}."
    )
