"""How to reach an org: provider arguments and environment variables -> `OktaConfig`.

Names are the official provider's, plus `org_url`. Arguments win over the environment. Nothing is called
here, so every mistake that can be seen without the network is found at Configure, and named after the
argument.

    org_url            OKTA_ORG_URL              https://acme.okta.com
    org_name           OKTA_ORG_NAME             acme
    base_url           OKTA_BASE_URL             okta.com (the default)
    api_token          OKTA_API_TOKEN
    client_id          OKTA_API_CLIENT_ID
    private_key        OKTA_API_PRIVATE_KEY      PEM, JWK (JSON), or the path of a file with either
    private_key_id     OKTA_API_PRIVATE_KEY_ID   the key's `kid`
    scopes             OKTA_API_SCOPES           in the environment: separated by commas or blanks
    max_retries        -                         5
    parallelism        -                         10 requests at once
    request_timeout    -                         60 seconds
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from oktaprofile.okta.credentials import api_token_of, private_key_of
from oktaprofile.okta.errors import ConfigError
from oktaprofile.text.address import Address, is_loopback
from oktaprofile.text.trust import UnreadableAuthorities, authorities

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from oktaprofile.okta.credentials import Secret

ENVIRONMENT = {
    "org_url": "OKTA_ORG_URL",
    "org_name": "OKTA_ORG_NAME",
    "base_url": "OKTA_BASE_URL",
    "api_token": "OKTA_API_TOKEN",
    "client_id": "OKTA_API_CLIENT_ID",
    "private_key": "OKTA_API_PRIVATE_KEY",
    "private_key_id": "OKTA_API_PRIVATE_KEY_ID",
    "scopes": "OKTA_API_SCOPES",
}
DEFAULT_BASE_URL = "okta.com"
DEFAULT_MAX_RETRIES = 5
DEFAULT_TIMEOUT_SECONDS = 60.0
MOST_RETRIES = 100
LONGEST_TIMEOUT_SECONDS = 600
DEFAULT_PARALLELISM = 10
MOST_PARALLELISM = 50
#: Okta's own domains, where `-admin` in the host means the Admin Console.
OKTA_DOMAINS = ("okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil", "trexcloud.com")
#: What the whole sync needs; the read scopes are enough for plan.
SYNC_SCOPES = ("okta.apps.read", "okta.schemas.manage", "okta.profileMappings.manage", "okta.userTypes.read")


class OktaConfig:
    """Where the org is and how to authenticate: with `api_token`, or with `client_id` + `private_key` + `scopes`.

    `org_url` is stored as scheme://host[:port]. `private_key` is PEM or JWK text. `max_retries` counts
    repetitions after the first try; `timeout_seconds` is how long Okta may be silent (retry.py has what follows from
    it); `parallelism` is how many requests may be in flight at once. `ca_bundle`: file or
    folder of the certificates to trust, None: certifi's. Raises `ConfigError` (with `argument`).
    """

    def __init__(
        self,
        org_url: str,
        api_token: str | Secret | None = None,
        client_id: str | None = None,
        private_key: str | Secret | None = None,
        private_key_id: str | None = None,
        scopes: Iterable[str] = (),
        max_retries: int = DEFAULT_MAX_RETRIES,
        timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
        user_agent: str = "oktaprofile",
        ca_bundle: str | None = None,
        parallelism: int = DEFAULT_PARALLELISM,
    ) -> None:
        self.org_url = org_address(org_url, argument="org_url")
        self.host = Address(self.org_url).host
        self.is_loopback = is_loopback(self.host)
        self.api_token = api_token_of(api_token)
        self.client_id = client_id.strip() if client_id else client_id
        self.private_key = private_key_of(private_key)
        self.private_key_id = private_key_id.strip() if private_key_id else private_key_id
        self.scopes = tuple(scopes)
        self.max_retries = max_retries
        self.timeout_seconds = timeout_seconds
        self.user_agent = user_agent
        self.ca_bundle = ca_bundle
        self.parallelism = parallelism
        self._check_scheme_of_authentication()
        _check_whole("max_retries", max_retries, 0, MOST_RETRIES)
        _check_whole("parallelism", parallelism, 1, MOST_PARALLELISM)
        if not 1 <= timeout_seconds <= LONGEST_TIMEOUT_SECONDS:
            raise ConfigError(
                f"request_timeout is {timeout_seconds!r}; it is a number of seconds from 1 to "
                f"{LONGEST_TIMEOUT_SECONDS}.",
                argument="request_timeout",
            )

    @property
    def admin_url(self) -> str:
        """The Admin Console's address, which internal operations have. Of an address that is not Okta's own (a custom
        domain, the embedded org) none is known, and it is the org's."""
        name, _, domain = self.host.partition(".")
        return self.org_url if domain not in OKTA_DOMAINS else f"https://{name}-admin.{domain}"

    def _check_scheme_of_authentication(self) -> None:
        oauth = {"client_id": self.client_id, "private_key": self.private_key}
        given = [name for name, value in oauth.items() if value]
        if self.api_token is not None:
            if given:
                raise ConfigError(
                    f"Both api_token and {' and '.join(given)} are set: they are two ways to authenticate.",
                    argument=given[0],
                    next_step="Set either api_token, or client_id, private_key and scopes.",
                )
            return
        if not given:
            raise ConfigError(
                "No credentials: neither api_token nor client_id and private_key are set.",
                argument="api_token",
                next_step=(
                    "Set OKTA_API_TOKEN, or OKTA_API_CLIENT_ID, OKTA_API_PRIVATE_KEY and OKTA_API_SCOPES, "
                    "in the environment or in the provider block."
                ),
            )
        for name, value in oauth.items():
            if not value:
                raise ConfigError(
                    f"OAuth needs client_id and private_key; {name} is missing.",
                    argument=name,
                    next_step=f"Set {name} ({ENVIRONMENT[name]}).",
                )
        if not self.scopes:
            raise ConfigError(
                "OAuth needs scopes; none is set.",
                argument="scopes",
                next_step=f"Grant the app these scopes and list them: {', '.join(SYNC_SCOPES)}.",
            )

    def __repr__(self) -> str:
        way = "api_token" if self.api_token is not None else f"client_id={self.client_id!r}"
        return f"OktaConfig({self.org_url!r}, {way})"


