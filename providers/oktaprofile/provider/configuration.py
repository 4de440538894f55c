"""The provider block: its schema, what can be checked of it without Okta, and what it comes to with the
environment.

Arguments and environment variables are named as in the official Okta provider (its documentation, read
2026-10), plus `org_url`. An argument wins over its variable; a blank variable counts as unset. Secrets never
reach a message.
"""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.schema import Attribute, Schema
from oktaprofile.plugin.types import NUMBER, STRING, List
from oktaprofile.plugin.values import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.plugin.diagnostics import Diagnostics

VARIABLES = {
    "org_name": "OKTA_ORG_NAME",
    "base_url": "OKTA_BASE_URL",
    "org_url": "OKTA_ORG_URL",
    "api_token": "OKTA_API_TOKEN",
    "client_id": "OKTA_API_CLIENT_ID",
    "private_key": "OKTA_API_PRIVATE_KEY",
    "private_key_id": "OKTA_API_PRIVATE_KEY_ID",
    "scopes": "OKTA_API_SCOPES",
}
OAUTH = ("client_id", "private_key", "private_key_id", "scopes")
DEFAULT_BASE_URL = "okta.com"
DEFAULT_MAX_RETRIES = 5
DEFAULT_REQUEST_TIMEOUT = 30
DEFAULT_SCOPES = (
    "okta.apps.read",
    "okta.schemas.manage",
    "okta.userTypes.read",
    "okta.profileMappings.manage",
)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


def _described(name: str, text: str) -> str:
    return f"{text} Environment variable: `{VARIABLES[name]}`."


SCHEMA = Schema(
    {
        "org_name": Attribute(
            STRING,
            optional=True,
            description=_described("org_name", "First part of the org's address: `acme` of `acme.okta.com`."),
        ),
        "base_url": Attribute(
            STRING,
            optional=True,
            description=_described(
                "base_url",
                "Domain of the org, such as `okta.com` (default), `oktapreview.com` or `okta-emea.com`.",
            ),
        ),
        "org_url": Attribute(
            STRING,
            optional=True,
            description=_described(
                "org_url",
                "The org's whole address, such as `https://acme.okta.com`, instead of `org_name` and "
                "`base_url`. "
                "`http` is accepted for loopback addresses only.",
            ),
        ),
        "api_token": Attribute(
            STRING,
            optional=True,
            sensitive=True,
            description=_described("api_token", "API token (SSWS). Not together with the OAuth arguments."),
        ),
        "client_id": Attribute(
            STRING,
            optional=True,
            description=_described("client_id", "Client id of an API Services app (OAuth 2.0)."),
        ),
        "private_key": Attribute(
            STRING,
            optional=True,
            sensitive=True,
            description=_described(
                "private_key", "Private key of that app: PEM text, or the path of a PEM file."
            ),
        ),
        "private_key_id": Attribute(
            STRING,
            optional=True,
            description=_described("private_key_id", "Id (`kid`) of the private key."),
        ),
        "scopes": Attribute(
            List(STRING),
            optional=True,
            description=_described(
                "scopes",
                "OAuth scopes to ask for. Default: "
                + ", ".join(f"`{scope}`" for scope in DEFAULT_SCOPES)
                + ". In the variable: separated by commas.",
            ),
        ),
        "max_retries": Attribute(
            NUMBER,
            optional=True,
            description="How often a call is sent again after 429, 5xx or a lost connection: 0 to 100, "
            f"default {DEFAULT_MAX_RETRIES}.",
        ),
        "request_timeout": Attribute(
            NUMBER,
            optional=True,
            description=f"Seconds to wait for one answer: 1 to 300, default {DEFAULT_REQUEST_TIMEOUT}.",
        ),
    },
    description="Keeps profile attributes, profile mappings and attribute sources of an Okta org as code.",
)


class Settings:
    """A provider configuration with the environment in it, checked. `scopes` is empty without OAuth."""

    __slots__ = (
        "api_token",
        "client_id",
        "max_retries",
        "org_url",
        "private_key",
        "private_key_id",
        "request_timeout",
        "scopes",
    )

    def __init__(
        self,
        *,
        org_url: str,
        api_token: str | None = None,
        client_id: str | None = None,
        private_key: str | None = None,
        private_key_id: str | None = None,
        scopes: tuple[str, ...] = (),
        max_retries: int = DEFAULT_MAX_RETRIES,
        request_timeout: float = DEFAULT_REQUEST_TIMEOUT,
    ) -> None:
        self.org_url = org_url
        self.api_token = api_token
        self.client_id = client_id
        self.private_key = private_key
        self.private_key_id = private_key_id
        self.scopes = scopes
        self.max_retries = max_retries
        self.request_timeout = request_timeout


