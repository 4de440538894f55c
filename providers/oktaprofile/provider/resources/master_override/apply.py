"""Writing, restoring, asserting, reading and importing what `oktaprofile_master_override` is about."""

from __future__ import annotations

from oktaprofile.okta.errors import NotFound, NotStored, OktaError, UserTypeNotFound, ValidationFailed
from oktaprofile.okta.schema import property_of
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Applied, ApplyFailed
from oktaprofile.provider import lookup
from oktaprofile.provider.diagnose import explain, failed, problem
from oktaprofile.provider.owned.failures import after_failure
from oktaprofile.provider.owned.private_state import FOUND, carried
from oktaprofile.provider.owned.state import Owned
from oktaprofile.provider.resources.master_override import document
from oktaprofile.provider.resources.master_override.change import AttributeGone, MasterChange
from oktaprofile.provider.resources.master_override.plan import differs, user_schema
from oktaprofile.provider.resources.master_override.schema import MANAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.okta.org import Org
    from oktaprofile.plugin.diagnostics import Diagnostics
    from oktaprofile.plugin.resource import ApplyRequest


def put(org: Org, request: ApplyRequest) -> Applied:
    """Writes the override and proves it. Raises ApplyFailed; what a create stored in part is taken back."""
    planned, kept = request.planned, carried(request.private)
    name, wanted = planned["property"], document.override(planned["sources"])
    found = request.private.get(FOUND) or document.from_state(planned["restores"])
    schema, label = org.user_schema(planned["user_type"]), lookup.labels(org)

    def stored(ours: Owned, answered: Mapping[str, Any]) -> Owned:
        left = document.normal((property_of(answered, name) or {}).get("master"))
        changed = not request.creates or left != document.normal(found)
        return Owned({name: document.sources_of(left)} if changed else {}, {})

    def take_back(part: Owned) -> None:
        schema.write(MasterChange(name, found, document.override(part.entries[name]), label))

    try:
        schema.write(MasterChange(name, wanted, found, label))
    except OktaError as error:
        summary, detail = _explained(org, planned, error)
        before = None if request.creates else Owned({name: request.prior["sources"]}, {})
        after = Owned({name: planned["sources"]}, {})
        left, note = after_failure(error, before, after, stored=stored, take_back=take_back)
        base = planned if error.sent or request.creates else request.prior
        state = None if left is None else {**base, "sources": left.entries[name]}
        if state is not None and isinstance(error, NotStored):
            now = (property_of(error.document, name) or {}).get("master")
            state["inherits"] = document.as_found(now)["inherits"]
        raise ApplyFailed(summary, detail + note, ("sources",), state=state, private=kept) from error
    return Applied(planned, kept)


def _explained(org: Org, planned: Mapping[str, Any], error: OktaError) -> tuple[str, str]:
    """Summary and detail of a failed write: with the steps by hand where Okta does not do it."""
    name = planned["property"]
    if isinstance(error, NotStored) and error.dropped:
        return _manual(org, planned, f"Okta answered 200, but reads back {_read_back(org, name, error)}.")
    if isinstance(error, ValidationFailed):
        return _manual(org, planned, f"Okta refused it: {error.message}.")
    # An outage, or another writer: no steps by hand, the next apply may well do it.
    return explain(error, f"Setting the source of {name}")


def restore(
    org: Org, prior: Mapping[str, Any], previous: Mapping[str, Any], found: Mapping[str, Any] | None
) -> None:
    """Puts the previous master back and proves it. An attribute or user type that is gone is success.

    `found`: the master as the plan of the destroy found it; None where that is not known (then as in `prior`).
    """
    name, label = prior["property"], lookup.labels(org)
    try:
        change = MasterChange(name, previous, found or document.override(prior["sources"]), label)
        org.user_schema(document.type_of(prior)).write(change)
    except (AttributeGone, NotFound, UserTypeNotFound):
        return
    except (NotStored, ValidationFailed) as error:
        if isinstance(error, NotStored) and not error.dropped:
            now = (property_of(error.document, name) or {}).get("master")
            raise failed(
                error,
                f"Restoring the source of {name}",
                state={**prior, **document.as_found(now)},
                path=("restores",),
            ) from error
        choice = document.IN_THE_CONSOLE.get(previous["type"], previous["type"])
        raise DiagnosticError(
            f"Okta does not restore the source of {name}",
            f"Tried to put back {document.in_words(previous, label)}: {error.message}\n\n"
            "Set it by hand: Directory > Profile Editor > the Okta profile > the information icon of "
            f'"{name}" > Source priority > "{choice}" > Save Attribute. Then run destroy again: it finds '
            "the source restored.",
            ("restores",),
        ) from error
    except OktaError as error:
        raise problem(error, f"Restoring the source of {name}", ("restores",)) from error


