"""`.terraform.lock.hcl`: this provider's entry, beside those of other providers, which stay as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping

from oktaprofile.packaging.identity import SOURCE_ADDRESS, VERSION

_HEADER = """\
# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.
"""
# Terraform writes each entry as a block of its own whose closing brace is alone at the start of a line.
_ENTRY = re.compile(r'^provider "(?P<address>[^"]+)" \{\n.*?^\}\n?', re.MULTILINE | re.DOTALL)
_VERSION = re.compile(r'^  version +=\s*("[^"]+")', re.MULTILINE)
DEFAULT_HOST = "registry.terraform.io"
_HASH = re.compile(r'"(h1:[^"]+)"')
_OPEN = "/* Not locked yet. The next init chooses a version and writes this file anew."
_UNCHOSEN = re.compile(rf"^{re.escape(_OPEN)}\n.*?^\*/\n*", re.MULTILINE | re.DOTALL)


def with_package(text: str, h1: str, others: Mapping[str, str | None] = {}) -> str:
    """Return the lock file `text` (empty: there is none) with this provider locked to the package of hash `h1`.

    `others`: full address -> version of the stack's other providers; None where it is a range. Those of one version get
    an entry where there is none of that version, without hashes: `init` adds them. An incomplete lock file would make
    cdktf run `terraform providers lock`, which asks registries only and finds none for this provider. For a range only
    `init` can choose, so its entry is a comment: none to Terraform, and one to cdktf, which reads line by line.
    """
    text = _UNCHOSEN.sub("", text)
    entries = {match["address"]: match[0].rstrip("\n") for match in _ENTRY.finditer(text)}
    for address, version in others.items():
        if version and f'"{version}"' not in _VERSION.findall(entries.get(address, "")):
            entries[address] = _entry(address, version)
    entries[SOURCE_ADDRESS] = _entry(SOURCE_ADDRESS, VERSION, h1)
    header = _ENTRY.split(text)[0].rstrip("\n") or _HEADER.rstrip("\n")
    unchosen = [
        f'provider "{address}" {{\n  constraints = ">= 0"\n}}' for address in sorted({*others} - {*entries})
    ]
    comment = ["\n".join([_OPEN, *unchosen, "*/"])] if unchosen else []
    return "\n\n".join([header, *(entries[address] for address in sorted(entries)), *comment]) + "\n"


def full_address(source: str) -> str:
    """Return a provider's source with its host, as the lock file has it: `hashicorp/null` is the public registry's."""
    parts = source.split("/")
    return "/".join([DEFAULT_HOST, "hashicorp"][: 3 - len(parts)] + parts)


def locked_hashes(text: str, address: str = SOURCE_ADDRESS) -> list[str]:
    """Return the `h1:` hashes that a lock file's text holds for a provider; none when it has no entry."""
    for match in _ENTRY.finditer(text):
        if match["address"] == address:
            return _HASH.findall(match[0])
    return []


def _entry(address: str, version: str, h1: str = "") -> str:
    hashes = f'  hashes = [\n    "{h1}",\n  ]\n' if h1 else ""
    return f'provider "{address}" {{\n  version     = "{version}"\n  constraints = "{version}"\n{hashes}}}'
