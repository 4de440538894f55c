"""`oktaprofile impact` on plans of the published full sync: predicted, applied, imported, compared per person."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.harness import TOKEN, SimulatedOrg, Workspace, start_org

pytestmark = pytest.mark.terraform

PEOPLE = 60
SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'


@pytest.fixture
def org() -> Iterator[SimulatedOrg]:
    """An org with people, about one in six of them without a direct number."""
    with start_org(users=PEOPLE) as running:
        yield running


class Command:
    """`oktaprofile` against one org, from one folder."""

    def __init__(self, org: SimulatedOrg, folder: Path) -> None:
        self._environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "COLUMNS": "200",
            "OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN, "OKTAPROFILE_HMAC_KEY": "acceptance",
        }  # fmt: skip

    def __call__(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "oktaprofile.cli.main", *arguments]
        root = Path(__file__).parents[2] / "providers"
        done = subprocess.run(
            command, env=self._environment, cwd=root, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == code, (
            f"{arguments} ended with {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done


@pytest.fixture
def oktaprofile(org: SimulatedOrg, tmp_path: Path) -> Command:
    """The command line."""
    return Command(org, tmp_path)


@pytest.fixture
def workspace(org: SimulatedOrg, tmp_path: Path) -> Workspace:
    """The full sync, as published."""
    made = Workspace(tmp_path / "stack", {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN})
    made.use_example("full-sync")
    return made


def planned(workspace: Workspace, folder: Path) -> tuple[Any, Path]:
    """A saved plan, and the file with what terraform shows of it."""
    plan = workspace.plan()
    path = folder / "plan.json"
    path.write_text(json.dumps(plan.document))
    return plan, path


def exported(org: SimulatedOrg, folder: Path) -> Path:
    """What an administrator exports from RingCentral: its own numbers, by the id that both sides know."""
    app_id = org.app_id("RingCentral")
    lines = ["externalId,Direct Number,Extension Number"]
    for key, entry in json.loads(org.snapshot())["directory"].items():
        app, _, external_id = key.partition("/")
        if app == app_id:
            values = entry["attributes"]
            cells = (external_id, values.get("directNumber", ""), values.get("extensionNumber", ""))
            lines.append(",".join(cells))
    path = folder / "ringcentral.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def people(org: SimulatedOrg) -> dict[str, tuple[Any, Any]]:
    """user id -> (primaryPhone in Okta, telephoneNumber in AD)."""
    app_id = org.app_id("Active Directory")
    downstream = {
        one["id"]: one["profile"]["telephoneNumber"]
        for one in org.call("GET", f"/api/v1/apps/{app_id}/users?limit=500")
    }
    users = org.call("GET", "/api/v1/users?limit=200")
    return {user["id"]: (user["profile"].get("primaryPhone"), downstream.get(user["id"])) for user in users}


def test_the_first_plan_is_predicted_person_by_person(
    org: SimulatedOrg, workspace: Workspace, oktaprofile: Command, tmp_path: Path
) -> None:
    """The attributes do not exist yet: without values nothing is claimed, with RingCentral's own export each value is
    foretold, in Okta and in AD, and then found there."""
    plan, path = planned(workspace, tmp_path)
    unknown = json.loads(oktaprofile("impact", str(path), "--json").stdout)
    first = unknown["targets"][0]
    assert first["attribute"] == "primaryPhone"
    assert first["outcomes"]["undetermined"] > 0.5 * PEOPLE
    assert first["changed"] == 0
    oktaprofile("impact", str(path), "--max-undetermined", "0", code=2)

    ids = sorted(people(org))
    asked = [argument for user in ids for argument in ("--user", user)]
    values = exported(org, tmp_path)
    report = json.loads(oktaprofile("impact", str(path), "--values", str(values), "--json", *asked).stdout)
    predicted: dict[str, dict[str, Any]] = {}
    for target in report["targets"]:
        assert target["outcomes"]["undetermined"] == 0
        for sample in target["samples"]:
            predicted.setdefault(sample["user"], {})[target["attribute"]] = (
                sample["before"] if sample["waits"] else sample["after"]
            )
    before = people(org)
    workspace.apply(plan).expect_success()
    org.run_import()
    after = people(org)
    for user in ids:
        expected = predicted.get(user, {})
        phone = expected.get("primaryPhone", before[user][0])
        assert after[user] == (phone, expected.get("telephoneNumber", before[user][1]))
    assert sum(before[user] != after[user] for user in ids) > 0.5 * PEOPLE
    shapes = {shape["after"] for shape in report["targets"][0]["shapes"]}
    assert {"+9×11#9×4", "#9×4"} <= shapes
    assert {"+9×11#9×4"} <= {shape["after"] for shape in report["targets"][1]["shapes"]}


def test_a_bad_expression_is_caught_by_the_gate(
    org: SimulatedOrg, workspace: Workspace, oktaprofile: Command, tmp_path: Path
) -> None:
    """The seed's own expression, on people without an extension: `null` in their number. From a snapshot, too."""
    workspace.apply().expect_success()
    org.run_import()
    change = ("--app", "RingCentral", "--map", f"primaryPhone={SEED}")
    shown = oktaprofile("impact", *change, code=2).stdout
    assert "contain the word null" in shown
    assert "#null" in shown
    snapshot = tmp_path / "org.jsonl"
    oktaprofile("snapshot", "--out", str(snapshot))
    policy = tmp_path / "policy.json"
    policy.write_text('{"max_literal_null": 0, "require_fresh_snapshot": "1h"}')
    arguments = ("impact", *change, "--snapshot", str(snapshot), "--policy", str(policy), "--json")
    report = json.loads(oktaprofile(*arguments, code=2).stdout)
    assert [gate["name"] for gate in report["gates"] if not gate["passed"]] == ["max_literal_null"]
    live = json.loads(oktaprofile("impact", *change, "--json", code=2).stdout)
    assert live["targets"] == report["targets"]


