"""Which certificate authorities are trusted: the usual variables, else those that come with requests (certifi).

    REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE    a file with certificates (PEM)
    SSL_CERT_DIR                                         a folder of them, by OpenSSL's hashed names

The first that is set counts; a file or folder takes the place of certifi's authorities. There is no way to check
nothing: an empty variable counts as not set, and nothing else is looked at.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


class UnreadableAuthorities(ValueError):  # noqa: N818 - reads as what it is
    """`args`: what cannot be read, and the next step."""


def authorities(environment: Mapping[str, str]) -> str | None:
    """The path that a variable names; None for certifi's authorities.

    Raises UnreadableAuthorities for a path that cannot be read: without the check it would fail at the first call, as a
    defect of ours.
    """
    for name in VARIABLES:
        path = environment.get(name)
        if not path:
            continue
        try:
            if os.path.isdir(path):  # noqa: PTH112 - this runs at Configure, and pathlib costs milliseconds
                os.listdir(path)  # noqa: PTH208
            else:
                with open(path, "rb") as file:  # noqa: PTH123
                    file.read(1)
        except (OSError, ValueError) as problem:
            why = problem.strerror if isinstance(problem, OSError) and problem.strerror else "it is no path"
            raise UnreadableAuthorities(
                f"{name} names {path!r} as the certificates to trust, which cannot be read: {why}.",
                f"Correct {name}, or unset it to trust the certificate authorities of Python's certifi.",
            ) from None
        return path
    return None


def described(environment: Mapping[str, str]) -> str:
    """Which certificates are trusted, for an error: "/etc/corp.pem (REQUESTS_CA_BUNDLE)"."""
    for name in VARIABLES:
        if environment.get(name):
            return f"{environment[name]} ({name})"
    return "the public ones of Python's certifi"
