"""A resource's life, driven by the real terraform: each rule that Terraform has for a provider."""

from __future__ import annotations

import json
import re

import pytest

from tests.acceptance.plugin.package import Folder

EVERYTHING = """
resource "toy_note" "a" {
  name    = "a"
  text    = "hello"
  kind    = "fancy"
  secret  = "a-secret-text"
  flag    = true
  number  = 0.1
  tags    = ["y", "x", "z"]
  weights = { big = 123456789012345678901234567890, small = 0.1, whole = 3 }
  lines   = ["one", "two"]
  single  = { text = "s", deep = { k = { word = "a" } } }
  list    = [{ text = "l0" }, { text = "l1", level = 7 }]
  set     = [{ text = "s0" }, { text = "s1" }]
  map     = { r = { text = "m0" }, "with space" = { text = "m1" } }
}
"""


def note(body: str, *, name: str = "a", label: str = "a") -> str:
    """One note."""
    return f'resource "toy_note" "{label}" {{\n  name = "{name}"\n{body}\n}}\n'


def test_every_kind_of_attribute_from_create_to_destroy(folder: Folder) -> None:
    """All types and nesting modes, defaults and computed values at each depth; an empty plan; then nothing."""
    folder.write(EVERYTHING)
    shown = folder.apply()
    assert "a-secret-text" not in shown.output
    folder.plan_is_empty()
    values = folder.state()["toy_note.a"]
    assert values["id"] == "note-a"
    assert values["length"] == 5
    assert values["map"]["r"] == {
        "text": "m0",
        "mark": "mark.map.r.mark",
        "level": 1,
        "locked": None,
        "deep": None,
    }  # type: ignore[index]
    assert values["list"][1]["level"] == 7  # type: ignore[index]
    state = (folder.path / "terraform.tfstate").read_text()
    assert "123456789012345678901234567890" in state
    folder.run("destroy").expect_success()
    assert not list(folder.notes.glob("*.json"))
    assert "plan destroy" in folder.trace()


def test_an_update_in_place(folder: Folder) -> None:
    """Only what changes is shown; a computed value that will change is unknown, others are kept."""
    folder.write(EVERYTHING)
    folder.apply()
    folder.write(EVERYTHING.replace('"hello"', '"hello, world"').replace('"m0"', '"m0 changed"'))
    plan = folder.run("plan").expect_success()
    plan.expect(
        "will be updated in-place", "0 to add, 1 to change, 0 to destroy", "length = 5 -> (known after apply)"
    )
    assert "mark" not in plan.output.replace("known after apply", "")
    folder.apply()
    folder.plan_is_empty()
    assert folder.state()["toy_note.a"]["length"] == 12


def test_a_new_nested_element_has_unknown_computed_values(folder: Folder) -> None:
    """An element added on update is new, with unknown values in it; the one beside it keeps its own."""
    folder.write(note('  map = { r = { text = "t" } }'))
    folder.apply()
    folder.write(note('  map = { r = { text = "t" }, s = { text = "u" } }'))
    plan = folder.run("plan").expect_success()
    assert plan.output.count("(known after apply)") == 1
    folder.apply()
    folder.plan_is_empty()


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("", "", "name"),
        (
            'map = { k = { text = "t", locked = "x" } }',
            'map = { k = { text = "t", locked = "y" } }',
            "locked",
        ),
        ('single = { text = "t", locked = "x" }', 'single = { text = "t", locked = "y" }', "locked"),
        ('list = [{ text = "t", locked = "x" }]', 'list = [{ text = "t", locked = "y" }]', "locked"),
        ('set = [{ text = "t", locked = "x" }]', 'set = [{ text = "t", locked = "y" }]', "set"),
    ],
)
def test_a_replacement_names_the_attribute(folder: Folder, before: str, after: str, where: str) -> None:
    """Terraform marks the very attribute, in nested objects too, and makes the note anew."""
    folder.write(note(before))
    folder.apply()
    folder.write(note(after, name="b" if where == "name" else "a"))
    plan = (
        folder.run("plan")
        .expect_success()
        .expect("1 to add, 0 to change, 1 to destroy", "forces replacement")
    )
    marked = (
        r"set += \[\s+- { # forces replacement" if where == "set" else rf"~ {where} .*# forces replacement"
    )
    assert re.search(marked, plan.output), plan.output
    folder.apply()
    folder.plan_is_empty()
    assert [path.name for path in folder.notes.glob("*.json")] == [
        f"note-{'b' if where == 'name' else 'a'}.json"
    ]


def test_import(folder: Folder) -> None:
    """By id, with private state; a plan right after is empty; an unknown id is an error that lists what there is."""
    folder.write(note('  text = "t"'))
    folder.apply()
    folder.run("state", "rm", "toy_note.a").expect_success()
    folder.run("import", "-no-color", "toy_note.a", "note-zzz").expect_failure().expect(
        'There is no note "note-zzz" to import'.replace('"', "'"), "Known: note-a"
    )
    folder.run("import", "-no-color", "toy_note.a", "note-a").expect_success()
    folder.plan_is_empty()


