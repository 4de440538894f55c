"""What `oktaprofile_master_override` does to the source of one attribute, under each answer that Okta may give."""

from __future__ import annotations

import copy

import pytest

from oktaprofile.okta.errors import Conflict, ConnectionFailed
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import ApplyFailed, ApplyRequest
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.resources.master_override.change import MasterChange
from oktaprofile.provider.resources.master_override.resource import MasterOverride
from oktaprofile.provider.run.pending import IN_PLACE, user_schema_key
from tests.unit.provider.small_okta import (
    DEFAULT_TYPE,
    DIRECTORY,
    IDLE,
    RINGCENTRAL,
    WORKDAY,
    Run,
    SmallOkta,
    Terraform,
    validate,
)

BY_RINGCENTRAL = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": RINGCENTRAL}]}
BY_WORKDAY = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": WORKDAY}]}
INHERIT = {"type": "PROFILE_MASTER"}


@pytest.fixture
def okta() -> SmallOkta:
    return SmallOkta()


@pytest.fixture
def terraform(okta: SmallOkta) -> Terraform:
    return Terraform(MasterOverride(), okta)


@pytest.mark.parametrize("name", ["primaryPhone", "badge"])
def test_sets_changes_and_restores_the_source(okta: SmallOkta, terraform: Terraform, name: str) -> None:
    """Base or custom: the override is stored in order, and destroy leaves the schema as it was."""
    before = copy.deepcopy(okta.user_schemas)

    terraform.apply(property=name, sources=[WORKDAY, RINGCENTRAL])
    assert [item["value"] for item in okta.master(name)["priority"]] == [WORKDAY, RINGCENTRAL]
    assert terraform.state is not None
    assert (
        terraform.state["restores"]["type"]
        == before["default"]["definitions"]["base" if name == "primaryPhone" else "custom"]["properties"][
            name
        ]["master"]["type"]
    )

    terraform.apply(property=name, sources=[RINGCENTRAL])
    assert okta.master(name) == BY_RINGCENTRAL

    terraform.destroy()
    assert okta.user_schemas == before


def test_a_second_plan_changes_nothing(terraform: Terraform) -> None:
    """The plan after the apply is the state itself, without a word."""
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])

    plan = terraform.plan(property="primaryPhone", sources=[RINGCENTRAL])

    assert plan.planned == terraform.state
    assert terraform.run.told == []


def test_a_former_override_is_put_back_in_order(okta: SmallOkta, terraform: Terraform) -> None:
    """What was found may be an override itself, which destroy restores."""
    okta.master("primaryPhone", BY_WORKDAY)

    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])
    assert terraform.state is not None
    assert terraform.state["restores"] == BY_WORKDAY
    terraform.destroy()

    assert okta.master("primaryPhone") == BY_WORKDAY


def test_the_same_override_is_adopted(okta: SmallOkta, terraform: Terraform) -> None:
    """An override that is there already costs no write, says so, and stays after destroy."""
    okta.master("primaryPhone", BY_RINGCENTRAL)

    terraform.plan(property="primaryPhone", sources=[RINGCENTRAL])
    assert "is set exactly like this already" in terraform.run.told[0]
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])
    terraform.destroy()

    assert okta.calls["update_user_profile"] == 0
    assert okta.master("primaryPhone") == BY_RINGCENTRAL


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


def test_without_attribute_level_mastering_the_plan_fails(okta: SmallOkta, terraform: Terraform) -> None:
    """The error says what to ask Okta for."""
    okta.alm = False

    message = terraform.refused(property="primaryPhone", sources=[RINGCENTRAL])

    assert "Ask Okta Support to enable attribute-level mastering (ATTRIBUTE_LEVEL_MASTERING)" in message


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"property": "primaryFone"}, "Did you mean primaryPhone?"),
        ({"user_type": "visitor"}, "There is no such user type"),
        ({"sources": ["0oaNone"]}, "There is no such app"),
        (
            {"sources": [RINGCENTRAL, DIRECTORY]},
            "is not a profile source: its features lack PROFILE_MASTERING",
        ),
        ({"sources": [IDLE]}, "is INACTIVE"),
    ],
)
def test_bad_input_fails_at_plan(terraform: Terraform, arguments: dict[str, object], words: str) -> None:
    """Property, user type and each source are looked up before anything is written."""
    message = terraform.refused(**{"property": "primaryPhone", "sources": [RINGCENTRAL], **arguments})

    assert words in message
    assert terraform.okta.calls["update_user_profile"] == 0


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        ([], "sources is empty"),
        ([RINGCENTRAL, WORKDAY, RINGCENTRAL], "at positions 1 and 3"),
        ([""], "sources has an element that is empty"),
        ([None], "sources has an element that is null"),
    ],
)
def test_sources_are_validated_without_an_org(terraform: Terraform, sources: list[str], words: str) -> None:
    """None, twice the same, an empty one."""
    context = terraform.run.context()

    validate(terraform.resource, terraform.config(property="primaryPhone", sources=sources), context)

    assert words in terraform.run.told[0]
    assert terraform.okta.calls.total() == 0


