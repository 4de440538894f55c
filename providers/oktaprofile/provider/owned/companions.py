"""What the run that wrote a resource had read before it, kept so that a destroy asks Okta for all of it at once.

Terraform destroys what refers to a resource before that resource: the override, then the mapping, then the app's
attributes, in the plan and again in the apply. Each asks Okta only when its turn comes, so somebody waits for one after
the other. So each keeps in private state which mapping rows and which app's attributes came before it, and the first
one begins the reads of all, where everything is destroyed. Nothing is decided by this: without it, or with ids that
are out of date, the same is read a little later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.provider.losses import begin_reads
from oktaprofile.provider.run.pending import app_schema_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oktaprofile.provider.run.session import Session

COMPANIONS = "companions"
"""In private state:

`rows`: id of a mapping row -> [id of its source, id of its target], of the rows that were read;
`listed`: ids of all known rows of the apps whose attributes are owned, since deleting those looks at each;
`attributes`: ids of these apps;
`all_go`: true from the plan of a destroy of everything to its deletes.
"""


def noted(
    session: Session, app_ids: Iterable[str], private: Mapping[str, Any], own_id: object
) -> dict[str, Any]:
    """The part of private state with what this run read of these apps, beside what `private` has of earlier ones. Asks
    Okta for nothing.
    """
    rows = session.org.rows
    before = private.get(COMPANIONS) or {}
    apps = list(dict.fromkeys(app_ids))
    read = {row_id: sides for app_id in apps for row_id, sides in rows.of_app(app_id, read=True).items()}
    owned = [app_id for app_id in apps if session.pending.adds(app_schema_key(app_id))]
    listed = [row_id for app_id in owned for row_id in rows.of_app(app_id)]
    companions = {
        "rows": {
            row_id: list(sides)
            for row_id, sides in {**before.get("rows", {}), **read}.items()
            if row_id != own_id
        },
        "listed": sorted({*before.get("listed", ()), *listed}),
        "attributes": sorted({*before.get("attributes", ()), *owned}),
    }
    return {COMPANIONS: companions} if any(companions.values()) else {}


def expect(session: Session, private: Mapping[str, Any]) -> None:
    """At a refresh: whoever looks for one of the rows reads it, and lists none."""
    for row_id, (source_id, target_id) in _of(private, "rows").items():
        session.org.rows.expect_between(source_id, target_id, row_id)


def begin_plan(session: Session, private: dict[str, Any]) -> dict[str, Any]:
    """At the plan of a destroy: begins what the plans of the others will read, where everything goes. Returns the
    private state for the delete.
    """
    if COMPANIONS not in private:
        return private
    companions = {**private[COMPANIONS], "all_go": session.only_destroys}
    if session.only_destroys:
        for row_id in dict.fromkeys((*companions["rows"], *companions["listed"])):
            session.org.ahead.begin(session.org.mapping_row(row_id).shared)
        for app_id in companions["attributes"]:
            begin_reads(session.org, app_id)
    return {**private, COMPANIONS: companions}


def begin_delete(session: Session, private: Mapping[str, Any]) -> None:
    """At a delete: begins what the next one reads: the mapping rows, or else the schemas of the attributes."""
    if not _of(private, "all_go"):
        return
    org = session.org
    documents = [org.mapping_row(row_id) for row_id in _of(private, "rows")]
    for document in documents or [org.application_schema(app_id) for app_id in _of(private, "attributes")]:
        org.ahead.begin(document.shared)


def _of(private: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - as it was written above
    return (private.get(COMPANIONS) or {}).get(name) or {}
