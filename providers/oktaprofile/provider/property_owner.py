"""Plans the custom properties that one resource owns: the part that its three resource types share.

The plural resource owns several names of one schema, the singular ones own one; here both are a map of name
-> definition. What a plan decides is in property_plan.py, who else claims a name in ownership.py.
"""

from __future__ import annotations

from oktaprofile.provider.definition_json import differences
from oktaprofile.provider.ownership import IF_DEPOSED, OWNER, new_token, token_of
from oktaprofile.provider.pending import ATTRIBUTES, IN_PLACE, source_key
from oktaprofile.provider.property_plan import (
    WHAT_QUARANTINE_MEANS,
    check_choices,
    check_master,
    former_definition,
    impossible_changes,
    keep_unmanaged,
    listed,
    pending_definition,
    plan_addition,
    warn_left_behind,
)
from oktaprofile.provider.property_uses import (
    announce_uses,
    begin_reads,
    refuse_uses,
    refuse_uses_left,
    values_lost,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import Context
    from oktaprofile.provider.definition_json import Difference
    from oktaprofile.provider.property_place import PropertyPlace
    from oktaprofile.provider.session import Session

# In private state: name -> the arguments that the configuration sets.
MANAGED = "managed"
# In private state: schema -> name -> the arguments that were ever set while the property was owned: what to put back.
TOUCHED = "touched"
# In private state, from the plan of a destroy to the delete: [id of a mapping, target] that has to be given up first.
AWAITS = "awaits"


class Owned:
    """What a resource owns: name -> definition, and name -> what was found before Terraform (JSON; no key: nothing).

    `deletes`: what was found is not put back (`on_destroy`).
    """

    __slots__ = ("definitions", "deletes", "restores")

    def __init__(
        self,
        definitions: Mapping[str, Any],
        restores: Mapping[str, str | None] | None,
        *,
        deletes: bool = False,
    ) -> None:
        self.definitions = dict(definitions)
        self.restores = {name: text for name, text in (restores or {}).items() if text is not None}
        self.deletes = deletes

    def former(self) -> dict[str, Any]:
        """name -> definition that is put back, None: the property goes."""
        put_back = {} if self.deletes else self.restores
        return {name: former_definition(put_back.get(name)) for name in self.definitions}

    def going(self) -> list[str]:
        """The properties that are deleted when the resource gives them up, with the values that people have."""
        return [name for name, former in self.former().items() if former is None]


class Planned:
    """`definitions` and `restores` are the planned values; `impossible` is name -> what Okta can't change in place.

    `writes`: whether the apply would send anything.
    """

    __slots__ = ("definitions", "impossible", "private", "restores", "writes")

    def __init__(self, private: dict[str, Any]) -> None:
        self.definitions: dict[str, Any] = {}
        self.restores: dict[str, str] = {}
        self.impossible: dict[str, list[Difference]] = {}
        self.private = private
        self.writes = False


class PropertyPlanner:
    """Plans for one resource.

    `type_name` is its type, `path_of` leads from a property's name to its arguments.
    """

    def __init__(
        self,
        session: Session,
        place: PropertyPlace,
        type_name: str,
        path_of: Callable[[str], Path],
        ctx: Context,
    ) -> None:
        self.session = session
        self.place = place
        self.type_name = type_name
        self.path_of = path_of
        self.ctx = ctx
        self.diagnostics = ctx.diagnostics

    def plan(
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
        on what this plan gives up.
        """
        request_token = token_of(private)
        token = request_token or new_token()
        view = self.place.view()
        managed_now = _managed(configured)
        before = dict(prior.definitions) if prior else {}
        touched = _touched(private, self.place.key, managed_now, before)
        planned = Planned({OWNER: token, MANAGED: managed_now, TOUCHED: touched})
        present = {name: self._found(view.custom, name, request_token, prior) for name in configured}
        self._claim(token, [*configured, *(name for name in before if name not in configured)])
        self._claim_sources(token, configured)
        if prior:
            self.session.ownership.will_release(token, self.place.key, prior.former())
        managed = (private.get(MANAGED) or {}) if prior else {}
        for name, definition in configured.items():
            path = self.path_of(name)
            check_master(view, definition, path, self.diagnostics)
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
            planned.definitions[name] = dict(definition)
            restores = plan_addition(
                view, name, definition, present[name], adopt_existing, path, self.diagnostics
            )
            if restores is not None:
                planned.restores[name] = restores
            planned.writes = True
        removed = {name: one for name, one in before.items() if name not in configured}
        planned.writes |= bool(removed)
        self._announce_removed(Owned(removed, prior.restores if prior else {}, deletes=deletes))
        if planned.writes:
            self.place.refuse_inactive(self.diagnostics)
        self.session.pending.add(
            self.place.key,
            {name: pending_definition(one) for name, one in planned.definitions.items()},
            new=[name for name in configured if name not in view.custom],
        )
        return planned

    def release(
        self, prior: Owned, private: Mapping[str, Any], how: str, *, to_another_place: bool = False
    ) -> dict[str, Any]:
        """Notes what a destroy (or, with IN_PLACE, the first half of a replacement) gives up, and says what that does.
        Returns the private state for the delete.

        `to_another_place`: it is replaced in another schema. A mapping that refers to it moves there too, so Terraform
        destroys that first; under a new name in the same schema the mapping would only be updated, afterwards.
        """
        token = token_of(private) or new_token()
        self._claim(token, prior.definitions)
        self.session.ownership.will_release(token, self.place.key, prior.former())
        going = prior.going()
        self.session.pending.remove(self.place.key, going, how)
        self._announce_kept(prior)
        if not going:
            return dict(private)
        if how == IN_PLACE:
            if to_another_place:
                announce_uses(self.session.org, self.place, going, self.path_of("")[:-1], self.diagnostics)
            else:
                self._refuse_uses(going)
            return dict(private)
        begin_reads(self.session.org, self.place)
        self.diagnostics.warning(
            f"Properties will be deleted with their values: {listed(going)}",
            f"{self._origin(going, prior)}Okta deletes a property with the values that people have in it. "
            f"{values_lost(self.session.org, self.place, going)}",
        )
        path = self.path_of("")[:-1]
        return {
            **private,
            AWAITS: refuse_uses_left(self.session, self.place, going, path, self.ctx, ATTRIBUTES),
        }

    def replace(self, name: str) -> None:
        """Notes that a property is deleted and added again under its name."""
        self.session.pending.remove(self.place.key, [name], IN_PLACE)
        self._refuse_uses([name])

    def _found(
        self, custom: Mapping[str, Any], name: str, token: str | None, prior: Owned | None
    ) -> Mapping[str, Any] | None:
        """What will stand under the name when the apply comes to it."""
        if prior is None:
            left = self.session.ownership.remainder(token, self.place.key, name)
            if left is not None:
                return left.former  # type: ignore[return-value]
        return custom.get(name)

    def _claim(self, token: str, names: Any) -> None:  # noqa: ANN401 - any iterable of names
        clashes = self.session.ownership.claim(token, self.type_name, self.place.key, names)
        for name, other in clashes.items():
            self.diagnostics.error(
                "Two resources own the same property",
                f"{name} of {self.place.label} is claimed by an {self.type_name} and by another resource, an "
                f"{other}, in this configuration or its state. Each would undo the other's work. Keep it in one "
                "of them. If a resource was only renamed, tell Terraform with a moved block; to hand a property "
                f"over without losing its values, use terraform state rm and terraform import. {IF_DEPOSED}",
                self.path_of(name),
            )

    def _claim_sources(self, token: str, configured: Mapping[str, Any]) -> None:
        """A configured `master` of a user property is what oktaprofile_master_override sets too."""
        if self.place.user_type_id is None:
            return
        names = [name for name, definition in configured.items() if definition["master"] is not None]
        clashes = self.session.ownership.claim(
            token, self.type_name, source_key(self.place.user_type_id), names
        )
        for name, other in clashes.items():
            self.diagnostics.error(
                f"Two resources own the source of {name}",
                f"This {self.type_name} sets master, and so does an {other} of this configuration. Each would "
                "undo the other's work: leave master and master_priority out here, or remove the other.",
                (*self.path_of(name), "master"),
            )

    def _check_sources(
        self, definition: Mapping[str, Any], found: Mapping[str, Any] | None, path: Path
    ) -> None:
        """The apps of a configured OVERRIDE."""
        if definition.get("master_priority") is None:
            return
        from oktaprofile.provider.profile_sources import check_sources

        writes = found is None or bool(differences(definition, found, "master_priority"))
        sources = definition["master_priority"]
        check_sources(self.session.org, sources, (*path, "master_priority"), self.diagnostics, writes=writes)

    def _announce_removed(self, removed: Owned) -> None:
        """Says what happens to properties that the configuration no longer names."""
        going = removed.going()
        if going:
            self.session.pending.remove(self.place.key, going, IN_PLACE)
            self.diagnostics.warning(
                f"Properties will be deleted with their values: {listed(going)}",
                f"{', '.join(sorted(going))} of {self.place.label}: no longer in the configuration. "
                f"{self._origin(going, removed)}{WHAT_QUARANTINE_MEANS} "
                f"{values_lost(self.session.org, self.place, going)}",
            )
            self._refuse_uses(going)
        for name in sorted(set(removed.definitions) - set(going)):
            self.diagnostics.warning(
                f"A property gets its former definition back: {name}",
                f"{name} of {self.place.label} is no longer in the configuration. It existed before Terraform took it "
                "over, so it stays, with the values that people have and the definition that was found then. To have "
                'it deleted, set on_destroy = "delete" as well.',
            )

    def _announce_kept(self, prior: Owned) -> None:
        """Says what a destroy leaves in Okta."""
        kept = {name for name, former in prior.former().items() if former is not None}
        if kept:
            self.diagnostics.warning(
                f"Properties stay in Okta: {listed(kept)}",
                f"{', '.join(sorted(kept))} of {self.place.label} existed before Terraform took them over: they stay, "
                "with the values that people have, and what Terraform changed in their definitions is put back as it "
                'was found (restores). To have them deleted, set on_destroy = "delete" and apply that first.',
            )

    def _origin(self, going: list[str], owned: Owned) -> str:
        """A sentence on those that were not made by Terraform; "" where it made all of them."""
        found = [name for name in going if name in owned.restores]
        if not found:
            return ""
        return f'{listed(found)} existed before Terraform; on_destroy = "delete" gives them up all the same. '

    def _refuse_uses(self, names: list[str]) -> None:
        refuse_uses(self.session.org, self.place, names, self.path_of("")[:-1], self.diagnostics)


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
    without. What stands under other schemas is for the delete half of a replacement.
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
