"""Who a change of mappings and sources changes, predicted before it is applied.

    change.py    what a plan (plan.py) or a command line changes of an org, and the org after it
    values.py    values that Okta does not have yet, from a file (RingCentral's own export)
    sources.py   which app an attribute of a user comes from
    affected.py  which attributes are affected             rules.py   the mapping lines that fill them
    prepare.py   what has to be read, and what runs for whom (pushes.py: downstream)
    engine.py    one person through the chain: app user -> Okta -> apps downstream (downstream.py)
    straight.py  the short way of nearly everybody, with the same results
    effects.py   what becomes of a value that is given to an attribute
    whole.py     one value that does not fit refuses a person's whole update (updates.py: of one person)
    taken.py     values that one person alone may have
    looks.py     what a value looks like: its shape (shapes.py, `+9×11#9×4`), and as a phone number (phones.py)
    tally.py     counts                                    gates.py   limits on the counts
    counted.py   what is counted and kept of a group       unaffected.py 8 bytes of whom nothing changes
    prediction_file.py, applied.py, given.py, system_log.py, causes.py, answers.py, verification.py,
    verification_document.py
                 what became of a prediction, and why      reconciliation.py who shows whose number
    ringcentral.py   RingCentral's own directory                readers.py who else reads an attribute
    traps.py     expressions that may say null                 checking.py expressions that are not valid
    report.py    the JSON document (docs/impact.md)        predict.py all of it, from inputs to report

It imports people, plan, okta and expression. It shares no code with the embedded org, which has its own import engine:
a test lets both do the same change and compares every value.
"""
