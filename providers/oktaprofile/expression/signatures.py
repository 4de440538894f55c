"""Every function of the classic language: its parameters, its result, and where it is documented.

A `Signature` says what the parser and the checker need. What a function does is in `functions/`, imported when an
expression that uses it is compiled. Evidence, as in docs/expression-language.md: Okta's documentation (Expression
Language overview, classic page; its earlier revisions where named), and its release notes and support articles.
"""

from __future__ import annotations

# Types of parameters and results. "array" also takes a CSV string, "texts" a text or an array of texts.
TEXT, TEXTS, INTEGER, NUMBER, BOOLEAN, ARRAY, OBJECT, GROUPS, FILTER, ANY = (
    "string",
    "texts",
    "integer",
    "number",
    "boolean",
    "array",
    "object",
    "groups",
    "filter",
    "any",
)
_TYPES = {  # of the parameters by their names; all others are texts
    "array": ARRAY,
    "group ids": ARRAY,
    "start": INTEGER,
    "end": INTEGER,
    "position": INTEGER,
    "limit": INTEGER,
    "filter": FILTER,
    "value": ANY,
    "argument": ANY,
}
_TAKES_NULL = ("String.len", "Arrays.isEmpty", "Arrays.size")


class Signature:
    """`text` is the call as the documentation shows it: `[name]` may be left out, `name...` repeats.

    `code` is what evaluates it, a module of `functions/` and a name in it; "" for a function that is never evaluated.
    `needs_context`: it reads the groups, the clock or the directory answers. `deprecated` is the new name. `refused`
    says where it works instead.
    """

    __slots__ = (
        "_least",
        "_repeated",
        "_types",
        "code",
        "deprecated",
        "documented",
        "name",
        "refused",
        "returns",
        "text",
    )

    def __init__(
        self,
        text: str,
        returns: str,
        code: str,
        deprecated: str = "",
        *,
        documented: bool = True,
        refused: str = "",
    ) -> None:
        self.name, _, inner = text[:-1].partition("(")
        self.text = text
        self.returns = returns
        self.code = code
        self.deprecated = deprecated
        self.documented = documented
        self.refused = refused
        names = inner.split(", ") if inner else []
        self._types = [_TYPES.get(name.strip("[]."), TEXT) for name in names]
        if self.name == "String.replace":
            self._types[0] = TEXTS
        self._repeated = 0
        if inner.endswith("key, value..."):
            self._repeated, self._types[-1] = 2, TEXT
        elif inner.endswith("..."):
            self._repeated = 1
        self._least = len([name for name in names if not name.startswith("[")]) - self._repeated

    def __str__(self) -> str:
        return self.text

    @property
    def needs_context(self) -> bool:
        return self.code.startswith(("groups.", "directory.")) or self.code == "time.now"

    @property
    def takes_null(self) -> bool:
        """Whether Okta publishes what it gives of null."""
        return self.name in _TAKES_NULL

    @property
    def takes_number(self) -> bool:
        return INTEGER in self._types

    def accepts(self, count: int) -> bool:
        """Whether a call with `count` arguments is possible."""
        if not self._repeated:
            return self._least <= count <= len(self._types)
        return count >= self._least and (count - self._least) % self._repeated == 0

    def type_of(self, position: int) -> str:
        """The type of the argument at `position` (from 0)."""
        return self._types[min(position, len(self._types) - 1)]


