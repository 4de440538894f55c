"""A mapping for the people who exist ("Apply updates now"), from the profiles as they are stored.

Documented: everybody assigned is updated and pushed to, also where the app user was behind; a mapping to Okta works
from the app user as the last import left it, and only for attributes that the app is the source of.
"""

from __future__ import annotations

from oktaprofile.simulator.import_engine.events import user_refused, user_updated
from oktaprofile.simulator.import_engine.okta_profile import OktaMapping
from oktaprofile.simulator.import_engine.push import Push, push_targets
from oktaprofile.simulator.import_engine.rules import Kept
from oktaprofile.simulator.import_engine.run import NO_LONGER_UPDATED
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.values import EMPTY
from oktaprofile.simulator.state.apps import App


def reapply(org: Org, app: App, type_id: str, *, to_okta: bool) -> None:
    """Applies the mapping of an app and a user type to everybody of both, in one transaction a batch."""
    now, kept = org.clock(), Kept()
    mapping = OktaMapping(org, app)
    for assigned in org.app_users.batches("app_id = ?", app.id):
        with org.database.transaction():
            users = org.users.some([one.user_id for one in assigned])
            ours = {
                id_: user
                for id_, user in users.items()
                if user.type_id == type_id and user.status not in NO_LONGER_UPDATED
            }
            if not to_okta:
                if app.push_profile_updates and app.status == "ACTIVE":
                    org.logs.append_many(Push(org, app).run(ours, now))
                continue
            changed = {}
            for app_user in assigned:
                user = ours.get(app_user.user_id)
                if user is None or app_user.external_id is None:  # no import ever left anything there
                    continue
                names, refusal = mapping.apply(user, app_user, kept)
                if refusal:
                    org.logs.append_many([user_refused(user, refusal, app, skipped=refusal.endswith(EMPTY))])
                elif names:
                    changed[user.id] = user
                    org.logs.append_many([user_updated(user, names, app)])
            org.users.put_profiles(((user.id, user.profile) for user in changed.values()), now)
            for target in push_targets(org, app) if changed else ():
                org.logs.append_many(Push(org, target).run(changed, now))
