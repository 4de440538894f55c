"""What nothing published settles of the language, as a thread answers it: the defaults are what this product takes.

The embedded org sets them in its own thread (`simulator/switches.py`), so that it evaluates as a probed org does.
"""

from __future__ import annotations

from _thread import _local  # threading's own; the plugin has not loaded threading when it starts


class Answers(_local):
    """One answer to each open question."""

    null_joined: str = "word"
    """What null adds to a text: `word` "null" (as in Spring), `empty` nothing, `fail` no value at all."""
    length_of_null: str = "zero"
    """What `String.len` gives of null: `zero`, or `fail` no value at all."""


ANSWERS = Answers()
