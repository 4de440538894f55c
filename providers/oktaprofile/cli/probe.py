"""`oktaprofile probe`: asks a preview org what no source settles, on things of its own. Writes to Okta, and undoes it.

Exit codes: 0 every question that was asked is answered, 1 nothing was written (wrong usage, refused, not confirmed, the
org could not be asked), 2 a question stays open, 3 something could not be put back (the note says what), 130
interrupted, and all is put back.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from oktaprofile import __version__, private_file
from oktaprofile.answers import document as answers
from oktaprofile.answers.document import Answers, AnswersError
from oktaprofile.answers.questions import BASE_MASTER, QUESTIONS, SETTLED_BY_PROBE
from oktaprofile.cli.shared import INTERRUPTED, Parser, fail, write_answers
from oktaprofile.okta.client import connect
from oktaprofile.okta.clock import Clock
from oktaprofile.okta.config import OktaConfig, from_environment
from oktaprofile.okta.errors import OktaError
from oktaprofile.probe import look, run
from oktaprofile.probe.note import USER, InUse, Note, NoteError, left_in
from oktaprofile.probe.steps import things
from oktaprofile.review.words import printable

if TYPE_CHECKING:
    import argparse

    from oktaprofile.okta.client import OktaClient

SETTLED, OPEN, NOT_PUT_BACK = 0, 2, 3
DOCUMENT = "answers.json"


class Refused(Exception):  # noqa: N818 - reads as what happened
    """The probe does not begin; the text says why and what to do."""


def parser() -> Parser:
    """The options of `oktaprofile probe`."""
    result = Parser(
        prog="oktaprofile probe",
        description="Asks a preview org the questions of docs/unverified.md that an API can settle: makes a user type, "
        "an app and a user of its own, writes and reads there, removes it all, and writes the answers into a file that "
        "may be published.",
        epilog="Exit codes: 0 every question that was asked is answered, 1 nothing was written, 2 a question stays "
        "open, 3 something could not be put back, 130 interrupted and put back. See docs/probe.md.",
    )
    add = result.add_argument
    add("--out", type=Path, default=Path(DOCUMENT), metavar="FILE", help="the answers (default: %(default)s)")
    add(
        "--only", metavar="IDS", help="these questions, with commas between (default: all; --list shows them)"
    )
    add(
        "--base-attribute",
        metavar="NAME",
        help="ask base-master with this base attribute of the default user type, for a moment; without, with one of "
        "the probe's own type",
    )
    add("--org-name", metavar="NAME", help="the org's name, for a pipeline; a terminal is asked for it")
    add(
        "--not-preview-org",
        action="store_true",
        help="the org's address is not *.oktapreview.com, and that is meant",
    )
    only = result.add_mutually_exclusive_group().add_argument
    only("--plan", action="store_true", help="only show what it would do")
    only(
        "--undo", type=Path, metavar="FILE", help="only put back what this note of an interrupted probe lists"
    )
    only("--list", action="store_true", help="only list the questions, and who settles which; needs no org")
    return result


def main(argv: list[str]) -> int:
    """Probes. Returns the exit code that the module's docstring lists."""
    options = parser().parse_args(argv)
    if options.list:
        print("\n".join(_listed()))
        return SETTLED
    try:
        config, clock = from_environment(os.environ), Clock()
        client = connect(config, clock=clock)
        if options.undo:
            return _undo(client, config, clock, [options.undo])
        asked = _asked(options)
        return _probe(options, client, config, clock, asked)
    except (OktaError, AnswersError, NoteError, Refused, OSError) as error:
        return fail("probe", error, "Probing the org")


def _probe(
    options: argparse.Namespace, client: OktaClient, config: OktaConfig, clock: Clock, asked: list[str]
) -> int:
    kind, name = look.kind_of(config), look.name_of(config)
    if kind == look.OTHER and not options.not_preview_org:
        raise Refused(
            f"{config.host} is not known to be a preview org: its address does not end in oktapreview.com.\n\n"
            "A probe writes. Use a preview org; or, if this is one behind a custom domain, say so: --not-preview-org"
        )
    earlier = options.out.is_file() and not options.out.is_symlink()  # a link is replaced, like everywhere
    before = answers.read(str(options.out)) if earlier else None
    folder = _folder(options.out)
    if missing := look.missing_rights(client, config):
        raise Refused(
            f"The credentials lack {', '.join(missing)}. Nothing was written.\n\nGrant an OAuth app the scopes (Okta "
            "API Scopes) and list them in OKTA_API_SCOPES; give an administrator the role. docs/probe.md lists all."
        )
    if options.base_attribute and not look.has_base_attribute(client, options.base_attribute):
        raise Refused(f"There is no base attribute {options.base_attribute} in the default user type.")
    apps = look.Applications(client)
    left = [path for path in left_in(folder) if _is_left(path, config)]
    print(printable(f"Probe of {config.org_url} ({kind})"))
    for path in left:
        print(printable(f"First it puts back what an interrupted probe left: {path}"))
    print("\n".join(run.plan(asked, options.base_attribute)))
    if apps.creating and USER in things(asked):
        print(
            f"Okta creates users in {apps.creating} apps of this org. Nothing published says whether it does so for a "
            "user who was never activated.\nIf one of them is assigned to the group Everyone, leave out null-joined "
            "and length-of-null (--only)."
        )
    if apps.others:
        print(f"{apps.others} apps are another probe's by their name; they are left alone.")
    if options.plan:
        return SETTLED
    _confirmed(options.org_name, name)
    if left and (code := _undo(client, config, clock, left)):
        return code
    outcome = run.run(
        client, config, clock, folder, asked, source=apps.source, base=options.base_attribute, say=_say
    )
    return _concluded(outcome, len(asked), options.out, before, kind)


