"""What Okta's System Log says of people since a prediction: which imports finished, what failed, who was changed.

Event types: Okta's event types catalogue, its help ("Application events": FAILURE of an import or a push), its support
article on skipped people (outcome SKIPPED of `system.agent.ad.import_user`), and Okta Workflows' event cards on imports
(all read 2026-11-30). Which event a refused update writes is in no published text; each that the catalogue names for it
is asked for. Assumed (row 31): an event names the person it is about among its targets; a refused update in a real org
would settle both.

An import counts if it began after the last change of a mapping, a source or an attribute that may decide about what was
predicted: one between the prediction and the apply brings nothing. What the event of a change names is not published,
so it counts unless it certainly names somebody else's things only (`applied.foreign`).

Three questions, each bounded: those changes and the imports; the failures, at most 50,000; and everything about some
people, 25 a call. Without the right to read the log nothing is known of events, and never that there were none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import Any, NamedTuple

from oktaprofile.okta.errors import ApiError, Stopped, UnexpectedAnswer
from oktaprofile.okta.org import Org
from oktaprofile.people.organization_reader import Progress, silent
from oktaprofile.people.times import stamp

READ, CUT, NOT_READ = "read", "cut", "not_read"
RETENTION = timedelta(days=90)
"""Okta keeps events for so long (System Log, "Data retention")."""
MOST_FAILURES, MOST_IMPORTS, MOST_OF_PEOPLE = 50_000, 10_000, 5_000
PEOPLE_A_CALL = 25
EVENTS, EVENTS_TOLD = "events", 1000
"""What `progress` is told that is read, and after how many."""

_STARTED, _FINISHED = "system.import.start", "system.import.complete"
_DEFINED = (
    "directory.mapping.update",
    "directory.user_profile.update",
    "directory.app_user_profile.update",
)
UPDATED, PUSHED, IMPORTED, ASSIGNMENT = (
    "user.account.update_profile",
    "application.provision.user.push_profile",
    "application.provision.user.import_profile",
    "application.user_membership.update",
)
_CODES: Mapping[str, str] = {
    UPDATED: "update_refused",
    "app.user_management.update_from_master_failed": "update_refused",
    "system.agent.ad.import_user": "update_refused",
    PUSHED: "push_refused",
    "application.provision.user.push": "push_refused",
    IMPORTED: "import_failed",
    "application.provision.user.import": "import_failed",
    "application.appuser.mapping.invalid.expression": "expression_failed",
}
"""The events of a failure, by what it is a cause of (`plan.afterwards.WHY`)."""
_FAILED = ("FAILURE", "SKIPPED")
_PEOPLE = ("User", "PublicClientApp")


class Event(NamedTuple):
    """One event about a person. `failure`: a code of `plan.afterwards.WHY`, or ""; `app_ids`: the apps that it names;
    `attributes`: what it changed, empty where it does not say; `by_hand`: not by Okta itself; `published`: when, in
    Okta's text."""

    kind: str
    failure: str
    app_ids: frozenset[str]
    attributes: frozenset[str]
    by_hand: bool
    published: str


class Moment(NamedTuple):
    """When something happened: its order among the events that were read, and when, in Okta's text."""

    order: int
    published: str


BEFORE = Moment(-1, "")
Foreign = Callable[["frozenset[str]"], bool]
"""Whether ids that an event names are somebody else's only."""


class _Import:
    """One import. `finished`: None while it runs; False where it failed."""

    def __init__(self, app_id: str, began: int, finished: bool | None = None) -> None:
        self.app_id, self.began, self.finished = app_id, began, finished


