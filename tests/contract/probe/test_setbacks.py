"""What goes wrong beside Okta: nobody reads the progress, the note is torn or somebody else's, a write is late."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from oktaprofile.cli.probe import NOT_PUT_BACK, _is_left, _left, _say
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.schema import properties_of
from oktaprofile.probe.note import APPLICATION, USER_TYPE, Note, NoteError
from oktaprofile.probe.operations import CREATE_USER_TYPE
from oktaprofile.probe.run import finish, run
from oktaprofile.probe.undo import base_change
from tests.contract.probe.conftest import Probed


class Gone:
    """A terminal that was closed."""

    def write(self, _: str) -> None:
        raise OSError(errno.EIO, "Input/output error")

    def flush(self) -> None:
        raise OSError(errno.EIO, "Input/output error")


def test_a_closed_terminal_ends_no_undoing(probed: Probed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its progress cannot be printed; all is put back."""
    monkeypatch.setattr("sys.stderr", Gone())
    asked = ["null-attribute", "absent-deletion"]
    client, clock, folder = probed.client(), probed.clock, probed.folder
    outcome = run(client, probed.config, clock, folder, asked, source=None, base=None, say=_say)
    assert (outcome.problems, outcome.failure) == ([], None)
    assert len(outcome.entries) == 2


def test_a_write_that_arrives_after_the_interruption_is_put_back(
    probed: Probed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look still shows what was found."""
    client = probed.client()
    schema = client.get_user_schema("default")
    found = properties_of(schema, "base")["primaryPhone"]
    source = probed.org.org.apps.by_label("RingCentral")
    assert source is not None
    sent = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": source.id}]}
    note = Note.begun(probed.folder, probed.config.org_url)
    note.change("default", "primaryPhone", found, sent)
    late = [{"definitions": {"base": {"properties": {"primaryPhone": base_change(found, sent)}}}}]

    def pause(_: float) -> bool:
        if late:
            probed.client().update_user_profile("default", late.pop())
        return False

    monkeypatch.setattr(probed.clock, "pause", pause)
    assert finish(client, probed.clock, note) == []
    assert not late
    assert properties_of(client.get_user_schema("default"), "base")["primaryPhone"] == found


def test_a_note_that_was_torn_is_whole_after_another_failed_try(probed: Probed) -> None:
    """What is added does not run on from the torn line."""
    note = Note.begun(probed.folder, probed.config.org_url)
    note.make(USER_TYPE)
    note.release()
    with note.path.open("a") as file:
        file.write('{"make": "appl')
    first = Note.opened(note.path)
    first.make(APPLICATION)
    first.release()
    second = Note.opened(note.path)
    assert second.pending() == [APPLICATION, USER_TYPE]
    assert finish(probed.client(), probed.clock, second) == []


@pytest.mark.parametrize(
    "line",
    [
        '{"make": ["application"]}',
        '{"make": "group"}',
        '{"made": "application"}',
        '{"change": "base", "schema": "default", "attribute": "login", "found": null}',
        '{"change": "base", "found": {}}',
        '{"make": "application", "undone": "application"}',
        "[1]",
        "{}",
        "[" * 100_000,
    ],
)
def test_a_line_that_no_probe_writes_is_refused(tmp_path: Path, line: str) -> None:
    """Before anything is done."""
    note = Note.begun(tmp_path, "https://acme.oktapreview.com")
    note.release()
    with note.path.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(NoteError, match="no note of a probe"):
        Note.opened(note.path)


def test_a_note_that_came_with_a_checkout_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever wrote it would choose what is put back: a note is this user's alone. Nor is a pipe waited for."""
    note = Note.begun(tmp_path, "https://acme.oktapreview.com")
    note.release()
    note.path.chmod(0o644)
    with pytest.raises(NoteError, match="others could have written it"):
        Note.opened(note.path)
    assert not _is_left(note.path, OktaConfig("https://acme.oktapreview.com", api_token="x" * 30))
    assert f"Left alone: {note.path}" in capsys.readouterr().out
    os.mkfifo(tmp_path / "oktaprofile-probe-x.undo", 0o600)
    with pytest.raises(NoteError, match="others could have written it"):
        Note.opened(tmp_path / "oktaprofile-probe-x.undo")


def test_a_full_disk_during_the_undoing_ends_none_of_it(
    probed: Probed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is written before a change must be in the note."""
    note = Note.begun(probed.folder, probed.config.org_url)
    client = probed.client()
    client.call(
        CREATE_USER_TYPE,
        body={"name": note.name_of(USER_TYPE), "displayName": note.name_of(USER_TYPE)},
    )
    note.make(USER_TYPE)
    monkeypatch.setattr("os.write", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    assert finish(client, probed.clock, note) == []


def test_what_could_not_be_put_back_is_named_as_it_is(
    probed: Probed, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person looks for it in the Admin Console: its name is not masked as an address."""
    probed.org.service.faults.add({"operation": "deleteUser", "status": 500, "times": None})
    outcome = probed.probe(["null-joined"])
    probed.org.service.faults.clear()
    assert _left(outcome.problems, probed.folder) == NOT_PUT_BACK
    said = capsys.readouterr().err
    [note] = probed.folder.glob("*.undo")
    assert f"the user {note.stem}:" in said
    assert f"--undo {note}" in said
    assert probed.undo_notes() == []


def test_what_okta_does_not_show_yet_is_looked_for_again(
    probed: Probed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted just after it was made, an app may not be there to be read; it is not taken for gone."""
    faults = probed.org.service.faults
    faults.add({"operation": "getApplication", "status": 404, "times": None})
    monkeypatch.setattr(probed.clock, "pause", lambda _: bool(faults.clear()))
    assert probed.probe(["absent-deletion"]).problems == []


@pytest.mark.parametrize("operation", ["createApplication", "createUserType", "createUser"])
def test_an_empty_answer_is_a_lost_one(probed: Probed, operation: str) -> None:
    """What was made is found by its name, and put back; the question is answered all the same."""
    before = probed.state()
    probed.org.service.faults.add({"operation": operation, "action": "empty"})
    outcome = probed.probe(["null-joined"], None)
    [rule] = probed.org.service.faults.documents()
    probed.org.service.faults.clear()
    assert rule["applied"] == 1
    assert (outcome.problems, outcome.failure) == ([], None)
    assert outcome.entries["null-joined"]["answer"] == "word"
    assert probed.state() == before
