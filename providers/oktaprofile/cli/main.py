"""Entry point of the `oktaprofile` command: finds the subcommand and hands it the rest of the line.

Every subcommand is a function `main(argv: list[str]) -> int` in a module of its own that is imported only when it
runs, so that `oktaprofile --version` does not load an HTTP server. Exit codes: 0 success, 1 the tool could not do
what was asked, 2 wrong usage, 130 interrupted (Ctrl-C, SIGTERM); a subcommand that has further codes documents them in
its own `--help`. What becomes of the output changes no code but 0 (cli/output.py).
"""

from __future__ import annotations

import signal
import sys
import traceback
from importlib import import_module
from typing import NamedTuple

from oktaprofile import __version__
from oktaprofile.cli import output


class Subcommand(NamedTuple):
    """Its words on the command line, what it does in one line, and the `module:function` that does it."""

    name: str
    summary: str
    target: str


SUBCOMMANDS = (
    Subcommand("adopt", "code for an org that was set up by hand (read-only)", "oktaprofile.cli.adopt:main"),
    Subcommand("compare", "what differs between two orgs (read-only)", "oktaprofile.cli.compare:main"),
    Subcommand("completion", "what bash and zsh complete", "oktaprofile.cli.completion:main"),
    Subcommand(
        "demo", "the whole sync on an embedded org, step by step", "oktaprofile.cli.demo.options:main"
    ),
    Subcommand("doctor", "is an org ready for the sync? (read-only)", "oktaprofile.cli.doctor:main"),
    Subcommand("drift", "what changed in Okta without Terraform", "oktaprofile.cli.drift:main"),
    Subcommand(
        "expression", "check, evaluate and format mapping expressions", "oktaprofile.expression.command:main"
    ),
    Subcommand("impact", "whom a plan changes, before it is applied", "oktaprofile.cli.impact:main"),
    Subcommand("page", "an org in a browser (read-only)", "oktaprofile.cli.page.command:main"),
    Subcommand("probe", "ask a preview org what no source settles (writes)", "oktaprofile.cli.probe:main"),
    Subcommand("provider", "install the Terraform provider for HCL users", "oktaprofile.cli.provider:main"),
    Subcommand("reapply", "a mapping to everybody who exists (writes)", "oktaprofile.cli.reapply:main"),
    Subcommand("reconcile", "who shows whose number (read-only)", "oktaprofile.cli.reconcile:main"),
    Subcommand("review", "what a plan does, for the pull request", "oktaprofile.cli.review:main"),
    Subcommand(
        "review fetch", "the plan that a pull request's review saw", "oktaprofile.cli.review_request:fetch"
    ),
    Subcommand("review post", "the report into the pull request", "oktaprofile.cli.review_request:post"),
    Subcommand("review same", "is a plan the one that was reviewed?", "oktaprofile.cli.review_request:same"),
    Subcommand("simulate", "run the embedded Okta org", "oktaprofile.cli.simulate:main"),
    Subcommand("snapshot", "an org's people in a file, for impact", "oktaprofile.cli.snapshot:main"),
    Subcommand("verify", "what became of an impact, after the import", "oktaprofile.cli.verify:main"),
)


EXTRAS = {"aiohttp": "simulator", "cryptography": "oauth", "phonenumbers": "impact", "shtab": "completion"}
"""Which extra brings a package that a command may lack."""


def usage() -> str:
    """The text of `oktaprofile --help`."""
    width = max(len(subcommand.name) for subcommand in SUBCOMMANDS)
    rows = "\n".join(f"  {subcommand.name:<{width}}  {subcommand.summary}" for subcommand in SUBCOMMANDS)
    return (
        "usage: oktaprofile COMMAND [OPTIONS]\n\n"
        "Runs the sync between RingCentral and Okta (and on to Active Directory) as code.\n\n"
        f"commands:\n{rows}\n\n"
        "Where to start: `oktaprofile demo` shows all of it on an embedded org (in a checkout), `oktaprofile doctor`\n"
        "looks at your org and says what is missing; both change nothing in Okta.\n"
        "`oktaprofile COMMAND --help` shows a command's options, `oktaprofile --version` the version."
    )


def main(argv: list[str] | None = None) -> int:
    """Runs one subcommand and returns its exit code. `argv` excludes the program's name.

    None: this is the process's own command line. Its streams are taken over, and SIGTERM (a pipeline that is cancelled)
    is Ctrl-C.
    """
    if argv is not None:
        return _command(argv)
    out, _ = output.begin()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return output.end(_command(sys.argv[1:]), out)


def _command(arguments: list[str]) -> int:
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(usage())
        return 0 if arguments else 2
    if arguments[0] in {"-V", "--version"}:
        print(f"oktaprofile {__version__}")
        return 0
    for subcommand in sorted(SUBCOMMANDS, key=lambda one: -len(one.name)):  # `review post` before `review`
        words = subcommand.name.split()
        if arguments[: len(words)] == words:
            return _run(subcommand, arguments[len(words) :])
    print(f"oktaprofile: there is no command {arguments[0]!r}.\n\n{usage()}", file=sys.stderr)
    return 2


def _run(subcommand: Subcommand, arguments: list[str]) -> int:
    module_name, _, function_name = subcommand.target.partition(":")
    try:
        code: int = getattr(import_module(module_name), function_name)(arguments)
    except SystemExit as end:  # argparse: its help, or wrong usage
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except ModuleNotFoundError as missing:
        # At once, or late: the simulator imports its server when it serves.
        if missing.name is None or missing.name.split(".")[0] == "oktaprofile":
            raise
        print(
            f"oktaprofile {subcommand.name} needs the Python package {missing.name!r}, which is not installed.\n"
            f"Next step: pip install 'oktaprofile[{EXTRAS.get(missing.name.split('.')[0], 'all')}]'",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print(f"oktaprofile {subcommand.name}: interrupted.", file=sys.stderr)
        return 130
    except Exception:  # noqa: BLE001 - a defect: its traceback is wanted, and what it quotes is not
        print(traceback.format_exc(), file=sys.stderr)
        print(f"oktaprofile {subcommand.name} failed: this is a defect, please report it.", file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    raise SystemExit(main())
