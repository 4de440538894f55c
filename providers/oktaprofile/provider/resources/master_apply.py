"""Writing, restoring, asserting, reading and importing what `oktaprofile_master_override` is about."""

from __future__ import annotations

from oktaprofile.okta.errors import NotFound, NotStored, OktaError, UserTypeNotFound, ValidationFailed
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Applied, ApplyFailed
from oktaprofile.provider import lookup
from oktaprofile.provider.diagnose import explain, failed, problem
from oktaprofile.provider.ownership import FORMAT, OWNER
from oktaprofile.provider.resources import master_form
from oktaprofile.provider.resources.master_change import AttributeGone, MasterChange
from oktaprofile.provider.resources.master_plan import FOUND, SEEN, differs, user_schema
from oktaprofile.provider.resources.master_schema import MANAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.okta.org import Org
    from oktaprofile.plugin.diagnostics import Diagnostics


def put(
    org: Org, prior: Mapping[str, Any] | None, planned: dict[str, Any], private: Mapping[str, Any]
) -> Applied:
    """Writes the override and proves it. Raises ApplyFailed; what was stored in part is undone."""
    name = planned["property"]
    wanted = master_form.override(planned["sources"])
    found = private.get(FOUND) or master_form.from_state(planned["restores"])
    kept = {key: private[key] for key in (OWNER, *FORMAT) if key in private}
    before = None if prior is None else dict(prior)
    try:
        org.user_schema(planned["user_type"]).write(MasterChange(name, wanted, found))
    except NotStored as error:
        left = master_form.normal((master_form.attribute(error.document, name) or {}).get("master"))
        undone = _undo(org, planned, error, found)
        if error.dropped:
            summary, detail = _manual(
                org, planned, f"Okta answered 200, but reads back {_read_back(org, name, error)}."
            )
        else:  # an outage, or another writer: no steps by hand, the next apply may well do it
            summary, detail = explain(error, f"Setting the source of {name}")
        raise ApplyFailed(
            summary,
            detail + undone,
            ("sources",),
            state=before if not undone else {**planned, "sources": master_form.sources_of(left)},
            private={**kept, SEEN: left if undone else found},
        ) from error
    except ValidationFailed as error:
        summary, detail = _manual(org, planned, f"Okta refused it: {error.message}.")
        raise ApplyFailed(
            summary, detail, ("sources",), state=before, private={**kept, SEEN: found}
        ) from error
    except OktaError as error:
        raise failed(
            error,
            f"Setting the source of {name}",
            state=dict(planned) if error.sent else before,
            private={**kept, SEEN: found},
            path=("sources",),
        ) from error
    return Applied(planned, {**kept, SEEN: wanted})


def restore(org: Org, prior: Mapping[str, Any], seen: Mapping[str, Any] | None) -> None:
    """Puts the former master back and proves it. An attribute or user type that is gone is success."""
    name = prior["property"]
    former = master_form.left_behind(prior) or {}
    found = seen or master_form.override(prior["sources"])
    try:
        org.user_schema(type_of(prior)).write(MasterChange(name, former, found))
    except (AttributeGone, NotFound, UserTypeNotFound):
        return
    except (NotStored, ValidationFailed) as error:
        if isinstance(error, NotStored) and not error.dropped:
            now = (master_form.attribute(error.document, name) or {}).get("master")
            raise failed(
                error,
                f"Restoring the source of {name}",
                state={**prior, "sources": master_form.sources_of(master_form.normal(now))},
                path=("restores",),
            ) from error
        choice = master_form.IN_THE_CONSOLE.get(former["type"], former["type"])
        raise DiagnosticError(
            f"Okta does not restore the source of {name}",
            f"Tried to put back {master_form.in_words(former)}: {error.message}\n\n"
            "Set it by hand: Directory > Profile Editor > the Okta profile > the information icon of "
            f'"{name}" > Source priority > "{choice}" > Save Attribute. Then run destroy again: it finds '
            "the source restored.",
            ("restores",),
        ) from error
    except OktaError as error:
        raise problem(error, f"Restoring the source of {name}", ("restores",)) from error


