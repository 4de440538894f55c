"""`oktaprofile impact`: whom a plan (or an expression) changes, before it is applied. Reads only.

Exit codes: 0 clear, 1 it could not be predicted (wrong usage, no connection, a damaged file), 2 a gate failed,
3 an expression is not valid, 130 interrupted (run it again: it goes on where it stopped).
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from oktaprofile.cli.impact_options import parser
from oktaprofile.cli.impact_table import show
from oktaprofile.cli.progress import reading_progress
from oktaprofile.cli.shared import INTERRUPTED, connected, deliver, fail, read_text
from oktaprofile.impact import gates
from oktaprofile.impact.change import AUTO, Attributed, Change, Mapped, Mastered, override
from oktaprofile.impact.errors import ImpactError, InvalidExpression
from oktaprofile.impact.plan import change_of_plan
from oktaprofile.impact.predict import Question, predict_from_org, predict_from_snapshot
from oktaprofile.impact.report import Report, document, json_text
from oktaprofile.impact.ringcentral import NAME, Directory
from oktaprofile.okta.errors import OktaError
from oktaprofile.packaging.cache import cache_folder
from oktaprofile.packaging.errors import PackagingError
from oktaprofile.people.kept_reading import Keeping, Reading
from oktaprofile.people.organization import Line
from oktaprofile.people.snapshot import Snapshot
from oktaprofile.people.times import stamp
from oktaprofile.plan.errors import DocumentError
from oktaprofile.plan.gates import FRESH, PERCENT

CLEAR, GATE_FAILED, INVALID = 0, 2, 3
KEY_VARIABLE = "OKTAPROFILE_HMAC_KEY"


def main(argv: list[str]) -> int:
    """Predicts and prints. Returns the exit code that the module's docstring lists."""
    options = parser().parse_args(argv)
    import phonenumbers  # noqa: F401 - used deep inside; missing, it is said here, before anything is read

    keeping = Keeping(_folder(), _tell_what_it_goes_on_with)
    try:
        question = _question(options)
        report = _predict(question, options.snapshot, keeping)
    except InvalidExpression as error:
        fail("impact", error)
        return INVALID
    except (DocumentError, OktaError) as error:
        return fail("impact", error, after=_kept(keeping))
    except KeyboardInterrupt:
        print("oktaprofile impact: interrupted." + _kept(keeping), file=sys.stderr)
        return INTERRUPTED
    _tell_of_numbers(question)
    found = document(report)
    lost = deliver(
        "impact", found, show, as_json=options.json, out=options.out, text=lambda: json_text(report, found)
    )
    verdict = CLEAR if report.clear else GATE_FAILED
    return verdict or lost


def _predict(question: Question, snapshot: Path | None, keeping: Keeping) -> Report:
    if snapshot is not None:
        return predict_from_snapshot(question, Snapshot(snapshot))
    org, url = connected()
    with reading_progress() as progress:
        return predict_from_org(question, org, url, progress=progress, keeping=keeping)


def _tell_of_numbers(question: Question) -> None:
    found = question.values
    if not isinstance(found, Directory):
        return
    if found.several:
        print(
            f"{found.several:,} people have several direct numbers at RingCentral. Okta imports the first; which that "
            "is nothing tells, and the first one listed was taken.",
            file=sys.stderr,
        )
    if found.shared:
        print(
            f"{found.shared:,} e-mail addresses are several people's at RingCentral: Okta's import fails for them, and "
            "nothing can be said of them.",
            file=sys.stderr,
        )


def _folder() -> Path | None:
    """Where an interrupted reading is kept; None where nothing can be written."""
    try:
        return cache_folder() / "readings"
    except PackagingError:
        return None


def _tell_what_it_goes_on_with(reading: Reading) -> None:
    print(
        f"Goes on with {reading.described()} that were read from {stamp(reading.started)} on, before it was "
        "interrupted.",
        file=sys.stderr,
    )


def _kept(keeping: Keeping) -> str:
    """What to do after an interruption; "" when nothing was read."""
    if keeping.path is None or keeping.reading is None:
        return ""
    return (
        f"\n\nRun the same again within a day, and it goes on where it stopped: {keeping.reading.described()} are kept "
        f"in\n{keeping.path}\nThat file holds personal data (logins, phone numbers) and is readable by you only; it is "
        "deleted when the run is complete. Delete it yourself if there will be none."
    )


def _question(options: argparse.Namespace) -> Question:
    return Question(
        change_of(options),
        _policy(options),
        values=_values(options.values),
        values_app=options.values_app,
        samples=options.samples,
        people=options.people,
        users=options.user,
        key=os.environ.get(KEY_VARIABLE),
    )


def _values(given: str | None) -> Path | Directory | None:
    if given == NAME:
        return Directory(os.environ)
    return None if given is None else Path(given)


def change_of(options: argparse.Namespace) -> Change:
    """What the arguments say changes: a plan, or an app with lines of its mapping. Raises ImpactError."""
    if options.plan is not None:
        if options.app or options.map or options.override or options.new_attribute:
            raise ImpactError(
                "A plan and --app, --map, --override or --new-attribute were given.", "Give one or the other."
            )
        planned = change_of_plan(read_text(options.plan))
        planned.sourcing += options.profile_source
        return planned
    if ((options.map or options.override) and not options.app) or not (
        options.map or options.override or options.profile_source
    ):
        raise ImpactError(
            "Nothing says what changes.",
            "Give a plan (terraform show -json PLANFILE), or --app with --map TARGET=EXPRESSION.",
        )
    change = Change(sourcing=list(options.profile_source))
    for pair in options.map:
        target, equals, expression = pair.partition("=")
        if not equals or not target.strip():
            raise ImpactError(
                f"--map {pair!r} has no target.", "Write --map 'primaryPhone=appuser.directNumber'."
            )
        line = Line(expression, AUTO)
        where = options.app, options.user_type, options.direction, target.strip()
        change.mapped.append(Mapped(*where, line, tuple(options.allow)))
    for name in options.new_attribute:
        change.attributed.append(Attributed(options.app, None, name, {"type": "string"}))
    for name in options.override:
        change.mastered.append(
            Mastered(options.user_type, name, override(options.override_source or [options.app]))
        )
    return change


def _policy(options: argparse.Namespace) -> gates.Policy:
    """The policy file, and options over it."""
    policy = gates.read_policy(options.policy) if options.policy is not None else gates.Policy()
    given = {
        name: getattr(options, name)
        for name in (*gates.COUNTS, PERCENT, FRESH)
        if getattr(options, name) is not None
    }
    if options.profile_source_order:
        given[gates.ORDER] = [
            name.strip() for name in options.profile_source_order.split(",") if name.strip()
        ]
    checked = gates.policy_of(given, "The options")
    return policy._replace(**{name: getattr(checked, name) for name in given})
