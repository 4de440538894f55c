"""TLS with both sides known: the server's own certificate, and exactly Terraform's client certificate."""

from __future__ import annotations

import os

from oktaprofile.plugin.late import instead, late

with instead(*late("base64", "selectors")):  # for certificates as text, and socket.sendfile
    import ssl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oktaprofile.plugin.transport.certificate import Certificate


def server_context(certificate: Certificate, client_certificate_pem: str) -> ssl.SSLContext:
    """A context that accepts only a client holding the key of ``client_certificate_pem``.

    Raises ssl.SSLError when that is no certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["h2"])
    context.num_tickets = 0  # one connection a process: nothing to resume
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=client_certificate_pem)
    _load_own(context, certificate)
    return context


def _load_own(context: ssl.SSLContext, certificate: Certificate) -> None:
    """Load certificate and key, which ``ssl`` takes from named files only.

    Pipes have names below /dev/fd on Linux and macOS, so that the key is never written to a disk. Each is far
    smaller than a pipe's buffer, so writing cannot block.
    """
    descriptors = []
    try:
        names = []
        for content in (certificate.pem, certificate.key_pem):
            reader, writer = os.pipe()
            descriptors.append(reader)
            os.write(writer, content)
            os.close(writer)
            names.append(f"/dev/fd/{reader}")
        context.load_cert_chain(*names)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
