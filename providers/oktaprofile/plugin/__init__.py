"""A Terraform provider server for plugin protocol 6, in pure Python.

The room knows nothing of Okta and imports no other room. From the outside in:

    serve.py       the executable's entry: cookie, handshake, then the HTTP/2 server
    fork_server.py later starts are forked from a process that has imported everything
    transport/     certificate, TLS, HTTP/2, gRPC framing
    dispatch.py    the seam: ``dispatch(rpc_path, request) -> response``, bytes both ways; ``stream`` for a list's rows
    rpc/           one short file per family of RPCs: decode, call the author's code, encode
    engine/        Terraform's rules, on plain Python values; never sees the wire
    wire/          protobuf and cty (msgpack, JSON) conversion; knows no rule
    values, types, schema, diagnostics, resource, function, identity, listing, moving
                   what the author of a provider imports

The start-up rule. Terraform starts the process two to five times a command, and most starts plan nothing. So:

1. Up to the handshake line (serve.py and what it imports: transport/handshake, certificate, p256) nothing is imported
   that the line does not need: no ``ssl``; and before it is known that nobody forks this start, no ``socket`` either.
2. What answers before Configure (schemas, ``validate``, state upgrades and moves) imports nothing that is slow: no
   ``typing``, ``re``, ``json``, ``logging``, ``dataclasses``, ``decimal``, ``inspect``, ``pathlib``, and nothing of the
   author's client. These files write ``TYPE_CHECKING = False``.
3. A type's module is imported when Terraform first speaks of the type; what it does after Configure is in a module of
   its own, named by text (registry.py). Only for this rule is anything imported inside a function.
4. What a library imports and an ordinary start does not use is left out while the library is imported (late.py).

tests/unit/provider/test_start_up.py holds 2 to 4, tests/unit/plugin/test_handshake.py holds 1.

Facts come from the protocol's field tables (``tools/generate_wire.py`` restates them) and from runs of
Terraform 1.11.4 and newer ones; each is noted where it is used.
"""