def validate(config: Mapping[str, Any], diagnostics: Diagnostics) -> None:
    """Reports what is wrong with the arguments themselves.

    Parts may be UNKNOWN; the environment is not looked at.
    """
    known = {name: value for name, value in config.items() if value is not None and value is not UNKNOWN}
    for name in ("org_name", "base_url"):
        if name in known and config.get("org_url") is not None:
            diagnostics.error(
                "The org is named twice",
                f"Both org_url and {name} are set. Keep org_url, or org_name with base_url.",
                (name,),
            )
    if "org_url" in known:
        _report(diagnostics, "org_url", org_url_problem(known["org_url"]))
    if "org_name" in known:
        _report(diagnostics, "org_name", org_name_problem(known["org_name"]))
    if "base_url" in known:
        _report(diagnostics, "base_url", base_url_problem(known["base_url"]))
    oauth = [name for name in OAUTH if config.get(name) is not None]
    if config.get("api_token") is not None and oauth:
        diagnostics.error(
            "Two ways to log in",
            f"api_token and {oauth[0]} are both set. Use an API token, or an OAuth client "
            "(client_id, private_key, private_key_id, scopes), not both.",
            (oauth[0],),
        )
    for name in ("api_token", "client_id", "private_key", "private_key_id"):
        if name in known and not known[name].strip():
            diagnostics.error(
                f"{name} is empty",
                f"Leave {name} out to take it from {VARIABLES[name]}, or give it a value.",
                (name,),
            )
    _check_whole_number(known, "max_retries", 0, 100, diagnostics)
    _check_whole_number(known, "request_timeout", 1, 300, diagnostics)


