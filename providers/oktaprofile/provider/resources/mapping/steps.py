"""What `oktaprofile_mapping` does with the keys that this configuration owns in one mapping of an app and a user type.

Okta makes one mapping row per app, user type and direction, together with the app or the type; it is never
created or deleted here. The resource owns the keys that it names and touches no other. The previous value of a key
is in `restores`, known at plan; destroy, and taking a key out of the configuration, put it back. An
administrator's edit shows as drift in the next plan, and applying that plan does what it shows; an edit
made between plan and apply refuses the apply.

A read needs one call; a plan needs the app, both schemas and the row, all of them shared within the
process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.plugin.resource import Applied, ApplyFailed, Plan
from oktaprofile.plugin.values import UNKNOWN, is_wholly_known
from oktaprofile.provider import lookup
from oktaprofile.provider.app_features import TO_APP, TO_OKTA
from oktaprofile.provider.arguments import DEFAULT
from oktaprofile.provider.owned.private_state import (
    FORMAT,
    FOUND,
    IMPORTED,
    MOVED,
    OWNER,
    REAPPLY,
    carried,
    new_token,
    token_of,
)
from oktaprofile.provider.owned.state import Owned
from oktaprofile.provider.owned.values import ValueSteps
from oktaprofile.provider.resources.mapping import checks, document, existing_users, imports, plan, texts
from oktaprofile.provider.resources.mapping.change import MappingChange
from oktaprofile.provider.resources.mapping.location import MappingLocation, expect_row, is_gone, row_of
from oktaprofile.provider.resources.properties.location import app_location_unchecked
from oktaprofile.provider.resources.properties.uses import refuse_uses_left
from oktaprofile.provider.run.pending import (
    IN_PLACE,
    MAPPINGS,
    app_schema_key,
    mapping_key,
    user_schema_key,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from oktaprofile.okta.document import Document
    from oktaprofile.okta.errors import OktaError
    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import ApplyRequest, PlanRequest, ReadRequest
    from oktaprofile.provider.resources.mapping.document import Entry

    State = dict[str, Any]

# Users cannot be made without this one, so it is never unmapped: the official provider leaves it out as well.
LOGIN = "login"
USER_NAME = "userName"
NEED_SUPPORT = frozenset({"onPremisesDomainName", "onPremisesSamAccountName", "onPremisesUserPrincipalName"})


class MappingSteps(ValueSteps):
    """The keys that one configuration owns in one mapping row."""

    kind: ClassVar[str] = MAPPINGS
    location_arguments: ClassVar[tuple[str, ...]] = ("app_id", "direction", "user_type")
    one: ClassVar[str] = "the mapping"
    many: ClassVar[str] = "Mappings"
    argument: ClassVar[str] = "properties"

    def apps(self, state: State) -> list[str]:
        return [state["app_id"]]

    def document_key(self, state: State) -> str:
        return mapping_key(state["app_id"], state["direction"], state["user_type_id"])

    def shared_document(self, state: State) -> Document:
        return row_of(self.session.org, state)

    def schemas(self, planned: State) -> tuple[str, str]:
        return app_schema_key(planned["app_id"]), user_schema_key(planned["user_type_id"])

    def found(self, answered: Mapping[str, Any], state: State) -> dict[str, Entry]:
        return document.entries(answered)

    is_gone = staticmethod(is_gone)

    def gone(self, state: State, error: OktaError | None) -> tuple[str, str]:
        return texts.gone(state["id"], state["app_id"])

    def change(self, wanted: dict[str, Any], found: dict[str, Any]) -> MappingChange:
        return MappingChange(wanted, found)

    def owned(self, state: State) -> Owned:
        return Owned(state["properties"] or {}, state["restores"])

    def with_owned(self, state: State, owned: Owned) -> dict[str, Any]:
        return {**state, "properties": owned.entries, "restores": owned.restores}

    to_okta = staticmethod(document.wanted_of)
    as_found = staticmethod(document.refreshed)
    previous = staticmethod(document.from_restores)
    in_words = staticmethod(document.in_words)

    def keeps(self, state: State, key: str) -> bool:
        return key == LOGIN and bool(state["direction"] == TO_OKTA)

    completed = staticmethod(plan.completed)

    def note_given_up(self, state: State, values: dict[str, Any]) -> None:
        self.session.pending.leave(state["id"], values)

    def path_of(self, error: OktaError, keys: Iterable[str]) -> Path:
        named = [
            key
            for key in keys
            if any(f"Invalid target field {key}" == cause.strip() for cause in error.causes)
        ]
        one = named or list(keys)
        return ("properties", one[0]) if named or len(one) == 1 else ("properties",)

    def second_owner(self, key: str, other: str, state: State) -> tuple[str, str, Path]:
        return texts.second_owner(key, state["id"])

    def leave_open(self, request: PlanRequest, planned: dict[str, Any]) -> None:
        plan.leave_open(planned)
        self._announce_reapply(request.prior, planned, None, writes=True)

    def plan_known(self, request: PlanRequest, planned: dict[str, Any]) -> Plan:
        """The plan where app, direction and user type are known: the row can be read."""
        session = self.session
        if request.prior is not None:
            expect_row(session.org, request.prior)
        session.org.ahead.application(planned["app_id"])
        session.org.ahead.mapping(
            planned["app_id"], planned["direction"], planned["user_type"], (request.prior or {}).get("id")
        )
        location = MappingLocation.resolve(
            session.org, planned["app_id"], planned["direction"], planned["user_type"]
        )
        planned["user_type_id"] = location.user_type_id
        prior, replace, key = request.prior, [], self.document_key(planned)
        if prior is not None:
            self.will_release(prior)
            if self.document_key(prior) != key:
                # another app or direction replaces by the schema; the type only if it is really another one
                replace = [("user_type",)] if prior["user_type_id"] != location.user_type_id else []
                self._move(prior, planned)
                prior = None
        row = location.document(None if prior is None else prior["id"]).read()
        planned["id"] = row["id"]
        kept = {OWNER: self.token, **({} if prior is None else carried(request.private, IMPORTED, REAPPLY))}
        if planned["properties"] is UNKNOWN:
            planned["restores"] = UNKNOWN
            self._announce_reapply(prior, planned, None, writes=True)
            return Plan(planned, replace, kept)
        owned_keys = [] if prior is None else self.keys(prior)
        self.claim(key, [name for name in planned["properties"] if name not in owned_keys], planned)
        session.pending.add(key, planned["properties"])
        planned["properties"] = plan.with_push_status(planned["properties"], location)
        found = document.entries(row)
        for name in planned["properties"] if prior is None else ():
            left = session.ownership.remainder(token_of(request.private), key, name)
            if left is not None:
                found.pop(name, None)
                found.update({} if left.previous is None else {name: left.previous})
        writes = self._writes(prior, planned, found)
        planned["restores"] = plan.restores(prior, owned_keys, planned, found)
        if prior is not None:
            checks.refuse_removed_in_place(session, prior, self.diagnostics)
        warned = None if self.token in session.imported else prior
        checks.check_against_org(
            session, location, planned, self.ctx, warned=warned, found=found, writes=bool(writes)
        )
        if location.direction == TO_APP:
            self._announce_targets(location, writes)
        create_only = plan.on_create_only(planned, writes)
        if create_only:
            self.diagnostics.warning(*texts.on_create_only(location.app, location.direction, create_only))
        self._announce_reapply(prior, planned, found, writes=bool(writes))
        self._announce(planned["properties"], owned_keys, found)
        if prior is not None:
            going = [name for name in owned_keys if name not in planned["properties"]]
            self.announce_given_up(prior, going, planned, found)
        return Plan(planned, replace, {**kept, FOUND: writes})

    def announce_given_up(self, prior: State, keys: Iterable[str], choice: State, found: State) -> None:
        """Warns also of a mapping of login that stays."""
        super().announce_given_up(prior, keys, choice, found)
        if LOGIN in keys and LOGIN not in self.given_up(prior, keys, choice):
            self.diagnostics.warning(*texts.LOGIN_STAYS)

    def _announce_targets(self, location: MappingLocation, keys: Collection[str]) -> None:
        """Warns of attributes of an app whose mapping Okta does not use, or not by itself."""
        if USER_NAME in keys and not self.session.org.user_type(location.selector).default:
            self.diagnostics.warning(*texts.user_name_of_another_type(location.app))
        asked_for = sorted(NEED_SUPPORT.intersection(keys))
        if asked_for:
            self.diagnostics.warning(*texts.need_support(asked_for))

    def _announce_reapply(
        self, prior: State | None, planned: State, found: State | None, *, writes: bool
    ) -> None:
        existing_users.announce(
            self.session.org, prior, planned, found, writes=writes, diagnostics=self.diagnostics
        )

    def _announce(self, properties: State, owned_keys: list[str], found: Mapping[str, Entry]) -> None:
        """Warns of what a plan does to keys that were mapped before."""
        new = {key: item for key, item in properties.items() if key in found and key not in owned_keys}
        same = [
            key for key, item in new.items() if is_wholly_known(item) and self.to_okta(item) == found[key]
        ]
        taken = {key: found[key] for key in new if key not in same}
        if taken:
            self.diagnostics.warning(*texts.taken_over(taken))
        if same:
            self.diagnostics.warning(*texts.adopted(same))

    def _writes(
        self, prior: State | None, planned: State, found: Mapping[str, Entry]
    ) -> dict[str, Entry | None]:
        """The keys that apply has to write, with what must still be there for the plan to hold (None: no mapping).

        For a key of the resource that is the refreshed prior state, which the plan shows; for a new one it is what
        Okta had at plan.
        """
        if prior is None:
            return {key: found.get(key) for key in planned["properties"]}
        before, owned_keys = self.wanted(prior), self.keys(prior)
        changed: dict[str, Entry | None] = {}
        for key, item in planned["properties"].items():
            if key not in before:
                changed[key] = None if key in owned_keys else found.get(key)
            elif not is_wholly_known(item) or self.to_okta(item) != before[key]:
                changed[key] = before[key]
        going = [key for key in owned_keys if key not in planned["properties"]]
        return {**changed, **{key: before.get(key) for key in self.given_up(prior, going, planned)}}

    def _move(self, prior: dict[str, Any], planned: State) -> None:
        """The first half of a replacement: says what the old row gets, and refuses a move that is known to fail
        because somebody else's mapping uses what goes with the old app.
        """
        session, keys = self.session, self.keys(prior)
        self.note_given_up(prior, self.given_up(prior, keys, prior))
        self.announce_given_up(prior, keys, prior, self.wanted(prior))
        if prior["app_id"] == planned["app_id"]:
            return
        removed = session.pending.removes(app_schema_key(prior["app_id"]))
        going = [name for name, how in removed.items() if how == IN_PLACE]
        location = app_location_unchecked(session, prior["app_id"])
        refuse_uses_left(session, location, going, ("app_id",), self.ctx, MAPPINGS)

    def put(self, request: ApplyRequest) -> Applied:
        try:
            applied = super().put(request)
        except ApplyFailed as failed:
            existing_users.after_failure(failed)
            raise
        return existing_users.after_put(self.session.org, request, applied, self.diagnostics)

    def refresh(self, request: ReadRequest) -> Applied | None:
        if MOVED not in request.private:
            refreshed = super().refresh(request)
            if refreshed is not None and refreshed.state is not None:
                refreshed.state = existing_users.refreshed(refreshed.state, request.private)
            return refreshed
        found = self.look(request.state)
        if found is None:
            return None
        state = imports.moved(self.session.org, request.state, found)
        return Applied(state, {**FORMAT, OWNER: request.private[OWNER]})

    def imported(self, id_: str) -> Applied:
        token = new_token()
        self.session.imported.add(token)
        return Applied(imports.imported(self.session.org, id_), {**FORMAT, OWNER: token})

    def imported_identity(self, identity: dict[str, Any]) -> Applied:
        selector = lookup.selector_of(self.session.org, identity["user_type_id"])
        route = f"{identity['app_id']}/{identity['direction'] or TO_OKTA}/{selector or DEFAULT}"
        keys = identity["properties"]
        return self.imported(route if keys is None else f"{route}/{','.join(keys)}")
