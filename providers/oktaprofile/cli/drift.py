"""`oktaprofile drift`: what changed in Okta without Terraform, with the same report as for a plan.

Runs `terraform plan -refresh-only` in a stack's folder that is initialized, for a scheduled pipeline. Writes nothing,
neither to Okta nor to the state. Exit codes: 0 nothing changed, 1 it could not be found out, 2 something changed
(`--fail-on none`: 0 all the same).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from oktaprofile.cli.review import add_output, report
from oktaprofile.cli.shared import Parser
from oktaprofile.plan.errors import UnreadablePlan
from oktaprofile.review import gates
from oktaprofile.review.masking import mask

LINES_SHOWN = 30


def parser() -> Parser:
    """The options of `oktaprofile drift`."""
    result = Parser(
        prog="oktaprofile drift",
        description="Shows what changed in Okta without Terraform. Writes nothing, neither to Okta nor to the state.",
        epilog="Exit codes: 0 nothing changed, 1 it could not be found out, 2 something changed. See docs/review.md.",
    )
    result.add_argument(
        "stack", type=Path, metavar="FOLDER", help="an initialized stack, such as cdktf.out/stacks/NAME"
    )
    result.add_argument("--terraform", default="terraform", metavar="PROGRAM", help="default: %(default)s")
    add_output(result, (gates.CHANGES,))
    return result


def main(argv: list[str]) -> int:
    """Plans and writes the reports. Returns the exit code that the module's docstring lists."""
    options = parser().parse_args(argv)
    return report(options, "drift", lambda: refresh_only(options.stack, options.terraform), drift=True)


def refresh_only(stack: Path, terraform: str) -> str:
    """The JSON of a refresh-only plan of a stack. Raises UnreadablePlan with what terraform printed."""
    program = shutil.which(terraform)
    if program is None:
        raise UnreadablePlan(
            f"There is no program {terraform!r}.", "Install Terraform, or name it with --terraform."
        )
    if not stack.is_dir():
        raise UnreadablePlan(
            f"There is no folder {stack}.", "Synthesize the stack, and run terraform init in it."
        )
    try:
        temporary = TemporaryDirectory(prefix="oktaprofile-drift-")
    except OSError as error:
        raise UnreadablePlan(
            f"There is no room for a plan: {error.strerror or error}.", "Make room, or set TMPDIR."
        ) from None
    with temporary as folder:
        plan = Path(folder) / "plan"
        _run([program, "plan", "-refresh-only", "-input=false", "-no-color", f"-out={plan}"], stack)
        return _run([program, "show", "-json", str(plan)], stack)


def _run(command: list[str], folder: Path) -> str:
    environment = {**os.environ, "TF_IN_AUTOMATION": "1"}
    done = subprocess.run(  # noqa: S603 - the program that the user named, without a shell
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        printed = "\n".join((done.stderr.strip() or done.stdout.strip()).splitlines()[-LINES_SHOWN:])
        raise UnreadablePlan(
            f"terraform {command[1]} failed in {folder}:\n{mask(printed)}",
            "Look at its message. If it asks for it, run terraform init there.",
        )
    return done.stdout
