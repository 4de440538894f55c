"""The keys of a mapping row: as Okta's JSON, as Terraform's values, and in words. No I/O here.

Okta's JSON: `{"properties": {TARGET: {"expression": "…", "pushStatus": "PUSH" | "DONT_PUSH"}}}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    Entry: TypeAlias = dict[str, str]


def entries(row: Mapping[str, Any]) -> dict[str, Entry]:
    """Every key of a row with the two fields that count. `{}` for a row without keys, which is normal."""
    return {key: entry(json) for key, json in (row.get("properties") or {}).items() if json}


def entry(json: Mapping[str, Any]) -> Entry:
    """One key, without the fields that Okta may add to it some day."""
    return {"expression": json.get("expression") or "", "pushStatus": json.get("pushStatus") or ""}


def wanted(planned: Mapping[str, Any]) -> dict[str, Entry]:
    """The keys that a wholly known planned state asks for."""
    return {key: wanted_of(item) for key, item in (planned["properties"] or {}).items()}


def wanted_of(item: Mapping[str, Any]) -> Entry:
    """One element of the attribute `properties`, as Okta's JSON."""
    return {"expression": item["expression"], "pushStatus": item["effective_push_status"]}


def to_restores(found: Entry) -> dict[str, str]:
    """One element of the attribute `restores`."""
    return {"expression": found["expression"], "push_status": found["pushStatus"]}


def from_restores(item: Mapping[str, str]) -> Entry:
    """One element of the attribute `restores`, as Okta's JSON."""
    return {"expression": item["expression"], "pushStatus": item["push_status"]}


def refreshed(before: Mapping[str, Any], found: Entry) -> dict[str, str]:
    """One element of the attribute `properties` as a refresh finds it.

    `auto` stays, and its drift shows in `effective_push_status`; an explicit word that Okta no longer holds
    gives way to Okta's, so that the plan shows the change back.
    """
    stays = before["push_status"] in ("auto", found["pushStatus"])
    return _element(found, before["push_status"] if stays else found["pushStatus"])


def imported(found: Entry, automatic: str) -> dict[str, str]:
    """The same after an import: `auto` where Okta has what `auto` means."""
    return _element(found, "auto" if found["pushStatus"] == automatic else found["pushStatus"])


def _element(found: Entry, word: str) -> dict[str, str]:
    return {
        "expression": found["expression"],
        "push_status": word,
        "effective_push_status": found["pushStatus"],
    }


def in_words(found: Mapping[str, str] | None) -> str:
    """A key's value as messages show it."""
    return "no mapping" if found is None else f"{found['expression']}  ({found['pushStatus']})"
