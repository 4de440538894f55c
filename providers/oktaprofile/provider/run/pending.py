"""What this run does to schemas and mappings, for the resources whose plan or apply depends on it.

A mapping that is planned beside the attribute it uses would find the attribute missing in Okta: it isn't
there yet. A reference makes Terraform plan the attribute first. Without one Terraform calls both at the same time, in
no order: whoever depends on the other waits here for its note, so that the same configuration gets the same plan.
The same holds for a destroy: an attribute goes after the mappings that use it. The notes are per provider process and
per Configure call; they are never written anywhere.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import Condition
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from threading import Event
    from typing import Any

IN_PLACE = "in_place"
DESTROY = "destroy"

# The kinds of resources that wait for each other.
ATTRIBUTES = "attributes"
MAPPINGS = "mappings"

GRACE_SECONDS = 2.0
"""How long nothing must be heard of the other kind before a wait for it ends. Terraform starts what does not depend on
each other within milliseconds."""
LOOK_SECONDS = 0.05


def app_schema_key(app_id: str) -> str:
    """The key of an app's user schema, for the registries of one provider process."""
    return f"schema/app/{app_id}"


def user_schema_key(user_type_id: str) -> str:
    """The key of a user type's schema. `user_type_id` is the type's own id, also for the default type."""
    return f"schema/user/{user_type_id}"


def mapping_key(app_id: str, direction: str, user_type_id: str) -> str:
    """The key of the mapping of one app and user type in one direction."""
    return f"mapping/{direction}/{app_id}/{user_type_id}"


def source_key(user_type_id: str) -> str:
    """The key of the sources (`master`) of a user type's attributes, which are owned apart from the attributes."""
    return f"master/{user_type_id}"


class Pending:
    """Planned changes of schemas and mappings. Safe for the ten calls that Terraform makes at once."""

    def __init__(self) -> None:
        self.grace_seconds = GRACE_SECONDS
        self._changed = Condition()
        self._adds: dict[str, dict[str, Any]] = {}
        self._new: dict[str, set[str]] = {}
        self._removes: dict[str, dict[str, str]] = {}
        self._left: dict[str, dict[str, Any]] = {}
        self._busy = {ATTRIBUTES: 0, MAPPINGS: 0}
        self._heard = {ATTRIBUTES: 0.0, MAPPINGS: 0.0}

    @contextmanager
    def working(self, kind: str, key: str = "", names: Iterable[str] = ()) -> Iterator[None]:
        """A call of this kind is under way, and worth waiting for. Then the properties are `written`."""
        self.begin(kind)
        try:
            yield
        finally:
            self.written(key, names)
            self.begin(kind, -1)

    def begin(self, kind: str, calls: int = 1) -> None:
        """A call of this kind begins (`calls` = -1: ends, or waits itself)."""
        with self._changed:
            self._busy[kind] += calls
            self._heard[kind] = monotonic()
            self._changed.notify_all()

    def add(self, key: str, definitions: Mapping[str, Any], new: Iterable[str] = ()) -> None:
        """Notes properties that a plan adds or changes: name -> Okta's JSON (parts of it may be UNKNOWN). `new`: those
        of them that Okta does not have yet.
        """
        with self._changed:
            self._adds.setdefault(key, {}).update(definitions)
            self._new.setdefault(key, set()).update(new)
            self._changed.notify_all()

    def written(self, key: str, names: Iterable[str]) -> None:
        """Notes that an apply is done with properties, whether it succeeded or not: nobody has to wait any more."""
        with self._changed:
            self._new.get(key, set()).difference_update(names)
            self._changed.notify_all()

    def remove(self, key: str, names: Iterable[str], how: str) -> None:
        """Notes properties that a plan removes.

        `how` is IN_PLACE (an update drops one name of several: Terraform does this *before* it updates what
        refers to the resource) or DESTROY (the resource goes: Terraform does this *after* what refers to it).
        """
        with self._changed:
            self._removes.setdefault(key, {}).update(dict.fromkeys(names, how))
            self._changed.notify_all()

    def leave(self, mapping_id: str, lines: Mapping[str, Any]) -> None:
        """Notes lines of a mapping that a destroy or a replacement gives up: target -> what it leaves there (None:
        nothing).
        """
        with self._changed:
            self._left.setdefault(mapping_id, {}).update(lines)
            self._changed.notify_all()

    def left(self, mapping_id: str) -> dict[str, Any]:
        """What was noted by `leave` for one mapping."""
        with self._changed:
            return dict(self._left.get(mapping_id, {}))

    def adds(self, key: str) -> dict[str, Any]:
        """name -> planned definition of properties that will exist, though Okta may lack them now."""
        with self._changed:
            return dict(self._adds.get(key, {}))

    def new(self, key: str) -> set[str]:
        """The properties that this run still has to make."""
        with self._changed:
            return set(self._new.get(key, ()))

    def removes(self, key: str) -> dict[str, str]:
        """name -> IN_PLACE or DESTROY, of properties that this run takes away and does not add again."""
        with self._changed:
            added = self._adds.get(key, {})
            return {name: how for name, how in self._removes.get(key, {}).items() if name not in added}

    def replaced(self, key: str) -> set[str]:
        """Properties that this run deletes and adds again: what hangs on them (their source) goes with the old one."""
        with self._changed:
            added = self._adds.get(key, {})
            return {
                name for name, how in self._removes.get(key, {}).items() if how == IN_PLACE and name in added
            }

    def await_written(self, keys: Iterable[str], stop: Event) -> None:
        """Waits until the properties that this run adds to these schemas are there, where it does so at the same time:
        what uses them does not refer to their resource then.
        """
        self.wait(ATTRIBUTES, MAPPINGS, lambda: not any(self.new(key) for key in keys), stop)

    def wait(self, kind: str, own: str, satisfied: Callable[[], bool], stop: Event) -> bool:
        """Waits for the calls of a kind until `satisfied`; False where none of them is under way, or came lately.

        `own`: the kind of the call that waits. Two that wait for each other both end: one that waits is not under way.
        """
        if satisfied():
            return True
        since = monotonic()
        self.begin(own, -1)
        try:
            while not satisfied():
                with self._changed:
                    quiet = monotonic() - max(self._heard[kind], since)
                    if stop.is_set() or (self._busy[kind] <= 0 and quiet >= self.grace_seconds):
                        return False
                    self._changed.wait(LOOK_SECONDS)
        finally:
            self.begin(own)
        return True
