"""What the acceptance tests stand on: an embedded org each, and the real terraform on this tree's provider.

    with start_org("--no-mappings-api", users=5) as org:     # an embedded org in a thread
        workspace = Workspace(folder, {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN})
        workspace.write('resource "oktaprofile_mapping" "x" { ... }')
        workspace.apply().expect_success()
        workspace.plan().actions                             # {} when nothing would change
        workspace.plan_error().expect("a sentence of the printed error")

The fixtures in `tests/acceptance/conftest.py` put these together.
"""

from tests.acceptance.harness.commands import run_oktaprofile
from tests.acceptance.harness.simulated_org import TOKEN, SimulatedOrg, spawn_org, start_org, threaded_org
from tests.acceptance.harness.terraform import Outcome, Plan, Workspace, provider_folder, wait_until

__all__ = [
    "TOKEN",
    "Outcome",
    "Plan",
    "SimulatedOrg",
    "Workspace",
    "provider_folder",
    "run_oktaprofile",
    "spawn_org",
    "start_org",
    "threaded_org",
    "wait_until",
]
