"""`oktaprofile verify`: after the apply and the import, what became of a prediction, person by person. Reads only.

Exit codes: 0 as predicted, 1 it could not be read or wrong usage, 2 not (more people differ or are gone than allowed,
nothing could be judged, the plan is not applied), 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timezone
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from oktaprofile import __version__
from oktaprofile.answers import document as answers
from oktaprofile.answers.questions import BY_ID
from oktaprofile.cli.afterwards import add_output, deliver_page, doing
from oktaprofile.cli.progress import reading_progress
from oktaprofile.cli.shared import INTERRUPTED, Parser, connected, fail, write_answers
from oktaprofile.impact.causes import Causes
from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.given import Given
from oktaprofile.impact.prediction_file import read_prediction
from oktaprofile.impact.ringcentral import NAME, Directory
from oktaprofile.impact.system_log import Log
from oktaprofile.impact.values import values_of
from oktaprofile.impact.verification import verified
from oktaprofile.impact.verification_document import MAX_DIFFERENT, MAX_GONE, document
from oktaprofile.okta.config import from_environment
from oktaprofile.okta.errors import OktaError
from oktaprofile.people import store as stores
from oktaprofile.people.organization_reader import read_organization
from oktaprofile.people.reading import Needs, Reader
from oktaprofile.people.store import USERS
from oktaprofile.people.times import moment, stamp
from oktaprofile.plan.afterwards import RESULTS, WHY
from oktaprofile.plan.errors import DocumentError
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.probe.look import kind_of
from oktaprofile.review.afterwards import verification
from oktaprofile.tenant.read import find_app
from oktaprofile.text.arguments import whole

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from oktaprofile.answers.document import Answers
    from oktaprofile.impact.prediction_file import Prediction
    from oktaprofile.people.organization import Organization

AS_PREDICTED, DIFFERS = 0, 2


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile verify`."""
    result = Parser(
        prog="oktaprofile verify",
        description=(
            "Compares, after the apply and the import, what `oktaprofile impact --people` predicted with what each "
            "person has now, says why somebody differs, and what became of what was left open. Reads only."
        ),
        epilog="Exit codes: 0 as predicted, 1 it could not be read, 2 not as predicted, 130 interrupted.",
    )
    result.add_argument(
        "impact", type=Path, metavar="IMPACT", help="of: oktaprofile impact --people --out IMPACT"
    )
    for name, words in (("different", "differ"), ("gone", "are no longer there")):
        result.add_argument(
            f"--max-{name}",
            type=whole(),
            default=0,
            metavar="PEOPLE",
            help=f"at most so many {words}, for the worst attribute; default: %(default)s",
        )
    result.add_argument(
        "--directory", choices=[NAME], help="ask RingCentral itself, too, what people have by now"
    )
    result.add_argument(
        "--app",
        default="RingCentral",
        metavar="LABEL_OR_ID",
        help="RingCentral's app in Okta, for --directory; default: %(default)s",
    )
    result.add_argument(
        "--answers-to",
        type=Path,
        metavar="FILE",
        help="put what people answer of Okta's open questions into this answers.json (docs/probe.md)",
    )
    add_output(result, "differ")
    return result


def main(argv: list[str]) -> int:
    """Compares and prints. Returns the exit code that the module's docstring lists."""
    options = parser().parse_args(argv)
    labels: dict[str, str] = {}
    try:
        before = (
            answers.read(str(options.answers_to))
            if options.answers_to and options.answers_to.exists()
            else None
        )
        found = _verify(options, labels)
    except (answers.AnswersError, DiagnosticError, DocumentError, OktaError, OSError) as error:
        return fail("verify", error, doing(error, labels))
    except KeyboardInterrupt:
        print("oktaprofile verify: interrupted. Nothing was written; run it again.", file=sys.stderr)
        return INTERRUPTED
    lost = deliver_page("verify", options, found, verification(found), _line)
    if options.answers_to:
        lost = _answer(options.answers_to, found, before) or lost
    verdict = AS_PREDICTED if found["verdict"] == "as_predicted" else DIFFERS
    return verdict or lost


