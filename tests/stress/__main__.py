"""`make stress`: the long forms, one after the other, each printing what it measured.

    python -m tests.stress [NAME [OPTIONS]]

Without a NAME all run with their defaults. Exit code 0: every promise was kept. `faults` and `reads` tell each cell as
it ends; `faults --help` says how to run several at a time, a part, one cell, or the rest of a run that was stopped.
"""

from __future__ import annotations

import sys
from importlib import import_module

MODULES = {
    "faults": "tests.acceptance.faults.__main__",
    "reads": "tests.acceptance.faults.reads",
    "pipelines": "tests.acceptance.faults.pipelines",
    "sequences": "tests.stress.sequences",
    "adopt": "tests.stress.adopt",
    "outages": "tests.stress.outages",
    "hostile": "tests.stress.hostile",
    "bodies": "tests.stress.bodies",
    "published": "tests.stress.published",
    "expression": "tests.stress.expression",
    "plugin": "tests.stress.plugin",
}
"""Name -> module with `main(arguments) -> exit code`."""


def main(arguments: list[str]) -> int:
    """Runs one module with its options, or all. Returns the worst exit code."""
    if arguments and arguments[0] not in MODULES:
        print(f"{arguments[0]}: unknown; known are {', '.join(MODULES)}", file=sys.stderr)
        return 2
    chosen = {arguments[0]: arguments[1:]} if arguments else {name: [] for name in MODULES}
    worst = 0
    for name, options in chosen.items():
        print(f"\n== {name}\n", flush=True)
        worst = max(worst, import_module(MODULES[name]).main(options))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
