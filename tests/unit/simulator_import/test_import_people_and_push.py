"""Whom an import deals with, what is pushed on, and what the log says of it."""

from __future__ import annotations

import pytest

from oktaprofile.simulator.import_engine import ImportRefused, ImportRun, run_import
from oktaprofile.simulator.state.directory import Entry
from tests.unit.simulator_import.small_org import AD, NOW, RINGCENTRAL, WORKDAY, SmallOrg, text

NUMBERS = {"directNumber": "+14155550100", "extensionNumber": "101"}
PHONE = "+14155550100#101"


def test_people_that_an_import_leaves_alone_are_counted() -> None:
    """Unlinked, unassigned and deactivated people keep what they have; suspended ones are updated."""
    small = SmallOrg()
    small.org.directory.put(Entry(RINGCENTRAL, "stranger", None, dict(NUMBERS)))
    small.org.directory.put(Entry(RINGCENTRAL, "ghost", "00uGone0000000000001", dict(NUMBERS)))
    unassigned = small.person("una", {RINGCENTRAL: NUMBERS}, assigned=())
    inactive = small.person("ina", {RINGCENTRAL: NUMBERS}, status="DEPROVISIONED")
    suspended = small.person("sue", {RINGCENTRAL: NUMBERS}, status="SUSPENDED")
    counts = run_import(small.org, RINGCENTRAL)
    assert {
        name: counts[name] for name in ("entries", "awaiting_confirmation", "unassigned", "inactive")
    } == {
        "entries": 5,
        "awaiting_confirmation": 1,
        "unassigned": 2,
        "inactive": 1,
    }
    assert "primaryPhone" not in small.profile(unassigned)
    assert "primaryPhone" not in small.profile(inactive)
    assert small.profile(suspended)["primaryPhone"] == PHONE


def test_the_push_fills_active_directory() -> None:
    """The mapped value goes on to the AD app user and into AD itself."""
    small = SmallOrg()
    user = small.person("ana", {RINGCENTRAL: NUMBERS, AD: {"cn": "ana"}})
    counts = run_import(small.org)
    assert small.app_profile(AD, user) == {"telephoneNumber": PHONE}
    entry = small.org.directory.get(AD, f"{AD}:ana")
    assert entry is not None
    assert entry.attributes == {"cn": "ana", "telephoneNumber": PHONE}
    assert counts["pushed"] == {"Active Directory": 1}
    app_user = small.org.app_users.get(AD, user)
    assert app_user is not None
    assert (app_user.sync_state, app_user.last_sync) == ("SYNCHRONIZED", NOW)


@pytest.mark.parametrize(
    "case", ["not assigned", "no push feature", "app inactive", "don't push", "too long"]
)
def test_where_nothing_is_pushed(case: str) -> None:
    """A push needs the assignment, the app's feature, an active app, PUSH, and a value that fits."""
    small = SmallOrg()
    app = small.org.apps.get(AD)
    assert app is not None
    if case == "no push feature":
        app.features = frozenset()
    if case == "app inactive":
        app.status = "INACTIVE"
    small.org.apps.put(app)
    if case == "don't push":
        small.map(AD, {"telephoneNumber": "user.primaryPhone"}, direction="to_app", status="DONT_PUSH")
    if case == "too long":
        small.define(AD, "telephoneNumber", text(maxLength=3))
    apps = (RINGCENTRAL,) if case == "not assigned" else (RINGCENTRAL, AD)
    user = small.person("ana", {RINGCENTRAL: NUMBERS, AD: {}}, assigned=apps)
    counts = run_import(small.org)
    assert counts["pushed"] == {}
    assert small.profile(user)["primaryPhone"] == PHONE
    if case != "not assigned":
        assert small.app_profile(AD, user) == {}
    assert counts["values_kept"]["refused"] == (1 if case == "too long" else 0)


def test_nothing_is_pushed_back_to_where_it_came_from() -> None:
    """RingCentral is both source and push target (the support flag allows it); an import does not echo."""
    small = SmallOrg()
    small.define(RINGCENTRAL, "note", text())
    small.map(RINGCENTRAL, {"note": "user.primaryPhone"}, direction="to_app")
    user = small.person("ana", {RINGCENTRAL: NUMBERS})
    run_import(small.org, RINGCENTRAL)
    assert "note" not in small.app_profile(RINGCENTRAL, user)


