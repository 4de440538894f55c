"""Which mappings use an app's properties: Okta deletes a property only when none does.

Terraform changes a schema before the mapping that refers to it, so a mapping's present content decides, whatever the
same plan would make of it. Asked only where a plan removes or replaces a property; the rows read are shared with the
mappings' own plans. For properties of user types it is not asked: hundreds of apps may map them.

Imported after Configure only.
"""

from __future__ import annotations

from oktaprofile.okta.errors import OktaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from oktaprofile.okta.org import Org
    from oktaprofile.plugin.diagnostics import Diagnostics, Path
    from oktaprofile.provider.property_place import PropertyPlace


def refuse_uses(
    org: Org,
    place: PropertyPlace,
    names: Iterable[str],
    path: Path,
    diagnostics: Diagnostics,
) -> None:
    """An error for each property that a mapping of the app still uses; nothing where that can't be found out."""
    wanted = list(names)
    if not wanted or place.app_id is None:
        return
    try:
        found = _uses(org, place.app_id, wanted)
    except OktaError:  # no mappings API, or no scope for it: the apply finds out, with Okta's own words
        return
    for name, uses in found.items():
        diagnostics.error(
            "A mapping still uses the property",
            f"This plan deletes {name} of {place.label}, and a mapping uses it:\n{_listed(uses)}\n\n"
            "Okta deletes a property only when no mapping uses it, and Terraform changes a schema before the "
            "mapping that refers to it. So this takes two applies: keep the property, take it out of the mapping "
            "and apply; then remove the property and apply.",
            path,
        )


def _uses(org: Org, app_id: str, names: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in _rows(org, app_id):
        target = row["target"]
        for field, item in (row.get("properties") or {}).items():
            expression = str((item or {}).get("expression") or "")
            for name in names:
                into_app = target.get("id") == app_id
                used = field == name if into_app else name in _read_from_app(expression)
                if used:
                    owner = "appuser" if into_app else "user"
                    found.setdefault(name, []).append(f"{owner}.{field} = {expression} (mapping {row['id']})")
    return found


def _rows(org: Org, app_id: str) -> list[Mapping[str, Any]]:
    """The app's mappings in both directions, for every user type."""
    listed = org.once(("mappings of", app_id), lambda: _list(org, app_id))
    rows: list[Mapping[str, Any]] = []
    for item in listed:
        to_okta = item["source"].get("id") == app_id
        type_id = item["target" if to_okta else "source"].get("id")
        rows.append(org.mapping(app_id, "to_okta" if to_okta else "to_app", type_id, item["id"]).read())
    return rows


def _list(org: Org, app_id: str) -> list[Any]:
    from_app = org.client.list_profile_mappings(source_id=app_id, limit=200)
    to_app = org.client.list_profile_mappings(target_id=app_id, limit=200)
    return [*from_app, *to_app]


def _read_from_app(expression: str) -> set[str]:
    """The app's attributes that an expression reads. One that Okta stores and this parser can't read: every word."""
    from oktaprofile.expression import ExpressionError, references

    try:
        return {one.attribute for one in references(expression) if one.root in ("appuser", "source", "")}
    except ExpressionError:
        return {word for word in expression.replace(".", " ").split() if word.isidentifier()}


def _listed(uses: list[str]) -> str:
    return "\n".join(f"  {use}" for use in uses)
