"""`oktaprofile adopt` on orgs that were set up by hand: its code imports everything, changes nothing, and a destroy
leaves the org as it was.

Each org has what nobody's code describes: foreign keys, attributes and sources.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.harness import TOKEN, SimulatedOrg, Workspace, run_oktaprofile, start_org

NUMBERS = (
    '(appuser.directNumber != null ? appuser.directNumber : "") + '
    '(appuser.extensionNumber != null ? "#" + appuser.extensionNumber : "")'
)
EXTENSION = 'appuser.extensionNumber != null ? appuser.extensionNumber : ""'
Set = Callable[[SimulatedOrg], list[str]]


def attributes(org: SimulatedOrg, app_id: str) -> None:
    """What Add Attribute in the Profile Editor made."""
    org.set_app_properties(
        app_id,
        {
            "directNumber": {"title": "Direct ${Number}", "type": "string", "scope": "NONE", "maxLength": 40},
            "extensionNumber": {
                "title": 'Extension "Number"',
                "description": "back\\slash,\nnew line, %{if}, Ω, \u2028",
                "type": "string",
                "externalName": "extensionNumber",
                "scope": "SELF",
            },
        },
    )


def keys(
    org: SimulatedOrg,
    app_id: str,
    wanted: dict[str, str],
    *,
    direction: str = "to_okta",
    type_id: str | None = None,
) -> None:
    """What the mapping's page in the Profile Editor saved; the mapping's other keys stay."""
    row = org.mapping(app_id, type_id, direction)
    status = next((one["pushStatus"] for one in row["properties"].values()), "PUSH")
    properties = {key: {"expression": text, "pushStatus": status} for key, text in wanted.items()}
    org.call("POST", f"/api/v1/mappings/{row['id']}", {"properties": properties})


def override(org: SimulatedOrg, name: str, *app_ids: str, schema_id: str = "default") -> None:
    """What Override profile source saved."""
    schema = org.call("GET", f"/api/v1/meta/schemas/user/{schema_id}")
    section = next(
        s for s in ("base", "custom") if name in schema["definitions"].get(s, {}).get("properties", {})
    )
    master = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": app_id} for app_id in app_ids]}
    changed = {**schema["definitions"][section]["properties"][name], "master": master}
    body = {"definitions": {section: {"id": f"#{section}", "type": "object", "properties": {name: changed}}}}
    org.call("POST", f"/api/v1/meta/schemas/user/{schema_id}", body)


def ten_steps(org: SimulatedOrg) -> list[str]:
    """The help page, done by hand, with the foreign keys that the demo org has."""
    ringcentral, directory = org.app_id("RingCentral"), org.app_id("Active Directory")
    attributes(org, ringcentral)
    keys(org, ringcentral, {"primaryPhone": NUMBERS, "nickName": "appuser.email"})
    keys(org, directory, {"telephoneNumber": "user.primaryPhone"}, direction="to_app")
    override(org, "primaryPhone", ringcentral)
    return ["--downstream", "Active Directory"]


def three_user_types(org: SimulatedOrg) -> list[str]:
    """A sync of the default type and of contractors; visitors have none. Two apps override, one of them foreign. An
    attribute is an array of objects, of which only the type can be written down.
    """
    ringcentral, workday = org.app_id("RingCentral"), org.app_id("Workday")
    org.call("POST", "/api/v1/meta/types/user", {"name": "visitor", "displayName": "Visitor"})
    types = {one["name"]: one for one in org.call("GET", "/api/v1/meta/types/user")}
    attributes(org, ringcentral)
    objects = {"type": "object", "enum": [{"a": 1}, {"a": 2}]}
    org.set_app_properties(ringcentral, {"lines": {"title": "Lines", "type": "array", "items": objects}})
    contractor = types["contractor"]
    keys(org, ringcentral, {"primaryPhone": NUMBERS})
    keys(org, ringcentral, {"primaryPhone": "appuser.directNumber"}, type_id=contractor["id"])
    override(org, "primaryPhone", ringcentral, workday)
    schema_id = contractor["_links"]["schema"]["href"].rpartition("/")[2]
    override(org, "primaryPhone", ringcentral, schema_id=schema_id)
    return ["--user-type", "all", "--all-keys"]


def types_alike(org: SimulatedOrg) -> list[str]:
    """Every user type is synced in the same way, with the extension apart, and on to the directory: one construct."""
    ringcentral, directory = org.app_id("RingCentral"), org.app_id("Active Directory")
    attributes(org, ringcentral)
    for one in org.call("GET", "/api/v1/meta/types/user"):
        type_id, schema_id = one["id"], one["_links"]["schema"]["href"].rpartition("/")[2]
        numbers = {"primaryPhone": NUMBERS, "postalAddress": EXTENSION}
        keys(org, ringcentral, numbers, type_id=type_id)
        keys(org, directory, {"telephoneNumber": "user.primaryPhone"}, direction="to_app", type_id=type_id)
        for name in numbers:
            override(org, name, ringcentral, schema_id=schema_id)
    return ["--user-type", "all", "--downstream", "Active Directory"]


def two_instances(org: SimulatedOrg) -> list[str]:
    """A second RingCentral under a label with quotes, and an app whose label another one has, too."""
    first = org.call("GET", f"/api/v1/apps/{org.app_id('RingCentral')}")
    second = {**first, "id": "0oasecondsecond00000", "label": 'Ring "Central" ${two} Ω'}
    org.load({"apps": [second, {"id": "0oatwinoftwins000000", "name": "twin", "label": "Active Directory"}]})
    attributes(org, first["id"])
    attributes(org, second["id"])
    keys(org, first["id"], {"primaryPhone": NUMBERS})
    override(org, "primaryPhone", first["id"])
    return ["--app", "RingCentral", "--app", second["label"]]


ORGS = [ten_steps, three_user_types, types_alike, two_instances]
AS_ONE_CONSTRUCT = (ten_steps, types_alike)


def adopt(org: SimulatedOrg, folder: Path, *options: str) -> dict[str, Any]:
    """Run the command as a person would; its JSON summary."""
    arguments = ["adopt", "--json", "--out", str(folder), *options]
    environment = {**os.environ, "OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN}
    done = run_oktaprofile(*arguments, folder=Path.cwd(), environment=environment)
    assert done.returncode == 0, done.stderr
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary


def imports_and_changes_nothing(org: SimulatedOrg, workspace: Workspace, count: int) -> None:
    """The whole promise, on code that adopt wrote into the workspace's folder."""
    before = org.snapshot()
    plan = workspace.plan()
    plan.outcome.expect(f"Plan: {count} to import, 0 to add, 0 to change, 0 to destroy.")
    org.reset_requests()
    workspace.apply(plan).expect_success()
    assert [one for one in org.requests()["requests"] if one["method"] not in ("GET", "HEAD")] == []
    assert workspace.plan().actions == {}
    workspace.destroy().expect_success()
    assert [one for one in org.requests()["requests"] if one["method"] not in ("GET", "HEAD")] == []
    assert org.snapshot() == before


