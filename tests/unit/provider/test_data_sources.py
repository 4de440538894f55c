"""What the data sources find, and what they say where nothing or too much is found."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oktaprofile.okta.org import Org
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.function import FunctionError
from oktaprofile.plugin.resource import DataSource
from oktaprofile.provider.data_sources.app import App
from oktaprofile.provider.data_sources.app_user_schema import AppUserSchema
from oktaprofile.provider.data_sources.mapping import Mapping
from oktaprofile.provider.data_sources.sync_readiness import SyncReadiness
from oktaprofile.provider.data_sources.user_schema import UserSchema
from oktaprofile.provider.data_sources.user_type import UserType
from oktaprofile.provider.functions.evaluate_expression import EvaluateExpression
from oktaprofile.provider.functions.expression_references import ExpressionReferences
from oktaprofile.tenant.read import find_app
from tests.unit.provider.small_okta import (
    CONTRACTOR,
    DEFAULT_TYPE,
    DIRECTORY,
    FULL,
    RINGCENTRAL,
    ImpatientClock,
    SmallOkta,
    app,
)
from tests.unit.provider.small_terraform import Run, filled, validate


@pytest.fixture
def okta() -> SmallOkta:
    return SmallOkta()


def read(source: DataSource, okta: SmallOkta, **arguments: Any) -> dict[str, Any]:
    """Validates and reads; validation errors become DiagnosticError."""
    run = Run(okta)
    config = filled(source.schema.attributes, arguments)
    for name, attribute in source.schema.attributes.items():
        if config[name] is None:
            config[name] = attribute.default
    validate(source, config, run.context())
    if run.diagnostics.has_errors:
        raise DiagnosticError(run.told[0])
    found = source.read(config, run.context())
    assert set(found) == set(source.schema.attributes), "every attribute is a key"
    return found


def refused(source: DataSource, okta: SmallOkta, **arguments: Any) -> str:
    """The error's text."""
    with pytest.raises(DiagnosticError) as error:
        read(source, okta, **arguments)
    return f"{error.value.summary}\n{error.value.detail}"


def test_a_command_s_error_does_not_speak_of_a_destroy(okta: SmallOkta) -> None:
    """Terraform's way out of a configuration that names a deleted app is none of doctor's."""
    assert "terraform destroy" in refused(App(), okta, label="Nope")
    with pytest.raises(DiagnosticError, match="No app has the label 'Nope'") as error:
        find_app(Org(okta, ImpatientClock()), "Nope")  # type: ignore[arg-type]
    assert "terraform destroy" not in error.value.detail


@pytest.mark.parametrize(
    "arguments", [{"id": RINGCENTRAL}, {"label": "RingCentral"}, {"name": "ringcentral"}]
)
def test_an_app_is_found_by_id_label_or_name(okta: SmallOkta, arguments: dict[str, str]) -> None:
    """All three lead to the same app, with its features in a stable order."""
    found = read(App(), okta, **arguments)

    assert (found["id"], found["label"], found["name"]) == (RINGCENTRAL, "RingCentral", "ringcentral")
    assert found["features"] == sorted(FULL)
    assert found["status"] == "ACTIVE"


def test_a_label_is_compared_exactly_and_near_misses_are_suggested(okta: SmallOkta) -> None:
    """Another case is another label; the error names the likely one with its id."""
    message = refused(App(), okta, label="Ring Central")

    assert "No app has the label 'Ring Central'" in message
    assert "0oaRing  'RingCentral'  ringcentral  ACTIVE" in message
    assert "Workday" not in message


def test_a_label_with_quotes_is_found(okta: SmallOkta) -> None:
    """Labels are data: quotes and backslashes are neither escaped nor cut."""
    okta.apps["0oaQuote"] = app("0oaQuote", 'My "App" \\ one', "custom", [])

    assert read(App(), okta, label='My "App" \\ one')["id"] == "0oaQuote"


def test_an_ambiguous_label_lists_the_candidates(okta: SmallOkta) -> None:
    """Okta allows one label twice: each candidate is shown with id and status."""
    okta.apps["0oaRing2"] = app("0oaRing2", "RingCentral", "ringcentral", [], status="INACTIVE")

    message = refused(App(), okta, label="RingCentral")

    assert "2 apps have the label 'RingCentral'" in message
    assert "0oaRing  'RingCentral'  ringcentral  ACTIVE" in message
    assert "0oaRing2  'RingCentral'  ringcentral  INACTIVE" in message


def test_an_unknown_id_says_so(okta: SmallOkta) -> None:
    """With Okta's own words."""
    assert "There is no such app" in refused(App(), okta, id="0oaNone")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "set are none"),
        ({"id": "x", "label": "y"}, "set are id, label"),
        ({"label": ""}, "label is empty"),
    ],
)
def test_an_app_needs_exactly_one_argument(okta: SmallOkta, arguments: dict[str, str], words: str) -> None:
    """None, two and an empty one are refused before any call."""
    assert words in refused(App(), okta, **arguments)
    assert okta.calls.total() == 0


@pytest.mark.parametrize(
    ("arguments", "id_", "default"),
    [
        ({}, DEFAULT_TYPE, True),
        ({"id": CONTRACTOR}, CONTRACTOR, False),
        ({"name": "contractor"}, CONTRACTOR, False),
    ],
)
def test_a_user_type_is_found(okta: SmallOkta, arguments: dict[str, str], id_: str, default: bool) -> None:
    """By id, by name, or the default one without its name being known."""
    found = read(UserType(), okta, **arguments)

    assert (found["id"], found["default"]) == (id_, default)


