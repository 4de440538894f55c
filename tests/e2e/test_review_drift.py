"""`oktaprofile drift` on a stack that is deployed: nothing changed, then somebody edits a mapping in Okta."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from tests.acceptance.harness import SimulatedOrg
from tests.e2e.conftest import Checkout


def test_drift_is_found_and_reported(org: SimulatedOrg, new_checkout: Callable[[str], Checkout]) -> None:
    """Exit 0 and an empty report at first; after the edit exit 2 with before and after; nothing is written."""
    checkout = new_checkout("checkout")
    checkout.synthesize()
    checkout.terraform("init")
    checkout.terraform("apply", "-auto-approve")
    drift = [sys.executable, "-m", "oktaprofile.cli.main", "drift", str(checkout.stack)]
    assert "Nothing has changed outside Terraform" in checkout.run(drift, checkout.folder, 0)

    app_id = org.app_id("RingCentral")
    rows = org.call("GET", f"/api/v1/mappings?sourceId={app_id}&limit=200")
    [row] = [one for one in rows if one["target"]["name"] == "user"]
    edited = {"properties": {"primaryPhone": {"expression": "appuser.directNumber", "pushStatus": "PUSH"}}}
    org.call("POST", f"/api/v1/mappings/{row['id']}", edited)
    out = checkout.folder / "drift.json"
    org.reset_requests()
    checkout.run([*drift, "--format", "json", "--out", str(out), "--format", "markdown"], checkout.folder, 2)
    assert not [name for name in org.requests()["operations"] if name.startswith("update")]
    found = json.loads(out.read_text())
    assert (found["subject"], found["status"]) == ("drift", "failed")
    [change] = found["changes"]
    assert change["text"] == "Mapping of 'primaryPhone' from 'RingCentral' to the Okta user profile changed"
    assert change["after"] == "'appuser.directNumber'"
    checkout.run([*drift, "--fail-on", "none"], checkout.folder, 0)
    checkout.run(drift, checkout.folder, 2)  # a refresh-only plan accepts nothing into the state

    gone = {
        "definitions": {
            "custom": {"id": "#custom", "type": "object", "properties": {"extensionNumber": None}}
        }
    }
    org.call("POST", f"/api/v1/meta/schemas/apps/{app_id}/default", gone)
    printed = checkout.run([*drift, "--format", "markdown"], checkout.folder, 2)
    assert "2 resources changed outside Terraform" in printed
    assert (
        "Attribute <code>extensionNumber</code> of the <code>RingCentral</code> profile was deleted"
        in printed
    )
    nowhere = {"OKTA_ORG_URL": "http://127.0.0.1:9"}
    printed = checkout.run([*drift, "--format", "markdown"], checkout.folder, 1, **nowhere)
    assert "🔴 Drift: what changed outside Terraform could not be found out" in printed
    assert "Okta cannot be reached" in printed


def test_a_stack_that_is_not_there_is_reported(new_checkout: Callable[[str], Checkout]) -> None:
    """Exit 1, in every format, with the next step; also for one that is not initialized."""
    checkout = new_checkout("checkout")
    drift = [sys.executable, "-m", "oktaprofile.cli.main", "drift"]
    assert "There is no folder nowhere" in checkout.run([*drift, "nowhere"], checkout.folder, 1)
    checkout.synthesize()
    printed = checkout.run([*drift, str(checkout.stack), "--format", "markdown"], checkout.folder, 1)
    assert "🔴 Drift: what changed outside Terraform could not be found out" in printed
    assert "this does not say that nothing changed" in printed
    assert "terraform init" in printed
