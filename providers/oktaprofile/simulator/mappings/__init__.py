"""Profile mappings: one row per app, user type and direction."""
