"""From the Okta user to the apps that Okta pushes profile updates to."""

from __future__ import annotations

from oktaprofile.simulator.app_users.by_group import ByGroup
from oktaprofile.simulator.import_engine.app_profile import USER_NAME
from oktaprofile.simulator.import_engine.events import Event, profile_pushed, push_refused
from oktaprofile.simulator.import_engine.rules import (
    UNDETERMINED,
    Applied,
    Kept,
    Rule,
    apply_rules,
    ready_rules,
)
from oktaprofile.simulator.mappings.expressions import source_attributes
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.app_users import AppUser
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.state.directory import Entry
from oktaprofile.simulator.state.schemas import Schema
from oktaprofile.simulator.state.users import User

_MADE_UP = frozenset({"displayName", "locale"})
_DIRECTORY_LONGEST = {
    3: "c",
    6: "initials",
    16: "employeeid",
    20: "samaccountname",
    40: "postalcode postofficebox",
    64: "telephonenumber ipphone mobile homephone pager othertelephone facsimiletelephonenumber department company"
    " givenname sn cn middlename generationqualifier",
    128: "title l st co physicaldeliveryofficename",
    256: "displayname mail division employeetype",
    512: "employeenumber",
    1024: "streetaddress",
}
"""Most characters -> Active Directory's attributes, in lower case."""
_OKTAS_NAMES = {
    **{"mobilephone": "mobile", "firstname": "givenname", "lastname": "sn", "email": "mail", "city": "l"},
    **{"state": "st", "zipcode": "postalcode", "countrycode": "c", "honorificprefix": "generationqualifier"},
}
"""What Okta calls them -> their names there."""


class Push:
    """The push to one app, by its mappings as they are when this is made."""

    def __init__(self, org: Org, app: App) -> None:
        self.app = app
        self.kept = Kept()
        self.pushed = self.refused = 0
        self._org = org
        self._schema: Schema | None = org.schemas.app(app.id)
        self._rules: dict[str, list[Rule]] = {}
        self._typed = org.typed.of_app(app.id)
        self._by_group = ByGroup(org, app)

    def run(self, users: dict[str, User], now: float) -> list[Event]:
        """Pushes to those of `users` (by id, profiles already written) who are assigned and linked; the events.

        An app user that is linked to nobody in the app gets nothing (Okta support, "Okta is not updating users'
        attributes in some applications", read 2026-11-30).
        The whole mapping is evaluated, not only what changed in Okta: an app user that is behind catches up.
        """
        changes: dict[str, list[str]] = {}
        events: list[Event] = []
        app_users = self._org.app_users.some(self.app.id, users)
        for user_id, app_user in app_users.items():
            if app_user.status != "ACTIVE" or app_user.external_id is None:
                continue
            changed, refusal = self._apply(users[user_id], app_user)
            if refusal:
                events.append(push_refused(self.app, users[user_id], refusal))
                self.refused += 1
            elif changed:
                changes[user_id] = changed
                app_user.sync_state, app_user.last_sync, app_user.last_updated = "SYNCHRONIZED", now, now
        touched = [app_users[user_id] for user_id in changes]
        self._org.app_users.put_many(touched)
        self._write_entries(touched, changes)
        self.pushed = len(changes)
        return [*events, *(profile_pushed(self.app, users[one], changed) for one, changed in changes.items())]

    def _apply(self, user: User, app_user: AppUser) -> Applied:
        """One value that the app refuses stops the person's whole push (Okta support, "Troubleshooting constraint
        violations when provisioning Okta users to Active Directory", read 2026-11-30).

        Assumed: the app user in Okta then keeps its values, too; such a push in a real org would settle it.
        """
        if user.type_id not in self._rules:
            mapping = self._org.mappings.find(self.app.id, user.type_id, "to_app")
            rules = ready_rules(mapping, self._schema)
            self._rules[user.type_id] = [self._limited(rule) for rule in rules if rule.target != USER_NAME]
        rules = self._rules[user.type_id]
        typed = self._typed.get(user.id, ())
        rules = [rule for rule in rules if rule.target not in typed and not self._made_up(rule, user)]
        profile = dict(app_user.profile)
        context = {"user": user.profile, "source": user.profile, "appuser": app_user.profile}
        applied = apply_rules(rules, context, profile, self.kept)
        if not applied.refusal:
            applied.changed.extend(self._by_group.give(user, app_user, profile))
        if applied.changed:
            app_user.profile = profile
        return applied

    def _made_up(self, rule: Rule, user: User) -> bool:
        """Whether a line reads what nobody set and Okta makes up: nothing published says what it gives (Okta support,
        "Unable to search users based on user locale attrib being null", read 2026-11-30)."""
        missing = _MADE_UP - user.profile.keys()
        if not missing or isinstance(rule.compiled, str):
            return False
        if missing.isdisjoint(source_attributes(rule.compiled.expression.source, "to_app")):
            return False
        self.kept.note(UNDETERMINED, rule.target, "it reads what nobody set and Okta makes up")
        return True

    def _limited(self, rule: Rule) -> Rule:
        """A rule with the limits of Active Directory's own schema, which Okta's does not show (Microsoft's attribute
        reference; Okta's help, "Active Directory attribute mappings to Okta properties"; read 2026-11-30)."""
        if self.app.name != "active_directory":
            return rule
        name = rule.definition.get("externalName") or _OKTAS_NAMES.get(rule.target.lower(), rule.target)
        for most, names in _DIRECTORY_LONGEST.items():
            if name.lower() in names.split():
                array = rule.definition.get("type") == "array"
                one = rule.definition.get("items") or {} if array else rule.definition
                one = {**one, "maxLength": min(one.get("maxLength") or most, most)}
                return rule._replace(definition={**rule.definition, "items": one} if array else one)
        return rule

    def _write_entries(self, app_users: list[AppUser], changes: dict[str, list[str]]) -> None:
        """What is pushed arrives in the app's own directory, under the external names of its schema."""
        linked = [app_user for app_user in app_users if app_user.external_id is not None]
        entries = self._org.directory.some(self.app.id, [str(app_user.external_id) for app_user in linked])
        arrived: list[Entry] = []
        for app_user in linked:
            entry = entries.get(str(app_user.external_id))
            if entry is None or self._schema is None:
                continue
            whole = self._schema.properties() if self._org.switches.push_whole_profile else ()
            for name in {*changes[app_user.user_id], *whole} - {USER_NAME}:
                external = (self._schema.property(name) or {}).get("externalName") or name
                value = app_user.profile.get(name)
                if value in (None, ""):
                    entry.attributes.pop(external, None)
                else:
                    entry.attributes[external] = value
            arrived.append(entry)
        self._org.directory.put_many(arrived)


def push_targets(org: Org, source: App) -> list[App]:
    """The active apps that updates are pushed to. Never the app the values have just come from: it has them."""
    return [
        app
        for app in org.apps.of_kind("app")
        if app.push_profile_updates and app.status == "ACTIVE" and app.id != source.id
    ]
