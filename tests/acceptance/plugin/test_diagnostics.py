"""What a user reads when something is wrong, and what Terraform still knows afterwards."""

from __future__ import annotations

import json

import pytest

from tests.acceptance.plugin.package import Folder
from tests.acceptance.plugin.test_lifecycle import note


def test_errors_point_at_their_attribute(folder: Folder) -> None:
    """At the top terraform shows the very line. It finds none of what is deeper than an element, so it is given the
    element, and the detail says the rest.
    """
    folder.write(
        note(
            '  text = "forbidden"\n  map = {\n    "a key" = {\n      text = "forbidden"\n'
            '      deep = {\n        k = { word = "c" }\n      }\n    }\n  }'
        )
    )
    outcome = folder.run("validate", "-json")
    found = {item["summary"]: item for item in json.loads(outcome.stdout)["diagnostics"] if "range" in item}
    assert found.keys() == {"The text is forbidden", "A row's text is forbidden", "word has no such value"}
    lines = (folder.path / "main.tf").read_text().splitlines()
    assert lines[found["The text is forbidden"]["range"]["start"]["line"] - 1].strip() == 'text = "forbidden"'
    assert found["The text is forbidden"]["detail"] == "Write something else."
    assert (
        found["word has no such value"]["detail"]
        == '"c" is not one of: "a", "b".\n\nAt map["a key"].deep.k.word.'
    )
    for summary in ("A row's text is forbidden", "word has no such value"):
        assert '"a key" = {' in lines[found[summary]["range"]["start"]["line"] - 1]


def test_a_warning_is_shown_and_stops_nothing(folder: Folder) -> None:
    """Terraform prints it with its place."""
    folder.write(note('  behave = "warn"'))
    folder.apply().expect("Warning: A word of warning", "with toy_note.a")


def test_the_provider_s_own_configuration(folder: Folder) -> None:
    """Validated like any other; a secret in it is shown neither by an error nor by a mistake in the provider."""
    folder.write(note(""), provider='  api_key = "wrong"')
    folder.run("plan").expect_failure().expect("The API key is refused", "Ask for another one.")
    folder.write(note(""), provider='  api_key = "raises-with-this-secret"')
    outcome = (
        folder.run("plan")
        .expect_failure()
        .expect("ConfigureProvider raised RuntimeError", "no such key: (sensitive)")
    )
    assert "raises-with-this-secret" not in outcome.output


@pytest.mark.parametrize(
    ("behave", "text"),
    [
        ("raise in plan", "PlanResourceChange of toy_note raised KeyError"),
        ("raise in create", "ApplyResourceChange of toy_note raised ZeroDivisionError: a mistake in create"),
    ],
)
def test_an_exception_is_a_diagnostic(folder: Folder, behave: str, text: str) -> None:
    """The user reads what failed without a traceback; nothing is in the state; the plugin did not crash."""
    folder.write(note(f'  behave = "{behave}"'))
    outcome = folder.run("apply").expect_failure().expect("The provider failed unexpectedly", text)
    assert "Traceback" not in outcome.output
    assert ".py" not in outcome.output
    assert folder.state() == {}


def test_the_traceback_is_in_the_log(folder: Folder) -> None:
    """TF_LOG_PROVIDER shows it, as an error of the provider; information lines come when asked for, without values."""
    folder.write(note('  behave = "raise in create"'))
    folder.environment["TF_LOG_PROVIDER"] = "ERROR"
    log = folder.run("apply").expect_failure().stderr
    assert "[ERROR] provider.terraform-provider-toy_v1.2.3: the provider failed" in log
    assert "note.py" in log
    assert "call answered" not in log
    folder.write(note(""))
    folder.environment["TF_LOG_PROVIDER"] = "DEBUG"
    log = folder.apply().stderr
    assert "[INFO]  provider.terraform-provider-toy_v1.2.3: created" in log
    assert "resource_type=toy_note" in log
    assert "name=<str>" in log
    assert "call answered" in log


def test_sys_exit_in_a_resource_ends_the_call_only(folder: Folder) -> None:
    """Terraform hears of it instead of waiting for ever."""
    folder.write(note('  behave = "exit in create"'))
    folder.run("apply").expect_failure().expect("SystemExit")


@pytest.mark.parametrize(
    ("behave", "text", "kept"),
    [
        ("fail half way", "Only half was made", {"length": None, "text": "t"}),
        ("error with state", "Made, but not well", {"length": 1}),
        ("contradict", "The provider applied something other than it planned", {"text": "something else"}),
        ("leave unknown", "The provider left a value unknown after apply", {"length": None}),
        ("wrong type", "length: expected a number, found a Python str", {"length": None, "id": "note-a"}),
    ],
)
def test_a_create_that_went_wrong_is_kept_as_tainted(
    folder: Folder, behave: str, text: str, kept: dict[str, object]
) -> None:
    """What exists is in the state, marked to be made anew, so that nothing is orphaned."""
    folder.write(note(f'  text = "t"\n  behave = "{behave}"'))
    folder.run("apply").expect_failure().expect(text)
    (instance,) = folder.stored()
    assert instance["status"] == "tainted"
    assert kept.items() <= instance["attributes"].items()  # type: ignore[attr-defined]
    folder.write(note('  text = "t"'))
    folder.apply().expect("1 added, 0 changed, 1 destroyed")
    folder.plan_is_empty()


@pytest.mark.parametrize("behave", ["raise in update", "raise in delete"])
def test_a_failed_update_or_delete_keeps_the_state(folder: Folder, behave: str) -> None:
    """The prior state is still there and works on."""
    folder.write(note('  text = "t"' + ('\n  behave = "raise in delete"' if "delete" in behave else "")))
    folder.apply()
    before = folder.state()
    folder.write(note('  text = "u"\n  behave = "raise in update"') if "update" in behave else "")
    folder.run("apply").expect_failure().expect("ZeroDivisionError")
    assert folder.state() == before


def test_a_destroy_may_be_refused_at_plan(folder: Folder) -> None:
    """The plan hook runs on destroy, and its error stops it."""
    folder.write(note('  behave = "keep"'))
    folder.apply()
    folder.run("destroy").expect_failure().expect("This note must stay")
    assert folder.state()
