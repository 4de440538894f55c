"""Leaving okta/okta for our types: `moved` blocks with the real terraform, from a state as that provider writes it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.acceptance.hand_made import map_by_hand, writes
from tests.acceptance.harness import SimulatedOrg, Workspace
from tests.acceptance.official_provider import installed

CASES = json.loads((Path(__file__).parents[1] / "cases/moved_from_okta/resources.json").read_text())
PAGE = Path(__file__).parents[2] / "docs/guides/from-okta-okta.md"
NAMES = {"app_attribute": "direct", "user_attribute": "desk", "to_okta": "to_okta", "to_app": "to_ad"}


def tenant(org: SimulatedOrg) -> dict[str, str]:
    """What the official provider had made, with other people's lines beside it; id of the cases -> id in the org."""
    ringcentral, directory = org.app_id("RingCentral"), org.app_id("Active Directory")
    org.set_app_properties(
        ringcentral,
        {
            "directNumber": {"title": "Direct Number", "type": "string", "maxLength": 40},
            **{f"site{number}": {"title": f"Site {number}", "type": "string"} for number in (0, 1)},
        },
    )
    org.set_user_properties({"deskNumber": {"title": "Desk number", "type": "string", "maxLength": 20}})
    text = "appuser.directNumber"
    map_by_hand(org, ringcentral, {"primaryPhone": text, "deskNumber": text})
    row = org.mapping(directory, direction="to_app")
    line = {"expression": "user.primaryPhone", "pushStatus": "PUSH"}
    org.call("POST", f"/api/v1/mappings/{row['id']}", {"properties": {"telephoneNumber": line}})
    type_id = next(one["id"] for one in org.call("GET", "/api/v1/meta/types/user") if one["default"])
    return {
        "0oa1": ringcentral,
        "0oa2": directory,
        "oty1": type_id,
        "oty2": type_id,
        "prm1": org.mapping(ringcentral)["id"],
        "prm2": row["id"],
    }


COUNTED = """
resource "oktaprofile_app_user_property" "site" {
  count  = 2
  app_id = oktaprofile_app_user_property.direct.app_id
  name   = "site${count.index}"
  title  = "Site ${count.index}"
}
moved {
  from = okta_app_user_schema_property.site
  to   = oktaprofile_app_user_property.site
}
"""
"""A resource with `count`: one block moves all of it."""


def counted(stored: dict[str, Any]) -> list[dict[str, Any]]:
    """Two instances of a resource in the state, of the attribute's form."""
    return [
        {
            **stored,
            "index_key": number,
            "attributes": {**stored["attributes"], "index": f"site{number}", "title": f"Site {number}"},
        }
        for number in (0, 1)
    ]


def state(ids: dict[str, str]) -> dict[str, Any]:
    """A state file of the official provider's resources."""
    resources = []
    for case, name in (*NAMES.items(), ("app_attribute", "site")):
        stored = json.loads(re.sub("|".join(ids), lambda found: ids[found[0]], json.dumps(CASES[case])))
        type_name = stored.pop("type")
        stored.update(sensitive_attributes=[], private="bnVsbA==")
        resources.append(
            {
                "mode": "managed",
                "type": type_name,
                "name": name,
                "provider": 'provider["registry.terraform.io/okta/okta"]',
                "instances": counted(stored) if name == "site" else [stored],
            }
        )
    return {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 9,
        "lineage": "f2",
        "outputs": {},
        "resources": resources,
    }


def blocks_of_the_page(ids: dict[str, str]) -> tuple[str, str]:
    """The page's resources and its moved blocks, with the org's ids."""
    found = re.findall(r"```terraform\n(.*?)```", PAGE.read_text(), re.DOTALL)
    text = {kind: next(one for one in found if kind in one) for kind in ("# main.tf", "# moved.tf")}
    resources = (
        text["# main.tf"].replace("0oa1ringcentral", ids["0oa1"]).replace("0oa2directory", ids["0oa2"])
    )
    return resources, text["# moved.tf"]


def test_the_page_s_way_out_changes_nothing_in_okta(
    org: SimulatedOrg, workspace: Workspace, tmp_path: Path
) -> None:
    """The page's own blocks: the plan moves and changes nothing, the next one is empty without the official provider,
    the moved resources own what they name, and destroy leaves the org byte-equal.
    """
    ids = tenant(org)
    before = org.snapshot()
    org.reset_requests()
    cli = workspace.folder / "cli.tfrc"
    ours = cli.read_text()
    official = f'    "okta/okta" = "{installed(tmp_path / "official")}"\n'
    cli.write_text(ours.replace("dev_overrides {\n", "dev_overrides {\n" + official))
    (workspace.folder / "terraform.tfstate").write_text(json.dumps(state(ids)))
    resources, moved = blocks_of_the_page(ids)
    workspace.write(resources + COUNTED)
    workspace.write(moved, "moved.tf")

    refused = workspace.plan_error("-refresh=false")
    refused.expect("What was moved has not been read yet", "Plan once without -refresh=false")
    plan = workspace.plan()
    assert plan.actions == {}
    plan.outcome.expect("delete_when_absent ends with the move")
    changes = plan.document["resource_changes"]
    assert {one["previous_address"]: one["change"]["actions"] for one in changes} == {
        "okta_app_user_schema_property.site[0]": ["no-op"],
        "okta_app_user_schema_property.site[1]": ["no-op"],
        f"okta_app_user_schema_property.{NAMES['app_attribute']}": ["no-op"],
        f"okta_user_schema_property.{NAMES['user_attribute']}": ["no-op"],
        f"okta_profile_mapping.{NAMES['to_okta']}": ["no-op"],
        f"okta_profile_mapping.{NAMES['to_app']}": ["no-op"],
    }
    workspace.apply(plan).expect_success()
    assert all(values["restores"] for values in workspace.state().values())

    cli.write_text(ours)
    workspace.write(resources + COUNTED[: COUNTED.index("moved")])
    (workspace.folder / "moved.tf").unlink()
    assert workspace.plan().actions == {}
    assert writes(org) == []
    workspace.destroy().expect_success()
    assert writes(org) == []
    assert org.snapshot() == before
