"""What `doctor --downstream` finds at an app that gets the number from Okta."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.okta.org import Org
from oktaprofile.provider.readiness_downstream import run_downstream_checks
from oktaprofile.provider.resources.mapping.schema import Mapping
from tests.unit.provider.small_okta import DIRECTORY, WORKDAY, ImpatientClock, SmallOkta
from tests.unit.provider.small_terraform import Terraform

BOTH = ["PUSH_PROFILE_UPDATES", "PROFILE_MASTERING"]


@pytest.fixture
def okta() -> SmallOkta:
    made = SmallOkta()
    made.app_users[DIRECTORY] = [{"externalId": "a"}, {"externalId": "b"}]
    return made


def checked(okta: SmallOkta, app_id: str = DIRECTORY) -> dict[str, Any]:
    found = run_downstream_checks(Org(okta, ImpatientClock()), app_id)  # type: ignore[arg-type]
    assert all(check.next_step for check in found if check.status != "ok")
    return {check.name: check for check in found}


def test_what_no_api_shows_of_a_directory_is_said(okta: SmallOkta) -> None:
    """Common name, service account and agent restart: unknown, each with its step; other apps have none of them."""
    checks = checked(okta)
    assert checks["downstream_push"].status == "ok"
    assert checks["downstream_linked"].status == "ok"
    assert "First Last" in checks["downstream_common_name"].detail
    by_hand = ("downstream_common_name", "downstream_service_account", "downstream_agent_restart")
    assert {checks[name].status for name in by_hand} == {"unknown"}
    assert not set(by_hand) & set(checked(okta, WORKDAY))


@pytest.mark.parametrize(
    ("features", "push", "source"),
    [
        ([], "missing", "ok"),
        (["PUSH_PROFILE_UPDATES"], "ok", "ok"),
        (["PROFILE_MASTERING"], "missing", "missing"),
        (BOTH, "ok", "ok"),
    ],
)
def test_push_and_the_support_flag(okta: SmallOkta, features: list[str], push: str, source: str) -> None:
    """Without push `auto` stores DONT_PUSH and nobody changes; a directory is a source from its installation on."""
    okta.apps[DIRECTORY]["features"] = features
    checks = checked(okta)
    assert (checks["downstream_push"].status, checks["downstream_source_too"].status) == (push, source)
    if push == "missing":
        assert "DONT_PUSH" in checks["downstream_push"].detail
    if source == "missing":
        assert (
            "ALLOW_BOTH_PROFILE_MASTERING_AND_PUSH"
            in checks["downstream_source_too"].next_step + checks["downstream_source_too"].detail
        )


@pytest.mark.parametrize(("features", "status"), [(["PUSH_PROFILE_UPDATES"], "ok"), ([], "missing")])
def test_whether_the_number_goes_on(okta: SmallOkta, features: list[str], status: str) -> None:
    """A line that reads the attribute counts with PUSH; with DONT_PUSH nobody who exists gets it."""
    okta.apps[DIRECTORY]["features"] = features
    custom = okta.app_schemas[DIRECTORY]["definitions"]["custom"]["properties"]
    custom["telephoneNumber"] = {"title": "Telephone number", "type": "string"}
    lines = {"telephoneNumber": {"expression": "user.primaryPhone"}}
    Terraform(Mapping(), okta).apply(app_id=DIRECTORY, direction="to_app", properties=lines)
    assert checked(okta)["downstream_mapping"].status == status


def test_nothing_is_mapped_yet(okta: SmallOkta) -> None:
    """Before the deployment that is no fault."""
    assert checked(okta)["downstream_mapping"].status == "unknown"


@pytest.mark.parametrize(("linked", "status"), [(0, "missing"), (1, "unknown"), (2, "ok")])
def test_people_who_are_linked_to_nobody(okta: SmallOkta, linked: int, status: str) -> None:
    """They get no updates, and no event says so."""
    okta.app_users[DIRECTORY] = [{"externalId": "a" if number < linked else None} for number in range(2)]
    assert checked(okta)["downstream_linked"].status == status
