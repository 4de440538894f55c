"""Which mappings use the properties that a plan takes away.

Okta deletes a property only when no mapping uses it, whoever owns that mapping: a plan that would fail there is
refused, with every use. Asked only where a plan deletes a property; the rows are shared with the mappings' own plans.

Imported after Configure only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.expression import ExpressionError, references
from oktaprofile.okta.errors import FeatureNotAvailable, OktaError
from oktaprofile.provider.losses import MOST_MAPPINGS
from oktaprofile.provider.resources.properties import texts
from oktaprofile.provider.run.pending import MAPPINGS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from oktaprofile.okta.org import Org
    from oktaprofile.plugin.diagnostics import Diagnostics, Path
    from oktaprofile.plugin.resource import Context
    from oktaprofile.provider.resources.properties.location import SchemaLocation
    from oktaprofile.provider.run.session import Session


class Use:
    """One line of a mapping that writes to a property (`into`), or reads it from the profile `source`."""

    def __init__(
        self, name: str, mapping_id: str, source: str, field: str, expression: str, into: bool
    ) -> None:
        self.name = name
        self.mapping_id = mapping_id
        self.source = source
        self.field = field
        self.expression = expression
        self.into = into

    def is_in(self, expression: str) -> bool:
        """Whether the line would still use the property if it had this expression. Of one that Okta stores and this
        parser can't read, every word counts.
        """
        if self.into:
            return True
        try:
            roots = (self.source, "source", "")
            return any(one.attribute == self.name for one in references(expression) if one.root in roots)
        except ExpressionError:
            return self.name in expression.replace(".", " ").split()

    def __str__(self) -> str:
        target = "user" if self.source == "appuser" else "appuser"
        return f"{target}.{self.field} = {self.expression} (mapping {self.mapping_id})"


def refuse_uses(
    org: Org, location: SchemaLocation, names: Collection[str], path: Path, diagnostics: Diagnostics
) -> None:
    """An error for each property that an update deletes and that any mapping still uses."""
    _refuse(
        uses_of(org, location, names, path, diagnostics), location, texts.NO_OTHER_ORDER, path, diagnostics
    )


def refuse_uses_left(
    session: Session,
    location: SchemaLocation,
    names: Collection[str],
    path: Path,
    ctx: Context,
    kind: str,
) -> list[list[str]]:
    """The same for a destroy: an error for each property that a mapping uses which this run does not take away first.

    Returns the lines (id of the mapping, target) that have to go first. `kind`: of the call that asks (pending.py).
    """
    uses = uses_of(session.org, location, names, path, ctx.diagnostics)
    session.pending.wait(MAPPINGS, kind, lambda: not still_used(session, uses), ctx.stop)
    _refuse(still_used(session, uses), location, texts.SOMEBODY_ELSES, path, ctx.diagnostics)
    return [[use.mapping_id, use.field] for use in uses]


def announce_uses(
    org: Org, location: SchemaLocation, names: Collection[str], path: Path, diagnostics: Diagnostics
) -> None:
    """A warning with the mappings that have to go first, where Terraform plans them later than the property."""
    uses = uses_of(org, location, names, path, diagnostics)
    if uses:
        diagnostics.warning(*texts.uses_that_go_first(location.label, _listed(uses)), path)


def still_used(session: Session, uses: Iterable[Use]) -> list[Use]:
    """Those of the uses that no destroy or replacement of this run takes away."""
    left = []
    for use in uses:
        lines = session.pending.left(use.mapping_id)
        after = lines.get(use.field)
        if use.field not in lines or (after is not None and use.is_in(after["expression"])):
            left.append(use)
    return left


def uses_of(
    org: Org, location: SchemaLocation, names: Collection[str], path: Path, diagnostics: Diagnostics
) -> list[Use]:
    """Every line of a mapping that uses one of the properties; [] where that can't be found out, with a warning unless
    the org has no mappings API: the apply finds out then, with Okta's own words.
    """
    if not names:
        return []
    end, of_app = str(location.app_id or location.user_type_id), location.app_id is not None
    try:
        rows = _rows(org, end)
    except FeatureNotAvailable:
        return []
    except OktaError as error:
        why = f"{error.message}\n\n{error.next_step}"
        diagnostics.warning(*texts.uses_not_known(names, location.label, why), path)
        return []
    found = []
    for row in rows:
        into = row["target"].get("id") == end
        source = "appuser" if into is not of_app else "user"
        for field, item in (row.get("properties") or {}).items():
            for name in names:
                use = Use(
                    name, row["id"], source, field, str((item or {}).get("expression") or ""), into=into
                )
                if (field == name) if into else use.is_in(use.expression):
                    found.append(use)
    return found


def _rows(org: Org, end: str) -> list[dict[str, Any]]:
    """The mappings of an app, or of a user type, in both directions."""
    documents = [org.mapping_row(row["id"]) for row in org.rows.of(end)[:MOST_MAPPINGS]]
    for document in documents:
        org.ahead.begin(document.shared)
    return [document.read() for document in documents]


def _refuse(
    uses: list[Use], location: SchemaLocation, advice: str, path: Path, diagnostics: Diagnostics
) -> None:
    for name in sorted({use.name for use in uses}):
        listed = _listed([use for use in uses if use.name == name])
        diagnostics.error(*texts.still_used(name, location.label, listed, advice), path)


def _listed(uses: list[Use]) -> str:
    return "\n".join(f"  {use}" for use in uses)
