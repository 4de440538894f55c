"""Two functions: one with a refusal, and one of a list."""

from __future__ import annotations

from oktaprofile.plugin.function import Function, FunctionError, Parameter
from oktaprofile.plugin.types import NUMBER, STRING, List


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
    parameters = (Parameter("words", List(STRING)),)
    returns = STRING

    def call(self, arguments):
        return max((word for word in arguments[0] if word is not None), key=len, default=None)
