"""Reads the JSON of `terraform show -json PLANFILE`, of any plan.

The format is Terraform's "JSON Output Format" (format_version 1.x; developer.hashicorp.com, read 2026-11). Every
entry of `resource_changes` and `resource_drift` is kept, ours and others'. What Terraform marks sensitive
(`before_sensitive`, `after_sensitive`) is replaced here, so that nothing behind this module can show it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from oktaprofile.plan.configuration import Reach, read_configuration
from oktaprofile.review.errors import UnreadablePlan

SENSITIVE = "(sensitive)"
UNKNOWN = "(known after apply)"

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
# Resources that stand for people: the keys of their instances are names or logins.
_PEOPLE = re.compile(r"user|member|person|people|employee|contact|staff")
_NO_PEOPLE = re.compile(r"^oktaprofile_|schema|property|_type|mapping|polic")
_KEY = re.compile(r'\["(?:[^"\\]|\\.)*"\]')
HIDDEN_KEY = '["…"]'
_NEXT = "Give the output of: terraform show -json PLANFILE (the file that `terraform plan -out` writes is binary)."


@dataclass(frozen=True, kw_only=True)
class ResourceChange:
    """One entry. `before` and `after` are the values without sensitive ones; an unknown value is UNKNOWN there.

    `action` is one of the words above; `actions` are Terraform's, to which an import or a move that changes nothing is
    a `no-op`. `reason`: Terraform's `action_reason` or "". `replace_because`: the argument paths that force a
    replacement, as text. `imported`: taken in by an import block. `moved_from`: its former address, or "".
    """

    address: str
    type: str
    mode: str
    provider: str
    action: str
    actions: tuple[str, ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    reason: str = ""
    replace_because: tuple[str, ...] = ()
    imported: bool = False
    moved_from: str = ""
    deposed: bool = False

    @property
    def changes(self) -> bool:
        """Whether anything happens to it."""
        return self.action not in (NONE, READ)


@dataclass(frozen=True, kw_only=True)
class FailedCheck:
    """A `check` block, a condition or a validation that does not hold; `messages` are the configuration's."""

    address: str
    status: str
    messages: tuple[str, ...]


@dataclass(frozen=True)
class Deferred:
    """A change that Terraform puts off to a later plan. `reason` is Terraform's word for it."""

    address: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlanFile:
    """A plan. `drift`: what changed outside Terraform. `outputs`: name -> action of the outputs that change.

    `documents`: every resource and data source whose values the plan knows, as (type, values), sensitive ones
    taken out. `reaches`: what the configuration can do beside the changes. `not_understood`: parts of the file that
    this version does not explain, in words.
    """

    format_version: str
    terraform_version: str
    changes: tuple[ResourceChange, ...]
    drift: tuple[ResourceChange, ...]
    outputs: Mapping[str, str]
    checks: tuple[FailedCheck, ...]
    documents: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    deferred: tuple[Deferred, ...] = ()
    complete: bool = True
    reaches: tuple[Reach, ...] = ()
    not_understood: tuple[str, ...] = field(default=())


def read_plan(text: str) -> PlanFile:
    """The plan in a JSON text. Raises UnreadablePlan for anything else, and for a format newer than 1.x."""
    try:
        document = json.loads(text, object_pairs_hook=_once)
    except RecursionError:
        raise UnreadablePlan("The plan is not JSON that can be read: it is nested too deep.", _NEXT) from None
    except ValueError as error:
        raise UnreadablePlan(f"The plan is not JSON: {error}.", _NEXT) from None
    if not isinstance(document, dict) or "format_version" not in document:
        raise UnreadablePlan("The JSON is not a Terraform plan: it has no format_version.", _NEXT)
    version = str(document["format_version"])
    if version.split(".")[0] != "1":
        raise UnreadablePlan(
            f"The plan has format_version {version!r}, and this version of oktaprofile reads 1.x.",
            "Use a Terraform that writes format 1, or a newer oktaprofile.",
        )
    if "resource_changes" not in document and "planned_values" not in document:
        raise UnreadablePlan("The JSON is not a Terraform plan: it looks like a state.", _NEXT)
    if document.get("errored") is True:
        raise UnreadablePlan(
            "The plan comes from a run that failed, so it is not complete.",
            "Correct the error and plan again.",
        )
    try:
        return _plan(document, version)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError) as error:
        raise UnreadablePlan(
            f"The plan (format_version {version}) is not built as Terraform builds one: "
            f"{type(error).__name__} while reading it.",
            _NEXT,
        ) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are all different: of two lists of changes, one would be left out silently."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object has the name {twice[:80]!r} twice")
    return found


def _plan(document: Mapping[str, Any], version: str) -> PlanFile:
    configuration = read_configuration(document)
    return PlanFile(
        format_version=version,
        terraform_version=str(document.get("terraform_version", "")),
        changes=tuple(_change(entry) for entry in document.get("resource_changes") or ()),
        drift=tuple(_change(entry) for entry in document.get("resource_drift") or ()),
        outputs={
            str(name): _action(tuple(change["actions"]))
            for name, change in (document.get("output_changes") or {}).items()
            if tuple(change["actions"]) != (NONE,)
        },
        checks=tuple(_checks(document.get("checks") or ())),
        documents=tuple(_documents(document)),
        deferred=tuple(
            Deferred(_address(entry.get("resource_change") or {}), str(entry.get("reason", "")))
            for entry in document.get("deferred_changes") or ()
        ),
        complete=document.get("complete") is not False,
        reaches=configuration.reaches,
        not_understood=(
            *(
                str(key)
                for key in document
                if key not in _KNOWN_PARTS and document[key] not in (None, [], {}, "", False)
            ),
            *configuration.not_understood,
        ),
    )


