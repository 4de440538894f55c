"""Entry point of the `oktaprofile` command: finds the subcommand and hands it the rest of the line.

Every subcommand is a function `main(argv: list[str]) -> int` in a module of its own that is imported only when it
runs, so that `oktaprofile --version` does not load an HTTP server. Exit codes: 0 success, 1 the tool could not do
what was asked, 2 wrong usage; a subcommand that has further codes documents them in its own `--help`.
"""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module
from typing import NamedTuple

from oktaprofile import __version__


class Subcommand(NamedTuple):
    """A name on the command line, what it does in one line, and the `module:function` that does it."""

    name: str
    summary: str
    target: str


SUBCOMMANDS = (
    Subcommand(
        "demo", "the whole sync on an embedded org, step by step", "oktaprofile.cli.demo.command:main"
    ),
    Subcommand("doctor", "is an org ready for the sync? (read-only)", "oktaprofile.cli.doctor:main"),
    Subcommand("drift", "what changed in Okta without Terraform", "oktaprofile.cli.drift:main"),
    Subcommand(
        "expression", "check, evaluate and format mapping expressions", "oktaprofile.expression.command:main"
    ),
    Subcommand("impact", "whom a plan changes, before it is applied", "oktaprofile.cli.impact:main"),
    Subcommand("provider", "install the Terraform provider for HCL users", "oktaprofile.cli.provider:main"),
    Subcommand("review", "what a plan does, for the pull request", "oktaprofile.cli.review:main"),
    Subcommand("simulate", "run the embedded Okta org", "oktaprofile.cli.simulate:main"),
    Subcommand("snapshot", "an org's people in a file, for impact", "oktaprofile.cli.snapshot:main"),
)


def usage() -> str:
    """The text of `oktaprofile --help`."""
    width = max(len(subcommand.name) for subcommand in SUBCOMMANDS)
    rows = "\n".join(f"  {subcommand.name:<{width}}  {subcommand.summary}" for subcommand in SUBCOMMANDS)
    return (
        "usage: oktaprofile COMMAND [OPTIONS]\n\n"
        "Runs the sync between RingCentral and Okta (and on to Active Directory) as code.\n\n"
        f"commands:\n{rows}\n\n"
        "`oktaprofile COMMAND --help` tells the options of one. `oktaprofile --version` prints the version."
    )


def main(argv: list[str] | None = None) -> int:
    """Runs one subcommand and returns its exit code. `argv` excludes the program's name; None: sys.argv."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(usage())
        return 0 if arguments else 2
    name, rest = arguments[0], arguments[1:]
    if name in {"-V", "--version"}:
        print(f"oktaprofile {__version__}")
        return 0
    for subcommand in SUBCOMMANDS:
        if subcommand.name == name:
            return _run(subcommand, rest)
    print(f"oktaprofile: there is no command {name!r}.\n\n{usage()}", file=sys.stderr)
    return 2


def _run(subcommand: Subcommand, arguments: list[str]) -> int:
    module_name, _, function_name = subcommand.target.partition(":")
    try:
        code: int = getattr(import_module(module_name), function_name)(arguments)
    except ModuleNotFoundError as missing:
        # At once, or late: the simulator imports its server when it serves.
        if missing.name is None or missing.name.split(".")[0] == "oktaprofile":
            raise
        print(
            f"oktaprofile {subcommand.name} needs the Python package {missing.name!r}, which is not installed.\n"
            "Install everything the command uses: pip install 'oktaprofile[all]'",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print(f"oktaprofile {subcommand.name}: interrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `oktaprofile … | head`: the reader has what it wanted
        sys.stderr.close()
        return 0
    except Exception:  # noqa: BLE001 - a defect: its traceback is wanted, and what it quotes is not
        print(_without_credentials(traceback.format_exc()), file=sys.stderr)
        print(f"oktaprofile {subcommand.name} failed: this is a defect, please report it.", file=sys.stderr)
        return 1
    return code


def _without_credentials(text: str) -> str:
    """A text without the environment's credentials, the proxy's password, and whatever looks like a token or a key."""
    from oktaprofile.text.redact import hide, hide_proxy_passwords, redact

    credentials = [os.environ.get(name, "") for name in ("OKTA_API_TOKEN", "OKTA_API_PRIVATE_KEY")]
    hide([*credentials, *(value.rpartition(" ")[2].strip() for value in credentials)])
    hide_proxy_passwords(os.environ)
    return redact(text)


if __name__ == "__main__":
    raise SystemExit(main())
