"""Is an org ready for the sync? A list of checks, each with what was seen and what to do next.

Read-only. Shared by the data source `oktaprofile_sync_readiness` and by `oktaprofile doctor`. A check is
`ok`, `missing` (the sync does not work without it) or `unknown` (no API tells; the next step says how a
person finds out). The reads are those that the resources of a plan need anyway, so they are shared; only
the values of app users cost a call of their own, and only where the attributes exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.okta.errors import FeatureNotAvailable, Forbidden, MappingNotFound
from oktaprofile.okta.schema import property_of, shows_sources
from oktaprofile.provider import app_features, lookup, readiness_around, readiness_by_hand
from oktaprofile.provider.readiness_check import MISSING, OK, UNKNOWN, Check
from oktaprofile.provider.resources.master_override import document as master_form

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oktaprofile.okta.org import Org

APP_USERS_LOOKED_AT = 100


def run_checks(
    org: Org,
    app_id: str,
    *,
    user_type: str | None = None,
    property_name: str = "primaryPhone",
    attributes: Sequence[str] = (),
) -> list[Check]:
    """Every check, in the order in which a person would work through them.

    `user_type`: id or name, None for the default type. `property_name`: the Okta user attribute that the
    sync fills. `attributes`: the app user attributes that it reads. Raises OktaError where the org does not
    answer, the token is refused, or the app or the user type does not exist.
    """
    app = org.application(app_id)
    user_schema = org.user_schema(user_type).read()
    app_schema = org.application_schema(app_id).read()
    # Before the mapping: by then its row may have been read for a mapping's resource.
    values = attribute_values(org, app, app_schema, attributes)
    return [
        app_status(app),
        configured_features(app),
        profile_mastering_and_push(app),
        mappings_api(org, app_id, user_type),
        attribute_level_mastering(user_schema),
        target_property(user_schema, property_name, lookup.labels(org)),
        attributes_exist(app_schema, attributes),
        values,
        readiness_around.other_profile_sources(org, app),
        *readiness_by_hand.checks(app, app_schema, attributes),
    ]


def is_ready(checks: Sequence[Check]) -> bool:
    """No check is missing. An unknown one does not count against it: no API would ever answer it."""
    return all(check.status != MISSING for check in checks)


def app_status(app: dict[str, Any]) -> Check:
    """Okta neither imports from nor pushes to an app that is not active."""
    status = app.get("status")
    if app_features.is_active(app):
        return Check("app_status", OK, f"The app {app_features.named(app)} is ACTIVE.")
    return Check(
        "app_status",
        MISSING,
        f"The app {app_features.named(app)} is {status}: Okta neither imports from it nor pushes to it.",
        "Activate the app in the Admin Console under Applications.",
    )


def configured_features(app: dict[str, Any]) -> Check:
    """Import and profile source are configured, as far as the app's `features` show; push is reported."""
    words = app_features.features(app)
    lacking = [
        (word, setting)
        for word, setting in (
            ("IMPORT_PROFILE_UPDATES", "the import of profile updates (Provisioning > To Okta)"),
            ("PROFILE_MASTERING", 'the box "Allow … to source Okta users" (Provisioning > To Okta)'),
        )
        if word not in words
    ]
    push = "profile updates" if app_features.pushes_updates(app) else "nothing"
    shown = f"Its features: {', '.join(sorted(words)) or 'none'}; Okta pushes {push} to it."
    if not lacking:
        return Check("app_features", OK, f"The app imports profile updates and is a profile source. {shown}")
    return Check(
        "app_features",
        MISSING,
        f"The app lacks {' and '.join(word for word, _ in lacking)}. {shown}",
        f"Switch on in the app: {'; '.join(setting for _, setting in lacking)}.",
    )


def profile_mastering_and_push(app: dict[str, Any]) -> Check:
    """The support flag ALLOW_BOTH_PROFILE_MASTERING_AND_PUSH, which shows only where both are on at one app."""
    name = "profile_mastering_and_push"
    if app_features.is_profile_source(app) and app_features.pushes_updates(app):
        return Check(
            name,
            OK,
            "PROFILE_MASTERING and PUSH_PROFILE_UPDATES are on together, which takes the support flag "
            "ALLOW_BOTH_PROFILE_MASTERING_AND_PUSH.",
        )
    return Check(
        name,
        UNKNOWN,
        "No API shows the support flag ALLOW_BOTH_PROFILE_MASTERING_AND_PUSH; it can only be concluded "
        "from PROFILE_MASTERING and PUSH_PROFILE_UPDATES being on together, and in this app they are not.",
        "Switch both on in the app under Provisioning. If Okta does not let you, ask Okta Support to "
        "enable profile sourcing and push for the same app (ALLOW_BOTH_PROFILE_MASTERING_AND_PUSH).",
    )


def mappings_api(org: Org, app_id: str, user_type: str | None) -> Check:
    """`GET /mappings` answers, and there is a row from the app to the user type."""
    name = "mappings_api"
    try:
        row = org.mapping(app_id, "to_okta", user_type).read()
    except FeatureNotAvailable:
        return Check(
            name,
            MISSING,
            "Okta answers 401 E0000015: the mappings API is off in this org.",
            "Ask Okta Support to enable the Profile Mappings API.",
        )
    except Forbidden:
        return Check(
            name,
            UNKNOWN,
            "The credentials may not read mappings.",
            "Grant the scope okta.profileMappings.read, or use an administrator's token.",
        )
    except MappingNotFound:
        return Check(
            name,
            MISSING,
            "The mappings API answers, but there is no mapping from the app to the user type.",
            "Okta makes it together with the app. Check in the Profile Editor whether the app can map to "
            "Okta.",
        )
    keys = len(row.get("properties") or {})
    return Check(
        name, OK, f"The mapping from the app to the user type is readable; {keys} attributes are mapped."
    )


