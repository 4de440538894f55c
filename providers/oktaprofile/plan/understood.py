"""Terraform's words that this version understands. A plan that has another one is not understood wholly.

Source: "JSON Output Format" and "Plan Representation" (developer.hashicorp.com, format_version 1.2, read 2026-11);
reasons: those of Terraform 1.14 and OpenTofu 1.10.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from oktaprofile.plan.configuration import INDEX
from oktaprofile.plan.resources import ARGUMENTS, PREFIX, words

CREATE, UPDATE, DELETE, REPLACE, FORGET, NONE, READ, IMPORT, MOVE = (
    "create",
    "update",
    "delete",
    "replace",
    "forget",
    "no-op",
    "read",
    "import",
    "move",
)
MANAGED, DATA = "managed", "data"

_PARTS = words(
    "format_version terraform_version variables planned_values resource_drift resource_changes "
    "deferred_changes output_changes prior_state configuration relevant_attributes checks timestamp "
    "applyable complete errored"
)
_ENTRY = words(
    "address previous_address module_address mode type name index provider_name deposed change action_reason"
)
_CHANGE = words(
    "actions before after after_unknown before_sensitive after_sensitive replace_paths importing "
    "generated_config before_identity after_identity"
)
_ACTIONS = frozenset(
    {
        (NONE,),
        (CREATE,),
        (READ,),
        (UPDATE,),
        (DELETE,),
        (FORGET,),
        (DELETE, CREATE),
        (CREATE, DELETE),
        (CREATE, FORGET),
        (FORGET, CREATE),
    }
)
_REASONS = words(
    "replace_because_tainted replace_because_cannot_update replace_by_request replace_by_triggers "
    "delete_because_no_resource_config delete_because_no_module delete_because_no_move_target "
    "delete_because_wrong_repetition delete_because_count_index delete_because_each_key "
    "delete_because_enabled_false read_because_config_unknown read_because_dependency_pending "
    "read_because_check_nested"
)
_DATA_ACTIONS = ((NONE,), (READ,), (DELETE,), (FORGET,))
_DATA_ADDRESS = re.compile(r"(?:module\.[^.]+\.)*data\.")
_STATUSES = words("pass fail error unknown")
_EMPTY: tuple[object, ...] = (None, [], {}, "", False)


def parts_not_understood(document: Mapping[str, Any]) -> Iterator[str]:
    """Each part of a plan that this version cannot explain; an empty one says nothing and does not matter."""
    for key, value in document.items():
        if key not in _PARTS and value not in _EMPTY:
            yield str(key)
    for check in document.get("checks") or ():
        if check.get("status") not in _STATUSES:
            yield f"status of a condition: {check.get('status')}"
    for name, change in (document.get("output_changes") or {}).items():
        if tuple(change["actions"]) not in _ACTIONS:
            yield f"action on output {name}: {' and '.join(map(str, change['actions']))}"
    entries = Counter(
        (str(one["address"]), str(one.get("deposed", ""))) for one in document.get("resource_changes") or ()
    )
    yield from (  # a key of for_each may name somebody
        f"{INDEX.sub('', address)} (it is there twice)"
        for (address, _), times in entries.items()
        if times > 1
    )


def words_not_understood(entry: Mapping[str, Any], address: str) -> Iterator[str]:
    """The same for one resource change."""
    change = entry["change"]
    mode, kind = entry.get("mode", MANAGED), str(entry["type"])
    actions = tuple(change["actions"])
    for found, known in ((entry, _ENTRY), (change, _CHANGE)):
        for key, value in found.items():
            if key not in known and value not in _EMPTY:
                yield f"{address}: {key}"
    if mode not in (MANAGED, DATA):
        yield f"{address}: mode {mode}"
    if actions not in _ACTIONS:
        yield f"{address}: action {' and '.join(map(str, actions))}"
    elif mode in (MANAGED, DATA) and _contradicts(entry, actions):
        yield f"{address}: action {' and '.join(actions)} (the rest of the entry says something else)"
    if entry.get("action_reason") not in (None, "", *_REASONS):
        yield f"{address}: reason {entry['action_reason']}"
    if mode == MANAGED and kind.startswith(PREFIX) and actions != (NONE,):
        if kind not in ARGUMENTS:
            yield f"{address}: resource type {kind}"
            return
        for values in (change.get("before"), change.get("after")):
            for name, value in values.items() if isinstance(values, dict) else ():
                if name not in ARGUMENTS[kind] and value is not None:
                    yield f"{address}: argument {name}"


def _contradicts(entry: Mapping[str, Any], actions: tuple[str, ...]) -> bool:
    """Whether an entry says two things, such as `no-op` beside a new value: somebody edited it."""
    change, data = entry["change"], entry.get("mode", MANAGED) == DATA
    before, after, unknown = change.get("before"), change.get("after"), _any(change.get("after_unknown"))
    if data is not bool(_DATA_ADDRESS.match(INDEX.sub("", str(entry["address"])))):
        return True
    if data:
        return actions not in _DATA_ACTIONS
    if actions == (NONE,):
        return before != after or unknown
    if actions == (READ,) or (before is None) is not (actions == (CREATE,)):
        return True
    return (after is None and not unknown) if actions == (UPDATE,) or CREATE in actions else after is not None


def _any(marks: Any) -> bool:  # noqa: ANN401
    inner = marks.values() if isinstance(marks, dict) else marks if isinstance(marks, list) else ()
    return marks is True or any(map(_any, inner))
