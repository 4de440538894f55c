"""Who there is and what they have: people read from an org or from a snapshot.

    person.py              one person, wherever they were read
    organization.py        apps, user types, schemas and mappings: what decides about people's values
    organization_reader.py reading that from Okta

It imports okta, and the errors of documents; it knows no plan and no prediction.
"""
