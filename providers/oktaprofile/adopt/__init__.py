"""Code for an org that was set up by hand: what is there, as resources with import blocks.

`find.py` reads the org (read-only) and chooses what belongs to the sync; `hcl.py` and `python.py` write the code for
it. The first plan of that code imports everything and changes nothing.
"""
