"""Counts of a replay and its two forms: JSON for programs, a short text for people."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.replay.operations import NAMED_GROUPS
from tests.replay.session import Outcome

SHOWN_DIFFERENCES = 20
SHOWN_CHARACTERS = 150


class Report:
    """Grows with `add`. Only exchanges that the simulator answered count into `total`.

    not_simulated: it answered 501 naming the operation; excluded: the exchange says nothing about Okta.
    """

    def __init__(self) -> None:
        self.outcomes: list[tuple[str, Outcome]] = []  # (file name, outcome), as replayed

    def add(self, file: str, outcomes: list[Outcome]) -> None:
        """Takes in the outcomes of one recording."""
        self.outcomes += [(file, outcome) for outcome in outcomes]

    @property
    def different(self) -> int:
        """How many exchanges differ."""
        return self._count("different")

    @property
    def total(self) -> int:
        """How many exchanges were compared."""
        return self._count("equal") + self.different

    def agreement(self, group: str | None = None) -> float | None:
        """The percentage of compared exchanges that are equal: of one group, or of all the named groups together.

        None when none was compared.
        """
        groups = NAMED_GROUPS if group is None else (group,)
        verdicts = [one.verdict for _, one in self._compared() if one.operation.group in groups]
        return 100 * verdicts.count("equal") / len(verdicts) if verdicts else None

    def as_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "total": self.total,
            "equal": self.total - self.different,
            "agreement_percent": {
                "named operations": _rounded(self.agreement()),
                **{group: _rounded(self.agreement(group)) for group in NAMED_GROUPS},
            },
            "differences": [row for file, one in self._compared() for row in _rows(file, one)],
            "not_simulated": dict(
                sorted(Counter(one.operation.name for _, one in self._with("not_simulated")).items())
            ),
            "excluded": [{**_place(file, one), "reason": one.reason} for file, one in self._with("excluded")],
            "by_operation": self._by_operation(),
            "state_from": dict(sorted(Counter(one.basis for _, one in self._compared()).items())),
        }

    def as_text(self) -> str:
        """The counts, then the first differences."""
        lines = [f"{self.total - self.different} of {self.total} exchanges agree."]
        for group in NAMED_GROUPS:
            if self.agreement(group) is not None:
                lines.append(f"  {group}: {self.agreement(group):.1f} %")
        if self.agreement() is not None:
            lines.append(f"  these together: {self.agreement():.1f} %")
        basis = Counter(one.basis for _, one in self._compared())
        told = ", ".join(f"{name} {count}" for name, count in basis.most_common())
        lines += [f"State before the exchanges: {told}", ""]
        lines.append(f"{'operation':<34}{'equal':>7}{'total':>7}")
        for name, counts in self._by_operation().items():
            lines.append(f"{name:<34}{counts['equal']:>7}{counts['total']:>7}")
        lines += self._differences_text()
        skipped = Counter(one.operation.name for _, one in self._with("not_simulated"))
        if skipped:
            lines += ["", f"Not simulated: {skipped.total()} exchanges"]
            lines += [f"  {count:>4}  {name}" for name, count in skipped.most_common()]
        excluded = Counter(one.reason for _, one in self._with("excluded"))
        if excluded:
            lines += ["", f"Left out: {excluded.total()} exchanges"]
            lines += [f"  {count:>4}  {reason}" for reason, count in excluded.most_common()]
        return "\n".join(lines)

    def _differences_text(self) -> list[str]:
        rows = [(file, one) for file, one in self._with("different")]
        if not rows:
            return []
        lines = ["", f"Different: {len(rows)} exchanges"]
        for file, one in rows[:SHOWN_DIFFERENCES]:
            lines.append(f"  {file} #{one.exchange.number} {one.operation.name}")
            for difference in one.differences[:3]:
                where = difference.path_in_body or "answer"
                lines.append(f"      {difference.kind} at {where}")
                lines.append(f"        recorded  {_short(difference.recorded)}")
                lines.append(f"        simulated {_short(difference.simulated)}")
        if len(rows) > SHOWN_DIFFERENCES:
            lines.append(f"  … and {len(rows) - SHOWN_DIFFERENCES} more; --json lists all")
        return lines

    def _by_operation(self) -> dict[str, dict[str, int]]:
        table: dict[str, dict[str, int]] = {}
        for _, one in self._compared():
            counts = table.setdefault(one.operation.name, {"total": 0, "equal": 0})
            counts["total"] += 1
            counts["equal"] += one.verdict == "equal"
        return dict(sorted(table.items()))

    def _compared(self) -> list[tuple[str, Outcome]]:
        return [(file, one) for file, one in self.outcomes if one.verdict in ("equal", "different")]

    def _with(self, verdict: str) -> list[tuple[str, Outcome]]:
        return [(file, one) for file, one in self.outcomes if one.verdict == verdict]

    def _count(self, verdict: str) -> int:
        return len(self._with(verdict))


def _place(file: str, outcome: Outcome) -> dict[str, Any]:
    exchange = outcome.exchange
    return {
        "file": file,
        "index": exchange.number,
        "operation": outcome.operation.name,
        "method": exchange.method,
        "path": exchange.path,
    }


def _rows(file: str, outcome: Outcome) -> list[dict[str, Any]]:
    return [{**_place(file, outcome), **difference._asdict()} for difference in outcome.differences]


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 2)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
