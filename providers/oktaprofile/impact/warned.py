"""The warnings of a report: what its numbers alone do not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from oktaprofile.impact.affected import Target, deleted_of_apps, feedback
from oktaprofile.impact.change import After, Change
from oktaprofile.impact.memberships import JOINS, LEAVES, OPEN
from oktaprofile.impact.readers import identity_providers
from oktaprofile.impact.report import mapped
from oktaprofile.impact.sources import OUTSIDE, UNMAPPED
from oktaprofile.impact.tally import Tally
from oktaprofile.people.organization import TO_OKTA, Organization
from oktaprofile.people.surroundings import WORDS, Surroundings
from oktaprofile.plan import warnings as warned
from oktaprofile.plan.not_known import NotKnown
from oktaprofile.plan.outcomes import Outcome
from oktaprofile.plan.warnings import Warned


def warnings_of(
    change: Change,
    before: Organization,
    after: After,
    tally: Tally,
    traps: Sequence[Target],
    not_known: Sequence[NotKnown],
    snapshot: bool,
    around: Surroundings,
) -> Iterator[Warned]:
    """What the report warns of. `traps`: targets whose expression joins a null; `snapshot`: of one come the people;
    `around`: who else reads and writes."""
    organization = after.organization
    targets = [one.target for one in tally.targets]
    for open_ in not_known:
        fields = {"address": open_.address, "argument": open_.argument, "why": open_.words()}
        yield Warned(warned.NOT_KNOWN, fields)
    deleted = deleted_of_apps(before, organization)
    yield from (Warned(warned.DELETED, {"app": app, "attribute": name}) for app, name in deleted)
    if not (targets or change.not_known or deleted):
        yield Warned(warned.NOTHING_CHANGES)
    for index, one in enumerate(tally.targets):
        unsure = one.outcomes[Outcome.UNDETERMINED]
        name = one.target.attribute
        if one.target.app_id is not None:
            name = f"{organization.label(one.target.app_id)}.{name}"
        about: dict[str, str | int] = {"attribute": name, "people": unsure}
        if unsure and unsure == one.users - one.outcomes[Outcome.NOT_AFFECTED]:
            yield Warned(warned.ALL_UNDETERMINED, about)
        if unsure and one.target in traps:
            yield Warned(warned.NULL_UNDETERMINED, about)
        of_people = (one.because(OUTSIDE), one.because(UNMAPPED), tally.refused.unfit[index])
        for code, people in zip((warned.OUTSIDE, warned.UNMAPPED, warned.UNFIT), of_people, strict=True):
            if people:
                yield Warned(code, {**about, "people": people})
        providers = ", ".join(idp.label for idp in identity_providers(one.target, organization, around))
        if providers:
            of_everybody = {**about, "people": one.users}
            yield Warned(warned.IDENTITY_PROVIDERS, {**of_everybody, "providers": providers})
        if snapshot and one.target.app_id is None and one.target.attribute == "login":
            yield Warned(warned.LOGIN)
    for index, rule in enumerate(tally.rules.rules if tally.rules else ()):
        moves = {how: tally.moves[index, how] for how in (JOINS, LEAVES, OPEN)}
        if any(moves.values()):
            read = ", ".join(sorted(rule.attributes))
            yield Warned(warned.GROUP_RULES, {"rules": rule.name, "attribute": read, **moves})
    if tally.refused.people:
        names = {
            f"{organization.label(app_id)}: {', '.join(mapped(organization, app_id, direction))}"
            for direction, app_id, _ in tally.refused.causes
        }
        kept = "; ".join(sorted(names))
        yield Warned(warned.REFUSED, {"people": tally.refused.people, "attributes": kept})
    if tally.refused.leaving:
        yield Warned(warned.LEAVING, {"people": tally.refused.leaving})
    for app_id in [one for one in change.sourcing if one not in before.profile_sources]:
        given = ", ".join(mapped(organization, app_id, TO_OKTA))
        sourced: dict[str, str | int] = {"app": organization.label(app_id), "attributes": given}
        yield Warned(warned.SOURCING, {**sourced, "people": tally.refused.newly_sourced})
    if tally.refused.freed:
        yield Warned(warned.SET_FREE, {"people": tally.refused.freed})
    for key in sorted(after.at_once):
        label = organization.label(key.app_id)
        lines = ", ".join(sorted(organization.mappings[key]))
        yield Warned(warned.AT_ONCE, {"app": label, "direction": key.direction, "attributes": lines})
    for kind, why in around.unread if any(target.app_id is None for target in targets) else ():
        yield Warned(warned.UNREAD, {"what": WORDS.get(kind, kind), "why": why})
    for app, attribute, target in feedback(organization, targets):
        yield Warned(warned.FEEDBACK, {"app": app, "attribute": attribute, "target": target})
    for name in tally.not_found():
        yield Warned(warned.PERSON_NOT_FOUND, {"person": name})
