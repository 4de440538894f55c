"""`oktaprofile expression`: what it prints, and its exit codes."""

from __future__ import annotations

import io
import json

import pytest

from oktaprofile.expression.command import main

SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'
SCHEMA = {
    "definitions": {
        "base": {"properties": {"directNumber": {"type": "string"}}},
        "custom": {"properties": {"extensionNumber": {"type": "string"}}},
    }
}
TARGET = {"definitions": {"base": {"properties": {"primaryPhone": {"type": "string", "maxLength": 100}}}}}


@pytest.fixture
def file(tmp_path):
    """Writes a JSON document and gives its path."""

    def write(document, name="document.json"):
        path = tmp_path / name
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return str(path)

    return write


def run(capsys, *arguments):
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_check_prints_findings_and_a_warning_is_no_failure(capsys, file):
    """The null trap is a warning: shown with its fix, exit code 0; --strict makes it a failure."""
    arguments = [
        "check",
        SEED,
        "--source",
        file(SCHEMA),
        "--target",
        file(TARGET, "t"),
        "--attribute",
        "primaryPhone",
    ]
    code, out, _ = run(capsys, *arguments)
    assert code == 0
    assert "[null-in-concatenation]" in out
    assert "fix: " in out
    assert run(capsys, *arguments, "--strict")[0] == 3


def test_check_of_a_clean_expression(capsys, file):
    """Nothing found, exit code 0."""
    code, out, _ = run(capsys, "check", "appuser.directNumber", "--source", file(SCHEMA))
    assert (code, out) == (0, "nothing found\n")


@pytest.mark.parametrize("expression", ["appuser.nothing", "user.directNumber", "appuser.directNumber +"])
def test_check_exits_3_for_an_error(capsys, file, expression):
    """An error in the expression or against the schema is exit code 3."""
    code, out, _ = run(capsys, "check", expression, "--source", file(SCHEMA))
    assert code == 3
    assert out.startswith("error: ")
    assert "^" in out


def test_check_json_is_a_list_of_findings(capsys, file):
    """Machines read severity, code, message, the place and the fix."""
    code, out, _ = run(capsys, "check", "appuser.directNumbr", "--source", file(SCHEMA), "--json")
    assert code == 3
    (finding,) = json.loads(out)
    assert finding["code"] == "unknown-attribute"
    assert (finding["start"], finding["end"]) == (8, 19)
    assert finding["fix"] == "appuser.directNumber"


def test_check_to_app(capsys):
    """--direction to_app reads the Okta user."""
    assert run(capsys, "check", "user.email", "--direction", "to_app")[0] == 0
    assert run(capsys, "check", "appuser.email", "--direction", "to_app")[0] == 3


def test_eval_prints_the_value_as_json(capsys, file):
    """A text is in quotes, so that null and "null" differ."""
    context = file({"appuser": {"directNumber": "+390612345678", "extensionNumber": None}})
    assert run(capsys, "eval", SEED, "--context", context)[:2] == (0, '"+390612345678#null"\n')
    assert run(capsys, "eval", "appuser.extensionNumber", "--context", context)[:2] == (0, "null\n")
    assert run(capsys, "eval", "1 + 1")[:2] == (0, "2\n")


def test_eval_exit_codes(capsys):
    """Invalid is 3, failing is 4, undetermined is 5; the text says which and where."""
    code, out, err = run(capsys, "eval", "1 +")
    assert (code, out) == (3, "")
    assert "ends where a value is needed" in err
    code, out, err = run(capsys, "eval", "1 + null")
    assert (code, out) == (4, "")
    assert err.startswith("error: '+' does not work")
    code, out, err = run(capsys, "eval", "String.toUpperCase(null)")
    assert (code, out) == (5, "")
    assert err.startswith("undetermined: ")


def test_an_expression_or_a_file_can_come_from_standard_input(capsys, monkeypatch, file):
    """- stands for the standard input, without the line end that a shell adds."""
    monkeypatch.setattr("sys.stdin", io.StringIO('appuser.x ?: "y"\n'))
    assert run(capsys, "eval", "-", "--context", file({"appuser": {}}))[:2] == (0, '"y"\n')
    monkeypatch.setattr("sys.stdin", io.StringIO('{"appuser": {"x": "z"}}'))
    assert run(capsys, "eval", "appuser.x", "--context", "-")[:2] == (0, '"z"\n')


