"""A typed client for the part of the Okta Management API that attribute sync needs.

Wire words are Okta's: client methods carry Okta's operation ids in snake_case, JSON goes in and out as plain
dicts with key order and unknown keys kept. On top of the calls sit shared reads and gathered writes (`org`,
`document`, `batch`), because Okta's schema writes are last-writer-wins on the whole document.

This room imports no other room of the project. It is imported once Configure runs, never before: `requests`
costs more than everything else in the plugin together.

Facts about Okta's behaviour carry their evidence where they are used. `Assumed:` marks what no source
settles.
"""