def attribute_level_mastering(user_schema: dict[str, Any]) -> Check:
    """The support flag ATTRIBUTE_LEVEL_MASTERING: a user schema shows `master` only where it is on."""
    if shows_sources(user_schema):
        return Check("attribute_level_mastering", OK, "The user schema shows the source of each attribute.")
    return Check(
        "attribute_level_mastering",
        MISSING,
        "The user schema shows no `master` on `login`, as in every org without attribute-level mastering.",
        "Ask Okta Support to enable attribute-level mastering (ATTRIBUTE_LEVEL_MASTERING).",
    )


def target_property(user_schema: dict[str, Any], property_name: str, label: Callable[[str], str]) -> Check:
    """The Okta attribute exists, how long a value it holds, and who sources it now. `label`: app id to name."""
    found = property_of(user_schema, property_name)
    if found is None:
        return Check(
            "target_property",
            MISSING,
            f'The user schema has no attribute "{property_name}".',
            "Correct the name, or create the attribute with oktaprofile_user_property.",
        )
    longest = found.get("maxLength")
    room = (
        f"it holds up to {longest} characters, and a longer value is refused"
        if longest
        else "the schema sets no longest value"
    )
    source = f"; its source: {master_form.in_words(found['master'], label)}" if "master" in found else ""
    return Check("target_property", OK, f'"{property_name}" exists: {room}{source}.')


def attributes_exist(app_schema: dict[str, Any], attributes: Sequence[str]) -> Check:
    """The app user schema has the attributes that the sync reads."""
    lacking = [item for item in attributes if property_of(app_schema, item) is None]
    if not lacking:
        found = (
            f"The app's profile has {', '.join(attributes)}." if attributes else "No attribute was asked for."
        )
        return Check("attributes_exist", OK, found)
    return Check(
        "attributes_exist",
        MISSING,
        f"The app's profile has no {', '.join(lacking)}.",
        "Create them with oktaprofile_app_user_properties, or with Add Attribute in the Profile Editor, "
        "which also knows the external names.",
    )


def attribute_values(
    org: Org, app: dict[str, Any], app_schema: dict[str, Any], attributes: Sequence[str]
) -> Check:
    """Whether any app user has a value: an attribute without the right external name stays empty for ever."""
    name = "attribute_values"
    there = [item for item in attributes if property_of(app_schema, item) is not None]
    if not there:
        return Check(
            name,
            UNKNOWN,
            "Not looked at: the attributes do not exist yet.",
            "Check again after the attributes exist and an import has run.",
        )
    try:
        people = app_users(org, app["id"])
    except Forbidden:
        return Check(
            name,
            UNKNOWN,
            "The token may not read the app's users.",
            "Grant the scope okta.apps.read, or use an administrator's token.",
        )
    if not people:
        return Check(name, UNKNOWN, "The app has no users yet.", "Assign or import users, then check again.")
    counts = {item: sum(1 for user in people if (user.get("profile") or {}).get(item)) for item in there}
    seen = ", ".join(f"{item}: {count} of {len(people)}" for item, count in counts.items())
    empty = [item for item, count in counts.items() if not count]
    if not empty:
        return Check(name, OK, f"App users with a value, of the first {len(people)}: {seen}.")
    detail = (
        f"No value in {', '.join(empty)} among the first {len(people)} app users ({seen}). "
        f"{external_names(app_schema, empty)}"
    )
    if not imported_since(people, app_schema):
        return Check(
            name,
            UNKNOWN,
            f"{detail} No import seems to have run since the app's profile was last changed.",
            "Run an import of the app (Import > Import Now), then check again.",
        )
    return Check(
        name,
        MISSING,
        f"{detail} An import has run since the app's profile was last changed.",
        "Compare the attributes' external names with those that Add Attribute in the Profile Editor "
        "offers: an attribute without the right one stays empty for ever.",
    )


def imported_since(people: list[dict[str, Any]], app_schema: dict[str, Any]) -> bool:
    """Whether one of these app users was synchronized after the app's profile last changed.

    Both times are Okta's ISO 8601 in UTC with milliseconds, which sort as text. Assumed (row 11): an import moves
    `lastSync` also where it changes no value. Two imports in a row, with a look at one app user after each,
    would settle it.
    """
    changed = str(app_schema.get("lastUpdated") or "")
    return any(str(user.get("lastSync") or "") > changed for user in people)


def external_names(app_schema: dict[str, Any], attributes: Sequence[str]) -> str:
    """The external names that the schema holds for these attributes, in one sentence."""
    shown = []
    for item in attributes:
        external = (property_of(app_schema, item) or {}).get("externalName")
        shown.append(
            f'{item} has the external name "{external}"' if external else f"{item} has no external name"
        )
    return "; ".join(shown) + "."


def app_users(org: Org, app_id: str) -> list[dict[str, Any]]:
    """The first page of the app's users."""
    pages = org.client.list_application_users(app_id, limit=APP_USERS_LOOKED_AT)
    return [dict(user) for user in pages.next_page()]
