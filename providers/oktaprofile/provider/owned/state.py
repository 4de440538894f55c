"""What one resource owns of a shared document: its keys, and what each of them was before Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Owned:
    """key -> value in Terraform's form, and key -> what was found before Terraform, as `restores` shows it (no key:
    nothing).

    `deletes`: what was found is not put back (`on_destroy`).
    """

    def __init__(
        self, entries: Mapping[str, Any], restores: Mapping[str, Any] | None, *, deletes: bool = False
    ) -> None:
        self.entries = dict(entries)
        self.restores = {key: found for key, found in (restores or {}).items() if found is not None}
        self.deletes = deletes

    def keys(self) -> list[str]:
        """Every key that the resource answers for: those that exist, and those that it has to put back."""
        return list({**self.entries, **self.restores})

    def put_back(self) -> dict[str, Any]:
        """key -> what it gets when the resource gives it up, as `restores` shows it; None: it goes."""
        return {key: None if self.deletes else self.restores.get(key) for key in self.keys()}

    def going(self) -> list[str]:
        """The keys that are removed when the resource gives them up."""
        return [key for key, previous in self.put_back().items() if previous is None]

    def with_prior(self, prior: Owned) -> Owned:
        """What either of them owns; this one's values count."""
        return Owned({**prior.entries, **self.entries}, {**prior.restores, **self.restores})
