"""Refusals that name what the author meant: a misspelt function, another dialect, another product's function.

Imported only once something is refused.
"""

from __future__ import annotations

from oktaprofile.expression.errors import ExpressionError, Span
from oktaprofile.expression.nodes import Name, Node, Property
from oktaprofile.expression.signatures import (
    FUNCTIONS,
    IDENTITY_ENGINE_METHODS,
    IDENTITY_ENGINE_NAMESPACES,
    NAMESPACES,
)
from oktaprofile.expression.suggest import nearest

IDENTITY_ENGINE = (
    "this is Identity Engine syntax: that dialect of Okta's Expression Language serves sign-in policies and "
    "access certifications, profile mappings use the classic one"
)


_CHOICE = "write: condition ? value if true : value if false"
_DEFAULT = "for a default value write 'a ?: b'"
_NO_VALUE = 'write x == null; where "" counts too: x == null OR x == ""'
# Functions of other languages, in small letters -> what to write here
_FOREIGN = {
    "if": _CHOICE,
    "iif": _CHOICE,
    "case": _CHOICE,
    "switch": _CHOICE + "; or String.stringSwitch(input, default, key, value...)",
    "concat": "to join two texts write '+', or String.append(text, suffix)",
    "concatenate": "to join two texts write '+', or String.append(text, suffix)",
    "coalesce": _DEFAULT,
    "ifnull": _DEFAULT,
    "ifempty": _DEFAULT,
    "nvl": _DEFAULT,
    "default": _DEFAULT,
    "isnull": _NO_VALUE,
    "isblank": _NO_VALUE,
    "isnullorempty": _NO_VALUE,
    "isempty": _NO_VALUE + "; for an array Arrays.isEmpty(array)",
    "ispresent": "write x != null",
    "tostring": 'to make a text of a value write "" + x',
    "str": 'to make a text of a value write "" + x',
    "trim": "String.removeSpaces(input) takes every space out, also those inside",
    "strip": "String.removeSpaces(input) takes every space out, also those inside",
    "split": "write String.substringBefore(input, search) or String.substringAfter(input, search)",
    "indexof": "String.stringContains(input, search) tells whether it occurs",
    "charat": "write String.substring(input, start, end)",
    "equals": "write '=='",
    "equalsignorecase": "write String.toLowerCase(x) == String.toLowerCase(y)",
    "endswith": "write text matches pattern",
    "regexreplace": "String.replace(input, match, replacement) replaces a text, not a pattern",
    "ismemberof": "write isMemberOfGroupName(name), or isMemberOfGroup(group id)",
    "left": "write String.substring(input, start, end)",
    "right": "write String.substring(input, start, end)",
    "mid": "write String.substring(input, start, end)",
    "today": "write Time.now()",
    "date": "write Time.now()",
}
_FOREIGN_OF_ARRAYS = {
    "length": "write Arrays.size(array)",
    "len": "write Arrays.size(array)",
    "count": "write Arrays.size(array)",
    "join": "write Arrays.toCsvString(array)",
    "tostring": "write Arrays.toCsvString(array)",
    "isempty": "write Arrays.isEmpty(array)",
    "indexof": "write Arrays.contains(array, value)",
}


def _foreign(namespace: str, name: str) -> str:
    """What to write for a function of another language, or ""."""
    word = name.lower()
    if namespace.lower() in ("arrays", "array", "list", "lists") and word in _FOREIGN_OF_ARRAYS:
        return _FOREIGN_OF_ARRAYS[word]
    return _FOREIGN.get(word, "")


def _identity_engine(source: str, span: Span, suggestion: str, *, fix: str = "") -> ExpressionError:
    return ExpressionError(
        IDENTITY_ENGINE, span, source, suggestion=suggestion, dialect="identity-engine", fix=fix
    )


def _replaced(source: str, span: Span, text: str) -> str:
    return source[: span[0]] + text + source[span[1] :]


def refuse_profile(source: str, node: Property) -> None:
    """`user.profile.x` is Identity Engine, the classic form `user.x`: raises if the root is a profile."""
    middle = node.target
    if not isinstance(middle, Property) or not isinstance(middle.target, Name):
        return
    root = middle.target.name
    if root in ("user", "appuser", "source"):
        span, classic = node.span, f"{root}.{node.name}"
        raise _identity_engine(
            source,
            span,
            f"write {classic} instead of {root}.profile.{node.name}",
            fix=_replaced(source, span, classic),
        )