def test_unknown_sources_are_not_judged_yet(terraform: Terraform) -> None:
    """A source that is yet to be made is neither empty nor twice there, and the plan goes through."""
    context = terraform.run.context()
    config = terraform.config(property="primaryPhone", sources=[UNKNOWN, UNKNOWN])
    validate(terraform.resource, config, context)
    assert terraform.run.told == []

    planned = terraform.plan(property="primaryPhone", sources=[UNKNOWN, RINGCENTRAL]).planned
    assert planned["restores"] == {"type": "PROFILE_MASTER", "priority": []}


@pytest.mark.parametrize("instead", ["PROFILE_MASTER", "OKTA", "OVERRIDE"])
def test_drift_shows_and_is_put_right(okta: SmallOkta, terraform: Terraform, instead: str) -> None:
    """An override that an administrator took away reads as no sources, with what is there instead, and apply sets it
    again."""
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])
    assert terraform.state is not None
    assert terraform.state["inherits"] is None
    okta.master("primaryPhone", {"type": instead})

    terraform.refresh()
    assert (terraform.state["sources"], terraform.state["inherits"]) == ([], instead)

    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])
    assert okta.master("primaryPhone") == BY_RINGCENTRAL
    assert terraform.state["inherits"] is None


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


def test_an_attribute_of_the_same_plan_counts(okta: SmallOkta, terraform: Terraform) -> None:
    """A custom attribute that this run creates may be overridden; what it restores is known after apply."""
    run = Run(okta)
    run.session.pending.add(user_schema_key(DEFAULT_TYPE), {"desk": {"type": "string"}})

    plan = terraform.plan(run=run, property="desk", sources=[RINGCENTRAL])

    assert plan.planned["restores"] is UNKNOWN


def test_another_user_type_of_the_same_name_is_somebody_elses(okta: SmallOkta, terraform: Terraform) -> None:
    """The type was deleted with its schema, and one of its name made: the override is gone, and nothing is sent."""
    terraform.apply(property="email", sources=[RINGCENTRAL], user_type="contractor")
    state, private = terraform.state, terraform.private
    assert state is not None
    okta.make_contractor_anew()
    theirs = okta.user_schemas["oscAnew"]["definitions"]["base"]["properties"]["email"]
    theirs["master"] = {"type": "OKTA"}

    MasterOverride().delete(ApplyRequest(state, None, None, private), Run(okta).context())
    terraform.refresh()

    assert theirs["master"] == {"type": "OKTA"}
    assert terraform.state is None
    assert "The user type contractor no longer exists" in terraform.run.told[0]


def test_an_attribute_that_is_made_anew_gets_its_override_anew(okta: SmallOkta, terraform: Terraform) -> None:
    """The same plan replaces the attribute: its override goes with it, so it is replaced, too; `verify` only looks."""
    schema = user_schema_key(DEFAULT_TYPE)
    terraform.apply(property="badge", sources=[RINGCENTRAL])
    run = Run(okta)
    run.session.pending.add(schema, {"badge": {"type": "integer"}})
    run.session.pending.remove(schema, ["badge"], IN_PLACE)

    plan = terraform.plan(run=run, property="badge", sources=[RINGCENTRAL])

    assert plan.requires_replace == [("restores",)]
    assert plan.planned["restores"] is UNKNOWN
    assert terraform.plan(property="badge", sources=[RINGCENTRAL]).requires_replace == []


def test_two_resources_cannot_own_one_source(okta: SmallOkta, terraform: Terraform) -> None:
    """The second plan in one process is refused; another attribute is not."""
    terraform.plan(property="primaryPhone", sources=[RINGCENTRAL])
    run = terraform.run

    second = Terraform(MasterOverride(), okta)
    message = second.refused(run=run, property="primaryPhone", sources=[WORKDAY])
    second.plan(run=run, property="email", sources=[WORKDAY])

    assert "Two resources own the source of primaryPhone" in message


@pytest.mark.parametrize("giver_first", [True, False])
def test_a_source_does_not_change_hands_within_one_plan(
    okta: SmallOkta, terraform: Terraform, *, giver_first: bool
) -> None:
    """One override moves to another attribute, another one takes the attribute: they would run in no order."""
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])
    taker, run = Terraform(MasterOverride(), okta), Run(okta)
    plans = [(terraform, "email"), (taker, "primaryPhone")]
    (first, one), (second, other) = plans if giver_first else plans[::-1]

    first.plan(run=run, property=one, sources=[RINGCENTRAL])

    message = second.refused(run=run, property=other, sources=[RINGCENTRAL])
    assert "Two resources own the source of primaryPhone" in message


