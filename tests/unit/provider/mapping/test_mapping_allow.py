"""`allow`: a check of an expression warns instead of refusing; and no warning comes twice."""

from __future__ import annotations

import ast
import json

import pytest

from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.run.pending import DESTROY, app_schema_key
from tests.unit.provider.mapping.configurations import SEED, phone, validated
from tests.unit.provider.small_okta import RINGCENTRAL, SmallOkta
from tests.unit.provider.small_terraform import Run, Terraform


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("appuser.later", "unknown-attribute"),
        ("user.email", "wrong-profile"),
        ("getNobody(appuser.userName)", "syntax"),
        ("appuser.userName.length()", "identity-engine"),
        ('appuser.userName < 3 ? "a" : "b"', "compares-types"),
    ],
)
def test_a_refusal_says_how_it_becomes_a_warning_and_becomes_one(
    terraform: Terraform, expression: str, code: str
) -> None:
    """Whoever knows that Okta takes it is not stopped; the finding is still told, at plan and at apply."""
    assert validated(terraform, properties=phone(expression), allow=[code]) == []
    refused = terraform.refused(app_id=RINGCENTRAL, properties=phone(expression))
    assert f'allow = ["{code}"] makes this a warning' in refused

    terraform.run.diagnostics.items.clear()
    terraform.plan(app_id=RINGCENTRAL, properties=phone(expression), allow=[code])
    [told] = terraform.run.told
    assert told.startswith("warning: The expression for primaryPhone")


def test_only_the_check_that_is_named_is_let_through(terraform: Terraform) -> None:
    """Another code changes nothing, and a code that no check has is refused where it is written."""
    [refused] = validated(terraform, properties=phone("appuser.userName"), allow=["wrong-profil"])
    assert refused.path[0] == "allow"
    assert "wrong-profile" in refused.detail
    properties = phone("user.email")
    assert "wrong-profile" in terraform.refused(app_id=RINGCENTRAL, properties=properties, allow=["syntax"])


def test_a_target_that_the_schema_does_not_show_can_be_allowed(terraform: Terraform) -> None:
    """Okta decides then."""
    mapped = {"laterAttribute": {"expression": "appuser.userName"}}
    assert "no attribute laterAttribute" in terraform.refused(app_id=RINGCENTRAL, properties=mapped)
    terraform.run.diagnostics.items.clear()
    terraform.plan(app_id=RINGCENTRAL, properties=mapped, allow=["unknown-target"])
    [told] = terraform.run.told
    assert told.startswith("warning: There is no attribute laterAttribute to map to")


def test_a_code_that_is_known_only_later_stops_nothing_at_plan(terraform: Terraform) -> None:
    """Which checks are allowed may come from a variable of another resource."""
    for allow in (UNKNOWN, [UNKNOWN]):
        terraform.run.diagnostics.items.clear()
        terraform.plan(app_id=RINGCENTRAL, properties=phone("appuser.later"), allow=allow)
        assert [told.partition(":")[0] for told in terraform.run.told] == ["warning"]


def test_what_is_corrected_can_be_pasted_into_hcl_and_python(terraform: Terraform) -> None:
    """Both texts mean the corrected expression, with quotes, backslashes and Terraform's own templates in it."""
    written = "appuser.directNumber + \"${a} %{b} \\\" + 'it''s' + appuser.directNumber"
    terraform.plan(app_id=RINGCENTRAL, properties=phone(written))
    [told] = terraform.run.told
    corrected = told.partition("Corrected:\n  ")[2].partition("\n")[0]
    hcl = told.partition("In HCL:\n  expression = ")[2].partition("\n")[0]
    python = told.partition("In Python:\n  expression=")[2].partition("\n")[0]
    assert "appuser.directNumber != null" in corrected
    assert json.loads(hcl.replace("$${", "${").replace("%%{", "%{")) == corrected
    assert hcl.count("$${") == hcl.count("${") == 1
    assert ast.literal_eval(python) == corrected


def test_what_a_plan_warned_of_is_not_repeated_by_empty_plans(okta: SmallOkta, terraform: Terraform) -> None:
    """Told when the expression is new: at create, at its import and when it changes; then never again."""
    warning = "goes wrong for people without a value"
    terraform.plan(app_id=RINGCENTRAL, properties=phone(SEED))
    assert any(warning in line for line in terraform.run.told)
    terraform.apply(app_id=RINGCENTRAL, properties=phone(SEED))
    terraform.plan(app_id=RINGCENTRAL, properties=phone(SEED))
    assert terraform.run.told == []
    terraform.plan(app_id=RINGCENTRAL, properties=phone(SEED + ' + "!"'))
    assert any(warning in line for line in terraform.run.told)

    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone")
    terraform.plan(run=terraform.run, app_id=RINGCENTRAL, properties=phone(SEED))
    assert any(warning in line for line in terraform.run.told)
    terraform.plan(app_id=RINGCENTRAL, properties=phone(SEED))
    assert terraform.run.told == []


def test_what_okta_has_already_is_not_refused(okta: SmallOkta, terraform: Terraform) -> None:
    """Imported or adopted as it is: an expression that the checker takes for wrong is a warning, for Okta took it. Any
    change of it, and a plan that removes what it reads, is refused."""
    text = "appuser.neverMade"
    okta.keys()["primaryPhone"] = {"expression": text, "pushStatus": "PUSH"}
    terraform.plan(app_id=RINGCENTRAL, properties=phone(text))
    assert any("warning" in line and "neverMade" in line for line in terraform.run.told)
    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone")
    plan = terraform.plan(app_id=RINGCENTRAL, properties=phone(text))
    assert plan.planned == terraform.state
    assert "neverMade" in terraform.refused(app_id=RINGCENTRAL, properties=phone(text + ' + "x"'))

    allowed = {"app_id": RINGCENTRAL, "properties": phone(text), "allow": ["unknown-attribute"]}
    terraform.apply(**allowed)
    terraform.plan(**allowed)
    assert "neverMade" in terraform.refused(app_id=RINGCENTRAL, properties=phone(text))

    okta.keys()["primaryPhone"] = {"expression": "appuser.directNumber", "pushStatus": "PUSH"}
    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone")
    run = Run(okta)
    run.session.pending.remove(app_schema_key(RINGCENTRAL), ["directNumber"], DESTROY)
    assert "removes it" in terraform.refused(
        run=run, app_id=RINGCENTRAL, properties=phone("appuser.directNumber")
    )
