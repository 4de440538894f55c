"""The options of `oktaprofile impact`."""

from __future__ import annotations

import argparse
from pathlib import Path

from oktaprofile.cli.shared import Parser
from oktaprofile.impact import gates
from oktaprofile.impact.ringcentral import NAME
from oktaprofile.people.organization import TO_APP, TO_OKTA
from oktaprofile.plan.gates import NOT_KNOWN
from oktaprofile.text.arguments import whole


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile impact`."""
    result = Parser(
        prog="oktaprofile impact",
        description="Predicts whom a plan's mappings and source overrides change, person by person. Reads only.",
        epilog=(
            "Output has no name, login or phone number unless you ask for samples. Exit codes: 0 clear, 1 it could "
            "not be predicted, 2 a gate failed, 3 an expression is not valid, 130 interrupted. Interrupted, or stopped "
            "by an error of Okta's, it goes on where it stopped when the same is asked again within a day. See "
            "docs/impact.md."
        ),
    )
    what = result.add_argument_group("what changes")
    what.add_argument("plan", nargs="?", metavar="PLAN", help="output of terraform show -json; - reads stdin")
    what.add_argument(
        "--app", metavar="LABEL_OR_ID", help="instead of a plan: the app of --map and --override"
    )
    what.add_argument(
        "--map", action="append", default=[], metavar="TARGET=EXPRESSION", help="a line of its mapping"
    )
    what.add_argument(
        "--override", action="append", default=[], metavar="ATTRIBUTE", help="the app becomes its source"
    )
    what.add_argument(
        "--override-source",
        action="append",
        metavar="LABEL_OR_ID",
        help="an app of these overrides, in order; default: --app alone",
    )
    what.add_argument(
        "--profile-source",
        action="append",
        default=[],
        metavar="LABEL_OR_ID",
        help="an app that becomes a profile source in Okta's console, beside a plan or alone",
    )
    what.add_argument(
        "--allow", action="append", default=[], metavar="CODE", help="a check that does not refuse --map"
    )
    what.add_argument(
        "--new-attribute",
        action="append",
        default=[],
        metavar="NAME",
        help="a text attribute of the app that --map reads and that does not exist yet",
    )
    what.add_argument(
        "--direction", choices=[TO_OKTA, TO_APP], default=TO_OKTA, help="of --map; default: %(default)s"
    )
    what.add_argument(
        "--user-type", metavar="NAME_OR_ID", help="of --map and --override; default: the default type"
    )
    who = result.add_argument_group("whose values")
    who.add_argument(
        "--snapshot", type=Path, metavar="FILE", help="of `oktaprofile snapshot`; default: the org now"
    )
    who.add_argument(
        "--values",
        metavar="FILE",
        help=f"CSV or JSON with values that Okta does not have yet; {NAME} reads RingCentral's directory",
    )
    who.add_argument(
        "--values-app", metavar="LABEL_OR_ID", help="whose they are; default: the app that is mapped"
    )
    who.add_argument(
        "--profile-source-order",
        metavar="APPS",
        help="labels or ids of the profile sources, highest priority first, with commas between (no API tells)",
    )
    out = result.add_argument_group("output")
    out.add_argument("--json", action="store_true", help="print the JSON document instead of tables")
    out.add_argument("--out", type=Path, metavar="FILE", help="write the JSON document there, too")
    out.add_argument(
        "--people",
        action="store_true",
        help="keep the values of all it may change in the document, for `oktaprofile verify`: personal data",
    )
    out.add_argument(
        "--samples", type=whole(), default=0, metavar="N", help="show values of N people for each outcome"
    )
    out.add_argument(
        "--user",
        action="append",
        default=[],
        metavar="ID_OR_LOGIN",
        help="show this person's values; repeatable",
    )
    limits = result.add_argument_group("gates (each for the worst target attribute)")
    limits.add_argument(
        "--policy", type=Path, metavar="FILE", help="TOML or JSON with the names below, _ for -"
    )
    for name in gates.COUNTS:
        default = "; default: 0" if getattr(gates.Policy(), name) == 0 else ""
        limits.add_argument(
            f"--{name.replace('_', '-')}",
            type=limit,
            metavar="THINGS" if name == NOT_KNOWN else "PEOPLE",
            help=f"at most{default}",
        )
    limits.add_argument("--max-changed-percent", type=limit, metavar="PERCENT", help="at most")
    limits.add_argument("--require-fresh-snapshot", metavar="AGE", help="at most this old: 90m, 24h, 7d")
    return result


def limit(text: str) -> float:
    """A number."""
    try:
        return int(text) if text.lstrip("+-").isdigit() else float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None
