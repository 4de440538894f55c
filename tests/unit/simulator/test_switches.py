"""The switches of the command line: one way for all, the last one counts, and a value that is none is refused."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from oktaprofile.simulator import switches
from oktaprofile.simulator.command import parser, service_options
from oktaprofile.simulator.switches import CHOICES, Switches
from tests.unit.simulator.calling import custom, make_api

DOCS = Path(__file__).parents[3] / "docs" / "simulator.md"


def of(*flags: str) -> Switches:
    made = service_options(parser().parse_args(flags), {})["switches"]
    assert isinstance(made, Switches)
    return made


def test_a_flag_and_the_switch_by_its_name_are_one() -> None:
    """Each flag sets its switch, and the last one of a line counts."""
    assert of() == Switches()
    assert of(
        "--base-master", "ignore", "--no-mappings-api", "--push-whole-profile", "--latency-ms", "5"
    ) == of(
        *("--switch", "base_master=ignore", "--switch", "mappings_api=off"),
        *("--switch", "push_whole_profile=on", "--switch", "latency_ms=5"),
    )
    assert of("--switch", "base_master=reject", "--base-master", "accept").base_master == "accept"


@pytest.mark.parametrize(
    "text", ["base_master=maybe", "mappings_api=no", "nothing=on", "latency_ms=-1", "base_master"]
)
def test_a_value_that_is_none_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With what it may be."""
    with pytest.raises(SystemExit):
        of("--switch", text)
    assert "--switch: " in capsys.readouterr().err


def test_the_default_of_each_switch_is_one_of_its_words_and_the_page_names_it() -> None:
    """A word that is misspelt would never be asked for."""
    page = DOCS.read_text("utf-8")
    for one in fields(Switches):
        assert one.default in CHOICES.get(one.name, (one.default,))
        assert f"`{one.name}`" in page, one.name
    assert set(CHOICES) <= {one.name for one in fields(switches.Switches)}


TEXT = {"title": "T", "type": "string", "scope": "NONE"}


@pytest.mark.parametrize("answer", CHOICES["null_attribute"])
def test_null_for_an_optional_attribute(answer: str) -> None:
    """Cleared, kept or refused; `pattern` is cleared whatever the switch says (recorded)."""
    api = make_api(null_attribute=answer)
    path = "/api/v1/meta/schemas/user/default"
    api("POST", path, custom(one={**TEXT, "description": "d", "pattern": "a"}))
    found = api("POST", path, custom(one={**TEXT, "description": None}))
    assert found.status == (400 if answer == "reject" else 200)
    again = api("POST", path, custom(one={**TEXT, "pattern": None})).body["definitions"]["custom"][
        "properties"
    ]
    assert again["one"].get("description") == (None if answer == "clear" else "d")
    assert "pattern" not in again["one"]