def assert_set(org: Org, request: ApplyRequest) -> Applied:
    """With `mode = "verify"`: succeeds only if Okta has the override, read anew. Writes nothing."""
    planned, kept = request.planned, carried(request.private)
    try:
        schema = org.user_schema(planned["user_type"]).read(fresh=True)
    except OktaError as error:
        raise problem(error, "Reading the Okta user schema", ("property",)) from error
    found = document.normal((property_of(schema, planned["property"]) or {}).get("master"))
    if found != document.override(planned["sources"]):
        user_type = lookup.user_type(org, planned["user_type"])
        state = None if request.creates else {**planned, **document.as_found(found)}
        raise ApplyFailed(*differs(org, planned, found, user_type), ("sources",), state=state, private=kept)
    return Applied(planned, kept)


def current_master(org: Org, state: Mapping[str, Any], diagnostics: Diagnostics) -> dict[str, Any] | None:
    """The attribute's master for a refresh; None, with a warning, where the attribute or the user type is gone."""
    name = state["property"]
    try:
        schema = org.user_schema(document.type_of(state)).read()
    except (NotFound, UserTypeNotFound):
        _warn_gone(f"The user type {state['user_type']} no longer exists in Okta", name, diagnostics)
        return None
    except OktaError as error:
        raise problem(error, f"Reading the source of {name}", ("property",)) from error
    attribute = property_of(schema, name)
    if attribute is None:
        _warn_gone(f"The user attribute {name} no longer exists in Okta", name, diagnostics)
        return None
    return document.normal(attribute.get("master"))


def imported(org: Org, selector: str | None, name: str) -> dict[str, Any]:
    """A state for `terraform import`: destroy puts back the override as it is found."""
    user_type = lookup.user_type(org, selector)
    attribute = property_of(user_schema(org, selector), name)
    if attribute is None:
        raise DiagnosticError(
            f"There is no user attribute {name}",
            f"The Okta profile {lookup.type_title(user_type)} has neither a base nor a custom attribute "
            f"{name}.",
        )
    master = document.normal(attribute.get("master"))
    if master["type"] != document.OVERRIDE:
        raise DiagnosticError(
            f"The source of {name} is not overridden",
            f"Okta has {document.in_words(master, lookup.labels(org))} for it, so there is nothing to "
            "import. Create the resource instead.",
        )
    return {
        "id": f"{user_type.id}/{name}",
        "property": name,
        "sources": document.sources_of(master),
        "inherits": None,
        "user_type": selector,
        "user_type_id": user_type.id,
        "mode": MANAGE,
        "on_destroy": None,
        "restores": document.to_state(master),
    }


def _warn_gone(summary: str, name: str, diagnostics: Diagnostics) -> None:
    diagnostics.warning(
        summary,
        f"The override of {name} is taken out of the state. If that was on purpose, remove the resource "
        "from the configuration (to destroy all of it: terraform destroy -refresh=false); otherwise "
        "correct property or user_type.",
    )


def _manual(org: Org, planned: Mapping[str, Any], answer: str) -> tuple[str, str]:
    """Summary and detail for an override that the API does not do."""
    name, label = planned["property"], lookup.labels(org)
    title = lookup.type_title(lookup.user_type(org, planned["user_type"]))
    return (
        f"Okta did not store the source of {name}",
        f"Sent: {document.in_words(document.override(planned['sources']), label)}. {answer} Nothing "
        "is recorded in the state.\n\n"
        "The Admin Console can set it by hand:\n"
        + document.manual_steps(name, planned["sources"], title, label),
    )


def _read_back(org: Org, name: str, error: NotStored) -> str:
    attribute = property_of(error.document, name) or {}
    return document.in_words(attribute.get("master"), lookup.labels(org))
