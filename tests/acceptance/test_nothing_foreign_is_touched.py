"""The promise of the product in one test: create, update and destroy the whole sync, and the org is as before.

The configuration is the published one (`examples/full-sync`). The org has foreign attributes, mapping keys and
masters beside, before and after ours, also under the names that we take over.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import unified_diff

import pytest

from tests.acceptance.harness import SimulatedOrg, Workspace, start_org

OVERRIDE = "oktaprofile_master_override.primary_phone"
FOREIGN_EXPRESSION = "appuser.email + ';keep \"me\"'"

CHANGES = {
    'title = "Direct Number"': 'title = "Direct number", description = "of a person"',
    '"user.primaryPhone"': '"String.len(user.primaryPhone) > 3 ? user.primaryPhone : null"',
    "    directNumber ": '    faxNumber = { title = "Fax" }\n    directNumber ',
}


def furnish(org: SimulatedOrg) -> None:
    """Foreign things of every kind, made by hand before we come."""
    ringcentral, directory = org.app_id("RingCentral"), org.app_id("Active Directory")
    org.set_app_properties(
        ringcentral,
        {
            "foreignText": {
                "title": "Foreign | \u2018text\u2019",
                "type": "string",
                "scope": "NONE",
                "maxLength": 7,
            },
            "foreignList": {
                "title": "Foreign list",
                "type": "array",
                "items": {"type": "string", "enum": ["a", "b"]},
                "scope": "NONE",
            },
        },
    )
    org.set_user_properties(
        {"foreignSource": {"title": "Foreign", "type": "string", "scope": "NONE", "master": {"type": "OKTA"}}}
    )
    for app_id, direction, body in (
        (ringcentral, "to_okta", {"title": FOREIGN_EXPRESSION, "primaryPhone": "appuser.email"}),
        (directory, "to_app", {"telephoneNumber": "user.mobilePhone", "department": "user.department"}),
    ):
        row = org.mapping(app_id, direction=direction)
        status = next((item["pushStatus"] for item in row["properties"].values()), "PUSH")
        properties = {key: {"expression": value, "pushStatus": status} for key, value in body.items()}
        org.call("POST", f"/api/v1/mappings/{row['id']}", {"properties": properties})


def differences(before: bytes, after: bytes) -> list[str]:
    """The lines of the canonical JSON that are not as before, for a message that a person can read."""
    old, new = before.decode().splitlines(), after.decode().splitlines()
    return [line for line in unified_diff(old, new, lineterm="", n=2) if not line.startswith(("---", "+++"))]


@pytest.mark.parametrize("answer", ["accept", "ignore", "reject"])
def test_the_org_is_byte_equal_after_create_update_destroy(
    answer: str, new_workspace: Callable[[SimulatedOrg], Workspace]
) -> None:
    """Whatever Okta says to an override on a base attribute, destroy leaves the org exactly as it was."""
    with start_org("--base-master", answer, "--quarantine-seconds", "0", users=20) as org:
        furnish(org)
        before = org.snapshot()
        workspace = new_workspace(org)
        workspace.use_example("full-sync")

        created = workspace.apply()
        if answer == "accept":
            created.expect_success()
            assert workspace.plan().actions == {}
        else:
            created.expect_failure().expect('mode = "verify"')
            assert OVERRIDE not in workspace.state()
        assert org.snapshot() != before

        configuration = workspace.folder / "main.tf"
        text = configuration.read_text()
        for old, new in CHANGES.items():
            assert old in text
            text = text.replace(old, new)
        configuration.write_text(text)
        updated = workspace.apply()
        assert (updated.returncode == 0) is (answer == "accept"), updated.output
        assert "faxNumber" in org.app_properties(org.app_id("RingCentral"))

        workspace.destroy().expect_success()
        assert workspace.state() == {}
        changed = differences(before, org.snapshot())
        assert not changed, "\n".join(changed)
        assert org.snapshot() == before
