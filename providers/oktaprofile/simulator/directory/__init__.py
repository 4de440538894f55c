"""The directories outside Okta (RingCentral's own users, and so on) from which an import reads."""
