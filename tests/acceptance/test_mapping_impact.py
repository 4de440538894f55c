"""`oktaprofile impact` on plans of the published full sync: predicted, applied, imported, compared per person."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.harness import (
    TOKEN,
    Outcome,
    SimulatedOrg,
    Workspace,
    run_oktaprofile,
    start_org,
    wait_until,
)

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
        self.cache = folder / "cache"
        self._environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "COLUMNS": "200", "OKTAPROFILE_CACHE_DIR": str(self.cache),
            "OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN, "OKTAPROFILE_HMAC_KEY": "acceptance",
        }  # fmt: skip

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Starts it and returns at once."""
        command = [sys.executable, "-m", "oktaprofile.cli.main", *arguments]
        root = Path(__file__).parents[2] / "providers"
        return subprocess.Popen(
            command,
            env=self._environment,
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A shell that runs the tests in the background has SIGINT ignored, which is inherited.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )

    def __call__(self, *arguments: str, code: int = 0) -> Outcome:
        done = run_oktaprofile(*arguments, folder=self.cache.parent, environment=self._environment)
        assert done.returncode == code, f"{arguments} ended with {done.returncode}\n{done.output}"
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
    foretold, in Okta and in AD, and then found there: also by `verify`, which waits for the import until then."""
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
    kept = tmp_path / "impact.json"
    keeping = ("--people", "--out", str(kept))
    given = ("--values", str(values), "--json", *keeping, *asked)
    report = json.loads(oktaprofile("impact", str(path), *given).stdout)
    predicted: dict[str, dict[str, Any]] = {}
    for target in report["targets"]:
        assert target["outcomes"]["undetermined"] == 0
        for sample in target["samples"]:
            predicted.setdefault(sample["user"], {})[target["attribute"]] = (
                sample["before"] if sample["waits"] else sample["after"]
            )
    before = people(org)
    workspace.apply(plan).expect_success()
    waiting = json.loads(oktaprofile("verify", str(kept), "--json", code=2).stdout)
    assert (waiting["verdict"], {one["applied"] for one in waiting["targets"]}) == ("waiting", {"applied"})
    org.run_import()
    verified = json.loads(oktaprofile("verify", str(kept), "--json").stdout)
    assert verified["verdict"] == "as_predicted"
    assert sum(one["as_predicted"] for one in verified["targets"]) > PEOPLE
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
    snapshot = tmp_path / "org.snapshot"
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


@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_impact_goes_on(
    org: SimulatedOrg, oktaprofile: Command, signal_: signal.Signals
) -> None:
    """Ctrl-C, or a pipeline that is cancelled: what was read is kept, told of, gone on with, and deleted."""
    change = ("impact", "--app", "RingCentral", "--map", "primaryPhone=appuser.email", "--json")
    whole = json.loads(oktaprofile(*change).stdout)
    org.add_fault(operation="listUsers", action="delay", delay_ms=60_000)
    process = oktaprofile.start(*change)
    wait_until(lambda: org.faults()[0]["matched"], "the users are asked for")
    org.reset_requests()
    process.send_signal(signal_)
    printed, told = process.communicate(timeout=60)
    assert (process.returncode, printed) == (130, "")
    assert "oktaprofile impact: interrupted." in told
    assert "it goes on where it stopped" in told
    assert "personal data" in told
    [kept] = oktaprofile.cache.glob("readings/*")
    assert str(kept) in told
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    org.call("DELETE", "/simulator/faults", expect=None)
    done = oktaprofile(*change)
    assert "Goes on with" in done.stderr
    assert json.loads(done.stdout)["targets"] == whole["targets"]
    assert "listApplicationUsers" not in org.requests()["operations"]
    assert not kept.exists()


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


OUTPUTS = """
output "impact" {
  value = data.oktaprofile_mapping_impact.phone
}
"""


def numbers(org: SimulatedOrg) -> str:
    """Makes RingCentral's attributes exist and hold what it knows; returns the app's id."""
    app_id = org.app_id("RingCentral")
    names = ("directNumber", "extensionNumber")
    org.set_app_properties(app_id, {name: {"title": name, "type": "string"} for name in names})
    org.run_import()
    return app_id


def judged(workspace: Workspace, app_id: str, expression: str, arguments: str = "") -> None:
    """A configuration with one mapping and the data source that judges it."""
    text = expression.replace('"', '\\"')
    workspace.write(f"""
data "oktaprofile_mapping_impact" "phone" {{
  app_id      = "{app_id}"
  expressions = {{ primaryPhone = "{text}" }}
  overrides   = ["primaryPhone"]
  {arguments}
}}