def resolve(config: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
    """What to log in with, from the arguments and the environment.

    Raises `DiagnosticError` for an argument that is unknown still, missing, or (from the environment) wrong.
    """
    for name, value in config.items():
        if value is UNKNOWN or (isinstance(value, list) and any(item is UNKNOWN for item in value)):
            raise DiagnosticError(
                f"The provider's {name} is not known yet",
                f"The provider block takes {name} from something that does not exist before apply, and "
                "without it "
                "the provider cannot read Okta for this plan. Give it a value that is known (a variable, or "
                f"{VARIABLES.get(name, 'a literal')} in the environment), or apply what it comes from first: "
                "terraform apply -target=ADDRESS.",
                (name,),
            )
    values, origins = _with_environment(config, environment)
    org_url = _org_url(values, origins)
    login = _login(values, origins)
    return Settings(
        org_url=org_url,
        max_retries=int(config["max_retries"])
        if config.get("max_retries") is not None
        else DEFAULT_MAX_RETRIES,
        request_timeout=config.get("request_timeout") or DEFAULT_REQUEST_TIMEOUT,
        **login,
    )


def org_url_problem(url: str) -> str | None:
    """Why this isn't an org's address, with the next step; None when it is one."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.lower() not in ("https", "http"):
        return f"{url!r} is no web address. Write it like https://acme.okta.com."
    host = rest.split("/", 1)[0]
    if not host or any(character in host for character in "@?# "):
        return f"{url!r} names no host. Write it like https://acme.okta.com."
    name = host if host.startswith("[") else host.split(":", 1)[0]
    if host.startswith("["):
        name = host.partition("]")[0] + "]"
    if scheme.lower() == "http" and name.lower() not in LOOPBACK:
        return f"{url!r} would send the credentials unencrypted. Use https://{host}."
    if rest[len(host) :].strip("/"):
        return f"{url!r} has a path. Give the org's address alone: {scheme}://{host}."
    first, dot, domain = name.partition(".")
    if dot and first.endswith("-admin"):
        return (
            f"{url!r} is the admin console's address, which does not answer API calls with a token. "
            f"Use https://{first[: -len('-admin')]}.{domain}."
        )
    return None


def org_name_problem(name: str) -> str | None:
    """Why this isn't the first part of an org's address; None when it is."""
    plain = name.isascii() and name.replace("-", "").isalnum()
    if not plain:
        return (
            f"{name!r} is no org name. Of https://acme.okta.com it is the part acme; or set org_url instead."
        )
    if name.endswith("-admin"):
        return f"{name!r} names the admin console. Use {name[: -len('-admin')]!r}."
    return None


def base_url_problem(domain: str) -> str | None:
    """Why this isn't the domain of an org; None when it is."""
    if "." not in domain or not domain.isascii() or not domain.replace("-", "").replace(".", "").isalnum():
        return f"{domain!r} is no domain. Write it without https:// and without a path, like okta.com."
    return None


def _report(diagnostics: Diagnostics, name: str, problem: str | None) -> None:
    if problem:
        diagnostics.error(f"Wrong {name}", problem, (name,))


def _check_whole_number(
    known: Mapping[str, Any], name: str, lowest: int, highest: int, diagnostics: Diagnostics
) -> None:
    value = known.get(name)
    if value is not None and (value != int(value) or not lowest <= value <= highest):
        diagnostics.error(
            f"Wrong {name}", f"{value} is not a whole number from {lowest} to {highest}.", (name,)
        )


def _with_environment(
    config: Mapping[str, Any], environment: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Values by argument name, and where each came from: the argument's or the variable's name.

    An argument silences the variables that say the same thing another way: OKTA_ORG_URL in the shell must not
    override org_name in the configuration, nor OKTA_API_TOKEN a configured OAuth client.
    """
    values = {name: config[name] for name in VARIABLES if config.get(name) is not None}
    origins = {name: f"the argument {name}" for name in values}
    silenced: set[str] = set()
    if "org_url" in values:
        silenced |= {"org_name", "base_url"}
    if "org_name" in values or "base_url" in values:
        silenced |= {"org_url"}
    if "api_token" in values:
        silenced |= set(OAUTH)
    elif any(name in values for name in OAUTH):
        silenced |= {"api_token"}
    for name, variable in VARIABLES.items():
        text = environment.get(variable, "").strip()
        if not text or name in values or name in silenced:
            continue
        values[name] = (
            [part.strip() for part in text.split(",") if part.strip()] if name == "scopes" else text
        )
        origins[name] = f"the environment variable {variable}"
    return values, origins


def _org_url(values: Mapping[str, Any], origins: Mapping[str, str]) -> str:
    if "org_url" in values:
        problem, name = org_url_problem(values["org_url"]), "org_url"
        url = str(values["org_url"]).rstrip("/")
    elif "org_name" in values:
        domain = values.get("base_url", DEFAULT_BASE_URL)
        problem, name = org_name_problem(values["org_name"]), "org_name"
        if not problem:
            problem, name = base_url_problem(domain), "base_url"
        url = f"https://{values['org_name']}.{domain}"
    else:
        raise DiagnosticError(
            "No Okta org is named",
            "Set org_url (or OKTA_ORG_URL), such as https://acme.okta.com, or org_name (OKTA_ORG_NAME) and "
            "base_url (OKTA_BASE_URL).",
            ("org_url",),
        )
    if problem:
        raise DiagnosticError(f"Wrong {name}", f"{problem} It came from {origins.get(name, name)}.", (name,))
    return url


def _login(values: Mapping[str, Any], origins: Mapping[str, str]) -> dict[str, Any]:
    oauth = [name for name in OAUTH if name in values and name != "scopes"]
    token = values.get("api_token")
    if token and oauth:
        raise DiagnosticError(
            "Two ways to log in",
            f"Both {origins['api_token']} and {origins[oauth[0]]} are set. Unset one of the two, or set "
            "the one to "
            "use as an argument of the provider block.",
        )
    if token:
        return {"api_token": str(token)}
    if not oauth:
        raise DiagnosticError(
            "No credentials for Okta",
            "Set api_token (environment variable OKTA_API_TOKEN), or for OAuth 2.0 client_id "
            "(OKTA_API_CLIENT_ID), "
            "private_key (OKTA_API_PRIVATE_KEY) and private_key_id (OKTA_API_PRIVATE_KEY_ID).",
            ("api_token",),
        )
    for name in ("client_id", "private_key"):
        if name not in values:
            raise DiagnosticError(
                f"The OAuth client lacks its {name}",
                f"{origins[oauth[0]].capitalize()} is set, but neither the argument {name} nor the "
                "environment "
                f"variable {VARIABLES[name]}.",
                (name,),
            )
    return {
        "client_id": values["client_id"],
        "private_key": _pem(values["private_key"], origins["private_key"]),
        "private_key_id": values.get("private_key_id"),
        "scopes": tuple(values.get("scopes") or DEFAULT_SCOPES),
    }


def _pem(value: str, origin: str) -> str:
    """The PEM text itself; a value that is no PEM text is the path of a file with it."""
    if "-----BEGIN" in value:
        return value.replace("\\n", "\n")  # a PEM in one line of an environment file
    from pathlib import Path

    # What can't be read may be a key pasted in another format: it is a secret, so it isn't repeated.
    hint = "Give the PEM text (-----BEGIN PRIVATE KEY----- …) or the path of a file that holds it."
    try:
        text = Path(value).expanduser().read_text(encoding="utf-8")
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else "it is no path"
        raise DiagnosticError(
            "The private key cannot be read",
            f"The value of {origin} is no PEM text, and as a path of a file it cannot be opened: {reason}. "
            f"{hint}",
            ("private_key",),
        ) from None
    if "-----BEGIN" not in text:
        raise DiagnosticError(
            "The private key is no PEM",
            f"The file that {origin} names holds no PEM text. {hint}",
            ("private_key",),
        )
    return text
