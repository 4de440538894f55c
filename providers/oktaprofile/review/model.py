"""The report before it is written in any format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from oktaprofile.review.flow import Flow
from oktaprofile.review.gates import Gate
from oktaprofile.review.impact_file import Impact
from oktaprofile.review.words import Sentence

HIGH, MEDIUM, LOW = "high", "medium", "low"
LEVELS = (HIGH, MEDIUM, LOW)

# Which part of an org a step is about.
ATTRIBUTE, MAPPING, SOURCE = "attribute", "mapping", "source"


@dataclass(frozen=True)
class Step:
    """One thing that happens. `effect`: added, changed, removed, restored, replaced, checked or forgotten.

    Also import and move (Terraform's own bookkeeping), or another of Terraform's actions. `words` is the whole
    sentence; `before` and `after` are what a table shows beside it (() for nothing). `name`: the attribute; several
    steps of one name are one thing that happens.
    """

    part: str
    effect: str
    address: str
    words: Sentence
    before: Sentence = ()
    after: Sentence = ()
    name: str = ""


@dataclass(frozen=True)
class Note:
    """What the language's checker says of one side. `severity`: error, warning or info; `text` has the caret."""

    severity: str
    code: str
    message: str
    text: str
    fix: str = ""


Run = tuple[str, bool]
"""A piece of an expression, and whether it is new (or gone)."""


@dataclass(frozen=True)
class ExpressionChange:
    """One mapped attribute. `before` None: it was not mapped; `after` None: it is not mapped any more.

    `before_runs` and `after_runs` are the same texts in pieces. `known` is False where the expression becomes known
    only at apply. `before_notes` and `after_notes`: what is wrong with each. Ids are "" where they are not known.
    """

    address: str
    app: str
    direction: str
    target: str
    before: str | None
    after: str | None
    before_runs: tuple[Run, ...] = ()
    after_runs: tuple[Run, ...] = ()
    before_notes: tuple[Note, ...] = ()
    after_notes: tuple[Note, ...] = ()
    known: bool = True
    app_id: str = ""
    user_type_id: str = ""


@dataclass(frozen=True)
class SourceChange:
    """Who supplies an attribute. `before`, `after`: in words; `winner`: whose value counts afterwards."""

    address: str
    attribute: str
    user_type: str
    before: Sentence
    after: Sentence
    winner: Sentence


@dataclass(frozen=True)
class Risk:
    """What may go wrong. `level`: high, medium or low; `code` names the rule."""

    level: str
    code: str
    address: str
    words: Sentence


@dataclass(frozen=True)
class Restore:
    """What destroying a resource would put back."""

    address: str
    words: Sentence


@dataclass(frozen=True)
class Foreign:
    """A resource that is not ours: named and counted, its values never shown. `arguments`: those that change."""

    address: str
    type: str
    action: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """The explanation of one resource change."""

    steps: Sequence[Step] = ()
    expressions: Sequence[ExpressionChange] = ()
    sources: Sequence[SourceChange] = ()
    risks: Sequence[Risk] = ()
    restores: Sequence[Restore] = ()
    unverified: Sequence[Sentence] = ()


@dataclass(frozen=True, kw_only=True)
class Review:
    """Everything the writers need. `subject` is "plan", or "drift" for what changed outside Terraform.

    `counts`: Terraform's actions over all resources that change -> how many. `unchanged`: resources that stay.
    `status`: invalid, failed, attention, clear or empty. `checks`: (address, status, messages) of the conditions that
    do not hold or are open.
    """

    subject: str = "plan"
    terraform_version: str = ""
    verdict: Sentence = ()
    status: str = "clear"
    counts: dict[str, int] = field(default_factory=dict)
    unchanged: int = 0
    steps: tuple[Step, ...] = ()
    expressions: tuple[ExpressionChange, ...] = ()
    sources: tuple[SourceChange, ...] = ()
    risks: tuple[Risk, ...] = ()
    restores: tuple[Restore, ...] = ()
    foreign: tuple[Foreign, ...] = ()
    drift: tuple[Step, ...] = ()
    outputs: dict[str, str] = field(default_factory=dict)
    checks: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    unverified: tuple[Sentence, ...] = ()
    gates: tuple[Gate, ...] = ()
    flow: Flow = field(default_factory=Flow)
    impact: Impact | None = None
