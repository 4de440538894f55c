"""What is refused or warned of in a configured mapping: at validate from the text, at plan against the org."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.answers.document import Answers
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.run.pending import DESTROY, app_schema_key, user_schema_key
from tests.unit.provider.mapping.configurations import phone, validated
from tests.unit.provider.small_okta import DEFAULT_TYPE, DIRECTORY, IDLE, RINGCENTRAL, SmallOkta
from tests.unit.provider.small_terraform import Run, Terraform


@pytest.mark.parametrize(
    ("arguments", "path", "words"),
    [
        ({"properties": {}}, ("properties",), "properties is empty"),
        ({"properties": {"a": None}}, ("properties", "a"), "a is null. Give it an expression"),
        ({"properties": {" ": {"expression": "appuser.x"}}}, ("properties", " "), "Name the target"),
        (
            {"properties": phone(" ")},
            ("properties", "primaryPhone", "expression"),
            "take it out of properties",
        ),
        (
            {"properties": phone('appuser.directNumber + "#')},
            ("properties", "primaryPhone", "expression"),
            '  appuser.directNumber + "#\n                         ^',
        ),
        (
            {"properties": phone("user.profile.email")},
            ("properties", "primaryPhone", "expression"),
            "Identity Engine",
        ),
        (
            {"properties": phone("user.email")},
            ("properties", "primaryPhone", "expression"),
            'Write: appuser.email\n\nWith direction = "to_okta" an expression reads appuser.…',
        ),
        (
            {"properties": phone("appuser.email"), "direction": "to_app"},
            ("properties", "primaryPhone", "expression"),
            'Write: user.email\n\nWith direction = "to_app" an expression reads user.…',
        ),
        ({"properties": phone("appuser.x"), "user_type": ""}, ("user_type",), "Leave user_type out"),
        ({"properties": phone("appuser.x"), "app_id": ""}, ("app_id",), "Give the id of the app"),
    ],
)
def test_bad_configuration_is_refused_without_an_org(
    terraform: Terraform, arguments: dict[str, Any], path: tuple[str, ...], words: str
) -> None:
    """The error stands at the argument, with a caret where an expression is at fault."""
    found = validated(terraform, **arguments)

    assert [(item.severity, item.path) for item in found] == [("error", path)]
    assert words in f"{found[0].summary}\n{found[0].detail}"


def test_what_is_unknown_is_not_judged(terraform: Terraform) -> None:
    """An unknown expression, element, map or direction says nothing; known parts beside it are still checked."""
    assert validated(terraform, properties=UNKNOWN) == []
    assert validated(terraform, properties=phone(UNKNOWN)) == []
    assert validated(terraform, properties=phone("user.email"), direction=UNKNOWN) == []

    found = validated(terraform, properties={"email": UNKNOWN, **phone("appuser.")})
    assert [item.path for item in found] == [("properties", "primaryPhone", "expression")]


def test_a_missing_target_names_the_likely_one_and_the_way_to_create_it(terraform: Terraform) -> None:
    """A target that the user schema lacks."""
    message = terraform.refused(app_id=RINGCENTRAL, properties={"primaryFone": {"expression": '"x"'}})

    assert "There is no attribute primaryFone to map to" in message
    assert "Did you mean primaryPhone?" in message
    assert "user_type = oktaprofile_user_property.NAME.user_type_id" in message


def test_a_missing_source_attribute_has_a_caret_and_the_next_step(terraform: Terraform) -> None:
    """An attribute that the app's schema lacks."""
    message = terraform.refused(app_id=RINGCENTRAL, properties=phone('"#" + appuser.directNumer'))

    assert '  "#" + appuser.directNumer\n                ^^^^^^^^^^^' in message
    assert 'Write: "#" + appuser.directNumber' in message
    assert "app_id = oktaprofile_app_user_properties.NAME.app_id" in message


def test_the_literal_null_is_warned_of_with_the_guarded_form(terraform: Terraform) -> None:
    """Attributes that may be null and are joined to a text: one warning, and one expression with all guarded."""
    terraform.plan(
        app_id=RINGCENTRAL, properties=phone('appuser.directNumber + "#" + appuser.extensionNumber')
    )

    [told] = terraform.run.told
    assert told.startswith("warning: The expression for primaryPhone goes wrong for people without a value")
    assert 'appuser.extensionNumber may be null, and then the word "null" is joined to the text' in told
    fixed = told.partition("Corrected:\n  ")[2].partition("\n")[0]
    assert fixed == (
        '(appuser.directNumber != null ? appuser.directNumber : "") + '
        '(appuser.extensionNumber != null AND appuser.extensionNumber != "" ? "#" + appuser.extensionNumber : "")'
    )
    terraform.plan(app_id=RINGCENTRAL, properties=phone(fixed))
    assert terraform.run.told == []


