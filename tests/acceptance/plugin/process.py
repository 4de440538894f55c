"""The plugin's process without terraform: started, and spoken to, as terraform would."""

from __future__ import annotations

import base64
import datetime
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.unit.plugin.grpc_client import Client

ALONE = {"OKTAPROFILE_FORK_SERVER": "off"}
COOKIE = {"TF_PLUGIN_MAGIC_COOKIE": "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"}
LAUNCHER = "terraform-provider-toy_v1.2.3"
ROOT = Path(__file__).parents[3]

KEPT = (
    sys.executable,
    "-B",
    "-c",
    "from oktaprofile.plugin.serve import serve; serve('tests.unit.plugin.memory_provider:KeptProvider')",
)
"""The provider that keeps its things in memory (tests/unit/plugin/memory_provider.py), as a process."""

KEPT_ENVIRONMENT = {"PYTHONPATH": f"{ROOT / 'providers'}:{ROOT}", "MSGPACK_PUREPYTHON": "1"}


class Identity:
    """A client certificate as go-plugin's AutoMTLS makes it: P-521, self-signed, for localhost."""

    def __init__(self, *, valid_days: float = 1) -> None:
        key = ec.generate_private_key(ec.SECP521R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        now = datetime.datetime.now(datetime.timezone.utc)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=2))
            .not_valid_after(now + datetime.timedelta(days=valid_days))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM).decode()
        self.key = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()


class Plugin:
    """A started plugin, its handshake read. ``identity`` is whom it trusts; None: plaintext. It leaves no fork server
    behind, which would live as long as the tests.
    """

    def __init__(
        self, command: Sequence[str | Path], temporary: Path, identity: Identity | None, **environment: str
    ) -> None:
        trust = {"PLUGIN_CLIENT_CERT": identity.certificate} if identity else {"TF_DISABLE_PLUGIN_TLS": "1"}
        self.process = subprocess.Popen(
            command,
            env={
                "PATH": os.environ["PATH"],
                "TMPDIR": str(temporary),
                **COOKIE,
                **ALONE,
                **trust,
                **environment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        self.handshake = self.process.stdout.readline().decode().rstrip("\n").split("|")
        self.path = self.handshake[3]

    def connect(self, identity: Identity | None = None) -> Client:
        """A client; ``identity`` None in a TLS plugin: without a certificate of its own. Raises what ssl raises."""
        return Client(self.connect_raw(self.context(identity) if self.handshake[5] else None))

    def connect_raw(self, context: ssl.SSLContext | None) -> socket.socket:
        """A connected socket; ``context`` None: plaintext. Raises what ssl raises."""
        connected = socket.socket(socket.AF_UNIX)
        connected.settimeout(20)
        connected.connect(self.path)
        if context is None:
            return connected
        return context.wrap_socket(connected, server_hostname="localhost")

    def context(self, identity: Identity | None) -> ssl.SSLContext:
        """What Terraform connects with: it trusts the certificate of the handshake line and no other."""
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

    def resident_mb(self, *, peak: bool = False) -> float:
        """The process's memory now, or at its most, in MB. Linux only."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        name = "VmHWM:" if peak else "VmRSS:"
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith(name))) / 1024

    def finish(self, seconds: float = 20) -> tuple[int, str]:
        """Wait for its end: exit code and standard error."""
        _, errors = self.process.communicate(timeout=seconds)
        return self.process.returncode, errors.decode()
