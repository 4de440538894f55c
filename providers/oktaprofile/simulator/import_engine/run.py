"""One import: batch by batch, each in its own transaction, with counts of what it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from oktaprofile.simulator.import_engine.app_profile import import_entry, imported_attributes
from oktaprofile.simulator.import_engine.events import (
    IMPORT_FINISHED,
    IMPORT_STARTED,
    Event,
    expressions_invalid,
    import_event,
    profile_imported,
    user_refused,
    user_updated,
)
from oktaprofile.simulator.import_engine.leaving import leave
from oktaprofile.simulator.import_engine.okta_profile import OktaMapping
from oktaprofile.simulator.import_engine.push import Push, push_targets
from oktaprofile.simulator.import_engine.rules import INVALID, REFUSED, UNDETERMINED, Kept
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.values import EMPTY
from oktaprofile.simulator.state.app_users import AppUser
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.state.directory import Entry
from oktaprofile.simulator.state.users import User

BATCH_PEOPLE = 1000
FULL, INCREMENTAL = "full", "incremental"
IMPORT_FEATURE = "IMPORT_PROFILE_UPDATES"
"""Documented (Applications API, `features`): with it an import updates the app profile of linked people.
IMPORT_NEW_USERS only creates and links, which this engine leaves to the administrator."""
NO_LONGER_UPDATED = frozenset({"DEPROVISIONED"})
"""Assumed: the profile of a deactivated user is not updated any more, that of a suspended one is. Importing
into both in a real org would settle it."""


class ImportRefused(Exception):  # noqa: N818 (it is an answer, like the others of this org)
    """The app cannot be imported from; the text says which app and why. `status` is the HTTP status that fits."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


