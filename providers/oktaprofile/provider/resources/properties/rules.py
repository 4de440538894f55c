"""What a property definition may say, checked without Okta: wrong input fails at validate, not at apply.

Whatever is known is checked, also where other parts are UNKNOWN. Imports nothing slow: Terraform validates at
every start of the plugin.
"""

from __future__ import annotations

from oktaprofile.plugin.values import UNKNOWN, is_wholly_known
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.resources.properties.document import element_type, parse_constant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from oktaprofile.plugin.diagnostics import Diagnostics, Path


def check_map(properties: Any, path: Path, diagnostics: Diagnostics) -> None:  # noqa: ANN401 - a map, null or UNKNOWN
    """Definitions of an app's properties by name."""
    if properties is UNKNOWN or properties is None:
        return
    check_names(properties, path, diagnostics)
    for name, definition in properties.items():
        if definition is None:
            diagnostics.error("A property without definition", f"{name} is null.", (*path, name))
        elif definition is not UNKNOWN:
            check_definition(definition, shape.APP, (*path, name), diagnostics)


def check_names(names: Iterable[str], path: Path, diagnostics: Diagnostics) -> None:
    """No two names of one map may differ only in case."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            diagnostics.error(
                "Two names that differ only in case",
                f"{other!r} and {name!r} are one name to Okta, which compares names without regard to case. "
                "Remove or rename one.",
                (*path, name),
            )


def check_definition(definition: Mapping[str, Any], kind: str, path: Path, diagnostics: Diagnostics) -> None:
    """One definition of this kind (APP or USER), at `path`."""
    checks = _Checks(definition, kind, path, diagnostics)
    checks.lengths()
    checks.array()
    checks.choices("enum", "one_of")
    checks.choices("array_enum", "array_one_of")
    if kind == shape.APP:
        checks.union()
    if kind == shape.USER:
        checks.master_priority()


class _Checks:
    def __init__(
        self, definition: Mapping[str, Any], kind: str, path: Path, diagnostics: Diagnostics
    ) -> None:
        self.definition = definition
        self.kind = kind
        self.path = path
        self.diagnostics = diagnostics
        self.type = definition.get("type") or "string" if definition.get("type") is not UNKNOWN else UNKNOWN

    def error(self, argument: str, summary: str, detail: str) -> None:
        self.diagnostics.error(summary, detail, (*self.path, argument))

    def given(self, argument: str) -> bool:
        """Whether the argument is set, to whatever value."""
        return self.definition.get(argument) is not None

    def known(self, argument: str) -> Any:  # noqa: ANN401 - any Terraform value
        """The argument's value; None where it is left out or not wholly known."""
        value = self.definition.get(argument)
        return value if value is not None and is_wholly_known(value) else None

    def lengths(self) -> None:
        for argument in ("min_length", "max_length", "pattern"):
            if self.given(argument) and self.type not in ("string", UNKNOWN):
                self.error(
                    argument,
                    f"{argument} is for strings",
                    f"The property's type is {self.type}. Remove {argument}, or make the property a string.",
                )
        shortest, longest = self.known("min_length"), self.known("max_length")
        if shortest is not None and longest is not None and shortest > longest:
            self.error(
                "min_length",
                "min_length is greater than max_length",
                f"No value has at least {shortest} and at most {longest} characters.",
            )

    def array(self) -> None:
        if self.type is UNKNOWN:
            return
        if self.type == "array" and not self.given("array_type"):
            self.error(
                "array_type", "array_type is missing", "An array needs the type of its elements: array_type."
            )
        for argument in ("array_type", "array_enum", "array_one_of"):
            if self.given(argument) and self.type != "array":
                self.error(
                    argument,
                    f"{argument} is for arrays",
                    f'The property\'s type is {self.type}. Remove {argument}, or set type = "array".',
                )

    def choices(self, enum: str, one_of: str) -> None:
        for argument in (enum, one_of):
            if not self.given(argument):
                continue
            if not argument.startswith("array_") and self.type in ("boolean", "array"):
                self.error(
                    argument,
                    f"{argument} is for strings and numbers",
                    f"The property's type is {self.type}."
                    + (f" For an array use array_{argument}." if self.type == "array" else ""),
                )
                continue
            if argument.startswith("array_") and self.definition.get("array_type") == "object":
                self.error(
                    argument,
                    f"{argument} is for strings and numbers",
                    "The elements of this array are objects, whose choices cannot be written down. Leave it out: those "
                    "in Okta stay.",
                )
                continue
            self._values(argument)
        listed, titled = self.known(enum), self.known(one_of)
        if listed is not None and titled is not None and listed != [item["const"] for item in titled]:
            self.error(
                one_of,
                f"{enum} and {one_of} differ",
                f"Okta wants the same values in the same order in both: {enum} has {', '.join(listed)}; {one_of} "
                f"has {', '.join(item['const'] for item in titled)}. Leave {enum} out if unsure.",
            )

    def _values(self, argument: str) -> None:
        value = self.definition[argument]
        if value is UNKNOWN:
            return
        if not value:
            self.error(
                argument,
                f"{argument} is empty",
                "No value at all would be allowed. Leave it out to allow any.",
            )
        type_name = element_type(argument, self.definition)
        typed = self.definition.get("array_type" if argument.startswith("array_") else "type") is not UNKNOWN
        seen = set()
        for index, item in enumerate(value):
            text = item["const"] if isinstance(item, dict) else item
            if text is UNKNOWN:
                continue
            element = f"{argument}[{index}]"
            if text is None:
                self.error(argument, f"A null in {argument}", f"{element} is null. Write each value as text.")
                continue
            if text in seen:
                self.error(
                    argument, f"A value twice in {argument}", f"{text!r} is in {argument} more than once."
                )
            seen.add(text)
            try:
                if typed:
                    parse_constant(text, type_name)
            except ValueError:
                self.error(
                    argument,
                    f"Wrong value in {argument}",
                    f"{element} is {text!r}, which is no {type_name}. Okta wants values of the property's "
                    "own type.",
                )

    def union(self) -> None:
        if self.given("union") and self.type not in ("array", UNKNOWN):
            self.error(
                "union",
                "union is for arrays",
                f"The property's type is {self.type}: there are no values to combine, and Okta drops union "
                "silently. Remove it.",
            )

    def master_priority(self) -> None:
        master, priority = self.definition.get("master"), self.definition.get("master_priority")
        if master is UNKNOWN or priority is UNKNOWN:
            return
        if master == "OVERRIDE" and not priority:
            self.error(
                "master_priority",
                "master_priority is missing",
                "OVERRIDE needs the apps to take the value from: their ids, the first one first.",
            )
        if priority is not None and master != "OVERRIDE":
            self.error(
                "master_priority",
                "master_priority without OVERRIDE",
                f"master is {master or 'left out'}; Okta takes a list of apps with OVERRIDE only.",
            )
