"""What `oktaprofile_mapping` does to one mapping row, from create to destroy."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from oktaprofile.okta.errors import Conflict, ConnectionFailed, OutcomeUnknown
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import ApplyFailed, ApplyRequest
from oktaprofile.provider.resources.mapping.change import MappingChange
from oktaprofile.provider.resources.mapping.resource import Mapping
from tests.unit.provider.small_okta import (
    CONTRACTOR,
    DEFAULT_TYPE,
    DIRECTORY,
    RINGCENTRAL,
    InconsistentPlan,
    Run,
    SmallOkta,
    Terraform,
    app,
    refused,
)

DIRECT = 'appuser.directNumber != null ? appuser.directNumber : ""'
PHONE = {"primaryPhone": {"expression": DIRECT}}
OTHER = {"expression": "appuser.userName", "pushStatus": "PUSH"}


@pytest.fixture
def okta() -> SmallOkta:
    return SmallOkta()


@pytest.fixture
def terraform(okta: SmallOkta) -> Terraform:
    return Terraform(Mapping(), okta)


def test_creates_updates_and_removes_its_key_alone(okta: SmallOkta, terraform: Terraform) -> None:
    """Create adds the key, update changes it, destroy leaves the row as it was found."""
    before = copy.deepcopy(okta.mappings)

    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    assert okta.keys()["primaryPhone"] == {"expression": DIRECT, "pushStatus": "PUSH"}
    assert terraform.state is not None
    assert terraform.state["restores"] == {}

    terraform.apply(
        app_id=RINGCENTRAL, properties={"primaryPhone": {"expression": "appuser.extensionNumber"}}
    )
    assert okta.keys()["primaryPhone"]["expression"] == "appuser.extensionNumber"

    terraform.destroy()
    assert okta.mappings == before


def test_a_second_plan_changes_nothing(terraform: Terraform) -> None:
    """The plan after the apply is the state itself."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)

    plan = terraform.plan(app_id=RINGCENTRAL, properties=PHONE)

    assert plan.planned == terraform.state
    assert terraform.run.told == []


def test_the_former_expression_is_planned_and_put_back(okta: SmallOkta, terraform: Terraform) -> None:
    """What the key held is in the plan's `restores`, warned of, and back in Okta after destroy."""
    okta.keys()["primaryPhone"] = dict(OTHER)
    plan = terraform.plan(app_id=RINGCENTRAL, properties=PHONE)
    assert plan.planned["restores"] == {
        "primaryPhone": {"expression": "appuser.userName", "push_status": "PUSH"}
    }
    assert "primaryPhone: appuser.userName  (PUSH)" in terraform.run.told[0]

    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    terraform.destroy()

    assert okta.keys()["primaryPhone"] == OTHER


def test_an_identical_mapping_is_adopted_without_a_write(okta: SmallOkta, terraform: Terraform) -> None:
    """A key that is as configured already costs no write, and destroy leaves it."""
    okta.keys()["primaryPhone"] = {"expression": DIRECT, "pushStatus": "PUSH"}

    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    assert okta.calls["update_profile_mapping"] == 0

    terraform.destroy()
    assert okta.keys()["primaryPhone"]["expression"] == DIRECT


def test_keys_come_and_go_in_an_update(okta: SmallOkta, terraform: Terraform) -> None:
    """A key that is added gets its own `restores`; one that is taken out gets back what it had."""
    okta.keys()["email"] = dict(OTHER)
    okta.keys()["firstName"] = dict(OTHER)
    terraform.apply(app_id=RINGCENTRAL, properties={**PHONE, "email": {"expression": "appuser.directNumber"}})

    terraform.apply(
        app_id=RINGCENTRAL, properties={**PHONE, "firstName": {"expression": "appuser.directNumber"}}
    )

    assert okta.keys()["email"] == OTHER
    assert terraform.state is not None
    assert set(terraform.state["restores"]) == {"firstName"}
    terraform.destroy()
    assert okta.keys()["firstName"] == OTHER


