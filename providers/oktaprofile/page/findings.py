"""What the checks of the expression language say of a mapping line, as the plan would."""

from __future__ import annotations

from functools import lru_cache

from oktaprofile.expression import check

SHOWN = ("error", "warning")


@lru_cache(maxsize=1024)
def findings(expression: str, direction: str) -> tuple[dict[str, str], ...]:
    """`{severity, message, fix}` of each error and warning, errors first; `fix`: the corrected expression, or ""."""
    return tuple(
        {"severity": one.severity, "message": one.message, "fix": one.fix}
        for one in check(expression, direction=direction)
        if one.severity in SHOWN
    )
