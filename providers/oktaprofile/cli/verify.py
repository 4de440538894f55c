"""`oktaprofile verify`: after the apply and the import, what became of a prediction, person by person. Reads only.

Exit codes: 0 as predicted, 1 it could not be read or wrong usage, 2 more people differ than --max-different, 130
interrupted.
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from oktaprofile.cli.progress import reading_progress
from oktaprofile.cli.shared import INTERRUPTED, Parser, connected, deliver, fail
from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.verification import CHANGED, STAYED, WORDS, document, read_prediction, verified
from oktaprofile.okta.errors import OktaError
from oktaprofile.people import store as stores
from oktaprofile.people.reading import Needs, Reader
from oktaprofile.people.times import stamp
from oktaprofile.plan.errors import DocumentError
from oktaprofile.text.characters import escaped

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from oktaprofile.impact.verification import Prediction

AS_PREDICTED, DIFFERS = 0, 2


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile verify`."""
    result = Parser(
        prog="oktaprofile verify",
        description=(
            "Compares, after the apply and the import, what `oktaprofile impact --people` predicted with what each "
            "person has now, and says what became of what was left open. Reads only."
        ),
        epilog="Exit codes: 0 as predicted, 1 it could not be read, 2 too many people differ, 130 interrupted.",
    )
    result.add_argument(
        "impact", type=Path, metavar="IMPACT", help="of: oktaprofile impact --people --out IMPACT"
    )
    result.add_argument(
        "--max-different",
        type=int,
        default=0,
        metavar="PEOPLE",
        help="at most so many differ, for the worst attribute; default: %(default)s",
    )
    result.add_argument(
        "--samples", type=int, default=0, metavar="N", help="show ids and values of N people who differ"
    )
    result.add_argument("--json", action="store_true", help="print the JSON document instead of text")
    result.add_argument("--out", type=Path, metavar="FILE", help="write the JSON document there, too")
    return result


def main(argv: list[str]) -> int:
    """Compares and prints. Returns the exit code that the module's docstring lists."""
    options = parser().parse_args(argv)
    try:
        found = _verify(options)
    except (DocumentError, OktaError) as error:
        return fail("verify", error, "Reading the org")
    except KeyboardInterrupt:
        print("oktaprofile verify: interrupted.", file=sys.stderr)
        return INTERRUPTED
    lost = deliver("verify", found, show, as_json=options.json, out=options.out)
    verdict = AS_PREDICTED if found["gate"]["passed"] else DIFFERS
    return verdict or lost


def _verify(options: argparse.Namespace) -> dict[str, Any]:
    if options.max_different < 0 or options.samples < 0:
        raise ImpactError("--max-different or --samples is negative.")
    try:
        prediction = read_prediction(options.impact.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise ImpactError(f"{options.impact} cannot be read: {reason}.") from None
    org, url = connected()
    if url != prediction.org:
        raise ImpactError(
            f"The prediction is of {prediction.org}, and this is {url}.",
            "Name the same org in the environment.",
        )
    needs = _needs(prediction, url)
    read_at = stamp(datetime.now(timezone.utc))
    with reading_progress() as progress:
        labels = {one.app_id: one.system for one in prediction.targets if one.app_id is not None}
        reader = Reader(org, stores.in_memory(list(needs.app_users)), needs.wanted, labels, progress)
        found = verified(prediction, reader.people())
    limit, samples = options.max_different, options.samples
    return document(prediction, found, samples=samples, most_different=limit, read_at=read_at)


def _needs(prediction: Prediction, url: str) -> Needs:
    apps: dict[str, set[str]] = {}
    users = {"login"}
    for one in prediction.targets:
        (users if one.app_id is None else apps.setdefault(one.app_id, set())).add(one.attribute)
    return Needs(url, apps, users)


def show(console: Console, found: Mapping[str, Any]) -> None:
    """The document for a person."""
    for target in found["targets"]:
        system = "Okta" if target["app_id"] is None else target["system"]
        console.print(Text(escaped(f"{system}.{target['attribute']}"), style="bold cyan"))
        for name, words in WORDS.items():
            if target[name]:
                waiting = (
                    f", {target['waiting']:,} of them until their next change in Okta"
                    if name == "not_yet"
                    else ""
                )
                console.print(Text(f"  {target[name]:>8,} {words}{waiting if target['waiting'] else ''}"))
        for one in target["open"]:
            counts = f"{one[CHANGED]:,} changed, {one[STAYED]:,} did not"
            console.print(Text(escaped(f"  was open: {one['reason']}: {counts}"), style="magenta"))
        for one in target.get("samples", ()):
            line = f"  {one['user']}: predicted {one['predicted']!r}, is {one['now']!r} ({WORDS[one['verdict']]})"
            console.print(Text(escaped(line), style="dim"))
    gate = found["gate"]
    if gate["passed"]:
        if found["verdict"] == "as_predicted":
            console.print(Text("As predicted.", style="bold green"))
        else:
            console.print(Text("Nothing certain was predicted of anybody.", style="bold yellow"))
        return
    console.print(
        Text(
            f"{gate['found']:,} people differ, and at most {gate['limit']:,} are allowed. Who still has the former "
            "value: no full import reached them, their update was refused (System Log), or nothing changes them "
            "any more.",
            style="bold red",
        )
    )
