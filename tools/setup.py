"""Set the project up: everything it needs, inside its own folder.

Run by every `make` target; the second run only compares stamps and takes milliseconds. Standard library only,
and this file parses on Python 3.6 so that an old interpreter gets a sentence instead of a SyntaxError.
"""

import os
import shutil
import sys

LEAST_PYTHON = (3, 10)
KNOWN_PYTHONS = ("python3.13", "python3.12", "python3.11", "python3.10", "python3.14")


def require_python() -> None:
    """Go on with a newer interpreter when this one is too old, or say what to install."""
    if sys.version_info >= LEAST_PYTHON:
        return
    for name in KNOWN_PYTHONS:
        found = shutil.which(name)
        if found and os.environ.get("OKTAPROFILE_SETUP_PYTHON") != found:
            os.environ["OKTAPROFILE_SETUP_PYTHON"] = found
            os.execv(found, [found] + sys.argv)  # noqa: S606, RUF005 - the same script, a newer interpreter
    sys.exit(
        "setup: Python 3.10 or newer is needed; %s is %s.\n"  # noqa: UP031
        "Next step: install one, then run `make PYTHON=/path/to/python3.10-or-newer ...`."
        % (sys.executable, ".".join(map(str, sys.version_info[:3])))
    )


if __name__ == "__main__":
    require_python()
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    sys.dont_write_bytecode = True
    from provision.steps import main

    sys.exit(main(sys.argv[1:]))
