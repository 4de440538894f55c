"""`oktaprofile demo --existing`: an org in which somebody did the ten steps by hand, years ago, brought under code.

What is shown: the code that `adopt` writes, a first plan that imports everything and changes nothing, a deployment
without one write to Okta, an empty plan, and a destroy after which the org is byte for byte as before.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from rich.text import Text

from oktaprofile.cli.demo import plans
from oktaprofile.cli.demo.command import SEED_EXPRESSION, Demo
from oktaprofile.cli.demo.stage import EmbeddedOrg

APP, DOWNSTREAM = "RingCentral", "Active Directory"
STACK = "ringcentral-sync"


class Existing(Demo):
    """The steps, in order. Each prints its own part."""

    def show(self, org: EmbeddedOrg) -> bool:
        """Runs every step; whether all was as promised."""
        ten_steps_by_hand(org)
        org.run_import()
        before = org.snapshot()
        self.step(
            "An org that somebody set up by hand", f"{self.users:,} people have their numbers; at {org.url}"
        )
        code = self.write_code()
        imported = self.deploy_code(org, code)
        unchanged = self.destroy_code(org, code, before)
        return imported and unchanged

    def write_code(self) -> Path:
        """The code for what is there."""
        folder = self.folder / "code"
        shown = folder.relative_to(self.project)
        self.step(
            "Write the code for it",
            f'oktaprofile adopt --downstream "{DOWNSTREAM}" --format python --out {shown}',
        )
        options = ["--downstream", DOWNSTREAM, "--format", "python", "--framework", self.framework]
        adopt = [sys.executable, "-m", "oktaprofile.cli.main", "adopt", *options, "--out", str(folder)]
        self.say(Text(self.command("adopt", adopt).output.rstrip() + "\n"))
        self.say(Text((folder / "main.py").read_text(), style="dim"))
        return folder

    def deploy_code(self, org: EmbeddedOrg, code: Path) -> bool:
        """The first plan, the deployment and the second plan."""
        self.step("What would the first deployment change?", f"{self.framework} diff")
        self.say(plans.digest(self.command("diff", [self.framework, "diff"], folder=code).output))
        self.step("Take it over", f"{self.framework} deploy")
        org.forget_requests()
        outcome = self.command("deploy", [self.framework, "deploy", "--auto-approve"], folder=code)
        counts = org.request_counts()
        writes = sum(count for name, count in counts.items() if name.startswith("update"))
        self.say(plans.result(outcome.output))
        self.say(Text(f"{sum(counts.values())} API calls, {writes} of them writes", style="dim"))
        self.step("Plan again", f"{self.framework} diff")
        empty = plans.is_empty(self.command("second-diff", [self.framework, "diff"], folder=code).output)
        self.verdict(
            empty, "No changes: Okta is what the code says.", "The second plan is not empty: this is a bug."
        )
        return empty and not writes

    def destroy_code(self, org: EmbeddedOrg, code: Path, before: bytes) -> bool:
        """What a destroy right after the import does to Okta: nothing."""
        self.step("And if the code is destroyed?", f"{self.framework} destroy")
        outcome = self.command("destroy", [self.framework, "destroy", "--auto-approve"], folder=code)
        self.say(plans.result(outcome.output))
        same = org.snapshot() == before
        self.verdict(same, "The org is byte for byte as it was.", "The org was changed: this is a bug.")
        return same

    def in_another_window(self) -> tuple[str, str]:
        """The code that was written, deployed again."""
        return str((self.folder / "code").relative_to(self.project)), f"{self.framework} deploy"

    def farewell(self, seconds: float) -> None:
        """Where to go from here."""
        self.last_words(
            "Your org",
            f"That took {seconds:.0f} s; the code is in out/demo/code/.\n\n"
            "The same on a real org, whose first four commands only read it:\n"
            "  export OKTA_ORG_NAME=acme OKTA_BASE_URL=okta.com OKTA_API_TOKEN=…\n"
            "  . .venv/bin/activate\n"
            f'  oktaprofile adopt --downstream "{DOWNSTREAM}" --format python --out sync\n'
            f"  cd sync && {self.framework} diff\n"
            "docs/guides/existing-tenant.md goes on from there.",
        )


def ten_steps_by_hand(org: EmbeddedOrg) -> None:
    """What an administrator does on Okta's help page, with the expression that is there."""
    ids = {app["label"]: app["id"] for app in org.api("GET", "/api/v1/apps?limit=200")}
    schema = f"/api/v1/meta/schemas/apps/{ids[APP]}/default"
    attributes = {"directNumber": "Direct Number", "extensionNumber": "Extension Number"}
    custom = {name: {"title": title, "type": "string", "scope": "NONE"} for name, title in attributes.items()}
    org.api("POST", schema, _definitions("custom", custom))
    user_schema = "/api/v1/meta/schemas/user/default"
    user = org.api("GET", user_schema)
    type_id = str(user["_links"]["type"]["href"]).rpartition("/")[2]
    for source, target, name, expression in (
        (ids[APP], type_id, "primaryPhone", SEED_EXPRESSION),
        (type_id, ids[DOWNSTREAM], "telephoneNumber", "user.primaryPhone"),
    ):
        [row] = org.api("GET", f"/api/v1/mappings?sourceId={source}&targetId={target}")
        mapped = {"properties": {name: {"expression": expression, "pushStatus": "PUSH"}}}
        org.api("POST", f"/api/v1/mappings/{row['id']}", mapped)
    phone = user["definitions"]["base"]["properties"]["primaryPhone"]
    phone["master"] = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": ids[APP]}]}
    org.api("POST", user_schema, _definitions("base", {"primaryPhone": phone}))


def _definitions(section: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {"definitions": {section: {"id": f"#{section}", "type": "object", "properties": properties}}}
