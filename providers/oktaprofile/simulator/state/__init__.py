"""What an org holds: one file per kind of thing, each a dataclass and the table that keeps it. No rule of Okta's."""
