"""An org to hold the client against: the embedded one, or a real one that the environment names.

With OKTA_CONTRACT_APP (the id of an app whose user schema may be changed) and the provider's own OKTA_… variables
the tests that need no fault and no switch run against that org. They add custom properties whose names begin with
`zzContract` to that one app, and remove them again.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest

from oktaprofile.okta.change import ABSENT, Change, Discrepancy
from oktaprofile.okta.config import OktaConfig, from_environment
from oktaprofile.okta.fragments import custom_properties
from oktaprofile.okta.org import Org, open_org
from oktaprofile.okta.schema import properties_of
from tests.acceptance.harness import TOKEN, SimulatedOrg, start_org

REAL_APP = os.environ.get("OKTA_CONTRACT_APP")


class Attributes(Change):
    """Custom attributes with these titles; None removes one."""

    name_release_timeout_seconds = 60.0

    def __init__(self, **titles: str | None) -> None:
        self.titles = titles

    def fragment(self, current):
        if not self.unproved(current):
            return None
        return custom_properties(
            {
                name: None if title is None else {"title": title, "type": "string", "scope": "NONE"}
                for name, title in self.titles.items()
            }
        )

    def unproved(self, current):
        there = properties_of(current, "custom")
        found = {name: there.get(name, {}).get("title", ABSENT) for name in self.titles}
        wanted = {name: ABSENT if title is None else title for name, title in self.titles.items()}
        return [
            Discrepancy((name,), wanted[name], found[name]) for name in wanted if wanted[name] != found[name]
        ]


class Okta:
    """An org, the app under test, and the calls that were made."""

    def __init__(self, config: OktaConfig, app_id: str | None, simulated: SimulatedOrg | None) -> None:
        self.config = config
        self.calls: list[str] = []
        self.simulated = simulated
        self.org = self.open()
        self.app_id = app_id or open_org(config).find_applications(label="RingCentral")[0]["id"]
        self.prefix = f"zzContract{uuid.uuid4().hex[:6]}"

    def open(self, config: OktaConfig | None = None) -> Org:
        """An org as another process sees it: nothing shared, nothing read yet."""
        return open_org(config or self.config, observe=lambda call: self.calls.append(call.operation))

    def custom(self) -> dict:
        return dict(properties_of(self.open().application_schema(self.app_id).read(), "custom"))


@pytest.fixture(scope="session")
def _simulated() -> Iterator[SimulatedOrg | None]:
    if REAL_APP:
        yield None
        return
    with start_org("--latency-ms", "20", "--quarantine-seconds", "1") as running:
        yield running


@pytest.fixture
def okta(_simulated: SimulatedOrg | None) -> Iterator[Okta]:
    """The org, with what a test left behind removed afterwards."""
    config = from_environment() if _simulated is None else OktaConfig(_simulated.url, api_token=TOKEN)
    made = Okta(config, REAL_APP, _simulated)
    yield made
    left = {name: None for name in made.custom() if name.startswith(made.prefix)}
    if left:
        made.open().application_schema(made.app_id).write(Attributes(**left))


@pytest.fixture
def embedded(okta: Okta) -> Iterator[SimulatedOrg]:
    """The embedded org's control paths; a fault that never happened fails the test."""
    if okta.simulated is None:
        pytest.skip("needs the embedded org: a real one has no fault rules")
    yield okta.simulated
    okta.simulated.end_faults()
