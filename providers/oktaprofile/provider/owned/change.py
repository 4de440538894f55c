"""A change of named keys of one shared document: a reviewed plan is applied as reviewed, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.okta.change import Change
from oktaprofile.okta.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class OwnedChange(Change):
    """`wanted`: key -> value to write (None: none). `found`: key -> value as the plan saw it (None: none)."""

    takes_the_wanted: ClassVar[bool] = True
    """Whether a key that is as wanted already is no edit: a run that was killed made it so."""

    def __init__(self, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        self.wanted = dict(wanted)
        self.found = dict(found)
        self._looked = False

    def refuse_edits(self, what: str, now: Mapping[str, Any], in_words: Callable[[Any], str]) -> None:
        """Raises Conflict where a key is edited since the plan. Looks once: a later try may find its own traces.

        `what`: the document, as a sentence begins; `now`: key -> value.
        """
        if self._looked:
            return
        self._looked = True
        edited = [
            f"  {key}: the plan found {in_words(found)}, Okta now has {in_words(now.get(key))}"
            for key, found in self.found.items()
            if now.get(key) != found and not (self.takes_the_wanted and now.get(key) == self.wanted.get(key))
        ]
        if edited:
            raise Conflict(
                f"{what} was changed in Okta after the plan was made:\n" + "\n".join(edited),
                next_step="Nothing was sent. Plan again and review what the new plan shows.",
            )