def test_private_state_survives(folder: Folder) -> None:
    """From plan to create, to read, to update; the toy refuses to go on without it. Terraform stores it beside."""
    folder.write(note('  text = "t"'))
    folder.apply()
    folder.write(note('  text = "u"'))
    folder.apply()
    folder.plan_is_empty()
    import base64

    (instance,) = folder.stored()
    assert json.loads(base64.b64decode(str(instance["private"]))) == {"created": True}


def test_deleted_and_changed_outside(folder: Folder) -> None:
    """A note that is gone is planned anew with a warning; one that was changed is planned back."""
    folder.write(note('  text = "t"'))
    folder.apply()
    path = folder.notes / "note-a.json"
    changed = json.loads(path.read_text())
    path.write_text(json.dumps({**changed, "kind": "fancy"}))
    folder.run("plan").expect_success().expect("1 to change", '"fancy" -> "plain"')
    path.unlink()
    folder.run("plan").expect_success().expect("1 to add", "The note is gone")


def test_unknown_values_of_another_resource(folder: Folder) -> None:
    """What is known only after apply is unknown in the plan at each depth, then right; the rest is checked."""
    first = note("", name="first", label="first")
    second = note(
        '  text = toy_note.first.id\n  tags = [toy_note.first.id, "x"]\n'
        "  map = { k = { text = toy_note.first.id } }\n  set = [{ text = toy_note.first.id }]\n"
        '  list = toy_note.first.id == "" ? [] : [{ text = "t" }]',
        name="second",
        label="second",
    )
    folder.write(first + second)
    folder.run("plan").expect_success().expect("2 to add")
    folder.apply()
    folder.plan_is_empty()
    values = folder.state()["toy_note.second"]
    assert values["text"] == "note-first"
    assert values["map"]["k"]["text"] == "note-first"  # type: ignore[index]
    folder.write(first + second.replace("name =", 'kind = "odd"\n  name ='))
    folder.run("validate", "-no-color").expect_failure().expect('"odd" is not one of: "plain", "fancy"')


def test_a_data_source_and_functions(folder: Folder) -> None:
    """Defaults of a data source, and functions."""
    folder.write(
        note("")
        + 'data "toy_names" "all" {\n  depends_on = [toy_note.a]\n}\n'
        + 'output "names" { value = data.toy_names.all.names }\n'
        + 'output "r" { value = provider::toy::repeat("ab", 3) }\n'
        + 'output "l" { value = provider::toy::longest(["a", "abc", null, "ab"]) }\n'
    )
    folder.apply()
    outputs = json.loads(folder.run("output", "-json").stdout)
    assert {name: output["value"] for name, output in outputs.items()} == {
        "names": ["note-a"],
        "r": "ababab",
        "l": "abc",
    }


def test_a_refused_function_argument(folder: Folder) -> None:
    """The error stands at the argument that caused it."""
    folder.write('output "r" { value = provider::toy::repeat("ab", -1) }\n')
    folder.run("plan").expect_failure().expect(
        'Invalid value for "times" parameter', "times must not be negative"
    )


def test_an_old_state_is_upgraded(folder: Folder) -> None:
    """A state of schema version 1 is upgraded by the resource; attributes it no longer has are dropped."""
    folder.write(note('  text = "t"'))
    folder.apply()
    path = folder.path / "terraform.tfstate"
    state = json.loads(path.read_text())
    instance = state["resources"][0]["instances"][0]
    assert instance["schema_version"] == 2
    instance["schema_version"] = 1
    instance["attributes"]["body"] = instance["attributes"].pop("text")
    instance["attributes"]["long_gone"] = ["x"]
    path.write_text(json.dumps(state))
    folder.plan_is_empty()


def test_a_state_of_a_newer_provider_is_refused(folder: Folder) -> None:
    """It says which versions this provider knows."""
    folder.write(note(""))
    folder.apply()
    path = folder.path / "terraform.tfstate"
    state = path.read_text()
    assert state.count('"schema_version": 2') == 1
    path.write_text(state.replace('"schema_version": 2', '"schema_version": 9'))
    folder.run("plan").expect_failure()


def test_a_number_beyond_floats_keeps_its_digits(folder: Folder) -> None:
    """Terraform's numbers are wider than Python's floats; what is stored is what was configured."""
    folder.write('resource "toy_blob" "a" {\n  content = "x"\n  ratio = 0.1234567890123456789012345\n}\n')
    folder.apply()
    assert "0.1234567890123456789012345" in (folder.path / "terraform.tfstate").read_text()
    folder.plan_is_empty()


def test_a_plan_may_be_saved_and_applied(folder: Folder) -> None:
    """A saved plan carries private state and unknown values to another run of terraform."""
    folder.write(EVERYTHING)
    folder.run("plan", "-out=saved").expect_success()
    folder.finish(folder.start("apply", "-no-color", "saved")).expect_success()
    folder.plan_is_empty()
