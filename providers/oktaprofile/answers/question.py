"""What a question is: one row of the table."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Question(NamedTuple):
    """`answers`: each possible word -> what follows from it ("" where the product needs nothing more). `row`: in
    docs/unverified.md, None for what Okta tells. `by_hand`: what a person does to settle it; "" where a probe does."""

    id: str
    row: int | None
    asks: str
    answers: Mapping[str, str]
    has_switch: bool = True
    by_hand: str = ""

    @property
    def switch(self) -> str:
        """The name of the embedded org's switch; "" where it has none."""
        return self.id.replace("-", "_") if self.has_switch else ""


def words(*words: str, **messages: str) -> dict[str, str]:
    return {**dict.fromkeys(words, ""), **messages}
