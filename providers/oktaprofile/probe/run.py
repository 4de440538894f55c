"""One probe: what it will do, then question by question, and in any case the undoing."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from oktaprofile.answers.questions import BY_ID, SETTLED_BY_PROBE
from oktaprofile.okta.errors import OktaError
from oktaprofile.probe import steps
from oktaprofile.probe.evidence import Evidence
from oktaprofile.probe.note import APPLICATION, USER, USER_TYPE, Note, NoteError
from oktaprofile.probe.stage import Stage
from oktaprofile.probe.undo import Undo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import FrameType
    from typing import Any

    from oktaprofile.okta.client import OktaClient
    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.config import OktaConfig

    Say = Callable[[str], None]

_MADE = {
    USER_TYPE: "a user type oktaprofile_probe_TOKEN, with a schema of its own",
    APPLICATION: 'an app "oktaprofile probe TOKEN" (OpenID Connect, hidden, provisions nothing)',
    USER: "a user oktaprofile-probe-TOKEN@example.com of that type, never activated: Okta sends no mail",
}
_SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


class Outcome:
    """What became of a probe. `entries`: question id -> {answer, why or evidence}; `problems`: what could not be put
    back, one a text; `failure`: the error that ended it early; `interrupted`: by a person or a pipeline; `wrote`:
    whether anything was written, and then put back."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        self.problems: list[str] = []
        self.failure: OktaError | NoteError | None = None
        self.interrupted = False
        self.wrote = False


def plan(asked: Sequence[str], base: str | None) -> list[str]:
    """What a probe of these questions will do, as lines for a person."""
    made = steps.things(asked)
    calls, writes = steps.requests(asked, base=base is not None)
    lines = ["It makes:", *(f"  + {_MADE[kind]}" for kind in made)] if made else ["It makes nothing."]
    if base and "base-master" in asked:
        lines += ["It changes, and puts back at once:", f"  ~ the source of {base} of the default user type"]
    lines += ["It asks:"]
    for id_ in asked:
        lines.append(f"  ? {id_}: {BY_ID[id_].asks} ({steps.STEPS[id_].does})")
    if made:
        lines += [
            "In the end, or when it is interrupted, it deletes what it made, and looks that it is gone."
        ]
    lines.append(f"At most {calls} requests, {writes} of them writes.")
    return lines


def run(
    client: OktaClient,
    config: OktaConfig,
    clock: Clock,
    folder: Path,
    asked: Sequence[str],
    *,
    source: str | None,
    base: str | None,
    say: Say = lambda _: None,
) -> Outcome:
    """Asks and undoes. Raises NoteError before anything was sent; what happens later is in the outcome."""
    outcome = Outcome()
    note = Note.begun(folder, config.org_url)
    evidence = Evidence({config.org_url: "<org>", config.host: "<org>", note.token: "<token>"})
    stage = Stage(client, note, clock, evidence, source=source, base=base)
    with _interruptible() as hold:
        try:
            try:
                _ask(stage, asked, outcome, say)
            finally:
                hold()
        except KeyboardInterrupt:
            outcome.interrupted = True
        except (OktaError, NoteError) as failure:
            outcome.failure = failure
        finally:
            outcome.problems = Undo(client, note, clock).all(say)
            outcome.wrote = note.acted()
            note.close()
    return outcome


def finish(client: OktaClient, clock: Clock, note: Note, say: Say = lambda _: None) -> list[str]:
    """Undoes what an earlier probe left behind; the problems."""
    with _interruptible() as hold:
        hold()
        problems = Undo(client, note, clock).all(say)
        note.close()
    return problems


def _ask(stage: Stage, asked: Sequence[str], outcome: Outcome, say: Say) -> None:
    ordered = [question.id for question in SETTLED_BY_PROBE if question.id in asked]
    for number, id_ in enumerate(ordered, start=1):
        stage.evidence.begin()
        answer, why = steps.asked_of(stage, id_)
        entry: dict[str, Any] = {"answer": answer} | ({"why": why} if answer is None else {})
        outcome.entries[id_] = entry | {"evidence": stage.evidence.entries}
        say(f"{number}/{len(ordered)} {id_}: {answer or f'open: {why}'}")


@contextmanager
def _interruptible() -> Iterator[Callable[[], None]]:
    """Within, the first signal that ends a program raises KeyboardInterrupt, unless `hold` was called: what is being
    put back is put back. A second one changes nothing. One that is ignored (nohup) stays so."""
    held = threading.current_thread() is not threading.main_thread()
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    before = {} if held else {one: old for one, old in handlers.items() if old not in (signal.SIG_IGN, None)}

    def hold() -> None:
        nonlocal held
        held = True

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal held
        if not held:
            held = True
            raise KeyboardInterrupt

    for number in before:
        signal.signal(number, interrupt)
    try:
        yield hold
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
