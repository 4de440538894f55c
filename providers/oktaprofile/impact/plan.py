"""What a Terraform plan changes, out of the JSON of `terraform show -json PLANFILE`.

The format is Terraform's "JSON Output Format" (format_version 1.x): `resource_changes[].change` holds
`actions`, `before`, `after` and `after_unknown`. Only this provider's resources are read; they are told by
type name and by the end of the provider's address, so a mirror under another host works.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from oktaprofile.impact.change import AUTO, Attributed, Change, Mapped, Mastered, override
from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.json_text import parsed
from oktaprofile.people.organization import TO_OKTA, Line

TYPES = (
    "oktaprofile_mapping",
    "oktaprofile_master_override",
    "oktaprofile_app_user_properties",
    "oktaprofile_app_user_property",
    "oktaprofile_user_property",
)
LOGIN = "login"

# Terraform's argument -> Okta's word, of what decides whether a value fits.
_WORDS = {
    "title": "title",
    "type": "type",
    "external_name": "externalName",
    "required": "required",
    "min_length": "minLength",
    "max_length": "maxLength",
}


def read_plan(text: str) -> Change:
    """The change in a plan's JSON. Raises ImpactError for anything that is no complete plan."""
    document = parsed(
        text,
        "The plan",
        "Give the output of: terraform show -json PLANFILE. The file that `terraform plan -out` writes is binary.",
    )
    if not isinstance(document, dict) or "resource_changes" not in document:
        if isinstance(document, dict) and "terraform_version" in document and "planned_values" in document:
            return Change()  # a plan without a single resource has no resource_changes
        raise ImpactError(
            "The JSON is no Terraform plan: it has no resource_changes.",
            "Give the output of: terraform show -json PLANFILE",
        )
    version = str(document.get("format_version", ""))
    if not version.startswith("1."):
        raise ImpactError(
            f"The plan's format_version is {version or 'missing'}; this version reads 1.x.",
            "Use a Terraform that writes format 1, or a newer oktaprofile.",
        )
    if document.get("errored") is True:
        raise ImpactError(
            "The plan is of a run that failed, so it is not complete.", "Correct the error and plan again."
        )
    change = Change()
    try:
        for resource in document["resource_changes"]:
            if resource.get("mode") == "managed" and resource.get("type") in TYPES:
                _add(change, resource)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ImpactError(
            f"The plan is not built as Terraform builds it ({type(error).__name__}: {error}).",
            "Give the whole output of: terraform show -json PLANFILE, made with the provider of this version.",
        ) from None
    return change


def _add(change: Change, resource: Mapping[str, Any]) -> None:
    body = resource["change"]
    if set(body["actions"]) <= {"no-op", "read"} or body["actions"] == ["forget"]:
        return
    before, after, unknown = body.get("before"), body.get("after"), body.get("after_unknown") or {}
    kind = resource["type"]
    if kind == "oktaprofile_mapping":
        change.mapped += _mapping(before, after, unknown)
    elif kind == "oktaprofile_master_override":
        change.mastered += _master(before, after, resource["address"])
    else:
        given_up, wanted = _attributes(kind, before), _attributes(kind, after)
        for key, item in {**given_up, **wanted}.items():
            _attribute(change, key, item if key in wanted else _restored(kind, before, key))


# mappings


def _mapping(before: Any, after: Any, unknown: Mapping[str, Any]) -> Iterator[Mapped]:  # noqa: ANN401
    """Keys that are given up get back what `restores` says; then the wanted ones."""
    kept = set()
    if after is not None:
        _known(unknown, "app_id", "The app of a mapping")
        place = (after["app_id"], _user_type(after), after.get("direction") or TO_OKTA)
        unknown_items = unknown.get("properties")
        for target, item in (after.get("properties") or {}).items():
            kept.add((*place, target))
            missing = unknown_items.get(target) if isinstance(unknown_items, dict) else unknown_items
            expression = None if missing is True else item.get("expression")
            status = item.get("effective_push_status") or item.get("push_status") or AUTO
            yield Mapped(*place, target, Line(expression, status))
        for target in unknown_items if isinstance(unknown_items, dict) else ():
            if target not in (after.get("properties") or {}):
                kept.add((*place, target))
                yield Mapped(*place, target, Line(None, AUTO))
    if before is not None:
        place = (before["app_id"], _user_type(before), before.get("direction") or TO_OKTA)
        restores = before.get("restores") or {}
        for target in {**(before.get("properties") or {}), **restores}:
            if (*place, target) in kept:
                continue
            former = restores.get(target)
            if former is None and target == LOGIN and place[2] == TO_OKTA:
                continue  # the provider leaves a login mapping in place
            yield Mapped(
                *place, target, None if former is None else Line(former["expression"], former["push_status"])
            )


