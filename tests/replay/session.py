"""Replays one recording from start to end against one simulator."""

from __future__ import annotations

from typing import NamedTuple

from tests.replay.aliases import ids_in
from tests.replay.compare import Difference, compare_answers, compare_links
from tests.replay.history import History
from tests.replay.operations import Operation, operation_of
from tests.replay.recording import Exchange, Recording
from tests.replay.required_state import presuppose
from tests.replay.simulator_state import Answer, Held, LoadRefusedError, Simulator, switches_of

CONTINUED = "continued"

_SHUFFLED_LISTS = {"listFeatures"}  # recorded: two reads of one org give two orders
_WITH_LINKS = {"listProfileMappings", "listApplications"}
_BODY_REQUIRED = {"createUserType", "updateUserType", "createUser", "createApplication"}


class Outcome(NamedTuple):
    """What became of one exchange.

    verdict: equal | different | not_simulated | excluded (then `reason` says why)
    basis: where its state came from: continued | known | overlap | deduced | nothing
    """

    exchange: Exchange
    operation: Operation
    verdict: str
    basis: str
    differences: list[Difference]
    reason: str = ""


def replay_recording(recording: Recording, simulator: Simulator) -> list[Outcome]:
    """Replays every exchange in recorded order and compares each answer. Raises SimulatorError when it cannot
    be reached."""
    return _Session(recording, simulator).run()


class _Session:
    def __init__(self, recording: Recording, simulator: Simulator) -> None:
        self._recording = recording
        self._simulator = simulator
        self._shown = History()  # what the recording showed
        self._held = Held(simulator, switches_of(recording))
        self._known_ids: set[str] = set()

    def run(self) -> list[Outcome]:
        """See `replay_recording`."""
        self._held.empty()
        outcomes = []
        for exchange in self._recording.exchanges:
            operation = operation_of(exchange.method, exchange.route)
            outcomes.append(self._replay(exchange, operation))
            self._shown.note(exchange, operation)
            self._known_ids |= ids_in(exchange.answer)
        return outcomes

    def _replay(self, exchange: Exchange, operation: Operation) -> Outcome:
        reason = not_of_an_org(exchange, operation)
        if reason:
            return Outcome(exchange, operation, "excluded", "", [], reason)
        wanted = presuppose(exchange, operation, self._shown)
        try:
            loaded = self._held.establish(wanted, exchange, self._shown)
        except LoadRefusedError as refusal:
            self._held.empty()  # what it holds now is not known
            return Outcome(
                exchange, operation, "different", wanted.basis, [Difference("load", "", None, str(refusal))]
            )
        basis = wanted.basis if loaded or not wanted.documents else CONTINUED
        aliases = self._held.aliases
        known = self._known_ids | ids_in([exchange.path, exchange.request])
        answer = self._simulator.send(
            exchange.method,
            aliases.to_simulated(exchange.path),
            aliases.to_simulated(exchange.request),
        )
        if answer.status == 501:
            return Outcome(exchange, operation, "not_simulated", basis, [])
        answer = Answer(answer.status, aliases.to_recorded(answer.body), answer.links)
        bodies = [exchange.answer, answer.body]
        if operation.name in _SHUFFLED_LISTS and all(isinstance(body, list) for body in bodies):
            bodies = [sorted(body, key=lambda row: str(row.get("id"))) for body in bodies]
        differences = compare_answers(exchange.status, bodies[0], answer.status, bodies[1], known)
        if not differences and operation.name in _WITH_LINKS:
            differences = compare_links(exchange.headers.get("link", []), answer.links, known)
        if exchange.method == "POST":
            aliases.learn(exchange.answer, answer.body, known)
            answer = answer._replace(body=aliases.to_recorded(answer.body))
        self._held.take_in(exchange, operation, answer)
        return Outcome(exchange, operation, "different" if differences else "equal", basis, differences)


def not_of_an_org(exchange: Exchange, operation: Operation) -> str:
    """Why an exchange says nothing about Okta's API, "" when it does."""
    if exchange.status == 404 and isinstance(exchange.answer, dict) and "errorCode" not in exchange.answer:
        return "answered by a placeholder host, not by an org: the body is no Okta error"
    if operation.name in _BODY_REQUIRED and exchange.request is None and exchange.status == 200:
        return "the recording lost the request's body"
    if isinstance(exchange.answer, str) and exchange.answer.startswith("<?xml"):
        return "an XML document: its certificate is the org's own"
    return ""
