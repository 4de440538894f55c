"""The report as tables, which Markdown, HTML and the terminal write alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from oktaprofile.review.model import HIGH, MEDIUM, Review, Step
from oktaprofile.review.page import STATUS
from oktaprofile.review.people_tables import people, phones, reasons, shapes, worst
from oktaprofile.review.table import BAD, OK, Table
from oktaprofile.review.words import Sentence, Value, counted, joined, plain, say

_EFFECTS = {
    "added": "🆕",
    "create": "🆕",
    "removed": "🗑️",
    "delete": "🗑️",
    "changed": "✏️",
    "update": "✏️",
    "restored": "↩️",
    "replaced": "♻️",
    "replace": "♻️",
    "checked": "👁️",
    "forgotten": "🚪",
    "forget": "🚪",
    "import": "📥",
    "move": "🔀",
}
_LEVEL = {HIGH: "🔴 high", MEDIUM: "🟡 medium", "low": "⚪ low"}
_PARTS = {
    "attribute": ("attribute", "attributes"),
    "mapping": ("mapping", "mappings"),
    "source": ("source", "sources"),
}
_BOOKKEEPING = {
    "import": ("resource imported", "resources imported"),
    "move": ("resource renamed in Terraform", "resources renamed in Terraform"),
}
_CHECKS = {
    "fail": "does not hold",
    "error": "could not be evaluated",
    "unknown": "open until apply",
}


def icon(review: Review) -> str:
    """The verdict's colour as a character; the words say the same."""
    return STATUS[review.status]


def summary(review: Review) -> Sentence:
    """What happens, in one line: our changes by part and effect, other resources, people."""
    parts: list[str] = []
    tally = Counter((part, effect) for part, effect, _, _ in dict.fromkeys(map(_identity, review.steps)))
    for (part, effect), count in tally.items():
        if part == "resource":
            words = _BOOKKEEPING.get(effect, ("other change of ours", "other changes of ours"))
            parts.append(counted(count, *words))
        else:
            parts.append(f"{counted(count, *_PARTS[part])} {effect}")
    if review.foreign:
        parts.append(
            counted(len(review.foreign), "resource of other providers", "resources of other providers")
        )
    if not parts:
        parts.append("no resource changes")
    if review.impact is not None:
        parts.append(f"{counted(review.impact.people, 'person', 'people')} looked at")
        parts += worst(review.impact)
    return (" · ".join(parts),)


def _identity(step: Step) -> tuple[str, str, str, str]:
    return step.part, step.effect, step.address, step.name or plain(step.words)


def gates(review: Review) -> Table:
    """The gates, failed ones first."""
    rows = []
    for gate in sorted(review.gates, key=lambda one: one.passed):
        found = say(gate.found, *((" (", Value(gate.where), ")") if gate.where else ()))
        name: Sentence = (gate.words,) if gate.words else (Value(gate.name),)
        rows.append((name, (gate.limit,), found, (OK if gate.passed else f"{BAD} failed",)))
    columns = (("Gate", False), ("Limit", True), ("Found", True), ("Verdict", False))
    return Table("gates", "Gates", columns, tuple(rows))


def risks(review: Review) -> Table:
    """What may go wrong, worst first."""
    rows = tuple(((_LEVEL[one.level],), one.words, _address(one.address)) for one in review.risks)
    return Table(
        "risks", "Risks", (("Level", False), ("What may go wrong", False), ("Resource", False)), rows
    )


def changes(review: Review) -> Table:
    """What changes in the org."""
    title = "What changed outside Terraform" if review.subject == "drift" else "What changes"
    return _steps("changes", title, review.steps)


def sources(review: Review) -> Table:
    """Who supplies an attribute before and after."""
    rows = tuple(
        (
            say(
                Value(one.attribute),
                *((" (user type ", Value(one.user_type), ")") if one.user_type != "default" else ()),
            ),
            one.before,
            one.after,
            one.winner,
        )
        for one in review.sources
    )
    columns = (
        ("Attribute", False),
        ("Source before", False),
        ("Source after", False),
        ("Whose value counts", False),
    )
    return Table("sources", "Sources", columns, rows)


def foreign(review: Review) -> Table:
    """Other providers' resources: named, never explained, values never shown."""
    rows = tuple(
        (
            (_EFFECTS.get(one.action, "•") + " " + one.action,),
            (Value(one.address),),
            joined((Value(name),) for name in one.arguments),
        )
        for one in review.foreign
    )
    columns = (("Action", False), ("Resource", False), ("Arguments that change", False))
    return Table(
        "foreign",
        "Resources of other providers",
        columns,
        rows,
        ("Listed, not explained; their values are never shown.",),
        folded=True,
    )


def outside(review: Review) -> Table:
    """What was found changed in Okta when the plan was made."""
    table = _steps("outside", "Changed outside Terraform since the last apply", review.drift)
    return Table(
        table.key,
        table.title,
        table.columns,
        table.rows,
        ("The plan was made against these values, not against those of the last apply.",),
        folded=True,
    )


def checks(review: Review) -> Table:
    """Conditions of the configuration that do not hold or are not decided."""
    rows = tuple(
        (
            (Value(address),),
            (_CHECKS.get(status) or Value(status),),
            (Value(" ".join(messages)),) if messages else (),
        )
        for address, status, messages in review.checks
    )
    return Table(
        "checks",
        "Conditions that do not hold, or are open",
        (("Condition", False), ("Status", False), ("Message", False)),
        rows,
        folded=True,
    )


def outputs(review: Review) -> Table:
    """Outputs that change; their values are not shown."""
    rows = tuple(((Value(name),), (action,)) for name, action in review.outputs.items())
    return Table(
        "outputs",
        "Outputs that change",
        (("Output", False), ("Action", False)),
        rows,
        ("Their values are not shown.",),
        folded=True,
    )


def restores(review: Review) -> Table:
    """What a destroy would put back."""
    rows = tuple((one.words, _address(one.address)) for one in review.restores)
    return Table(
        "restores",
        "What a later destroy would put back",
        (("What", False), ("Resource", False)),
        rows,
        folded=True,
    )


def unverified(review: Review) -> Table:
    """What this report could not find out."""
    return Table(
        "unverified",
        "What could not be verified",
        (("What", False),),
        tuple((one,) for one in review.unverified),
    )


def every_table(review: Review, most_shapes: int | None = None) -> Iterator[Table]:
    """All tables in the report's order; an empty one is left out. `most_shapes`: of so many attributes the shapes."""
    yield gates(review)
    tables = [risks(review), changes(review), sources(review), people(review)]
    if review.impact is not None:
        shown = [shapes(target, index) for index, target in enumerate(review.impact.targets[:most_shapes])]
        left = len(review.impact.targets) - len(shown)
        if left and shown:
            more = f" Before and after of {counted(left, 'more attribute')}: in the full report."
            shown[-1] = replace(shown[-1], note=say(shown[-1].note, more))
        tables += shown
    tables += [
        phones(review),
        reasons(review),
        foreign(review),
        outside(review),
        checks(review),
        outputs(review),
        unverified(review),
        restores(review),
    ]
    yield from (table for table in tables if table is not None and table.rows)


def _steps(key: str, title: str, steps: tuple[Step, ...]) -> Table:
    rows = tuple(
        (
            say(_EFFECTS.get(step.effect, "•") + " ", step.words),
            step.before,
            step.after,
            _address(step.address),
        )
        for step in steps
    )
    return Table(
        key, title, (("What", False), ("Before", False), ("After", False), ("Resource", False)), rows
    )


def _address(address: str) -> Sentence:
    return (Value(address),) if address else ()
