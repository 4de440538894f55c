"""`oktaprofile compare`: what differs between two orgs, or an org and a saved description, in attributes, mappings and
sources. Reads only.

Exit codes: 0 alike or saved, 1 one of them could not be read or wrong usage, 2 something differs.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from oktaprofile.cli.shared import Parser, fail
from oktaprofile.okta.config import from_environment
from oktaprofile.okta.errors import OktaError
from oktaprofile.okta.org import open_org
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.tenant.compare import Difference, compare
from oktaprofile.tenant.model import Tenant, UnreadableTenant, from_json
from oktaprofile.tenant.read import ALL, read
from oktaprofile.text.characters import escaped

ALIKE, DIFFERENT = 0, 2
ENVIRONMENT = "env:"
FORMAT_VERSION = 1


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile compare`."""
    result = Parser(
        prog="oktaprofile compare",
        description=(
            "Lists what differs between two orgs in the attributes, mappings and sources of an app. ONE and OTHER are "
            "each a file that --save wrote, or an org: `env:` is the one that the environment names as for the "
            "provider, `env:PREVIEW_` the one of PREVIEW_OKTA_ORG_URL, PREVIEW_OKTA_API_TOKEN and so on. Reads only."
        ),
        epilog="Exit codes: 0 alike or saved, 1 one of them could not be read or wrong usage, 2 something differs.",
    )
    result.add_argument("one", metavar="ONE", help="a saved description, or env:")
    result.add_argument("other", metavar="OTHER", nargs="?", help="the same; not with --save")
    result.add_argument(
        "--app", action="append", metavar="LABEL", help="may be given more than once; default: RingCentral"
    )
    result.add_argument(
        "--user-type",
        action="append",
        metavar="NAME",
        help=f"may be given more than once; `{ALL}`: every one; default: the org's default user type",
    )
    result.add_argument(
        "--save", type=Path, metavar="FILE", help="write ONE into a new file instead of comparing"
    )
    result.add_argument("--json", action="store_true", help="print JSON of a stable shape instead of text")
    return result


def main(argv: list[str]) -> int:
    """Compares or saves. Returns the exit code that the module's docstring lists."""
    arguments = parser()
    options = arguments.parse_args(argv)
    if (options.other is None) is (options.save is None):
        arguments.error("give ONE and OTHER, or ONE and --save FILE")
    apps = options.app or ["RingCentral"]
    try:
        one = load(options.one, os.environ, apps, options.user_type)
        if options.save is not None:
            with options.save.open("x", encoding="utf-8") as file:
                json.dump(one.as_json(), file, indent=1)
            print(f"{options.save}: {one.org_url}")
            return ALIKE
        other = load(options.other, os.environ, apps, options.user_type)
    except (DiagnosticError, OktaError, OSError, UnreadableTenant) as error:
        return fail("compare", error)
    found = compare(one, other)
    print(
        json.dumps(document(one, other, found), indent=2)
        if options.json
        else escaped(text(one, other, found), "\n")
    )
    return DIFFERENT if found else ALIKE


def load(
    name: str, environment: Mapping[str, str], apps: Sequence[str], user_types: Sequence[str] | None
) -> Tenant:
    """A saved description, or an org that is read now. Raises OktaError, DiagnosticError, OSError, UnreadableTenant."""
    if not name.startswith(ENVIRONMENT):
        content = Path(name).read_text(encoding="utf-8", errors="replace")
        try:
            return from_json(json.loads(content))
        except (UnreadableTenant, ValueError, RecursionError) as error:
            raise UnreadableTenant(f"{name}: {error}.") from None
    prefix = name.removeprefix(ENVIRONMENT)
    config = from_environment(
        {key.removeprefix(prefix): value for key, value in environment.items() if key.startswith(prefix)}
    )
    with Console(stderr=True).status(f"reading {config.org_url}"):
        return read(open_org(config), config.org_url, apps, user_types)


def document(one: Tenant, other: Tenant, found: Sequence[Difference]) -> dict[str, Any]:
    """The JSON output. `format_version` is raised when a field changes its meaning or goes; null: it is not there."""
    return {
        "format_version": FORMAT_VERSION,
        "one": one.org_url,
        "other": other.org_url,
        "differences": [{"where": list(each.where), "one": each.one, "other": each.other} for each in found],
    }


def text(one: Tenant, other: Tenant, found: Sequence[Difference]) -> str:
    """The same for a person: a heading a place, both values below."""
    if not found:
        return f"No differences between {one.org_url} and {other.org_url}."
    lines = [f"- {one.org_url}", f"+ {other.org_url}"]
    heading: tuple[str, ...] = ()
    for each in found:
        if each.where[:-1] != heading:
            heading = each.where[:-1]
            lines += ["", ", ".join(heading)]
        lines.append(f"  {each.where[-1]}")
        lines += [f"    {mark} {_shown(value)}" for mark, value in (("-", each.one), ("+", each.other))]
    return "\n".join([*lines, "", f"{len(found)} differ{'s' if len(found) == 1 else ''}."])


def _shown(value: Any) -> str:  # noqa: ANN401 - any JSON value
    if value is None:
        return "(not there)"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
