"""From a change and an org (or a snapshot) to a report."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

from oktaprofile.impact.affected import affected
from oktaprofile.impact.change import After, Change, app_id_of, apply, resolved
from oktaprofile.impact.checking import check_expressions
from oktaprofile.impact.engine import Engine
from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.gates import Policy, evaluate
from oktaprofile.impact.memberships import GroupRules
from oktaprofile.impact.nobody import nobody_read
from oktaprofile.impact.pseudonyms import Pseudonyms
from oktaprofile.impact.report import Read, Report
from oktaprofile.impact.ringcentral import Directory
from oktaprofile.impact.side_by_side import count_snapshot
from oktaprofile.impact.taken import Taken, alone
from oktaprofile.impact.tally import Tally
from oktaprofile.impact.traps import trapped
from oktaprofile.impact.values import Values, read_values, values_of
from oktaprofile.impact.warned import warnings_of
from oktaprofile.okta.org import Org
from oktaprofile.people.kept_reading import Keeping
from oktaprofile.people.organization import TO_OKTA, Organization
from oktaprofile.people.organization_reader import Progress, read_organization, silent
from oktaprofile.people.person import Person
from oktaprofile.people.reading import Needs, Reader
from oktaprofile.people.snapshot import Snapshot
from oktaprofile.people.surroundings_reader import read_surroundings, read_writers
from oktaprofile.people.times import stamp


class Question:
    """What is asked: a change, and how to look at it.

    `values`: a values file or the directory of a phone system, `values_app` the app it belongs to (None: the app whose
    mapping to Okta changes); `samples` and `users`: whose values to show; `people`: keep everybody's; `key`: of the
    pseudonyms; `phones`: judge phone numbers (needs the package phonenumbers, which the plugin does not bring);
    `surroundings`: read who else reads the attributes, and not only who else writes them.
    """

    def __init__(
        self,
        change: Change,
        policy: Policy | None = None,
        *,
        values: Path | Directory | None = None,
        values_app: str | None = None,
        samples: int = 0,
        users: Collection[str] = (),
        key: str | None = None,
        phones: bool = True,
        people: bool = False,
        surroundings: bool = True,
    ) -> None:
        self.phones = phones
        self.people = people
        self.change = change
        self.policy = policy or Policy()
        self.values = values
        self.values_app = values_app
        self.samples = samples
        self.users = users
        self.surroundings = surroundings
        self.key = key


def predict_from_org(
    question: Question,
    org: Org,
    url: str,
    *,
    progress: Progress = silent,
    keeping: Keeping | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
) -> Report:
    """The impact on the people that the org has now. Raises OktaError, ImpactError, InvalidExpression.

    `keeping`: an interrupted reading is kept there, and gone on with by the next run that needs the same. Its people
    are as old as the first run.
    """
    started = now()
    before = read_organization(org, url, question.change.app_ids(), progress)
    prediction = Prediction(question, before)
    engine = prediction.engine
    labels = {app.id: app.label for app in before.apps.values()}
    if not engine.targets:
        return prediction.run((), lambda count: Read("org", url, stamp(started), 0.0, count))
    if question.surroundings:
        pushed = sorted({target.app_id for target in engine.targets if target.app_id is not None})
        prediction.surroundings = read_surroundings(org, before, pushed)
    else:
        given = {one.app_id for one in engine.targets if one.app_id and one.maps_or_unmaps}
        prediction.surroundings = read_writers(org, before, sorted(given))
    needs = _needs(engine, url, prediction.rules())
    keeping = keeping or Keeping(None, lambda reading: None)
    reading = keeping.begin(needs, started)
    reader = Reader(org, reading.store, needs.wanted, labels, progress)
    age = (started - reading.started).total_seconds()
    try:
        report = prediction.run(
            reader,
            lambda count: Read("org", url, stamp(reading.started), age, count),
            reader.deactivated,
        )
    except BaseException:
        keeping.interrupted()
        raise
    keeping.done()
    return report


def predict_from_snapshot(
    question: Question,
    snapshot: Snapshot,
    *,
    org: Org | None = None,
    url: str = "",
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
) -> Report:
    """The impact on the people of a snapshot. Raises ImpactError, InvalidExpression, and OktaError with `org`.

    `org`, at `url`: what is mapped and sourced before the change is asked of it, and only the people are those of the
    snapshot. Where nothing would change by now, the snapshot and its age play no part.
    """
    header = snapshot.header
    before = header.organization
    if org is not None:
        if url != before.url:
            raise ImpactError(
                f"The snapshot {snapshot.path} is of {before.url}, and this is {url}.",
                "Make one of this org: oktaprofile snapshot --out FILE",
            )
        before = read_organization(org, url, question.change.app_ids())
    prediction = Prediction(question, before)
    prediction.surroundings = header.organization.surroundings
    if org is not None and not prediction.engine.targets:
        return prediction.run((), lambda count: Read("org", url, stamp(now()), 0.0, count))
    missing = prediction.engine.preparation.needed_apps() - set(header.app_users)
    if missing:
        names = ", ".join(sorted(header.organization.label(app_id) for app_id in missing))
        raise ImpactError(
            f"The snapshot does not hold the users of {names}, which decide about the plan.",
            "Such an app was neither a profile source nor pushed to when it was made: make the snapshot anew.",
        )
    age = header.age_seconds(now())
    return prediction.run(
        snapshot if prediction.engine.targets else (),
        lambda count: Read("snapshot", header.organization.url, stamp(header.started), age, count),
    )


class Prediction:
    """A question put to one organization, before anybody's values are looked at."""

    def __init__(self, question: Question, before: Organization) -> None:
        self._question = question
        self._before = before
        self._snapshot = False
        self.surroundings = before.surroundings
        self._change = resolved(question.change, before)
        self._after = apply(self._change, before)
        self._doubts = check_expressions(self._change, self._after)
        targets = affected(before, self._after)
        # Not read where nothing changes: nobody keeps an export for every plan after the deployment.
        self._values = _values(question, self._change, self._after) if question.values and targets else None
        order = [app_id_of(before, name) for name in question.policy.profile_source_order]
        self.engine = Engine(before, self._after, targets, order=order, values=self._values)

    def rules(self) -> GroupRules:
        """The group rules of the surroundings that read what may change."""
        return GroupRules(self.engine.targets, self._after.organization, self.surroundings.readings)

    def run(
        self,
        people: Iterable[Person] | Snapshot,
        read: Callable[[int], Read],
        others: Callable[[], Iterable[Person]] = tuple,
    ) -> Report:
        """Takes everybody through the chain. `read` is told how many they were. `others`: who is not among the people,
        and may have a login or a unique value all the same: deactivated users."""
        question = self._question
        self.engine.preparation.pushes.given = self.surroundings.group_values
        if isinstance(people, Snapshot):
            people.looked_at = self.engine.preparation.looked_at()
        unique = {
            index: (target.type_id, target.attribute)
            for index, target in enumerate(self.engine.targets)
            if target.app_id is None and target.type_id in alone(self._after.organization, target.attribute)
        }
        if unique:
            taken = Taken(unique, self._after.organization)
            if isinstance(people, Iterator):
                people = list(people)
            for person in people.people() if isinstance(people, Snapshot) else people:
                taken.look(person, self.engine.person(person))
            for person in others():
                taken.look(person)
            taken.sort()
            self.engine.taken = taken
        tally = Tally(
            self.engine,
            Pseudonyms(question.key),
            samples=question.samples,
            users=question.users,
            phones=question.phones,
            people=question.people,
            rules=self.rules(),
        )
        self._snapshot = isinstance(people, Snapshot)
        with _rare_collections():
            if isinstance(people, Snapshot):
                count_snapshot(tally, people)
            else:
                tally.count(people)
        facts = read(tally.people)
        traps = [target for target in self.engine.targets if trapped(target, self._after.organization)]
        where = "the snapshot" if self._snapshot else "the org"
        unread = nobody_read(self.engine, tally.seen, self._before, self._after.organization, where)
        not_known = (*question.change.not_known, *unread)
        gates = evaluate(question.policy, tally.targets, facts.age_seconds, traps, len(not_known))
        warnings = [
            *self._doubts,
            *warnings_of(
                self._change,
                self._before,
                self._after,
                tally,
                traps,
                not_known,
                self._snapshot,
                self.surroundings,
            ),
        ]
        return Report(
            facts,
            self._before,
            self._after.organization,
            tally.targets,
            gates,
            warnings,
            not_known,
            tally.refused,
            self.surroundings,
        )


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Lets Python look for circular garbage less often. There is next to none here, and each look walks through all
    the app users that are current: a third of the time on 100,000 people."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _values(question: Question, change: Change, after: After) -> Values:
    assert question.values is not None
    organization = after.organization
    if question.values_app is not None:
        app_id = app_id_of(organization, question.values_app)
    else:
        apps: Sequence[str] = sorted({one.app_id for one in change.mapped if one.direction == TO_OKTA})
        if len(apps) != 1:
            raise ImpactError(
                f"It is not clear whose values {question.values} holds: the change maps {len(apps)} apps to Okta.",
                "Name the app with --values-app.",
            )
        app_id = apps[0]
    schema = organization.app_schemas.get(app_id, {})
    if isinstance(question.values, Path):
        return read_values(question.values, app_id, schema)
    return values_of(question.values.people(), str(question.values), app_id, schema)


def _needs(engine: Engine, url: str, rules: GroupRules) -> Needs:
    """What an engine reads of people."""
    asked = engine.preparation
    attributes = asked.needed_attributes()
    return Needs(
        url,
        {app_id: attributes.get(app_id, ()) for app_id in asked.needed_apps()},
        asked.needed_user_attributes() | rules.needed_user_attributes(),
    )
