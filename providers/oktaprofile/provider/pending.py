"""What the plans made in this process will do to schemas, for resources that are planned later in the same run.

A mapping that is planned beside the attribute it uses would find the attribute missing in Okta: it isn't
there yet. Terraform plans in the order of references, so by then the attribute's own plan has been noted
here. The notes are per provider process and per Configure call; they are never written anywhere.
"""

from __future__ import annotations

from threading import Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

IN_PLACE = "in_place"
DESTROY = "destroy"


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
    """Planned additions to and removals from schemas. Safe for the ten calls that Terraform makes at once."""

    __slots__ = ("_adds", "_lock", "_removes")

    def __init__(self) -> None:
        self._lock = Lock()
        self._adds: dict[str, dict[str, Any]] = {}
        self._removes: dict[str, dict[str, str]] = {}

    def add(self, key: str, definitions: Mapping[str, Any]) -> None:
        """Notes properties that a plan adds or changes: name -> Okta's JSON (parts of it may be UNKNOWN)."""
        with self._lock:
            self._adds.setdefault(key, {}).update(definitions)

    def remove(self, key: str, names: Iterable[str], how: str) -> None:
        """Notes properties that a plan removes.

        `how` is IN_PLACE (an update drops one name of several: Terraform does this *before* it updates what
        refers to the resource) or DESTROY (the resource goes: Terraform does this *after* what refers to it).
        """
        with self._lock:
            self._removes.setdefault(key, {}).update(dict.fromkeys(names, how))

    def adds(self, key: str) -> dict[str, Any]:
        """name -> planned definition of properties that will exist, though Okta may lack them now."""
        with self._lock:
            return dict(self._adds.get(key, {}))

    def removes(self, key: str) -> dict[str, str]:
        """name -> IN_PLACE or DESTROY, of properties that this run takes away and does not add again."""
        with self._lock:
            added = self._adds.get(key, {})
            return {name: how for name, how in self._removes.get(key, {}).items() if name not in added}

    def replaced(self, key: str) -> set[str]:
        """Properties that this run deletes and adds again: what hangs on them (their source) goes with the old one."""
        with self._lock:
            added = self._adds.get(key, {})
            return {
                name for name, how in self._removes.get(key, {}).items() if how == IN_PLACE and name in added
            }
