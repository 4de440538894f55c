"""Wherever a probe ends, the org is afterwards what it was: Ctrl-C, a kill, lost answers, limits, refusals."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator

import pytest

from oktaprofile.answers.questions import BASE_MASTER
from oktaprofile.okta.errors import Forbidden
from oktaprofile.okta.sender import Exchange
from oktaprofile.probe.note import Note, NoteError
from oktaprofile.probe.run import finish, run
from tests.contract.probe.conftest import ALL, Probed

ASKED = [BASE_MASTER, "null-joined", "inactive-schema"]
"""Together they make and change everything that a probe does."""
BASE = "primaryPhone"


def interrupt() -> None:
    raise KeyboardInterrupt


class Ends:
    """Ends this probe, or its process, after its n-th request (or write)."""

    def __init__(self, after: int, how: Callable[[], None], *, writes: bool = False) -> None:
        self.left = after
        self.how = how
        self.writes = writes

    def __call__(self, exchange: Exchange) -> None:
        self.left -= not self.writes or exchange.method != "GET"
        if self.left == 0:
            self.left = -1
            self.how()


def methods(probed: Probed, asked: list[str]) -> list[str]:
    """The requests of a whole probe, those of the undoing at the end apart."""
    probed.calls.clear()
    assert not probed.probe(asked, BASE).problems
    operations = [call.operation for call in probed.calls]
    first = "deactivateApplication" if "createApplication" in operations else "deleteUserType"
    begins = len(operations) - 1 - operations[::-1].index(first) - 1  # a look comes before it
    return [call.method for call in probed.calls[:begins]]


@pytest.mark.parametrize(
    ("asked", "writes"), [([BASE_MASTER], False), (ASKED, True)], ids=["request", "write"]
)
def test_a_probe_is_interrupted_after_each(probed: Probed, asked: list[str], writes: bool) -> None:
    """Everything is put back by the probe itself, and looked at; no note stays. Each request of a small probe, and each
    write of one that makes and changes everything (many probes: 10 s)."""
    before = probed.state()
    for number in range(1, sum(not writes or method != "GET" for method in methods(probed, asked)) + 1):
        probed.watch = Ends(number, interrupt, writes=writes)
        outcome = probed.probe(asked, BASE)
        probed.watch = lambda _: None
        assert outcome.interrupted
        assert outcome.problems == [], number
        assert probed.state() == before, number
        assert not list(probed.folder.glob("*.undo"))


@pytest.mark.parametrize("ignored", [True, False])
def test_a_signal_that_is_ignored_stays_so(probed: Probed, ignored: bool) -> None:
    """With nohup a closed terminal interrupts nothing. Afterwards the handlers are what they were."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.default_int_handler)
    try:
        probed.watch = Ends(1, lambda: os.kill(os.getpid(), signal.SIGHUP))
        assert probed.probe(["pipeline"]).interrupted is not ignored
        assert signal.getsignal(signal.SIGHUP) == (signal.SIG_IGN if ignored else signal.default_int_handler)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_probe_is_killed_after_each_write(probed: Probed) -> None:
    """Also after those of the undoing. Nothing runs any more, not even the line that the answer came; the note puts
    everything back."""
    before = probed.state()
    for number in range(1, sum(method != "GET" for method in methods(probed, ASKED)) + 6):
        child = os.fork()
        if child == 0:
            try:
                probed.watch = Ends(number, lambda: os._exit(9), writes=True)
                probed.probe(ASKED, BASE)
            finally:  # whatever happened: the child must not go on with the tests
                traceback.print_exc()
                os._exit(1)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 9, number
        assert probed.undo_notes() == [], number
        assert probed.state() == before, number


@pytest.fixture
def faults(probed: Probed) -> Iterator[Probed]:
    """Every fault has to happen."""
    yield probed
    unused = [rule for rule in probed.org.service.faults.documents() if not rule["applied"]]
    probed.org.service.faults.clear()
    assert not unused


MAKING = ("createUserType", "createApplication", "createUser", "assignUserToApplication")


@pytest.mark.parametrize("action", ["drop_after", "drop_before", "truncate", "html"])
def test_the_answer_to_a_creation_is_lost(faults: Probed, action: str) -> None:
    """Whether it was made is looked up by its name; it is made once, and taken away."""
    for operation in MAKING:
        faults.org.service.faults.add({"operation": operation, "action": action})
        outcome = faults.probe(ASKED)
        assert outcome.problems == []
        faults.calls.clear()


@pytest.mark.parametrize(
    "operation",
    [
        "updateUserProfile",
        "updateApplicationUserProfile",
        "updateProfileMapping",
        "deleteUser",
        "deleteUserType",
    ],
)
def test_the_answer_to_a_write_is_lost(faults: Probed, operation: str) -> None:
    """It is sent again, as everything else is."""
    faults.org.service.faults.add({"operation": operation, "action": "drop_after", "times": 2})
    outcome = faults.probe(ASKED, BASE)
    assert outcome.problems == []
    assert [entry["answer"] for entry in outcome.entries.values()] == ["accept", "word", "accept"]


def test_a_limit_is_waited_for(faults: Probed) -> None:
    """Also while things are put back."""
    for operation in ("createUserType", "deleteUserType"):
        faults.org.service.faults.add({"operation": operation, "action": "rate_limit", "reset_seconds": 0})
    outcome = faults.probe(["null-attribute"])
    assert (outcome.problems, outcome.failure) == ([], None)


