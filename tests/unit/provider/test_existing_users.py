"""`apply_to_existing_users`: when Okta is asked, what is said before, and what becomes of a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.okta.errors import ConnectionFailed, Forbidden, NotFound
from oktaprofile.plugin.resource import ApplyFailed, ApplyRequest
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.resources.mapping.schema import Mapping
from tests.unit.provider.small_okta import DEFAULT_TYPE, RINGCENTRAL, SmallOkta, answered
from tests.unit.provider.small_terraform import Terraform

ENDS = (f"oty-{RINGCENTRAL}", DEFAULT_TYPE)


@pytest.fixture
def okta() -> SmallOkta:
    return SmallOkta()


@pytest.fixture
def terraform(okta: SmallOkta) -> Terraform:
    return Terraform(Mapping(), okta)


def mapping(
    expression: str = "appuser.directNumber", *, wanted: bool | None = True, **more: Any
) -> dict[str, Any]:
    """A configuration of one key."""
    properties = {"primaryPhone": {"expression": expression}}
    return {"app_id": RINGCENTRAL, "properties": properties, "apply_to_existing_users": wanted, **more}


def test_okta_is_asked_after_a_change_and_not_otherwise(okta: SmallOkta, terraform: Terraform) -> None:
    """On create, on an update and when it is switched on; never at an empty plan, and never by default."""
    terraform.apply(**mapping(wanted=None))
    assert okta.reapplied == []
    terraform.apply(**mapping())
    assert okta.reapplied == [ENDS]
    plan = terraform.plan(**mapping())
    assert (plan.planned, terraform.run.told) == (terraform.state, [])
    terraform.plan(**mapping("appuser.extensionNumber"))
    assert any(
        "applied to everybody at once" in line and "attributes of the mapping (2)" in line
        for line in terraform.run.told
    )
    terraform.apply(**mapping("appuser.extensionNumber"))
    assert okta.reapplied == [ENDS, ENDS]


def test_towards_an_app_the_ends_are_the_other_way_round(okta: SmallOkta, terraform: Terraform) -> None:
    """Source and target are named, so the order is the direction."""
    terraform.apply(
        **mapping("user.primaryPhone", direction="to_app")
        | {"properties": {"directNumber": {"expression": "user.primaryPhone"}}}
    )
    assert okta.reapplied == [ENDS[::-1]]


def test_with_oauth_it_is_an_error_at_plan(okta: SmallOkta, terraform: Terraform) -> None:
    """Okta refuses access tokens; that would come after the mapping is written, and once."""
    okta.has_api_token = False
    assert "API tokens only" in terraform.refused(**mapping())
    terraform.plan(**mapping(wanted=False))


@pytest.mark.parametrize("unknown", ["app_id", "properties", "apply_to_existing_users"])
def test_a_plan_that_knows_little_says_it_too(okta: SmallOkta, terraform: Terraform, unknown: str) -> None:
    """Who approves that plan is not asked again once Terraform knows; OAuth is refused before anything is made."""
    terraform.plan(**{**mapping(), unknown: UNKNOWN})
    assert any("applied to everybody at once" in line for line in terraform.run.told)
    okta.has_api_token = False
    if unknown != "apply_to_existing_users":
        assert "API tokens only" in terraform.refused(**{**mapping(), unknown: UNKNOWN})


@pytest.mark.parametrize(
    ("kind", "status", "code", "words"),
    [
        (NotFound, 404, "E0000007", "does not offer the internal operation"),
        (Forbidden, 403, "E0000005", "browser session"),
    ],
)
def test_a_refusal_leaves_the_mapping_and_is_tried_again(
    okta: SmallOkta, terraform: Terraform, kind: Any, status: int, code: str, words: str
) -> None:
    """A create is not tainted for it: a warning says what to do, a refresh shows that it is to be done."""
    okta.fail_next["reapply_mapping"] = answered(kind, status, code, "no")
    terraform.apply(**mapping())
    told = "\n".join(terraform.run.told)
    assert words in told
    assert "Apply updates now" in told
    assert okta.keys()["primaryPhone"]["expression"] == "appuser.directNumber"

    terraform.refresh()
    assert terraform.state is not None
    assert terraform.state["apply_to_existing_users"] is False
    terraform.apply(**mapping())
    assert okta.reapplied == [ENDS]
    assert terraform.plan(**mapping()).planned == terraform.state


def test_an_update_whose_answer_was_lost_is_applied_to_people_later(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """Okta may have stored it: then the next plan writes nothing, and people would never get it."""
    terraform.apply(**mapping())

    def cut() -> None:
        okta.fail_next["update_profile_mapping"] = ConnectionFailed("connection lost", sent=True)
        okta.fail_next["get_profile_mapping"] = ConnectionFailed("connection lost")

    changed = mapping("appuser.extensionNumber")
    with pytest.raises(ApplyFailed):
        terraform.apply(**changed, before_write=cut)
    okta.keys()["primaryPhone"]["expression"] = "appuser.extensionNumber"
    assert okta.reapplied == [ENDS]

    terraform.apply(**changed)
    assert okta.reapplied == [ENDS, ENDS]
    assert terraform.plan(**changed).planned == terraform.state


def test_a_refusal_is_not_forgotten_by_an_apply_without_a_refresh(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """With -refresh=false the argument looks as applied; another change keeps the note for the next refresh."""
    okta.fail_next["reapply_mapping"] = answered(Forbidden, 403, "E0000005", "no")
    terraform.apply(**mapping())
    plan = terraform.plan(refresh=False, **mapping(on_destroy="delete"))
    config = terraform.config(**mapping(on_destroy="delete"))
    request = ApplyRequest(terraform.state, plan.planned, config, plan.private)
    applied = terraform.resource.update(request, terraform.run.context())
    terraform.state, terraform.private = applied.state, applied.private or {}

    terraform.refresh()
    assert terraform.state is not None
    assert terraform.state["apply_to_existing_users"] is False
