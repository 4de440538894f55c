"""User schemas of apps and user types: the base and custom properties of a profile."""
