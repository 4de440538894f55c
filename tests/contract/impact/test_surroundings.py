"""Who else reads an attribute, and identity providers that write it: asked of the org, and kept in a snapshot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.impact.change import Change, Mapped
from oktaprofile.impact.predict import Question, predict_from_org, predict_from_snapshot
from oktaprofile.impact.report import document
from oktaprofile.okta.client import connect
from oktaprofile.okta.clock import Clock
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.org import Org
from oktaprofile.okta.sender import Exchange
from oktaprofile.people.making import make_snapshot
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line, Organization
from oktaprofile.people.snapshot import Snapshot
from oktaprofile.people.surroundings import Surroundings
from oktaprofile.people.surroundings_reader import read_writers
from oktaprofile.provider.data_sources.mapping_impact import MappingImpact
from oktaprofile.provider.readiness_around import identity_providers, other_readers
from tests.acceptance.harness import TOKEN, SimulatedOrg, start_org
from tests.unit.provider.small_terraform import Run, filled

PHONE = "user.primaryPhone"
EXPRESSION = {"value": f'String.startsWith({PHONE}, "+1")', "type": "urn:okta:expression:1.0"}


@pytest.fixture(scope="module")
def simulated() -> Iterator[SimulatedOrg]:
    """An org in which a group rule, a claim, the mapping of an app without push, and an identity provider deal with
    primaryPhone."""
    with start_org(users=30) as running:
        rule = {
            "type": "group_rule",
            "name": "US",
            "conditions": {"expression": EXPRESSION},
        }
        made = running.call("POST", "/api/v1/groups/rules", rule)
        running.call("POST", f"/api/v1/groups/rules/{made['id']}/lifecycle/activate", expect=204)
        running.call("POST", "/api/v1/groups/rules", {**rule, "name": "inactive"})
        server = running.call("POST", "/api/v1/authorizationServers", {"name": "api"}, expect=201)
        claim = {"name": "phone", "status": "ACTIVE", "valueType": "EXPRESSION", "value": PHONE}
        running.call("POST", f"/api/v1/authorizationServers/{server['id']}/claims", claim, expect=201)
        provisioning = {"action": "AUTO", "profileMaster": True}
        idp = {"type": "SAML2", "name": "Partner", "policy": {"provisioning": provisioning}}
        partner = running.call("POST", "/api/v1/idps", idp)
        settings = {"app": {"requestIntegration": False, "url": "https://portal.example.com"}}
        bookmark = {"name": "bookmark", "label": "Portal", "signOnMode": "BOOKMARK", "settings": settings}
        portal = running.call("POST", "/api/v1/apps", bookmark)
        _map(running, partner["id"], "to_okta", "primaryPhone", "appuser.mobilePhone")
        running.set_app_properties(portal["id"], {"email": {"title": "E-mail", "type": "string"}})
        _map(running, portal["id"], "to_app", "email", PHONE)
        group = running.call("POST", "/api/v1/groups", {"profile": {"name": "Sales"}})
        given = f"/api/v1/apps/{running.app_id('Active Directory')}/groups/{group['id']}"
        running.call("PUT", given, {"profile": {"telephoneNumber": "+14155550100"}})
        yield running


def _map(running: SimulatedOrg, app_id: str, direction: Any, target: str, expression: str) -> None:
    row = running.mapping(app_id, direction=direction)
    line = {"expression": expression, "pushStatus": "PUSH" if direction == "to_okta" else "DONT_PUSH"}
    running.call("POST", f"/api/v1/mappings/{row['id']}", {"properties": {target: line}})


@pytest.fixture
def org(simulated: SimulatedOrg) -> Org:
    clock = Clock(threading.Event())
    return Org(connect(OktaConfig(simulated.url, api_token=TOKEN), clock=clock), clock)


def question(line: str = "appuser.email") -> Question:
    """What becomes of primaryPhone when Workday maps it so."""
    return Question(Change([Mapped("Workday", None, TO_OKTA, "primaryPhone", Line(line))]), phones=False)


def test_everybody_who_reads_and_writes_is_named(simulated: SimulatedOrg, org: Org, tmp_path: Path) -> None:
    """In the report, and in one of a snapshot; what is open about people keeps the verdict from being clear."""
    make_snapshot(org, simulated.url, tmp_path / "people")
    for report in (
        predict_from_org(question(), org, simulated.url),
        predict_from_snapshot(question(), Snapshot(tmp_path / "people")),
    ):
        found = document(report)
        [phone] = [one for one in found["targets"] if one["app_id"] is None]
        named = {(one["kind"], one["app"], one["name"]) for one in phone["readers"]}
        assert {
            ("group_rule", "Okta", "US"),
            ("claim", "api", "phone"),
            ("mapping", "Portal", "email"),
        } <= named
        assert not any(name == "inactive" for _, _, name in named)
        codes = {one["code"]: one["fields"] for one in found["typed_warnings"]}
        assert codes["group-rules"]["rules"] == "US"
        assert codes["identity-providers"]["providers"] == "Partner"
        assert found["readers_not_known"] == []
        assert found["verdict"] == "not_known"


def test_only_apps_that_get_a_new_value_are_asked_for_their_groups(
    simulated: SimulatedOrg, tmp_path: Path
) -> None:
    """One call for each of hundreds of apps would be most of an impact's time."""
    asked: list[str] = []

    def observe(exchange: Exchange) -> None:
        if exchange.operation == "listApplicationGroupAssignments":
            asked.append(exchange.path)

    clock = Clock(threading.Event())
    org = Org(connect(OktaConfig(simulated.url, api_token=TOKEN), clock=clock, observe=observe), clock)
    predict_from_org(question(), org, simulated.url)
    assert asked == []
    pushed = Change([Mapped("Active Directory", None, TO_APP, "telephoneNumber", Line(PHONE))])
    report = predict_from_org(Question(pushed, phones=False), org.renewed(), simulated.url)
    directory = simulated.app_id("Active Directory")
    assert asked == [f"/api/v1/apps/{directory}/groups"]
    assert report.surroundings.group_values == {(directory, "telephoneNumber")}
    make_snapshot(org, simulated.url, tmp_path / "people")
    snapshot = Snapshot(tmp_path / "people")
    for again in (None, org.renewed()):
        report = predict_from_snapshot(question(), snapshot, org=again, url=simulated.url)
        assert report.surroundings == snapshot.header.organization.surroundings
        assert report.surroundings.group_values == {(directory, "telephoneNumber")}


