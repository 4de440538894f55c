"""Okta users: profiles, life cycle, search, and which system is the source of an attribute."""