@pytest.mark.parametrize("by_hand", ORGS, ids=lambda one: one.__name__)
def test_hcl_imports_everything_and_changes_nothing(
    by_hand: Set, new_workspace: Callable[[SimulatedOrg], Workspace]
) -> None:
    """Formatted code; n to import, nothing else; no write to Okta, on destroy either."""
    with start_org("--quarantine-seconds", "0", users=5) as org:
        options = by_hand(org)
        workspace = new_workspace(org)
        summary = adopt(org, workspace.folder, *options)
        workspace.run("fmt", "-check", "-diff").expect_success()
        assert summary["left_out"] or "--all-keys" in options
        imports_and_changes_nothing(org, workspace, len(summary["imports"]))


@pytest.mark.parametrize("by_hand", ORGS, ids=lambda one: one.__name__)
def test_python_imports_everything_and_changes_nothing(
    by_hand: Set, new_workspace: Callable[[SimulatedOrg], Workspace], tmp_path: Path
) -> None:
    """The same of a stack on the constructs, written as the formatters leave it."""
    with start_org("--quarantine-seconds", "0", users=5) as org:
        options = by_hand(org)
        project = tmp_path / "project"
        summary = adopt(org, project, "--format", "python", *options)
        whole = "RingCentralAttributeSync(" in (project / "main.py").read_text()
        assert whole == (by_hand in AS_ONE_CONSTRUCT)
        for command in (
            [sys.executable, "-m", "ruff", "format", "--isolated", "--check", "."],
            [sys.executable, "main.py"],
        ):
            done = subprocess.run(
                command, cwd=project, capture_output=True, text=True, timeout=120, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
        workspace = new_workspace(org)
        stack = project / "cdktf.out" / "stacks" / "ringcentral-sync" / "cdk.tf.json"
        document = json.loads(stack.read_text())
        del document["terraform"]["backend"]  # its path is the stack's own folder; the workspace has another
        (workspace.folder / "cdk.tf.json").write_text(json.dumps(document))
        imports_and_changes_nothing(org, workspace, len(summary["imports"]))


def test_what_cannot_be_described_is_named(tmp_path: Path) -> None:
    """Attributes in `base`, keys of others and foreign sources stop nothing and are listed."""
    with start_org(users=3) as org:
        ringcentral, workday = org.app_id("RingCentral"), org.app_id("Workday")
        attributes(org, ringcentral)
        keys(org, ringcentral, {"primaryPhone": NUMBERS})
        override(org, "primaryPhone", workday)
        summary = adopt(org, tmp_path / "code", "--all-keys")
    left = {one["what"]: one["why"] for one in summary["left_out"]}
    assert workday in left["override of primaryPhone"]


def test_files_that_exist_are_not_overwritten(org: SimulatedOrg, tmp_path: Path) -> None:
    """A second run into the same folder writes nothing and says why."""
    attributes(org, org.app_id("RingCentral"))
    adopt(org, tmp_path)
    (tmp_path / "imports.tf").unlink()
    with pytest.raises(AssertionError, match="exists already"):
        adopt(org, tmp_path)
    assert not (tmp_path / "imports.tf").exists()
