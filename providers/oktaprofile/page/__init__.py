"""An org in a browser: one page, one JSON document, and what a server answers.

    model.py     what the page knows of an org and of a person; `Feed` is who tells it
    flow.py      which attributes the numbers pass through
    findings.py  what the checks of the language say of an expression
    steps.py     the steps of Okta's help page: what the code does for each, and whether it is done in this org
    document.py  the org as the JSON document of the page
    people.py    people as JSON: their values side by side, and what the mappings give for them
    answers.py   the answers of a server, whichever server it is
    static/      the page itself: HTML, CSS, script. No build step, and nothing from elsewhere

Two feeds: the embedded org's state (`simulator/page`), and a real org through the client (`cli/page`). It imports
`expression` only, so that the embedded org still shares nothing else with the client. Nothing here writes.
"""
