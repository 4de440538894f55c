"""Plans the custom properties that one resource owns: a map of name -> definition, of one name for the singular types.

What a plan finds out about one property is in checks.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.provider.losses import begin_reads, values_lost
from oktaprofile.provider.owned.private_state import AWAITS, MANAGED, OWNER, TOUCHED, token_of
from oktaprofile.provider.owned.state import Owned
from oktaprofile.provider.profile_sources import check_sources
from oktaprofile.provider.resources.properties import texts
from oktaprofile.provider.resources.properties.adapter import PropertiesAdapter
from oktaprofile.provider.resources.properties.checks import (
    check_choices,
    check_master,
    check_other_type,
    impossible_changes,
    keep_unmanaged,
    pending_definition,
    plan_addition,
    warn_left_behind,
    warn_not_provisioned,
    warn_unique_limit,
    warn_unique_of_app,
)
from oktaprofile.provider.resources.properties.document import differences
from oktaprofile.provider.resources.properties.uses import announce_uses, refuse_uses, refuse_uses_left
from oktaprofile.provider.run.pending import ATTRIBUTES, DESTROY, IN_PLACE, source_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.provider.resources.properties.document import Difference
    from oktaprofile.provider.resources.properties.location import SchemaLocation


class Planned:
    """`definitions` and `restores` are the planned values; `impossible` is name -> what Okta can't change in place.

    `writes`: whether the apply would send anything.
    """

    def __init__(self, private: dict[str, Any]) -> None:
        self.definitions: dict[str, Any] = {}
        self.restores: dict[str, str] = {}
        self.impossible: dict[str, list[Difference]] = {}
        self.private = private
        self.writes = False


class PropertiesPlan(PropertiesAdapter):
    """The plan of the properties at `location`, which is known once a plan has looked it up."""

    location: SchemaLocation

    def plan_properties(
        self,
        prior: Owned | None,
        configured: Mapping[str, Any],
        private: Mapping[str, Any],
        adopt_existing: object,
        *,
        deletes: bool,
    ) -> Planned:
        """Plans a create (`prior` None) or an update.

        `configured`: name -> definition with the defaults in it. `deletes`: as `on_destroy` is planned, which decides
        on what this plan gives up. `private`: of the request.
        """
        view = self.location.view()
        managed_now = _managed(configured)
        before = dict(prior.entries) if prior else {}
        touched = _touched(private, self.location.key, managed_now, before)
        planned = Planned({OWNER: self.token, MANAGED: managed_now, TOUCHED: touched})
        present = {name: self._found(view.custom, name, token_of(private), prior) for name in configured}
        if prior is None:
            # The second half of a replacement that no plan asked for (-replace, a tainted one). What hangs on these
            # goes along; Terraform shows no warning of a second half.
            again = [name for name in configured if name in view.custom and present[name] is None]
            self.session.pending.remove(self.location.key, again, IN_PLACE)
        self._claim_sources(configured)
        managed = (private.get(MANAGED) or {}) if prior else {}
        for name, definition in configured.items():
            path = self.path(name)
            check_master(view, definition, path, self.diagnostics)
            warn_unique_of_app(view, name, definition, path, self.diagnostics)
            warn_unique_limit(view, name, definition, path, self.diagnostics)
            impossible = impossible_changes(view, name, definition) if name in before else []
            self._check_sources(definition, present[name], path)
            if present[name] is not None and not impossible:
                check_choices(name, definition, present[name] or {}, path, self.diagnostics)
            if name in before:
                shown, left = keep_unmanaged(view.kind, definition, before[name], managed.get(name))
                planned.definitions[name] = shown
                if prior and name in prior.restores:
                    planned.restores[name] = prior.restores[name]
                if impossible:
                    planned.impossible[name] = impossible
                else:
                    warn_left_behind(name, left, before[name], definition, path, self.diagnostics)
                planned.writes |= shown != before[name]
                continue
            if name not in view.custom:
                other = self.location.other_definition(name, self.session)
                check_other_type(name, definition, other, path, self.diagnostics)
            warn_not_provisioned(self.location.app, view, name, definition, path, self.diagnostics)
            planned.definitions[name] = dict(definition)
            restores = plan_addition(
                view, name, definition, present[name], adopt_existing, path, self.diagnostics
            )
            if restores is not None:
                planned.restores[name] = restores
            planned.writes = True
        removed = {name: one for name, one in before.items() if name not in configured}
        previous = {name: prior.restores.get(name) for name in removed} if prior else {}
        planned.writes |= bool(removed)
        self._announce_removed(Owned(removed, previous, deletes=deletes))
        if planned.writes:
            self.location.refuse_inactive(self.diagnostics)
        self.session.pending.add(
            self.location.key,
            {name: pending_definition(one) for name, one in planned.definitions.items()},
            new=[name for name in configured if name not in view.custom],
        )
        return planned

    def announce_destroy(self, prior: Owned) -> dict[str, Any]:
        """Says what a destroy does; returns what the delete has to know (private state)."""
        going = prior.going()
        self.session.pending.remove(self.location.key, going, DESTROY)
        self._announce_kept(prior)
        if not going:
            return {}
        begin_reads(self.session.org, self.location.app_id, self.location.user_type_id)
        self._announce_deleted(
            going, prior, "Okta deletes a property with the values that people have in it."
        )
        path = self.path_of_all
        return {AWAITS: refuse_uses_left(self.session, self.location, going, path, self.ctx, ATTRIBUTES)}

    def announce_move(self, prior: Owned, why: str, *, elsewhere: bool) -> None:
        """Notes what the first half of a replacement by other properties gives up, and says what that does.

        `elsewhere`: in another schema. A mapping that refers to it moves there too, so Terraform destroys that first;
        under a new name in the same schema the mapping would only be updated, afterwards.
        """
        going = prior.going()
        self.session.pending.remove(self.location.key, going, IN_PLACE)
        self._announce_kept(prior)
        if not going:
            return
        self._announce_deleted(
            going, prior, f"{why} To keep the values, add the new ones beside the old ones first."
        )
        if elsewhere:
            announce_uses(self.session.org, self.location, going, self.path_of_all, self.diagnostics)
        else:
            self._refuse_uses(going)

    def announce_replacement(self, name: str) -> None:
        """Notes that a property is deleted and added again under its name."""
        self.session.pending.remove(self.location.key, [name], IN_PLACE)
        self._refuse_uses([name])

    def _found(
        self, custom: Mapping[str, Any], name: str, token: str | None, prior: Owned | None
    ) -> Mapping[str, Any] | None:
        """What will be under the name at apply."""
        if prior is None:
            left = self.session.ownership.remainder(token, self.location.key, name)
            if left is not None:
                found: Mapping[str, Any] | None = left.previous
                return found
        return custom.get(name)

    def _claim_sources(self, configured: Mapping[str, Any]) -> None:
        """A configured `master` of a user property is what oktaprofile_master_override sets too."""
        if self.location.user_type_id is None:
            return
        names = [name for name, definition in configured.items() if definition["master"] is not None]
        clashes = self.session.ownership.claim(
            self.token, self.type_name, source_key(self.location.user_type_id), names
        )
        for name, other in clashes.items():
            self.diagnostics.error(
                *texts.two_sources(name, self.type_name, other), (*self.path(name), "master")
            )

    def _check_sources(
        self, definition: Mapping[str, Any], found: Mapping[str, Any] | None, path: Path
    ) -> None:
        """The apps of a configured OVERRIDE."""
        if definition.get("master_priority") is None:
            return
        writes = found is None or bool(differences(definition, found, "master_priority"))
        sources = definition["master_priority"]
        check_sources(self.session.org, sources, (*path, "master_priority"), self.diagnostics, writes=writes)

    def _announce_removed(self, removed: Owned) -> None:
        """Says what happens to properties that the configuration no longer names."""
        going = removed.going()
        if going:
            self.session.pending.remove(self.location.key, going, IN_PLACE)
            self._announce_deleted(
                going, removed, f"No longer in the configuration. {texts.WHAT_QUARANTINE_MEANS}"
            )
            self._refuse_uses(going)
        for name in sorted(set(removed.entries) - set(going)):
            self.diagnostics.warning(*texts.gets_back(name, self.location.label))

    def _announce_kept(self, prior: Owned) -> None:
        """Says what a destroy leaves in Okta."""
        kept = {name for name, previous in prior.put_back().items() if previous is not None}
        if kept:
            self.diagnostics.warning(*texts.stays(kept, self.location.label))

    def _announce_deleted(self, going: list[str], owned: Owned, why: str) -> None:
        """Says which properties are deleted, and how many people lose a value with them."""
        found = [name for name in going if name in owned.restores]
        lost = self.values_lost(going)
        self.diagnostics.warning(*texts.deleted(going, found, self.location.label, why, lost))

    def values_lost(self, names: list[str]) -> str:
        """A sentence: how many people have a value in each of the properties."""
        return values_lost(self.session.org, self.location.app_id, self.location.user_type_id, names)

    def _refuse_uses(self, names: list[str]) -> None:
        refuse_uses(self.session.org, self.location, names, self.path_of_all, self.diagnostics)


def managed_definition(configured: Mapping[str, Any], planned: Mapping[str, Any]) -> dict[str, Any]:
    """The planned definition with only the arguments that the configuration sets (`type` always)."""
    return {
        argument: value if configured.get(argument) is not None or argument == "type" else None
        for argument, value in planned.items()
    }


def touched_of(private: Mapping[str, Any], key: str) -> dict[str, list[str]]:
    """name -> the arguments ever written, of the properties that a resource owns in one schema. A name is absent where
    that was not recorded.
    """
    return dict((private.get(TOUCHED) or {}).get(key) or {})


def _touched(
    private: Mapping[str, Any], key: str, managed: Mapping[str, list[str]], before: Mapping[str, Any]
) -> dict[str, dict[str, list[str]]]:
    """The record with what this plan sets. `before`: the names owned already; one of them without a record stays
    without. What is under other schemas is for the delete half of a replacement.
    """
    here = touched_of(private, key)
    for name, arguments in managed.items():
        if name not in before:
            here[name] = sorted(arguments)
        elif name in here:
            here[name] = sorted({*here[name], *arguments})
    return {**(private.get(TOUCHED) or {}), key: here}


def _managed(configured: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        name: [argument for argument, value in definition.items() if value is not None]
        for name, definition in configured.items()
    }
