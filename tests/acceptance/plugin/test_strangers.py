"""Who may not connect: everybody but the Terraform that started the plugin, whatever they show and speak."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import stat
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.acceptance.plugin.process import KEPT, KEPT_ENVIRONMENT, Identity, Plugin
from tests.unit.plugin.raw_peer import METADATA, PREFACE, SETTINGS, frame

GREETING = PREFACE + frame(SETTINGS)
SETTINGS_AS_ANSWER = 9
"""Bytes of a frame's header: more than a client that is refused gets to see."""

needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")


@pytest.fixture
def terraform() -> Identity:
    """The certificate that the plugin is told of."""
    return Identity()


@pytest.fixture
def plugin(start: Callable[..., Plugin], terraform: Identity) -> Plugin:
    """A plugin that waits for its Terraform."""
    return start(terraform, KEPT, **KEPT_ENVIRONMENT)


def pem_files(identity: Identity, folder: Path) -> list[str]:
    """openssl's arguments for a client certificate."""
    certificate, key = folder / "client.pem", folder / "client.key"
    certificate.write_text(identity.certificate)
    key.write_text(identity.key)
    return ["-cert", str(certificate), "-key", str(key)]


def s_client(plugin: Plugin, *arguments: str) -> subprocess.Popen[bytes]:
    """openssl's client, saying nothing: the plugin speaks first to whom it lets in.

    What a client sends meanwhile could turn the alert that it is refused by into a reset.
    """
    return subprocess.Popen(
        ["openssl", "s_client", "-unix", plugin.path, "-alpn", "h2", "-quiet", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def still_serves(plugin: Plugin, terraform: Identity) -> bool:
    """Terraform itself gets in after all that."""
    return plugin.connect(terraform).call(METADATA).status == 0


@needs_openssl
@pytest.mark.parametrize(
    ("arguments", "alert"),
    [
        ((), "certificate required"),
        (("-tls1_2",), "handshake failure"),
        (("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"), "protocol version"),
        (("-tls1", "-cipher", "ALL:@SECLEVEL=0"), "protocol version"),
    ],
)
def test_openssl_without_a_certificate(
    plugin: Plugin, terraform: Identity, arguments: tuple[str, ...], alert: str
) -> None:
    """In every version of TLS it is refused by an alert and sees no byte of HTTP/2."""
    said, errors = s_client(plugin, *arguments).communicate(timeout=20)
    assert said == b""
    assert alert in errors.decode()
    assert still_serves(plugin, terraform)


@needs_openssl
@pytest.mark.parametrize(
    ("valid_days", "arguments", "alert"),
    [
        (1, (), "unknown ca"),
        (1, ("-tls1_2",), "unknown ca"),
        (-1, (), "unknown ca"),
    ],
    ids=["another key", "another key, TLS 1.2", "another key, expired"],
)
def test_openssl_with_a_certificate_of_its_own(
    plugin: Plugin,
    terraform: Identity,
    tmp_path: Path,
    valid_days: float,
    arguments: tuple[str, ...],
    alert: str,
) -> None:
    """The same subject, kind of key and extensions as Terraform's, but not Terraform's key."""
    files = pem_files(Identity(valid_days=valid_days), tmp_path)
    said, errors = s_client(plugin, *files, *arguments).communicate(timeout=20)
    assert said == b""
    assert alert in errors.decode()
    assert still_serves(plugin, terraform)


@needs_openssl
def test_openssl_with_terraform_s_certificate_but_not_its_key(
    plugin: Plugin, terraform: Identity, tmp_path: Path
) -> None:
    """The certificate is no secret (it stands in the environment): openssl cannot use it with another key."""
    files = pem_files(Identity(), tmp_path)
    (tmp_path / "client.pem").write_text(terraform.certificate)
    said, errors = s_client(plugin, *files).communicate(timeout=20)
    assert said == b""
    assert "key values mismatch" in errors.decode()
    assert still_serves(plugin, terraform)


@needs_openssl
@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_openssl_with_terraform_s_own(
    plugin: Plugin, terraform: Identity, tmp_path: Path, version: str
) -> None:
    """That the others were refused for what they are: with certificate and key of Terraform it is answered."""
    process = s_client(plugin, *pem_files(terraform, tmp_path), version)
    assert process.stdout is not None
    said = process.stdout.read(SETTINGS_AS_ANSWER)
    process.kill()
    process.communicate()
    assert said[3] == SETTINGS


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1")
def test_old_tls_with_terraform_s_own(plugin: Plugin, terraform: Identity) -> None:
    """TLS 1.1 is refused even to who holds the right certificate."""
    context = plugin.context(terraform)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
        plugin.connect_raw(context)
    assert still_serves(plugin, terraform)


def test_an_expired_certificate_of_terraform_s(start: Callable[..., Plugin]) -> None:
    """Even the one it was told of must be in date."""
    expired = Identity(valid_days=-1)
    plugin = start(expired, KEPT, **KEPT_ENVIRONMENT)
    with pytest.raises(ssl.SSLError, match="expired"):
        until_closed(plugin.connect_raw(plugin.context(expired)))


def until_closed(connected: socket.socket) -> bytes:
    """What comes until the plugin hangs up. With TLS 1.3 a refusal shows on the first read."""
    answered = b""
    with suppress(ConnectionResetError):
        while chunk := connected.recv(4096):
            answered += chunk
    return answered


def test_plaintext_where_tls_is_served(plugin: Plugin, terraform: Identity) -> None:
    """HTTP/2 without TLS gets no frame, at most a TLS alert."""
    connected = plugin.connect_raw(None)
    connected.sendall(GREETING)
    answered = until_closed(connected)
    assert answered[:1] in (b"", b"\x15")
    assert len(answered) <= 7
    assert still_serves(plugin, terraform)


def test_many_who_only_connect(plugin: Plugin, terraform: Identity) -> None:
    """Fifty that connect and say nothing: so many at once are served, the rest is closed, and the end is not late."""
    waiting: list[socket.socket] = []
    while len(waiting) < 50:
        try:
            waiting.append(plugin.connect_raw(None))
        except BlockingIOError:  # more at once than the socket's queue holds
            time.sleep(0.05)
    for one in waiting[-18:]:
        assert one.recv(1) == b"", "it is turned away"
    for one in waiting:
        one.close()
    assert still_serves(plugin, terraform)
    plugin.process.terminate()
    assert plugin.finish(10)[0] == 0


@pytest.mark.parametrize("mask", ["0", "022", "077"])
def test_only_this_user_can_reach_the_socket(
    start: Callable[..., Plugin], terraform: Identity, tmp_path: Path, mask: str
) -> None:
    """Its folder is 0700 whatever the umask, also where TMPDIR is open to all, and belongs to this user."""
    script = f'umask {mask}; exec "$@"'
    plugin = start(terraform, ("sh", "-c", script, "sh", *KEPT), **KEPT_ENVIRONMENT)
    folder = Path(plugin.path).parent.stat()
    assert stat.S_IMODE(folder.st_mode) == 0o700
    assert folder.st_uid == os.getuid()
    assert [path.name for path in Path(plugin.path).parent.iterdir()] == ["socket"]
    assert stat.S_ISSOCK(Path(plugin.path).stat().st_mode)
