"""The first line, and the kinds of changes that Terraform has beside create, update and delete."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oktaprofile.review import people_tables, sections
from oktaprofile.review.impact_file import read_impact
from oktaprofile.review.model import Review
from oktaprofile.review.words import plain
from oktaprofile.review.writers import html_page, json_document, markdown, terminal
from tests.unit.review.plans import DIRECT, app, attribute, case, case_text, change, mapping, override, review

NO_OP = {"actions": ["no-op"]}
KIND = "oktaprofile_mapping"


def first(found: Review) -> tuple[str, str]:
    """Status and words."""
    return found.status, plain(found.verdict)


def everywhere(found: Review) -> list[str]:
    """The report in the formats that people read."""
    return [writer.write(found) for writer in (markdown, html_page, json_document)] + [
        terminal.write(found, width=500)
    ]


def test_a_failed_gate_is_named_with_what_was_found() -> None:
    """Nobody has to look into a table for why the plan is refused."""
    assert first(case("change", impact=True)) == (
        "failed",
        "1 gate failed: people whose value contains the word null: 20, limit 0, worst 'primaryPhone'",
    )
    broken = review(change("m.x", KIND, None, mapping({"title": "appuser.a ++ 1"})))
    assert first(broken) == (
        "invalid",
        "1 gate failed: expressions that are not valid: 1, limit 0, worst 'title'",
    )


def test_a_plan_whose_people_are_not_known_is_not_clear() -> None:
    """Green is said only where nothing is left to look at."""
    status, words = first(case("create"))
    assert status == "attention"
    assert words == "No gate failed, but whom it changes was not predicted, and 1 condition does not hold"


def test_people_for_whom_nothing_can_be_said_are_named() -> None:
    """The first plan of the sync: no app user has a value of an attribute that does not exist yet."""
    document = json.loads(case_text("change.impact"))
    document |= {"gates": [], "verdict": "clear"}
    for target in document["targets"]:
        target["outcomes"] = {"undetermined": 366}
    found = review(impact=read_impact(json.dumps(document)))
    assert first(found) == (
        "attention",
        "Nothing changes, but for 366 people nobody can tell the new value beforehand",
    )


def test_a_mapping_that_the_impact_does_not_have_is_not_clear() -> None:
    """Of another attribute, known only after apply, or sensitive: nobody looked at its people."""
    impact = json.loads(case_text("change.impact"))
    impact |= {"gates": [], "verdict": "clear"}
    for target in impact["targets"]:
        target["outcomes"] = {"unchanged": 366}
    other = change("m.x", KIND, None, mapping({"title": DIRECT}))
    hidden = change(
        "m.y", KIND, None, mapping({"city": DIRECT}),
        change={"after_sensitive": {"properties": {"city": {"expression": True}}}},
    )  # fmt: skip
    words, risk = "No gate failed, but {}whom {} not predicted", "1 high risk needs a look, and "
    found = read_impact(json.dumps(impact))
    assert first(review(other, impact=found)) == ("attention", words.format("", "1 mapping changes was"))
    two = words.format(risk, "2 mappings change was")
    assert first(review(other, hidden, impact=found)) == ("attention", two)
    assert first(review(hidden)) == ("attention", words.format(risk, "it changes was"))


def test_what_is_not_explained_is_not_called_clear() -> None:
    """Another provider's resource may do anything."""
    words = "No gate failed, but 1 resource of other providers is not explained here"
    assert first(review(change("aws_x.y", "aws_x", None, {}))) == ("attention", words)


def test_another_first_source_is_named() -> None:
    """Who comes first from now on, and before whom."""
    kind = "oktaprofile_master_override"
    found = review(
        change("o.x", kind, override(["0oaRING"]), override(["0oaWORK", "0oaRING"])),
        read=[app("RingCentral"), app("Workday", "0oaWORK")],
    )
    assert [plain(risk.words) for risk in found.risks] == [
        "From now on 'Workday' comes first for 'primaryPhone', before 'RingCentral'."
    ]


def test_a_clear_plan() -> None:
    """An attribute is added, which nobody's value depends on."""
    found = review(change("x.y", "oktaprofile_app_user_property", None, attribute("room")))
    assert first(found) == ("clear", "No gate failed, and no high risk was found")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"complete": False}, "the plan is not complete"),
        ({"new_part": [1]}, "a part of the plan is not understood"),
        (
            {
                "checks": [
                    {"address": {"to_display": "check.x"}, "status": "error"},
                    {"address": {"to_display": "check.y"}, "status": "fail"},
                ]
            },
            "2 conditions do not hold",
        ),
        (
            {"deferred_changes": [{"reason": "x", "resource_change": change("a.b", "a", None, {})}]},
            "the plan is not complete",
        ),
    ],
)  # fmt: skip
def test_what_is_open_keeps_a_plan_from_being_clear(more: dict[str, Any], words: str) -> None:
    """Also one that changes nothing."""
    assert first(review(**more)) == ("attention", f"Nothing changes, but {words}")


def test_an_output_that_changes_is_a_change() -> None:
    """What it shows is stored and printed: a plan with one is not empty."""
    made = {"actions": ["create"], "before": None, "after": 1}
    assert first(review(output_changes={"a": made})) == ("clear", "Nothing changes but 1 output")
    assert first(review(output_changes={"a": made, "b": made}, complete=False)) == (
        "attention",
        "Nothing changes but 2 outputs, but the plan is not complete",
    )