def test_a_type_that_okta_does_not_delete_stays_in_the_note(faults: Probed) -> None:
    """27 of 72 recorded deletions were answered 500. The next try finishes."""
    before = faults.state()
    faults.org.service.faults.add({"operation": "deleteUserType", "status": 500, "times": None})
    [problem] = faults.probe(ASKED).problems
    assert problem.startswith("the user type oktaprofile_probe_")
    [path] = faults.folder.glob("*.undo")
    assert path.stat().st_mode & 0o777 == 0o600
    faults.org.service.faults.clear()
    assert faults.undo_notes() == []
    assert faults.state() == before


def test_a_refused_first_write_is_the_end(faults: Probed) -> None:
    """403: nothing was written, and what is missing is named."""
    faults.org.service.faults.add(
        {
            "operation": "createUserType",
            "status": 403,
            "body": {"errorCode": "E0000006", "errorSummary": "No."},
        }
    )
    outcome = faults.probe(ASKED)
    assert isinstance(outcome.failure, Forbidden)
    assert "Organization Administrator" in outcome.failure.next_step
    assert outcome.entries == {}
    assert {call.method for call in faults.calls} == {"GET", "POST"}
    assert [call.operation for call in faults.calls if call.method == "POST"] == ["createUserType"]


def test_an_org_without_room_for_a_type_answers_the_rest(faults: Probed) -> None:
    """Each question that needs the type stays open, with Okta's words; it is tried once."""
    faults.org.service.faults.add(
        {
            "operation": "createUserType",
            "status": 400,
            "body": {
                "errorCode": "E0000001",
                "errorSummary": "No.",
                "errorCauses": [{"errorSummary": "Too many"}],
            },
        }
    )
    outcome = faults.probe(ALL)
    assert outcome.problems == []
    assert outcome.entries["app-unique"]["answer"] == "drop"
    assert "Too many" in outcome.entries["null-attribute"]["why"]
    assert sum(call.operation == "createUserType" for call in faults.calls) == 1


def test_two_probes_at_once_do_not_meet(probed: Probed) -> None:
    """The second runs whole while the first is at work; each takes away its own."""
    nested: list[object] = []

    def second(exchange: Exchange) -> None:
        if exchange.operation == "assignUserToApplication" and not nested:
            nested.append(1)
            nested.append(probed.probe(ASKED).problems)

    probed.watch = second
    assert probed.probe(ASKED).problems == []
    assert nested[1] == []


def test_two_probes_of_one_base_attribute_leave_what_both_found(probed: Probed) -> None:
    """The first finds the second's override in place of its own, waits, and sees that it has gone."""
    outcomes: list[object] = []

    def second(exchange: Exchange) -> None:
        if exchange.operation == "updateUserProfile" and exchange.path.endswith("/default") and not outcomes:
            outcomes.append(probed.probe([BASE_MASTER], BASE).problems)

    probed.watch = second
    assert probed.probe([BASE_MASTER], BASE).problems == []


def test_what_somebody_changed_or_renamed_meanwhile_is_left_alone(probed: Probed) -> None:
    """It is named, with what was found; it is no probe's any more."""
    apps = probed.org.org.apps

    def rename(exchange: Exchange) -> None:
        if exchange.operation == "assignUserToApplication":
            app = next(app for app in apps.all() if app.label.startswith("oktaprofile probe"))
            app.label = "Ours now"
            apps.put(app)

    probed.watch = rename
    [problem] = probed.probe(ASKED).problems
    assert "renamed" in problem
    app = apps.by_label("Ours now")
    assert app is not None
    [path] = probed.folder.glob("*.undo")
    app.label = path.stem.replace("oktaprofile-probe-", "oktaprofile probe ")
    apps.put(app)
    assert probed.undo_notes() == []


def test_others_things_with_the_prefix_are_never_touched(probed: Probed) -> None:
    """Only the whole name, with this probe's random token, is its own."""
    apps = probed.org.org.apps
    app = apps.by_label("RingCentral")
    assert app is not None
    app.label = "oktaprofile probe"
    apps.put(app)
    before = probed.state()
    try:
        outcome = run(
            probed.client(), probed.config, probed.clock, probed.folder, ASKED, source=None, base=None
        )
        assert outcome.problems == []
        assert probed.state() == before
    finally:
        app.label = "RingCentral"
        apps.put(app)


def test_a_disk_that_is_full_stops_it_before_the_write(
    probed: Probed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be noted is not made; what was noted before is put back."""
    real, written = os.write, []

    def write(descriptor: int, content: bytes) -> int:
        if b'"make": "application"' in content:
            written.append(content)
            return real(descriptor, content[:9])
        return real(descriptor, content)

    monkeypatch.setattr(os, "write", write)
    outcome = probed.probe(ASKED)
    assert written
    assert "No space left" in str(outcome.failure)
    assert outcome.problems == []
    assert not {"createApplication", "createUser"} & {call.operation for call in probed.calls}


def test_a_note_is_read_strictly(probed: Probed) -> None:
    """One of a running probe is in use; one that is none is refused; a torn last line was never acted on."""
    note = Note.begun(probed.folder, probed.config.org_url)
    with pytest.raises(NoteError, match="in use"):
        Note.opened(note.path)
    note.make("application")
    note.release()
    with note.path.open("a") as file:
        file.write('{"make": "user", "na')
    again = Note.opened(note.path)
    assert again.pending() == ["application"]
    assert finish(probed.client(), probed.clock, again) == []
    broken = probed.folder / "oktaprofile-probe-x.undo"
    broken.touch(0o600)
    broken.write_text("{}\n")
    with pytest.raises(NoteError, match="no note"):
        Note.opened(broken)
    broken.unlink()
