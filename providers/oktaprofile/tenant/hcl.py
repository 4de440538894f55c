"""What was found as Terraform configuration: `main.tf` with the resources, `imports.tf` with the import blocks.

Written as `terraform fmt` leaves it. `imports.tf` can be deleted after the first apply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Values
from typing import Any, NamedTuple

from oktaprofile.tenant.found import App, Attributes, Found, Keys, Override, UserType
from oktaprofile.tenant.model import TO_OKTA
from oktaprofile.text.characters import code_point, without_controls

SOURCE = "terraform.local/oktaprofile/oktaprofile"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Reference(NamedTuple):
    """An expression, written as it is."""

    text: str


def files(found: Found) -> dict[str, str]:
    """File name -> its text."""
    return {"main.tf": _main(found), "imports.tf": _imports(found)}


def _main(found: Found) -> str:
    blocks = [
        f"# The sync as it is in {comment(found.org_url)}.\n"
        "# Destroy puts back what was there when it was imported.\n"
        + "".join(f"# Left out: {comment(left.what)}: {comment(left.why)}.\n" for left in found.left),
        f'terraform {{\n  required_providers {{\n    oktaprofile = {{\n      source = "{SOURCE}"\n    }}\n  }}\n}}\n',
    ]
    for app in found.apps:
        selected = {"label": app.label} if app.by_label else {"id": app.id}
        blocks.append(_block(f'data "oktaprofile_app" "{app.name}"', selected))
    for resource in found.resources:
        kind, name = address(resource).split(".")
        blocks.append(_block(f'resource "{kind}" "{name}"', arguments(resource)))
    return "\n".join(blocks)


def _imports(found: Found) -> str:
    blocks = ["# What exists already. Not needed any more after the first apply.\n"]
    for resource in found.resources:
        blocks.append(_block("import", {"to": Reference(address(resource)), "id": resource.import_id}))
    return "\n".join(blocks)


def address(resource: Attributes | Keys | Override) -> str:
    """Terraform's address of a resource."""
    if isinstance(resource, Attributes):
        return f"oktaprofile_app_user_properties.{resource.app.name}"
    kind = "mapping" if isinstance(resource, Keys) else "master_override"
    return f"oktaprofile_{kind}.{resource.name}"


def arguments(resource: Attributes | Keys | Override) -> dict[str, Any]:
    """The arguments of a resource as plain values and References."""
    if isinstance(resource, Attributes):
        return {"app_id": _app(resource.app), "properties": resource.definitions}
    return _mapping(resource) if isinstance(resource, Keys) else _override(resource)


def _app(app: App) -> Reference:
    return Reference(f"data.oktaprofile_app.{app.name}.id")


def _type(user_type: UserType) -> dict[str, Any]:
    return {} if user_type.selector is None else {"user_type": user_type.selector}


def _mapping(mapping: Keys) -> dict[str, Any]:
    app_id = (
        _app(mapping.app)
        if not (mapping.attributes and mapping.attributes.definitions)
        else Reference(f"{address(mapping.attributes)}.app_id")
    )
    direction = {} if mapping.direction == TO_OKTA else {"direction": mapping.direction}
    keys = {
        target: {"expression": text, **({} if status is None else {"push_status": status})}
        for target, (text, status) in mapping.keys.items()
    }
    return {"app_id": app_id, **direction, **_type(mapping.user_type), "properties": keys}


def _override(override: Override) -> dict[str, Any]:
    sources = [
        _app(source) if isinstance(source, App) else Reference(f"{address(source)}.app_id")
        for source in override.sources
    ]
    return {"property": override.attribute, **_type(override.user_type), "sources": sources}


# -- text --


def _block(head: str, body: Values[str, Any]) -> str:
    return f"{head} {{\n{_lines(body, '  ')}}}\n"


def _lines(body: Values[str, Any], indent: str) -> str:
    """The arguments of a block or object; `=` of neighbouring lines below each other, as `terraform fmt` has it."""
    written = [(_key(name), _value(value, indent)) for name, value in body.items()]
    result, run = "", []
    for name, value in [*written, ("", "\n")]:
        if "\n" not in value:
            run.append((name, value))
            continue
        width = max((len(one) for one, _ in run), default=0)
        result += "".join(f"{indent}{one:<{width}} = {text}\n" for one, text in run)
        if name:
            result += f"\n{indent}{name} = {value}\n" if result else f"{indent}{name} = {value}\n"
        run = []
    return result


def _key(name: str) -> str:
    return name if _NAME.match(name) else quoted(name)


def _value(value: Any, indent: str) -> str:  # noqa: ANN401 - any value of an argument
    if isinstance(value, Reference):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        if all(not isinstance(item, dict) for item in value):
            return f"[{', '.join(_value(item, indent) for item in value)}]"
        inner = "".join(f"{indent}  {_value(item, indent + '  ')},\n" for item in value)
        return f"[\n{inner}{indent}]"
    if len(value) == 1 and not isinstance(next(iter(value.values())), dict | list):
        [(name, only)] = value.items()
        return f"{{ {_key(name)} = {_value(only, indent)} }}"
    return f"{{\n{_lines(value, indent + '  ')}{indent}}}"


def quoted(text: str) -> str:
    """A text as a quoted template without interpolation."""
    escaped = "".join(
        _ESCAPES.get(character, character if character.isprintable() else code_point(character))
        for character in text
    )
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def comment(text: str) -> str:
    """Somebody's text within one line of a comment."""
    return without_controls(text)
