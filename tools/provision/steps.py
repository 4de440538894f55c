"""The steps of the set-up in their order, one at a time even when two are started together."""

from __future__ import annotations

import fcntl
import time

from provision import framework_cli, node, python_packages, terraform
from provision.project import ROOT, TOOLS, SetupError, refuse_folder, say


def main(arguments: list[str]) -> int:
    """Set everything up; `--python-only` leaves Node, Terraform and cdktf out, `cdktn` adds its command.

    `cdktn` may be anywhere among the arguments, as in `--framework cdktn`. Returns the exit code.
    """
    started = time.monotonic()
    try:
        refuse_folder(ROOT)
    except SetupError as error:
        say("failed", str(error))
        return 1
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            python_packages.install()
            if "--python-only" not in arguments:
                terraform_binary = terraform.install()
                frameworks = ["cdktf", "cdktn"] if "cdktn" in arguments else ["cdktf"]
                node_binary, npm = node.install(frameworks)
                for name in frameworks:
                    framework_cli.install(name, node_binary, npm, terraform_binary)
        except SetupError as error:
            say("failed", str(error))
            return 1
        except KeyboardInterrupt:
            say("stopped", "run the same command again to go on")
            return 130
    if time.monotonic() - started > 2:
        say("ready", f"in {time.monotonic() - started:.0f} s; activate with `. .venv/bin/activate`")
    return 0
