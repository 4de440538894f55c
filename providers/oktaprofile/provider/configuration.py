"""The provider block: its schema, what can be checked of it without Okta, and its values with those of the environment.

Arguments and environment variables are named as in the official Okta provider, plus `org_url`. What each may
hold is checked by `oktaprofile.okta.config`, which the command line uses too; it is imported only where there
is something to check, since Terraform validates the provider block at every start of the plugin.
"""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.schema import Attribute, Schema
from oktaprofile.plugin.types import NUMBER, STRING, List
from oktaprofile.plugin.values import is_wholly_known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.okta.config import OktaConfig
    from oktaprofile.okta.errors import ConfigError
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
                "The org's whole address, such as `https://acme.okta.com`, instead of `org_name` and `base_url`. "
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
                "private_key", "Private key of that app: PEM or JWK text, or the path of a file with it."
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
                "OAuth scopes to ask for; required with `client_id`. For everything here: `okta.apps.read`, "
                "`okta.schemas.manage`, `okta.userTypes.read`, `okta.profileMappings.manage`, and for the impact "
                "`okta.users.read`. In the variable: separated by commas.",
            ),
        ),
        "max_retries": Attribute(
            NUMBER,
            optional=True,
            description="How often a call is sent again after 429, 5xx or a lost connection: 0 to 100. "
            "Default: 5.",
        ),
        "parallelism": Attribute(
            NUMBER,
            optional=True,
            description="How many requests may be on their way to Okta at once: 1 to 50. Default: 10. Okta allows 75 "
            "in an org (35 in free ones) for all its users together; when it refuses one for that, fewer are sent. "
            "What Okta allows a minute is read from its answers (`oktaprofile doctor` shows it) and kept to.",
        ),
        "request_timeout": Attribute(
            NUMBER,
            optional=True,
            description="Seconds that Okta may be silent: 1 to 600. Default: 60. One answer may take twice, all tries "
            "of one request together three times as long.",
        ),
    },
    description="Keeps profile attributes, profile mappings and attribute sources of an Okta org as code.",
)


def validate(config: Mapping[str, Any], diagnostics: Diagnostics) -> None:
    """Reports what is wrong with the arguments themselves.

    Parts may be UNKNOWN; the environment is not looked at.
    """
    known = {name: value for name, value in config.items() if value is not None and is_wholly_known(value)}
    for name in ("org_name", "base_url"):
        if config.get(name) is not None and config.get("org_url") is not None:
            diagnostics.error(
                "The org is named twice",
                f"Both org_url and {name} are set. Keep org_url, or org_name with base_url.",
                (name,),
            )
    oauth = [name for name in OAUTH if config.get(name) is not None]
    if config.get("api_token") is not None and oauth:
        diagnostics.error(
            "Two ways to log in",
            f"api_token and {oauth[0]} are both set. Use an API token, or an OAuth client "
            "(client_id, private_key, private_key_id, scopes), not both.",
            (oauth[0],),
        )
    for name in VARIABLES:
        value = known.get(name)
        if isinstance(value, str) and not value.strip():
            diagnostics.error(
                f"{name} is empty",
                f"Leave {name} out to take it from {VARIABLES[name]}, or give it a value.",
                (name,),
            )
    _check_number(known, "max_retries", 0, 100, diagnostics)
    _check_number(known, "request_timeout", 1, 600, diagnostics)
    _check_number(known, "parallelism", 1, 50, diagnostics)
    if not diagnostics.has_errors and ("org_url" in known or "org_name" in known):
        _check_address(known)


def resolve(config: Mapping[str, Any], environment: Mapping[str, str]) -> OktaConfig:
    """Where the org is and how to log in, from the arguments and the environment.

    Raises `DiagnosticError` for an argument that is unknown still, missing or wrong; it names the argument
    and its variable, and never shows a secret.
    """
    for name, value in config.items():
        if not is_wholly_known(value):
            raise DiagnosticError(
                f"The provider's {name} is not known yet",
                f"The provider block takes {name} from something that does not exist before apply, and without it "
                "the provider cannot read Okta for this plan. Give it a value that is known (a variable, or "
                f"{VARIABLES.get(name, 'a literal')} in the environment), or apply what it comes from first: "
                "terraform apply -target=ADDRESS.",
                (name,),
            )
    from oktaprofile.okta import config as okta_config
    from oktaprofile.okta.errors import ConfigError

    try:
        return okta_config.resolve(config, environment)
    except ConfigError as error:
        raise _as_diagnostic(error) from None


def _check_address(known: Mapping[str, Any]) -> None:
    """The org's address, as far as the arguments alone tell it."""
    from oktaprofile.okta.config import DEFAULT_BASE_URL, org_address
    from oktaprofile.okta.errors import ConfigError

    try:
        if "org_url" in known:
            org_address(known["org_url"], argument="org_url")
        else:
            domain = known.get("base_url", DEFAULT_BASE_URL)
            org_address(f"https://{known['org_name']}.{domain}", argument="org_name")
    except ConfigError as error:
        raise _as_diagnostic(error) from None


def _as_diagnostic(error: ConfigError) -> DiagnosticError:
    name = error.argument
    if not name:
        return DiagnosticError("Wrong provider configuration", f"{error.message}\n\n{error.next_step}")
    variable = f"; environment variable: {VARIABLES[name]}" if name in VARIABLES else ""
    detail = f"{error.message}\n\n{error.next_step}\n\nProvider argument: {name}{variable}."
    return DiagnosticError(f"Wrong provider configuration: {name}", detail, (name,))


def _check_number(
    known: Mapping[str, Any], name: str, lowest: int, highest: int, diagnostics: Diagnostics
) -> None:
    value = known.get(name)
    if value is not None and (value != int(value) or not lowest <= value <= highest):
        diagnostics.error(
            f"Wrong {name}", f"{value} is not a whole number from {lowest} to {highest}.", (name,)
        )
