"""Reads the JSON of `terraform show -json PLANFILE`, of any plan.

The format is Terraform's "JSON Output Format" (format_version 1.x; developer.hashicorp.com, read 2026-11). Every
entry of `resource_changes` and `resource_drift` is kept, ours and others'. What Terraform marks sensitive
(`before_sensitive`, `after_sensitive`) is replaced here, so that nothing behind this module can show it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from oktaprofile.plan.configuration import Reach, read_configuration
from oktaprofile.plan.errors import UnreadablePlan
from oktaprofile.plan.json_text import parsed
from oktaprofile.plan.markers import with_secrets, with_unknown, without_sensitive
from oktaprofile.plan.resources import deletes, with_user_type
from oktaprofile.plan.understood import (
    CREATE,
    DELETE,
    FORGET,
    IMPORT,
    MANAGED,
    MOVE,
    NONE,
    READ,
    REPLACE,
    UPDATE,
    parts_not_understood,
    words_not_understood,
)

# Resources that stand for people: the keys of their instances are names or logins.
_PEOPLE = re.compile(r"user|member|person|people|employee|contact|staff")
_NO_PEOPLE = re.compile(r"^oktaprofile_|schema|property|_type|mapping|polic")
_KEY = re.compile(r'\["(?:[^"\\]|\\.)*"\]')
HIDDEN_KEY = '["…"]'
NEXT_STEP = "Give the output of: terraform show -json PLANFILE (the file that `terraform plan -out` writes is binary)."
_MALFORMED = (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError)


@dataclass(frozen=True, kw_only=True)
class ResourceChange:
    """One entry. `before` and `after` are the values without sensitive ones; an unknown value is UNKNOWN there.

    `action` is one of the words of `understood`, or Terraform's own where it is not one of them; `actions` are
    Terraform's, to which an import or a move that changes nothing is a `no-op`. `reason`: Terraform's `action_reason`
    or "". `replace_because`: the argument paths that force a replacement, as text. `imported`: taken in by an import
    block. `moved_from`: its former address, or "". `deposed`: a former object that a failed replacement left behind.
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

    @property
    def deletes(self) -> bool:
        """Whether one of ours deletes what was there before Terraform where it gives it up, instead of putting it back.

        An update goes by what is planned, a destroy (of a replacement, too) by the state.
        """
        choice = self.after if self.action == UPDATE else self.before
        return choice is not None and deletes(choice)


@dataclass(frozen=True, kw_only=True)
class FailedCheck:
    """A `check` block, a condition or a validation that does not hold; `messages` are the configuration's."""

    address: str
    status: str
    messages: tuple[str, ...]


@dataclass(frozen=True)
class Deferred:
    """A change that Terraform puts off to a later plan. `reason` is Terraform's word for it; `type` the resource's."""

    address: str
    reason: str
    type: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanFile:
    """A plan. `drift`: what changed outside Terraform. `outputs`: name -> action of the outputs that change.

    `documents`: every resource and data source whose values the plan knows, as (type, values), sensitive ones
    taken out. `reaches`: what the configuration can do beside the changes. `complete`: whether nothing is left to do
    after this plan. `not_understood`: parts of the file that this version does not explain, in words.
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
    not_understood: tuple[str, ...] = ()


def read_plan(text: str, *, secrets: bool = False) -> PlanFile:
    """The plan in a JSON text. Raises UnreadablePlan for anything else, and for a format newer than 1.x.

    `secrets`: a sensitive text is a Secret, to be used and not shown. Otherwise it is SENSITIVE.
    """
    document = parsed(text, "The plan", NEXT_STEP, UnreadablePlan)
    if not isinstance(document, dict) or "format_version" not in document:
        raise UnreadablePlan("The JSON is not a Terraform plan: it has no format_version.", NEXT_STEP)
    version = str(document["format_version"])
    if version.split(".")[0] != "1":
        raise UnreadablePlan(
            f"The plan has format_version {version!r}, and this version of oktaprofile reads 1.x.",
            "Use a Terraform that writes format 1, or a newer oktaprofile.",
        )
    if "resource_changes" not in document and "planned_values" not in document:
        raise UnreadablePlan("The JSON is not a Terraform plan: it looks like a state.", NEXT_STEP)
    if document.get("errored") not in (None, False):
        raise UnreadablePlan(
            "The plan comes from a run that failed, so it is not complete.",
            "Correct the error and plan again.",
        )
    try:
        return _plan(document, version, with_secrets if secrets else without_sensitive)
    except _MALFORMED as error:
        raise UnreadablePlan(
            f"The plan (format_version {version}) is not built as Terraform builds one: "
            f"{type(error).__name__} while reading it.",
            NEXT_STEP,
        ) from error


_Sensitive = Callable[[Any, Any], Any]
"""What becomes of a value that Terraform marks: markers.without_sensitive or with_secrets."""


def _plan(document: Mapping[str, Any], version: str, sensitive: _Sensitive) -> PlanFile:
    changes, drift = document.get("resource_changes", []), document.get("resource_drift") or []
    deferred = document.get("deferred_changes") or []
    configuration = read_configuration(document)
    return PlanFile(
        format_version=version,
        terraform_version=str(document.get("terraform_version", "")),
        changes=tuple(_change(entry, sensitive) for entry in _list(changes)),
        drift=tuple(_change(entry, sensitive) for entry in _list(drift)),
        outputs={
            str(name): _action(tuple(change["actions"]))
            for name, change in (document.get("output_changes") or {}).items()
            if tuple(change["actions"]) != (NONE,)
        },
        checks=tuple(_checks(document.get("checks") or ())),
        documents=tuple(_documents(document)),
        deferred=tuple(_deferred(entry) for entry in _list(deferred)),
        complete=document.get("complete", True) is True,
        reaches=configuration.reaches,
        not_understood=(
            *parts_not_understood(document),
            *(word for entry in changes for word in words_not_understood(entry, _address(entry))),
            *configuration.not_understood,
        ),
    )


def _list(value: Any) -> list[Any]:  # noqa: ANN401
    if not isinstance(value, list):
        raise TypeError
    return value


def _change(entry: Mapping[str, Any], sensitive: _Sensitive) -> ResourceChange:
    change, _ = entry["change"], entry["address"]
    actions = tuple(str(action) for action in change["actions"])
    before = _object(sensitive(change.get("before"), change.get("before_sensitive")))
    after = sensitive(change.get("after"), change.get("after_sensitive"))
    imported = change.get("importing") is not None
    moved_from = _address(entry, "previous_address")
    action = _action(actions)
    if action == NONE and (imported or moved_from):
        action = IMPORT if imported else MOVE
    return ResourceChange(
        address=_address(entry),
        type=str(entry["type"]),
        mode=str(entry.get("mode", MANAGED)),
        provider=str(entry.get("provider_name", "")),
        action=action,
        actions=actions,
        before=before,
        after=with_user_type(before, _object(with_unknown(after, change.get("after_unknown")))),
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


def _path(path: Any) -> str:  # noqa: ANN401
    return ".".join(str(step) for step in path) if isinstance(path, list) else str(path)


def _deferred(entry: Mapping[str, Any]) -> Deferred:
    change = entry.get("resource_change") or {}
    return Deferred(_address(change), str(entry.get("reason", "")), str(change.get("type") or ""))


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
                shown = without_sensitive(resource.get("values") or {}, resource.get("sensitive_values"))
                yield str(resource["type"]), shown if isinstance(shown, dict) else {}
