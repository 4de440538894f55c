"""A Terraform provider server for plugin protocol 6, in pure Python.

The room knows nothing of Okta and imports no other room. From the outside in:

    serve.py       the executable's entry: cookie, handshake, then the HTTP/2 server
    transport/     certificate, TLS, HTTP/2, gRPC framing
    dispatch.py    the seam: ``dispatch(rpc_path, request) -> response``, bytes both ways
    rpc/           one short file per family of RPCs: decode, call the author's code, encode
    engine/        Terraform's rules, on plain Python values; never sees the wire
    wire/          protobuf and cty (msgpack, JSON) conversion; knows no rule
    values, types, schema, diagnostics, resource    what the author of a provider imports

Terraform starts the process two to five times a command, so every module here is imported as late as it can
be, and none on the way to the handshake imports ``dataclasses``, ``logging``, ``typing`` or ``json``.

Facts come from the protocol's field tables (``tools/generate_wire.py`` restates them) and from runs of
Terraform 1.11.4; each is noted where it is used.
"""
