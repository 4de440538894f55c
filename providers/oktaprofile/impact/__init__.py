"""Who a change of mappings and sources changes, predicted before it is applied.

    change.py    what a plan (plan.py) or a command line changes of an org, and the org after it
    values.py    values that Okta does not have yet, from a file (RingCentral's own export)
    sources.py   which app an attribute of a user comes from
    affected.py  which attributes are affected             rules.py   the mapping lines that fill them
    engine.py    one person through the chain: app user -> Okta -> apps downstream
    effects.py   what becomes of a value that is given to an attribute
    shapes.py    values as shapes (`+9×11#9×4`)            phones.py  E.164 validity
    tally.py     counts                                    gates.py   limits on the counts
    traps.py     expressions that may say null
    report.py    the JSON document (docs/impact.md)        predict.py all of it, from inputs to report

It imports people, plan, okta and expression. It shares no code with the embedded org, which has its own import engine:
a test lets both do the same change and compares every value.
"""
