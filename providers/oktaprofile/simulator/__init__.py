"""The embedded Okta org: a faithful HTTP simulator of the part of Okta that this project uses.

    state/          what the org holds: one file per kind of thing, a dataclass and its table; see `org.py`
    http/           aiohttp's application, and the stages of a request: who may call, journal, limits, caller, fault
    apps/ users/ …  one room per service: `handlers.py` has its operations, each with route, scope and fault name above
                    the function that carries it out; `rules.py` what Okta allows, `wire.py` the shapes it shows
    catalogue.py    all operations, and those that only name themselves
    import_engine/  what an import does with people
    control/        the paths below `/simulator`
    demo/           fills a new org from a seed
    running.py      runs one in a thread or process; `command.py` is `oktaprofile simulate`

It imports `oktaprofile.expression` and never `oktaprofile.okta`: sharing shapes with the client would let
one mistake pass both. What the rules rest on is named beside them: "recorded" means an exchange seen in
a recording of a real org, "documented" Okta's reference or help (read 2026-11), `Assumed:` neither.
"""
