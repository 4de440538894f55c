"""User types: kinds of Okta user, each with a schema of its own."""
