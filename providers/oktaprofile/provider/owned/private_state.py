"""The names in the private state of a resource: what a plan has to remember and the state does not show.

Version 0.1.0 wrote no FORMAT. Its IMPORTED (mappings) is read, its "seen" (overrides) is not needed any more.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

OWNER = "owner"
"""A random token: who is who among the resources of one configuration (ownership.py)."""
FORMAT = {"format": 1}
"""Without it `restores` of an import may be a guess, by version 0.1.0."""
FOUND = "found"
"""key -> what the plan found in Okta (None: nothing), for the keys that it writes. The apply refuses anything else."""
FOUND_AT_DESTROY = "found_at_destroy"
"""The same for a destroy. A name of its own: the delete half of a replacement is given the data of the create half."""
AWAITS = "awaits"
"""From the plan of a destroy to the delete: [id of a mapping, target] that has to be given up first."""
MANAGED = "managed"
"""Property -> the arguments that the configuration sets."""
TOUCHED = "touched"
"""Schema -> property -> the arguments that were ever set while it was owned: what to put back."""
REVIEWED = "reviewed"
"""The `restores` that a plan shows, from that plan to the one that is made again just before the apply."""
MOVED = "moved"
"""From a move of another provider's state to the read after it: only where the thing is is known yet."""
REAPPLY = "reapply"
"""Of a mapping: it is stored, but Okta has not been asked to apply it to the people who exist."""
IMPORTED = "imported"
"""Of version 0.1.0: the targets of a mapping that were imported, with nothing noted to restore."""


def new_token() -> str:
    """A fresh owner token."""
    return os.urandom(8).hex()


def token_of(private: Mapping[str, Any] | None) -> str | None:
    """The owner token in a resource's private state, None where there is none."""
    token = (private or {}).get(OWNER)
    return token if isinstance(token, str) else None


def without_failed_destroy(private: Mapping[str, Any]) -> dict[str, Any]:
    """A private state without what the plan of a destroy noted that then failed: it is of that plan only."""
    return {name: value for name, value in private.items() if name not in (FOUND_AT_DESTROY, AWAITS)}


def carried(private: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The part of a private state under these names, and what every state keeps."""
    return {name: private[name] for name in (OWNER, *FORMAT, *names) if name in private}
