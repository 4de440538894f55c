"""The command line of `oktaprofile impact`, as far as no org is asked."""

from __future__ import annotations

import pytest

from oktaprofile.cli.impact import change_of, main, parser
from oktaprofile.cli.shared import FAILED
from oktaprofile.impact.change import Attributed, override


def test_a_new_attribute_is_a_text_of_the_app() -> None:
    """`--new-attribute` lets `--map` read what the app does not have yet."""
    options = parser().parse_args(
        [
            "--app",
            "RingCentral",
            "--map",
            "primaryPhone=appuser.directNumber",
            "--new-attribute",
            "directNumber",
        ]
    )
    change = change_of(options)
    assert change.attributed == [Attributed("RingCentral", None, "directNumber", {"type": "string"})]
    assert change.mapped[0].target == "primaryPhone"


def test_an_override_by_several_apps_and_checks_that_are_allowed() -> None:
    """`--override-source` in order; without it the app alone. `--allow` is of every `--map`."""
    given = ["--app", "US", "--map", "primaryPhone=appuser.x", "--override", "primaryPhone"]
    change = change_of(parser().parse_args(given))
    assert (change.mastered[0].master, change.mapped[0].allow) == (override(["US"]), ())
    more = ["--override-source", "US", "--override-source", "EMEA", "--allow", "target-length"]
    change = change_of(parser().parse_args([*given, *more]))
    assert change.mastered[0].master == override(["US", "EMEA"])
    assert change.mapped[0].allow == ("target-length",)


def test_a_plan_and_a_new_attribute_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    """A plan says itself which attributes it creates."""
    assert main(["plan.json", "--new-attribute", "directNumber"]) == FAILED
    assert "--new-attribute" in capsys.readouterr().err