def assert_set(
    org: Org, prior: Mapping[str, Any] | None, planned: dict[str, Any], private: Mapping[str, Any]
) -> Applied:
    """With `mode = "verify"`: succeeds only if Okta has the override, read anew. Writes nothing."""
    try:
        schema = org.user_schema(planned["user_type"]).read(fresh=True)
    except OktaError as error:
        raise problem(error, "Reading the Okta user schema", ("property",)) from error
    found = master_form.normal((master_form.attribute(schema, planned["property"]) or {}).get("master"))
    kept = {SEEN: found, **{key: private[key] for key in (OWNER, *FORMAT) if key in private}}
    if found != master_form.override(planned["sources"]):
        user_type = lookup.user_type(org, planned["user_type"])
        state = None if prior is None else {**planned, "sources": master_form.sources_of(found)}
        raise ApplyFailed(*differs(org, planned, found, user_type), ("sources",), state=state, private=kept)
    return Applied(planned, kept)


def current_master(org: Org, state: Mapping[str, Any], diagnostics: Diagnostics) -> dict[str, Any] | None:
    """The attribute's master for a refresh; None, with a warning, where the attribute or the user type is gone."""
    name = state["property"]
    try:
        schema = org.user_schema(type_of(state)).read()
    except (NotFound, UserTypeNotFound):
        _warn_gone(f"The user type {state['user_type']} no longer exists in Okta", name, diagnostics)
        return None
    except OktaError as error:
        raise problem(error, f"Reading the source of {name}", ("property",)) from error
    attribute = master_form.attribute(schema, name)
    if attribute is None:
        _warn_gone(f"The user attribute {name} no longer exists in Okta", name, diagnostics)
        return None
    return master_form.normal(attribute.get("master"))


def imported(org: Org, selector: str | None, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """State and master for `terraform import`: destroy puts back the override as it is found."""
    user_type = lookup.user_type(org, selector)
    attribute = master_form.attribute(user_schema(org, selector), name)
    if attribute is None:
        raise DiagnosticError(
            f"There is no user attribute {name}",
            f"The Okta profile {lookup.type_title(user_type)} has neither a base nor a custom attribute "
            f"{name}.",
        )
    master = master_form.normal(attribute.get("master"))
    if master["type"] != master_form.OVERRIDE:
        raise DiagnosticError(
            f"The source of {name} is not overridden",
            f"Okta has {master_form.in_words(master)} for it, so there is nothing to import. Create the "
            "resource instead.",
        )
    state = {
        "id": f"{user_type.id}/{name}",
        "property": name,
        "sources": master_form.sources_of(master),
        "user_type": selector,
        "user_type_id": user_type.id,
        "mode": MANAGE,
        "on_destroy": None,
        "restores": master_form.to_state(master),
    }
    return state, master


def type_of(state: Mapping[str, Any]) -> str | None:
    """The user type that a state is about, as a selector: by id, since another type may have the name by now."""
    selector: str | None = state["user_type"] and state["user_type_id"]
    return selector


def _warn_gone(summary: str, name: str, diagnostics: Diagnostics) -> None:
    diagnostics.warning(
        summary,
        f"The override of {name} is taken out of the state. If that was on purpose, remove the resource "
        "from the configuration (to destroy all of it: terraform destroy -refresh=false); otherwise "
        "correct property or user_type.",
    )


def _manual(org: Org, planned: Mapping[str, Any], answer: str) -> tuple[str, str]:
    """Summary and detail for an override that the API does not do."""
    name = planned["property"]

    def label(app_id: str) -> str:
        return lookup.label_of(org, app_id)

    title = lookup.type_title(lookup.user_type(org, planned["user_type"]))
    return (
        f"Okta did not store the source of {name}",
        f"Sent: {master_form.in_words(master_form.override(planned['sources']), label)}. {answer} Nothing "
        "is recorded in the state.\n\n"
        "The Admin Console can set it by hand:\n"
        + master_form.manual_steps(name, planned["sources"], title, label),
    )


def _read_back(org: Org, name: str, error: NotStored) -> str:
    attribute = master_form.attribute(error.document, name) or {}
    return master_form.in_words(attribute.get("master"), lambda app_id: lookup.label_of(org, app_id))


def _undo(org: Org, planned: Mapping[str, Any], error: NotStored, found: Mapping[str, Any]) -> str:
    """Puts back what was found where Okta stored something else than was sent. "" when Okta is as it was."""
    name = planned["property"]
    now = master_form.normal((master_form.attribute(error.document, name) or {}).get("master"))
    if now == master_form.normal(found):
        return ""
    try:
        org.user_schema(planned["user_type"]).write(MasterChange(name, found, now))
    except OktaError as second:
        return (
            "\n\n"
            f"Okta stored something else than was sent ({master_form.in_words(now)}), and putting back "
            f"{master_form.in_words(found)} failed too: {second.message} The resource is kept in the "
            "state, tainted, so that destroy tries again."
        )
    return ""
