"""What a plan of `oktaprofile_mapping` comes to: the keys to write, what they restore, and what the user is told.

Pure: no I/O, nothing imported that a plan does not need.
"""

from __future__ import annotations

from oktaprofile.plugin.values import UNKNOWN, is_wholly_known
from oktaprofile.provider.app_features import TO_OKTA, automatic_push_status
from oktaprofile.provider.owned import on_destroy
from oktaprofile.provider.owned.private_state import IMPORTED
from oktaprofile.provider.resources.mapping import document
from oktaprofile.provider.resources.mapping.schema import AUTO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from oktaprofile.plugin.diagnostics import Diagnostics
    from oktaprofile.provider.resources.mapping.document import Entry
    from oktaprofile.provider.resources.mapping.location import MappingLocation

# Users cannot be made without this one, so it is never unmapped: the official provider leaves it out as well.
LOGIN = "login"

# At apply Terraform plans once more and compares, and its own words for a difference blame the provider.
IF_THE_PLAN_IS_STALE = (
    "If Terraform reports an inconsistent final plan beside this warning, the mapping was changed in Okta after the "
    "plan was made: plan again. With create_before_destroy it is the previous object of this very resource that is "
    "found: leave that out."
)


TO_DELETE = 'To have them removed, set on_destroy = "delete" and apply that first.'


def leave_open(planned: dict[str, Any]) -> None:
    """Marks unknown what depends on an app, direction or user type that is not known yet."""
    planned.update(id=UNKNOWN, user_type_id=UNKNOWN, restores=UNKNOWN)
    if planned["properties"] is not UNKNOWN:
        planned["properties"] = {
            key: item if item is UNKNOWN else {**item, "effective_push_status": UNKNOWN}
            for key, item in planned["properties"].items()
        }


def with_push_status(properties: Mapping[str, Any], location: MappingLocation) -> dict[str, Any]:
    """The planned `properties` with `effective_push_status` filled in."""
    automatic = automatic_push_status(location.app, location.direction)
    return {
        key: item
        if item is UNKNOWN
        else {
            **item,
            "effective_push_status": automatic if item["push_status"] == AUTO else item["push_status"],
        }
        for key, item in properties.items()
    }


def expect(found: dict[str, Entry], key: str, previous: Any) -> None:  # noqa: ANN401 - what `remainders` noted
    """Plans with what a key will hold once its present owner has let go, instead of what it holds now."""
    if previous is None:
        found.pop(key, None)
    else:
        found[key] = previous


def owned(state: Mapping[str, Any]) -> set[str]:
    """The keys that a state answers for: those it holds, and those it has to put back."""
    return set(state["properties"] or ()) | set(state["restores"] or ())


def remainders(state: Mapping[str, Any]) -> dict[str, Entry | None]:
    """key -> what Okta will hold for it once this resource has let go (None: nothing)."""
    entries = given_up(state, owned(state), state)
    return {key: entries.get(key, document.put_back(key, state["restores"])) for key in owned(state)}


def given_up(
    prior: Mapping[str, Any], keys: Collection[str], choice: Mapping[str, Any]
) -> dict[str, Entry | None]:
    """What Okta gets for keys that are given up (None: no mapping). A login that was never mapped otherwise stays as
    it is. `choice`: the plan or state whose `on_destroy` counts.
    """
    restores = {} if on_destroy.deletes(choice) else prior["restores"]
    entries = {key: document.put_back(key, restores) for key in keys}
    return {key: entry for key, entry in entries.items() if entry is not None or not _keeps(prior, key)}


def _keeps(prior: Mapping[str, Any], key: str) -> bool:
    return key == LOGIN and prior["direction"] == TO_OKTA


def writes(
    prior: Mapping[str, Any] | None, planned: Mapping[str, Any], found: Mapping[str, Entry]
) -> dict[str, Entry | None]:
    """The keys that apply has to write, with what must still be there for the plan to hold (None: no mapping).

    For a key that the resource holds that is the refreshed prior state, which the plan shows; for a new one
    it is what Okta held at plan.
    """
    if prior is None:
        return {key: found.get(key) for key in planned["properties"]}
    before = document.wanted(prior)
    owned_keys = owned(prior)
    changed: dict[str, Entry | None] = {}
    for key, item in planned["properties"].items():
        if key not in before:
            changed[key] = None if key in owned_keys else found.get(key)
        elif not is_wholly_known(item) or document.wanted_of(item) != before[key]:
            changed[key] = before[key]
    for key in given_up(prior, owned_keys - set(planned["properties"]), planned):
        changed[key] = before.get(key)
    return changed


def restores(
    prior: Mapping[str, Any] | None, planned: Mapping[str, Any], found: Mapping[str, Entry]
) -> dict[str, Any]:
    """The planned `restores`: what was found under a key when it was taken over, and stays known from then on."""
    kept = {} if prior is None else prior["restores"] or {}
    owned_keys = set() if prior is None else owned(prior)
    result = {}
    for key in planned["properties"]:
        if key in owned_keys:
            if key in kept:
                result[key] = kept[key]
        elif key in found:
            result[key] = document.to_restores(found[key])
    return result


