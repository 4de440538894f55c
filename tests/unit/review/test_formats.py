"""JSON, JUnit, SARIF, HTML and the terminal."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import os
import re
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

from oktaprofile.review.source_lines import SourceLine, SourceLines
from oktaprofile.review.writers import html_page, json_document, junit, sarif, terminal
from tests.unit.review.plans import case

NOWHERE = SourceLines(Path("/nowhere"))
STACK = """\
class Sync(Construct):
    def __init__(self, scope, id_):
        super().__init__(scope, id_)
        self.mapping = ProfileMapping(
            self,
            "mapping",
        )


class Stack(cdktf.TerraformStack):
    def __init__(self, scope):
        super().__init__(scope, "stack")
        Library(self, "library")
        Sync(self, "sync")


class Other(Construct):
    def __init__(self, scope):
        ProfileMapping(self, "mapping")
"""


def test_json_has_its_documented_shape() -> None:
    """A program gets format and version, and everything the other formats show."""
    found = json.loads(json_document.write(case("change", impact=True)))
    assert (found["format"], found["version"]) == ("oktaprofile-review", 1)
    assert set(found) == {
        "format",
        "version",
        "subject",
        "status",
        "verdict",
        "terraform_version",
        "actions",
        "unchanged",
        "gates",
        "risks",
        "changes",
        "expressions",
        "sources",
        "foreign",
        "changed_outside",
        "outputs",
        "conditions",
        "restores",
        "unverified",
        "flow",
        "impact",
    }
    assert found["status"] == "failed"
    assert found["actions"] == {"create": 3, "update": 2}
    [expression] = [one for one in found["expressions"] if one["attribute"] == "primaryPhone"]
    assert expression["gone"] == ["(appuser.extensionNumber != null ?", ': "")']
    assert expression["reads_after"] == ["directNumber", "extensionNumber"]
    assert found["impact"]["targets"][0]["outcomes"]["literal_null"] == 20


def test_junit_has_one_case_a_gate() -> None:
    """The failed one says limit and found."""
    root = ElementTree.fromstring(junit.write(case("change", impact=True)))
    cases = {one.get("name"): one.find("failure") for one in root.findall(".//testcase")}
    assert list(cases) == [
        "max_blanked",
        "max_literal_null",
        "max_over_length",
        "max_changed_percent",
        "impact_of_this_plan",
        "valid_expressions",
    ]
    failed = {name: found for name, found in cases.items() if found is not None}
    assert list(failed) == ["max_literal_null"]
    assert failed["max_literal_null"].get("message") == "limit 0, found 20, worst: primaryPhone"
    suite = root.find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("6", "1")


def test_sarif_points_at_the_python_line_that_the_user_wrote(tmp_path: Path) -> None:
    """By the construct path, into classes of the folder; the inside of a library is the call of the library."""
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "stack.py").write_text(STACK)
    resources = {
        name: {"//": {"metadata": {"path": path}}}
        for name, path in (
            ("a", "stack/sync/mapping"),
            ("b", "stack/library/deep/inside"),
            ("c", "stack/nowhere"),
        )
    }
    synthesized = tmp_path / "cdk.tf.json"
    synthesized.write_text(json.dumps({"resource": {"oktaprofile_mapping": resources}}))
    lines = SourceLines(tmp_path, [tmp_path / "stacks"], synthesized)
    assert lines.find("oktaprofile_mapping.a") == SourceLine("stacks/stack.py", 4)
    assert lines.find('module.x[0].oktaprofile_mapping.a["k.e y"]') == SourceLine("stacks/stack.py", 4)
    assert lines.find("oktaprofile_mapping.b") == SourceLine("stacks/stack.py", 13)
    assert lines.find("oktaprofile_mapping.c") is None
    assert lines.find("") is None


def test_sarif_points_at_a_block_of_hcl(tmp_path: Path) -> None:
    """A configuration without cdktf."""
    (tmp_path / "main.tf").write_text('# x\nresource "oktaprofile_mapping" "to_okta" {\n}\n')
    lines = SourceLines(tmp_path, [tmp_path])
    assert lines.find("oktaprofile_mapping.to_okta") == SourceLine("main.tf", 2)
    run = json.loads(sarif.write(case("change"), lines))["runs"][0]
    [finding] = [one for one in run["results"] if one["ruleId"] == "expression-null-in-concatenation"]
    place = finding["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("main.tf", 2)
    assert "^^^^" in finding["message"]["text"]


def test_sarif_writes_paths_as_uris(tmp_path: Path) -> None:
    """A blank, a percent sign or a hash in a path; a file outside of the repository is named as a whole."""
    folder = tmp_path / "a stack" / "50% #1"
    folder.mkdir(parents=True)
    (folder / "main.tf").write_text('resource "oktaprofile_mapping" "to_okta" {\n}\n')
    for root, uri, base in (
        (tmp_path, "a%20stack/50%25%20%231/main.tf", "%SRCROOT%"),
        (tmp_path / "elsewhere", "file://" + quote(str(folder)) + "/main.tf", None),
    ):
        run = json.loads(sarif.write(case("change"), SourceLines(root, [folder])))["runs"][0]
        [finding] = [one for one in run["results"] if one["ruleId"] == "expression-null-in-concatenation"]
        place = finding["locations"][0]["physicalLocation"]["artifactLocation"]
        assert (place["uri"], place.get("uriBaseId")) == (uri, base)


def test_sarif_files_that_cannot_be_read_are_no_failure(tmp_path: Path) -> None:
    """The report is worth more than its lines: wrong, nested too deeply, endless, or not there."""
    (tmp_path / "broken.py").write_text("def (")
    (tmp_path / "deep.py").write_text("a = " + "-" * 100_000 + "1")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    os.mkfifo(tmp_path / "pipe")
    for name in ("endless.py", "endless.tf"):
        (tmp_path / name).symlink_to(tmp_path / "pipe")
    for synthesized in ("missing.json", "deep.json", "pipe"):
        lines = SourceLines(tmp_path, [tmp_path, tmp_path / "missing"], tmp_path / synthesized)
        assert lines.find("oktaprofile_mapping.a") is None
        assert lines.anywhere() is None


def test_sarif_levels_rules_and_fingerprints() -> None:
    """Every result has a rule of the list; the same plan gives the same fingerprints, whatever the lines."""
    run = json.loads(sarif.write(case("destroy"), NOWHERE))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert {result["level"] for result in run["results"]} == {"error", "warning"}
    again = json.loads(sarif.write(case("destroy"), NOWHERE))["runs"][0]
    assert [one["partialFingerprints"] for one in again["results"]] == [
        one["partialFingerprints"] for one in run["results"]
    ]
    assert "attribute-deleted" in rules


def test_a_failed_gate_is_an_error_in_sarif() -> None:
    """Beside the risk, so that code scanning shows what stopped the pipeline."""
    run = json.loads(sarif.write(case("change", impact=True), NOWHERE))["runs"][0]
    [gate] = [one for one in run["results"] if one["ruleId"] == "gate-max_literal_null"]
    assert gate["level"] == "error"
    assert gate["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "oktaprofile_mapping.to_okta"


def test_html_allows_its_own_script_and_style_alone() -> None:
    """The policy's hashes are those of the page as it was written, after masking too; nothing is loaded."""
    page = html_page.write(case("change", impact=True))
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        content = re.search(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert content
        digest = base64.b64encode(hashlib.sha256(content[1].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in page
    assert "default-src 'none'" in page
    assert "http" not in re.sub(r"http-equiv|http://www\.w3\.org/2000/svg", "", page)


def test_html_reads_without_script_and_with_a_screen_reader() -> None:
    """Tables with headings and scopes, regions with focus and names, a picture with a title and as text."""
    page = html_page.write(case("change", impact=True))
    assert '<html lang="en">' in page
    assert page.count("<h1>") == 1
    assert page.count("<th ") == page.count('<th scope="col"')
    assert page.count('class="scroll"') == page.count('class="scroll" tabindex="0" role="group" aria-label="')
    assert page.count("<td ") == page.count('<td role="cell" data-label="')
    assert (
        page.count("<summary><h2>") == page.count("<summary>") - 1
    )  # all but the picture's text, in its section
    headings = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert headings[0] == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(headings))
    assert '<svg class="flow" role="img" aria-labelledby="flow-title"' in page
    assert "The same as text" in page
    assert '<a class="skip" href="#main">' in page
    assert "<input" not in page.split("<script>")[0]  # controls are made by the script, so that none is dead


def test_html_shows_an_expression_by_token() -> None:
    """What is gone is <del>, what is new <ins>."""
    page = html_page.write(case("change"))
    assert "<del>(appuser.extensionNumber != null ?</del>" in page
    assert "<ins>primaryPhone</ins>" in page


def test_terminal_shows_the_same() -> None:
    """Verdict, gates, risks and expressions, without escape sequences unless asked for."""
    shown = terminal.write(case("change", impact=True))
    for part in (
        "1 gate failed",
        "people whose value contains the word null",
        "● high",
        "+9×11#null",
        "fix: ",
    ):
        assert part in shown
    assert "\x1b[" not in shown
    assert "\x1b[" in terminal.write(case("change"), colour=True)
