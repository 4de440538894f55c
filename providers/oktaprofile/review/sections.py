"""The report as tables, which Markdown, HTML and the terminal write alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from oktaprofile.plan.outcomes import PHONES, PROBLEMS
from oktaprofile.plan.outcomes import WORDS as OUTCOMES
from oktaprofile.review.gates import duration
from oktaprofile.review.impact_file import Impact, Target
from oktaprofile.review.model import HIGH, MEDIUM, Review, Step
from oktaprofile.review.words import Sentence, Value, counted, joined, plain, say

OK, BAD, LOOK = "✅", "❌", "⚠️"
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
_STATUS = {"invalid": "🔴", "failed": "🔴", "attention": "🟡", "clear": "🟢", "empty": "⚪"}
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


_GLYPHS = {
    "🔴": "●",
    "🟡": "●",
    "🟢": "●",
    "⚪": "○",
    "✅": "✓",
    "❌": "✗",
    "⚠️": "!",
    "🆕": "+",
    "🗑️": "-",
    "✏️": "~",
    "↩️": "↩",
    "♻️": "±",
    "👁️": "·",
    "🚪": "·",
    "📥": "←",
    "🔀": "→",
}


def without_emoji(text: str) -> str:
    """Our marks as plain glyphs, for places whose fonts may have no emoji."""
    for emoji, glyph in _GLYPHS.items():
        text = text.replace(emoji, glyph)
    return text


DEFAULT_USER_TYPE = "user"  # Okta's name of it


@dataclass(frozen=True)
class Table:
    """`columns`: (title, whether it holds numbers). `folded`: where it can be, it is shown closed. `about`: what stands
    before the title, where the title alone does not tell."""

    key: str
    title: str
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[Sentence, ...], ...]
    note: Sentence = ()
    folded: bool = False
    about: Sentence = ()

    @property
    def heading(self) -> Sentence:
        """The whole title."""
        return say(self.about, f": {self.title}") if self.about else (self.title,)


def icon(review: Review) -> str:
    """The verdict's colour as a character; the words say the same."""
    return _STATUS[review.status]


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
        parts += _worst(review.impact)
    return (" · ".join(parts),)


def _identity(step: Step) -> tuple[str, str, str, str]:
    return step.part, step.effect, step.address, step.name or plain(step.words)


def _worst(impact: Impact) -> list[str]:
    """Of each bad class, and of those who change at all: the people of the attribute that is worst."""
    found = []
    changed = max((one.changed for one in impact.targets), default=0)
    found.append(f"{changed:,} get another value")
    for name in PROBLEMS:
        count = max((one.outcomes.get(name, 0) for one in impact.targets), default=0)
        if count:
            found.append(f"{count:,} {OUTCOMES[name]}")
    return found


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


def people(review: Review) -> Table | None:
    """Per attribute: how many people, by class."""
    if review.impact is None:
        return None
    shown = [
        name
        for name in OUTCOMES
        if name == "changed" or any(one.outcomes.get(name) for one in review.impact.targets)
    ]
    rows = []
    for target in review.impact.targets:
        cells: list[Sentence] = [target_words(target)]
        cells.append((f"{target.users:,}",))
        for name in shown:
            count = target.outcomes.get(name, 0)
            mark = f" {LOOK}" if count and name in PROBLEMS else ""
            cells.append((f"{count:,}{mark}",))
        rows.append(tuple(cells))
    columns = (("Attribute", False), ("People", True), *((OUTCOMES[name], True) for name in shown))
    return Table("people", "Who changes", columns, tuple(rows), _people_note(review.impact))


def _people_note(impact: Impact) -> Sentence:
    """Where the people came from, and what the columns do not say."""
    words = say(data_words(impact), " Each person stands in one class for each attribute.")
    for target in impact.targets:
        if target.anyway:
            words = say(
                words,
                f" Of those whose value changes, {target.anyway:,} would get the same ",
                target_words(target),
                " with the next import also without this plan.",
            )
        if target.waits:
            words = say(
                words,
                f" For {counted(target.waits, 'person', 'people')} the new mapping of ",
                target_words(target),
                " is applied only with their next change in Okta.",
            )
    return words


def shapes(target: Target, number_: int) -> Table:
    """One attribute's people, grouped by what their value looks like before and after."""
    rows = tuple(
        (
            (Value(one.before),),
            (Value(one.after),),
            (f"{one.users:,}",),
            (_class_words(one.outcome),),
        )
        for one in target.shapes
    )
    left = (
        say(f"{counted(target.shapes_left_out, 'person has', 'people have')} a rarer shape.")
        if target.shapes_left_out
        else ()
    )
    return Table(
        f"shapes-{number_}",
        "before and after",
        (("Before", False), ("After", False), ("People", True), ("Class", False)),
        rows,
        left,
        folded=number_ > 0,
        about=target_words(target),
    )


def _class_words(outcome: str) -> str:
    return f"{LOOK if outcome in PROBLEMS else ''} {OUTCOMES.get(outcome, '')}".strip()


def reasons(review: Review) -> Table | None:
    """Why people are in a class that needs a reason."""
    rows = tuple(
        (
            target_words(target),
            (OUTCOMES.get(outcome, ""),),
            (Value(reason or "no reason given"),),
            (f"{users:,}",),
        )
        for target in (review.impact.targets if review.impact else ())
        for outcome, reason, users in target.reasons
    )
    columns = (("Attribute", False), ("Class", False), ("Why", False), ("People", True))
    return Table("reasons", "Why", columns, rows, folded=True) if rows else None


def phones(review: Review) -> Table | None:
    """How many numbers are valid before and after."""
    rows = tuple(
        (target_words(target), (PHONES.get(name) or Value(name),), (f"{before:,}",), (f"{after:,}",))
        for target in (review.impact.targets if review.impact else ())
        for name, (before, after) in (target.phones or {}).items()
        if before or after
    )
    columns = (("Attribute", False), ("Kind of number", False), ("Before", True), ("After", True))
    return Table("phones", "Valid numbers", columns, rows, folded=True) if rows else None


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


def target_words(target: Target) -> Sentence:
    """An attribute with its system, and its user type where it is not the default one."""
    system: Sentence = ("Okta",) if target.app_id is None else (Value(target.system),)
    other = target.user_type not in ("", DEFAULT_USER_TYPE)
    return say(
        Value(target.attribute),
        " in ",
        system,
        *((" (user type ", Value(target.user_type), ")") if other else ()),
    )


def data_words(impact: Impact) -> Sentence:
    """Where the people came from, and how old that is."""
    where = "a snapshot" if impact.source == "snapshot" else "the org"
    age = f", {duration(impact.age_seconds)} before the report was made" if impact.age_seconds else ""
    return say(
        f"{counted(impact.people, 'person', 'people')} from {where}, read ",
        Value(impact.taken_at),
        f"{age}. Values are shown as shapes: 9×3 is three digits, a×3 three letters.",
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
