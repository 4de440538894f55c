"""The plugin's process without terraform: started, and spoken to, as terraform would."""

from __future__ import annotations

import base64
import datetime
import os
import socket
import ssl
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.unit.plugin.grpc_client import Client

COOKIE = {"TF_PLUGIN_MAGIC_COOKIE": "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"}
LAUNCHER = "terraform-provider-toy_v1.2.3"


class Identity:
    """A client certificate as go-plugin's AutoMTLS makes it: P-521, self-signed, for localhost."""

    def __init__(self) -> None:
        key = ec.generate_private_key(ec.SECP521R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        now = datetime.datetime.now(datetime.timezone.utc)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(minutes=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM).decode()
        self.key = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()


class Plugin:
    """A started plugin, its handshake read. ``identity`` is whom it trusts; None: plaintext."""

    def __init__(self, package: Path, temporary: Path, identity: Identity | None, **environment: str) -> None:
        trust = {"PLUGIN_CLIENT_CERT": identity.certificate} if identity else {"TF_DISABLE_PLUGIN_TLS": "1"}
        self.process = subprocess.Popen(
            [package / LAUNCHER],
            env={"PATH": os.environ["PATH"], "TMPDIR": str(temporary), **COOKIE, **trust, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        self.handshake = self.process.stdout.readline().decode().rstrip("\n").split("|")
        self.path = self.handshake[3]

    def connect(self, identity: Identity | None = None) -> Client:
        """A client; ``identity`` None in a TLS plugin: without a certificate of its own. Raises what ssl raises."""
        connected = socket.socket(socket.AF_UNIX)
        connected.settimeout(20)
        connected.connect(self.path)
        if self.handshake[5]:
            connected = self._context(identity).wrap_socket(connected, server_hostname="localhost")
        return Client(connected)

    def _context(self, identity: Identity | None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        encoded = self.handshake[5]
        der = base64.b64decode(encoded + "=" * (-len(encoded) % 4))
        context.load_verify_locations(cadata=der)
        context.set_alpn_protocols(["h2"])
        if identity is not None:
            with TemporaryDirectory() as folder:
                certificate, key = Path(folder) / "c", Path(folder) / "k"
                certificate.write_text(identity.certificate)
                key.write_text(identity.key)
                context.load_cert_chain(certificate, key)
        return context

    def finish(self, seconds: float = 20) -> tuple[int, str]:
        """Wait for its end: exit code and standard error."""
        _, errors = self.process.communicate(timeout=seconds)
        return self.process.returncode, errors.decode()
