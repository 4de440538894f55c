"""The base properties that Okta gives to new schemas (recorded: every user schema has these 31, in this order)."""

from __future__ import annotations

import copy

from oktaprofile.simulator.schemas.properties import ordered
from oktaprofile.simulator.state.schemas import Property

# name, title, permission of the user, further attributes
_USER: tuple[tuple[str, str, str, Property], ...] = (
    ("login", "Username", "READ_ONLY", {"required": True, "minLength": 5, "maxLength": 100}),
    ("firstName", "First name", "READ_WRITE", {"required": True, "minLength": 1, "maxLength": 50}),
    ("lastName", "Last name", "READ_WRITE", {"required": True, "minLength": 1, "maxLength": 50}),
    ("middleName", "Middle name", "READ_ONLY", {}),
    ("honorificPrefix", "Honorific prefix", "READ_ONLY", {}),
    ("honorificSuffix", "Honorific suffix", "READ_ONLY", {}),
    ("email", "Primary email", "READ_WRITE", {"required": True, "format": "email"}),
    ("title", "Title", "READ_ONLY", {}),
    ("displayName", "Display name", "READ_ONLY", {}),
    ("nickName", "Nickname", "READ_ONLY", {}),
    ("profileUrl", "Profile Url", "READ_ONLY", {"format": "uri"}),
    ("secondEmail", "Secondary email", "READ_WRITE", {"format": "email"}),
    ("mobilePhone", "Mobile phone", "READ_WRITE", {"maxLength": 100}),
    ("primaryPhone", "Primary phone", "HIDE", {"maxLength": 100}),
    ("streetAddress", "Street address", "HIDE", {}),
    ("city", "City", "HIDE", {}),
    ("state", "State", "HIDE", {}),
    ("zipCode", "Zip code", "HIDE", {}),
    ("countryCode", "Country code", "HIDE", {"format": "country-code"}),
    ("postalAddress", "Postal Address", "HIDE", {}),
    ("preferredLanguage", "Preferred language", "READ_ONLY", {"format": "language-code"}),
    ("locale", "Locale", "READ_ONLY", {"format": "locale"}),
    ("timezone", "Time zone", "READ_ONLY", {"format": "timezone"}),
    ("userType", "User type", "READ_ONLY", {}),
    ("employeeNumber", "Employee number", "READ_ONLY", {}),
    ("costCenter", "Cost center", "READ_ONLY", {}),
    ("organization", "Organization", "READ_ONLY", {}),
    ("division", "Division", "READ_ONLY", {}),
    ("department", "Department", "READ_ONLY", {}),
    ("managerId", "ManagerId", "READ_ONLY", {}),
    ("manager", "Manager", "READ_ONLY", {}),
)

# name, title, description, further attributes
_OIDC: tuple[tuple[str, str, str | None, Property], ...] = (
    ("userName", "Username", None, {"required": True, "externalName": "preferred_username"}),
    ("name", "Name", "End-User's full name in displayable form.", {}),
    (
        "nickname",
        "Nickname",
        "Casual name of the End-User (may or may not be the same as the given_name)",
        {},
    ),
    ("given_name", "Given Name", "Given name or first name of the End-User.", {}),
    ("middle_name", "Middle Name", "Middle name of the End-User.", {}),
    ("family_name", "Family Name", "Surname or last name of the End-User.", {}),
    ("email", "Email", "End-User's preferred e-mail address.", {}),
    ("profile", "Profile URL", "URL of the End-User's profile page.", {}),
    ("picture", "Picture URL", "URL of the End-User's profile picture.", {}),
    ("website", "Website", "URL of the End-User's Web page or blog.", {}),
    ("gender", "Gender", "End-User's gender.", {}),
    (
        "birthdate",
        "Birthdate",
        "End-User's birthday, represented as an ISO 8601:2004 YYYY-MM-DD format.",
        {},
    ),
    ("zoneinfo", "Time Zone", "String representing the End-User's time zone.", {}),
    (
        "locale",
        "Locale Name",
        "ISO3166\u20111 country code in uppercase, separated by a dash (e.g. 'en-US')",
        {},
    ),
    ("phone_number", "Phone Number", "End-User's preferred telephone number in E.164 format.", {}),
    (
        "street_address",
        "Street Address",
        "Full street address component.",
        {"externalName": "address.street_address"},
    ),
    ("locality", "Locality", "City or locality component.", {"externalName": "address.locality"}),
    (
        "region",
        "Region",
        "State, province, prefecture, or region component.",
        {"externalName": "address.region"},
    ),
    (
        "postal_code",
        "Postal Code",
        "Zip code or postal code component.",
        {"externalName": "address.postal_code"},
    ),
    ("country", "Country", "Country name component.", {"externalName": "address.country"}),
    (
        "formatted",
        "Formatted",
        "Full mailing address, formatted for display.",
        {"externalName": "address.formatted"},
    ),
)


def user_base() -> dict[str, Property]:
    """The base properties of a new user type, as a fresh copy."""
    common = {"type": "string", "mutability": "READ_WRITE", "scope": "NONE"}
    return {
        name: ordered(
            {
                "title": title,
                **common,
                **copy.deepcopy(further),
                "permissions": [{"principal": "SELF", "action": permission}],
            }
        )
        for name, title, permission, further in _USER
    }


def oidc_base() -> dict[str, Property]:
    """The base properties of a new OpenID Connect app, as a fresh copy."""
    base = {}
    for name, title, description, further in _OIDC:
        described = {} if description is None else {"description": description}
        base[name] = ordered(
            {"title": title, **described, "type": "string", "scope": "SELF", **copy.deepcopy(further)}
        )
    return base


def plain_base() -> dict[str, Property]:
    """The base of a SAML app or an app without attributes of its own: `userName` alone (recorded)."""
    return {
        "userName": ordered(
            {"title": "Username", "type": "string", "required": True, "scope": "NONE", "maxLength": 100}
        )
    }


def named_base(*properties: tuple[str, str]) -> dict[str, Property]:
    """`userName` and string properties given as (name, title), as identity providers and directories have them."""
    base = plain_base()
    for name, title in properties:
        base[name] = ordered({"title": title, "type": "string", "scope": "NONE"})
    return base
