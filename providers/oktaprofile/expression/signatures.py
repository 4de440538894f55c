"""Every function of the classic language: its parameters, its result, and where it is documented.

A `Signature` says what the parser and the checker need. What a function does is in `functions/`, imported
when an expression that uses it is compiled.

Evidence marks, as in docs/expression-language.md:

    D   Okta's documentation (Expression Language overview, classic page; its earlier revisions where named)
    R   Okta's release notes or support articles
    U   seen in third-party tools or in recorded mappings, documented nowhere: parsed, warned of, never evaluated
"""

from __future__ import annotations

# Types of parameters and results. A parameter of type "array" also takes a CSV string.
TEXT, INTEGER, NUMBER, BOOLEAN, ARRAY, OBJECT, GROUPS, FILTER, ANY = (
    "string",
    "integer",
    "number",
    "boolean",
    "array",
    "object",
    "groups",
    "filter",
    "any",
)


class Signature:
    """`parameters` are (name, type) pairs, the last `optional` of which may be left out; `rest` repeats.

    `repeat` is how many arguments one repetition of `rest` has. `module` is the file in `functions/`, or ""
    for a function that is never evaluated. `needs_context`: it reads the groups, the clock or the directory
    answers.
    """

    __slots__ = (
        "deprecated",
        "documented",
        "module",
        "name",
        "needs_context",
        "optional",
        "parameters",
        "refused",
        "repeat",
        "rest",
        "returns",
    )

    def __init__(
        self,
        name: str,
        module: str,
        parameters: tuple[tuple[str, str], ...],
        returns: str,
        *,
        optional: int = 0,
        rest: tuple[str, str] | None = None,
        repeat: int = 1,
        needs_context: bool = False,
        deprecated: str = "",
        documented: bool = True,
        refused: str = "",
    ) -> None:
        self.name = name
        self.module = module
        self.parameters = parameters
        self.returns = returns
        self.optional = optional
        self.rest = rest
        self.repeat = repeat
        self.needs_context = needs_context
        self.deprecated = deprecated
        self.documented = documented
        self.refused = refused

    def __str__(self) -> str:
        required = len(self.parameters) - self.optional
        parts = [name for name, _ in self.parameters[:required]]
        parts += [f"[{name}]" for name, _ in self.parameters[required:]]
        if self.rest:
            parts.append(f"{self.rest[0]}...")
        return f"{self.name}({', '.join(parts)})"

    def accepts(self, count: int) -> bool:
        """Whether a call with `count` arguments is possible."""
        least = len(self.parameters) - self.optional
        if self.rest is None:
            return least <= count <= len(self.parameters)
        return count >= least and (count - len(self.parameters)) % self.repeat == 0

    def type_of(self, position: int) -> str:
        """The type of the argument at `position` (from 0)."""
        if position < len(self.parameters):
            return self.parameters[position][1]
        return self.rest[1] if self.rest else ANY


def _table(*signatures: Signature) -> dict[str, Signature]:
    return {signature.name: signature for signature in signatures}


_INPUT = ("input", TEXT)
_SEARCH = ("search", TEXT)
_LIST = ("array", ARRAY)
_CODE = ("code", TEXT)
_TIME = ("time", TEXT)
_FORMAT = ("format", TEXT)

