"""Provider arguments and the environment become one configuration, or an error that names the argument."""

from __future__ import annotations

import json

import pytest

from oktaprofile.okta.config import OktaConfig, from_environment, org_address, resolve
from oktaprofile.okta.errors import ConfigError

TOKEN = "00aVerySecretToken"
PEM = "-----BEGIN PRIVATE KEY-----\nMIIverysecret\n-----END PRIVATE KEY-----"
OAUTH = {"client_id": "0oaclient", "private_key": PEM, "scopes": ["okta.apps.read"]}


def refusal(**arguments):
    """The ConfigError of these provider arguments, with an empty environment."""
    with pytest.raises(ConfigError) as caught:
        resolve(arguments, {})
    return caught.value


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://acme.okta.com", "https://acme.okta.com"),
        ("https://acme.okta.com/", "https://acme.okta.com"),
        ("  https://acme.okta.com  ", "https://acme.okta.com"),
        ("https://login.example.com:8443", "https://login.example.com:8443"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://id-admin.example.com", "https://id-admin.example.com"),
    ],
)
def test_good_addresses_become_scheme_host_and_port(given, expected):
    """Trailing slashes go; plain http is for loopback; a custom domain may end in -admin."""
    assert org_address(given, argument="org_url") == expected


@pytest.mark.parametrize(
    ("given", "says", "next_step"),
    [
        ("acme.okta.com", "has no https://", "https://acme.okta.com"),
        ("http://acme.okta.com", "unencrypted", "https://acme.okta.com"),
        ("http://127.0.0.1.evil.example", "unencrypted", "https"),
        ("http://1270.0.0.1", "no IP address", "https"),
        ("http://127.999.0.1", "no IP address", "https"),
        ("http://127.1", "no IP address", "https"),
        ("http://[::1]evil.com", "not an address", "https"),
        ("http://[::1]:80:80", "not an address", "https"),
        ("https://acme.okta.com\\@evil.example", "in no address", "https"),
        ("https://acme-admin.okta.com", "Admin Console", "https://acme.okta.com"),
        ("https://acme-admin.oktapreview.com/", "Admin Console", "https://acme.oktapreview.com"),
        ("https://acme.okta.com/api/v1", "more than a host", "https://acme.okta.com"),
        ("https://acme.okta.com?x=1", "more than a host", "https://acme.okta.com"),
        ("https://acme.okta.com#x", "more than a host", "https://acme.okta.com"),
        ("https://", "no host", "https://acme.okta.com"),
        ("https://acme.okta.com:99999", "not an address", "https://acme.okta.com"),
        ("ftp://acme.okta.com", "must be https", "https://acme.okta.com"),
    ],
)
def test_bad_addresses_say_what_is_wrong_and_what_to_write(given, says, next_step):
    """Each mistake has its own text, and the next step is the address to use."""
    with pytest.raises(ConfigError) as caught:
        org_address(given, argument="org_url")
    assert says in str(caught.value)
    assert next_step in caught.value.next_step
    assert caught.value.argument == "org_url"


def test_a_password_in_the_address_is_refused_and_not_shown():
    """What stands before an @ may be a secret."""
    with pytest.raises(ConfigError) as caught:
        org_address("https://user:hunter2@acme.okta.com", argument="org_url")
    assert "hunter2" not in str(caught.value) + caught.value.next_step


def test_org_name_and_base_url_make_the_address():
    """The official provider's two arguments; base_url is okta.com unless given."""
    assert resolve({"org_name": "acme", "api_token": TOKEN}, {}).org_url == "https://acme.okta.com"
    preview = resolve({"org_name": "acme", "base_url": "oktapreview.com", "api_token": TOKEN}, {})
    assert preview.org_url == "https://acme.oktapreview.com"


def test_base_url_from_the_environment_completes_an_org_name_argument():
    """The two may come from different places."""
    assert resolve(
        {"org_name": "acme"}, {"OKTA_BASE_URL": "okta-emea.com", "OKTA_API_TOKEN": TOKEN}
    ).org_url == ("https://acme.okta-emea.com")
    assert resolve(
        {"base_url": "okta-emea.com"}, {"OKTA_ORG_NAME": "acme", "OKTA_API_TOKEN": TOKEN}
    ).org_url == ("https://acme.okta-emea.com")


def test_an_admin_org_name_is_refused():
    """`acme-admin` is the Admin Console's name, also in parts."""
    error = refusal(org_name="acme-admin", api_token=TOKEN)
    assert "Admin Console" in str(error)
    assert error.argument == "org_name"


def test_an_org_name_with_its_domain_is_refused():
    """A frequent mix-up: acme.okta.com.okta.com would only fail as a name that cannot be resolved."""
    error = refusal(org_name="acme.oktapreview.com", api_token=TOKEN)
    assert error.argument == "org_name"
    assert "org_name = acme, base_url = oktapreview.com" in error.next_step
    given = {"org_name": "id.corp", "base_url": "example.com", "api_token": TOKEN}
    assert resolve(given, {}).org_url == "https://id.corp.example.com"


def test_an_org_name_that_is_a_url_is_refused():
    """A frequent mix-up: the URL in org_name."""
    error = refusal(org_name="https://acme.okta.com", api_token=TOKEN)
    assert error.argument == "org_name"
    assert "org_url" in error.next_step


def test_org_url_and_org_name_exclude_each_other():
    """Two answers to one question are refused, not ranked."""
    assert refusal(org_url="https://a.okta.com", org_name="b", api_token=TOKEN).argument == "org_name"


