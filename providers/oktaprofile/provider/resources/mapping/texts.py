"""What `oktaprofile_mapping` says: (summary, detail, path) of each message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.provider import app_features
from oktaprofile.provider.resources.mapping.document import in_words
from oktaprofile.provider.run.ownership import IF_DEPOSED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.provider.resources.mapping.document import Entry

    Text = tuple[str, str, Path]

# At apply Terraform plans once more and compares, and its own words for a difference blame the provider.
IF_THE_PLAN_IS_STALE = (
    "If Terraform reports an inconsistent final plan beside this warning, the mapping was changed in Okta after the "
    "plan was made: plan again. With create_before_destroy it is the previous object of this very resource that is "
    "found: leave that out."
)
LOGIN_STAYS: Text = (
    "The mapping of login stays in Okta",
    "There is no previous mapping of login to put back, and without one an import cannot make users. Terraform "
    "forgets it; Okta keeps it. Change it in the Profile Editor if it should go.",
    ("properties", "login"),
)


def second_owner(key: str, mapping_id: str) -> Text:
    return (
        f"Two resources own the mapping of {key}",
        f"Another oktaprofile_mapping of this configuration or its state maps {key} in the mapping {mapping_id} "
        "too; each would undo the other's work. Let one resource own it. If a resource was only renamed, tell "
        "Terraform with a moved block; to hand a key over, take it out of the one and apply, then add it to the "
        f"other. {IF_DEPOSED}",
        ("properties", key),
    )


def taken_over(found: Mapping[str, Entry]) -> Text:
    listed = "\n".join(f"  {key}: {in_words(entry)}" for key, entry in found.items())
    return (
        f"Attributes that are mapped already are taken over: {', '.join(found)}",
        f"Now mapped in Okta:\n{listed}\nApply replaces this, and destroy puts it back (see restores). "
        f"{IF_THE_PLAN_IS_STALE}",
        ("properties",),
    )


def on_create_only(app: Mapping[str, Any], direction: str, keys: list[str]) -> Text:
    """Of a plan whose push status `auto` is DONT_PUSH."""
    named = app_features.named(app)
    if direction == app_features.TO_OKTA:
        who, why = (
            "Nobody in Okta changes",
            f"The app {named} is no profile source (its features lack PROFILE_MASTERING)",
        )
        way = '"Allow … to source Okta users" under Provisioning > To Okta'
    else:
        who, why = (
            f"Nobody in {app.get('label')} changes",
            f"Okta pushes no profile updates to the app {named}",
        )
        why += " (its features lack PUSH_PROFILE_UPDATES)"
        way = "Update User Attributes under Provisioning > To App"
    return (
        f"{who}: the mapping counts only when a person is created",
        f'{why}, so push_status = "auto" is DONT_PUSH for {", ".join(keys)}: people who exist never get it. Switch on '
        f'{way} in the app, then apply again; "auto" is PUSH from then on. If it is meant so, say '
        'push_status = "DONT_PUSH".',
        ("properties",),
    )


def user_name_of_another_type(app: Mapping[str, Any]) -> Text:
    """Okta's help, "Universal Directory custom user types known issues", read 2026-11-30."""
    return (
        "Okta uses the default user type's user name mapping",
        f"userName of the app {app_features.named(app)} is mapped from another user type than the default one. Okta "
        "sets an app's user name by the default type's mapping only: people of this type keep the name that they have. "
        "Set what they are to get under Sign On > Application username format in the app.",
        ("properties", "userName"),
    )


def need_support(keys: list[str]) -> Text:
    """Okta's help, "Map profile attributes", read 2026-11-30."""
    return (
        f"Okta sends {', '.join(keys)} only after its support has switched that on",
        "Without it a mapping of such an attribute makes the provisioning fail, for every person who has the app. Ask "
        "Okta support first; apply then.",
        ("properties",),
    )


def adopted(keys: list[str]) -> Text:
    return (
        f"Attributes that are mapped exactly like this are adopted: {', '.join(keys)}",
        f"Okta maps {', '.join(keys)} as configured already. Nothing is written, and destroy leaves "
        f"it in place. {IF_THE_PLAN_IS_STALE}",
        ("properties",),
    )


def gone(mapping_id: str, app_id: str) -> tuple[str, str]:
    return (
        "The mapping no longer exists in Okta",
        f"Okta removes the mapping {mapping_id} with its app ({app_id}) or its user type: one of them was deleted. It "
        "is taken out of the state. If that was on purpose, remove the resource from the configuration (to destroy all "
        "of it: terraform destroy -refresh=false); otherwise correct app_id or user_type.",
    )