resource "oktaprofile_mapping" "phone" {{
  app_id     = "{app_id}"
  properties = {{ primaryPhone = {{ expression = "{text}" }} }}
  lifecycle {{
    precondition {{
      condition     = data.oktaprofile_mapping_impact.phone.clear
      error_message = data.oktaprofile_mapping_impact.phone.report
    }}
  }}
}}
""")
    workspace.write(OUTPUTS, "outputs.tf")


@pytest.fixture
def fresh(org: SimulatedOrg, tmp_path: Path) -> Workspace:
    """A workspace without a configuration."""
    return Workspace(tmp_path / "fresh", {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN})


def test_the_data_source_counts_while_the_attributes_are_new(org: SimulatedOrg, fresh: Workspace) -> None:
    """Its example: undetermined on the first plan, which says so; clear, and asking nobody, once it is deployed."""
    fresh.use_example("data-sources/oktaprofile_mapping_impact")
    fresh.write(OUTPUTS, "outputs.tf")
    fresh.apply().expect_success().expect("The gates could not judge", "are new attributes")
    found = fresh.outputs()["impact"]
    phone = found["targets"]["okta.primaryPhone"]
    assert phone["undetermined"] > 0.5 * PEOPLE
    assert phone["users"] == phone["undetermined"] + phone["not_affected"]
    assert (found["clear"], found["users"]) == (True, PEOPLE)
    org.run_import()
    fresh.apply().expect_success()
    quiet = fresh.outputs()["impact"]
    assert (quiet["clear"], quiet["users"], quiet["targets"]) == (True, 0, {})


def test_the_data_source_counts_as_the_command_does(
    org: SimulatedOrg, fresh: Workspace, oktaprofile: Command
) -> None:
    """The same people in the same classes, Active Directory included."""
    app_id = numbers(org)
    judged(fresh, app_id, "appuser.directNumber", "gates = { max_blanked = 1000 }")
    fresh.apply(None, "-target=data.oktaprofile_mapping_impact.phone").expect_success()
    found = fresh.outputs()["impact"]["targets"]
    change = ("--map", "primaryPhone=appuser.directNumber", "--override", "primaryPhone")
    report = json.loads(oktaprofile("impact", "--app", "RingCentral", *change, "--json").stdout)
    counted = {
        f"{target['system']}.{target['attribute']}": {**target["outcomes"], "users": target["users"]}
        for target in report["targets"]
    }
    assert {name: {key: one[key] for key in counted[name]} for name, one in found.items()} == counted
    assert found["okta.primaryPhone"]["changed"] > 0.5 * PEOPLE


def test_a_precondition_stops_an_apply(org: SimulatedOrg, fresh: Workspace) -> None:
    """The seed's own expression: some people would get the word null, so nothing is applied."""
    judged(fresh, numbers(org), SEED)
    before = org.snapshot()
    fresh.apply().expect_failure().expect(
        "people at okta.primaryPhone, and at most 0 are allowed", "guard what may be missing"
    )
    assert org.snapshot() == before


def test_a_mapping_that_the_plan_makes_downstream_is_followed(org: SimulatedOrg, fresh: Workspace) -> None:
    """`downstream`: nobody else would know that Active Directory is going to get the number."""
    downstream = f"""
  downstream = [{{
    app_id      = "{org.app_id("Active Directory")}"
    expressions = {{ telephoneNumber = "user.primaryPhone + \\"#\\" + user.nickName" }}
  }}]
"""
    judged(fresh, numbers(org), "appuser.directNumber", downstream)
    fresh.plan_error().expect("max_literal_null", "Active Directory.telephoneNumber")


def with_header(path: Path, header: dict[str, Any]) -> None:
    """Gives a snapshot another header."""
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("UPDATE meta SET value = ? WHERE name = 'header'", (json.dumps(header),))
        sql.commit()


def test_a_snapshot_serves_the_data_source(
    org: SimulatedOrg, fresh: Workspace, oktaprofile: Command, tmp_path: Path
) -> None:
    """People of the snapshot, mappings of the org as it is; too old or of another org, it is refused."""
    app_id = numbers(org)
    path = tmp_path / "org.snapshot"
    oktaprofile("snapshot", "--out", str(path))
    arguments = f'snapshot = "{path}"\n  gates = {{ require_fresh_snapshot = "24h" }}'
    judged(fresh, app_id, 'appuser.directNumber ?: ""', arguments)
    org.reset_requests()
    fresh.apply().expect_success()
    assert fresh.outputs()["impact"]["users"] == PEOPLE
    assert "listUsers" not in org.requests()["operations"]

    with closing(sqlite3.connect(path)) as sql:
        [text] = sql.execute("SELECT value FROM meta WHERE name = 'header'").fetchone()
    header = json.loads(text)
    with_header(path, {**header, "started": "2020-01-01T00:00:00Z"})
    fresh.plan_error().expect("require_fresh_snapshot: the snapshot is", "24 are allowed")
    with_header(path, {**header, "organization": {**header["organization"], "url": "https://other.okta.com"}})
    fresh.plan_error().expect("is of https://other.okta.com, and this is")


@pytest.mark.parametrize(
    ("gates", "message"),
    [
        ("{ max_blanked = -1 }", "max_blanked is -1; it should be a number from 0"),
        ("{ max_errors = 0.5 }", "max_errors is 0.5; it should be a whole number"),
        ('{ require_fresh_snapshot = "soon" }', "'soon' is no duration"),
    ],
)
def test_a_limit_that_is_none_is_refused_at_validate(fresh: Workspace, gates: str, message: str) -> None:
    """At its own place in the configuration, without asking the org."""
    judged(fresh, "0oa1", "appuser.email", f"gates = {gates}")
    fresh.run("validate", "-no-color").expect_failure().expect(message, f"gates = {gates}")