def test_no_address_names_the_variables():
    """The error says where the address could have come from."""
    assert "OKTA_ORG_URL" in refusal(api_token=TOKEN).next_step


def test_an_argument_hides_the_environments_address_and_way_as_a_whole():
    """An exported OKTA_ORG_NAME or OKTA_API_TOKEN does not clash with a configured org_url or client."""
    environment = {"OKTA_ORG_NAME": "other", "OKTA_API_TOKEN": TOKEN}
    resolved = resolve({"org_url": "https://acme.okta.com", **OAUTH}, environment)
    assert resolved.org_url == "https://acme.okta.com"
    assert resolved.api_token is None
    assert resolved.client_id == "0oaclient"


def test_everything_can_come_from_the_environment():
    """All names of the official provider, scopes separated by commas or blanks."""
    resolved = from_environment(
        {
            "OKTA_ORG_URL": "https://acme.okta.com",
            "OKTA_API_CLIENT_ID": "0oaclient",
            "OKTA_API_PRIVATE_KEY": PEM.replace("\n", "\\n"),
            "OKTA_API_PRIVATE_KEY_ID": "kid1",
            "OKTA_API_SCOPES": "okta.apps.read, okta.schemas.manage",
        }
    )
    assert resolved.scopes == ("okta.apps.read", "okta.schemas.manage")
    assert resolved.private_key_id == "kid1"
    assert resolved.private_key is not None
    assert resolved.private_key.reveal() == PEM


def test_a_token_and_a_client_exclude_each_other():
    """The error names both, and no value."""
    error = refusal(org_url="https://a.okta.com", api_token=TOKEN, **OAUTH)
    assert "api_token and client_id and private_key" in str(error)
    assert TOKEN not in str(error) + error.next_step


@pytest.mark.parametrize("missing", ["client_id", "private_key", "scopes"])
def test_incomplete_oauth_names_what_is_missing(missing):
    """Each of the three is needed."""
    given = {name: value for name, value in OAUTH.items() if name != missing}
    assert refusal(org_url="https://a.okta.com", **given).argument == missing


def test_no_credentials_names_both_ways():
    """The error lists the variables of both ways."""
    error = refusal(org_url="https://a.okta.com")
    assert "OKTA_API_TOKEN" in error.next_step
    assert "OKTA_API_CLIENT_ID" in error.next_step


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "tränen", " ", "SSWS "])
def test_what_cannot_be_a_token_is_refused_without_showing_it(token):
    """Such a header would be refused by requests in an error that shows it."""
    with pytest.raises(ConfigError) as caught:
        OktaConfig("https://a.okta.com", api_token=token)
    assert caught.value.argument == "api_token"
    assert not token.strip() or token not in str(caught.value)


def test_a_copied_scheme_word_is_taken_off_the_token():
    """People copy the whole header value."""
    resolved = OktaConfig("https://a.okta.com", api_token=f"SSWS {TOKEN} ")
    assert resolved.api_token is not None
    assert resolved.api_token.reveal() == TOKEN


def test_the_private_key_may_be_a_file(tmp_path):
    """Key text or the path of a file with it, like the official provider."""
    jwk = json.dumps({"kty": "RSA", "n": "x", "e": "AQAB", "d": "secret"})
    file = tmp_path / "key.json"
    file.write_text(jwk + "\n")
    resolved = resolve({"org_url": "https://a.okta.com", **OAUTH, "private_key": str(file)}, {})
    assert resolved.private_key is not None
    assert resolved.private_key.reveal() == jwk


@pytest.mark.parametrize(
    "key", ["no key and no file", '{"kty": "oct", "k": "secret"}', "{broken", '["kty"]', "x\0y"]
)
def test_what_is_no_private_key_is_refused_without_showing_it(key):
    """Neither a key nor a readable file; the value stays hidden because it may be a key after all."""
    error = refusal(org_url="https://a.okta.com", **{**OAUTH, "private_key": key})
    assert error.argument == "private_key"
    assert key not in str(error) + error.next_step


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_retries", -1),
        ("max_retries", 1.5),
        ("max_retries", 101),
        ("request_timeout", 0.5),
        ("request_timeout", 601),
    ],
)
def test_numbers_out_of_range_are_refused(name, value):
    """The error names the provider argument, not the inner field."""
    assert refusal(org_url="https://a.okta.com", api_token=TOKEN, **{name: value}).argument == name


def test_numbers_are_taken_over_and_default():
    """Zero retries is a choice, not an absence."""
    resolved = resolve({"org_url": "https://a.okta.com", "api_token": TOKEN, "max_retries": 0}, {})
    assert (resolved.max_retries, resolved.timeout_seconds) == (0, 60.0)


def test_secrets_never_show():
    """repr and str of the configuration and of its secrets."""
    shown = repr(OktaConfig("https://a.okta.com", api_token=TOKEN))
    oauth = OktaConfig("https://a.okta.com", **OAUTH)
    shown += repr(oauth) + repr(oauth.private_key) + str(oauth.private_key) + f"{oauth.private_key}"
    assert TOKEN not in shown
    assert "verysecret" not in shown


@pytest.mark.parametrize(
    ("org", "admin"),
    [
        ("https://acme.okta.com", "https://acme-admin.okta.com"),
        ("https://acme.oktapreview.com", "https://acme-admin.oktapreview.com"),
        ("https://id.example.com", "https://id.example.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ],
)
def test_the_admin_console_has_a_host_of_its_own(org: str, admin: str) -> None:
    """Internal operations are there. A credential goes to no host but the org's and that one."""
    assert OktaConfig(org, api_token="t" * 20).admin_url == admin
