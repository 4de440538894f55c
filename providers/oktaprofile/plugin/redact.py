"""Secrets that must never reach a log line or a diagnostic.

The engine hides each sensitive value of the provider's configuration; a provider hides what it found
elsewhere, such as a token from the environment. It is the last defence: messages are written without
secrets in the first place.
"""

from __future__ import annotations

SHORTEST_SECRET = 8
"""A shorter text is no secret worth the name, and hiding each "true" or "admin" would garble messages."""

_secrets: set[str] = set()


def hide(value: object) -> None:
    """Show ``(sensitive)`` in place of this text from now on. Lists and dicts: each string in them."""
    if isinstance(value, str):
        if len(value) >= SHORTEST_SECRET:
            _secrets.add(value)
            _secrets.update(line for line in value.splitlines() if len(line) >= SHORTEST_SECRET)
    elif isinstance(value, dict):
        for item in value.values():
            hide(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            hide(item)


def is_hidden(text: str) -> bool:
    """Whether ``text`` holds a hidden secret."""
    return any(secret in text for secret in _secrets)


def redact(text: str) -> str:
    """``text`` without any hidden secret, and without what is none of anybody's words: a JWT, a private key.

    Tokens that a client buys, and what it signs with a key, are made while it runs: nobody could hide them before.
    """
    for secret in sorted(_secrets, key=len, reverse=True):
        if secret in text:
            text = text.replace(secret, "(sensitive)")
    if "eyJ" in text or "PRIVATE KEY-----" in text:
        import re  # only here: every start of the plugin would pay for it

        text = re.sub(r"eyJ[\w-]{8,}\.[\w-]{8,}(\.[\w-]*)?", "(sensitive)", text)
        text = re.sub(
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)",
            "(sensitive)",
            text,
            flags=re.DOTALL,
        )
    return text
