"""The ten steps: what is done in an org, what is open, and what no API tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oktaprofile.page.document import document
from oktaprofile.page.flow import flow_of
from oktaprofile.page.model import Organization
from oktaprofile.page.steps import DONE, OPEN, UNKNOWN, steps
from tests.unit.page.orgs import AD, RC, organization


def states(org: Organization) -> list[str]:
    """The state of each step, in order."""
    return [step["state"] for step in steps(org, flow_of(org))]


def test_a_finished_org_has_all_ten_done() -> None:
    """Ten steps with their numbers, each with its words; every one is done."""
    org = organization()
    found = steps(org, flow_of(org))
    assert [step["number"] for step in found] == list(range(1, 11))
    assert states(org) == [DONE] * 10
    assert all(
        step["title"] and step["where"] and step["does"] and step["code"] and step["seen"] for step in found
    )


@pytest.mark.parametrize(
    ("changed", "open_steps"),
    [
        ({"attributes": False}, {5}),
        ({"expression": ""}, {7}),
        ({"expression": "appuser.email"}, {7}),
        ({"override": False}, {8, 9}),
        ({"downstream": False}, {10}),
        ({"attributes": False, "expression": "", "override": False, "downstream": False}, {5, 7, 8, 9, 10}),
    ],
)
def test_what_is_missing_is_open(changed: dict, open_steps: set[int]) -> None:
    """Each step looks at what it is about, and at nothing else."""
    found = states(organization(**changed))
    assert {number for number, state in enumerate(found, 1) if state == OPEN} == open_steps
    assert UNKNOWN not in found


def test_what_no_api_tells_is_unknown() -> None:
    """In a real org: the order of the sources without an override, and flags that show no effect yet."""
    org = organization(override=False, ranked=False)
    app = org.apps[0]
    org = replace(
        org, apps=[replace(app, rank=None, features=frozenset({"PROFILE_MASTERING"})), *org.apps[1:]]
    )
    found = states(org)
    assert (found[0], found[8]) == (UNKNOWN, UNKNOWN)
    assert "Workday" in steps(org, flow_of(org))[8]["seen"]


def test_two_apps_of_one_label_are_not_found() -> None:
    """Step 3 is open: the label names no single app."""
    org = organization()
    org = replace(org, apps=[*org.apps, replace(org.apps[1], label="RingCentral")])
    assert states(org)[2] == OPEN


def test_a_mapping_onwards_without_push_is_not_done() -> None:
    """Okta keeps the number where it pushes nothing; the step says so."""
    org = organization()
    org = replace(org, apps=[*org.apps[:2], replace(org.apps[2], features=frozenset())])
    step = steps(org, flow_of(org))[9]
    assert step["state"] == OPEN
    assert "pushes no profile updates to AD" in step["seen"]


def test_the_flow_follows_the_mappings() -> None:
    """Numbers are what the expression reads, beside the help page's two; downstream is what reads the target."""
    flow = flow_of(organization(expression="appuser.mobile + appuser.directNumber"))
    assert flow.numbers == ["directNumber", "extensionNumber", "mobile"]
    assert (flow.app_id, flow.target, flow.downstream) == (RC, "primaryPhone", [(AD, "telephoneNumber")])
    assert flow_of(organization(downstream=False)).downstream == [(AD, "telephoneNumber")]
    assert flow_of(organization(expression="((")).numbers == ["directNumber", "extensionNumber"]


def test_an_expression_that_may_say_null_is_warned_of() -> None:
    """The help page's own expression: the step is done and says what is wrong; the guarded one says nothing."""
    seed = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'
    org = organization(expression=seed)
    step = steps(org, flow_of(org))[6]
    assert step["state"] == DONE
    assert "The check warns: appuser.extensionNumber may be null" in step["seen"]
    [line] = document(org)["mappings"][0]["lines"]
    assert [one["severity"] for one in line["findings"]] == ["warning"]
    assert document(organization())["mappings"][0]["lines"][0]["findings"] == ()