def _user_type(state: Mapping[str, Any]) -> str | None:
    return state.get("user_type_id") or state.get("user_type")


def _known(unknown: Mapping[str, Any], name: str, what: str) -> None:
    if unknown.get(name) is True:
        raise ImpactError(
            f"{what} is known only after apply, so nobody can say whom the plan changes.",
            "Apply what makes it first (terraform apply -target=...), then plan again.",
        )


# masters


def _master(before: Any, after: Any, address: str) -> Iterator[Mastered]:  # noqa: ANN401
    if before is not None and before.get("mode") != "verify":
        same = after is not None and _of(after) == _of(before)
        if not same and before.get("restores"):
            restores = before["restores"]
            master = {"type": restores["type"], "priority": restores.get("priority") or []}
            yield Mastered(_user_type(before), before["property"], master)
    if after is not None and after.get("mode") != "verify":
        if any(source is None for source in after.get("sources") or [None]):
            raise ImpactError(
                f"The sources of {address} are known only after apply.",
                "Apply what makes the app first, then plan again.",
            )
        yield Mastered(_user_type(after), after["property"], override(after["sources"]))


def _of(state: Mapping[str, Any]) -> tuple[str | None, str]:
    return _user_type(state), state["property"]


# attributes

_Key = tuple[str | None, str | None, str]  # app id, user type, name


def _attributes(kind: str, state: Any) -> dict[_Key, Mapping[str, Any]]:  # noqa: ANN401
    if state is None:
        return {}
    if kind == "oktaprofile_app_user_properties":
        items = (state.get("properties") or {}).items()
        return {(state["app_id"], None, name): item for name, item in items if item is not None}
    if kind == "oktaprofile_app_user_property":
        return {(state["app_id"], None, state["name"]): state}
    return {(None, _user_type(state), state["name"]): state}


def _restored(kind: str, before: Mapping[str, Any], key: _Key) -> Mapping[str, Any] | None:
    """Okta's JSON of an adopted attribute's former definition, None for one that is removed."""
    restores = before.get("restores")
    if kind == "oktaprofile_app_user_properties":
        restores = (restores or {}).get(key[2])
    return {"restored": json.loads(restores)} if isinstance(restores, str) else None


def _attribute(change: Change, key: _Key, item: Mapping[str, Any] | None) -> None:
    app_id, user_type, name = key
    if item is None:
        change.attributed.append(Attributed(app_id, user_type, name, None))
        return
    if "restored" in item:
        change.attributed.append(Attributed(app_id, user_type, name, item["restored"]))
        return
    definition = {word: item[argument] for argument, word in _WORDS.items() if item.get(argument) is not None}
    if item.get("enum") is not None:
        definition["enum"] = [_parsed(choice, definition.get("type", "string")) for choice in item["enum"]]
    if item.get("array_type") is not None:
        definition["items"] = {"type": item["array_type"]}
    change.attributed.append(Attributed(app_id, user_type, name, definition))
    if app_id is None and item.get("master") is not None:
        priority = item.get("master_priority") or []
        master = override(priority) if item["master"] == "OVERRIDE" else {"type": item["master"]}
        change.mastered.append(Mastered(user_type, name, master))


def _parsed(choice: str, kind: str) -> object:
    """One element of `enum`, which Terraform holds as text."""
    return json.loads(choice) if kind in ("number", "integer", "boolean") else choice