FUNCTIONS: dict[str, Signature] = _table(
    # D: String functions
    Signature("String.append", "strings", (("text", TEXT), ("suffix", TEXT)), TEXT),
    Signature("String.join", "strings", (("separator", TEXT),), TEXT, rest=("text", TEXT)),
    Signature("String.len", "strings", (_INPUT,), INTEGER),
    Signature("String.removeSpaces", "strings", (_INPUT,), TEXT),
    Signature("String.replace", "strings", (_INPUT, ("match", TEXT), ("replacement", TEXT)), TEXT),
    Signature("String.replaceFirst", "strings", (_INPUT, ("match", TEXT), ("replacement", TEXT)), TEXT),
    Signature("String.startsWith", "strings", (_INPUT, ("prefix", TEXT)), BOOLEAN),
    Signature("String.stringContains", "strings", (_INPUT, _SEARCH), BOOLEAN),
    Signature(
        "String.stringSwitch",
        "strings",
        (_INPUT, ("default", TEXT)),
        TEXT,
        rest=("key, value", TEXT),
        repeat=2,
    ),
    Signature("String.substring", "strings", (_INPUT, ("start", INTEGER), ("end", INTEGER)), TEXT),
    Signature("String.substringAfter", "strings", (_INPUT, _SEARCH), TEXT),
    Signature("String.substringBefore", "strings", (_INPUT, _SEARCH), TEXT),
    Signature("String.toLowerCase", "strings", (_INPUT,), TEXT),
    Signature("String.toUpperCase", "strings", (_INPUT,), TEXT),
    # D: the deprecated names without "String."
    Signature("toLowerCase", "strings", (_INPUT,), TEXT, deprecated="String.toLowerCase"),
    Signature("toUpperCase", "strings", (_INPUT,), TEXT, deprecated="String.toUpperCase"),
    Signature(
        "substring",
        "strings",
        (_INPUT, ("start", INTEGER), ("end", INTEGER)),
        TEXT,
        deprecated="String.substring",
    ),
    Signature("substringAfter", "strings", (_INPUT, _SEARCH), TEXT, deprecated="String.substringAfter"),
    Signature("substringBefore", "strings", (_INPUT, _SEARCH), TEXT, deprecated="String.substringBefore"),
    # D: Array functions
    Signature("Arrays.add", "arrays", (_LIST, ("value", ANY)), ARRAY),
    Signature("Arrays.clear", "arrays", (_LIST,), ARRAY),
    Signature("Arrays.contains", "arrays", (_LIST, ("value", ANY)), BOOLEAN),
    Signature("Arrays.flatten", "arrays", (), ARRAY, rest=("value", ANY)),
    Signature("Arrays.get", "arrays", (_LIST, ("position", INTEGER)), ANY),
    Signature("Arrays.isEmpty", "arrays", (_LIST,), BOOLEAN),
    Signature("Arrays.remove", "arrays", (_LIST, ("value", ANY)), ARRAY),
    Signature("Arrays.size", "arrays", (_LIST,), INTEGER),
    Signature("Arrays.toCsvString", "arrays", (_LIST,), TEXT),
    # D: Conversion functions
    Signature("Convert.toInt", "convert", (("value", ANY),), INTEGER),
    Signature("Convert.toNum", "convert", (("value", ANY),), NUMBER),
    Signature("Iso3166Convert.toAlpha2", "country", (_CODE,), TEXT),
    Signature("Iso3166Convert.toAlpha3", "country", (_CODE,), TEXT),
    Signature("Iso3166Convert.toName", "country", (_CODE,), TEXT),
    Signature("Iso3166Convert.toNumeric", "country", (_CODE,), TEXT),
    # D: Time functions
    Signature("Time.now", "time", (("zone", TEXT), _FORMAT), TEXT, optional=2, needs_context=True),
    Signature("Time.fromWindowsToIso8601", "time", (_TIME,), TEXT),
    Signature("Time.fromUnixToIso8601", "time", (_TIME,), TEXT),
    Signature("Time.fromStringToIso8601", "time", (_TIME, _FORMAT), TEXT),
    Signature("Time.fromIso8601ToWindows", "time", (_TIME,), TEXT),
    Signature("Time.fromIso8601ToUnix", "time", (_TIME,), TEXT),
    Signature("Time.fromIso8601ToString", "time", (_TIME, _FORMAT), TEXT),
    # D: Group functions
    Signature("isMemberOfGroup", "groups", (("group id", TEXT),), BOOLEAN, needs_context=True),
    Signature("isMemberOfAnyGroup", "groups", (), BOOLEAN, rest=("group id", TEXT), needs_context=True),
    Signature("isMemberOfGroupName", "groups", (("name", TEXT),), BOOLEAN, needs_context=True),
    Signature("isMemberOfGroupNameStartsWith", "groups", (("prefix", TEXT),), BOOLEAN, needs_context=True),
    Signature("isMemberOfGroupNameContains", "groups", (_SEARCH,), BOOLEAN, needs_context=True),
    Signature("isMemberOfGroupNameRegex", "groups", (("pattern", TEXT),), BOOLEAN, needs_context=True),
    Signature(
        "getFilteredGroups",
        "groups",
        (("group ids", ARRAY), ("attribute", TEXT), ("limit", INTEGER)),
        ARRAY,
        needs_context=True,
    ),
    Signature("user.getGroups", "groups", (), GROUPS, rest=("filter", FILTER), needs_context=True),
    Signature("Groups.contains", "", (), ARRAY, rest=("argument", ANY), refused="group-claims"),
    Signature("Groups.endsWith", "", (), ARRAY, rest=("argument", ANY), refused="group-claims"),
    Signature("Groups.startsWith", "", (), ARRAY, rest=("argument", ANY), refused="group-claims"),
    # D: the user, linked objects, managers, directories
    Signature("user.getInternalProperty", "directory", (("name", TEXT),), TEXT, needs_context=True),
    Signature("user.getLinkedObject", "directory", (("primary name", TEXT),), OBJECT, needs_context=True),
    Signature("getManagerUser", "directory", (("source", TEXT),), OBJECT, needs_context=True),
    Signature(
        "getManagerAppUser", "directory", (("source", TEXT), ("app", TEXT)), OBJECT, needs_context=True
    ),
    Signature("getAssistantUser", "directory", (("source", TEXT),), OBJECT, needs_context=True),
    Signature(
        "getAssistantAppUser", "directory", (("source", TEXT), ("app", TEXT)), OBJECT, needs_context=True
    ),
    Signature("hasDirectoryUser", "directory", (), BOOLEAN, needs_context=True),
    Signature("findDirectoryUser", "directory", (), OBJECT, needs_context=True),
    Signature("hasWorkdayUser", "directory", (), BOOLEAN, needs_context=True),
    Signature("findWorkdayUser", "directory", (), OBJECT, needs_context=True),
    # U
    Signature("String.endsWith", "", (), BOOLEAN, rest=("argument", ANY), documented=False),
    Signature("String.regexMatch", "", (), BOOLEAN, rest=("argument", ANY), documented=False),
    Signature("Arrays.toCommaSeparatedString", "", (), TEXT, rest=("argument", ANY), documented=False),
    Signature("Time.delta", "", (), ANY, rest=("argument", ANY), documented=False),
    Signature("getManagerUpn", "", (), TEXT, rest=("argument", ANY), documented=False),
    Signature("isMemberOfAllGroups", "", (), BOOLEAN, rest=("argument", ANY), documented=False),
    Signature("isMemberOfAnyGroupName", "", (), BOOLEAN, rest=("argument", ANY), documented=False),
    Signature("isSuperOrgAdmin", "", (), BOOLEAN, rest=("argument", ANY), documented=False),
)