def test_verify_fails_the_first_plan_until_an_administrator_has_set_it(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """Found against wanted, with the steps; then it holds, and nothing is ever written."""
    message = terraform.refused(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    assert 'Wanted: OVERRIDE by 1. "RingCentral" (0oaRing).' in message
    assert "Found:  PROFILE_MASTER (Inherit from profile source)." in message
    assert 'click the Okta profile "User (default)"' in message

    okta.master("primaryPhone", BY_RINGCENTRAL)
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    assert terraform.state is not None
    assert terraform.state["restores"] is None
    terraform.destroy()

    assert okta.calls["update_user_profile"] == 0
    assert okta.master("primaryPhone") == BY_RINGCENTRAL


def test_verify_shows_later_drift_in_the_plan_and_fails_the_apply(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """The plan stays readable, with a warning; the apply fails with the same steps and records what is there."""
    okta.master("primaryPhone", BY_RINGCENTRAL)
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    okta.master("primaryPhone", BY_WORKDAY)

    plan = terraform.plan(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    assert terraform.state is not None
    assert (terraform.state["sources"], plan.planned["sources"]) == ([WORKDAY], [RINGCENTRAL])
    assert terraform.run.told[0].startswith("warning: The source of primaryPhone is not set like this")

    with pytest.raises(ApplyFailed, match="not set like this"):
        terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    assert terraform.state["sources"] == [WORKDAY]


def test_from_manage_to_verify_and_back_the_former_source_is_not_forgotten(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """While it only verifies, what was before Terraform stays in `restores`; in manage again destroy puts it back."""
    okta.master("primaryPhone", BY_WORKDAY)
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])

    terraform.plan(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    assert "no longer manages the source" in terraform.run.told[0]
    assert "stays in restores" in terraform.run.told[0]
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    terraform.plan(property="primaryPhone", sources=[RINGCENTRAL], mode="manage")
    assert 'destroy puts back OVERRIDE by 1. "Workday" (0oaWork)' in terraform.run.told[0]
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], mode="manage")
    terraform.destroy()

    assert okta.master("primaryPhone") == BY_WORKDAY


def test_verify_leaves_the_override_also_after_manage(okta: SmallOkta, terraform: Terraform) -> None:
    """What it once had to put back is kept and not used: `verify` never writes, on destroy neither."""
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    writes = okta.calls["update_user_profile"]

    terraform.destroy()

    assert okta.master("primaryPhone") == BY_RINGCENTRAL
    assert okta.calls["update_user_profile"] == writes


def test_import_reads_the_override(okta: SmallOkta, terraform: Terraform) -> None:
    """An imported override plans nothing, and destroy leaves it: it was there before Terraform."""
    okta.master("primaryPhone", BY_RINGCENTRAL)

    terraform.import_("default/primaryPhone")
    plan = terraform.plan(property="primaryPhone", sources=[RINGCENTRAL])
    assert plan.planned == terraform.state
    terraform.destroy()

    assert "Overrides stay in Okta as they are: primaryPhone" in terraform.run.told[0]
    assert okta.master("primaryPhone") == BY_RINGCENTRAL
    assert okta.calls["update_user_profile"] == 0


def test_an_imported_override_comes_back_after_a_change(okta: SmallOkta, terraform: Terraform) -> None:
    """Terraform put another app in front: destroy puts the administrator's order back."""
    okta.master("primaryPhone", BY_RINGCENTRAL)
    terraform.import_("default/primaryPhone")
    terraform.apply(property="primaryPhone", sources=[WORKDAY, RINGCENTRAL])
    terraform.destroy()
    assert "Overrides get back what was found before Terraform" in terraform.run.told[0]
    assert okta.master("primaryPhone") == BY_RINGCENTRAL


def test_on_destroy_delete_removes_an_imported_override(okta: SmallOkta, terraform: Terraform) -> None:
    """Whoever wants it gone says so, and the plan says what was there."""
    okta.master("primaryPhone", BY_RINGCENTRAL)
    terraform.import_("default/primaryPhone")
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], on_destroy="delete")
    terraform.destroy()
    assert "Overrides that were there before Terraform are removed from Okta" in terraform.run.told[0]
    assert okta.master("primaryPhone") == INHERIT


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("primaryPhone", "USER_TYPE/property"),
        ("default/nothing", "no user attribute nothing"),
        ("default/email", "is not overridden"),
    ],
)
def test_a_wrong_import_id_says_what_is_wrong(terraform: Terraform, id_: str, words: str) -> None:
    """Shape, attribute and override are checked."""
    with pytest.raises(DiagnosticError) as error:
        terraform.import_(id_)

    assert words in f"{error.value.summary} {error.value.detail}"


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


def test_one_read_serves_every_override(okta: SmallOkta, terraform: Terraform) -> None:
    """A steady plan costs the user schema and the list of apps, whatever the number of overrides."""
    run = Run(okta)

    terraform.plan(run=run, property="primaryPhone", sources=[RINGCENTRAL, WORKDAY])
    Terraform(MasterOverride(), okta).plan(run=run, property="email", sources=[WORKDAY])

    assert dict(okta.calls) == {"get_user_schema": 1, "list_applications": 1}
