"""Embedded orgs to probe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from oktaprofile.answers.questions import SETTLED_BY_PROBE
from oktaprofile.okta.client import OktaClient, connect
from oktaprofile.okta.clock import Clock
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.sender import Exchange
from oktaprofile.probe.note import Note
from oktaprofile.probe.run import Outcome, finish, run
from oktaprofile.simulator.control.snapshot import canonical
from oktaprofile.simulator.http.operations import Bucket
from oktaprofile.simulator.running import ThreadedOrg, running_org
from oktaprofile.simulator.switches import Switches

ALL = [question.id for question in SETTLED_BY_PROBE]


class Quick(Clock):
    """A clock whose waits are over at once."""

    def pause(self, seconds: float) -> bool:
        return False


class Probed:
    """An embedded org, what was asked of it, and probes of it."""

    def __init__(self, org: ThreadedOrg, folder: Path) -> None:
        self.org = org
        self.folder = folder
        self.config = OktaConfig(org.url, api_token=org.token)
        self.calls: list[Exchange] = []
        self.watch: Callable[[Exchange], None] = lambda _: None
        self.clock = Quick()

    def client(self) -> OktaClient:
        def observe(exchange: Exchange) -> None:
            self.calls.append(exchange)
            self.watch(exchange)

        return connect(self.config, clock=self.clock, observe=observe)

    def switch(self, **switches: Any) -> None:
        """The org answers so from now on, and as always in all else."""
        for name, value in {**vars(Switches(quarantine_seconds=0)), **switches}.items():
            setattr(self.org.org.switches, name, value)

    def probe(self, asked: list[str] = ALL, base: str | None = None) -> Outcome:
        source = self.org.org.apps.by_label("RingCentral")
        assert source is not None
        return run(self.client(), self.config, self.clock, self.folder, asked, source=source.id, base=base)

    def words(self, asked: list[str] = ALL) -> dict[str, str | None]:
        """The answers; nothing may be left behind."""
        outcome = self.probe(asked)
        assert outcome.problems == []
        assert outcome.failure is None
        return {id_: entry["answer"] for id_, entry in outcome.entries.items()}

    def undo_notes(self) -> list[str]:
        """Puts back what killed probes left; the problems."""
        self.watch = lambda _: None
        return [
            problem
            for path in sorted(self.folder.glob("*.undo"))
            for problem in finish(self.client(), self.clock, Note.opened(path))
        ]

    def state(self) -> bytes:
        return canonical(self.org.org)


@pytest.fixture(scope="session")
def _running() -> Iterator[ThreadedOrg]:
    with running_org(users=3, limits=dict.fromkeys(get_args(Bucket), 1_000_000)) as org:
        yield org


@pytest.fixture
def probed(_running: ThreadedOrg, tmp_path: Path) -> Iterator[Probed]:
    """The org, which every test leaves as it found it."""
    made = Probed(_running, tmp_path)
    made.switch()
    before = made.state()
    yield made
    made.switch()
    assert made.state() == before
    assert not list(tmp_path.glob("*.undo"))