class ImportRun:
    """An import from one app, or from every app that imports, the profile source with the highest priority first."""

    def __init__(self, org: Org, app_id: str | None = None, *, kind: str = FULL) -> None:
        """`app_id` None means every active app that imports profile updates. `kind`: a FULL import takes everybody, an
        INCREMENTAL one the people whose values changed at the source since the last one (Okta support, "How to perform
        a full import with Active Directory", read 2026-11-30); of those it evaluates every line.

        Raises ImportRefused when the app does not exist, is inactive, or does not import.
        """
        self._org = org
        self._full = kind == FULL
        self._everybody = self._full and org.switches.import_reevaluates
        self._apps = _importing_apps(org) if app_id is None else [_importing_app(org, app_id)]
        self._totals: Counter[str] = Counter()
        self._pushed: Counter[str] = Counter()
        self._pushes_refused: Counter[str] = Counter()
        self._kept = Kept()

    def steps(self) -> Iterator[int]:
        """Does the work. Yields how many people have been dealt with after each batch, when that batch is committed.

        Mappings and schemas are read anew for each batch, so a change made in between counts from the next
        one on.
        """
        for app in self._apps:
            kept = Kept()
            self._org.logs.append_many([import_event(IMPORT_STARTED, app)])
            for entries in self._org.directory.batches("app_id = ?", app.id, batch=BATCH_PEOPLE):
                with self._org.database.transaction():
                    self._batch(app, entries, kept)
                yield self._totals["entries"]
            self._org.logs.append_many([*expressions_invalid(app, kept), import_event(IMPORT_FINISHED, app)])
            self._kept.update(kept)

    def counts(self) -> dict[str, Any]:
        """What was done so far.

        entries: people in the directories; awaiting_confirmation: those of them linked to no Okta user;
        unassigned: linked, but not assigned to the app; inactive: deactivated in Okta; app_users_updated,
        users_updated: profiles that changed; users_refused: people whose whole update a value refused; users_skipped:
        the same for a required value that is missing; users_deactivated:
        those of them whom a full import deactivated or suspended; pushes_refused: people whose whole push an app
        refused; pushed: app users that a push changed, by app label;
        values_kept: values that an expression or the attribute's definition refused, with `reasons`.
        """
        names = (
            "entries",
            "awaiting_confirmation",
            "unassigned",
            "inactive",
            "app_users_updated",
            "users_updated",
            "users_refused",
            "users_skipped",
            "users_deactivated",
        )
        return {
            "apps": [app.label for app in self._apps],
            **{name: self._totals[name] for name in names},
            "pushed": dict(self._pushed),
            "pushes_refused": dict(self._pushes_refused),
            "values_kept": {why: self._kept.total(why) for why in (INVALID, UNDETERMINED, REFUSED)},
            "reasons": [
                {"target": target, "why": why, "reason": reason, "people": count}
                for (why, target, reason), count in self._kept.most_common(20)
            ],
        }

    def _batch(self, app: App, entries: list[Entry], kept: Kept) -> None:
        self._totals["entries"] += len(entries)
        people = self._people(app, entries)
        now = self._org.clock()
        schema = self._org.schemas.app(app.id)
        mapping = OktaMapping(self._org, app)
        hand_made = self._org.switches.import_hand_made_attributes
        attributes = imported_attributes(schema, hand_made=hand_made) if schema else []
        events: list[Event] = []
        updated: dict[str, User] = {}
        left: list[User] = []
        required = [(name, external) for name, external, one in attributes if one.get("required")]
        for entry, app_user, user in people:
            missing = [name for name, external in required if entry.attributes.get(external) in (None, "")]
            if missing:  # the person is skipped whole (Okta support, as in `events.user_refused`)
                self._totals["users_skipped"] += 1
                events.append(user_refused(user, f"{missing[0]}: {EMPTY}", app, skipped=True))
                left.append(user)
                continue
            moved = import_entry(attributes, entry.attributes, app_user.profile, kept)
            if moved:
                app_user.last_updated = now
                self._totals["app_users_updated"] += 1
                events.append(profile_imported(app, user))
            app_user.sync_state, app_user.last_sync = "SYNCHRONIZED", now
            if not moved and not self._everybody:
                continue
            changed, refusal = mapping.apply(user, app_user, kept)
            if refusal:
                skipped = refusal.endswith(EMPTY)
                self._totals["users_skipped" if skipped else "users_refused"] += 1
                events.append(user_refused(user, refusal, app, skipped=skipped))
                left += [user] if skipped else []
            elif changed:
                if "login" in changed:  # the next person must see it taken
                    self._org.users.put_profiles([(user.id, user.profile)], now)
                updated[user.id] = user
                events.append(user_updated(user, changed, app))
        self._org.app_users.put_many(app_user for _, app_user, _ in people)
        self._org.users.put_profiles(((user.id, user.profile) for user in updated.values()), now)
        self._totals["users_updated"] += len(updated)
        events += self._push(app, updated, kept, now)
        if self._full:
            gone = leave(self._org, app, left)
            self._totals["users_deactivated"] += len(gone)
            events += gone
        self._org.logs.append_many(events)

    def _people(self, app: App, entries: list[Entry]) -> list[tuple[Entry, AppUser, User]]:
        """The entries that an import updates, with their app user and their Okta user; the others are counted.

        Assumed: an import neither confirms a person who is linked to nobody (recorded defaults: no automatic
        confirmation) nor assigns one who was unassigned. Either seen in a real org would settle it.
        """
        linked = [entry for entry in entries if entry.user_id is not None]
        self._totals["awaiting_confirmation"] += len(entries) - len(linked)
        ids = [str(entry.user_id) for entry in linked]
        users, app_users = self._org.users.some(ids), self._org.app_users.some(app.id, ids)
        people = []
        for entry in linked:
            user, app_user = users.get(str(entry.user_id)), app_users.get(str(entry.user_id))
            if user is None or app_user is None:
                self._totals["unassigned"] += 1
            elif user.status in NO_LONGER_UPDATED:
                self._totals["inactive"] += 1
            else:
                people.append((entry, app_user, user))
        return people

    def _push(self, source: App, updated: dict[str, User], kept: Kept, now: float) -> list[Event]:
        if not updated:
            return []
        events: list[Event] = []
        for target in push_targets(self._org, source):
            push = Push(self._org, target)
            done = push.run(updated, now)
            if push.pushed:
                self._pushed[target.label] += push.pushed
            if push.refused:
                self._pushes_refused[target.label] += push.refused
            kept.update(push.kept)
            events += done
        return events


def run_import(org: Org, app_id: str | None = None, *, kind: str = FULL) -> dict[str, Any]:
    """A whole import in one go; returns `ImportRun.counts()`. Raises ImportRefused."""
    run = ImportRun(org, app_id, kind=kind)
    for _ in run.steps():
        pass
    return run.counts()


def _importing_apps(org: Org) -> list[App]:
    first = org.apps.profile_sources()
    rest = [
        app
        for app in org.apps.of_kind("app")
        if app.status == "ACTIVE" and app.id not in {one.id for one in first}
    ]
    return [app for app in [*first, *rest] if IMPORT_FEATURE in app.features]


def _importing_app(org: Org, app_id: str) -> App:
    app = org.apps.app(app_id)
    if app is None:
        raise ImportRefused(f"there is no app {app_id}: look its id up with GET /api/v1/apps", 404)
    if app.status != "ACTIVE":
        raise ImportRefused(f"{app.label} ({app_id}) is {app.status}: activate it before importing from it")
    if IMPORT_FEATURE not in app.features:
        has = ", ".join(sorted(app.features)) or "none"
        raise ImportRefused(
            f"{app.label} ({app_id}) imports nobody: its features are {has}; an import needs {IMPORT_FEATURE}"
        )
    return app
