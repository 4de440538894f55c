"""Self-service features of the org."""
