"""What an override does when Okta was edited, refuses, drops, or does not answer."""

from __future__ import annotations

import copy

import pytest

from oktaprofile.answers.document import Answers
from oktaprofile.okta.errors import Conflict, ConnectionFailed
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import ApplyFailed
from oktaprofile.provider.resources.master_override.change import MasterChange
from tests.unit.provider.small_okta import RINGCENTRAL, WORKDAY, SmallOkta
from tests.unit.provider.small_terraform import Run, Terraform

BY_RINGCENTRAL = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": RINGCENTRAL}]}
BY_WORKDAY = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": WORKDAY}]}
INHERIT = {"type": "PROFILE_MASTER"}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("ignore", "Okta answered 200, but reads back PROFILE_MASTER (Inherit from profile source)."),
        ("reject", "Base properties cannot be changed."),
    ],
)
def test_an_override_that_okta_does_not_take_fails_with_the_manual_steps(
    okta: SmallOkta, terraform: Terraform, answer: str, words: str
) -> None:
    """The error names property, apps in order and where to click; the state stays empty, the schema untouched."""
    okta.base_master = answer
    before = copy.deepcopy(okta.user_schemas)

    with pytest.raises(ApplyFailed) as failure:
        terraform.apply(property="primaryPhone", sources=[RINGCENTRAL, WORKDAY])

    detail = failure.value.detail
    assert words in detail
    assert '1. "RingCentral" (0oaRing)\n     2. "Workday" (0oaWork)' in detail
    assert 'Find the attribute "primaryPhone"' in detail
    assert 'set mode = "verify"' in detail
    assert terraform.state is None
    assert okta.user_schemas == before


def test_what_okta_stores_in_part_is_undone(okta: SmallOkta, terraform: Terraform) -> None:
    """An override without its sources is not left behind."""
    okta.base_master = "half"

    with pytest.raises(ApplyFailed, match="did not store"):
        terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])

    assert okta.master("primaryPhone") == INHERIT
    assert terraform.state is None


def test_an_update_that_okta_does_not_take_keeps_the_prior_state(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """State and Okta agree after the failure: the old order, and what it restores."""
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])
    okta.base_master = "ignore"

    with pytest.raises(ApplyFailed):
        terraform.apply(property="primaryPhone", sources=[WORKDAY])

    assert terraform.state is not None
    assert terraform.state["sources"] == [RINGCENTRAL]
    assert terraform.state["restores"]["type"] == "PROFILE_MASTER"


def test_a_restore_that_okta_does_not_take_fails_and_says_how(okta: SmallOkta, terraform: Terraform) -> None:
    """Destroy proves what it restores."""
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])
    okta.base_master = "ignore"

    with pytest.raises(DiagnosticError, match="does not restore the source of primaryPhone") as error:
        terraform.destroy()

    assert '"Inherit from profile source" > Save Attribute' in error.value.detail


def test_an_edit_between_plan_and_apply_refuses_the_apply(okta: SmallOkta, terraform: Terraform) -> None:
    """An update that was reviewed against another source is not sent; nor is a destroy."""
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])

    with pytest.raises(ApplyFailed, match="changed since the plan"):
        terraform.apply(
            property="primaryPhone",
            sources=[WORKDAY, RINGCENTRAL],
            between=lambda: okta.master("primaryPhone", {"type": "OKTA"}),
        )
    okta.master("primaryPhone", BY_RINGCENTRAL)
    with pytest.raises(DiagnosticError, match="changed since the plan"):
        terraform.destroy(between=lambda: okta.master("primaryPhone", {"type": "OKTA"}))

    assert okta.master("primaryPhone") == {"type": "OKTA"}


def test_an_attribute_or_user_type_that_is_gone_leaves_the_state(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """The refresh warns; destroying it is success."""
    terraform.apply(property="badge", sources=[RINGCENTRAL])
    terraform.destroy(
        between=lambda: okta.user_schemas["default"]["definitions"]["custom"]["properties"].clear()
    )
    assert terraform.state is None

    okta.user_schemas["default"]["definitions"]["custom"]["properties"]["badge"] = {
        "type": "string",
        "master": INHERIT,
    }
    terraform.apply(property="badge", sources=[RINGCENTRAL])
    okta.user_schemas["default"]["definitions"]["custom"]["properties"].clear()
    terraform.refresh()

    assert terraform.state is None
    assert "badge no longer exists" in terraform.run.told[0]


def test_a_lost_outcome_keeps_what_to_restore(okta: SmallOkta, terraform: Terraform) -> None:
    """A create whose outcome is unknown stays in the state, so that destroy can still restore."""

    def cut() -> None:
        okta.fail_next["update_user_profile"] = ConnectionFailed("connection lost", sent=True)
        okta.fail_next["get_user_schema"] = ConnectionFailed("connection lost")

    with pytest.raises(ApplyFailed):
        terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], before_write=cut)

    assert terraform.state is not None
    assert terraform.state["restores"]["type"] == "PROFILE_MASTER"


def test_a_change_carries_the_attribute_as_it_is_and_refuses_edits_since_the_plan(okta: SmallOkta) -> None:
    """Title and type go along unchanged, nothing else; under the lock the master must be as the plan found it."""
    change = MasterChange("primaryPhone", BY_RINGCENTRAL, INHERIT, str)
    current = okta.get_user_schema("default")

    assert change.fragment(current) == {
        "definitions": {
            "base": {
                "id": "#base",
                "type": "object",
                "properties": {
                    "primaryPhone": {"title": "primaryPhone", "type": "string", "master": BY_RINGCENTRAL}
                },
            }
        }
    }
    assert change.unproved(current)[0].found == INHERIT

    okta.master("primaryPhone", BY_WORKDAY)
    with pytest.raises(Conflict, match="changed in Okta after the plan"):
        MasterChange("primaryPhone", BY_RINGCENTRAL, INHERIT, str).fragment(okta.get_user_schema("default"))


@pytest.mark.parametrize(
    ("word", "refused"), [("ignore", True), ("reject", True), ("accept", False), (None, False)]
)
def test_what_a_probe_found_is_known_at_plan(
    okta: SmallOkta, terraform: Terraform, word: str | None, refused: bool
) -> None:
    """An org that does not store an override of a base attribute is not asked to: the plan says so, with the steps."""
    entry = {"answer": word, "by": "probe", "date": "2026-11-30"}

    def run() -> Run:
        made = Run(okta)
        made.session.answers = Answers({"answers": {"base-master": entry}}, "answers.json")
        return made

    if refused:
        said = terraform.refused(property="primaryPhone", sources=[RINGCENTRAL], run=run())
        assert "This org does not store the source of primaryPhone" in said
        assert "(answers.json, by a probe, 2026-11-30)" in said
        assert 'Find the attribute "primaryPhone"' in said
    else:
        terraform.plan(property="primaryPhone", sources=[RINGCENTRAL], run=run())
    okta.user_schemas["default"]["definitions"]["custom"]["properties"]["badge"] = dict(
        okta.user_schemas["default"]["definitions"]["base"]["properties"]["primaryPhone"]
    )
    terraform.plan(property="badge", sources=[RINGCENTRAL], run=run())
