"""Code that a configuration runs, and what it reaches, is a high risk in every format, and never clear."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.plan.configuration import ADDRESS, DATA, FILE, MODULE, PROVIDER, PROVISIONER, Reach
from oktaprofile.plan.reader import read_plan
from oktaprofile.review.gates import GATE_FAILED, HIGH_RISK, exit_code
from oktaprofile.review.model import HIGH, Review
from oktaprofile.review.risks import of_configuration
from oktaprofile.review.source_lines import SourceLines
from oktaprofile.review.words import plain
from oktaprofile.review.writers import html_page, json_document, junit, markdown, sarif, terminal
from tests.unit.review.plans import attribute, change, configuration, document, review

FORMATS = {
    "markdown": markdown.write,
    "html": html_page.write,
    "json": json_document.write,
    "sarif": lambda found: sarif.write(found, SourceLines(Path("/nowhere"), [])),
    "terminal": lambda found: terminal.write(found, width=200),
}
ATTRIBUTE = change("x.y", "oktaprofile_app_user_property", None, attribute("room"))
LOCAL_EXEC = [{"type": "local-exec", "expressions": {"command": {"constant_value": "echo s3cret-command"}}}]


def with_provisioner(**more: Any) -> Review:
    """An attribute that is added, and a provisioner beside it."""
    return review(ATTRIBUTE, configuration=configuration(ATTRIBUTE, provisioners=LOCAL_EXEC), **more)


@pytest.mark.parametrize("name", FORMATS)
def test_a_provisioner_is_named(name: str) -> None:
    """The same plan without it has another report; the command itself may hold a secret and is not shown."""
    text = html.unescape(FORMATS[name](with_provisioner()))
    assert text != html.unescape(FORMATS[name](review(ATTRIBUTE)))
    assert "A provisioner runs code where Terraform runs" in " ".join(text.split())
    assert "local-exec" in text
    assert "s3cret" not in text


@pytest.mark.parametrize("kind", [ADDRESS, DATA, FILE, MODULE, PROVIDER, PROVISIONER])
def test_every_kind_has_words(kind: str) -> None:
    """Whatever the configuration reaches is a high risk with a sentence of its own."""
    plan = read_plan(json.dumps(document(ATTRIBUTE)))
    [risk] = of_configuration(replace(plan, reaches=(Reach(kind, "a.b", "what"),)))
    assert (risk.level, risk.code, risk.address) == (HIGH, f"reaches-out-{kind}", "a.b")
    assert plain(risk.words).endswith(": 'what'.")


def test_it_is_a_high_risk_and_not_clear() -> None:
    """Where high risks count, it stops the pipeline."""
    found = with_provisioner(fail_on={HIGH_RISK})
    risk, other = found.risks
    assert other.code == "new-attribute-pushed-empty"
    assert (risk.level, risk.code, risk.address) == (HIGH, "reaches-out-provisioner", "x.y")
    assert (found.status, exit_code(found.gates, {HIGH_RISK})) == ("failed", GATE_FAILED)
    assert "no_high_risk" in junit.write(found)
    assert with_provisioner().status == "attention"
    assert review(ATTRIBUTE).status == "clear"


@pytest.mark.parametrize("broken", [None, {}, {"new": 1}, configuration(ATTRIBUTE, action_triggers=[])])
def test_a_configuration_that_is_not_understood_is_not_clear(broken: Any) -> None:
    """A gate on high risks cannot judge it, and fails."""
    found = review(ATTRIBUTE, configuration=broken, fail_on={HIGH_RISK})
    assert [risk.code for risk in found.risks] == ["not-understood", "new-attribute-pushed-empty"]
    assert exit_code(found.gates, {HIGH_RISK}) == GATE_FAILED
    found = review(ATTRIBUTE, configuration=broken)
    assert found.status == "attention"
    assert "a part of the plan is not understood" in plain(found.verdict)
    assert json.loads(json_document.write(found))["unverified"]
