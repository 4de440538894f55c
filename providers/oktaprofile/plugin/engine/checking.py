"""What the engine refuses by itself.

Values outside ``one_of``, broken promises.
"""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.engine.equality import contradictions, unknown_paths
from oktaprofile.plugin.values import UNKNOWN, is_wholly_known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oktaprofile.plugin.diagnostics import Diagnostics, Path
    from oktaprofile.plugin.schema import Attribute, Nested, Schema
    from oktaprofile.plugin.values import Value

LONGEST_SHOWN = 80
CONFIG = "config"


def check_config(schema: Schema, config: dict[str, Value], diagnostics: Diagnostics) -> None:
    """Check each known part of ``config``."""
    for attribute, value, path in configured(schema.restricted, config):
        if attribute.one_of:
            _check_one_of(attribute, value, path, diagnostics)
        for validator in attribute.validators:
            for what, detail, below in validator.problems(value):
                diagnostics.error(f"{path[-1]} {what}", detail, (*path, *below))


def configured(
    attributes: Mapping[str, Attribute], values: dict[str, Value], path: Path = ()
) -> Iterator[tuple[Attribute, Value, Path]]:
    """Each attribute that has a known, non-null value, with the value and its path, at every depth."""
    for name, attribute in attributes.items():
        value = values[name]
        if value is None or value is UNKNOWN:
            continue
        yield attribute, value, (*path, name)
        if attribute.nested is not None:
            for item, where in _objects(attribute.nested, value, (*path, name)):
                yield from configured(attribute.nested.attributes, item, where)


def _objects(nested: Nested, value: Value, path: Path) -> Iterator[tuple[dict[str, Value], Path]]:
    if nested.mode == "single":
        pairs = [(value, path)]
    elif nested.mode == "map":
        pairs = [(item, (*path, key)) for key, item in value.items()]
    else:
        pairs = [(item, (*path, index)) for index, item in enumerate(value)]
    for item, where in pairs:
        if isinstance(item, dict):
            yield item, where


def _check_one_of(attribute: Attribute, value: Value, path: Path, diagnostics: Diagnostics) -> None:
    if isinstance(value, dict):
        elements = [(item, (*path, key)) for key, item in value.items()]
    elif isinstance(value, list):
        elements = [(item, (*path, index)) for index, item in enumerate(value)]
    else:
        elements = [(value, path)]
    allowed = ", ".join(show(item) for item in attribute.one_of)
    for item, where in elements:
        if item is None or item is UNKNOWN or item in attribute.one_of:
            continue
        found = "The value given (sensitive)" if attribute.sensitive else show(item)
        diagnostics.error(f"{path[-1]} has no such value", f"{found} is not one of: {allowed}.", where)


def show(value: Value) -> str:
    """A value that is not sensitive, for a message: quoted when a string, shortened when long."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def refuse_missing(
    attributes: Mapping[str, Attribute], values: dict[str, Value], what: str, path: Path = ()
) -> None:
    """Raise DiagnosticError where a required attribute is null, at any depth.

    Terraform lets a null of the configuration pass, also of a variable or a reference; a planned state has none.
    """
    for name, attribute in attributes.items():
        value = values[name]
        if attribute.required and value is None:
            where = (*path, name)
            if what == CONFIG:
                raise DiagnosticError(
                    f"{name} is null",
                    f"{written(where)} is required. Give it a value; a variable or a reference may be null here.",
                    where,
                )
            raise _not_terraform_s(f"{written(where)} is required, but null in the {what}", where)
        if attribute.nested is not None and value is not None and value is not UNKNOWN:
            for item, where in _objects(attribute.nested, value, (*path, name)):
                refuse_missing(attribute.nested.attributes, item, what, where)


def refuse_unknown(value: Value, what: str) -> None:
    """Raise DiagnosticError where what must be known is not."""
    for path in unknown_paths(value):
        raise _not_terraform_s(f"{written(path)} is unknown in the {what.replace('_', ' ')}", path)


def refuse_unplanned(attributes: Mapping[str, Attribute], planned: dict[str, Value], path: Path = ()) -> None:
    """Raise DiagnosticError where the engine would have planned otherwise.

    Unknown without being computed (nothing would give it a value), or null in spite of a default.
    """
    for name, attribute in attributes.items():
        value = planned[name]
        if attribute.default is not None and value is None:
            raise _not_terraform_s(
                f"{written((*path, name))} has a default, but is null in the planned state", path
            )
        if attribute.computed:
            continue
        if attribute.nested is not None and value is not None and value is not UNKNOWN:
            for item, where in _objects(attribute.nested, value, (*path, name)):
                refuse_unplanned(attribute.nested.attributes, item, where)
        elif not is_wholly_known(value):
            raise _not_terraform_s(f"{written((*path, name))} is unknown in the planned state", (*path, name))


def _not_terraform_s(what: str, path: Path) -> DiagnosticError:
    return DiagnosticError(
        "The request breaks Terraform's rules",
        f"{what}. Please report it, with the version of Terraform.",
        path,
    )


def check_applied(
    schema: Schema, planned: dict[str, Value], applied: dict[str, Value], diagnostics: Diagnostics
) -> None:
    """An error for each place where ``applied`` is unknown still, or is not what was planned.

    Terraform would refuse the same, but without the path and after the fact; the message never shows a value.
    """
    for path in unknown_paths(applied):
        diagnostics.error(
            "The provider left a value unknown after apply",
            f"{written(path)} must be known once the change is made. It is stored as null. {BUG}",
            path,
        )
    for path, reason in contradictions(schema.type, planned, applied):
        diagnostics.error(
            "The provider applied something other than it planned",
            f"{written(path)}: {reason}. The state holds what was applied. {BUG}",
            path,
        )


BUG = "This is a mistake in the provider, not in the configuration: please report it."


def written(path: Path) -> str:
    """``("rows", "a b", 0)`` as ``rows["a b"][0]``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step.isidentifier():
            text += f".{step}" if text else step
        else:
            text += f'["{step}"]'
    return text or "The object"