def test_exit_codes_tell_what_happened(org: SimulatedOrg, oktaprofile: Command, tmp_path: Path) -> None:
    """3 an expression is not valid, 1 for everything that kept it from an answer, wrong usage included."""
    invalid = oktaprofile("impact", "--app", "RingCentral", "--map", "primaryPhone=appuser.emial", code=3)
    assert "^^^^^" in invalid.stderr
    assert "email" in invalid.stderr
    for arguments in (
        (),
        ("--wrong",),
        ("--app", "Ringcentral", "--map", "primaryPhone=appuser.email"),
        (str(tmp_path / "none.json"),),
        ("--app", "RingCentral", "--map", "primaryPhone"),
    ):
        oktaprofile("impact", *arguments, code=1)


def test_a_plan_and_its_people_leave_no_trace_in_the_output(
    org: SimulatedOrg, workspace: Workspace, oktaprofile: Command, tmp_path: Path
) -> None:
    """No login, name or number of anybody in what is printed, in the table as in JSON."""
    _, path = planned(workspace, tmp_path)
    values = exported(org, tmp_path)
    table = oktaprofile("impact", str(path), "--values", str(values))
    document = oktaprofile("impact", str(path), "--values", str(values), "--json")
    printed = table.stdout + table.stderr + document.stdout + document.stderr
    assert "+9×11#9×4" in printed
    users = org.call("GET", "/api/v1/users?limit=200")
    for user in users:
        for name in ("login", "lastName", "primaryPhone"):
            value = user["profile"].get(name)
            assert not value or f" {value}" not in printed
            assert not value or name == "lastName" or value not in printed
        assert user["id"] not in printed
    for line in values.read_text().splitlines()[1:]:
        number = line.split(",")[1]
        assert not number or number not in printed


def test_the_data_source_counts_for_terraform(org: SimulatedOrg, tmp_path: Path) -> None:
    """Its example: undetermined while the attributes are new, and counted once they have values."""
    workspace = Workspace(tmp_path / "counts", {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN})
    workspace.use_example("data-sources/oktaprofile_mapping_impact")
    workspace.apply().expect_success()
    before = workspace.outputs()["impact"]["okta.primaryPhone"]
    assert before["undetermined"] > 0.5 * PEOPLE
    assert before["users"] == before["undetermined"] + before["not_affected"]
    names = ("directNumber", "extensionNumber")
    org.set_app_properties(
        org.app_id("RingCentral"), {name: {"title": name, "type": "string"} for name in names}
    )
    org.run_import()
    workspace.apply().expect_success()
    after = workspace.outputs()["impact"]["okta.primaryPhone"]
    assert after["undetermined"] == 0
    assert after["changed"] + after["blanked"] == before["undetermined"]


def test_a_precondition_stops_an_apply(org: SimulatedOrg, tmp_path: Path) -> None:
    """The seed's own expression: some people would get the word null, so nothing is applied."""
    names = ("directNumber", "extensionNumber")
    app_id = org.app_id("RingCentral")
    org.set_app_properties(app_id, {name: {"title": name, "type": "string"} for name in names})
    org.run_import()
    workspace = Workspace(tmp_path / "stop", {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN})
    expression = SEED.replace('"', '\\"')
    workspace.write(f"""
data "oktaprofile_mapping_impact" "phone" {{
  app_id      = "{app_id}"
  expressions = {{ primaryPhone = "{expression}" }}
  overrides   = ["primaryPhone"]
}}

resource "oktaprofile_mapping" "phone" {{
  app_id     = "{app_id}"
  properties = {{ primaryPhone = {{ expression = "{expression}" }} }}
  lifecycle {{
    precondition {{
      condition     = data.oktaprofile_mapping_impact.phone.targets["okta.primaryPhone"].literal_null == 0
      error_message = "people would get the word null"
    }}
  }}
}}
""")
    before = org.snapshot()
    workspace.apply().expect_failure().expect("people would get the word null")
    assert org.snapshot() == before