def test_without_identity_providers_a_plan_lists_no_mappings_for_them(
    org: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan looks for them each time, and an org of many apps has thousands of rows."""
    rows: list[object] = []
    monkeypatch.setattr(org.client, "list_identity_providers", list)
    monkeypatch.setattr(org.client, "list_profile_mappings", lambda: (rows.append(one) for one in (1, 2)))
    assert read_writers(org, Organization()) == Surroundings()
    assert rows == []


def test_what_may_not_be_read_is_not_known(simulated: SimulatedOrg, org: Org) -> None:
    """Never "none": the report names it, with the cause, and the people are predicted all the same."""
    for operation in ("listGroupRules", "listAuthorizationServers", "listIdentityProviders"):
        simulated.add_fault(operation=operation, status=403, times=2)
    found = document(predict_from_org(question(), org, simulated.url))
    again = org.renewed()
    told = [identity_providers(again, None, "primaryPhone"), other_readers(again, "primaryPhone")]
    simulated.end_faults()
    assert [one["kind"] for one in found["readers_not_known"]] == ["group_rule", "claim"]
    said = [one for one in found["warnings"] if one.startswith("Not known: ")]
    assert len(said) == 3
    assert all("may not read" in one for one in said)
    assert found["data"]["users"] == 30
    assert [one.status for one in told] == ["unknown", "unknown"]
    assert "okta.idps.read" in told[0].next_step


def test_doctor_names_them_as_well(org: Org) -> None:
    """Identity providers that source people, and who else reads the attribute."""
    providers, others = identity_providers(org, None, "primaryPhone"), other_readers(org, "primaryPhone")
    assert providers.status == "unknown"
    assert "Partner" in providers.detail
    assert "group rule US" in others.detail
    assert "claim phone" in others.detail


def test_a_plan_says_that_an_identity_provider_writes_the_attribute(
    simulated: SimulatedOrg, org: Org
) -> None:
    """The data source warns, and reads no rules and claims, which it does not show."""
    run = Run(org.client)  # type: ignore[arg-type]
    source = MappingImpact()
    workday = simulated.app_id("Workday")
    line = {"app_id": workday, "expressions": {"primaryPhone": "appuser.email"}}
    simulated.reset_requests()
    source.read(filled(source.schema.attributes, line), run.context())
    assert any("Partner" in one and "Identity providers" in one for one in run.told)
    assert "listGroupRules" not in simulated.requests()["operations"]


def test_a_plan_that_maps_an_attribute_for_the_first_time_asks_which_values_groups_give(
    simulated: SimulatedOrg, org: Org
) -> None:
    """They are replaced; without asking, whoever has one would be undetermined."""
    directory = simulated.app_id("Active Directory")
    line = {"app_id": directory, "direction": "to_app", "expressions": {"telephoneNumber": PHONE}}
    source = MappingImpact()
    simulated.reset_requests()
    run = Run(org.client)  # type: ignore[arg-type]
    source.read(filled(source.schema.attributes, line), run.context())
    assert simulated.requests()["operations"]["listApplicationGroupAssignments"] == 1
