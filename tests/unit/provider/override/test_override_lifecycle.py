"""What `oktaprofile_master_override` does to the source of one attribute, under each answer that Okta may give."""

from __future__ import annotations

import copy

import pytest

from oktaprofile.plugin.resource import ApplyRequest
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.resources.master_override.schema import MasterOverride
from oktaprofile.provider.run.pending import IN_PLACE, mapping_key, user_schema_key
from tests.unit.provider.small_okta import DEFAULT_TYPE, DIRECTORY, IDLE, RINGCENTRAL, WORKDAY, SmallOkta
from tests.unit.provider.small_terraform import Run, Terraform, validate

BY_RINGCENTRAL = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": RINGCENTRAL}]}
BY_WORKDAY = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": WORKDAY}]}
INHERIT = {"type": "PROFILE_MASTER"}


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


def test_one_read_serves_every_override(okta: SmallOkta, terraform: Terraform) -> None:
    """A steady plan costs the user schema and the list of apps, whatever the number of overrides; one that writes also
    what each source maps, once."""
    other = Terraform(MasterOverride(), okta)
    run = Run(okta)
    terraform.plan(run=run, property="primaryPhone", sources=[RINGCENTRAL, WORKDAY])
    other.plan(run=run, property="email", sources=[WORKDAY])
    mappings = {"list_profile_mappings": 2, "get_profile_mapping": 2}
    assert dict(okta.calls) == {"get_user_schema": 1, "list_applications": 1, **mappings}

    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL, WORKDAY])
    other.apply(property="email", sources=[WORKDAY])
    okta.calls.clear()
    run = Run(okta)
    terraform.plan(run=run, property="primaryPhone", sources=[RINGCENTRAL, WORKDAY])
    other.plan(run=run, property="email", sources=[WORKDAY])
    assert dict(okta.calls) == {"get_user_schema": 1, "list_applications": 1}


def test_a_source_that_maps_nothing_is_warned_of(okta: SmallOkta, terraform: Terraform) -> None:
    """Okta's help: the value is then null, and no other source is asked. What the same run maps is not warned of."""
    run = Run(okta)
    terraform.plan(run=run, property="primaryPhone", sources=[RINGCENTRAL])
    [warning] = [one for one in run.told if "maps nothing" in one]
    assert warning.startswith("warning")
    run = Run(okta)
    run.session.pending.add(mapping_key(RINGCENTRAL, "to_okta", DEFAULT_TYPE), {"primaryPhone": {}})
    terraform.plan(run=run, property="primaryPhone", sources=[RINGCENTRAL])
    assert not [one for one in run.told if "maps nothing" in one]
