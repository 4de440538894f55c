"""The import engine: what an app knows about its people reaches Okta, and from there the apps that Okta pushes to.

    app_profile.py   an entry of the app's directory -> the app user's profile
    okta_profile.py  app user's profile -> Okta user, by the mapping and the source of each attribute
    push.py          Okta user -> app users of the apps with PUSH_PROFILE_UPDATES, by the mapping the other way
    rules.py         a mapping ready to run
    leaving.py       people whom a full import skips, and deactivates
    uniqueness.py    values that one user alone may have
    events.py        System Log events
    run.py           one import, batch by batch, and its counts

It works on the state (`org.py`), not over HTTP, and evaluates expressions with `oktaprofile.expression`. It
shares no code with anything that predicts what a change would do: a prediction that agrees with this engine
has to agree on its own.

What it rests on: Okta's help on profile sources and attribute sources ("Profile sources", "Define the
attribute profile source", read 2026-11), on mappings ("apply on create and update" and "apply on create
only"), and the event types catalogue. Each `Assumed:` in these modules names what no source tells and what
would settle it.
"""

from oktaprofile.simulator.import_engine.run import (
    FULL,
    INCREMENTAL,
    ImportRefused,
    ImportRun,
    run_import,
)

__all__ = ["FULL", "INCREMENTAL", "ImportRefused", "ImportRun", "run_import"]
