"""The file that says what has to be taken away: a line before each write, synced before the write is sent.

    {"format_version": 1, "org": "https://acme.oktapreview.com", "token": "3f9c01ab77de"}
    {"make": "application", "name": "oktaprofile probe 3f9c01ab77de"}     about to be made
    {"made": "application", "id": "0oa…"}                                  it was; without this line perhaps
    {"refused": "application"}                                             it was certainly not
    {"change": "base", "schema": "default", "attribute": "primaryPhone", "found": {…}, "sent": {…}}
    {"undone": "application"}                                              it is gone, looked at

The file is this user's alone (0600) and locked while its probe runs. What a kill or a power cut leaves of a last line
is nothing that was sent. It is removed once everything is undone.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import secrets
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from oktaprofile import private_file

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

FORMAT_VERSION = 1
LARGEST_BYTES = 1024 * 1024
PREFIX, SUFFIX = "oktaprofile-probe-", ".undo"
APPLICATION, USER, USER_TYPE, BASE = "application", "user", "user type", "base"
ORDER = (BASE, APPLICATION, USER, USER_TYPE)
"""In which order things are undone: a type cannot go before its users."""


class NoteError(Exception):
    """A note that cannot be written or read."""


class InUse(NoteError):  # noqa: N818 - reads as what it is
    """A note of a probe that still runs."""


class Note:
    """An open, locked note."""

    def __init__(
        self, path: Path, descriptor: int, header: dict[str, Any], lines: list[dict[str, Any]]
    ) -> None:
        self.path = path
        self._file = descriptor
        self.org: str = header["org"]
        self.token: str = header["token"]
        self._lines = lines

    @staticmethod
    def begun(folder: Path, org: str) -> Note:
        """A new note in a folder. Raises NoteError."""
        token = secrets.token_hex(6)
        path = folder / f"{PREFIX}{token}{SUFFIX}"
        try:
            private_file.claim(path)
            descriptor = _opened(path)
        except OSError as error:
            raise NoteError(
                f"{path} cannot be written: {error.strerror}. Nothing was sent to Okta."
            ) from None
        note = Note(path, descriptor, {"org": org, "token": token}, [])
        note._write({"format_version": FORMAT_VERSION, "org": org, "token": token})
        return note

    @staticmethod
    def opened(path: Path) -> Note:
        """The note of an earlier probe. Raises NoteError, also where that probe still runs."""
        try:
            descriptor = _opened(path)
        except BlockingIOError:
            raise InUse(f"{path} is in use: its probe still runs. Nothing was done.") from None
        except OSError as error:
            raise NoteError(f"{path} cannot be read: {error.strerror}.") from None
        content = os.pread(descriptor, LARGEST_BYTES, 0)
        whole = content[: content.rfind(b"\n") + 1]  # a torn last line was never acted on
        try:
            header, *lines = [json.loads(text) for text in whole.splitlines()]
            if header["format_version"] != FORMAT_VERSION or not all(map(_fits, lines)):
                raise ValueError
            if not all(isinstance(header[key], str) and header[key] for key in ("org", "token")):
                raise ValueError
            os.ftruncate(descriptor, len(whole))
        except (ValueError, TypeError, KeyError, RecursionError):
            os.close(descriptor)
            raise NoteError(
                f"{path} is no note of a probe that this version reads. Nothing was done."
            ) from None
        return Note(path, descriptor, header, lines)

    def name_of(self, kind: str) -> str:
        """What this probe's thing is called; nobody else's is."""
        return {
            APPLICATION: f"oktaprofile probe {self.token}",
            USER: f"oktaprofile-probe-{self.token}@example.com",
            USER_TYPE: f"oktaprofile_probe_{self.token}",
        }[kind]

    def make(self, kind: str) -> None:
        self._write({"make": kind, "name": self.name_of(kind)})

    def made(self, kind: str, id_: str) -> None:
        self._tell({"made": kind, "id": id_})

    def refused(self, kind: str) -> None:
        self._tell({"refused": kind})

    def change(self, schema: str, attribute: str, found: object, sent: object) -> None:
        self._write({"change": BASE, "schema": schema, "attribute": attribute, "found": found, "sent": sent})

    def undone(self, kind: str) -> None:
        self._tell({"undone": kind})

    def pending(self) -> list[str]:
        """The kinds that may still be there, in the order in which they are undone."""
        over = {line.get("undone") or line.get("refused") for line in self._lines}
        return [kind for kind in ORDER if kind in self._begun() - over]

    def _begun(self) -> set[str]:
        return {
            line.get("make") or line["change"] for line in self._lines if "make" in line or "change" in line
        }

    def id_of(self, kind: str) -> str | None:
        """The id of what was made; None where no answer said it."""
        return next((str(line["id"]) for line in self._lines if line.get("made") == kind), None)

    def acted(self) -> bool:
        """Whether anything may have been written to the org."""
        return bool(self._begun() - {line.get("refused") for line in self._lines})

    def changed(self) -> dict[str, Any]:
        """The line of the base attribute that was changed."""
        return next(line for line in self._lines if line.get("change") == BASE)

    def release(self) -> None:
        """Lets go of it; it stays."""
        os.close(self._file)

    def close(self) -> None:
        """Removes it if nothing is pending; else it stays for another try."""
        if not self.pending():
            self.path.unlink(missing_ok=True)
        os.close(self._file)

    def _tell(self, line: dict[str, Any]) -> None:
        """Of what is done already: without it, the next try finds out."""
        with suppress(NoteError):
            self._write(line)

    def _write(self, line: dict[str, Any]) -> None:
        """Before what it says is done. Raises NoteError, then it must not be done."""
        if "format_version" not in line:
            self._lines.append(line)
        size = os.fstat(self._file).st_size
        try:
            content = (json.dumps(line) + "\n").encode()
            if os.write(self._file, content) != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._file)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._file, size)
            raise NoteError(f"{self.path} cannot be written: {error.strerror}.") from None


def left_in(folder: Path) -> list[Path]:
    """Notes in a folder, of probes that run or were killed."""
    return sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))


def _fits(line: dict[str, Any]) -> bool:
    """Whether it is a line that a probe writes."""
    kinds = [line[word] for word in ("make", "made", "refused", "change", "undone") if word in line]
    texts = {"made": ("id",), "change": ("schema", "attribute")}.get(next(iter(line), ""), ())
    return (
        len(kinds) == 1
        and kinds[0] in ORDER
        and all(isinstance(line.get(name), str) for name in texts)
        and ("change" not in line or isinstance(line.get("found"), dict))
    )


def _opened(path: Path) -> int:
    """A file of this user's alone: one that came with a checkout, or that others can write, names what a probe never
    changed."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise PermissionError(errno.EPERM, "others could have written it. If it is yours, chmod 600 it")
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
