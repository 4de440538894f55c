"""An org's sync as it is: read once, then written as code (`adopt`) or compared with another org (`compare`).

`read.py` reads an org (read-only) into a Tenant of `model.py`, which can be saved as JSON. `choose.py` takes what
belongs to the sync, `hcl.py` and `python.py` write code for it (`python_sync.py` as the construct of the whole sync,
where it fits; `python_text.py`: how Python is written), `compare.py` lists what differs between two.
"""
