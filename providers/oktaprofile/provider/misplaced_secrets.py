"""Credentials in a resource's configuration: refused, since Terraform stores them in clear text.

Found are the provider's own credentials wherever they occur, and what looks like one: a private key (PEM, JWK), an
access token, an Okta API token. The value is never shown, and the message points at the resource, not at the
argument: Terraform prints the line that an error points at.
"""

from __future__ import annotations

from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.text.redact import SHORTEST_SECRET, is_hidden

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oktaprofile.plugin.diagnostics import Diagnostics
    from oktaprofile.plugin.values import Value

API_TOKEN_CHARACTERS = 42
CREDENTIALS = ("OKTA_API_TOKEN", "OKTA_API_PRIVATE_KEY")
_ADVICE = (
    "A resource's or data source's configuration is kept in state and plan in clear text, and much of it is shown in "
    "Okta. Take it out; a credential that was committed or shared has to be revoked. The provider takes credentials "
    "from the environment: OKTA_API_TOKEN, or OKTA_API_CLIENT_ID with OKTA_API_PRIVATE_KEY."
)


def refuse(config: Mapping[str, Value], environment: Mapping[str, str], diagnostics: Diagnostics) -> None:
    """Reports each argument of a resource or data source that holds a credential. Parts may be UNKNOWN."""
    ours = [environment[name] for name in CREDENTIALS if len(environment.get(name, "")) >= SHORTEST_SECRET]
    refused = set()
    for path, text in _texts(config, ""):
        found = "the provider's own credential" if _is_ours(text, ours) else looks_like(text)
        if found and path not in refused:
            refused.add(path)
            diagnostics.error(
                "Credential in a resource's configuration",
                f"{path} holds {found} (the value is not shown).\n\n{_ADVICE}",
            )


def _is_ours(text: str, ours: list[str]) -> bool:
    return is_hidden(text) or any(secret in text for secret in ours)


def looks_like(text: str) -> str:
    """What kind of credential a text holds, "" for none. Quick for texts that hold none: they are nearly all."""
    if "-----BEGIN " in text and "PRIVATE KEY-----" in text:
        return "a private key"
    if '"kty"' in text and '"d"' in text:
        return "a private key (JWK)"
    if "eyJ" not in text and "SSWS " not in text and ("00" not in text or len(text) < API_TOKEN_CHARACTERS):
        return ""
    import re  # only here: every start of the plugin would pay for it

    if re.search(r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*", text):
        return "what looks like an access token (JWT)"
    if re.search(r"\bSSWS [\w-]{20,}", text):
        return "what looks like an Okta API token"
    # From 00, capitals, small letters and digits: no word, number or id of Okta's (20) is so.
    for word in re.findall(r"(?<![\w-])00[\w-]{40}(?![\w-])", text):
        rest = word[2:]
        if any(c.isdigit() for c in rest) and rest.lower() != rest and rest.upper() != rest:
            return "what looks like an Okta API token"
    return ""


def _texts(value: Value, path: str) -> Iterator[tuple[str, str]]:
    """Each text with its path; a key of a map has the map's, so that it is not shown."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            if path and (is_hidden(key) or looks_like(key)):
                yield f"A name in {path}", key
                continue
            yield from _texts(item, f"{path}.{key}" if path else key)
    elif isinstance(value, (list, tuple)) and value is not UNKNOWN:
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]")
