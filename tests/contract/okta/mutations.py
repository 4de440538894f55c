"""Every answer that is read, with each of its fields in turn made into something else.

    for mutation in mutations(good): read(mutation.body)

The good answers are the embedded org's, which replayed recordings hold to Okta's. What must come out: a value, or an
error in words; never another exception, and never "it is gone" because a field had the wrong type.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from oktaprofile.impact.change import Change, Mapped
from oktaprofile.impact.predict import Question, predict_from_org
from oktaprofile.okta.client import OktaClient
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.errors import OktaError
from oktaprofile.okta.org import Org
from oktaprofile.okta.sender import Sender
from oktaprofile.okta.transport import Answer, RequestsTransport
from oktaprofile.people.making import make_snapshot
from oktaprofile.people.organization import TO_OKTA, Line
from oktaprofile.plan.errors import DocumentError
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import ApplyFailed
from oktaprofile.provider.provider import OktaProfileProvider
from oktaprofile.simulator.running import ThreadedOrg
from tests.contract.okta.test_scopes_of_the_docs import ARGUMENTS
from tests.unit.okta.fakes import FakeClock
from tests.unit.provider.small_terraform import Run, Terraform, filled

MISSING = object()
REPLACEMENTS: tuple[Any, ...] = (MISSING, None, True, 7, "text", "", [], {}, [7], {"text": 7})
# Of maps with names as keys, these and the first two: all the others are read by the same lines.
NAMES = {"site", "a", "primaryPhone", "nickName", "email", "directNumber", "login", "userName"}
OTHER_NAMES, ITEMS = 2, 2


class Mutation(NamedTuple):
    """An answer with one field changed; `place` is its path, `former` what stood there."""

    place: tuple[str | int, ...]
    former: Any
    now: Any
    body: Any

    @property
    def name(self) -> str:
        """For a message."""
        now = "missing" if self.now is MISSING else json.dumps(self.now)
        return f"{'.'.join(map(str, self.place)) or 'the whole'} = {now}"

    @property
    def wrong_type(self) -> bool:
        """Whether what stands there now could not be taken for another answer of Okta."""
        return self.now is not MISSING and type(self.now) is not type(self.former)


def mutations(good: Any) -> Iterator[Mutation]:
    """Each place of an answer, each replacement."""
    for place, former in _places(good, ()):
        for now in REPLACEMENTS:
            if now is MISSING and not place:
                continue
            if now is MISSING or now != former or type(now) is not type(former):
                yield Mutation(place, former, now, _with(good, place, now))


def _places(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield place, value
    if isinstance(value, dict):
        names = list(value)
        if place and place[-1] in ("properties", "profile"):
            names = [name for index, name in enumerate(names) if index < OTHER_NAMES or name in NAMES]
        for name in names:
            yield from _places(value[name], (*place, name))
    elif isinstance(value, list):
        for index, item in enumerate(value[:ITEMS]):
            yield from _places(item, (*place, index))


def _with(value: Any, place: tuple[str | int, ...], now: Any) -> Any:
    if not place:
        return now
    step, rest = place[0], place[1:]
    if isinstance(value, dict):
        if not rest and now is MISSING:
            return {name: item for name, item in value.items() if name != step}
        return {name: _with(item, rest, now) if name == step else item for name, item in value.items()}
    if not rest and now is MISSING:
        return [item for index, item in enumerate(value) if index != step]
    return [_with(item, rest, now) if index == step else item for index, item in enumerate(value)]


class MutatingTransport:
    """The org's own answers, remembered; the one of `path` is replaced by `body` where that is set."""

    def __init__(self, config: OktaConfig) -> None:
        self._real = RequestsTransport(config, FakeClock())
        self.kept: dict[str, Answer] = {}
        self.path = ""
        self.body: Any = None

    def send(self, method: str, url: str, **rest: Any) -> Answer:
        """As `Transport.send`. A write empties the memory."""
        if method != "GET":
            self.kept.clear()
            return self._real.send(method, url, **rest)
        if url not in self.kept:
            self.kept[url] = self._real.send(method, url, **rest)
        answer = self.kept[url]
        if self.path and self.path == path_of(url):
            return Answer(200, answer.headers, json.dumps(self.body).encode())
        return answer


