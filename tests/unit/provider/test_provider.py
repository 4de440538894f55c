"""What Configure sets up, without a call."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from oktaprofile.answers.document import VARIABLE
from oktaprofile.plugin.diagnostics import DiagnosticError, Diagnostics
from oktaprofile.plugin.engine.checking import check_config
from oktaprofile.plugin.function import FunctionError
from oktaprofile.plugin.registry import Registry
from oktaprofile.plugin.resource import Context
from oktaprofile.provider.functions.evaluate_expression import EvaluateExpression
from oktaprofile.provider.provider import ANSWERS, OktaProfileProvider
from oktaprofile.provider.run.session import Session
from oktaprofile.text import redact

TOKEN = "00token-of-the-environment"


def test_a_token_from_the_environment_is_hidden_from_every_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine hides what the provider block holds; the environment's token is hidden by Configure."""
    monkeypatch.setattr(redact, "_secrets", {})
    monkeypatch.setenv("OKTA_API_TOKEN", TOKEN)
    for name in (
        "OKTA_ORG_NAME",
        "OKTA_BASE_URL",
        "OKTA_API_CLIENT_ID",
        "OKTA_API_PRIVATE_KEY",
        "OKTA_API_SCOPES",
    ):
        monkeypatch.delenv(name, raising=False)
    config = dict.fromkeys(OktaProfileProvider.schema.attributes) | {"org_url": "https://acme.okta.com"}
    context = Context(Diagnostics(), threading.Event())
    session = OktaProfileProvider().configure(config, "1.11.4", context)
    assert isinstance(session, Session)
    assert redact.redact(f"Authorization: SSWS {TOKEN}") == "Authorization: SSWS (sensitive)"


def test_a_context_may_say_the_time_and_the_groups() -> None:
    """What is no profile passes to the expression: Time.now() is the context's, not the machine's."""
    group = {"id": "00g1", "name": "Staff", "type": "OKTA_GROUP", "source": None, "description": None}
    context = json.dumps({"__now__": "2026-11-23T10:00:00.000Z", "__groups__": [group], "user": {}})
    evaluate = EvaluateExpression()
    assert evaluate.call(["Time.now()", context]) == '"2026-11-23T10:00:00.000Z"'
    assert evaluate.call(['isMemberOfGroupName("Staff")', context]) == "true"


def test_the_clock_is_no_part_of_a_function() -> None:
    """Terraform calls a function at plan and at apply and wants one answer: the time has to be given."""
    with pytest.raises(FunctionError, match="the time is not given"):
        EvaluateExpression().call(["Time.now()", "{}"])


def test_a_profile_that_is_no_object_is_refused() -> None:
    """A context with a bare value where a profile belongs says what is expected."""
    with pytest.raises(FunctionError, match="one object per profile"):
        EvaluateExpression().call(["user.login", '{"user": "a"}'])


LOCATIONS = ("app_id", "user_type")


@pytest.mark.parametrize("name", [*OktaProfileProvider.resources, *OktaProfileProvider.data_sources])
def test_an_empty_location_is_refused_everywhere(name: str) -> None:
    """`app_id = ""` and `user_type = ""` are refused at validate by every type that takes them, at every depth."""
    registry = Registry(OktaProfileProvider())
    known = registry.resource if name in OktaProfileProvider.resources else registry.data_source
    schema, diagnostics = known(name).schema, Diagnostics()
    values = {argument: "" if argument in LOCATIONS else None for argument in schema.attributes}
    nested = []
    if "downstream" in values:
        values["downstream"] = [{"app_id": "", "expressions": {}, "push_status": None, "allow": None}]
        nested = [("downstream", 0, "app_id")]
    check_config(schema, values, diagnostics)
    empty = {item.path for item in diagnostics.items if item.summary.endswith("is empty")}
    assert empty == {*nested, *((one,) for one in LOCATIONS if one in values)}


def test_answers_that_cannot_be_read_stop_the_provider(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """They are never ignored; a file that can be read is what the session knows."""
    monkeypatch.setenv("OKTA_API_TOKEN", TOKEN)
    config = dict.fromkeys(OktaProfileProvider.schema.attributes) | {"org_url": "https://acme.okta.com"}
    path = tmp_path / "answers.json"
    monkeypatch.setenv(VARIABLE, str(path))
    with pytest.raises(DiagnosticError, match="cannot be used") as refused:
        OktaProfileProvider().configure(config, "1.11.4", Context(Diagnostics(), threading.Event()))
    assert "No such file" in refused.value.detail
    entry = {"answer": "reject", "by": "person"}
    path.write_text(json.dumps({"format_version": 1, "answers": {"foreign-push-status": entry}}))
    session = OktaProfileProvider().configure(config, "1.11.4", Context(Diagnostics(), threading.Event()))
    assert "by a person" in str(session.known("foreign-push-status"))
    assert session.known("base-master") is None
    assert ANSWERS == VARIABLE