def unrecorded(private: Mapping[str, Any], prior: Mapping[str, Any] | None) -> list[str]:
    """The keys that version 0.1.0 imported and that have nothing noted to restore."""
    if prior is None:
        return []
    return [
        key
        for key in private.get(IMPORTED) or ()
        if key in owned(prior) and key not in (prior["restores"] or {})
    ]


def completed(
    prior: dict[str, Any], private: Mapping[str, Any], found: Mapping[str, Any] | None
) -> dict[str, Any]:
    """A state of version 0.1.0 that was not refreshed: what it imported stays as it is found."""
    there = document.wanted(prior) if found is None else found
    entries = {key: there.get(key) for key in unrecorded(private, prior)}
    restores = {key: document.to_restores(one) for key, one in entries.items() if one is not None}
    return {**prior, "restores": {**restores, **(prior["restores"] or {})}}


def announce(
    prior: Mapping[str, Any] | None,
    planned: Mapping[str, Any],
    found: Mapping[str, Entry],
    diagnostics: Diagnostics,
) -> None:
    """Warns of what a plan does to keys that were mapped before, and of a login that it leaves."""
    owned_keys = set() if prior is None else owned(prior)
    taken: list[str] = []
    adopted: list[str] = []
    for key, item in planned["properties"].items():
        if key not in owned_keys and key in found:
            same = is_wholly_known(item) and document.wanted_of(item) == found[key]
            (adopted if same else taken).append(key)
    if taken:
        diagnostics.warning(
            f"Attributes that are mapped already are taken over: {', '.join(taken)}",
            "Now mapped in Okta:\n"
            + "\n".join(f"  {key}: {document.in_words(found[key])}" for key in taken)
            + "\n"
            f"Apply replaces this, and destroy puts it back (see restores). {IF_THE_PLAN_IS_STALE}",
            ("properties",),
        )
    if adopted:
        diagnostics.warning(
            f"Attributes that are mapped exactly like this are adopted: {', '.join(adopted)}",
            f"Okta maps {', '.join(adopted)} as configured already. Nothing is written, and destroy leaves "
            f"it in place. {IF_THE_PLAN_IS_STALE}",
            ("properties",),
        )
    if prior is not None:
        announce_given_up(prior, owned_keys - set(planned["properties"]), planned, found, diagnostics)


def announce_given_up(
    prior: Mapping[str, Any],
    keys: Collection[str],
    choice: Mapping[str, Any],
    found: Mapping[str, Entry | None],
    diagnostics: Diagnostics,
) -> None:
    """Warns of what becomes of mappings that were there before Terraform, and of a login mapping that stays behind.

    `found`: what Okta has now. `choice`: see `given_up`.
    """
    entries, previous = given_up(prior, sorted(keys), choice), prior["restores"] or {}
    stay = [key for key, entry in entries.items() if entry is not None and entry == found.get(key)]
    back = [key for key, entry in entries.items() if entry is not None and key not in stay]
    gone = [key for key, entry in entries.items() if entry is None and key in previous and found.get(key)]
    if stay:
        diagnostics.warning(
            f"Mappings stay in Okta as they are: {', '.join(stay)}",
            "Terraform found them like this, so nothing is written for them:\n"
            + "\n".join(f"  {key}: {document.in_words(entries[key])}" for key in stay)
            + f"\n{TO_DELETE}",
            ("properties",),
        )
    if back:
        diagnostics.warning(
            f"Mappings get back what was found before Terraform: {', '.join(back)}",
            "Apply writes (see restores):\n"
            + "\n".join(
                f"  {key}: {document.in_words(found.get(key))} becomes {document.in_words(entries[key])}"
                for key in back
            )
            + f"\n{TO_DELETE}",
            ("properties",),
        )
    if gone:
        diagnostics.warning(
            f"Mappings that were there before Terraform are removed from Okta: {', '.join(gone)}",
            'With on_destroy = "delete" nothing is put back. Apply removes:\n'
            + "\n".join(f"  {key}: {document.in_words(found.get(key))}" for key in gone),
            ("properties",),
        )
    if LOGIN in keys and LOGIN not in entries:
        diagnostics.warning(
            "The mapping of login stays in Okta",
            "There is no previous mapping of login to put back, and without one an import cannot make users. Terraform "
            "forgets it; Okta keeps it. Change it in the Profile Editor if it should go.",
            ("properties", LOGIN),
        )


def announce_drift(
    prior: Mapping[str, Any], found: Mapping[str, Entry | None], diagnostics: Diagnostics
) -> None:
    """Warns, at the plan of a destroy, of keys that Okta has otherwise than that plan shows them."""
    before = document.wanted(prior)
    others = {key: found.get(key) for key in before if found.get(key) not in (before[key], None)}
    if others:
        diagnostics.warning(
            f"Changed in Okta since the last apply: {', '.join(others)}",
            "Terraform shows what it stored, but Okta now has:\n"
            + "\n".join(f"  {key}: {document.in_words(entry)}" for key, entry in others.items())
            + "\nDestroy puts back what is in restores, or removes the key, all the same.",
            ("properties",),
        )
