"""The first words between Terraform and the plugin (go-plugin's protocol, seen from Terraform 1.11.4).

Terraform starts the process with a cookie and its client certificate in the environment, and reads one line
from its standard output: where the server listens and which certificate it has. Anything printed before
that line breaks loading, so standard output is taken away first.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket

COOKIE_VARIABLE = "TF_PLUGIN_MAGIC_COOKIE"
COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"
CORE_PROTOCOL, PLUGIN_PROTOCOL = 1, 6

LONGEST_SOCKET_PATH_BYTES = 100
"""sun_path holds 104 bytes on macOS and 108 on Linux, with the closing zero."""

SHORT_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - a 0700 folder with a random name is made inside


def take_stdout() -> int:
    """A descriptor of the real standard output; what is printed from now on goes to standard error."""
    taken = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr  # flushed line by line, so nothing printed is lost when the process ends
    return taken


def has_cookie() -> bool:
    """Whether Terraform started this process."""
    return os.environ.get(COOKIE_VARIABLE) == COOKIE


def listen() -> tuple[socket.socket, str]:
    """A listening Unix socket and its path, alone in a new folder that only this user can enter.

    Tries the temporary folder of the environment first, then short ones. Raises OSError when none will do.
    """
    from oktaprofile.plugin.late import instead, late

    with instead(*late("selectors")):  # for socket.sendfile
        import socket

    problem: OSError | None = None
    for base in (os.environ.get("TMPDIR") or "/tmp", *SHORT_FOLDERS):  # noqa: S108 - as above
        folder = os.path.join(base, f"plugin-{os.urandom(6).hex()}")  # noqa: PTH118 - pathlib costs 5 ms
        path = folder + "/socket"
        if len(os.fsencode(path)) > LONGEST_SOCKET_PATH_BYTES:
            continue
        try:
            os.mkdir(folder, 0o700)  # noqa: PTH102
        except OSError as error:
            problem = error
            continue
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listener.bind(path)
            listener.listen(8)
        except OSError as error:
            problem = error
            listener.close()
            remove(path)
            continue
        return listener, path
    raise problem or OSError(
        f"no temporary folder has a path short enough for a socket: {', '.join(SHORT_FOLDERS)}"
    )


def remove(path: str) -> None:
    """Remove the socket and its folder; fine when they are gone already."""
    for step, target in ((os.unlink, path), (os.rmdir, os.path.dirname(path))):  # noqa: PTH120
        try:
            step(target)
        except OSError:
            continue


def line(path: str, certificate_der: bytes | None) -> bytes:
    """The handshake line. ``certificate_der`` None: the server speaks plaintext."""
    import binascii

    encoded = binascii.b2a_base64(certificate_der, newline=False).rstrip(b"=") if certificate_der else b""
    start = f"{CORE_PROTOCOL}|{PLUGIN_PROTOCOL}|unix|{path}|grpc|"
    return start.encode() + encoded + b"\n"