NAMESPACES = frozenset(("String", "Arrays", "Convert", "Iso3166Convert", "Time", "Groups"))

# Methods and namespaces of the Identity Engine dialect (its reference page): what to write here, or "".
IDENTITY_ENGINE_METHODS: dict[str, str] = {
    "length": "String.len(x)",
    "size": "Arrays.size(x)",
    "isEmpty": "Arrays.isEmpty(x)",
    "contains": "String.stringContains(x, ...) or Arrays.contains(x, ...)",
    "startsWith": "String.startsWith(x, ...)",
    "endsWith": "",
    "substring": "String.substring(x, start, end)",
    "substringAfter": "String.substringAfter(x, ...)",
    "substringBefore": "String.substringBefore(x, ...)",
    "replace": "String.replace(x, ...)",
    "replaceFirst": "String.replaceFirst(x, ...)",
    "removeSpaces": "String.removeSpaces(x)",
    "toUpperCase": "String.toUpperCase(x)",
    "toLowerCase": "String.toLowerCase(x)",
    "toInteger": "Convert.toInt(x)",
    "toNumber": "Convert.toNum(x)",
    "parseCountryCode": "Iso3166Convert.toAlpha2(x) and its like",
    "toAlpha2": "Iso3166Convert.toAlpha2(x)",
    "toAlpha3": "Iso3166Convert.toAlpha3(x)",
    "toNumeric": "Iso3166Convert.toNumeric(x)",
    "toName": "Iso3166Convert.toName(x)",
    "parseStringTime": "Time.fromStringToIso8601(x, format)",
    "parseUnixTime": "Time.fromUnixToIso8601(x)",
    "parseWindowsTime": "Time.fromWindowsToIso8601(x)",
    "toString": "",
    "toUnix": "Time.fromIso8601ToUnix(x)",
    "toWindows": "Time.fromIso8601ToWindows(x)",
    "toZone": "",
    "toStringIso": "",
    "toUtc": "",
    "isBefore": "",
    "isAfter": "",
    "plusDays": "",
    "minusDays": "",
    "plusHours": "",
    "minusHours": "",
    "withinDays": "",
    "withinHours": "",
    "withinMinutes": "",
    "add": "Arrays.add(x, value)",
    "remove": "Arrays.remove(x, value)",
    "clear": "Arrays.clear(x)",
    "get": "Arrays.get(x, position)",
    "flatten": "Arrays.flatten(x, ...)",
    "join": "String.join(separator, ...)",
    "split": "",
    "trim": "",
    "isMemberOf": 'isMemberOfGroupName("...") and its like',
    "getGroups": "user.getGroups(...)",
    "getInternalProperty": "user.getInternalProperty(...)",
    "getLinkedObject": "user.getLinkedObject(...)",
    "filter": "",
    "matches": "x matches pattern",
}
IDENTITY_ENGINE_NAMESPACES: dict[str, str] = {"DateTime": "Time.now(...) and its like", "Groups": ""}
