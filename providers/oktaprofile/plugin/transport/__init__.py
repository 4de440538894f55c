"""From Terraform's process to ``dispatch``.

Handshake, certificate, TLS, HTTP/2, gRPC. Knows no Terraform value.
"""