def resolve(arguments: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> OktaConfig:
    """Provider arguments (None = not set) and the environment -> `OktaConfig`.

    `environment` defaults to the process's. An address or a way to authenticate given by arguments hides the
    environment's as a whole, so that an exported token does not clash with a configured client.
    Raises `ConfigError` (with `argument`).
    """
    environment = os.environ if environment is None else environment
    given = {name: value for name, value in arguments.items() if value not in (None, "", [], ())}

    def pick(*names: str) -> dict[str, Any]:
        if any(name in given for name in names):
            return {name: given.get(name) for name in names}
        return {name: environment.get(ENVIRONMENT[name]) or None for name in names}

    address = pick("org_url", "org_name") if "base_url" in given else pick("org_url", "org_name", "base_url")
    if address.get("base_url") is None:
        address["base_url"] = given.get("base_url") or environment.get(ENVIRONMENT["base_url"]) or None
    way = pick("api_token", "client_id", "private_key")
    return OktaConfig(
        _org_url(**address),
        api_token=way["api_token"],
        client_id=way["client_id"],
        private_key=way["private_key"],
        private_key_id=pick("private_key_id")["private_key_id"],
        scopes=_scopes(pick("scopes")["scopes"]),
        max_retries=given.get("max_retries", DEFAULT_MAX_RETRIES),
        timeout_seconds=given.get("request_timeout", DEFAULT_TIMEOUT_SECONDS),
        parallelism=given.get("parallelism", DEFAULT_PARALLELISM),
        ca_bundle=_authorities(environment),
    )


def _authorities(environment: Mapping[str, str]) -> str | None:
    try:
        return authorities(environment)
    except UnreadableAuthorities as why:
        message, next_step = why.args
        raise ConfigError(message, next_step=next_step) from None


def from_environment(environment: Mapping[str, str] | None = None) -> OktaConfig:
    """The environment alone (for commands without a provider block). Raises `ConfigError`."""
    return resolve({}, environment)


def _org_url(org_url: str | None, org_name: str | None, base_url: str | None) -> str:
    if org_url and org_name:
        raise ConfigError(
            f"Both org_url ({org_url!r}) and org_name ({org_name!r}) are set.",
            argument="org_name",
            next_step="Set org_url, or org_name and base_url.",
        )
    if org_url:
        return org_address(org_url, argument="org_url")
    if not org_name:
        raise ConfigError(
            "The org is not named: neither org_url nor org_name is set.",
            argument="org_url",
            next_step=(
                "Set OKTA_ORG_URL (https://acme.okta.com), or OKTA_ORG_NAME and OKTA_BASE_URL; and the credentials: "
                "OKTA_API_TOKEN, or OKTA_API_CLIENT_ID, OKTA_API_PRIVATE_KEY and OKTA_API_SCOPES."
            ),
        )
    for argument, value in (("org_name", org_name), ("base_url", base_url or DEFAULT_BASE_URL)):
        if not all(character.isalnum() or character in "-." for character in value) or value.startswith("."):
            raise ConfigError(
                f"{argument} is {value!r}; it is a plain part of a host name.",
                argument=argument,
                next_step="For https://acme.okta.com: org_name = acme, base_url = okta.com. Or set org_url.",
            )
    domains = (*OKTA_DOMAINS, base_url or DEFAULT_BASE_URL)
    for (
        domain
    ) in domains:  # a frequent mix-up; the doubled domain would fail as a name that cannot be resolved
        if org_name.lower().endswith(f".{domain}"):
            raise ConfigError(
                f"org_name is {org_name!r}: it holds the domain as well.",
                argument="org_name",
                next_step=f"Use org_name = {org_name[: -len(domain) - 1]}, base_url = {domain}; or org_url = "
                f"https://{org_name}.",
            )
    return org_address(f"https://{org_name}.{base_url or DEFAULT_BASE_URL}", argument="org_name")


def org_address(value: str, *, argument: str) -> str:
    """Check an org's address and return it as scheme://host[:port]. Raises `ConfigError`."""

    def wrong(why: str, next_step: str = "") -> ConfigError:
        return ConfigError(
            f"{argument}: {shown} {why}",
            argument=argument,
            next_step=next_step or "Use https://acme.okta.com.",
        )

    text = value.strip()
    shown = repr(text if "@" not in text else "the address")  # what is before an @ may be a password
    if "://" not in text:
        raise wrong("has no https://.", f"Write https://{text}." if "@" not in text else "")
    try:
        address = Address(text)
    except ValueError as why:
        raise wrong(f"{why}.") from None
    if address.login:
        raise wrong(
            "contains a user name or password.", "Credentials go into api_token, never into the address."
        )
    if address.scheme not in ("https", "http"):
        raise wrong("must be https.")
    if address.scheme == "http" and not is_loopback(address.host):
        secure = "https" + address.origin.removeprefix("http")
        raise wrong("would send the credentials unencrypted.", f"Use {secure}.")
    if address.path.strip("/") or address.query or address.fragment:
        raise wrong("has more than a host.", f"Use {address.origin}.")
    name, _, domain = address.host.partition(".")
    if name.endswith("-admin") and domain in OKTA_DOMAINS:
        raise wrong("is the Admin Console.", f"Use https://{name.removesuffix('-admin')}.{domain}.")
    return address.origin


def _check_whole(argument: str, value: object, lowest: int, highest: int) -> None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not lowest <= value <= highest:  # type: ignore[operator]
        raise ConfigError(
            f"{argument} is {value!r}; it is a whole number from {lowest} to {highest}.", argument=argument
        )


def _scopes(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(value.replace(",", " ").split())
    return tuple(sorted(str(scope) for scope in value))  # type: ignore[attr-defined]
