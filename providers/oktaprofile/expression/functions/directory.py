"""Look-ups outside the profiles at hand: the user's own record, linked objects, managers, directories.

Nothing of these is in a profile, so the context has their answers under "__fn__", by the function's name
(with or without `user.`):

    "hasDirectoryUser": true                                      and so for Workday
    "findDirectoryUser": {"managerUpn": ...}                      or null; and so for Workday
    "getManagerUser": {"firstName": ...}                          the manager's profile, or null
    "getManagerAppUser": {"google": {"firstName": ...}}           by the app, or the one profile itself
    "getLinkedObject": {"manager": {"lastName": ...}}             by the primary name, or the one profile itself
    "getInternalProperty": {"id": "00u...", "status": "ACTIVE"}

A function without an answer there is undetermined. Facts: Okta's Expression Language overview (classic),
"Linked object function", "Manager/assistant functions", "Directory and Workday functions".
"""

from __future__ import annotations

from oktaprofile.expression.errors import Unpublished

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Context = dict[str, Any]

_INTERNAL_PROPERTIES = ("id", "status")


def _told(context: Context, name: str) -> object:
    answers = context.get("__fn__")
    if isinstance(answers, dict):
        for key in (name, f"user.{name}"):
            if key in answers:
                return answers[key]
    raise Unpublished(f"what {name} answers is in no profile (`expression eval` takes it as __fn__.{name})")


def _object(name: str, answer: object) -> dict[str, Any] | None:
    if answer is None or isinstance(answer, dict):
        return answer
    raise Unpublished(f"the context's answer for {name} is neither an object nor null")


def _keyed(context: Context, name: str, key: str) -> dict[str, Any] | None:
    """The answer for `key`, where the context has several, else its only one."""
    answer = _object(name, _told(context, name))
    if answer is not None and key in answer and (answer[key] is None or isinstance(answer[key], dict)):
        return _object(name, answer[key])
    if answer and all(isinstance(value, dict) for value in answer.values()):
        raise Unpublished(f"the context does not say what {name} answers for this argument")
    return answer


def _boolean(name: str) -> Callable[[Context], bool]:
    def function(context: Context) -> bool:
        answer = _told(context, name)
        if not isinstance(answer, bool):
            raise Unpublished(f"the context's answer for {name} is neither true nor false")
        return answer

    return function


def _found(name: str) -> Callable[[Context], dict[str, Any] | None]:
    def function(context: Context) -> dict[str, Any] | None:
        return _object(name, _told(context, name))

    return function


def _related(name: str) -> Callable[..., dict[str, Any] | None]:
    """A manager or an assistant: `source` is the directory that knows them, `app` the app that has their profile."""

    def function(context: Context, source: str, app: str | None = None) -> dict[str, Any] | None:
        if source != "active_directory":
            raise Unpublished(f"Okta supports active_directory as the source of {name} only")
        return _object(name, _told(context, name)) if app is None else _keyed(context, name, app)

    return function


def get_linked_object(context: Context, primary_name: str) -> dict[str, Any] | None:
    """The profile of the user who is `primary_name` ("manager") to this one."""
    return _keyed(context, "getLinkedObject", primary_name)


def get_internal_property(context: Context, name: str) -> object:
    """The user's "id" or "status"."""
    if name not in _INTERNAL_PROPERTIES:
        raise Unpublished("Okta documents user.getInternalProperty for id and status only")
    answer = _told(context, "getInternalProperty")
    if not isinstance(answer, dict) or name not in answer:
        raise Unpublished(f"the context does not say what getInternalProperty answers for {name}")
    return answer[name]


get_manager_user = _related("getManagerUser")
get_manager_app_user = _related("getManagerAppUser")
get_assistant_user = _related("getAssistantUser")
get_assistant_app_user = _related("getAssistantAppUser")
has_directory_user = _boolean("hasDirectoryUser")
find_directory_user = _found("findDirectoryUser")
has_workday_user = _boolean("hasWorkdayUser")
find_workday_user = _found("findWorkdayUser")