_DOCUMENTED: tuple[tuple[str, str, str], ...] = (
    ("String.append(text, suffix)", TEXT, "strings.append"),
    ("String.join(separator, text...)", TEXT, "strings.join"),
    ("String.len(input)", INTEGER, "strings.length"),
    ("String.removeSpaces(input)", TEXT, "strings.remove_spaces"),
    ("String.replace(input, match, replacement)", TEXT, "strings.replace"),
    ("String.replaceFirst(input, match, replacement)", TEXT, "strings.replace_first"),
    ("String.startsWith(input, prefix)", BOOLEAN, "strings.starts_with"),
    ("String.stringContains(input, search)", BOOLEAN, "strings.string_contains"),
    ("String.stringSwitch(input, default, key, value...)", TEXT, "strings.string_switch"),
    ("String.substring(input, start, end)", TEXT, "strings.substring"),
    ("String.substringAfter(input, search)", TEXT, "strings.substring_after"),
    ("String.substringBefore(input, search)", TEXT, "strings.substring_before"),
    ("String.toLowerCase(input)", TEXT, "strings.to_lower_case"),
    ("String.toUpperCase(input)", TEXT, "strings.to_upper_case"),
    ("Arrays.add(array, value)", ARRAY, "arrays.add"),
    ("Arrays.clear(array)", ARRAY, "arrays.clear"),
    ("Arrays.contains(array, value)", BOOLEAN, "arrays.contains"),
    ("Arrays.flatten(value...)", ARRAY, "arrays.flatten"),
    ("Arrays.get(array, position)", ANY, "arrays.get"),
    ("Arrays.isEmpty(array)", BOOLEAN, "arrays.is_empty"),
    ("Arrays.remove(array, value)", ARRAY, "arrays.remove"),
    ("Arrays.size(array)", INTEGER, "arrays.size"),
    ("Arrays.toCsvString(array)", TEXT, "arrays.to_csv_string"),
    ("Convert.toInt(value)", INTEGER, "convert.to_int"),
    ("Convert.toNum(value)", NUMBER, "convert.to_num"),
    ("Iso3166Convert.toAlpha2(code)", TEXT, "country.to_alpha2"),
    ("Iso3166Convert.toAlpha3(code)", TEXT, "country.to_alpha3"),
    ("Iso3166Convert.toName(code)", TEXT, "country.to_name"),
    ("Iso3166Convert.toNumeric(code)", TEXT, "country.to_numeric"),
    ("Time.now([zone], [format])", TEXT, "time.now"),
    ("Time.fromWindowsToIso8601(time)", TEXT, "time.from_windows_to_iso8601"),
    ("Time.fromUnixToIso8601(time)", TEXT, "time.from_unix_to_iso8601"),
    ("Time.fromStringToIso8601(time, format)", TEXT, "time.from_string_to_iso8601"),
    ("Time.fromIso8601ToWindows(time)", TEXT, "time.from_iso8601_to_windows"),
    ("Time.fromIso8601ToUnix(time)", TEXT, "time.from_iso8601_to_unix"),
    ("Time.fromIso8601ToString(time, format)", TEXT, "time.from_iso8601_to_string"),
    ("isMemberOfGroup(group id)", BOOLEAN, "groups.is_member_of_group"),
    ("isMemberOfAnyGroup(group id...)", BOOLEAN, "groups.is_member_of_any_group"),
    ("isMemberOfGroupName(name)", BOOLEAN, "groups.is_member_of_group_name"),
    ("isMemberOfGroupNameStartsWith(prefix)", BOOLEAN, "groups.is_member_of_group_name_starts_with"),
    ("isMemberOfGroupNameContains(search)", BOOLEAN, "groups.is_member_of_group_name_contains"),
    ("isMemberOfGroupNameRegex(pattern)", BOOLEAN, "groups.is_member_of_group_name_regex"),
    ("getFilteredGroups(group ids, attribute, limit)", ARRAY, "groups.get_filtered_groups"),
    ("user.getGroups(filter...)", GROUPS, "groups.get_groups"),
    ("user.getInternalProperty(name)", TEXT, "directory.get_internal_property"),
    ("user.getLinkedObject(primary name)", OBJECT, "directory.get_linked_object"),
    ("getManagerUser(source)", OBJECT, "directory.get_manager_user"),
    ("getManagerAppUser(source, app)", OBJECT, "directory.get_manager_app_user"),
    ("getAssistantUser(source)", OBJECT, "directory.get_assistant_user"),
    ("getAssistantAppUser(source, app)", OBJECT, "directory.get_assistant_app_user"),
    ("hasDirectoryUser()", BOOLEAN, "directory.has_directory_user"),
    ("findDirectoryUser()", OBJECT, "directory.find_directory_user"),
    ("hasWorkdayUser()", BOOLEAN, "directory.has_workday_user"),
    ("findWorkdayUser()", OBJECT, "directory.find_workday_user"),
)
_DEPRECATED: tuple[tuple[str, str, str, str], ...] = (
    ("toLowerCase(input)", TEXT, "strings.to_lower_case", "String.toLowerCase"),
    ("toUpperCase(input)", TEXT, "strings.to_upper_case", "String.toUpperCase"),
    ("substring(input, start, end)", TEXT, "strings.substring", "String.substring"),
    ("substringAfter(input, search)", TEXT, "strings.substring_after", "String.substringAfter"),
    ("substringBefore(input, search)", TEXT, "strings.substring_before", "String.substringBefore"),
)
_IN_GROUP_CLAIMS = ("Groups.contains", "Groups.endsWith", "Groups.startsWith")
# Seen in third-party tools or in recorded mappings: parsed, warned of, never evaluated
_UNDOCUMENTED = (
    "String.endsWith",
    "String.regexMatch",
    "Arrays.toCommaSeparatedString",
    "Time.delta",
    "getManagerUpn",
    "isMemberOfAllGroups",
    "isMemberOfAnyGroupName",
    "isSuperOrgAdmin",
)


