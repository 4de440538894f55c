"""Secrets: how they are kept, and whether what the user gave can be one. No value is ever shown."""

from __future__ import annotations

import json

from oktaprofile.okta.errors import ConfigError
from oktaprofile.text.redact import hide

# A key of 16,384 bits has 13,000 letters; what is named may be no file at all (/dev/zero).
LARGEST_KEY_FILE = 64 * 1024


class Secret:
    """A string that shows itself only when asked, and that no error, log or output shows from now on."""

    def __init__(self, value: str) -> None:
        self._value = value
        hide(value)

    def reveal(self) -> str:
        """The secret itself: for a request, never for a text that somebody reads."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(hidden)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    __hash__ = None  # type: ignore[assignment]


def api_token_of(value: str | Secret | None) -> Secret | None:
    """The API token, without blanks round it or a copied "SSWS ". Raises `ConfigError`."""
    if value is None:
        return None
    token = value.reveal() if isinstance(value, Secret) else value
    words = token.strip().split(" ")
    token = " ".join(word for index, word in enumerate(words) if word and (index or word.upper() != "SSWS"))
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigError(
            "api_token is not a token: it is empty, or contains blanks or control characters "
            "(the value is not shown).",
            argument="api_token",
            next_step="Copy the token again from Security > API > Tokens.",
        )
    return Secret(token)


def private_key_of(value: str | Secret | None) -> Secret | None:
    """PEM or JWK text, from the value itself or from the file it names. Raises `ConfigError`."""
    if value is None:
        return None
    text = (value.reveal() if isinstance(value, Secret) else value).strip()
    if not text.startswith(("-----BEGIN", "{")):
        text = _read_key_file(text)
    if text.startswith("-----BEGIN"):
        # An environment variable often carries the line breaks as the two characters \ and n.
        return Secret(text if "\n" in text else text.replace("\\n", "\n"))
    if text.startswith("{"):
        try:
            key = json.loads(text)
        except (ValueError, RecursionError):
            key = {}
        if key.get("kty") in ("RSA", "EC"):
            return Secret(text)
        if isinstance(key.get("keys"), list):
            raise ConfigError(
                "private_key is a set of keys (`keys`), where one is needed (the value is not shown).",
                argument="private_key",
                next_step="Give the one JWK of that set that belongs to the app's public key.",
            )
    raise ConfigError(
        "private_key is neither a PEM private key nor an RSA or EC JWK (the value is not shown).",
        argument="private_key",
        next_step="Give the key that Okta showed when the key pair was made, as PEM or JSON, or its file.",
    )


def _read_key_file(name: str) -> str:
    from pathlib import Path

    try:
        with Path(name).expanduser().open(encoding="utf-8-sig") as file:
            return file.read(LARGEST_KEY_FILE).strip()
    except (OSError, ValueError, RuntimeError):  # RuntimeError: ~somebody who does not exist
        raise ConfigError(
            "private_key is neither a key (-----BEGIN… or JSON) nor the path of a readable file "
            "(the value is not shown).",
            argument="private_key",
        ) from None