def test_an_edit_in_okta_shows_as_drift(okta: SmallOkta, terraform: Terraform) -> None:
    """The refreshed state holds the administrator's expression, and apply puts the configured one back."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    okta.keys()["primaryPhone"] = dict(OTHER)

    plan = terraform.plan(app_id=RINGCENTRAL, properties=PHONE)
    assert terraform.state is not None
    assert terraform.state["properties"]["primaryPhone"]["expression"] == "appuser.userName"
    assert plan.planned["properties"]["primaryPhone"]["expression"] == DIRECT

    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    assert okta.keys()["primaryPhone"]["expression"] == DIRECT


def test_a_key_removed_in_okta_is_added_again_and_keeps_what_it_restores(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """The key leaves `properties` on refresh, `restores` stays, and destroy still puts the previous one back."""
    okta.keys()["primaryPhone"] = dict(OTHER)
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    del okta.keys()["primaryPhone"]

    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    assert okta.keys()["primaryPhone"]["expression"] == DIRECT

    terraform.destroy()
    assert okta.keys()["primaryPhone"] == OTHER


def test_an_edit_between_plan_and_apply_refuses_the_apply(okta: SmallOkta, terraform: Terraform) -> None:
    """An update that was reviewed against another expression is not sent."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)

    with pytest.raises(ApplyFailed, match="changed since the plan") as failure:
        terraform.apply(
            app_id=RINGCENTRAL,
            properties={"primaryPhone": {"expression": '"+1"'}},
            between=lambda: okta.keys().update(primaryPhone=dict(OTHER)),
        )

    assert "Plan again" in failure.value.detail
    assert okta.keys()["primaryPhone"] == OTHER
    assert terraform.state is not None


