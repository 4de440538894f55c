"""From the app user's profile to the Okta user: only where the app is the source of the attribute.

Not modelled: a user report (support forum, 2026-06) says that people who were sourced by Okta and linked to a directory
later keep their PROFILE_MASTER attributes. Here the highest assigned profile source counts, whenever it was assigned.
"""

from __future__ import annotations

from collections.abc import Collection

from oktaprofile.expression import compile_expression
from oktaprofile.simulator.import_engine.rules import REFUSED, Applied, Kept, Rule, apply_rules, ready_rules
from oktaprofile.simulator.import_engine.uniqueness import Uniqueness
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.formats import LOGIN, login
from oktaprofile.simulator.state.app_users import AppUser
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.state.schemas import Property
from oktaprofile.simulator.state.users import User
from oktaprofile.simulator.users.sources import source_of

TAKEN = "another user has it"


class OktaMapping:
    """The mappings from one app to the user types, as they are when this is made."""

    def __init__(self, org: Org, app: App) -> None:
        self._org = org
        self._app = app
        self._uniqueness = Uniqueness(org)
        self._sources = [source.id for source in org.apps.profile_sources()]
        self._rules: dict[str, list[Rule]] = {}
        self._allowed: dict[tuple[str, frozenset[str]], list[Rule]] = {}

    def rules_for(self, type_id: str, assigned: Collection[str]) -> list[Rule]:
        """The rules that apply to a user of a type who is assigned to these apps: those whose target the app
        is the source of."""
        key = (type_id, frozenset(assigned))
        if key not in self._allowed:
            self._allowed[key] = [
                rule for rule in self._of_type(type_id) if self._gives(rule.definition, key[1])
            ]
        return self._allowed[key]

    def _gives(self, definition: Property, assigned: frozenset[str]) -> bool:
        """Whether the app is the source of an attribute for a user of these apps."""
        switches = self._org.switches
        level, frozen = switches.attribute_level_mastering, switches.override_outside == "frozen"
        source = source_of(definition, assigned, self._sources, attribute_level=level, frozen=frozen)
        return source == self._app.id

    def apply(self, user: User, app_user: AppUser, kept: Kept) -> Applied:
        """Brings a user's profile up to the app user's, whole or not at all."""
        if not self._of_type(user.type_id):
            return Applied([])
        rules = self.rules_for(user.type_id, self._org.app_users.app_ids(user.id))
        if not rules:
            return Applied([])
        source = {**app_user.profile, "userName": app_user.user_name}
        context = {
            "appuser": source,
            "appUser": source,
            "source": source,
            self._app.name: source,
            "user": user.profile,
        }
        profile = dict(user.profile)
        applied = apply_rules(rules, context, profile, kept)
        if applied.refusal or not applied.changed:
            return applied
        taken = self._uniqueness.taken(user, profile, applied.changed)
        if taken is not None:
            kept.note(REFUSED, taken, TAKEN)
            return Applied([], f"{taken}: {TAKEN}")
        former, user.profile = user.profile, profile
        self._uniqueness.note(user, former)
        return applied

    def _of_type(self, type_id: str) -> list[Rule]:
        if type_id not in self._rules:
            mapping = self._org.mappings.find(self._app.id, type_id, "to_okta")
            schema = self._org.schemas.user(type_id)
            rules = [_asked(rule) for rule in ready_rules(mapping, schema)]
            if schema and self._org.switches.unmapped_source == "blank":
                mapped = mapping.properties if mapping else {}
                rules += [
                    Rule(name, definition, compile_expression("null"))
                    for name, definition in schema.properties().items()
                    if name not in mapped and not definition.get("required")
                ]
            self._rules[type_id] = rules
        return self._rules[type_id]


def _asked(rule: Rule) -> Rule:
    return rule._replace(definition=login(rule.definition)) if rule.target == LOGIN else rule
