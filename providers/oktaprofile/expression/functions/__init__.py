"""What each function of `signatures` does. One module a family, imported when an expression first uses it.

A function takes Python values (see `values`) and returns one, or raises `Failure` (Okta's evaluation fails:
the old value stays) or `Unpublished` (nothing published says what happens). It must not change its arguments.
"""

from __future__ import annotations

from importlib import import_module

from oktaprofile.expression.errors import Unpublished
from oktaprofile.expression.signatures import FUNCTIONS, INTEGER, TEXT, Signature
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
    signature = FUNCTIONS[name]
    if not signature.module:
        raise_undocumented = _undocumented(name)
        return lambda context, arguments: raise_undocumented()
    module = import_module(f"oktaprofile.expression.functions.{signature.module}")
    function: Callable[..., object] = module.FUNCTIONS[name]
    needs_context = signature.needs_context
    takes_number = any(type_ == INTEGER for _, type_ in signature.parameters)

    def call(context: dict[str, Any], arguments: list[Any]) -> object:
        for position, argument in enumerate(arguments):
            if takes_number or type(argument) is not str:  # a text fits every other type of parameter
                _check(signature, position, argument)
        return function(context, *arguments) if needs_context else function(*arguments)

    return call


def _check(signature: Signature, position: int, argument: object) -> None:
    wanted = signature.type_of(position)
    if wanted == TEXT and not isinstance(argument, str):
        raise Unpublished(f"Okta publishes nothing on {signature.name} of {_instead(argument, 'a text')}")
    if wanted == INTEGER and (not isinstance(argument, int) or isinstance(argument, bool)):
        raise Unpublished(
            f"Okta publishes nothing on {signature.name} with {_instead(argument, 'a whole number')}"
        )


def _instead(argument: object, wanted: str) -> str:
    return "null" if argument is None else f"{type_name(argument)} instead of {wanted}"


def _undocumented(name: str) -> Callable[..., Any]:
    def function(*arguments: object) -> object:
        raise Unpublished(f"{name} is documented nowhere")

    return function