_KNOWN_PARTS = frozenset(
    (
        "format_version",
        "terraform_version",
        "variables",
        "planned_values",
        "resource_drift",
        "resource_changes",
        "deferred_changes",
        "output_changes",
        "prior_state",
        "configuration",
        "relevant_attributes",
        "checks",
        "timestamp",
        "applyable",
        "complete",
        "errored",
    )
)


def _change(entry: Mapping[str, Any]) -> ResourceChange:
    change, _ = entry["change"], entry["address"]
    actions = tuple(str(action) for action in change["actions"])
    after = _without(change.get("after"), change.get("after_sensitive"))
    imported = change.get("importing") is not None
    moved_from = _address(entry, "previous_address")
    action = _action(actions)
    if action == NONE and (imported or moved_from):
        action = IMPORT if imported else MOVE
    return ResourceChange(
        address=_address(entry),
        type=str(entry["type"]),
        mode=str(entry.get("mode", "managed")),
        provider=str(entry.get("provider_name", "")),
        action=action,
        actions=actions,
        before=_object(_without(change.get("before"), change.get("before_sensitive"))),
        after=_object(_with_unknown(after, change.get("after_unknown"))),
        reason=str(entry.get("action_reason") or ""),
        replace_because=tuple(_path(path) for path in change.get("replace_paths") or ()),
        imported=imported,
        moved_from=moved_from,
        deposed="deposed" in entry,
    )


def _address(entry: Mapping[str, Any], name: str = "address") -> str:
    """The address without the keys of people: `okta_user.staff["jane.doe"]` names somebody."""
    address, kind = str(entry.get(name) or ""), str(entry.get("type") or "")
    if _PEOPLE.search(kind) and not _NO_PEOPLE.search(kind):
        return _KEY.sub(HIDDEN_KEY, address)
    return address


def _action(actions: tuple[str, ...]) -> str:
    if set(actions) == {CREATE, DELETE} or (CREATE in actions and FORGET in actions):
        return REPLACE
    if len(actions) == 1:
        return actions[0]
    return " and ".join(actions) or NONE


def _object(value: Any) -> Mapping[str, Any] | None:  # noqa: ANN401
    if value is None or isinstance(value, dict):
        return value
    return {"": value}  # a whole resource that is sensitive or unknown


def _without(value: Any, sensitive: Any) -> Any:  # noqa: ANN401
    """The value with SENSITIVE in place of what is marked."""
    if sensitive is True:
        return SENSITIVE if value is not None else None
    if isinstance(value, dict) and isinstance(sensitive, dict):
        return {key: _without(item, sensitive.get(key)) for key, item in value.items()}
    if isinstance(value, list) and isinstance(sensitive, list):
        return [
            _without(item, sensitive[index] if index < len(sensitive) else None)
            for index, item in enumerate(value)
        ]
    return value


def _with_unknown(value: Any, unknown: Any) -> Any:  # noqa: ANN401
    """The value with UNKNOWN where the plan does not know it yet (Terraform leaves such values out)."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, dict) and unknown:
        merged = dict(value) if isinstance(value, dict) else {}
        for key, item in unknown.items():
            result = _with_unknown(merged.get(key), item)
            if result is not None:
                merged[key] = result
        return merged if merged or value is not None else None
    if isinstance(unknown, list) and isinstance(value, list):
        longest = max(len(value), len(unknown))
        padded = [*value, *[None] * (longest - len(value))]
        return [
            _with_unknown(item, unknown[i] if i < len(unknown) else None) for i, item in enumerate(padded)
        ]
    return value


def _path(path: Any) -> str:  # noqa: ANN401
    return ".".join(str(step) for step in path) if isinstance(path, list) else str(path)


def _checks(entries: Any) -> Iterator[FailedCheck]:  # noqa: ANN401
    for entry in entries:
        if entry.get("status") in ("pass", None):
            continue
        messages = [
            str(problem.get("message", ""))
            for instance in entry.get("instances") or ()
            for problem in instance.get("problems") or ()
        ]
        address = entry.get("address") or {}
        yield FailedCheck(
            address=str(address.get("to_display", "check")),
            status=str(entry["status"]),
            messages=tuple(messages),
        )


def _documents(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What was read and what will be, each resource of every module."""
    prior = (document.get("prior_state") or {}).get("values") or {}
    for values in (prior, document.get("planned_values") or {}):
        modules = [values.get("root_module") or {}]
        while modules:
            module = modules.pop()
            modules.extend(module.get("child_modules") or ())
            for resource in module.get("resources") or ():
                shown = _without(resource.get("values") or {}, resource.get("sensitive_values"))
                yield str(resource["type"]), shown if isinstance(shown, dict) else {}
