"""The executable's entry. Terraform starts it several times a command, so the handshake line comes first.

Before the line: only what listening and the certificate need. After it, while Terraform connects: ``ssl``
and the rest.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from oktaprofile.plugin.fork_server import ForkServer, Link

PARENT = os.getppid()

OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Python looks for cycles after each 700 (of 3.12 on: 2,000) new objects. Modules make tens of thousands that stay."""


def serve(
    provider: str, schema_cache: str | os.PathLike[str] | None = None, *, package: str | None = None
) -> NoReturn:
    """Serve the provider class "package.module:Class" until Terraform is done with it; never returns.

    ``schema_cache`` is a file made by ``schema_cache.build``, None or missing: the schema is computed when
    asked for. ``package``: the folder from which Terraform starts it, for a fork server (fork_server.py); None: there
    is none. With ``--debug`` as the only argument it serves a Terraform that is told of it by TF_REATTACH_PROVIDERS,
    which it prints. Exit codes: 0 when done, 1 when it was not Terraform that started it or the server cannot listen.
    """
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    gc.enable()
    if sys.argv[1:] == ["--debug"]:
        _serve_debug(provider, schema_cache)
    from oktaprofile.plugin.transport import handshake

    if not handshake.has_cookie():
        _refuse(f"{sys.argv[0]} is a Terraform provider: terraform starts it. Do not run it by hand.")
    server = None
    if package is not None:
        from oktaprofile.plugin.fork_server import ForkServer

        server = ForkServer(provider, package, PARENT)
        code = server.hand_over()
        if code is not None:
            os._exit(code)
    _serve_terraform(provider, schema_cache, server, None)


def _serve_terraform(
    provider: str, schema_cache: str | os.PathLike[str] | None, server: ForkServer | None, link: Link | None
) -> NoReturn:
    """``server`` is to be left behind; ``link``: this process was forked by it. One of the two is None, or both."""
    import signal

    from oktaprofile.plugin.transport import handshake

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for Terraform to act on
    stdout = handshake.take_stdout()
    plaintext = os.environ.get("TF_DISABLE_PLUGIN_TLS") == "1"
    client_certificate = os.environ.get("PLUGIN_CLIENT_CERT", "")
    if not client_certificate and not plaintext:
        _refuse("Terraform gave no client certificate (PLUGIN_CLIENT_CERT): without it anyone could connect.")
    try:
        listener, path = handshake.listen()
    except OSError as error:
        _refuse(f"No socket can be made in TMPDIR, /tmp, /var/tmp or /dev/shm: {error}")
    certificate = None
    if not plaintext:
        from oktaprofile.plugin.transport.certificate import make_certificate

        certificate = make_certificate()
    os.write(stdout, handshake.line(path, certificate.der if certificate else None))
    if server is not None:

        def let_go() -> None:
            listener.close()
            os.close(stdout)

        forked = server.leave_behind(let_go)
        if forked is not None:
            _serve_terraform(provider, schema_cache, None, forked)

    context = None
    if certificate is not None:
        from oktaprofile.plugin.transport.tls import server_context

        context = server_context(certificate, client_certificate)
    from oktaprofile.plugin.dispatch import Servicer
    from oktaprofile.plugin.transport.server import Server

    made = Server(
        listener,
        Servicer(provider, schema_cache),
        context=context,
        parent=PARENT,
        link=link,
        on_first_client=lambda: handshake.remove(path),
    )
    try:
        made.run()
    finally:
        handshake.remove(path)
    if link is not None:
        link.finished(0)
    os._exit(0)  # all is said and nothing is left to flush; tearing the interpreter down would cost 10 ms


def _serve_debug(provider: str, schema_cache: str | os.PathLike[str] | None) -> NoReturn:
    """Serve in plaintext on a socket that only this user can reach, until Ctrl-C or SIGTERM."""
    import json

    from oktaprofile.plugin.dispatch import Servicer
    from oktaprofile.plugin.transport import handshake
    from oktaprofile.plugin.transport.server import Server

    listener, path = handshake.listen()
    servicer = Servicer(provider, schema_cache)
    provider_class = servicer.registry.provider
    reattach = {
        provider_class.source or provider_class.name: {
            "Protocol": "grpc",
            "ProtocolVersion": handshake.PLUGIN_PROTOCOL,
            "Pid": os.getpid(),
            "Test": True,
            "Addr": {"Network": "unix", "String": path},
        }
    }
    os.write(1, f"TF_REATTACH_PROVIDERS='{json.dumps(reattach)}'\n".encode())
    server = Server(listener, servicer, context=None, parent=PARENT, debug=True)
    try:
        server.run()
    finally:
        handshake.remove(path)
    raise SystemExit(0)


def _refuse(reason: str) -> NoReturn:
    """One line on standard error, exit code 1."""
    os.write(2, f"{reason}\n".encode(errors="replace"))
    raise SystemExit(1)
