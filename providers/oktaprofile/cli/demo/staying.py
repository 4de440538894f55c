"""`oktaprofile demo --stay`: the org goes on after the last step, for a person who looks at its page."""

from __future__ import annotations

import contextlib
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

NEEDED = (
    "OKTA_ORG_URL",
    "OKTA_API_TOKEN",
    "OKTAPROFILE_ENVIRONMENT",
    "OKTAPROFILE_FRAMEWORK",
    "OKTAPROFILE_DEMO_STATE",
)


def can_stay(stdin: TextIO | None = None) -> bool:
    """Whether a person is there to end it: the standard input is a terminal."""
    stream = stdin or sys.stdin
    return stream is not None and stream.isatty()


def invitation(url: str, report: Path, environment: Mapping[str, str], folder: str, command: str) -> str:
    """What to open, and what to type in another window. `folder`: where to type it, "." for the project's own."""
    lines = [f"The org in a browser:    {url}/"]
    if report.is_file():
        lines.append(f"The report in a browser: {report.as_uri()}")
    exports = " ".join(f"{name}={shlex.quote(environment[name])}" for name in NEEDED if name in environment)
    lines += ["", "Change it in another window, and see it change on the page:", "  . .venv/bin/activate"]
    lines += [f"  cd {folder}"] if folder != "." else []
    lines += [f"  export {exports}", f"  {command}", "", "Enter or Ctrl-C ends it."]
    return "\n".join(lines)


def stay(stdin: TextIO | None = None) -> None:
    """Until Enter, the end of the input, or Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt):
        (stdin or sys.stdin).readline()
