"""`oktaprofile snapshot`: an org's people in a file, for `oktaprofile impact --snapshot`.

Exit codes: 0 written, 1 it could not be read or written, 2 wrong usage, 130 interrupted. Run again after 1 and 130, it
goes on where it stopped.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from oktaprofile.cli.progress import reading_progress
from oktaprofile.okta.config import from_environment
from oktaprofile.okta.errors import OktaError
from oktaprofile.okta.org import Org, open_org
from oktaprofile.people.header import NOTICE
from oktaprofile.people.making import make_snapshot
from oktaprofile.people.snapshot import PART
from oktaprofile.plan.errors import DocumentError
from oktaprofile.plugin.rpc.answer import valid_text
from oktaprofile.provider.diagnose import explain
from oktaprofile.text.characters import without_controls

INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile snapshot`."""
    result = argparse.ArgumentParser(
        prog="oktaprofile snapshot",
        description=(
            "Writes the org's users, their app users, and the schemas, mappings and sources that decide about their "
            "attributes into one file (SQLite, readable by you only). Reads only."
        ),
        epilog=(
            f"{NOTICE} The org and the credentials come from the environment, as for the provider (docs/index.md). "
            "Interrupted, it goes on where it stopped. Exit codes: 0 written, 1 not, 2 wrong usage, 130 interrupted."
        ),
    )
    result.add_argument("--out", required=True, type=Path, metavar="FILE", help="the file to write")
    return result


def main(argv: list[str]) -> int:
    """Makes the snapshot. Returns the exit code."""
    options = parser().parse_args(argv)
    try:
        org, url = connected()
        with reading_progress() as progress:
            header = make_snapshot(org, url, options.out, progress=progress)
    except (DocumentError, OktaError) as error:
        print(told("snapshot", error, "Reading the org"), file=sys.stderr)
        if isinstance(error, OktaError):
            print(_half(options.out), end="", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"oktaprofile snapshot: interrupted.\n{_half(options.out)}", end="", file=sys.stderr)
        return INTERRUPTED
    apps = ", ".join(
        f"{count:,} of {header.organization.label(id_)}" for id_, count in header.app_users.items()
    )
    print(f"{options.out}: {header.users:,} users; app users: {apps or 'none'}.\n{NOTICE}")
    return 0


def _half(path: Path) -> str:
    """What to do with half a snapshot; "" where there is none."""
    part = path.with_name(path.name + PART)
    if not part.exists():
        return ""
    return (
        f"\nRun the same again within a day, and it goes on where it stopped: {part} has what was read. It holds "
        "personal data, too: delete it if you do not.\n"
    )


def connected() -> tuple[Org, str]:
    """The org that the environment names, and its URL. Raises OktaError."""
    config = from_environment(os.environ)
    return open_org(config), config.org_url


def told(command: str, error: DocumentError | OktaError, doing: str) -> str:
    """An error for a person: what, why, and what to do."""
    if isinstance(error, OktaError):
        summary, detail = explain(error, doing)
        return valid_text(f"oktaprofile {command}: {summary}\n\n{detail}")
    text = f"oktaprofile {command}: {error.message}" + (f"\n{error.next_step}" if error.next_step else "")
    return without_controls(text, "\n\t")  # labels may hold anything
