"""A report that is made of a verdict and tables alone: what became of a prediction, who shows which number."""

from __future__ import annotations

from typing import NamedTuple

from oktaprofile.review.table import Table
from oktaprofile.review.words import Sentence

STATUS = {"invalid": "🔴", "failed": "🔴", "attention": "🟡", "clear": "🟢", "empty": "⚪"}
"""The colour of a report's status as a character."""


class Page(NamedTuple):
    """`status`: one of STATUS; `foot`: who made it."""

    title: str
    status: str
    verdict: Sentence
    summary: Sentence
    tables: tuple[Table, ...]
    foot: str
