"""Who owns which property or mapping key: two resources of one configuration must not claim the same one.

Terraform does not tell a provider the address of the resource it plans. Who is who is known like this:

- A resource that exists carries a random owner token in its private state, made when it was first planned.
- A plan call without prior state and without token is a resource that does not exist yet: a claimant of its
  own.
- The create half of a replacement comes without prior state, but Terraform passes on the private state that
  the first plan call returned: same token, same claimant.
- A tainted resource is planned without prior state and without token, but was read before in the same
  process. So a newcomer's claim on a key that was read and is claimed by nobody yet counts as that resource's
  own successor. If it was not, the plan call of the resource that was read still comes, and is refused.

What the first half of a replacement will leave behind (nothing, or the definition found when the property was
adopted) is kept here too: the second half is planned before the first has run, and has to plan with that
outcome.
"""

from __future__ import annotations

from threading import Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

# create_before_destroy (also inherited from a resource that refers to this one) makes the new object while the old one
# still holds its names. Terraform tells a provider neither that, nor which object is the deposed one.
IF_DEPOSED = (
    "If the plan shows a deposed object (left over from a replacement that failed), take the resource out of the "
    "configuration, apply, and put it back without create_before_destroy."
)


class Remainder:
    """The value that the current owner of a key will leave behind. `previous` is None: none."""

    def __init__(self, previous: Any) -> None:  # noqa: ANN401 - the JSON of any type
        self.previous = previous


class Ownership:
    """The claims made in this provider process. Safe for the ten calls that Terraform makes at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._holders: dict[tuple[str, str], tuple[str, str]] = {}
        self._remainders: dict[tuple[str, str], tuple[str, Remainder]] = {}
        self._seen: dict[tuple[str, str], str] = {}

    def observe(self, token: str | None, document: str, previous: Mapping[str, Any]) -> None:
        """Notes that a resource in the state was read: name -> what it would put back on destroy (None: nothing).

        Call it from `read`, with what still exists: a property that was deleted by hand is nobody's to put back.
        Without it a tainted resource could not be told from a second owner.
        """
        if token is None:
            return
        with self._lock:
            for name, value in previous.items():
                key = (document, fold(name))
                self._seen[key] = token
                self._remainders[key] = (token, Remainder(value))

    def claim(self, token: str, kind: str, document: str, names: Iterable[str]) -> dict[str, str]:
        """Claims names of one document (a schema or a mapping) for the resource with this token.

        `kind` is the resource type's name. Names are compared without regard to case, as Okta does. Returns
        the names that another resource holds, with that resource's type; an empty dict: all claims hold.
        """
        clashes: dict[str, str] = {}
        with self._lock:
            for name in names:
                key = (document, fold(name))
                owner, owner_kind = self._holders.setdefault(key, (token, kind))
                if owner != token:
                    clashes[name] = owner_kind
        return clashes

    def will_release(self, token: str, document: str, previous: Mapping[str, Any]) -> None:
        """Notes what a resource with prior state would leave behind if it were replaced: name -> previous or None.

        Call it on every plan call with prior state: Terraform may replace a resource that the plan did not
        ask to replace (`-replace`).
        """
        with self._lock:
            for name, value in previous.items():
                self._remainders[(document, fold(name))] = (token, Remainder(value))

    def remainder(self, token: str | None, document: str, name: str) -> Remainder | None:
        """What a plan without prior state has to expect under a name, instead of what Okta shows now.

        `token` is that of the request's private state. None: Okta shows the truth, nobody gives this name
        up.
        """
        key = (document, fold(name))
        with self._lock:
            noted = self._remainders.get(key)
            if noted is None:
                return None
            owner, remainder = noted
            if token is not None:
                return remainder if owner == token else None
            holder = self._holders.get(key)
            planned_as_it_is = holder is not None and holder[0] == owner
            return remainder if self._seen.get(key) == owner and not planned_as_it_is else None

    def forget(self, document: str, names: Iterable[str]) -> None:
        """Drops claims and notes once a destroy was applied: from then on Okta shows the truth."""
        with self._lock:
            for name in names:
                key = (document, fold(name))
                self._holders.pop(key, None)
                self._remainders.pop(key, None)
                self._seen.pop(key, None)


def fold(name: str) -> str:
    """A name as Okta compares it. Source: Okta keeps variable names unique without regard to case."""
    return name.casefold()
