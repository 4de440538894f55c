"""What the three types of custom properties say: (summary, detail) of each message, and sometimes its path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from oktaprofile.provider.run.ownership import IF_DEPOSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oktaprofile.provider.resources.properties.document import Difference

    Text = tuple[str, str]

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
TO_DELETE = 'To have them deleted, set on_destroy = "delete" and apply that first.'
NO_OTHER_ORDER = (
    "Okta deletes a property only when no mapping uses it, and Terraform changes a schema before the mapping that "
    "refers to it. So this takes two applies: keep the property, take it out of the mapping and apply; then remove "
    "the property and apply."
)
SOMEBODY_ELSES = (
    "Okta deletes a property only when no mapping uses it, and nothing in this plan takes these away first, so the "
    "apply would fail part of the way. Somebody else's mapping: take the line out (Directory > Profile Editor > "
    "Mappings), or leave the property in Okta (a removed block with destroy = false, or terraform state rm). A mapping "
    "of this configuration that is to go: let it refer to the property's resource (app_id = "
    "oktaprofile_app_user_properties.NAME.app_id), so that Terraform destroys it first; if it puts back a line that "
    'was there before Terraform, it needs on_destroy = "delete" too.'
)


def second_owner(name: str, where: str, type_name: str, other: str) -> Text:
    return (
        "Two resources own the same property",
        f"{name} of {where} is claimed by an {type_name} and by another resource, an {other}, in this configuration or "
        "its state. Each would undo the other's work. Keep it in one of them. If a resource was only renamed, tell "
        "Terraform with a moved block; to hand a property over without losing its values, use terraform state rm and "
        f"terraform import. {IF_DEPOSED}",
    )


def two_sources(name: str, type_name: str, other: str) -> Text:
    return (
        f"Two resources own the source of {name}",
        f"This {type_name} sets master, and so does an {other} of this configuration. Each would undo the other's "
        "work: leave master and master_priority out here, or remove the other.",
    )


def no_sourcing(label: str) -> Text:
    return (
        "Attribute-level sourcing is off in this org",
        f"master is set, but no property of {label} has one: Okta would accept it and drop it. Ask Okta "
        "support to enable attribute-level sourcing (ATTRIBUTE_LEVEL_MASTERING), or leave master out.",
    )


def exists_and_is_fixed(name: str, label: str, fixed: list[Difference]) -> Text:
    return (
        "The property exists, and Okta cannot change it into this",
        f"{name} exists already in {label}: {_spelled(fixed)}. Okta never changes that of a property "
        "that exists. Configure it as it is in Okta, or choose another name.",
    )


def other_data_type(name: str, fixed: list[Difference]) -> Text:
    return (
        "Another user type has the property with another data type",
        f"The default user type has {name} too: {_spelled(fixed)}. Okta wants the same data type in all user types. "
        "Configure it as it is there, or choose another name.",
    )


def exists_otherwise(name: str, label: str, other: list[Difference]) -> Text:
    return (
        "The property exists with another definition",
        f"{name} exists already in {label}, and not as configured: {_spelled(other)}. Terraform does not "
        "overwrite what somebody else made. Configure it as it is in Okta, import it (terraform import), or "
        "set adopt_existing = true: then it is changed to this definition, and destroy puts back the present "
        "one.",
    )


def adopted_and_changed(name: str, label: str, other: list[Difference]) -> Text:
    return (
        f"An existing property will be adopted and changed: {name}",
        f"{name} exists already in {label} and is changed: {_spelled(other)}. Destroy puts back the "
        f"definition found now (attribute restores). {IF_THE_PLAN_IS_STALE}",
    )


def adopted(name: str, label: str) -> Text:
    return (
        f"An existing property will be adopted: {name}",
        f"{name} exists already in {label} as configured, so nothing is sent for it, and destroy leaves "
        f"it there (attribute restores). {IF_THE_PLAN_IS_STALE}",
    )


def kept_arguments(name: str, kept: Mapping[str, object]) -> Text:
    listing = "".join(
        f"\n  {argument} = {json.dumps(one, ensure_ascii=False)}" for argument, one in kept.items()
    )
    return (
        f"Okta keeps what is taken out of {name}",
        f"No longer in the configuration of {name}, so no longer managed; Okta keeps:{listing}\nTo change one of "
        "them, set it to the value it should have.",
    )


def choices_differ(name: str, set_here: str, kept: str, there: list[object], sent: list[object]) -> Text:
    return (
        f"{set_here} and {kept} would differ",
        f"{name} has {kept} in Okta, with {_json(there)}; {set_here} is set to {_json(sent)}, and Okta wants the same "
        f"values in the same order in both. Set {kept} too.",
    )


def gets_back(name: str, label: str) -> Text:
    return (
        f"A property gets its previous definition back: {name}",
        f"{name} of {label} is no longer in the configuration. It existed before Terraform took it over, so it stays, "
        "with the values that people have and the definition that was found then. To have it deleted, set "
        'on_destroy = "delete" as well.',
    )


def stays(names: Iterable[str], label: str) -> Text:
    return (
        f"Properties stay in Okta: {listed(names)}",
        f"{', '.join(sorted(names))} of {label} existed before Terraform took them over: they stay, with the values "
        "that people have, and what Terraform changed in their definitions is put back as it was found (restores). "
        f"{TO_DELETE}",
    )


def deleted(names: list[str], found: list[str], label: str, why: str, lost: str) -> Text:
    """`found`: those that were there before Terraform; `lost`: how many people have a value."""
    origin = f'{listed(found)} existed before Terraform; on_destroy = "delete" gives them up all the same. '
    return (
        f"Properties will be deleted with their values: {listed(names)}",
        f"{', '.join(sorted(names))} of {label}: {why} {origin if found else ''}{lost}",
    )


def not_ours_to_delete(arguments: str, name: str, label: str) -> Text:
    return (
        "Okta cannot change that",
        f"{arguments} of {name} in {label} cannot be changed in place, and the property is not this "
        "configuration's to delete: it existed before it was imported or adopted. Choose another name; or, to "
        'have it deleted with the values that people have, set on_destroy = "delete" and apply that first.',
    )


def replaced(arguments: str, name: str, label: str, lost: str, timeout_seconds: object) -> Text:
    return (
        f"The property will be deleted and added again: {name}",
        f"Okta cannot change {arguments} of {name} in {label}, so it is replaced. {WHAT_QUARANTINE_MEANS} {lost} "
        f"The apply waits for that up to {timeout_seconds} s (name_release_timeout_seconds). Another name needs no "
        "wait. With lifecycle create_before_destroy, here or in a resource that refers to this one, the apply fails: "
        "the new property would have the old one's name.",
    )


def still_used(name: str, label: str, uses: str, advice: str) -> Text:
    return (
        "A mapping still uses the property",
        f"This plan deletes {name} of {label}, and a mapping uses it:\n{uses}\n\n{advice}",
    )


def uses_that_go_first(label: str, uses: str) -> Text:
    return (
        f"Mappings use what is deleted in {label}",
        f"Used now:\n{uses}\n\nOkta deletes a property only when no mapping uses it. Mappings that "
        "refer to this resource are moved first; the apply fails if another one is left. Take somebody else's "
        "line out before (Directory > Profile Editor > Mappings).",
    )


def uses_not_known(names: Iterable[str], label: str, why: str) -> Text:
    return (
        f"Whether a mapping uses {', '.join(sorted(names))} is not known",
        f"The mappings of {label} could not be read: {why} If a mapping uses what is deleted, the apply fails with "
        "Okta's own words.",
    )


def kept_besides(name: str, label: str, attributes: Iterable[str]) -> Text:
    return (
        "Okta keeps a part",
        f"{name} of {label} has its previous definition again, but Okta kept {', '.join(attributes)}, which it did not "
        "have then. Clear it by hand if it matters: Directory > Profile Editor.",
    )


def none_left(id_: str, label: str, names: Iterable[str]) -> Text:
    return gone(
        id_,
        f"{label[0].upper()}{label[1:]} has none of the properties in the state any more: {', '.join(sorted(names))}.",
        "The next apply adds them again, once Okta has released the names; the values that people had are lost.",
    )


def gone(id_: str, what: str, next_step: str) -> Text:
    """The id keeps the summaries of several apart: of equal ones Terraform shows the first only."""
    return f"It was deleted outside of Terraform: {id_}", f"{what} It is removed from the state. {next_step}"


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
