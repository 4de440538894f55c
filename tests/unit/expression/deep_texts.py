"""Texts as deep or as long as one likes: for test_depth, and with 100,000 levels for tests/stress/expression."""

from __future__ import annotations

NESTED = [
    lambda n: "(" * n + "1" + ")" * n,
    lambda n: "(" * n,
    lambda n: "!" * n + "true",
    lambda n: "not " * n + "true",
    lambda n: "- " * n + "1",
    lambda n: "+ " * n + "1",
    lambda n: "{" * n + "}" * n,
    lambda n: "String.len(" * n + '"x"' + ")" * n,
    lambda n: "a[" * n + "0" + "]" * n,
    lambda n: "a" + ".a" * n,
    lambda n: "a" + "[0]" * n,
    lambda n: "a" + ".![a" * n + "]" * n,
    lambda n: "a ? (" * n + "1" + ") : 2" * n,
    lambda n: "a ? " * n + "b" + " : c" * n,
    lambda n: "a ? b ? " * n + "c" + " : d : e" * n,
    lambda n: "a ?: b ? c : " * n + "d",
    lambda n: "(a + (" * n + "1" + "))" * n,
    lambda n: "{a: " * n + "1" + "}" * n,
]
LONG = {
    "sum": lambda n: " + ".join(["1"] * n),
    "product": lambda n: " * ".join(["1"] * n),
    "logic": lambda n: " AND ".join(["a"] * n),
    "conditions": lambda n: "b ? 1 : " * n + "2",
    "defaults": lambda n: "null ?: " * n + "2",
    "arguments": lambda n: f"Arrays.flatten({', '.join(['1'] * n)})",
    "array": lambda n: f"{{{', '.join(['1'] * n)}}}",
}
