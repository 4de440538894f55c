"""`oktaprofile snapshot`: an org's people in a file, for `oktaprofile impact --snapshot`.

Exit codes: 0 written, 1 it could not be read or written, 2 wrong usage, 130 interrupted. Run again after 1 and 130, it
goes on where it stopped.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from oktaprofile.cli.progress import reading_progress
from oktaprofile.cli.shared import INTERRUPTED, connected, fail
from oktaprofile.okta.errors import OktaError
from oktaprofile.people.header import NOTICE
from oktaprofile.people.making import make_snapshot
from oktaprofile.people.snapshot import PART
from oktaprofile.plan.errors import DocumentError
from oktaprofile.review.words import printable


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
        return fail("snapshot", error, after=_half(options.out) if isinstance(error, OktaError) else "")
    except KeyboardInterrupt:
        print(f"oktaprofile snapshot: interrupted.\n{_half(options.out)}", end="", file=sys.stderr)
        return INTERRUPTED
    apps = ", ".join(
        f"{count:,} of {printable(header.organization.label(id_))}" for id_, count in header.app_users.items()
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
