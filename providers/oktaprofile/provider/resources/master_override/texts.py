"""What `oktaprofile_master_override` says, with the steps by hand where the API does not do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.expression.suggest import nearest
from oktaprofile.provider import lookup
from oktaprofile.provider.resources.master_override.document import (
    IN_THE_CONSOLE,
    OVERRIDE,
    in_words,
    override,
)
from oktaprofile.provider.run.ownership import IF_DEPOSED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from oktaprofile.okta.org import Org, UserType
    from oktaprofile.plugin.diagnostics import Path

    State = Mapping[str, Any]
    Text = tuple[str, str, Path]


def second_owner(key: str, other: str) -> Text:
    return (
        f"Two resources own the source of {key}",
        f"Another resource of this configuration or its state, an {other}, sets the source of {key} "
        "too; each would undo the other's work. Let one resource own it. If a resource was only "
        f"renamed, tell Terraform with a moved block. {IF_DEPOSED}",
        ("property",),
    )


def mastering_is_off(name: str) -> Text:
    return (
        "Attribute-level mastering is off in this org",
        f"The user schema shows no source for any attribute, so Okta would drop the override of {name} "
        "without a word. Ask Okta Support to enable attribute-level mastering "
        "(ATTRIBUTE_LEVEL_MASTERING) for the org, then plan again.",
        ("property",),
    )


def no_attribute(name: str, user_type: UserType, known: Iterable[str], *, removed: bool) -> Text:
    """`known`: the attributes that there are. `removed`: this plan removes it."""
    similar = [item for item in nearest(name, known) if item != name]
    hint = f" Did you mean {' or '.join(similar)}?" if similar else ""
    verb = "this plan removes it" if removed else "it is neither a base nor a custom attribute"
    return (
        f"There is no user attribute {name}",
        f"Looked for {name} in the Okta profile {lookup.type_title(user_type)}: {verb}.{hint}\n\n"
        "If it's created in this configuration, reference it, so that Terraform creates it first: "
        "user_type = oktaprofile_user_property.NAME.user_type_id.",
        ("property",),
    )


def adopted(name: str, previous: State, found: State, label: Callable[[str], str]) -> Text:
    then = (
        "destroy leaves it as it is"
        if previous == found
        else f"destroy puts back {in_words(previous, label)}, which Terraform once found"
    )
    return (
        f"The source of {name} is set exactly like this already",
        f"The override is adopted: nothing is written, and {then} (see restores).",
        ("sources",),
    )


def unmapped(name: str, source: str) -> Text:
    """Source: Okta's help, "Map profile attributes" against "AD agent import considerations" (read 2026-11-30)."""
    return (
        f"{source} maps nothing to {name}",
        f"It becomes the source of {name} for everybody who is assigned to it, and no other source is asked then. "
        "Okta's help says that the value is null in that case; elsewhere it says that an imported value stays. Map the "
        "attribute in an oktaprofile_mapping that this override refers to, or take the app out of sources.",
        ("sources",),
    )


def only_verified(name: str) -> Text:
    return (
        f"Terraform no longer manages the source of {name}",
        'With mode = "verify" the override stays as it is, also on destroy. The previous source stays in restores: '
        'with mode = "manage" again, destroy puts it back.',
        ("mode",),
    )


def perhaps_imported(name: str, found: str) -> Text:
    return (
        f"The source of {name} goes back to the profile source",
        f"Destroy sets {in_words(None, str)} in place of {found}. Version 0.1.0 of the provider noted "
        "that for every override that it imported, whatever was there. If this one was imported and should stay: "
        "terraform state rm, and terraform import again.",
        ("restores",),
    )


def gone(what: str, name: str) -> tuple[str, str]:
    return (
        f"{what} no longer exists in Okta",
        f"The override of {name} is taken out of the state. If that was on purpose, remove the resource "
        "from the configuration (to destroy all of it: terraform destroy -refresh=false); otherwise "
        "correct property or user_type.",
    )


def differs(org: Org, planned: State, found: State | None, user_type: UserType) -> tuple[str, str]:
    """For an override that is not as `verify` wants it."""
    name, sources, label = planned["property"], planned["sources"], lookup.labels(org)
    return (
        f"The source of {name} is not set like this in Okta",
        f"Wanted: {in_words(override(sources), label)}.\n"
        f"Found:  {in_words(found, label)}.\n\n"
        'With mode = "verify" Terraform writes nothing. An administrator sets it:\n'
        + manual_steps(name, sources, lookup.type_title(user_type), label, then="plan again"),
    )


def not_stored(org: Org, planned: State, answer: str) -> tuple[str, str]:
    """For an override that the API does not do. `answer`: a sentence."""
    name, sources, label = planned["property"], planned["sources"], lookup.labels(org)
    title = lookup.type_title(lookup.user_type(org, planned["user_type"]))
    return (
        f"Okta did not store the source of {name}",
        f"Sent: {in_words(override(sources), label)}. {answer} Nothing is recorded in the state.\n\n"
        "The Admin Console can set it by hand:\n" + manual_steps(name, sources, title, label),
    )


def known_not_stored(org: Org, planned: State, user_type: UserType, known: str) -> Text:
    """For an override of a base attribute in an org that was asked. `known`: its answer, and who says so."""
    name, sources, label = planned["property"], planned["sources"], lookup.labels(org)
    listed = [source for source in sources if isinstance(source, str)] if isinstance(sources, list) else []
    return (
        f"This org does not store the source of {name}",
        f"{known} Nothing is planned.\n\nThe Admin Console can set it by hand:\n"
        + manual_steps(name, listed, lookup.type_title(user_type), label),
        ("property",),
    )


def not_restored(name: str, previous: State, answer: str, label: Callable[[str], str]) -> tuple[str, str]:
    choice = IN_THE_CONSOLE.get(previous["type"], previous["type"])
    return (
        f"Okta does not restore the source of {name}",
        f"Tried to put back {in_words(previous, label)}: {answer}\n\n"
        "Set it by hand: Directory > Profile Editor > the Okta profile > the information icon of "
        f'"{name}" > Source priority > "{choice}" > Save Attribute. Then run destroy again: it finds '
        "the source restored.",
    )


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
