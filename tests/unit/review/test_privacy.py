"""No phone number, e-mail address, login or secret in any format, whichever way it comes in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.plan.reader import read_plan
from oktaprofile.review.build import build
from oktaprofile.review.impact_file import read_impact
from oktaprofile.review.model import Review
from oktaprofile.review.source_lines import SourceLines
from oktaprofile.review.writers import html_page, json_document, junit, markdown, sarif, terminal
from tests.unit.review.hostile import impact_with, review_with
from tests.unit.review.plans import attribute, case_text, change, document, mapping, review

SECRET = "s3cr3t-Marked-Value"


def formats(found: Review) -> dict[str, str]:
    """The report in every format; the terminal in three widths, since wrapping must not hide a number."""
    return {
        "markdown": markdown.write(found),
        "html": html_page.write(found),
        "json": json_document.write(found),
        "sarif": sarif.write(found, SourceLines(Path("/nowhere"))),
        "junit": junit.write(found),
        **{f"terminal {width}": terminal.write(found, width=width) for width in (60, 80, 110)},
        "coloured": terminal.write(found, colour=True),
    }


@pytest.mark.parametrize(
    "number",
    ["+14155550100", "+1 (415) 555-0100", "(415) 555-0100", "415-555-0100", "4155550100", "020 7946 0555"],
)
def test_a_phone_number_in_every_field(number: str) -> None:
    """Labels, addresses, names, expressions, messages, shapes, reasons: no half of it is left, wrapped or escaped."""
    for name, text in formats(review_with(number)).items():
        shown = text.replace("\n", "").replace("&#45;", "-").replace("&#40;", "(").replace("&#41;", ")")
        assert number not in shown, name
        for part in ("5550100", "555-0100", "550100", "7946", "14155"):
            assert part not in shown.replace(" ", ""), name


@pytest.mark.parametrize(
    "address", ["ana.mueller@acme.example", "o'brien+x@acme.example", "jürgen@acme.example"]
)
def test_an_e_mail_address_in_every_field(address: str) -> None:
    """With an apostrophe or an umlaut too; nothing of the name in front of the sign stays."""
    for name, text in formats(review_with(address)).items():
        for part in (address.split("@")[0], "brien", "acme.example"):
            assert part not in text, name


def test_no_piece_of_a_number_in_an_expression_stays() -> None:
    """The comparison by token would cut one in the middle; where only the number changes, all of it is changed."""
    old, new = "call +1 415 555 0100 now", "call +1 415 777 0100 now"
    found = review(change("m.x", "oktaprofile_mapping", mapping({"title": old}), mapping({"title": new})))
    for name, text in formats(found).items():
        for part in ("555", "777", "0100"):
            assert part not in text, name
    [expression] = found.expressions
    assert expression.before_runs == expression.after_runs == (("call (phone number) now", True),)


def test_the_people_of_a_plan_are_not_named_by_their_keys() -> None:
    """Resources that stand for people have logins as keys; attributes and mappings keep theirs."""
    values = {"login": "jane.doe", "first_name": "Jane"}
    found = review(
        change('okta_user.staff["jane.doe"]', "okta_user", None, values),
        change('okta_group_memberships.x["jdoe"]', "okta_group_memberships", values, None),
        change('okta_user_schema_property.x["mobile"]', "okta_user_schema_property", {"a": 1}, {"a": 2}),
        change(
            'oktaprofile_app_user_property.x["room"]', "oktaprofile_app_user_property", None, attribute("room")
        ),
        deferred_changes=[{"reason": "x", "resource_change": change('okta_user.s["harriet"]', "okta_user", None, {})}],
        resource_drift=[change('okta_user.staff["bob.li"]', "okta_user", values, {"login": "bob.li"})],
    )  # fmt: skip
    for name, text in formats(found).items():
        for part in ("jane", "Jane", "jdoe", "harriet", "bob.li"):
            assert part not in text, name
    assert [one.address for one in found.foreign] == [
        'okta_user.staff["…"]',
        'okta_group_memberships.x["…"]',
        'okta_user_schema_property.x["mobile"]',
    ]
    assert found.steps[0].address == 'oktaprofile_app_user_property.x["room"]'


def test_no_secret_of_a_plan_in_any_format(monkeypatch: pytest.MonkeyPatch) -> None:
    """In variables, the provider's configuration, sensitive values of ours and others, outputs and the environment."""
    for name in ("OKTA_API_TOKEN", "OKTA_API_PRIVATE_KEY", "GITHUB_TOKEN", "TF_VAR_token"):
        monkeypatch.setenv(name, SECRET)
    marks = {"before_sensitive": {"a": True, "b": [True]}, "after_sensitive": {"a": True, "b": [True]}}
    ours = {
        "before_sensitive": {"properties": {"title": {"expression": True}}},
        "after_sensitive": {"properties": {"title": {"expression": True}}, "restores": True},
    }
    plan = document(
        change("aws_x.y", "aws_x", {"a": SECRET, "b": [SECRET]}, {"a": SECRET + "2", "b": [SECRET]}, change=marks),
        change(
            "m.x", "oktaprofile_mapping", mapping({"title": f'"{SECRET}"'}), mapping({"title": f'"{SECRET}" + 1'}),
            change=ours,
        ),
        change(
            "p.x", "oktaprofile_app_user_property", None, attribute("room", description=SECRET),
            change={"after_sensitive": {"description": True}},
        ),
        variables={"token": {"value": SECRET}},
        configuration={
            "provider_config": {"okta": {"expressions": {"api_token": {"constant_value": SECRET}}}},
            "root_module": {"variables": {"token": {"default": SECRET, "sensitive": True}}},
        },
        output_changes={"x": {"actions": ["update"], "before": SECRET, "after": SECRET + "2"}},
        planned_values={
            "outputs": {"x": {"sensitive": True, "value": SECRET}},
            "root_module": {"resources": [{"type": "aws_x", "values": {"a": SECRET}, "sensitive_values": {"a": True}}]},
        },
    )  # fmt: skip
    found = build(read_plan(json.dumps(plan)))
    assert SECRET not in repr(found)
    for name, text in formats(found).items():
        assert SECRET not in text, name


