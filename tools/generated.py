"""Every generated file of the project: write them anew, or check that they are fresh (`--check`).

Each generator is a script of its own in this folder. With `--check` it writes nothing, names the stale files
and exits with 1.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# generate_wire.py is not among them: its source, the protocol's tables, is not part of the project.
GENERATORS = (
    "generate_bindings.py",
    "generate_commands_page.py",
    "generate_constructs_page.py",
    "generate_docs.py",
)


def main(arguments: list[str]) -> int:
    """Run every generator with `arguments`. Returns 1 when one of them fails or finds stale files."""
    failed = []
    for name in GENERATORS:
        script = FOLDER / name
        if script.is_file() and subprocess.call([sys.executable, str(script), *arguments]) != 0:
            failed.append(name)
    if failed:
        print("failed or stale: " + ", ".join(failed) + "; `make generate` writes them anew", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
