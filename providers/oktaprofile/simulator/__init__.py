"""The embedded Okta org: a faithful HTTP simulator of the part of Okta that this project uses.

Rooms: one folder per service (`apps`, `app_users`, `schemas`, `user_types`, `mappings`, `users`,
`directory`, `features`, `logs`, `oauth`, `idps`), each with its rows (`records.py`), its rules apart from
HTTP (`rules.py`), the shapes it shows (`wire.py`) and its operations (`routes.py`); `http` turns requests
into operations (authentication, rate limits, faults, journal); `control` holds the paths below `/simulator`;
`demo` fills a new org from a seed; `org.py` ties the state together. The import engine (`import_engine`) is
a room of its own. Recordings of real orgs are replayed against it by `tests/replay`.

It imports `oktaprofile.expression` and never `oktaprofile.okta`: sharing shapes with the client would let
one mistake pass both. What the rules rest on is named where they stand: "recorded" means an exchange seen in
a recording of a real org, "documented" Okta's reference or help (read 2026-11), `Assumed:` neither.
"""