def test_a_key_added_between_plan_and_create_makes_terraform_refuse(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """`restores` is known at plan, so Terraform itself refuses; the warning beside it says why."""
    with pytest.raises(InconsistentPlan, match="changed in Okta after the plan was made: plan again"):
        terraform.apply(
            app_id=RINGCENTRAL,
            properties=PHONE,
            between=lambda: okta.keys().update(primaryPhone=dict(OTHER)),
        )

    assert okta.keys()["primaryPhone"] == OTHER


def test_a_change_looks_once_more_under_the_lock() -> None:
    """Before its first write a change refuses what neither the plan found nor it wants; its own traces it accepts."""
    mine, other = (
        {"expression": "appuser.a", "pushStatus": "PUSH"},
        {"expression": "appuser.b", "pushStatus": "PUSH"},
    )
    change = MappingChange({"email": mine, "login": None}, {"email": None, "login": other})

    with pytest.raises(Conflict, match=r"email: the plan found no mapping, Okta now has appuser\.b"):
        change.fragment({"properties": {"email": other, "login": other}})

    assert change.fragment({"properties": {"login": other}}) == {"properties": {"email": mine, "login": None}}
    assert change.fragment({"properties": {"email": mine, "login": other}}) == {"properties": {"login": None}}
    assert change.fragment({"properties": {"email": mine}}) is None
    assert [one.path for one in change.unproved({"properties": {"login": other}})] == [
        ("properties", "email"),
        ("properties", "login"),
    ]


def test_an_edit_between_plan_and_destroy_refuses_the_destroy(okta: SmallOkta, terraform: Terraform) -> None:
    """Somebody's newer expression survives a destroy that was planned before it."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)

    with pytest.raises(DiagnosticError, match="changed since the plan"):
        terraform.destroy(between=lambda: okta.keys().update(primaryPhone=dict(OTHER)))

    assert okta.keys()["primaryPhone"] == OTHER


@pytest.mark.parametrize("gone", ["row", "app"])
def test_a_row_that_is_gone_leaves_the_state_with_a_warning(
    okta: SmallOkta, terraform: Terraform, gone: str
) -> None:
    """Okta removes rows with their app; the refresh says so instead of failing."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    okta.mappings.clear()
    if gone == "app":
        del okta.apps[RINGCENTRAL]

    terraform.refresh()

    assert terraform.state is None
    assert "no longer exists" in terraform.run.told[0]


def test_destroying_what_is_gone_succeeds(okta: SmallOkta, terraform: Terraform) -> None:
    """A row that vanished between refresh and delete is what destroy wanted."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)

    terraform.destroy(between=okta.mappings.clear)

    assert terraform.state is None


def test_login_is_never_unmapped(okta: SmallOkta, terraform: Terraform) -> None:
    """An imported login is left as it was found; with on_destroy it is left all the same, with a warning."""
    terraform.import_(f"{RINGCENTRAL}/to_okta/default/login")
    login = {"login": {"expression": "appuser.userName"}}
    terraform.apply(app_id=RINGCENTRAL, properties=login, on_destroy="delete")

    terraform.destroy()

    assert any("The mapping of login stays in Okta" in one for one in terraform.run.told)
    assert okta.keys()["login"]["expression"] == "appuser.userName"
    assert okta.calls["update_profile_mapping"] == 0


def test_a_destroy_puts_back_what_was_imported(okta: SmallOkta, terraform: Terraform) -> None:
    """What the import found comes back, whatever was made of it; a key made later goes. The plan says which."""
    okta.keys()["primaryPhone"] = {"expression": DIRECT, "pushStatus": "PUSH"}
    okta.keys()["email"] = dict(OTHER)
    before = dict(okta.keys())
    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone,email")
    changed = {**PHONE, "email": {"expression": "appuser.directNumber"}}
    terraform.apply(
        app_id=RINGCENTRAL, properties={**changed, "firstName": {"expression": "appuser.directNumber"}}
    )

    terraform.destroy()

    [stay, back] = terraform.run.told
    assert "Mappings stay in Okta as they are: primaryPhone" in stay
    assert DIRECT in stay
    assert "Mappings get back what was found before Terraform: email" in back
    assert "  email: appuser.directNumber  (PUSH) becomes appuser.userName  (PUSH)" in back
    assert "firstName" not in stay + back
    assert okta.keys() == before


def test_on_destroy_delete_removes_what_was_imported(okta: SmallOkta, terraform: Terraform) -> None:
    """For one key of several that is taken out, and for a destroy: the plan names each with its expression."""
    okta.keys()["primaryPhone"] = {"expression": DIRECT, "pushStatus": "PUSH"}
    okta.keys()["email"] = dict(OTHER)
    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone,email")

    gone = {"app_id": RINGCENTRAL, "properties": PHONE, "on_destroy": "delete"}
    terraform.plan(**gone)
    assert "before Terraform are removed from Okta: email" in terraform.run.told[0]
    terraform.apply(**gone)
    terraform.plan(**gone)
    assert terraform.run.told == []
    assert set(okta.keys()) == {"login", "primaryPhone"}

    terraform.destroy()
    [told] = terraform.run.told
    assert "before Terraform are removed from Okta: primaryPhone" in told
    assert DIRECT in told
    assert set(okta.keys()) == {"login"}


def test_taking_an_imported_key_out_puts_it_back(okta: SmallOkta, terraform: Terraform) -> None:
    """Without on_destroy it stays in Okta as it was found."""
    okta.keys()["email"] = dict(OTHER)
    okta.keys()["primaryPhone"] = {"expression": DIRECT, "pushStatus": "PUSH"}
    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone,email")
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    assert okta.keys()["email"] == OTHER


@pytest.mark.parametrize("refreshed", [True, False])
def test_a_key_that_version_0_1_0_imported_stays(
    okta: SmallOkta, terraform: Terraform, refreshed: bool
) -> None:
    """Its state has no `restores` for it: a refresh fills them in, and a destroy leaves it also without one."""
    okta.keys()["primaryPhone"] = {"expression": DIRECT, "pushStatus": "PUSH"}
    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone")
    assert terraform.state is not None
    terraform.state["restores"] = {}
    terraform.private["imported"] = ["primaryPhone"]
    if refreshed:
        terraform.refresh()
        assert terraform.state["restores"]["primaryPhone"]["expression"] == DIRECT
    terraform.destroy()
    assert okta.keys()["primaryPhone"]["expression"] == DIRECT
    assert okta.calls["update_profile_mapping"] == 0


def test_import_takes_the_named_keys_and_plans_nothing(okta: SmallOkta, terraform: Terraform) -> None:
    """`auto` is the imported word where Okta holds what it stands for, so a plain configuration plans nothing."""
    okta.keys()["primaryPhone"] = {"expression": DIRECT, "pushStatus": "PUSH"}

    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone")

    plan = terraform.plan(app_id=RINGCENTRAL, properties=PHONE)
    assert plan.planned == terraform.state
    assert terraform.state["restores"] == {"primaryPhone": {"expression": DIRECT, "push_status": "PUSH"}}


def test_import_without_keys_takes_all(okta: SmallOkta, terraform: Terraform) -> None:
    """The whole row, also of another user type."""
    okta.keys(type_=CONTRACTOR)["primaryPhone"] = {"expression": DIRECT, "pushStatus": "DONT_PUSH"}

    terraform.import_(f"{RINGCENTRAL}/to_okta/contractor")

    assert terraform.state is not None
    assert terraform.state["user_type_id"] == CONTRACTOR
    assert {key: item["push_status"] for key, item in terraform.state["properties"].items()} == {
        "login": "auto",
        "primaryPhone": "DONT_PUSH",
    }


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        (RINGCENTRAL, "APP_ID/DIRECTION/USER_TYPE"),
        (f"{RINGCENTRAL}/sideways/default", "DIRECTION is to_okta or to_app"),
        (f"{RINGCENTRAL}/to_okta/default/nothing", "Okta does not map nothing"),
        ("0oaNone/to_okta/default", "no such app"),
        (f"{RINGCENTRAL}/to_okta/visitor", "no such user type"),
    ],
)
def test_a_wrong_import_id_says_what_is_wrong(terraform: Terraform, id_: str, words: str) -> None:
    """Shape, direction, keys, app and user type of an import id are checked."""
    with pytest.raises(DiagnosticError) as error:
        terraform.import_(id_)

    assert words in f"{error.value.summary} {error.value.detail}"


def test_auto_follows_the_app(okta: SmallOkta, terraform: Terraform) -> None:
    """A profile source pushes; once it is none any more, the plan shows the other status and apply writes it."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    okta.apps[RINGCENTRAL]["features"] = []

    plan = terraform.plan(app_id=RINGCENTRAL, properties=PHONE)
    assert plan.planned["properties"]["primaryPhone"]["effective_push_status"] == "DONT_PUSH"

    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    assert okta.keys()["primaryPhone"]["pushStatus"] == "DONT_PUSH"


@pytest.mark.parametrize(
    ("app_id", "status", "effective"),
    [(DIRECTORY, "auto", "PUSH"), (RINGCENTRAL, "DONT_PUSH", "DONT_PUSH"), ("0oaWork", "auto", "DONT_PUSH")],
)
def test_towards_the_app_push_follows_profile_push(
    okta: SmallOkta, terraform: Terraform, app_id: str, status: str, effective: str
) -> None:
    """`auto` towards an app is PUSH where Okta pushes profile updates; an explicit word is taken as it is."""
    terraform.apply(
        app_id=app_id,
        direction="to_app",
        properties={"userName": {"expression": "user.email", "push_status": status}},
    )

    assert okta.keys(app_id, "to_app")["userName"] == {"expression": "user.email", "pushStatus": effective}


@pytest.mark.parametrize("giver_first", [True, False])
@pytest.mark.parametrize("change", [{}, {"user_type": CONTRACTOR}], ids=["update", "replacement"])
def test_a_key_does_not_change_hands_within_one_plan(
    okta: SmallOkta, terraform: Terraform, change: dict[str, str], *, giver_first: bool
) -> None:
    """Who gives a key up and who takes it would run in no order, and the taker would restore the giver's value."""
    terraform.apply(app_id=RINGCENTRAL, properties={**PHONE, "email": {"expression": "appuser.userName"}})
    taker, run = Terraform(Mapping(), okta), Run(okta)
    giving: dict[str, Any] = {
        "app_id": RINGCENTRAL,
        "properties": {"email": {"expression": "appuser.userName"}},
        **change,
    }
    taking: dict[str, Any] = {"app_id": RINGCENTRAL, "properties": PHONE}
    plans = [(terraform, giving), (taker, taking)]
    (first, one), (second, other) = plans if giver_first else plans[::-1]

    first.plan(run=run, **one)

    message = second.refused(run=run, **other)
    assert "Two resources own the mapping of primaryPhone" in message
    assert "take it out of the one and apply" in message


def test_another_user_type_of_the_same_name_is_somebody_elses(okta: SmallOkta, terraform: Terraform) -> None:
    """The type was deleted with its row, and one of its name made: nothing of the state is put into the new row."""
    okta.keys(type_=CONTRACTOR)["primaryPhone"] = dict(OTHER)
    terraform.apply(app_id=RINGCENTRAL, user_type="contractor", properties=PHONE)
    okta.make_contractor_anew()
    okta.keys(type_="otyAnew")["primaryPhone"] = {"expression": "appuser.email", "pushStatus": "PUSH"}
    before = copy.deepcopy(okta.mappings)

    terraform.refresh()

    assert terraform.state is None
    assert "no longer exists in Okta" in terraform.run.told[0]
    assert okta.mappings == before


def test_a_destroy_finds_another_user_type_of_the_same_name(okta: SmallOkta, terraform: Terraform) -> None:
    """The same when nobody refreshed: the destroy has nothing left to do."""
    okta.keys(type_=CONTRACTOR)["primaryPhone"] = dict(OTHER)
    terraform.apply(app_id=RINGCENTRAL, user_type="contractor", properties=PHONE)
    assert terraform.state is not None
    okta.make_contractor_anew()
    before = copy.deepcopy(okta.mappings)

    request = ApplyRequest(terraform.state, None, None, terraform.private)
    Mapping().delete(request, Run(okta).context())

    assert okta.mappings == before


def test_another_user_type_replaces_and_the_same_one_does_not(okta: SmallOkta, terraform: Terraform) -> None:
    """`user_type` compares by id: naming the default type is no change of place."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)

    same = terraform.plan(app_id=RINGCENTRAL, user_type="user", properties=PHONE)
    other = terraform.plan(app_id=RINGCENTRAL, user_type="contractor", properties=PHONE)

    assert same.requires_replace == []
    assert same.planned["user_type_id"] == DEFAULT_TYPE
    assert other.requires_replace == [("user_type",)]


def test_two_resources_cannot_own_one_key(okta: SmallOkta, terraform: Terraform) -> None:
    """The second plan in one process is refused; another direction of the same app is another row."""
    terraform.plan(app_id=RINGCENTRAL, properties=PHONE)
    run = terraform.run

    second = Terraform(Mapping(), okta)
    message = second.refused(run=run, app_id=RINGCENTRAL, properties=PHONE)
    second.plan(
        run=run, app_id=RINGCENTRAL, direction="to_app", properties={"userName": {"expression": "user.email"}}
    )

    assert "Two resources own the mapping of primaryPhone" in message


def test_a_lost_outcome_keeps_the_former_expression(okta: SmallOkta, terraform: Terraform) -> None:
    """A create whose outcome is unknown stays in the state, so that destroy can still restore."""
    okta.keys()["primaryPhone"] = dict(OTHER)

    def cut() -> None:
        okta.fail_next["update_profile_mapping"] = ConnectionFailed("connection lost", sent=True)
        okta.fail_next["get_profile_mapping"] = ConnectionFailed("connection lost")

    with pytest.raises(ApplyFailed) as failure:
        terraform.apply(app_id=RINGCENTRAL, properties=PHONE, before_write=cut)

    assert isinstance(failure.value.__cause__, OutcomeUnknown)
    assert terraform.state is not None
    assert terraform.state["restores"]["primaryPhone"]["expression"] == "appuser.userName"


def test_a_stop_before_the_write_leaves_nothing_behind(okta: SmallOkta, terraform: Terraform) -> None:
    """Ctrl-C while the apply has not written yet: no call, no state."""
    with pytest.raises(ApplyFailed, match="Interrupted"):
        terraform.apply(app_id=RINGCENTRAL, properties=PHONE, before_write=lambda: terraform.run.stop.set())

    assert terraform.state is None
    assert okta.calls["update_profile_mapping"] == 0


def test_a_refusal_leaves_no_state_and_points_at_the_key(okta: SmallOkta, terraform: Terraform) -> None:
    """Okta's 400 is an error at the key that it names; nothing is recorded as made."""

    def refuse() -> None:
        okta.fail_next["update_profile_mapping"] = refused("updateMapping", "Invalid target field email")

    with pytest.raises(ApplyFailed) as failure:
        terraform.apply(
            app_id=RINGCENTRAL,
            properties={**PHONE, "email": {"expression": "appuser.directNumber"}},
            before_write=refuse,
        )

    assert failure.value.path == ("properties", "email")
    assert terraform.state is None


def test_a_plan_costs_five_reads_and_the_next_four(okta: SmallOkta, terraform: Terraform) -> None:
    """Apps, both schemas, list and row on create; no list once the row's id is known."""
    terraform.plan(app_id=RINGCENTRAL, properties=PHONE)
    assert dict(okta.calls) == {
        "list_applications": 1,
        "get_user_schema": 1,
        "get_application_user_schema": 1,
        "list_profile_mappings": 1,
        "get_profile_mapping": 1,
    }
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)

    okta.calls.clear()
    terraform.plan(app_id=RINGCENTRAL, properties=PHONE)

    assert okta.calls["list_profile_mappings"] == 0
    assert okta.calls.total() == 4


def test_a_label_may_hold_a_quote(okta: SmallOkta, terraform: Terraform) -> None:
    """Apps are found by id, and messages show their label as it is."""
    okta.apps[RINGCENTRAL] = app(RINGCENTRAL, 'Ring "Central" \\ 1', "ringcentral", [], status="INACTIVE")

    message = terraform.refused(app_id=RINGCENTRAL, properties=PHONE)

    assert 'Ring "Central" \\ 1' in message


def test_unknown_values_leave_open_what_depends_on_them(terraform: Terraform) -> None:
    """An app that is yet to be made: id, user type, push status and `restores` are known after apply."""
    from oktaprofile.plugin.values import UNKNOWN

    planned: dict[str, Any] = terraform.plan(app_id=UNKNOWN, properties=PHONE).planned

    assert [planned[name] for name in ("id", "user_type_id", "restores")] == [UNKNOWN] * 3
    assert planned["properties"]["primaryPhone"]["effective_push_status"] is UNKNOWN
