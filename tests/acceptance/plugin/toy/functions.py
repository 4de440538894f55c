"""Two functions: fixed parameters with a refusal, and a variadic one."""

from __future__ import annotations

from oktaprofile.plugin.function import Function, FunctionError, Parameter
from oktaprofile.plugin.types import NUMBER, STRING


class Repeat(Function):
    parameters = (Parameter("text", STRING), Parameter("times", NUMBER))
    returns = STRING
    summary = "Repeat a text."

    def call(self, arguments):
        text, times = arguments
        if times < 0:
            raise FunctionError("times must not be negative", 1)
        return text * times


class Longest(Function):
    variadic = Parameter("words", STRING, allow_null=True)
    returns = STRING

    def call(self, arguments):
        return max((word for word in arguments if word is not None), key=len, default=None)