def test_json_stays_json_whatever_is_masked() -> None:
    """A count or an age of ten digits is no phone number, and a text in brackets would be no number."""
    impact = impact_with("+1 415 555 0100") | {
        "data": {"source": "org", "taken_at": "x", "age_seconds": 1_790_000_000, "users": 12_345_678_901}
    }
    found = review(impact=read_impact(json.dumps(impact)))
    told = json.loads(json_document.write(found))
    assert (told["impact"]["age_seconds"], told["impact"]["people"]) == (1_790_000_000, 12_345_678_901)
    assert "555" not in json.dumps(told)
    assert json.loads(sarif.write(found, SourceLines(Path("/nowhere"))))["version"] == "2.1.0"


def test_masks_do_not_make_a_comment_too_long() -> None:
    """A mask is longer than `a@b.co`: what is measured is masked already."""
    short = " ".join(["a@b.co"] * 150)
    changes: list[dict[str, Any]] = [
        change(f'm.x["{short} {n}"]', "oktaprofile_mapping", None, mapping({f"t{n}": f'"{short} {n}"'}))
        for n in range(1_500)
    ]
    body = markdown.write(build(read_plan(json.dumps(document(*changes)))))
    assert 40_000 < len(body) < markdown.LIMIT
    assert "a@b" not in body
    assert body.count("<details") == body.count("</details>")
    assert body.count("```") % 2 == 0


def test_samples_and_names_of_an_impact_stay_behind() -> None:
    """Somebody asked impact for people; the report does not repeat them in any format."""
    impact = json.loads(case_text("change.impact"))
    impact["targets"][0]["samples"] = [{"user": "ana@acme.com", "before": "+14155550100", "after": "x"}]
    impact["warnings"] = ["ana.mueller is not among the people."]
    for name, text in formats(review(impact=read_impact(json.dumps(impact)))).items():
        assert "ana" not in text.replace("managed", "").replace("Resanalysis", ""), name
        assert "4155550100" not in text, name
