"""`.terraform.lock.hcl`: this provider's entry, beside those of other providers, which stay as they are."""

from __future__ import annotations

import re

from oktaprofile.packaging.identity import SOURCE_ADDRESS, VERSION

_HEADER = """\
# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.
"""
# Terraform writes each entry as a block of its own whose closing brace stands alone at the start of a line.
_ENTRY = re.compile(r'^provider "(?P<address>[^"]+)" \{\n.*?^\}\n?', re.MULTILINE | re.DOTALL)
_HASH = re.compile(r'"(h1:[^"]+)"')


def with_package(text: str, h1: str) -> str:
    """Return the lock file `text` (empty: there is none) with this provider locked to the package of hash `h1`."""
    entries = {match["address"]: match[0].rstrip("\n") for match in _ENTRY.finditer(text)}
    entries[SOURCE_ADDRESS] = _entry(h1)
    header = _ENTRY.split(text)[0].rstrip("\n") or _HEADER.rstrip("\n")
    return "\n\n".join([header, *(entries[address] for address in sorted(entries))]) + "\n"


def locked_hashes(text: str) -> list[str]:
    """Return the `h1:` hashes that a lock file's text holds for this provider; none when it has no entry."""
    for match in _ENTRY.finditer(text):
        if match["address"] == SOURCE_ADDRESS:
            return _HASH.findall(match[0])
    return []


def _entry(h1: str) -> str:
    return (
        f'provider "{SOURCE_ADDRESS}" {{\n'
        f'  version     = "{VERSION}"\n'
        f'  constraints = "{VERSION}"\n'
        "  hashes = [\n"
        f'    "{h1}",\n'
        "  ]\n"
        "}"
    )
