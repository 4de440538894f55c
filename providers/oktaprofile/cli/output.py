"""The standard streams of a command. What becomes of the output never changes a verdict.

A reader that has gone (`| head`), a full disk, a stream that was closed at the start and a terminal without Unicode are
met here, for every command: nothing that prints has to know. Whatever is printed is free of the environment's
credentials.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import select
import sys
from pathlib import Path

from oktaprofile.text.redact import hide, hide_proxy_passwords, redact

LONGEST_LINE = 4000
"""Characters of one line on stderr: an error may quote a list of ten thousand files."""
NOT_WRITTEN = 1


class _Sink(io.FileIO):
    """A descriptor that takes everything. `failure`: the first error; nothing is written after it."""

    failure: OSError | None = None

    def write(self, data: object) -> int:
        size = memoryview(data).nbytes  # type: ignore[arg-type]
        while self.failure is None:
            try:
                written = super().write(data)  # type: ignore[arg-type]
            except OSError as error:
                self.failure = error
                break
            if written is not None:
                return written
            select.select([], [self], [])  # somebody made it non-blocking
        return size


class Stream(io.TextIOWrapper):
    """A standard stream for a whole run of the command."""

    def __init__(self, number: int, encoding: str, *, longest_line: int = 0) -> None:
        self.sink = _Sink(number, "w", closefd=False)
        self._longest_line = longest_line
        super().__init__(
            io.BufferedWriter(self.sink),
            encoding,
            errors=ESCAPED,
            line_buffering=bool(longest_line) or os.isatty(number),
        )

    def write(self, text: str) -> int:
        shown = redact(text)
        if self._longest_line and len(shown) > self._longest_line:
            shown = "".join(_cut(line, self._longest_line) for line in shown.splitlines(keepends=True))
        super().write(shown)
        return len(text)


def begin() -> tuple[Stream, Stream]:
    """Takes the process's standard streams over; a closed one leads nowhere from now on."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:  # closed: the next file that is opened would be printed into
            os.open(os.devnull, os.O_RDWR)
    # Terraform writes UTF-8 into a pipe, whatever the locale is.
    sys.stdin = open(0, encoding="utf-8-sig", closefd=False)  # noqa: SIM115 - lasts as long as the process
    encodings = [getattr(stream, "encoding", None) or "utf-8" for stream in (sys.stdout, sys.stderr)]
    out, error = Stream(1, encodings[0]), Stream(2, encodings[1], longest_line=LONGEST_LINE)
    sys.stdout, sys.stderr = out, error
    _hide_credentials()
    return out, error


def end(code: int, out: Stream) -> int:
    """The exit code after a command that ended with `code`: a failure stays what it is, and success is none where what
    was asked for could not be written. A reader that has gone had what it wanted.
    """
    out.flush()
    failure = out.sink.failure
    if code or failure is None or failure.errno == errno.EPIPE:
        return code
    print(f"oktaprofile: the output could not be written: {failure.strerror}.", file=sys.stderr)
    return NOT_WRITTEN


def _hide_credentials() -> None:
    names = (
        "OKTA_API_TOKEN",
        "OKTA_API_PRIVATE_KEY",
        "GITHUB_TOKEN",
        "GITLAB_TOKEN",
        "RC_APP_CLIENT_SECRET",
        "RC_USER_JWT",
    )
    given = [os.environ.get(name, "") for name in names]
    credentials = [
        one for one in given if not Path(one).is_absolute()
    ]  # the key may be given as its file's path
    hide([*credentials, *(value.rpartition(" ")[2].strip() for value in credentials)])
    hide_proxy_passwords(os.environ)


def _cut(line: str, longest: int) -> str:
    if len(line) <= longest:
        return line
    return f"{line[:longest]}… ({len(line):,} characters)" + ("\n" if line.endswith("\n") else "")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """What an encoding lacks, as JSON and a terminal both show it: `\\u` and four digits."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    pairs = zip(units[::2], units[1::2], strict=True)
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in pairs), error.end


ESCAPED = "oktaprofile.escaped"
codecs.register_error(ESCAPED, _escaped)
