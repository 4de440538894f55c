"""Write ``providers/oktaprofile/plugin/wire/tables.py`` from the protocol's field tables.

    python tools/generate_wire.py PROTOCOL.json [--check]

PROTOCOL.json describes plugin protocol 6.11: RPCs, and per message its field numbers, names and types. Only
what the served RPCs reach is restated. ``--check`` writes nothing and exits 1 when the checked-in tables
differ.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

TABLES = Path(__file__).parent.parent / "providers/oktaprofile/plugin/wire/tables.py"

SERVED = (
    "GetMetadata",
    "GetProviderSchema",
    "GetResourceIdentitySchemas",
    "UpgradeResourceIdentity",
    "ValidateProviderConfig",
    "ValidateResourceConfig",
    "ValidateDataResourceConfig",
    "ConfigureProvider",
    "UpgradeResourceState",
    "ReadResource",
    "PlanResourceChange",
    "ApplyResourceChange",
    "ImportResourceState",
    "MoveResourceState",
    "ReadDataSource",
    "GenerateResourceConfig",
    "ValidateListResourceConfig",
    "ListResource",
    "GetFunctions",
    "CallFunction",
    "StopProvider",
)

HEADER = '''"""Protocol 6.11 on the wire, as far as it is served. Written by tools/generate_wire.py.

``MESSAGES``: message -> field number -> (name, kind, label). A kind is "varint", "bool", "string", "bytes" or
a message. A label is "one", "many", or "map" (a dict; the kind is the entry message, its key field 1 and its
value field 2). ``RPCS``: method -> (request message, response message).
"""

# fmt: off
'''


def main() -> int:
    """Write the tables, or compare them (`--check`). Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("protocol", type=Path)
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 when the tables are stale")
    arguments = parser.parse_args()
    text = render(json.loads(arguments.protocol.read_text()))
    if arguments.check:
        if TABLES.read_text() == text:
            return 0
        print(f"{TABLES} is stale: run tools/generate_wire.py {arguments.protocol}", file=sys.stderr)
        return 1
    TABLES.write_text(text)
    return 0


def render(protocol: dict[str, Any]) -> str:
    """The text of tables.py for the given protocol description."""
    rpcs = {name: (protocol["rpcs"][name]["request"], protocol["rpcs"][name]["response"]) for name in SERVED}
    lines = [HEADER, "RPCS = {\n"]
    lines += [f'    "{name}": ("{request}", "{response}"),\n' for name, (request, response) in rpcs.items()]
    lines += ["}\n\n", "MESSAGES: dict[str, dict[int, tuple[str, str, str]]] = {\n"]
    for name in reachable(protocol["messages"], [message for pair in rpcs.values() for message in pair]):
        fields = protocol["messages"][name]
        if not fields:
            lines.append(f'    "{name}": {{}},\n')
            continue
        lines.append(f'    "{name}": {{\n')
        for number in sorted(fields, key=int):
            kind, label = kind_and_label(fields[number])
            lines.append(f'        {number}: ("{fields[number]["name"]}", "{kind}", "{label}"),\n')
        lines.append("    },\n")
    lines.append("}\n")
    return "".join(lines)


def reachable(messages: dict[str, Any], roots: list[str]) -> list[str]:
    """The messages that the roots need, in name order."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in found or name not in messages:
            continue
        found.add(name)
        waiting += [kind_and_label(field)[0] for field in messages[name].values()]
    return sorted(found)


def kind_and_label(field: dict[str, Any]) -> tuple[str, str]:
    """("AttributePath.Step", "many") for a repeated message, the entry message and "map" for a map."""
    kind = field["type"]
    if kind.startswith("map<"):
        return kind[:-1].split(",")[1].strip(), "map"
    return kind, "many" if field.get("repeated") else "one"


if __name__ == "__main__":
    sys.exit(main())
