"""Who there is and what they have: people read from an org or from a snapshot.

    person.py              one person, wherever they were read
    organization.py        apps, user types, schemas and mappings: what decides about people's values
    organization_reader.py reading that from Okta
    store.py               people in SQLite: in memory, or a private file
    reading.py             reading an org's people into a store, from where an earlier run stopped
    kept_reading.py        an interrupted reading of an impact, on disk
    making.py              an org into a snapshot file
    snapshot.py            reading a snapshot: a store, or the lines (lines.py) of version 0.1.0
    header.py, walk.py     what a snapshot says about itself, and whether it is whole
    decoding.py, times.py  JSON of people, by orjson where it is installed; times in files

It imports okta, and the errors of documents; it knows no plan and no prediction.
"""