def test_a_batch_answers_each_item_in_order(capsys, monkeypatch):
    """One entry each with value, error or undetermined; a refused dialect names itself; exit code 0."""
    items = [
        {"id": "a", "expression": "user.x + 1", "context": {"user": {"x": 2}}, "dialect": "classic"},
        {"id": "b", "expression": "user.x + 1", "context": {"user": {"x": None}}},
        {
            "id": "c",
            "expression": 'String.len("\U0001f600") + String.toUpperCase(user.x)',
            "context": {"user": {}},
        },
        {"id": "d", "expression": "'x'.length()", "context": {}, "dialect": "identity-engine"},
        {"id": "e", "expression": "true and 5>3", "context": {}, "dialect": "spel"},
        {"id": "f", "expression": "1.0 / 0", "context": {}},
        {"id": "g", "context": {}},
        {"id": "h", "expression": "1", "context": [], "dialect": "classic"},
        {"id": "i", "expression": "1", "context": {}, "dialect": "latin"},
        {"id": "j", "expression": "1", "context": {}, "dialect": "identity-engine"},
        {"id": 7, "expression": "{1, null, true}", "context": {}},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(items)))
    code, out, _ = run(capsys, "eval", "--batch", "-")
    results = {result["id"]: result for result in json.loads(out)}
    assert code == 0
    assert [result["id"] for result in json.loads(out)] == [item["id"] for item in items]
    assert results["a"] == {"id": "a", "value": 3}
    assert "'+' does not work" in results["b"]["error"]
    assert "String.toUpperCase of null" in results["c"]["undetermined"]
    assert "Identity Engine" in results["d"]["error"]
    assert results["e"] == {"id": "e", "value": True}
    assert "infinite number" in results["f"]["undetermined"]
    assert results["g"] == {"id": "g", "error": "the item has no expression"}
    assert results["h"] == {"id": "h", "error": "the item's context is not an object"}
    assert "latin" in results["i"]["error"]
    assert "Identity Engine" in results["j"]["error"]
    assert results[7] == {"id": 7, "value": [1, None, True]}


def test_format_prints_one_spelling(capsys):
    """Symbols become words, quotes double, brackets go where they change nothing."""
    assert run(capsys, "format", "((a)||b)&&!(c == 'x')")[:2] == (0, '(a OR b) AND !(c == "x")\n')
    assert run(capsys, "format", "a b")[0] == 3


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 2),
        (["frobnicate"], 2),
        (["eval"], 2),
        (["eval", "1", "--batch", "-"], 2),
        (["eval", "-", "--context", "-"], 2),
        (["eval", "--batch", "-", "--context", "x.json"], 2),
        (["check", "1", "--attribute", "primaryPhone"], 2),
        (["check"], 2),
        (["check", "1", "--direction", "up"], 2),
        (["--help"], 0),
    ],
)
def test_wrong_usage_is_2(capsys, arguments, code):
    """The usage is printed, and nothing is raised."""
    assert run(capsys, *arguments)[0] == code


def test_help_has_the_exit_codes(capsys):
    """They are documented where they are looked for."""
    assert "exit codes:" in run(capsys, "--help")[1]


@pytest.mark.parametrize("content", ["{", "[]", '"text"', "[" * 100_000])
def test_a_file_that_is_no_json_object_is_1(capsys, file, content):
    """The file is named, and what is wrong with it; no traceback."""
    path = file(content)
    code, _, err = run(capsys, "eval", "1", "--context", path)
    assert code == 1
    assert path in err


def test_a_file_that_is_missing_is_1(capsys, tmp_path):
    """So is one that is not there, for each option that takes one."""
    path = str(tmp_path / "none.json")
    assert run(capsys, "eval", "1", "--context", path)[0] == 1
    assert run(capsys, "eval", "--batch", path)[0] == 1
    assert run(capsys, "check", "1", "--source", path)[0] == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({}, "is not a JSON list"),
        ("[1,", "is not JSON: Expecting value: line 1 column 4"),
        ("", "is not JSON"),
        ("[" * 100_000, "nested too deep"),
        ('{"id": 1, "id": 2}', "is not a JSON list"),
    ],
)
def test_a_batch_that_is_no_list_is_1(capsys, file, content, said):
    """What is no JSON, or no list, is no batch: nothing is written, and the file is named."""
    path = file(content)
    code, out, err = run(capsys, "eval", "--batch", path)
    assert (code, out) == (1, "")
    assert path in err
    assert said in err


GOOD = {"id": "good", "expression": '"a" + user.x', "context": {"user": {"x": "b"}}}


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ('"x"', {"id": None, "error": "item 1 is not an object with id, expression and context"}),
        ("null", {"id": None, "error": "item 1 is not an object with id, expression and context"}),
        ('{"expression": "1"}', {"id": None, "error": "item 1 has no id"}),
        ('{"id": null, "expression": "1"}', {"id": None, "error": "item 1 has no id"}),
        (
            '{"id": ["a"], "expression": "1"}',
            {"id": None, "error": "the id of item 1 is neither a text nor a number"},
        ),
        ('{"id": 1, "expression": 7}', {"id": 1, "error": "the expression is not a text"}),
        (
            '{"id": 1, "expression": "1", "id": 2}',
            {"id": 2, "error": 'the key "id" appears twice in one object'},
        ),
        (
            '{"id": 1, "expression": "user.x", "context": {"user": {"x": 1, "x": 2}}}',
            {"id": 1, "error": 'the key "x" appears twice in one object'},
        ),
        (
            '{"id": 1, "expression": "user.x", "context": {"user": {"x": NaN}}}',
            {"id": 1, "error": "NaN is no number in JSON"},
        ),
        ('{"id": -Infinity, "expression": "1"}', {"id": None, "error": "-Infinity is no number in JSON"}),
        (
            f'{{"id": 1, "expression": "user.x", "context": {{"user": {{"x": {"9" * 5000}}}}}}}',
            {"id": 1, "error": "a whole number has 5000 digits"},
        ),
        (
            f'{{"id": 1, "expression": "user.x", "context": {{"user": {{"x": {"9" * 30}}}}}}}',
            {"id": 1, "undetermined": "an Okta profile cannot hold a whole number of more than 64 bits"},
        ),
        (
            f'{{"id": 1, "expression": "{"(" * 100_000}"}}',
            {"id": 1, "error": "the expression is nested more than 100 levels deep"},
        ),
        ('{"id": 1, "expression": ""}', {"id": 1, "error": "the expression is empty"}),
        (
            '{"id": 1, "expression": "1", "dialect": ["classic"]}',
            {"id": 1, "error": 'the dialect ["classic"] is not one of classic, spel, identity-engine'},
        ),
    ],
)
def test_a_bad_item_costs_no_other_item_its_answer(capsys, file, item, answer):
    """It is an error of its own, in its place; the next one is evaluated."""
    code, out, _ = run(capsys, "eval", "--batch", file(f"[{item}, {json.dumps(GOOD)}]"))
    assert code == 0
    assert json.loads(out) == [answer, {"id": "good", "value": "ab"}]


