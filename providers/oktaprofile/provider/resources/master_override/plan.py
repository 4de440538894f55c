"""The plan of `oktaprofile_master_override` once the user type and the attribute's name are known.

Checked here, before anything is written: attribute-level mastering is on; the attribute exists, or the same
plan creates it; each source is one (profile_sources.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.okta.errors import MappingNotFound, OktaError
from oktaprofile.okta.schema import all_properties, property_of
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.values import UNKNOWN, is_wholly_known
from oktaprofile.provider import lookup
from oktaprofile.provider.diagnose import problem
from oktaprofile.provider.owned.private_state import (
    FOUND_AT_DESTROY,
)
from oktaprofile.provider.resources.master_override import document, texts
from oktaprofile.provider.resources.master_override.schema import MANAGE, VERIFY
from oktaprofile.provider.run.pending import mapping_key, user_schema_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oktaprofile.okta.org import Org, UserType
    from oktaprofile.plugin.diagnostics import Diagnostics
    from oktaprofile.plugin.resource import PlanRequest
    from oktaprofile.provider.run.session import Session


def seen(org: Org, request: PlanRequest, name: str, found: dict[str, Any] | None) -> dict[str, Any]:
    """What the delete half of a replacement has to know, which is given the private data of the create half: the
    source of the attribute in the state. `found`: that of the planned one.
    """
    if FOUND_AT_DESTROY in request.private:  # of the first half
        return {FOUND_AT_DESTROY: request.private[FOUND_AT_DESTROY]}
    if request.prior is not None:
        try:
            schema = org.user_schema(document.type_of(request.prior)).read()
        except OktaError:  # the type is gone: so is what the delete would restore
            return {}
        name = request.prior["property"]
        attribute = property_of(schema, name)
        found = None if attribute is None else document.normal(attribute.get("master"))
    return {} if found is None else {FOUND_AT_DESTROY: {name: found}}


def user_schema(org: Org, selector: str | None) -> dict[str, Any]:
    """The user schema; DiagnosticError where Okta does not answer."""
    try:
        return org.user_schema(selector).read()
    except OktaError as error:
        raise problem(error, "Reading the Okta user schema", ("user_type",)) from error


def attribute(
    session: Session, schema: dict[str, Any], user_type: UserType, name: str
) -> Mapping[str, Any] | None:
    """The attribute's JSON; None if this run creates it; DiagnosticError if there is none and will be none."""
    key = user_schema_key(user_type.id)
    found = property_of(schema, name)
    if found is not None and name not in session.pending.removes(key):
        return found
    if found is None and name in session.pending.adds(key):
        return None
    raise DiagnosticError(
        *texts.no_attribute(name, user_type, all_properties(schema), removed=found is not None)
    )


def restores(prior: Mapping[str, Any] | None, found: dict[str, Any] | None) -> object:
    """What destroy puts back: known since create, or found now. UNKNOWN for an attribute that is yet to be made."""
    if prior is not None and prior["restores"] is not None:
        return prior["restores"]
    return UNKNOWN if found is None else document.to_state(found)


def announce(
    org: Org,
    prior: Mapping[str, Any] | None,
    planned: Mapping[str, Any],
    wanted: dict[str, Any] | None,
    found: dict[str, Any] | None,
    diagnostics: Diagnostics,
) -> None:
    newly = prior is None or prior["mode"] == VERIFY
    if newly and found is not None and wanted == found:
        previous = document.from_state(planned["restores"])
        diagnostics.warning(*texts.adopted(planned["property"], previous, found, lookup.labels(org)))


def verify(
    org: Org,
    prior: Mapping[str, Any] | None,
    planned: Mapping[str, Any],
    found: dict[str, Any] | None,
    user_type: UserType,
    diagnostics: Diagnostics,
) -> None:
    if prior is not None and prior["mode"] == MANAGE:
        diagnostics.warning(*texts.only_verified(planned["property"]))
    if found is None or not is_wholly_known(planned["sources"]):
        return  # apply looks
    if found == document.override(planned["sources"]):
        return
    report = diagnostics.error if prior is None else diagnostics.warning
    report(*texts.differs(org, planned, found, user_type), ("sources",))


def refuse_known(
    session: Session, planned: Mapping[str, Any], user_type: UserType, diagnostics: Diagnostics
) -> None:
    """Refuses what a probe of this org found that it does not store: the apply would fail."""
    known = session.known("base-master")
    if known is not None:
        diagnostics.error(*texts.known_not_stored(session.org, planned, user_type, known))


def warn_of_unmapped(
    session: Session, planned: Mapping[str, Any], user_type: UserType, diagnostics: Diagnostics
) -> None:
    """Warns of sources that map nothing to the attribute, now or after this run."""
    name = planned["property"]
    for app_id in planned["sources"]:
        if name in session.pending.adds(mapping_key(app_id, "to_okta", user_type.id)):
            continue
        try:
            row = session.org.mapping(app_id, "to_okta", planned["user_type"]).read()
        except MappingNotFound:
            row = {}
        except OktaError as error:
            raise problem(error, "Reading what the sources map", ("sources",)) from error
        if name not in (row.get("properties") or {}):
            diagnostics.warning(*texts.unmapped(name, lookup.labels(session.org)(app_id)))
