"""From an HTTP request to an operation and back. Knows no rule of any service."""