def _verify(options: argparse.Namespace, labels: dict[str, str]) -> dict[str, Any]:
    limits = {MAX_DIFFERENT: options.max_different, MAX_GONE: options.max_gone}
    directory = Directory(os.environ) if options.directory else None
    with _opened(options.impact) as file:
        return _compared(read_prediction(file), directory, options, limits, labels)


def _opened(path: Path) -> BinaryIO:
    """A file that can be read at any offset: of a pipe its content. Raises ImpactError."""
    try:
        file = path.open("rb")
        if file.seekable():
            return file
        with file:
            return BytesIO(file.read())
    except OSError as error:
        raise ImpactError(f"{path} cannot be read: {error.strerror}.") from None


def _compared(
    prediction: Prediction,
    directory: Directory | None,
    options: argparse.Namespace,
    limits: dict[str, int],
    labels: dict[str, str],
) -> dict[str, Any]:
    org, url = connected()
    if url != prediction.org:
        raise ImpactError(
            f"The prediction is of {prediction.org}, and this is {url}.",
            "Name the same org in the environment.",
        )
    targets, now = prediction.targets, datetime.now(timezone.utc)
    labels.update({one.app_id: one.system for one in targets if one.app_id is not None})
    planned = {line.app_id for one in targets for line in one.lines}
    log, values = Log(min(moment(prediction.taken_at), now), now), None
    with reading_progress() as progress:
        organization = read_organization(org, url, {*labels, *planned}, progress)
        _check(prediction, organization)
        log.read(org, progress)
        if directory is not None:
            app_id = find_app(org, options.app)["id"]
            schema = organization.app_schemas.get(app_id) or {}
            values = values_of(directory.people(progress), str(directory), app_id, schema)
        given = Given(targets, organization, values)
        causes = Causes(targets, organization, log, given)
        needs = _needs(prediction, url, given)
        labels.update({app_id: organization.label(app_id) for app_id in needs.app_users})
        store = stores.in_memory(list(needs.app_users))
        reader = Reader(org, store, needs.wanted, labels, progress)
        found = verified(prediction, reader.people(), causes, samples=options.samples)
    result = document(
        prediction,
        found,
        causes,
        limits=limits,
        read_at=stamp(now),
        users=store.count(USERS),
        samples=options.samples,
    )
    for one in result["answers"]:
        one["asks"] = BY_ID[one["question"]].asks
    return result


def _answer(path: Path, found: dict[str, Any], before: Answers | None) -> int:
    """Writes the answers that are certain; the others stay as they are. Returns FAILED where it cannot, else 0."""
    entries = {
        one["question"]: {"answer": one["answer"], "evidence": [{"people": one["support"]}]}
        for one in found["answers"]
        if one["answer"] is not None
    }
    if not entries:
        print(f"No question is answered for certain: {path} is left as it is.", file=sys.stderr)
        return 0
    kind, date = kind_of(from_environment(os.environ)), found["data"]["read_at"][:10]
    made = answers.made(kind, entries, before, date=date, version=__version__, by=answers.BY_VERIFY)
    return write_answers("verify", path, made, before)


def _check(prediction: Prediction, organization: Organization) -> None:
    """Raises ImpactError where an app or a user type of the prediction is gone: nobody could be compared."""
    for one in prediction.targets:
        gone = ""
        if one.app_id is not None and one.app_id not in organization.apps:
            gone = f"the app {one.system}"
        elif one.type_id not in organization.types:
            gone = f"the user type {one.type_name or one.type_id}"
        if gone:
            raise ImpactError(
                f"The prediction is about {gone}, and Okta shows none by its id any more.",
                "Look whether it was deleted, or the credentials may not see it; then predict again.",
            )


def _needs(prediction: Prediction, url: str, given: Given) -> Needs:
    apps: dict[str, set[str]] = {app_id: set(names) for app_id, names in given.apps.items()}
    users = {"login", *given.users}
    for one in prediction.targets:
        (users if one.app_id is None else apps.setdefault(one.app_id, set())).add(one.attribute)
    return Needs(url, apps, users)


def _line(one: Mapping[str, Any]) -> str:
    predicted = "" if one["result"] == "changed" else f"predicted {one['predicted']!r}, "
    words = f"{RESULTS[one['result']]}: {WHY[one['why']].words}"
    return f"{one['user']} {one['attribute']}: {predicted}has {one['now']!r} ({words})"
