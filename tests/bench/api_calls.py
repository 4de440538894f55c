"""How many calls of Okta's API a command costs, counted by the embedded org."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.acceptance.harness import TOKEN, Workspace, spawn_org
from tests.bench.figure import Figure

ATTRIBUTES = 100


def plural(app_id: str, count: int) -> str:
    """`count` attributes in one resource."""
    names = "\n".join(f'    bench{number} = {{ title = "Bench {number}" }}' for number in range(count))
    return (
        f'resource "oktaprofile_app_user_properties" "bench" {{\n  app_id = "{app_id}"\n'
        f"  properties = {{\n{names}\n  }}\n}}\n"
    )


def singular(app_id: str, count: int) -> str:
    """`count` attributes, each its own resource."""
    return (
        f'resource "oktaprofile_app_user_property" "bench" {{\n  count  = {count}\n  app_id = "{app_id}"\n'
        '  name   = "bench${count.index}"\n  title  = "Bench ${count.index}"\n}\n'
    )


def figures() -> Iterator[Figure]:
    """Saved plans that add a hundred attributes. The calls of the full sync: waiting.py."""
    with TemporaryDirectory() as folder:
        for name, limit, configuration in (
            ("one plural resource", 4, plural),
            (f"{ATTRIBUTES} singular resources", 30, singular),
        ):
            with spawn_org() as org:
                workspace = Workspace(
                    Path(folder) / name.replace(" ", "-"), {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN}
                )
                workspace.write(configuration(org.app_id("RingCentral"), ATTRIBUTES))
                plan = workspace.plan()
                org.reset_requests()
                workspace.apply(plan).expect_success()
                yield Figure(f"apply {ATTRIBUTES} attributes, {name}", calls(org.requests()), "calls", limit)


def calls(requests: dict[str, object]) -> int:
    """Requests to Okta's API since the last reset."""
    total = requests["total"]
    assert isinstance(total, int)
    return total
