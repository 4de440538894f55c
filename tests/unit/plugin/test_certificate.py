"""The certificate made by hand, verified by others: the cryptography package, and OpenSSL in ssl."""

from __future__ import annotations

import datetime
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from oktaprofile.plugin.transport import p256
from oktaprofile.plugin.transport.certificate import make_certificate
from oktaprofile.plugin.transport.tls import server_context


@pytest.mark.parametrize("scalar", [1, 2, 3, p256.ORDER - 1, p256.ORDER - 2, 0xDEADBEEF, 1 << 255])
def test_multiples_of_the_base_point(scalar: int) -> None:
    """The arithmetic agrees with OpenSSL's at the edges too."""
    expected = ec.derive_private_key(scalar, ec.SECP256R1()).public_key().public_numbers()
    assert p256.multiply_base(scalar) == (expected.x, expected.y)


def test_random_multiples_of_the_base_point() -> None:
    """And for any number."""
    for _ in range(20):
        scalar = p256.random_scalar()
        expected = ec.derive_private_key(scalar, ec.SECP256R1()).public_key().public_numbers()
        assert p256.multiply_base(scalar) == (expected.x, expected.y)


def test_signatures_verify() -> None:
    """OpenSSL accepts the signature of a message, and would raise for another one."""
    key = p256.random_scalar()
    r, s = p256.sign(key, b"message")
    public = ec.derive_private_key(key, ec.SECP256R1()).public_key()
    public.verify(utils.encode_dss_signature(r, s), b"message", ec.ECDSA(hashes.SHA256()))


def test_the_certificate_is_valid_and_its_own() -> None:
    """It is signed with its own key, for localhost, as an authority for servers, and valid for a year from now."""
    made = make_certificate()
    certificate = x509.load_der_x509_certificate(made.der)
    certificate.verify_directly_issued_by(certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.key_cert_sign
    now = datetime.datetime.now(datetime.timezone.utc)
    assert certificate.not_valid_before_utc < now < certificate.not_valid_after_utc
    key = load_pem_private_key(made.key_pem, password=None)
    assert key.public_key() == certificate.public_key()
    assert x509.load_pem_x509_certificate(made.pem) == certificate


def test_each_process_has_its_own_key() -> None:
    """Two certificates share neither key nor serial number."""
    one, other = (x509.load_der_x509_certificate(make_certificate().der) for _ in range(2))
    assert one.public_key() != other.public_key()
    assert one.serial_number != other.serial_number


def test_the_serial_number_and_integers_are_positive() -> None:
    """A high bit in a number must not make it negative: 50 certificates all parse and verify."""
    for _ in range(50):
        certificate = x509.load_der_x509_certificate(make_certificate().der)
        assert certificate.serial_number > 0
        certificate.verify_directly_issued_by(certificate)


def test_openssl_takes_certificate_and_key_without_a_file() -> None:
    """The TLS context is made with no file on a disk, and demands a client certificate."""
    context = server_context(make_certificate(), make_certificate().pem.decode())
    assert context.verify_mode is ssl.CERT_REQUIRED