def test_an_import_block_is_reported() -> None:
    """Terraform calls it `no-op`, or `update` when something changes with it."""
    kept = mapping({"title": DIRECT})
    found = review(
        change("m.same", KIND, kept, kept, change={**NO_OP, "importing": {"id": "x"}}),
        change("m.other", KIND, kept, mapping({"title": "appuser.b"}), change={"importing": {"id": "y"}}),
        change("aws_x.y", "aws_x", {"a": 1}, {"a": 1}, change={**NO_OP, "importing": {"id": "z"}}),
    )
    assert [(step.effect, plain(step.words)) for step in found.steps] == [
        ("import", "'m.same' exists in Okta already; from now on Terraform manages it, as imported"),
        ("import", "'m.other' exists in Okta already; from now on Terraform manages it, as imported"),
        ("changed", "Mapping of 'title' from 'RingCentral' to the Okta user profile changed"),
    ]
    assert [(one.address, one.action) for one in found.foreign] == [("aws_x.y", "import")]
    assert found.unchanged == 0
    assert "2 resources imported" in plain(sections.summary(found))


def test_a_moved_block_is_reported() -> None:
    """A new name in Terraform is no change in Okta, and is not hidden either."""
    kept = mapping({"title": DIRECT})
    found = review(change("m.new", KIND, kept, kept, change=NO_OP, previous_address="m.old"))
    assert [plain(step.words) for step in found.steps] == [
        "Terraform calls 'm.old' another name; nothing changes in Okta by that"
    ]
    assert [step.address for step in found.steps] == ["m.new"]
    assert first(found)[0] == "clear"


def test_what_terraform_puts_off_or_reads_later_is_listed() -> None:
    """By address, with the reason in words; a data source that is read at apply as well."""
    put_off = {
        "reason": "resource_config_unknown",
        "resource_change": change("m.later", KIND, None, mapping({})),
    }
    late = change(
        "data.oktaprofile_app.x", "oktaprofile_app", None, {}, mode="data", change={"actions": ["read"]}
    )
    found = review(late, deferred_changes=[put_off])
    for text in everywhere(found):
        assert "m.later" in text.replace("&#95;", "_")
        assert "its configuration is not known yet" in text
        assert "data.oktaprofile_app.x" in text.replace("&#95;", "_")


def test_several_changes_of_one_attribute_are_one_attribute() -> None:
    """The summary counts attributes, the table shows each change."""
    found = review(
        change(
            "x.y",
            "oktaprofile_app_user_property",
            attribute("room", description="a"),
            attribute("room", title="Room", description="b"),
        )
    )
    assert len(found.steps) == 2
    assert plain(sections.summary(found)) == "1 attribute changed"


def test_an_added_attribute_is_told_with_everything_that_is_set() -> None:
    """In the console's words, ids as labels."""
    found = review(
        change(
            "x.y",
            "oktaprofile_user_property",
            None,
            attribute(
                "badge", permissions="HIDE", master="OVERRIDE", master_priority=["0oaRING"], min_length=2,
                unique=True, description="Colour",
            ),
        )
    )  # fmt: skip
    assert plain(found.steps[0].after) == (
        "text, titled 'T', unique, shortest 2, source: an override, sources in order: 'RingCentral', "
        "people may: not see it, described as 'Colour'"
    )


def test_the_changes_stand_in_the_order_in_which_values_travel() -> None:
    """Attributes, the mapping to Okta, the source, the mapping to the app; whatever the addresses are."""
    found = review(
        change("a.out", KIND, None, mapping({"telephoneNumber": "user.primaryPhone"}, direction="to_app")),
        change("b.source", "oktaprofile_master_override", None, override(["0oaRING"])),
        change("c.in", KIND, None, mapping({"primaryPhone": DIRECT})),
        change("d.attribute", "oktaprofile_app_user_property", None, attribute("directNumber")),
        read=[app("RingCentral")],
    )
    assert [step.address for step in found.steps] == ["d.attribute", "c.in", "b.source", "a.out"]
    assert [one.target for one in found.expressions] == ["primaryPhone", "telephoneNumber"]


def test_the_people_table_says_what_its_columns_do_not() -> None:
    """Who waits for a push, and who would change without this plan; kinds of phone numbers in words."""
    document = json.loads(case_text("change.impact"))
    document["targets"][0] |= {"waits_for_push": 7, "also_without_the_plan": 1_234}
    found = review(impact=read_impact(json.dumps(document)))
    table = people_tables.people(found)
    assert table is not None
    assert "For 7 people the new mapping of 'primaryPhone' in Okta is applied only with their next" in plain(
        table.note
    )
    assert "1,234 would get the same 'primaryPhone' in Okta with the next import" in plain(table.note)
    phones = people_tables.phones(found)
    assert phones is not None
    assert ("international, # and an extension",) in [row[1] for row in phones.rows]


def test_attributes_of_two_user_types_are_told_apart() -> None:
    """Both are called primaryPhone."""
    document = json.loads(case_text("change.impact"))
    other = {**document["targets"][0], "user_type": {"id": "oty2", "name": "contractor"}}
    document["targets"] = [document["targets"][0], other]
    table = people_tables.people(review(impact=read_impact(json.dumps(document))))
    assert table is not None
    assert [plain(row[0]) for row in table.rows] == [
        "'primaryPhone' in Okta",
        "'primaryPhone' in Okta (user type 'contractor')",
    ]
