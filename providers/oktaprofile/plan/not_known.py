"""What a plan does not say yet, or what nobody was read of: somebody's value or the whole report depends on it.

Terraform leaves open what another resource of the same plan makes, puts changes off, or is newer than this version. A
prediction of such a plan is one of the rest of it: nothing open is ever taken for a default.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from oktaprofile.plan.markers import UNKNOWN, paths_of
from oktaprofile.plan.reader import PlanFile, ResourceChange
from oktaprofile.plan.resources import (
    APP_PROPERTIES,
    ARGUMENTS,
    MAPPING,
    OVERRIDE,
    PREFIX,
    VERIFY,
    State,
    words,
)
from oktaprofile.plan.understood import FORGET, MANAGED

VALUE, PUT_OFF, INCOMPLETE, DEPOSED, NOT_UNDERSTOOD, NOBODY = (
    "value",
    "put_off",
    "incomplete",
    "deposed",
    "not_understood",
    "nobody_read",
)
_WORDS = {
    VALUE: "known only after apply",
    PUT_OFF: "Terraform puts this change off to a later plan",
    INCOMPLETE: "Terraform says that the plan is not complete: another plan and apply have to follow",
    DEPOSED: "an object that a failed replacement left behind is deleted, and nothing says before or after what else",
    NOT_UNDERSTOOD: "a part of the plan that this version does not understand",
    NOBODY: "no person of it was read, so nobody was judged. If there are people, give credentials that may read all "
    "users and app users (an administrator limited to groups sees only theirs), or make the snapshot anew",
}
_NO_MATTER = words("id restores title description adopt_existing name_release_timeout_seconds permissions")
"""Arguments that decide about nobody's value."""


class NotKnown(NamedTuple):
    """One thing. `code` is one of the words above; `address`: of the resource, or the part that is not understood or
    of which nobody was read, or "" for the whole plan; `argument`: path of an argument, such as
    `properties.primaryPhone.expression`, or ""."""

    code: str
    address: str = ""
    argument: str = ""

    def words(self) -> str:
        """Why, in plain words."""
        return _WORDS.get(self.code, self.code)


def of_plan(plan: PlanFile) -> tuple[NotKnown, ...]:
    """Everything that a plan leaves open about our resources, and about itself."""
    return tuple(_of_plan(plan))


def values_of(plan: PlanFile) -> list[NotKnown]:
    """The arguments of our resources that are known only after apply and that matter."""
    return [
        NotKnown(VALUE, change.address, ".".join(path))
        for change in _ours(plan)
        for path in unknown_arguments(change)
    ]


def _ours(plan: PlanFile) -> Iterator[ResourceChange]:
    for change in plan.changes:
        if change.changes and change.mode == MANAGED and change.type in ARGUMENTS:
            yield change


def _of_plan(plan: PlanFile) -> Iterator[NotKnown]:
    yield from values_of(plan)
    for change in _ours(plan):
        if change.deposed:
            yield NotKnown(DEPOSED, change.address)
    for one in plan.deferred:
        if one.type.startswith(PREFIX) or not one.type:
            yield NotKnown(PUT_OFF, one.address)
    for part in plan.not_understood:
        yield NotKnown(NOT_UNDERSTOOD, part)
    if not plan.complete:
        yield NotKnown(INCOMPLETE)


def unknown_arguments(change: ResourceChange) -> list[tuple[str, ...]]:
    """The paths of a resource's unknown arguments that matter."""
    after = change.after
    if after is None or change.action == FORGET or after.get("mode") == VERIFY:
        return []
    return [path for path in paths_of(UNKNOWN, after) if _matters(change.type, after, path)]


def _matters(kind: str, after: State, path: tuple[str, ...]) -> bool:
    first = path[0]
    if first == "user_type_id":  # computed from user_type
        return after.get("user_type") is UNKNOWN
    if kind == MAPPING and path[2:] == ("effective_push_status",):  # computed from push_status
        item = (after.get("properties") or {}).get(path[1]) or {}
        return not item.get("push_status") or item["push_status"] is UNKNOWN
    if kind in (MAPPING, OVERRIDE):
        return first not in ("id", "restores")
    if kind == APP_PROPERTIES and first == "properties":
        path = path[2:]  # within one definition; () is the whole of it
    return not path or not (path[0] in _NO_MATTER or (len(path) == 3 and path[2] == "title"))  # of one_of