def test_required_attributes_need_no_guard(okta: SmallOkta, terraform: Terraform) -> None:
    """What cannot be null is not warned of."""
    okta.app_schemas[RINGCENTRAL]["definitions"]["base"]["required"] = ["userName"]

    terraform.plan(app_id=RINGCENTRAL, properties=phone('"#" + appuser.userName'))

    assert terraform.run.told == []


def test_attributes_of_the_same_plan_count(okta: SmallOkta, terraform: Terraform) -> None:
    """Planned before the mapping, on either side; parts of their definitions may be unknown."""
    run = Run(okta)
    run.session.pending.add(app_schema_key(RINGCENTRAL), {"fax": {"type": "string", "title": UNKNOWN}})
    run.session.pending.add(user_schema_key(DEFAULT_TYPE), {"faxNumber": {"type": "string"}})

    plan = terraform.plan(
        run=run, app_id=RINGCENTRAL, properties={"faxNumber": {"expression": "appuser.fax"}}
    )

    assert plan.planned["properties"]["faxNumber"]["effective_push_status"] == "PUSH"


def test_attributes_that_the_same_plan_removes_do_not_count(okta: SmallOkta, terraform: Terraform) -> None:
    """Okta would refuse to delete an attribute that a mapping uses."""
    run = Run(okta)
    run.session.pending.remove(app_schema_key(RINGCENTRAL), ["directNumber"], DESTROY)

    message = terraform.refused(run=run, app_id=RINGCENTRAL, properties=phone("appuser.directNumber"))

    assert "this plan removes it" in message


@pytest.mark.parametrize(
    ("app_id", "direction", "target", "words"),
    [
        (DIRECTORY, "to_app", "telephoneNumber", "Nobody in Active Directory changes"),
        (DIRECTORY, "to_okta", "primaryPhone", "Nobody in Okta changes"),
    ],
)
def test_auto_that_reaches_nobody_is_said_at_plan(
    okta: SmallOkta, terraform: Terraform, app_id: str, direction: str, target: str, words: str
) -> None:
    """Push, or profile source, is off: Okta would store DONT_PUSH without a word, and nobody would ever change. Said
    while something is written; an explicit DONT_PUSH is meant so."""
    okta.apps[app_id]["features"] = []
    line = {"expression": '"x"', "push_status": "auto"}
    where = {"app_id": app_id, "direction": direction}
    properties = okta.app_schemas[app_id]["definitions"]["custom"]["properties"]
    properties["telephoneNumber"] = {"type": "string"}

    def told(**line: str) -> list[str]:
        terraform.plan(**where, properties={target: line})
        return [one for one in terraform.run.told if words in one]

    [warning] = told(**line)
    assert 'push_status = "auto" is DONT_PUSH' in warning
    assert "Switch on" in warning
    assert told(**{**line, "push_status": "DONT_PUSH"}) == []
    terraform.apply(**where, properties={target: line})
    assert told(**line) == []


@pytest.mark.parametrize(
    ("app_id", "status", "words"),
    [
        (RINGCENTRAL, "DONT_PUSH", "is a profile source (its features hold PROFILE_MASTERING)"),
        (DIRECTORY, "PUSH", "its features lack PROFILE_MASTERING"),
    ],
)
def test_a_push_status_that_okta_refuses_is_refused_at_plan(
    terraform: Terraform, app_id: str, status: str, words: str
) -> None:
    """With the reason, and what `auto` would be."""
    message = terraform.refused(app_id=app_id, properties=phone('"x"', push_status=status))

    assert f"Okta does not take {status} for this app" in message
    assert words in message
    assert 'push_status = "auto"' in message


@pytest.mark.parametrize("word", ["ignore", "reject", "accept", None])
def test_what_a_probe_found_of_push_is_known_at_plan(
    okta: SmallOkta, terraform: Terraform, word: str | None
) -> None:
    """An org that does not take PUSH towards an app without push is not asked to. DONT_PUSH towards one with push is
    another question, which nobody asked: it is sent as configured."""
    entry = {"answer": word, "by": "probe", "date": "2026-11-30"}
    where = {"app_id": DIRECTORY, "direction": "to_app"}
    okta.app_schemas[DIRECTORY]["definitions"]["custom"]["properties"]["phone"] = {"type": "string"}

    def run() -> Run:
        made = Run(okta)
        made.session.answers = Answers({"answers": {"foreign-push-status": entry}}, "answers.json")
        return made

    def line(status: str) -> dict[str, Any]:
        return {"phone": {"expression": '"x"', "push_status": status}}

    okta.apps[DIRECTORY]["features"] = ["PUSH_PROFILE_UPDATES"]
    terraform.plan(**where, properties=line("DONT_PUSH"), run=run())
    okta.apps[DIRECTORY]["features"] = []
    if word in ("ignore", "reject"):
        said = terraform.refused(**where, properties=line("PUSH"), run=run())
        assert "Okta does not take PUSH for this app" in said
        assert "(answers.json, by a probe, 2026-11-30)" in said
    else:
        terraform.plan(**where, properties=line("PUSH"), run=run())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"app_id": "0oaNone"}, "There is no such app"),
        ({"app_id": IDLE}, 'The app "Idle" (0oaIdle) is INACTIVE'),
        ({"user_type": "visitor"}, "user (otyDefault), contractor (otyContractor)"),
    ],
)
def test_app_and_user_type_are_looked_up(terraform: Terraform, arguments: dict[str, str], words: str) -> None:
    """An app that is unknown or inactive, a user type that is unknown."""
    message = terraform.refused(**{"app_id": RINGCENTRAL, "properties": phone('"x"'), **arguments})

    assert words in message


