"""Random configurations applied and destroyed while Okta fails: the next apply converges, and destroy leaves no trace.

No model is needed: whatever fails in between, the org is as before once everything is destroyed. The org and the
provider run in this process. `make stress ARGS=outages` runs many.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from oktaprofile.okta.client import OktaClient
from oktaprofile.okta.transport import Answer
from oktaprofile.simulator.control.snapshot import snapshot
from tests.contract.provider.sequences_admin import Administrator, EmbeddedOrg
from tests.contract.provider.sequences_blocks import FIRST, Block
from tests.contract.provider.sequences_terraform import Configuration, Refused, Stack

Blocks = dict[str, Block]

KINDS = (
    "refused",
    "token expired",
    "down",
    "stored, then down",
    "answer lost",
    "ignored",
    "ignored for good",
)
"""What becomes of a write, and of all that follows it in the same command."""
_ANSWERS = {"refused": (400, "E0000001"), "token expired": (401, "E0000011")}
MOST_APPLIES = 3
"""So many applies without a failure have to do."""


def drawn(seed: int) -> tuple[Blocks, Blocks, list[tuple[str, int]]]:
    """Two configurations and three failures: (kind, which write)."""
    chance = random.Random(seed)
    faults = [(chance.choice(KINDS), chance.randint(1, 4)) for _ in range(3)]
    return _some(chance), _some(chance), faults


def _some(chance: random.Random) -> Blocks:
    """The first configuration of the sequences, without some of it and with other values."""
    made = dict(FIRST)
    for address in chance.sample(["attribute2", "team", "inbound", "outbound", "phone", "phone2"], 2):
        made.pop(address)
    if "phone2" in made and "team" not in made:
        made.pop("phone2")
    title = chance.choice(["A", "B"])
    for address, block in made.items():
        if block.definitions:
            definitions = {name: {**one, "title": title} for name, one in block.definitions.items()}
            made[address] = replace(block, definitions=definitions)
        elif block.direction == "to_okta" and block.keys and chance.random() < 0.5:
            made[address] = replace(block, keys={**block.keys, "title": ("appuser.userName", "auto")})
        elif block.sources and chance.random() < 0.5:
            made[address] = replace(block, sources=("Workday",))
    return made


class FailingOrg:
    """The org as a client's transport, whose `nth` write of a command fails."""

    def __init__(self, org: EmbeddedOrg) -> None:
        self.org = org
        self.kind, self.nth, self.writes, self.down, self.met = "", 0, 0, False, False

    def send(self, method: str, url: str, **how: Any) -> Answer:
        """One request."""
        write = method not in ("GET", "HEAD")
        self.writes += write
        if not self.down and not (write and self.nth and self._fails()):
            return self.org.send(method, url, **how)
        self.met = True
        if self.kind in ("stored, then down", "answer lost") and not self.down:
            self.org.send(method, url, **how)
        self.down = self.down or self.kind in ("token expired", "down", "stored, then down")
        if self.kind.startswith("ignored"):
            return self.org.send("GET", url, **{**how, "body": None})
        status, code = _ANSWERS.get(self.kind, (500, "E0000009"))
        body = {"errorCode": code, "errorSummary": "fails", "errorId": "oae1", "errorCauses": []}
        return Answer(status, {"content-type": "application/json"}, json.dumps(body).encode())

    def _fails(self) -> bool:
        lasting = self.kind in ("refused", "ignored for good")
        return self.writes >= self.nth if lasting else self.writes == self.nth

    def during(self, kind: str, nth: int, command: Callable[[], object]) -> bool:
        """Carries a command out while its nth write fails. Returns whether one did."""
        self.kind, self.nth, self.writes, self.down, self.met = kind, nth, 0, False, False
        with suppress(Refused):
            command()
        self.nth, self.down = 0, False
        return self.met


def prove(first: Blocks, second: Blocks, faults: list[tuple[str, int]], counts: Counter[str]) -> None:
    """Applies both configurations one after the other and destroys, a failure in each. Raises AssertionError.

    What Okta or a plan refuses without a failure is left out.
    """
    if not _possible(first, second):
        counts["left out"] += 1
        return
    admin = Administrator()
    try:
        failing = FailingOrg(admin.org)
        client: OktaClient = EmbeddedOrg.client(failing)  # type: ignore[arg-type] # it has what is used
        stack, before = Stack(client), _all_of(admin)
        for blocks, (kind, nth) in zip((first, second), faults, strict=False):
            wanted = _configuration(admin, blocks)
            counts[kind] += failing.during(kind, nth, lambda wanted=wanted: stack.apply(wanted))
            _until_done(lambda wanted=wanted: stack.apply(wanted))
            assert stack.plan(wanted) == {}
        kind, nth = faults[-1]
        counts[kind] += failing.during(kind, nth, lambda: stack.destroy(wanted))
        _until_done(lambda: stack.destroy(wanted))
        assert stack.instances == {}
        assert sorted(before ^ _all_of(admin)) == []
        counts["proved"] += 1
    finally:
        admin.close()


def _possible(*configurations: Blocks) -> bool:
    """Whether they can be applied one after the other, and destroyed, where nothing fails."""
    admin = Administrator()
    try:
        stack = Stack(admin.org.client())
        for blocks in configurations:
            stack.apply(_configuration(admin, blocks))
        stack.destroy(_configuration(admin, blocks))
    except Refused:
        return False
    finally:
        admin.close()
    return True


def _until_done(command: Callable[[], object]) -> None:
    for left in reversed(range(MOST_APPLIES)):
        try:
            command()
        except Refused:
            if not left:
                raise
        else:
            return


def _configuration(admin: Administrator, blocks: Blocks) -> Configuration:
    ids = admin.look().app_ids
    return {address: (block.kind, block.arguments(ids)) for address, block in blocks.items()}


def _all_of(admin: Administrator) -> set[str]:
    """Each fact of the org as a line, with its path."""
    found: set[str] = set()
    todo: list[tuple[str, Any]] = [("", snapshot(admin.org.service.org, people=False))]
    while todo:
        path, value = todo.pop()
        if isinstance(value, dict) and value:
            todo += [(f"{path}/{name}", item) for name, item in value.items()]
        else:
            found.add(f"{path} = {json.dumps(value, sort_keys=True)}")
    return found