def test_an_unknown_user_type_lists_those_there_are(okta: SmallOkta) -> None:
    """Id and name of each, and which is the default; an id given as a name is not found."""
    message = refused(UserType(), okta, name=CONTRACTOR)

    assert f"No user types have the name '{CONTRACTOR}'" in message
    assert f"{DEFAULT_TYPE}  user  (default)" in message


def test_an_app_user_schema_shows_base_and_custom(okta: SmallOkta) -> None:
    """Every attribute as a definition, and whether it is a base one."""
    found = read(AppUserSchema(), okta, app_id=RINGCENTRAL)

    assert set(found["properties"]) == {"userName", "directNumber", "extensionNumber"}
    assert found["properties"]["userName"]["base"] is True
    assert found["properties"]["directNumber"]["title"] == "Direct Number"
    assert "no user schema" in refused(AppUserSchema(), okta, app_id="0oaNone")


def test_a_user_schema_shows_the_sources(okta: SmallOkta) -> None:
    """Master and its priority of each attribute, and whether the org shows masters at all."""
    okta.master("primaryPhone", {"type": "OVERRIDE", "priority": [{"type": "APP", "value": RINGCENTRAL}]})

    found = read(UserSchema(), okta)
    assert found["attribute_level_mastering"] is True
    assert found["properties"]["primaryPhone"]["master"] == "OVERRIDE"
    assert found["properties"]["primaryPhone"]["master_priority"] == [RINGCENTRAL]
    assert found["user_type_id"] == DEFAULT_TYPE

    okta.alm = False
    assert read(UserSchema(), okta)["attribute_level_mastering"] is False


def test_a_mapping_shows_all_its_keys(okta: SmallOkta) -> None:
    """Whoever owns them, of the user type asked for."""
    okta.keys(type_=CONTRACTOR)["email"] = {"expression": "appuser.mail", "pushStatus": "PUSH"}

    found = read(Mapping(), okta, app_id=RINGCENTRAL, user_type="contractor")

    assert found["user_type_id"] == CONTRACTOR
    assert found["properties"]["email"] == {"expression": "appuser.mail", "push_status": "PUSH"}
    okta.mappings_on = False
    assert "mappings API is off" in refused(Mapping(), okta, app_id=DIRECTORY)


def test_readiness_is_a_list_of_checks(okta: SmallOkta) -> None:
    """Every check has its four fields, also in an org whose mappings API is off."""
    okta.mappings_on = False

    found = read(SyncReadiness(), okta, app_id=RINGCENTRAL, attributes=["directNumber"])

    assert found["ready"] is False
    assert {check["name"]: check["status"] for check in found["checks"]}["mappings_api"] == "missing"
    assert all(set(check) == {"name", "status", "detail", "next_step"} for check in found["checks"])
    assert "There is no such app" in refused(SyncReadiness(), okta, app_id="0oaNone")


def test_data_sources_share_their_reads(okta: SmallOkta) -> None:
    """In one process each object is asked for once, however many data sources want it."""
    run = Run(okta)
    for source in (App(), App()):
        source.read(filled(source.schema.attributes, {"label": "RingCentral"}), run.context())
    for _ in range(2):
        config = filled(Mapping.schema.attributes, {"app_id": RINGCENTRAL, "direction": "to_okta"})
        Mapping().read(config, run.context())

    assert dict(okta.calls) == {
        "list_applications": 1,
        "get_user_schema": 1,
        "list_profile_mappings": 1,
        "get_profile_mapping": 1,
    }


@pytest.mark.parametrize(
    ("expression", "profile", "value"),
    [
        ('appuser.a + "#" + appuser.b', {"a": "+1", "b": "7"}, '"+1#7"'),
        ('"#" + appuser.b', {"b": None}, '"#null"'),
        ("appuser.b", {}, "null"),
        ('appuser.b == null ? "" : appuser.b', {"b": None}, '""'),
    ],
)
def test_evaluate_expression_tells_null_from_text(
    expression: str, profile: dict[str, Any], value: str
) -> None:
    """The result is JSON, so that null, the empty text and the word null differ."""
    assert EvaluateExpression().call([expression, json.dumps({"appuser": profile})]) == value


@pytest.mark.parametrize(
    ("expression", "context", "argument", "words"),
    [
        ("appuser.a +", "{}", 0, "not a valid expression"),
        ("null + null", "{}", 0, "has no value for this person"),
        ("appuser.a", "secret", 1, "The context is not JSON"),
        ("appuser.a", '{"appuser": "+16505550100"}', 1, "one object per profile"),
        ("appuser.a", "[]", 1, "one object per profile"),
    ],
)
def test_evaluate_expression_points_at_the_argument(
    expression: str, context: str, argument: int, words: str
) -> None:
    """A wrong expression, one without value and a wrong context are told apart; no value is repeated."""
    with pytest.raises(FunctionError) as error:
        EvaluateExpression().call([expression, context])

    assert error.value.argument == argument
    assert words in error.value.text
    assert "16505550100" not in error.value.text


def test_expression_references_lists_each_attribute_once() -> None:
    """In order of mention; guarded only where every mention is."""
    found = ExpressionReferences().call(['appuser.a != null ? appuser.a : "" + appuser.b'])

    assert [(one["root"], one["attribute"], one["null_guarded"]) for one in found] == [
        ("appuser", "a", True),
        ("appuser", "b", False),
    ]
    with pytest.raises(FunctionError, match="not a valid expression"):
        ExpressionReferences().call(["appuser."])
