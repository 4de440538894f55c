"""Terraform's plan as JSON, read once, and the vocabulary that everything about its effects shares.

    reader.py      the JSON of `terraform show -json`: resource changes, drift, deferred changes, checks, outputs
    markers.py     what stands for a value that is not known yet, or that is sensitive
    understood.py  Terraform's words that this version understands; every other one is reported
    configuration.py
                   what the configuration can do that the resource changes do not show
    comparison.py  whether two plans say the same
    resources.py   the values of our own resource types: mapping lines, definitions, what destroy restores
    not_known.py   what a plan does not say yet, of which somebody's value depends
    outcomes.py, warnings.py, gates.py
                   the words of the impact, the review, verification and drift
    afterwards.py  the words of verify and reconcile
    json_text.py   JSON that people hand in: a name that occurs twice in one object is an error
    json_stream.py the same of a document with lists too long to be held

It imports no other room, and asks no org.
"""