def test_an_app_that_became_inactive_is_a_warning_while_nothing_is_written(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """A stack stays plannable; only a write would be refused."""
    terraform.apply(app_id=RINGCENTRAL, properties=phone('"x"'))
    okta.apps[RINGCENTRAL]["status"] = "INACTIVE"

    terraform.plan(app_id=RINGCENTRAL, properties=phone('"x"'))
    assert terraform.run.told[0].startswith("warning: The app is not active")
    assert "The app is not active" in terraform.refused(app_id=RINGCENTRAL, properties=phone('"y"'))


def test_an_org_without_the_mappings_api_says_whom_to_ask(okta: SmallOkta, terraform: Terraform) -> None:
    """Okta's 401 E0000015 is not a wrong token."""
    okta.mappings_on = False

    message = terraform.refused(app_id=RINGCENTRAL, properties=phone('"x"'))

    assert "The mappings API is off in this org" in message
    assert "credentials" not in message


def test_an_app_without_a_mapping_in_that_direction(okta: SmallOkta, terraform: Terraform) -> None:
    """Not every app maps both ways."""
    del okta.mappings[f"prm-{DIRECTORY}-{DEFAULT_TYPE}-to_app"]

    message = terraform.refused(app_id=DIRECTORY, direction="to_app", properties=phone('"x"'))

    assert "Okta has no mapping in this direction" in message
    assert 'from the Okta user type otyDefault to "Active Directory" (0oaAd)' in message


@pytest.mark.parametrize(("word", "refused"), [("ignore", True), ("reject", True), ("accept", False)])
def test_a_push_status_that_a_probe_saw_refused_is_refused_at_plan(
    okta: SmallOkta, terraform: Terraform, word: str, refused: bool
) -> None:
    """Towards an app that Okta pushes nothing to; `auto` passes whatever was found."""
    entry = {"answer": word, "by": "probe"}

    def planned(status: str) -> str:
        run = Run(okta)
        run.session.answers = Answers({"answers": {"foreign-push-status": entry}}, "answers.json")
        line = {"expression": "user.email", "push_status": status}
        try:
            terraform.plan(run=run, app_id=IDLE, direction="to_app", properties={"email": line})
        except AssertionError as error:
            return str(error)
        return ""

    app = okta.apps[IDLE]
    app["status"], app["features"] = "ACTIVE", []
    assert ("Okta does not take PUSH for this app" in planned("PUSH")) is refused
    assert "Okta does not take" not in planned("auto")


@pytest.mark.parametrize(
    ("user_type", "warned"), [("contractor", True), ("otyDefault", False), (None, False)]
)
def test_the_user_name_of_an_app_comes_from_the_default_type(
    terraform: Terraform, user_type: str | None, warned: bool
) -> None:
    """A mapping of userName from another user type is stored and used by nobody (Okta's help)."""
    given = {} if user_type is None else {"user_type": user_type}

    terraform.plan(
        app_id=RINGCENTRAL, direction="to_app", properties={"userName": {"expression": "user.email"}}, **given
    )

    told = any("default user type's user name mapping" in one for one in terraform.run.told)
    assert told is warned


def test_attributes_that_okta_support_has_to_switch_on_are_warned_of(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """Okta's help names three; a mapping that stays is not warned of again."""
    custom = okta.app_schemas[RINGCENTRAL]["definitions"]["custom"]["properties"]
    custom["onPremisesDomainName"] = {"title": "Domain", "type": "string"}
    given = {
        "app_id": RINGCENTRAL,
        "direction": "to_app",
        "properties": {"onPremisesDomainName": {"expression": "user.login"}},
    }

    def warned() -> bool:
        return any("Okta sends onPremisesDomainName only after" in one for one in terraform.run.told)

    terraform.plan(**given)
    assert warned()
    terraform.apply(**given)
    terraform.plan(**given)
    assert not warned()
