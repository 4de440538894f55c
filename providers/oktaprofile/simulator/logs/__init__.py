"""The System Log."""
