"""Bytes to plain Python and back.

Protobuf messages (``message``), Terraform values (``dynamic``), paths (``path``).
"""