def path_of(url: str) -> str:
    """The path of a URL, without its query."""
    return re.sub(r"^https?://[^/]+", "", url).partition("?")[0]


class Reader(NamedTuple):
    """Something that reads Okta. `read` returns "gone" when it took its object for deleted."""

    name: str
    read: Callable[[], str]


@contextmanager
def _in_words() -> Iterator[None]:
    """An error of the client that a resource or data source lets out is a defect: the engine would call it one."""
    try:
        yield
    except OktaError as error:
        raise TypeError(f"an OktaError that nobody put into words: {error}") from error


EXPECTED = (DiagnosticError, ApplyFailed, OktaError, DocumentError, AssertionError)


class Bench:
    """An org in which every resource exists, and every reader of it, over a transport that mutates."""

    def __init__(self, org: ThreadedOrg) -> None:
        config = OktaConfig(org.url, api_token=org.token, max_retries=0)
        from oktaprofile.okta.auth import authentication_for

        self.transport = MutatingTransport(config)
        clock = FakeClock()
        self.client = OktaClient(Sender(config, self.transport, authentication_for(config, clock), clock))
        app = org.org.apps.by_label("RingCentral")
        assert app is not None
        self.app_id = app.id
        self.readers = [self._reader(what) for what in ARGUMENTS]
        self.readers += [Reader("impact", self._impact), Reader("snapshot", self._snapshot)]

    def _reader(self, what: str) -> Reader:
        kind = what.removeprefix("data ")
        provider = OktaProfileProvider
        located = (provider.data_sources if kind != what else provider.resources)[kind]
        module, _, name = located.partition(":")
        made = getattr(importlib.import_module(module), name)()
        arguments = ARGUMENTS[what](self.app_id)
        if kind != what:

            def read() -> str:
                with _in_words():
                    made.read(filled(made.schema.attributes, arguments), Run(self.client).context())  # type: ignore[arg-type]
                return ""

            return Reader(what, read)
        terraform = Terraform(made, self.client)  # type: ignore[arg-type]
        terraform.apply(**arguments)
        there = terraform.state, terraform.private

        def refresh() -> str:
            terraform.state, terraform.private = there
            try:
                with _in_words():
                    terraform.refresh()
                    gone = terraform.state is None
                    terraform.state = there[0]
                    terraform.plan(refresh=False, **arguments)
            finally:
                terraform.state, terraform.private = there
            return "gone" if gone else ""

        return Reader(what, refresh)

    def _impact(self) -> str:
        line = Mapped(self.app_id, None, TO_OKTA, "primaryPhone", Line("appuser.email", "PUSH"))
        change = Change()
        change.mapped.append(line)
        from oktaprofile.impact.gates import policy_of

        predict_from_org(Question(change, policy_of({}, "gates")), Org(self.client, FakeClock()), "https://x")
        return ""

    def _snapshot(self) -> str:
        with TemporaryDirectory() as folder:
            make_snapshot(Org(self.client, FakeClock()), "https://x", Path(folder) / "people.db")
        return ""

    def answers_of(self, reader: Reader) -> dict[str, Any]:
        """Path -> what the org answers there, for every read of this reader."""
        self.transport.path = ""
        self.transport.kept.clear()
        assert reader.read() == "", f"{reader.name} does not work without any mutation"
        return {path_of(url): json.loads(answer.body) for url, answer in self.transport.kept.items()}

    def problem(self, reader: Reader, path: str, mutation: Mutation) -> str:
        """What is wrong with how this reader takes this answer; "" when nothing is."""
        self.transport.path, self.transport.body = path, mutation.body
        try:
            outcome = reader.read()
        except EXPECTED:
            return ""
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            return f"{type(error).__name__}: {error}"
        finally:
            self.transport.path = ""
        return "taken for deleted" if outcome and mutation.wrong_type else ""
