"""Why somebody differs from a prediction: a code of `plan.afterwards.WHY`, from the plan's state, what mappings give by
now, and the System Log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from oktaprofile.impact.applied import foreign, source_apps, states
from oktaprofile.impact.given import Given
from oktaprofile.impact.prediction_file import Target, same
from oktaprofile.impact.system_log import ASSIGNMENT, IMPORTED, PUSHED, READ, UPDATED, Event, Log
from oktaprofile.people.organization import Organization
from oktaprofile.people.person import Person
from oktaprofile.plan.afterwards import EDITED, NOT_APPLIED, NOT_YET, PARTLY

MOST_ASKED = 500
"""People whose events are asked for one by one: 20 calls."""

Question = tuple[int, str, str]
"""A person to ask the log about: the target's index, the user id, the result (`plan.afterwards.RESULTS`)."""
ASK, NOT_BY_SOURCE = "", "?"
"""What `Causes.at_once` says of whom the log has to be asked about: the second of those who have another value, which
their source does not give."""


class Causes:
    """`states`: of the targets (`applied.states`); `since`: the last change that may decide about each."""

    def __init__(
        self,
        targets: Sequence[Target],
        now: Organization,
        log: Log,
        given: Given,
    ) -> None:
        self.log = log
        self._given = given
        self.states = states(targets, now)
        self._targets = targets
        self._sources = [source_apps(one, now) for one in targets]
        self.since = [log.changed(foreign(targets, index, now)) for index in range(len(targets))]

    def at_once(self, index: int, person: Person, result: str, predicted: object, now: object) -> str:
        """What is known without asking the log about this person; ASK or NOT_BY_SOURCE where it has to be asked."""
        target = self._targets[index]
        if result == NOT_YET and self.states[index] in (NOT_APPLIED, PARTLY, EDITED):
            return "not_applied"
        if target.app_id is not None and person.apps[target.app_id].external_id is None:
            return "unlinked"
        known, given = self._given.value(index, person)
        # Of the unaffected what was predicted is not kept: a source that gives what they have changed it.
        moved = known and (same(given, now) if result != NOT_YET else not same(given, predicted))
        if moved and target.app_id is not None:
            return "okta_differs"
        if result == NOT_YET:
            for event in reversed(self.log.failures(person.id)):
                if self._counts(event, index) and _decides(event, target):
                    return event.failure
            # Before an import what Okta has of the source says nothing: new attributes have no values there yet.
            if self._given.values is None and not self.imported(index):
                return self._no_import(index) if self.log.state == READ else "log_not_read"
        if moved:
            return "source_changed"
        if result == NOT_YET and known and self._given.values is not None:
            arrived, imported = self._given.value(index, person, imported=True)
            if arrived and not same(imported, predicted):
                return "not_imported"
        if not self.log.readable:
            return "log_not_read"
        if result == NOT_YET and self.log.state == READ and not self.imported(index):
            return self._no_import(index)
        return NOT_BY_SOURCE if known and result != NOT_YET else ASK

    def imported(self, index: int) -> bool:
        """Whether an import that brings values to a target has finished since the last change that matters to it."""
        return self._brings(index, self.log.imports(self.since[index]))

    def _brings(self, index: int, app_ids: Iterable[str]) -> bool:
        """Whether one of these apps brings values to a target. Downstream: any."""
        sources = self._sources[index] if self._targets[index].app_id is None else None
        return any(not sources or app_id in sources for app_id in app_ids)

    def _no_import(self, index: int) -> str:
        running = self.log.importing(self.since[index])
        return "importing" if self._brings(index, running) else "no_import"

    def _counts(self, event: Event, index: int) -> bool:
        """Whether it is of the time after the last change that matters to a target."""
        return event.published >= self.since[index].published

    def same_source(self, index: int, other: int) -> bool:
        """Whether imports of one app fill both attributes of the Okta user."""
        return bool(self._sources[index] & self._sources[other]) and self._targets[other].app_id is None

    def asked(self, questions: Mapping[Question, str]) -> dict[Question, str]:
        """The causes of some people; with each what `at_once` said."""
        people = list(dict.fromkeys(user_id for _, user_id, _ in questions))
        events = self.log.about(people)
        return {
            one: self._of(one[0], one[2], events.get(one[1]), by_source=said == ASK)
            for one, said in questions.items()
        }

    def _of(self, index: int, result: str, events: list[Event] | None, *, by_source: bool) -> str:
        if events is None:
            return "log_not_read"
        target = self._targets[index]
        for event in reversed(events):
            if not _decides(event, target):
                continue
            if event.failure:
                if result == NOT_YET and self._counts(event, index):
                    return event.failure
                continue
            if event.kind != IMPORTED and (not event.attributes or target.attribute in event.attributes):
                if event.by_hand:
                    return "by_hand"
                if result != NOT_YET and by_source:
                    return "changed_again"
            if result == NOT_YET and self._counts(event, index) and not event.by_hand:
                return "left_as_it_was"
        if self.log.state != READ:
            return "log_not_read"
        return "no_event" if result == NOT_YET else "unexplained"


def _decides(event: Event, target: Target) -> bool:
    """Whether an event may decide about a target: downstream what names its app, or stopped the update in Okta."""
    if target.app_id is None:
        return event.kind not in (PUSHED, ASSIGNMENT) and event.failure != "push_refused"
    if event.kind in (PUSHED, ASSIGNMENT) or event.failure in ("push_refused", "expression_failed"):
        return target.app_id in event.app_ids
    return event.failure == "update_refused"


def support_of_reevaluation(events: Iterable[Sequence[Event]]) -> int:
    """People whom an import changed in Okta although nothing of theirs had changed at the source."""
    return sum(
        any(one.kind == UPDATED and not one.failure and not one.by_hand for one in of_person)
        and not any(one.kind == IMPORTED for one in of_person)
        for of_person in events
    )
