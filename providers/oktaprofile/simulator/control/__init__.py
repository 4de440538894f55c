"""The paths below `/simulator`: what was requested, faults, import, snapshot, load."""
