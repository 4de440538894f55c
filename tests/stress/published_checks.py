"""What `published.py` gives to schemathesis, which imports this file in its own environment: ids, and the check."""

from __future__ import annotations

import json
import os
import zlib
from typing import Any

KNOWN = "OKTAPROFILE_STRESS_IDS"
NAME = "answers_as_okta"


def problem(status: int, text: str) -> str | None:
    """What is wrong with an answer to a published operation."""
    if status == 501:
        return (
            None
            if "E0000060" in text and "an unknown operation" not in text
            else f"501 names nothing: {text}"
        )
    if status == 404 and "E0000007" not in text:
        return f"404 of no thing that was asked for: {text}"
    return f"{status}: {text}" if status == 405 or status >= 500 else None


def with_known_ids(parameters: dict[str, Any]) -> dict[str, Any]:
    """Seven times of eight an id that the org has; which one follows from the value that was made up."""
    known, found = json.loads(os.environ[KNOWN]), dict(parameters)
    for name, value in parameters.items():
        number = zlib.crc32(repr(value).encode("utf-8", "replace"))
        if name in known and number % 8:
            found[name] = known[name][number % len(known[name])]
    return found


if KNOWN in os.environ:
    import schemathesis

    @schemathesis.hook
    def map_path_parameters(_: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
        """Called for each set that was made up."""
        return with_known_ids(path_parameters) if path_parameters else path_parameters

    @schemathesis.check
    def answers_as_okta(_: Any, response: Any, case: Any) -> None:
        """A request with the operation's own method."""
        if case.method.upper() == case.operation.method.upper():
            wrong = problem(response.status_code, response.content.decode("utf-8", "replace"))
            assert wrong is None, wrong
