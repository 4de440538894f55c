"""`oktaprofile adopt`: code for an org that was set up by hand. Reads the org, writes files, changes nothing in Okta.

Exit codes: 0 written, 1 not, 2 wrong usage, 3 nothing of the sync was found.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.console import Console

from oktaprofile.cli.shared import connected, fail
from oktaprofile.okta.errors import OktaError
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.review.words import no_command
from oktaprofile.tenant import hcl, python
from oktaprofile.tenant.choose import choose
from oktaprofile.tenant.found import Found
from oktaprofile.tenant.read import ALL, find_app, read
from oktaprofile.text.characters import escaped

FORMATS = ("hcl", "python")
FRAMEWORKS = ("cdktf", "cdktn")
WRITTEN, NOTHING = 0, 3
FORMAT_VERSION = 1


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile adopt`."""
    result = argparse.ArgumentParser(
        prog="oktaprofile adopt",
        description=(
            "Reads how an org syncs numbers today and writes code that describes it, with import blocks: its "
            "first plan imports everything and changes nothing. Reads only."
        ),
        epilog=(
            "The org and the credentials come from the environment, as for the provider (docs/index.md). "
            "Exit codes: 0 written, 1 not, 2 wrong usage, 3 nothing of the sync was found."
        ),
    )
    result.add_argument(
        "--app",
        action="append",
        metavar="LABEL_OR_ID",
        help="the app with the numbers; may be given more than once; default: RingCentral",
    )
    result.add_argument(
        "--downstream",
        action="append",
        default=[],
        metavar="LABEL_OR_ID",
        help="an app that gets the number from Okta; may be given more than once",
    )
    result.add_argument(
        "--user-type",
        action="append",
        metavar="NAME_OR_ID",
        help=f"may be given more than once; `{ALL}`: every one; default: the org's default user type",
    )
    result.add_argument("--target", default="primaryPhone", metavar="NAME", help="default: %(default)s")
    result.add_argument(
        "--all-keys", action="store_true", help="every custom attribute and mapped key of the apps"
    )
    result.add_argument("--format", choices=FORMATS, default="hcl", help="default: %(default)s")
    result.add_argument(
        "--framework", choices=FRAMEWORKS, default="cdktf", help="of a Python stack; default: %(default)s"
    )
    result.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder for the files; existing ones stay"
    )
    result.add_argument("--json", action="store_true", help="print the summary as JSON of a stable shape")
    return result


def main(argv: list[str]) -> int:
    """Reads the org and writes the files. Returns the exit code that the module's docstring lists."""
    options = parser().parse_args(argv)
    sources = options.app or ["RingCentral"]
    try:
        org, url = connected()
        with Console(stderr=True).status("reading the org") as status:
            tenant = read(
                org,
                url,
                [*sources, *options.downstream],
                options.user_type,
                lambda what: status.update(f"reading {escaped(what)}"),
            )
        ids = [[find_app(org, text)["id"] for text in apps] for apps in (sources, options.downstream)]
        found = choose(tenant, *ids, target=options.target, all_keys=options.all_keys)
    except (DiagnosticError, OktaError) as error:
        return fail("adopt", error)
    paths: list[Path] = []
    if found.resources:
        try:
            python_stack = options.format == "python"
            paths = write(
                options.out, python.files(found, options.framework) if python_stack else hcl.files(found)
            )
        except OSError as error:
            return fail("adopt", error)
    following = "terraform init && terraform plan" if options.format == "hcl" else f"{options.framework} diff"
    print(
        json.dumps(document(found, paths), indent=2)
        if options.json
        else "\n".join(no_command(escaped(line)) for line in lines_of(found, paths, following))
    )
    return WRITTEN if found.resources else NOTHING


def write(folder: Path, files: dict[str, str]) -> list[Path]:
    """Writes all of the files, or none where one of them exists. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in files]
    for path in paths:
        if path.exists():
            raise FileExistsError(17, "exists already; give another folder, or move it away", str(path))
    for path in paths:
        with path.open("x", encoding="utf-8") as file:
            file.write(files[path.name])
    return paths


def document(found: Found, paths: list[Path]) -> dict[str, object]:
    """The JSON output. `format_version` is raised when a field changes its meaning or goes."""
    return {
        "format_version": FORMAT_VERSION,
        "org_url": found.org_url,
        "files": [str(path) for path in paths],
        "imports": [{"address": hcl.address(one), "id": one.import_id} for one in found.resources],
        "left_out": [{"what": one.what, "why": one.why} for one in found.left],
    }


def lines_of(found: Found, paths: list[Path], following: str) -> list[str]:
    """The same for a person."""
    lines = [f"{found.org_url}"]
    for attributes in found.attributes:
        lines.append(f"  {attributes.app.label}: attributes {', '.join(attributes.definitions)}")
    for mapping in found.mappings:
        way = "to Okta" if mapping.direction == "to_okta" else "from Okta"
        of = f" of {mapping.user_type.selector}" if mapping.user_type.selector else ""
        lines.append(f"  {mapping.app.label}: {way}{of} {', '.join(mapping.keys)}")
    for override in found.overrides:
        of = f" of {override.user_type.selector}" if override.user_type.selector else ""
        lines.append(f"  override of {override.attribute}{of}")
    lines += [f"  left out: {one.what}: {one.why}" for one in found.left]
    count = len(found.resources)
    if not count:
        return [*lines, "Nothing of the sync was found; nothing was written."]
    lines.append(f"{', '.join(str(path) for path in paths)}: {count} to import.")
    lines.append(f"Next step: {following}")
    lines.append(f"It must say: {count} to import, 0 to add, 0 to change, 0 to destroy.")
    return lines
