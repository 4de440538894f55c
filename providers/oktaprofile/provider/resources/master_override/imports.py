"""The first state of an override that is imported: destroy puts it back as it is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.okta.schema import property_of
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.provider import lookup
from oktaprofile.provider.arguments import DEFAULT
from oktaprofile.provider.resources.master_override import document
from oktaprofile.provider.resources.master_override.plan import user_schema
from oktaprofile.provider.resources.master_override.schema import MANAGE

if TYPE_CHECKING:
    from oktaprofile.okta.org import Org


def imported(org: Org, id_: str) -> dict[str, Any]:
    """DiagnosticError where the id, the user type, the attribute or its override is none."""
    selector, name = lookup.two_parts(
        id_, "USER_TYPE/property, such as default/primaryPhone. USER_TYPE is an id, a name, or default"
    )
    given = None if selector == DEFAULT else selector
    user_type = lookup.user_type(org, given)
    attribute = property_of(user_schema(org, given), name)
    if attribute is None:
        raise DiagnosticError(
            f"There is no user attribute {name}",
            f"The Okta profile {lookup.type_title(user_type)} has neither a base nor a custom attribute {name}.",
        )
    master = document.normal(attribute.get("master"))
    if master["type"] != document.OVERRIDE:
        raise DiagnosticError(
            f"The source of {name} is not overridden",
            f"Okta has {document.in_words(master, lookup.labels(org))} for it, so there is nothing to import. "
            "Create the resource instead.",
        )
    return {
        "id": f"{user_type.id}/{name}",
        "property": name,
        **document.as_found(master),
        "user_type": given,
        "user_type_id": user_type.id,
        "mode": MANAGE,
        "on_destroy": None,
        "restores": document.to_state(master),
    }