def test_a_second_import_changes_nothing() -> None:
    """Same people, same mapping: no profile changes, nothing is pushed, no event is written."""
    small = SmallOrg()
    small.person("ana", {RINGCENTRAL: NUMBERS, WORKDAY: {"jobTitle": "Engineer"}, AD: {}})
    run_import(small.org)
    written = len(small.events())
    counts = run_import(small.org)
    assert (counts["app_users_updated"], counts["users_updated"], counts["pushed"]) == (0, 0, {})
    assert len(small.events()) == written


def test_the_log_tells_what_happened_and_names_no_number() -> None:
    """One event for the import, the Okta change and the push each, in that order; values are nowhere in the log."""
    small = SmallOrg()
    user = small.person("ana", {RINGCENTRAL: NUMBERS, AD: {}})
    run_import(small.org, RINGCENTRAL)
    events = small.events()
    assert [event["eventType"] for event in events] == [
        "application.provision.user.import_profile",
        "user.account.update_profile",
        "application.provision.user.push_profile",
    ]
    assert events[1]["debugContext"]["debugData"]["changedAttributes"] == "primaryPhone"
    assert [target["id"] for target in events[2]["target"]] == [AD, user]
    assert "4155550100" not in str(events)


def test_all_invalid_expressions_of_an_import_are_one_event() -> None:
    """Three people with too long a value make one event with their count (event catalogue: one event for all)."""
    small = SmallOrg()
    small.map(RINGCENTRAL, {"primaryPhone": "appuser.directNumber", "title": "appuser.a.b"})
    small.define("otyEmployee000000001", "primaryPhone", text(maxLength=3))
    for name in ("ana", "bob", "eve"):
        small.person(name, {RINGCENTRAL: NUMBERS})
    run_import(small.org, RINGCENTRAL)
    invalid = [event for event in small.events() if event["eventType"].endswith("mapping.invalid.expression")]
    assert len(invalid) == 1
    assert (
        "primaryPhone: it is longer than 3 (3)"
        in invalid[0]["debugContext"]["debugData"]["invalidExpressions"]
    )
    assert invalid[0]["outcome"]["result"] == "FAILURE"


@pytest.mark.parametrize(
    ("app_id", "status", "text_part"),
    [("0oaNobody00000000000", 404, "no app"), (AD, 400, "imports nobody"), (WORKDAY, 400, "INACTIVE")],
)
def test_an_app_that_cannot_be_imported_from_is_refused(app_id: str, status: int, text_part: str) -> None:
    """Unknown, without an import feature, inactive: each refusal names the app and the reason."""
    small = SmallOrg()
    workday = small.org.apps.get(WORKDAY)
    assert workday is not None
    workday.status = "INACTIVE"
    small.org.apps.put(workday)
    with pytest.raises(ImportRefused, match=text_part) as refused:
        run_import(small.org, app_id)
    assert refused.value.status == status
    assert app_id in str(refused.value)


def test_without_an_app_every_importing_app_takes_part() -> None:
    """The profile source with the highest priority comes first; AD only receives."""
    small = SmallOrg()
    user = small.person("ana", {RINGCENTRAL: NUMBERS, WORKDAY: {"jobTitle": "Engineer"}})
    counts = run_import(small.org)
    assert counts["apps"] == ["Workday", "RingCentral"]
    assert small.profile(user)["title"] == "Engineer"


def test_batches_are_committed_one_by_one() -> None:
    """A stopped import keeps what its finished batches did; the rest follows with the next import."""
    small = SmallOrg()
    people = [small.person(f"p{number:04}", {RINGCENTRAL: NUMBERS}) for number in range(1500)]
    steps = ImportRun(small.org, RINGCENTRAL).steps()
    assert next(steps) == 1000
    assert not small.org.database.connection.in_transaction
    done = [user for user in people if "primaryPhone" in small.profile(user)]
    assert len(done) == 1000
    steps.close()
    assert run_import(small.org, RINGCENTRAL)["users_updated"] == 500