class Log:
    """What was read. `state`: READ, CUT (not all of the time or the events) or NOT_READ, and `reason`, a sentence."""

    def __init__(self, since: datetime, until: datetime) -> None:
        self.since, self.until = since, until
        self.state, self.reason = NOT_READ, "it was not asked for"
        self._changes: list[tuple[Moment, frozenset[str]]] = []
        self._imports: list[_Import] = []
        self._org: Org | None = None
        self._progress: Progress = silent
        self._events_read = 0
        self._failures: defaultdict[str, list[Event]] = defaultdict(list)

    def read(self, org: Org, progress: Progress = silent) -> None:
        """Asks for imports and failures. What Okta refuses is in `state`. Raises OktaError without a connection."""
        self._org, self.state, self.reason, self._progress = org, READ, "", progress
        if self.until - self.since > RETENTION:
            self.since = self.until - RETENTION
            self._cut("Okta keeps events for 90 days, and the prediction is older")
        failed = '(outcome.result eq "FAILURE" or outcome.result eq "SKIPPED")'
        self._read_imports()
        for event in self._events(f"({_any('eventType', _CODES)}) and {failed}", MOST_FAILURES):
            for id_, kind in _targets(event):
                if kind == "User":
                    self._failures[id_].append(_event(event))

    def _read_imports(self) -> None:
        events = list(self._events(_any("eventType", [*_DEFINED, _STARTED, _FINISHED]), MOST_IMPORTS))
        starts_are_logged = any(event["eventType"] == _STARTED for event in events)
        for order, event in enumerate(events):
            kind, targets = event["eventType"], _targets(event)
            if kind in _DEFINED:
                ids = frozenset(id_ for id_, _ in targets)
                self._changes.append((Moment(order, str(event["published"])), ids))
                continue
            for app_id in {id_ for id_, what in targets if what == "AppInstance"}:
                running = [one for one in self._imports if one.app_id == app_id and one.finished is None]
                if kind == _STARTED:
                    self._imports.append(_Import(app_id, order))
                elif running:
                    running[-1].finished = _result(event) not in _FAILED
                elif not starts_are_logged:
                    self._imports.append(_Import(app_id, order, _result(event) not in _FAILED))

    def changed(self, foreign: Foreign = lambda _: False) -> Moment:
        """The last change of a mapping, a source or an attribute that is not somebody else's; BEFORE without one."""
        return max((at for at, ids in self._changes if not foreign(ids)), default=BEFORE)

    def imports(self, since: Moment) -> Counter[str]:
        """How many imports began after a moment and finished, by app id."""
        return Counter(one.app_id for one in self._imports if one.finished and one.began > since.order)

    def importing(self, since: Moment) -> set[str]:
        """Ids of the apps whose import began after a moment and has not finished."""
        return {one.app_id for one in self._imports if one.finished is None and one.began > since.order}

    @property
    def readable(self) -> bool:
        """Whether there is anything to say of events."""
        return self.state != NOT_READ

    def failures(self, user_id: str) -> Sequence[Event]:
        """A person's failures, the last one last."""
        return self._failures.get(user_id, ())

    def about(self, user_ids: Sequence[str]) -> dict[str, list[Event]]:
        """Every event of some people, in order; nobody where the log cannot be read."""
        found: dict[str, list[Event]] = {id_: [] for id_ in user_ids}
        kinds = _any("eventType", [*_CODES, ASSIGNMENT])
        for first in range(0, len(user_ids), PEOPLE_A_CALL):
            people = _any("target.id", user_ids[first : first + PEOPLE_A_CALL])
            for event in self._events(f"({kinds}) and ({people})", MOST_OF_PEOPLE):
                for id_, _ in _targets(event):
                    if id_ in found:
                        found[id_].append(_event(event))
        return found if self.readable else {}

    def document(self, since: Sequence[Moment]) -> dict[str, Any]:
        """As a part of the verification document. `since`: of each target, from when on an import counts for it."""
        first = min(since, default=BEFORE)
        return {
            "state": self.state,
            "reason": self.reason,
            "since": stamp(self.since),
            "until": stamp(self.until),
            "changed_at": max(since, default=BEFORE).published or None,
            "imports": [
                {"app_id": id_, "finished": count} for id_, count in sorted(self.imports(first).items())
            ],
            "importing": sorted(self.importing(first)),
        }

    def _events(self, filter_: str, most: int) -> Iterable[Mapping[str, Any]]:
        if self._org is None or not self.readable:
            return
        pages = self._org.client.list_log_events(_time(self.since), _time(self.until), filter_)
        try:
            for event in islice(pages, most):
                self._events_read += 1
                if self._events_read % EVENTS_TOLD == 0:
                    self._progress(EVENTS, self._events_read)
                yield event
            if next(pages, None) is not None:
                self._cut(f"more than {most:,} events of one kind, the rest was not read")
        except Stopped:
            raise
        except (ApiError, UnexpectedAnswer) as error:
            status = f" (status {error.status})" if error.status else ""
            self.state, self.reason = NOT_READ, f"Okta refused {error.operation or 'listLogEvents'}{status}"

    def _cut(self, reason: str) -> None:
        self.state, self.reason = CUT, reason


def _time(moment: datetime) -> str:
    """To the millisecond, as Okta's own: an import may have ended just now."""
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _any(attribute: str, values: Iterable[str]) -> str:
    return " or ".join(f'{attribute} eq "{value}"' for value in values)


def _targets(event: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(str(one.get("id") or ""), str(one.get("type") or "")) for one in event.get("target") or ()]


def _result(event: Mapping[str, Any]) -> str:
    return str((event.get("outcome") or {}).get("result") or "")


def _event(event: Mapping[str, Any]) -> Event:
    kind = str(event["eventType"])
    debug = (event.get("debugContext") or {}).get("debugData") or {}
    names = str(debug.get("changedAttributes") or "")
    return Event(
        kind,
        _CODES.get(kind, "") if _result(event) in _FAILED else "",
        frozenset(id_ for id_, what in _targets(event) if what == "AppInstance"),
        frozenset(name.strip() for name in names.split(",") if name.strip()),
        (event.get("actor") or {}).get("type") in _PEOPLE,
        str(event["published"]),
    )
