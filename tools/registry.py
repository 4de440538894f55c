"""A provider registry and a network mirror on loopback, over TLS, made of a release's files: what terraform installs.

Both protocols are HashiCorp's (provider registry protocol, provider network mirror protocol). The certificate and the
key that signs are made for the one check and gone afterwards; terraform gets the certificate by SSL_CERT_FILE.
"""

from __future__ import annotations

import datetime
import http.server
import json
import os
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from oktaprofile.packaging import SOURCE_ADDRESS, VERSION
from oktaprofile.packaging.lock_file import locked_hashes
from oktaprofile.packaging.placing import PLATFORMS, zip_name

NAMESPACE = "oktaprofile/oktaprofile"
SUMS = f"terraform-provider-oktaprofile_{VERSION}_SHA256SUMS"
SIGNER = "check@oktaprofile.invalid"


class CheckError(Exception):
    """The real terraform did not install the release; what it printed."""


def check(release: Path, terraform: str, h1: str) -> Iterator[str]:
    """Install the release with `terraform init` from a registry, then from a mirror. Yields what was checked.

    `terraform`: the executable. `h1`: the hash that the lock file must hold afterwards. Raises CheckError.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _served(release, folder, h1) as port:
            host = f"localhost:{port}"
            _init(folder / "registry", terraform, f"{host}/{NAMESPACE}", "direct {}", h1)
            yield "registry"
            mirror = f'network_mirror {{\n  url = "https://{host}/mirror/"\n}}'
            _init(folder / "mirror", terraform, SOURCE_ADDRESS, mirror, h1)
            yield "network mirror"


def _init(folder: Path, terraform: str, source: str, method: str, h1: str) -> None:
    folder.mkdir()
    required = f'oktaprofile = {{\n source = "{source}"\n version = "{VERSION}"\n}}'
    (folder / "main.tf").write_text(f"terraform {{\n required_providers {{\n{required}\n }}\n}}\n")
    (folder / "terraform.rc").write_text(f"provider_installation {{\n{method}\n}}\n")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TF_CLI_CONFIG_FILE": str(folder / "terraform.rc"),
        "SSL_CERT_FILE": str(folder.parent / "certificate.pem"),
        "CHECKPOINT_DISABLE": "1",
    }
    for arguments in (["init", "-no-color"], ["providers", "schema", "-json"]):
        done = subprocess.run(
            [terraform, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise CheckError(f"{terraform} {arguments[0]} from {source}:\n{done.stdout}{done.stderr}")
    if h1 not in locked_hashes((folder / ".terraform.lock.hcl").read_text("utf-8"), source):
        raise CheckError(f"{terraform} locked another package than the release's from {source}.")


@contextmanager
def _served(release: Path, folder: Path, h1: str) -> Iterator[int]:
    """Serve registry and mirror for the length of the block. Gives the port."""
    key = _certificate(folder)
    home = folder / "gpg"
    home.mkdir(mode=0o700)
    gpg = ["gpg", "--homedir", str(home), "--batch", "--quiet"]
    quick = [*gpg, "--passphrase", "", "--quick-generate-key", SIGNER, "default", "default", "never"]
    subprocess.run(quick, check=True, capture_output=True)
    subprocess.run(
        [*gpg, "-u", SIGNER, "--output", str(folder / "sig"), "--detach-sign", str(release / SUMS)],
        check=True,
    )
    public = subprocess.run(
        [*gpg, "--armor", "--export", SIGNER], check=True, capture_output=True, text=True
    ).stdout
    listed = subprocess.run(
        [*gpg, "--with-colons", "--list-keys", SIGNER], check=True, capture_output=True, text=True
    )
    key_id = next(line.split(":")[4] for line in listed.stdout.splitlines() if line.startswith("pub:"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    port = int(server.server_address[1])
    answers = _answers(
        release, f"https://localhost:{port}", (folder / "sig").read_bytes(), key_id, public, h1
    )
    server.RequestHandlerClass = _handler(answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield port
    finally:
        server.shutdown()
        server.server_close()
        subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False)


def _answers(
    release: Path, base: str, signature: bytes, key_id: str, public: str, h1: str
) -> dict[str, Callable[[], bytes]]:
    """Path -> what is answered."""
    lines = [line.split("  ") for line in (release / SUMS).read_text("utf-8").splitlines()]
    sums = {name: digest for digest, name in lines}

    def answered(document: object) -> Callable[[], bytes]:
        return lambda: json.dumps(document).encode()

    split = [platform.split("_") for platform in PLATFORMS]
    made: dict[str, Callable[[], bytes]] = {
        "/.well-known/terraform.json": answered({"providers.v1": "/v1/providers/"}),
        f"/v1/providers/{NAMESPACE}/versions": answered(
            {
                "versions": [
                    {
                        "version": VERSION,
                        "protocols": ["6.0"],
                        "platforms": [{"os": system, "arch": machine} for system, machine in split],
                    }
                ]
            }
        ),
        f"/files/{SUMS}.sig": lambda: signature,
        f"/mirror/{SOURCE_ADDRESS}/index.json": answered({"versions": {VERSION: {}}}),
        f"/mirror/{SOURCE_ADDRESS}/{VERSION}.json": answered(
            {
                "archives": {
                    platform: {"url": f"{base}/files/{zip_name(platform)}", "hashes": [h1]}
                    for platform in PLATFORMS
                }
            }
        ),
    }
    for system, machine in split:
        name = zip_name(f"{system}_{machine}")
        made[f"/v1/providers/{NAMESPACE}/{VERSION}/download/{system}/{machine}"] = answered(
            {
                "protocols": ["6.0"],
                "os": system,
                "arch": machine,
                "filename": name,
                "download_url": f"{base}/files/{name}",
                "shasums_url": f"{base}/files/{SUMS}",
                "shasums_signature_url": f"{base}/files/{SUMS}.sig",
                "shasum": sums[name],
                "signing_keys": {"gpg_public_keys": [{"key_id": key_id, "ascii_armor": public}]},
            }
        )
    for name in (*sums, SUMS):
        made[f"/files/{name}"] = (release / name).read_bytes
    return made


def _handler(answers: dict[str, Callable[[], bytes]]) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers.get(self.path)
            body = answer() if answer is not None else b"not found"
            self.send_response(200 if answer is not None else 404)
            self.send_header(
                "Content-Type", "application/zip" if self.path.endswith(".zip") else "application/json"
            )
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is printed of requests."""

    return Handler


def _certificate(folder: Path) -> Path:
    """Write a certificate for `localhost` and its key. Returns the key's path."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    path = folder / "key.pem"
    path.touch(0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path
