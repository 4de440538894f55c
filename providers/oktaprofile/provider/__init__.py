"""The Terraform provider.

    provider.py        what it offers; Configure. configuration.py: the provider block
    run/               what one run of Terraform knows: session, owners, what is planned
    owned/             "this configuration owns these keys of one shared document": the order of steps (steps.py), whole
                       values (values.py), a reviewed change (change.py), what a failure leaves (failures.py)
    resources/<type>/  schema.py     the arguments, and what Terraform asks before Configure: validate, moves; rules.py:
                                     what is wrong with the arguments by themselves
                       steps.py      what the type supplies to owned/; plan.py, checks.py: its plan, and what is wrong
                                     with it in this org
                       document.py   from Terraform's values to Okta's JSON and back; change.py: what to send
                       imports.py    the first state; texts.py: the messages
    resources/properties/   the same for the three types of custom properties
    data_sources/  list_resources/  functions/
    identities.py      what identifies each resource; from_okta.py: what is taken over from the official provider
    lookup.py, diagnose.py, losses.py, app_features.py, arguments.py     what several types use

It knows okta, plugin, expression, people, plan and impact. What is imported when: plugin/__init__.py.
"""
