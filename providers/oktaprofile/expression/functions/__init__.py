"""What each function of `signatures` does. One module a family, imported when an expression first uses it.

A function takes Python values (see `values`) and returns one, or raises `Failure` (Okta's evaluation fails:
the old value stays) or `Unpublished` (nothing published says what happens). It must not change its arguments.
"""

from __future__ import annotations

from importlib import import_module

from oktaprofile.expression.errors import Unpublished
from oktaprofile.expression.signatures import INTEGER, TEXT, TEXTS, Signature, signature_of
from oktaprofile.expression.values import type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def load(name: str) -> Callable[[dict[str, Any], list[Any]], object]:
    """The implementation of `name`, taking the evaluation's context and the arguments.

    An argument that is not of the documented type gives undetermined: Java converts some, refuses others,
    and which is published nowhere.
    """
    signature = signature_of(name)
    if not signature.code:
        return _undocumented(name)
    module, _, attribute = signature.code.partition(".")
    function: Callable[..., object] = getattr(import_module(f"{__name__}.{module}"), attribute)
    needs_context, takes_number = signature.needs_context, signature.takes_number

    def call(context: dict[str, Any], arguments: list[Any]) -> object:
        for position, argument in enumerate(arguments):
            if takes_number or type(argument) is not str:  # a text fits every other type of parameter
                _check(signature, position, argument)
        return function(context, *arguments) if needs_context else function(*arguments)

    return call


def _check(signature: Signature, position: int, argument: object) -> None:
    wanted = signature.type_of(position)
    if argument is None and signature.takes_null:
        return
    if wanted in (TEXT, TEXTS) and not isinstance(argument, str):
        if wanted == TEXTS and isinstance(argument, list) and all(isinstance(one, str) for one in argument):
            return
        raise Unpublished(f"Okta publishes nothing on {signature.name} of {_instead(argument, 'a text')}")
    if wanted == INTEGER and (not isinstance(argument, int) or isinstance(argument, bool)):
        raise Unpublished(
            f"Okta publishes nothing on {signature.name} with {_instead(argument, 'a whole number')}"
        )


def _instead(argument: object, wanted: str) -> str:
    return "null" if argument is None else f"{type_name(argument)} instead of {wanted}"


def _undocumented(name: str) -> Callable[[dict[str, Any], list[Any]], object]:
    def function(context: dict[str, Any], arguments: list[Any]) -> object:
        raise Unpublished(f"{name} is documented nowhere")

    return function
