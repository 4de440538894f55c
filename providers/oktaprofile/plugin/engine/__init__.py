"""Terraform's rules, on plain Python values and the author's classes. Never sees the wire."""
