"""Who a change of mappings and masters changes, predicted before it is applied.

    organization.py  apps, schemas, mappings and masters of an org, before and after a change
    change.py        what a plan (plan.py) or a command line changes of them
    live.py          an org without its people             reading.py its people as a stream
    kept_reading.py  an interrupted reading on disk
    snapshot.py      making a snapshot file, resumable     snapshot_file.py  reading one, in constant memory
    values.py        values that Okta does not have yet, from a file (RingCentral's own export)
    sources.py       which app an attribute of a user comes from
    rules.py         which attributes are affected, and the mapping lines that fill them
    engine.py        one person through the chain: app user -> Okta -> apps downstream
    fitting.py       what becomes of a value that is given to an attribute
    shapes.py        values as shapes (`+9×11#9×4`)        phones.py  E.164 validity
    tally.py         counts                                gates.py   limits on the counts
    traps.py         expressions that may say null         json_text.py  JSON that people hand in
    report.py        the JSON document (docs/impact.md)    predict.py all of it, from inputs to report

It imports okta and expression only. It shares no code with the embedded org, which has its own import engine:
a test lets both do the same change and compares every value.
"""