def test_an_id_that_stands_twice_is_an_error_of_the_second(capsys, file):
    """Whoever looks answers up by id would take one for the other; 1 and "1" are two ids."""
    items = [{"id": id_, "expression": "1"} for id_ in (1, "1", 1)]
    _, out, _ = run(capsys, "eval", "--batch", file(items))
    assert json.loads(out) == [
        {"id": 1, "value": 1},
        {"id": "1", "value": 1},
        {"id": 1, "error": "item 3 has the id of item 1"},
    ]


def test_a_value_of_a_batch_can_be_anything_that_an_attribute_holds(capsys, file):
    """null as a value is another answer than undetermined and than an error."""
    profile = {"s": "\U0001f600", "n": None, "b": False, "i": 7, "d": 1.5, "l": [1, "x", None]}
    items = [
        {"id": name, "expression": f"user.{name}", "context": {"user": profile}}
        for name in [*profile, "none"]
    ]
    items.append({"id": "?", "expression": "String.toUpperCase(user.n)", "context": {"user": profile}})
    items.append({"id": "!", "expression": "user.n + 1", "context": {"user": profile}})
    _, out, _ = run(capsys, "eval", "--batch", file(items))
    *values, undetermined, error = json.loads(out)
    assert values == [{"id": name, "value": value} for name, value in {**profile, "none": None}.items()]
    assert undetermined.keys() == {"id", "undetermined"}
    assert error.keys() == {"id", "error"}


def test_a_large_batch_keeps_its_order(capsys, file):
    """Twenty thousand items, one after the other, each with its own context."""
    items = [{"id": n, "expression": "user.x + 1", "context": {"user": {"x": n}}} for n in range(20_000)]
    _, out, _ = run(capsys, "eval", "--batch", file(items))
    assert json.loads(out) == [{"id": n, "value": n + 1} for n in range(20_000)]


def test_files_of_windows_are_read(capsys, tmp_path):
    """A mark of the byte order is no part of the JSON; another encoding is named as the reason."""
    path = tmp_path / "context.json"
    path.write_bytes(b"\xef\xbb\xbf" + b'{"user": {"x": "1"}}')
    assert run(capsys, "eval", "user.x", "--context", str(path))[:2] == (0, '"1"\n')
    path.write_bytes('{"user": {}}'.encode("utf-16"))
    code, _, err = run(capsys, "eval", "user.x", "--context", str(path))
    assert code == 1
    assert "is not UTF-8" in err


def test_standard_input_that_is_no_text_is_1(capsys, monkeypatch):
    """Bytes that are not UTF-8 are said to be that, with no traceback."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe1")))
    code, _, err = run(capsys, "eval", "-")
    assert code == 1
    assert "the standard input is not UTF-8" in err


@pytest.mark.parametrize("content", ['{"user": {"x": 1, "x": 2}}', '{"user": {"x": NaN}}'])
def test_a_context_with_a_flaw_is_1(capsys, file, content):
    """A key that stands twice or a NaN is not passed over."""
    assert run(capsys, "eval", "user.x", "--context", file(content))[0] == 1


def test_a_schema_that_is_none_is_1(capsys, file):
    """An app instead of its schema would make every attribute unknown: what is needed is named."""
    code, _, err = run(capsys, "check", "appuser.x", "--source", file({"id": "0oa1", "label": "RingCentral"}))
    assert code == 1
    assert "GET /api/v1/meta/schemas" in err


def test_a_check_that_is_allowed_does_not_fail_the_command(capsys):
    """--allow CODE, as often as there are codes: the finding is still printed."""
    assert run(capsys, "check", "user.email")[0] == 3
    code, out, _ = run(capsys, "check", "user.email", "--allow", "syntax", "--allow", "wrong-profile")
    assert code == 0
    assert "warning: this mapping goes from the app's profile to Okta's" in out
