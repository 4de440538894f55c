"""Apps and user types as arguments name them: found, or an error that says what there is instead.

Imported after Configure only. Apps come from one shared `GET /apps`, which Okta may limit to 10 a minute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.okta.errors import NotFound, OktaError, UserTypeNotFound
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.provider import app_features
from oktaprofile.provider.diagnose import problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from oktaprofile.okta.org import Org, UserType
    from oktaprofile.plugin.diagnostics import Path

CLOSE_ENOUGH = 0.6

# Terraform plans the whole configuration before it destroys it, and that fails without the app.
IF_GONE = (
    "If the app was deleted on purpose: remove what refers to it from the configuration, or, to destroy all of it, run "
    "terraform destroy -refresh=false."
)


def application(org: Org, app_id: str, path: Path = ("app_id",)) -> dict[str, Any]:
    """The app with this id. DiagnosticError where there is none, or where Okta does not answer."""
    try:
        return org.application(app_id)
    except NotFound as error:
        raise DiagnosticError(
            "There is no such app",
            f"Looked for an app with the id {app_id!r}: {error.message}\n\n"
            "The app was deleted, or the id belongs to another org. Take the id from the data source "
            f"oktaprofile_app (by label), or from the address of the app's page in the Admin Console. {IF_GONE}",
            path,
        ) from error
    except OktaError as error:
        raise problem(error, f"Looking for the app {app_id}", path) from error


def user_type(org: Org, selector: str | None, path: Path = ("user_type",)) -> UserType:
    """The user type with this id or name, None: the default one. DiagnosticError where there is none."""
    try:
        return org.user_type(selector)
    except UserTypeNotFound as error:
        raise DiagnosticError(
            "There is no such user type",
            f"{error.message}\n\n{error.next_step} If the type was deleted on purpose: remove what refers to it from "
            "the configuration, or, to destroy all of it, run terraform destroy -refresh=false.",
            path,
        ) from error
    except OktaError as error:
        raise problem(error, "Looking for the user type", path) from error


def selector_of(org: Org, wanted: str | None, path: Path = ()) -> str | None:
    """How a configuration names a user type that an identity or a move has by its id: None for the default one.
    DiagnosticError where there is none.
    """
    if wanted is None or user_type(org, None, path).id == wanted:
        return None
    return None if user_type(org, wanted, path).default else wanted


def two_parts(id_: str, shape: str) -> tuple[str, str]:
    """Both parts of an import id. DiagnosticError where it is not like `shape`."""
    first, _, name = id_.partition("/")
    if not first or not name or "/" in name:
        raise DiagnosticError("Wrong import id", f"{id_!r} is not {shape}.")
    return first, name


def application_by_label(org: Org, label: str, path: Path = ("label",)) -> dict[str, Any]:
    """The one app with exactly this label. Several or none are an error that lists candidates. `path`: () for a
    command, which destroys nothing."""
    return _the_one(org, _find(org, path, label=label), "label", label, path)


def application_by_name(org: Org, name: str, path: Path = ("name",)) -> dict[str, Any]:
    """The one app with exactly this key name (`active_directory`). Several or none are an error."""
    return _the_one(org, _find(org, path, name=name), "name", name, path)


def _find(org: Org, path: Path, **wanted: str) -> list[dict[str, Any]]:
    try:
        return org.find_applications(**wanted)
    except OktaError as error:
        raise problem(error, "Looking for an app", path) from error


def _the_one(org: Org, found: list[dict[str, Any]], argument: str, value: str, path: Path) -> dict[str, Any]:
    if len(found) == 1:
        return found[0]
    if found:
        raise DiagnosticError(
            f"{len(found)} apps have the {argument} {value!r}",
            f"Okta does not keep the {argument} of apps unique. These have it:\n{candidates(found)}\n\n"
            "Choose one by its id.",
            path,
        )
    listed, complete = org.listed_applications()
    similar = close_to(value, (str(app.get(argument)) for app in listed if app.get(argument)))
    near = [app for app in listed if app.get(argument) in similar]
    hint = f"Similar:\n{candidates(near)}" if near else "No other app is named similarly."
    hint += look_alikes(value, (str(app.get(argument)) for app in listed))
    scope = "" if complete else " (among the first 200 apps)"
    raise DiagnosticError(
        f"No app has the {argument} {value!r}",
        f"The {argument} is compared exactly, case and spaces included. {hint}{scope}\n\n"
        f"Correct it, or use the app's id.{f' {IF_GONE}' if path else ''}",
        path,
    )


def look_alikes(value: str, others: Iterable[str]) -> str:
    """A sentence for each of the others that a person may take for `value`: the characters that differ, by their code
    points. "" when the difference can be seen: a Cyrillic letter for a Latin one, blanks, what is not shown at all.
    """
    from unicodedata import name

    def named(character: str) -> str:
        return f"U+{ord(character):04X} {name(character, 'without a name')}"

    sentences = []
    for other in others:
        if _drawn(other) != _drawn(value) or other == value:
            continue
        strange = sorted({c for c in value + other if not (c.isascii() and c.isprintable())})
        where = ", ".join(
            f"{named(c)} in {'yours' if c in value else 'the one in Okta'}" for c in strange[:10]
        )
        sentences.append(f"\n{value!a} and {other!a} look alike: {where or 'blanks differ'}.")
    return "".join(sentences)


# Letters of other alphabets that are drawn as Latin ones (Unicode's confusables, the common ones of two alphabets).
_DRAWN_AS = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405"
    "\u03bf\u03b1\u03bd\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "aeopcyxijsdhABEKMHOPCTXIJSoavABEZHIKMNOPTYX",
)


def _drawn(text: str) -> str:
    """A text as the eye takes it: compatibility forms, alphabets, blanks and invisible characters made one."""
    from unicodedata import category, normalize

    plain = normalize("NFKC", text).translate(_DRAWN_AS)
    return " ".join("".join(c for c in plain if category(c) not in ("Cf", "Cc", "Mn")).split())


def close_to(word: str, known: Iterable[str]) -> list[str]:
    """The known words that this one is probably a slip for, nearest first, whatever their case."""
    from difflib import get_close_matches

    by_folded = {item.casefold(): item for item in known}
    return [
        by_folded[match] for match in get_close_matches(word.casefold(), by_folded, n=5, cutoff=CLOSE_ENOUGH)
    ]


def candidates(apps: Iterable[Mapping[str, Any]]) -> str:
    """One line per app with id, label, key name and status, in the order of ids."""
    return "\n".join(
        f"  {app.get('id')}  {app.get('label')!r}  {app.get('name')}  {app.get('status')}"
        for app in sorted(apps, key=lambda app: str(app.get("id")))
    )


def label_of(org: Org, app_id: str) -> str:
    """The app as messages name it; the bare id where it cannot be looked up. Never fails: it serves error texts."""
    try:
        return app_features.named(org.application(app_id))
    except OktaError:
        return app_id


def labels(org: Org) -> Callable[[str], str]:
    """`label_of` in this org, for texts that name several apps."""
    return lambda app_id: label_of(org, app_id)


def type_title(found: UserType) -> str:
    """A user type as the Profile Editor titles it; the default type's name is not worth a call of its own."""
    if found.display_name or found.name:
        return f"{found.display_name or found.name}{' (default)' if found.default else ''}"
    return "User (default)"