def undocumented(name: str) -> Signature:
    """The signature of a function that is documented nowhere: it takes anything, and nobody knows what it gives."""
    return Signature(f"{name}(argument...)", ANY, "", documented=False)


FUNCTIONS: dict[str, Signature] = {
    signature.name: signature
    for signature in (
        *[Signature(*row) for row in (*_DOCUMENTED, *_DEPRECATED)],
        *[Signature(f"{name}(argument...)", ARRAY, "", refused="group-claims") for name in _IN_GROUP_CLAIMS],
        *[undocumented(name) for name in _UNDOCUMENTED],
    )
}


def signature_of(name: str) -> Signature:
    """The signature of a call that the parser has accepted; a function on an app instance is documented nowhere."""
    return FUNCTIONS.get(name) or undocumented(name)


NAMESPACES = frozenset(("String", "Arrays", "Convert", "Iso3166Convert", "Time", "Groups"))

# Methods and namespaces of the Identity Engine dialect (its reference page): what to write here, or "".
IDENTITY_ENGINE_METHODS: dict[str, str] = {
    "length": "String.len(x)",
    "size": "Arrays.size(x)",
    "isEmpty": "Arrays.isEmpty(x)",
    "contains": "String.stringContains(x, ...) or Arrays.contains(x, ...)",
    "startsWith": "String.startsWith(x, ...)",
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
    "toUnix": "Time.fromIso8601ToUnix(x)",
    "toWindows": "Time.fromIso8601ToWindows(x)",
    "add": "Arrays.add(x, value)",
    "remove": "Arrays.remove(x, value)",
    "clear": "Arrays.clear(x)",
    "get": "Arrays.get(x, position)",
    "flatten": "Arrays.flatten(x, ...)",
    "join": "String.join(separator, ...)",
    "isMemberOf": 'isMemberOfGroupName("...") and its like',
    "getGroups": "user.getGroups(...)",
    "getInternalProperty": "user.getInternalProperty(...)",
    "getLinkedObject": "user.getLinkedObject(...)",
    "matches": "x matches pattern",
}
IDENTITY_ENGINE_METHODS |= dict.fromkeys(("endsWith", "toString", "split", "trim", "filter"), "")
IDENTITY_ENGINE_METHODS |= dict.fromkeys(("toZone", "toStringIso", "toUtc", "isBefore", "isAfter"), "")
IDENTITY_ENGINE_METHODS |= dict.fromkeys(("plusDays", "minusDays", "plusHours", "minusHours"), "")
IDENTITY_ENGINE_METHODS |= dict.fromkeys(("withinDays", "withinHours", "withinMinutes"), "")
IDENTITY_ENGINE_NAMESPACES: dict[str, str] = {"DateTime": "Time.now(...) and its like", "Groups": ""}