def _concluded(outcome: run.Outcome, asked: int, out: Path, before: Answers | None, kind: str) -> int:
    if outcome.failure is not None and not outcome.wrote:
        return fail("probe", outcome.failure, "Probing the org", after="\n\nNothing was written.")
    date = f"{datetime.now(timezone.utc):%Y-%m-%d}"
    settled = sum(entry["answer"] is not None for entry in outcome.entries.values())
    if outcome.entries:
        made = answers.made(kind, outcome.entries, before, date=date, version=__version__)
        if write_answers("probe", out, made, before):
            settled = 0  # as nobody can read them
        else:
            print(printable(f"{settled} of {asked} questions answered: {out}"))
    if outcome.failure is not None:
        fail("probe", outcome.failure, "Probing the org")
    if outcome.problems:
        return _left(outcome.problems, _folder(out))
    print("Everything is as it was found.")
    if outcome.interrupted:
        print("oktaprofile probe: interrupted.", file=sys.stderr)
        return INTERRUPTED
    if outcome.failure is not None:
        return OPEN
    return SETTLED if settled == asked else OPEN


def _folder(out: Path) -> Path:
    """Where the note lies: beside the answers."""
    return Path.cwd() if private_file.is_stream(out) else out.parent.resolve()


def _undo(client: OktaClient, config: OktaConfig, clock: Clock, paths: list[Path]) -> int:
    problems = []
    for path in paths:
        note = Note.opened(path)
        if note.org != config.org_url:
            raise Refused(f"{path} is of another org. Set the address of that one.")
        problems += run.finish(client, clock, note, _say)
    if problems:
        return _left(problems, paths[0].resolve().parent)
    print("Everything of the interrupted probe is gone.")
    return SETTLED


def _left(problems: list[str], folder: Path) -> int:
    fail("probe", Refused("These could not be put back:\n" + "\n".join(problems)))
    for path in left_in(folder):
        print(printable(f"Next step: oktaprofile probe --undo {path}"), file=sys.stderr)
    return NOT_PUT_BACK


def _is_left(path: Path, config: OktaConfig) -> bool:
    """Whether it is the note of a probe of this org that no longer runs. A running one is no business of ours."""
    try:
        note = Note.opened(path)
    except InUse:
        return False
    except NoteError as error:
        print(printable(f"Left alone: {error}"))
        return False
    note.release()
    return note.org == config.org_url


def _confirmed(given: str | None, name: str) -> None:
    if given is None:
        if not sys.stdin.isatty():
            raise Refused(f"Nobody can be asked here. To confirm in a pipeline: --org-name {name}")
        print(f"To do this, type the org's name ({name}): ", end="", flush=True)
        given = sys.stdin.readline().strip()
    if given != name:
        raise Refused(f"The name given is {given!r}; this org is {name!r}. Nothing was written.")


def _asked(options: argparse.Namespace) -> list[str]:
    known = [question.id for question in SETTLED_BY_PROBE]
    if options.only is None:
        return known
    asked = [word.strip() for word in options.only.split(",") if word.strip()]
    for word in asked:
        if word not in known:
            raise Refused(f"--only: a probe cannot settle {word!r}; it can: {', '.join(known)}")
    if options.base_attribute and BASE_MASTER not in asked:
        raise Refused(f"--base-attribute goes with the question {BASE_MASTER}.")
    if not asked:
        raise Refused("--only names no question.")
    return [id_ for id_ in known if id_ in asked]


def _listed() -> list[str]:
    lines = []
    for question in QUESTIONS:
        row = f"row {question.row}" if question.row else "-"
        lines.append(f"{question.id} ({row}): {question.asks} {' | '.join(question.answers)}")
        lines.append(f"    a person: {question.by_hand}" if question.by_hand else "    probe")
    return lines


def _say(line: str) -> None:
    """Progress. Where nobody reads it any more, what was made is put back all the same."""
    with suppress(OSError):
        print(printable(line), file=sys.stderr, flush=True)
