"""`oktaprofile doctor`: is this org ready for the sync? Reads only; the checks are the provider's own.

Exit codes: 0 no check is missing, 1 the org could not be asked, 2 wrong usage, 3 a check is missing.
"""

from __future__ import annotations

import argparse
import json
import os
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from oktaprofile.answers.document import VARIABLE, Answers, AnswersError, given
from oktaprofile.answers.questions import BY_ID
from oktaprofile.cli.doctor_machine import provider_python, terraform
from oktaprofile.cli.shared import fail
from oktaprofile.okta.config import from_environment
from oktaprofile.okta.errors import OktaError
from oktaprofile.okta.org import open_org
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.probe.look import EMBEDDED, OTHER, PREVIEW, kind_of
from oktaprofile.provider.lookup import label_of
from oktaprofile.provider.readiness import is_ready, run_checks
from oktaprofile.provider.readiness_around import identity_providers, other_readers
from oktaprofile.provider.readiness_check import MISSING, OK, UNKNOWN, Check
from oktaprofile.provider.readiness_downstream import run_downstream_checks
from oktaprofile.review.words import no_commands
from oktaprofile.tenant.read import find_app
from oktaprofile.text.characters import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

READY, NOT_READY = 0, 3
FORMAT_VERSION = 1
MASTERING = "attribute-level-mastering"
KINDS = {PREVIEW: "a preview org", EMBEDDED: "an embedded org", OTHER: "an org that is no preview org"}
MARKS = {OK: ("✔", "green"), MISSING: ("✘", "red")}


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile doctor`."""
    result = argparse.ArgumentParser(
        prog="oktaprofile doctor",
        description="Checks, without writing anything, whether an Okta org is ready for the sync.",
        epilog=(
            "The org and the credentials come from OKTA_ORG_NAME and OKTA_BASE_URL (or OKTA_ORG_URL), and "
            "OKTA_API_TOKEN (or OKTA_API_CLIENT_ID, OKTA_API_PRIVATE_KEY and OKTA_API_SCOPES). "
            "Exit codes: 0 ready, 1 the org could not be asked, 2 wrong usage, 3 something is missing."
        ),
    )
    result.add_argument("--app", default="RingCentral", metavar="LABEL_OR_ID", help="default: %(default)s")
    result.add_argument("--user-type", metavar="NAME_OR_ID", help="default: the org's default user type")
    result.add_argument("--property", default="primaryPhone", metavar="NAME", help="default: %(default)s")
    result.add_argument(
        "--attributes",
        default="directNumber,extensionNumber",
        metavar="NAMES",
        help="the app's attributes, with commas between; default: %(default)s",
    )
    result.add_argument(
        "--downstream",
        action="append",
        default=[],
        metavar="LABEL_OR_ID",
        help="an app that gets the value from Okta, such as Active Directory; repeatable",
    )
    result.add_argument(
        "--answers",
        metavar="FILE",
        help=f"what a probe of this org, or a person, found out (default: {VARIABLE})",
    )
    result.add_argument("--json", action="store_true", help="print JSON of a stable shape instead of a table")
    return result


def main(argv: list[str]) -> int:
    """Runs the checks and prints them. Returns the exit code that the module's docstring lists."""
    options = parser().parse_args(argv)
    attributes = [name.strip() for name in options.attributes.split(",") if name.strip()]
    machine = [provider_python(os.environ), terraform(os.environ)]
    try:
        answers = given(options.answers, os.environ)
        config = from_environment(os.environ)
        org = open_org(config)
        app_id = find_app(org, options.app)["id"]
        org.ahead.application(app_id)
        org.ahead.mapping(app_id, "to_okta", options.user_type)
        checks = [
            *machine,
            *run_checks(
                org,
                app_id,
                user_type=options.user_type,
                property_name=options.property,
                attributes=attributes,
            ),
            identity_providers(org, options.user_type, options.property),
            other_readers(org, options.property),
            *(
                check
                for name in options.downstream
                for check in run_downstream_checks(
                    org,
                    find_app(org, name)["id"],
                    user_type=options.user_type,
                    property_name=options.property,
                )
            ),
            *rate_limits(org.client.rate_limits(), config.parallelism),
        ]
        checks += known(answers, checks, kind_of(config)) if answers else []
    except (AnswersError, DiagnosticError, OktaError) as error:
        if not options.json:
            Console().print(rows(machine))
        return fail("doctor", error, "Checking the org")
    if options.json:
        print(json.dumps(document(config.org_url, app_id, checks), indent=2))
    else:
        show(Console(), config.org_url, label_of(org, app_id), checks)
    return READY if is_ready(checks) else NOT_READY


def rate_limits(limits: Mapping[str, int], parallelism: int) -> list[Check]:
    """What Okta's answers to this run said it allows; nothing where they said nothing."""
    if not limits:
        return []
    listed = ", ".join(f"{limit:,} to {bucket}" for bucket, limit in limits.items())
    return [
        Check(
            "rate_limits",
            OK,
            f"Requests that Okta allows a minute, for all clients of the org together: {listed}. The provider keeps to "
            f"it, and sends at most {parallelism} at once (argument parallelism).",
        )
    ]


def known(answers: Answers, checks: Sequence[Check], kind: str) -> list[Check]:
    """What follows from the answers to open questions, one check each, and how many there are. The file may be of
    another org than `checks`, which have the names of the questions that they answer as well; `kind`: of this org."""
    found = [
        Check(
            f"answer_{id_.replace('-', '_')}",
            OK,
            f"{BY_ID[id_].asks} {answers.words[id_]} ({answers.source_of(id_)}).",
            message,
        )
        for id_, message in answers.messages().items()
    ]
    open_ = len(BY_ID) - len(answers.words)
    detail = f"{answers.path} answers {len(answers.words)} of {len(BY_ID)} open questions; {open_} stay open."
    if (of := answers.document.get("org")) in KINDS and of != kind:
        detail += f" It is of {KINDS[of]}, and this is {KINDS[kind]}: orgs differ."
    seen = {check.name.replace("_", "-"): check.status for check in checks}
    wrong = [
        f"{id_} is {word} there, and this org shows the opposite."
        for id_, word in answers.words.items()
        if (word, seen.get(id_)) == ("off", OK) or (id_, word, seen.get(id_)) == (MASTERING, "on", MISSING)
    ] + answers.contradictions()
    if wrong:
        step = "It is of another org, or the org has changed since: oktaprofile probe asks anew."
        return [Check("answers", UNKNOWN, " ".join([detail, *wrong]), step), *found]
    return [Check("answers", OK, detail, "oktaprofile probe --list shows them." if open_ else ""), *found]


def document(org_url: str, app_id: str, checks: Sequence[Check]) -> dict[str, object]:
    """The JSON output. `format_version` is raised when a field changes its meaning or goes."""
    return {
        "format_version": FORMAT_VERSION,
        "org_url": org_url,
        "app_id": app_id,
        "ready": is_ready(checks),
        "checks": [check.as_dict() for check in checks],
    }


def rows(checks: Sequence[Check]) -> Table:
    """A table for a person: each check with what was seen, and below it what to do."""
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        mark, colour = MARKS.get(check.status, ("?", "yellow"))
        words = Text(no_commands(escaped(check.detail, "\n")))
        if check.next_step:
            words.append(no_commands(escaped(f"\n→ {check.next_step}", "\n")), style="dim")
        table.add_row(Text(mark, style=f"bold {colour}"), Text(check.name, style="bold"), words)
    return table


def show(console: Console, org_url: str, app: str, checks: Sequence[Check]) -> None:
    """The org, its checks, and the verdict."""
    console.print(Text(f"{no_commands(app)} in {org_url}", style="bold"))
    console.print(rows(checks))
    missing = sum(check.status == MISSING for check in checks)
    unknown = sum(check.status not in MARKS for check in checks)
    verdict = "Ready" if not missing else f"Not ready: {missing} missing"
    console.print(Text(f"{verdict}; {unknown} not known.", style="bold green" if not missing else "bold red"))
