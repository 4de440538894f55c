"""`oktaprofile reconcile`: who shows which number, in RingCentral, Okta and the apps downstream. Reads only.

Exit codes: 0 done, 1 it could not be read or wrong usage, 2 more people than a limit allows, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from oktaprofile.cli.afterwards import add_output, deliver_page, doing
from oktaprofile.cli.progress import reading_progress
from oktaprofile.cli.shared import INTERRUPTED, Parser, connected, fail
from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.reconciliation import LIMITED, Column, document, numbers_in, reconciled
from oktaprofile.impact.ringcentral import NAME, Directory
from oktaprofile.okta.errors import OktaError
from oktaprofile.people import store as stores
from oktaprofile.people.organization import properties_of
from oktaprofile.people.reading import Needs, Reader
from oktaprofile.people.times import stamp
from oktaprofile.plan.afterwards import NUMBERS, SHARED, SHARED_WORDS
from oktaprofile.plan.errors import DocumentError
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.review.afterwards import reconciliation
from oktaprofile.review.words import no_command, printable
from oktaprofile.tenant.read import find_app
from oktaprofile.text.arguments import whole

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Mapping

    from oktaprofile.okta.org import Org
    from oktaprofile.people.person import Person

DONE, GATE_FAILED = 0, 2
NUMBER = "directNumber"


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile reconcile`."""
    result = Parser(
        prog="oktaprofile reconcile",
        description=(
            "Says who shows their own number, somebody else's, or one that RingCentral does not know: in Okta and in "
            "the apps that get it from Okta. Reads only."
        ),
        epilog="Exit codes: 0 done, 1 it could not be read, 2 more people than a limit allows, 130 interrupted.",
    )
    result.add_argument("--app", default="RingCentral", metavar="LABEL_OR_ID", help="default: %(default)s")
    result.add_argument(
        "--number", default=NUMBER, metavar="NAME", help="its attribute; default: %(default)s"
    )
    result.add_argument(
        "--property", default="primaryPhone", metavar="NAME", help="Okta's; default: %(default)s"
    )
    result.add_argument(
        "--downstream",
        action="append",
        default=[],
        metavar="APP=ATTRIBUTE",
        help="an app that gets it; repeatable",
    )
    result.add_argument(
        "--directory",
        choices=[NAME],
        help="where the numbers are from: RingCentral itself; default: what Okta imported",
    )
    for name in LIMITED:
        words = f"--max-{name.replace('_', '-')}"
        shows = {**NUMBERS, SHARED: SHARED_WORDS}[name]
        result.add_argument(
            words, type=whole(), metavar="PEOPLE", help=f"at most so many show {shows}, in any column"
        )
    add_output(result, "show no or a wrong number")
    return result


def main(argv: list[str]) -> int:
    """Compares and prints. Returns the exit code that the module's docstring lists."""
    options = parser().parse_args(argv)
    labels: dict[str, str] = {}
    try:
        found = _reconcile(options, labels)
    except (DiagnosticError, DocumentError, OktaError) as error:
        return fail("reconcile", error, doing(error, labels))
    except KeyboardInterrupt:
        print("oktaprofile reconcile: interrupted. Nothing was written; run it again.", file=sys.stderr)
        return INTERRUPTED
    lost = deliver_page("reconcile", options, found, reconciliation(found), _line)
    verdict = DONE if found["verdict"] == "clear" else GATE_FAILED
    return verdict or lost


def _reconcile(options: argparse.Namespace, labels: dict[str, str]) -> dict[str, Any]:
    limits = {name: getattr(options, f"max_{name}") for name in LIMITED}
    directory = Directory(os.environ) if options.directory else None
    org, url = connected()
    app = find_app(org, options.app)
    app_id = app["id"]
    imported = Column(app["label"], app_id, options.number)
    columns = [Column("Okta", None, options.property), *(_column(org, one) for one in options.downstream)]
    if directory is None:
        _check(org, imported)
    elif options.number != NUMBER or _exists(org, imported):
        columns.insert(0, imported)  # what Okta imported, beside what RingCentral has
    else:
        what = f"{imported.label} has no attribute {NUMBER} in Okta yet: left out."
        print(no_command(printable(what)), file=sys.stderr)
    for column in columns:
        _check(org, column)
    columns = list(dict.fromkeys(columns))  # one that is given twice would count everybody twice
    labels.update({one.app_id: one.label for one in (imported, *columns) if one.app_id})
    needs = _needs(url, app_id, options.number, columns)
    read_at = stamp(datetime.now(timezone.utc))
    numbers_of: Callable[[Person], Iterable[object]] = numbers_in(app_id, options.number)
    others: list[object] = []
    with reading_progress() as progress:
        if directory is not None:
            directory.people(progress)
            others = [number for numbers in directory.numbers.values() for number in numbers]
            numbers_of = _by_address(app_id, directory.numbers)
        store = stores.in_memory(list(needs.app_users))
        Reader(org, store, needs.wanted, labels, progress).read()
    found = reconciled(store.people, numbers_of, columns, others=others, samples=options.samples)
    numbers_from = options.directory or imported.label
    return document(found, org=url, read_at=read_at, numbers_from=numbers_from, limits=limits)


def _column(org: Org, given: str) -> Column:
    label, equals, attribute = given.rpartition("=")
    if not equals or not label.strip() or not attribute.strip():
        raise ImpactError(
            f"--downstream {given!r} names no app or no attribute.",
            "Write --downstream 'Active Directory=telephoneNumber'.",
        )
    app = find_app(org, label.strip())
    return Column(app["label"], app["id"], attribute.strip())


def _exists(org: Org, column: Column) -> bool:
    if column.app_id is not None:
        return column.attribute in properties_of(org.application_schema(column.app_id).read())
    if column.attribute in properties_of(org.user_schema().read()):
        return True  # which needs no right to list user types
    return any(column.attribute in properties_of(org.user_schema(one.id).read()) for one in org.user_types())


def _check(org: Org, column: Column) -> None:
    """Raises ImpactError for an attribute that there is not: nobody would have a value of it, and every gate pass."""
    if not _exists(org, column):
        raise ImpactError(
            f"{column.label} has no attribute {column.attribute}.",
            "Give its variable name, as the Profile Editor shows it (capitals count), or make it first.",
        )


def _needs(url: str, app_id: str, number: str, columns: list[Column]) -> Needs:
    apps: dict[str, set[str]] = {app_id: {number, "userName"}}
    users = {"login"}
    for one in columns:
        (users if one.app_id is None else apps.setdefault(one.app_id, set())).add(one.attribute)
    return Needs(url, apps, users)


def _by_address(app_id: str, numbers: Mapping[str, list[str]]) -> Callable[[Person], list[str]]:
    """RingCentral's own numbers of a person, who is told by the user name of the assignment."""

    def of(person: Person) -> list[str]:
        app_user = person.apps.get(app_id)
        name = "" if app_user is None else str(app_user.profile.get("userName") or "")
        return numbers.get(name.casefold(), []) if name else []

    return of


def _line(one: Mapping[str, Any]) -> str:
    whose = f", {one['owner']}'s" if one["owner"] else ""
    return f"{one['user']} {one['attribute']}: {one['value']!r} ({NUMBERS[one['class']]}{whose})"