def app_instance(source: str, target: Node, name: str, name_span: Span) -> Name:
    """`target`, if `target.name(...)` can be a function on an app instance: documented nowhere, but mappings use them.

    Raises ExpressionError for a method called on a value, which the classic dialect does not have.
    """
    refusal = _method_refusal(source, target, name, name_span)
    if refusal is None and isinstance(target, Name):
        return target
    raise refusal or ExpressionError(
        f"a value has no function {name}: the classic language has no methods on values",
        name_span,
        source,
        expected="a function such as String.len(x)",
        suggestion=_foreign("", name),
    )


def _method_refusal(source: str, target: Node, name: str, name_span: Span) -> ExpressionError | None:
    """Where it is plain what was meant."""
    if isinstance(target, Name):
        if target.name in IDENTITY_ENGINE_NAMESPACES:
            instead = IDENTITY_ENGINE_NAMESPACES[target.name]
            return _identity_engine(
                source, (target.span[0], name_span[1]), f"write {instead}" if instead else ""
            )
        namespace = nearest(target.name, NAMESPACES, limit=1)
        if namespace and f"{namespace[0]}.{name}" in FUNCTIONS:
            return ExpressionError(
                f"there is no function {target.name}.{name}",
                (target.span[0], name_span[1]),
                source,
                suggestion=f"write {namespace[0]}.{name}",
                fix=_replaced(source, target.span, namespace[0]),
            )
    if name in IDENTITY_ENGINE_METHODS:
        instead = IDENTITY_ENGINE_METHODS[name]
        return _identity_engine(source, name_span, f"write {instead}" if instead else _foreign("", name))
    near = nearest(name, IDENTITY_ENGINE_METHODS, limit=1)
    if near:
        instead = IDENTITY_ENGINE_METHODS[near[0]]
        return _identity_engine(source, name_span, f"write {instead}" if instead else "")
    return None


def function_refusal(source: str, name: str, span: Span) -> ExpressionError:
    """A function that is unknown here, or known to work elsewhere only."""
    signature = FUNCTIONS.get(name)
    if signature is not None and signature.refused == "group-claims":
        return ExpressionError(
            f"{name} works in group claims only; Okta does not evaluate it in profile mappings",
            span,
            source,
            suggestion="use isMemberOfGroupName(...) and its like, or user.getGroups(...)",
        )
    if name == "T":
        return ExpressionError(
            "type references T(...) of Spring's language are not part of the Expression Language",
            span,
            source,
        )
    if name.startswith("user.") and name[5:] in IDENTITY_ENGINE_METHODS:
        instead = IDENTITY_ENGINE_METHODS[name[5:]]
        return _identity_engine(source, span, f"write {instead}" if instead else "")
    namespace, _, last = name.rpartition(".")
    foreign = _foreign(namespace, last)
    if foreign:
        return ExpressionError(f"there is no function {name}", span, source, suggestion=foreign)
    similar = _similar(name)
    if similar:
        suggestion = f"did you mean {' or '.join(str(FUNCTIONS[full]) for full in similar)}?"
        fix = _replaced(source, span, similar[0]) if len(similar) == 1 else ""
        return ExpressionError(f"there is no function {name}", span, source, suggestion=suggestion, fix=fix)
    method = nearest(last, IDENTITY_ENGINE_METHODS, limit=1)
    instead = IDENTITY_ENGINE_METHODS[method[0]] if method else ""
    instead = instead or " or ".join(str(FUNCTIONS[full]) for full in _containing(last))
    suggestion = f"did you mean {instead}?" if instead else ""
    return ExpressionError(f"there is no function {name}", span, source, suggestion=suggestion)


def _containing(word: str) -> list[str]:
    """At most three documented functions in whose name the word occurs: `lower`, `replaceAll` are other languages'."""
    found = [
        full
        for full, signature in FUNCTIONS.items()
        if signature.documented and not signature.deprecated and not signature.refused
        if word.lower() in full.rpartition(".")[2].lower() or full.rpartition(".")[2].lower() in word.lower()
    ]
    return found[:3]


def _similar(name: str) -> list[str]:
    """At most three documented functions whose spelling is near `name`; a deprecated one by its new name."""
    namespace, _, last = name.rpartition(".")
    if namespace and namespace not in NAMESPACES and namespace != "user":
        namespace = "".join(nearest(namespace, NAMESPACES, limit=1)) or namespace
    found: dict[str, None] = {}
    known = [signature for signature in FUNCTIONS.values() if signature.documented and not signature.refused]
    names = {
        full.rpartition(".")[2]: full
        for full in (one.name for one in known)
        if full.startswith(f"{namespace}.")
    }
    if not namespace:
        names = {one.name: one.deprecated or one.name for one in known if "." not in one.name}
    for near in nearest(last, names):
        found[names[near]] = None
    return list(found)
