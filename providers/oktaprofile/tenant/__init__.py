"""An org's sync as it is: read once, then written as code (`adopt`) or held against another org (`compare`).

`read.py` reads an org (read-only) into a Tenant of `model.py`, which can be saved as JSON. `choose.py` takes what
belongs to the sync, `hcl.py` and `python.py` write code for it, `compare.py` lists what differs between two.
"""
