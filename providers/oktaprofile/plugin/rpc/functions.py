"""GetFunctions and CallFunction. They run without a configured provider, in validate and even offline."""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.function import FunctionError
from oktaprofile.plugin.rpc.answer import valid_text
from oktaprofile.plugin.rpc.values import encoded
from oktaprofile.plugin.values import is_wholly_known
from oktaprofile.plugin.wire import dynamic
from oktaprofile.text.redact import redact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oktaprofile.plugin.function import Function, Parameter
    from oktaprofile.plugin.rpc.request import Request
    from oktaprofile.plugin.values import Value
    from oktaprofile.plugin.wire.message import Message

MARKDOWN = 1


def get_functions(call: Request) -> Message:
    """The signatures of all functions."""
    registry = call.servicer.registry
    return {
        "functions": {name: function_message(registry.function(name)) for name in registry.provider.functions}
    }


def call_function(call: Request) -> Message:
    """The result, or the error at the argument that caused it."""
    function = call.servicer.registry.function(call.request.get("name", ""))
    try:
        return {"result": encoded(function.call(_arguments(call, function)), function.returns)}
    except FunctionError as error:
        text = valid_text(redact(error.text)).removesuffix(".")  # Terraform ends the sentence
        return {"error": {"text": text, "function_argument": error.argument}}


def _arguments(call: Request, function: Function) -> list[Value]:
    given = call.request.get("arguments", [])
    parameters = function.parameters
    if len(given) != len(parameters):
        raise DiagnosticError(
            f"{call.request.get('name')} takes {len(parameters)} arguments, not {len(given)}"
        )
    values = []
    for index, (value, parameter) in enumerate(zip(given, parameters, strict=True)):
        try:
            argument = dynamic.decode(value, parameter.type)
        except dynamic.ValueMismatch as mismatch:
            raise FunctionError(f"{parameter.name}: {mismatch.text}", index) from mismatch
        if argument is None:
            raise FunctionError(f"{parameter.name} must not be null", index)
        if not is_wholly_known(argument):
            raise FunctionError(f"{parameter.name} must be known", index)
        values.append(argument)
    return values


def function_message(function: Function) -> Message:
    """A function's signature."""
    return {
        "parameters": [_parameter(parameter) for parameter in function.parameters],
        "return": {"type": function.returns.signature().encode()},
        "summary": function.summary,
        "description": function.description,
        "description_kind": MARKDOWN,
    }


def _parameter(parameter: Parameter) -> Message:
    return {
        "name": parameter.name,
        "type": parameter.type.signature().encode(),
        "description": parameter.description,
        "description_kind": MARKDOWN,
    }
