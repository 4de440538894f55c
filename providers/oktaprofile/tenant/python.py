"""What was found as a Python stack on the constructs: `main.py` and `cdktf.json`.

Written as `ruff format` and `black` leave it.
"""

from __future__ import annotations

import json
from typing import Any
from unicodedata import east_asian_width

from oktaprofile.tenant.found import App, Attributes, Found, Keys, Override
from oktaprofile.tenant.hcl import comment
from oktaprofile.tenant.model import TO_OKTA

INDENT = "        "
WIDTH = 88


def files(found: Found, framework: str = "cdktf") -> dict[str, str]:
    """File name -> its text. `framework`: cdktf or cdktn."""
    settings = {
        "app": "python main.py",
        "language": "python",
        "terraformProviders": [],
        "terraformModules": [],
    }
    return {"main.py": _main(found, framework), "cdktf.json": json.dumps(settings, indent=2) + "\n"}


def _main(found: Found, framework: str) -> str:
    used = {"OktaprofileProvider"}
    body: list[str] = []
    for app in found.apps:
        selected = {"label": app.label} if app.by_label else {"id": app.id}
        body.append(_assign(app.name, "DataApp", selected))
    for attributes in found.attributes:
        used |= {"AppProfileAttributes", "ProfileAttribute"}
        definitions = {name: _Call("ProfileAttribute", one) for name, one in attributes.definitions.items()}
        body.append(
            _resource(
                _name(attributes),
                "AppProfileAttributes",
                {"app_id": _Raw(f"{attributes.app.name}.id"), "attributes": definitions},
                attributes.import_id,
            )
        )
    for mapping in found.mappings:
        used.add("ProfileMapping")
        if any(status is not None for _, status in mapping.keys.values()):
            used.add("MappedAttribute")
        body.append(_resource(_name(mapping), "ProfileMapping", _mapping(mapping), mapping.import_id))
    for override in found.overrides:
        used.add("ProfileMasterOverride")
        sources = [_Raw(f"{one.name}.id" if isinstance(one, App) else _name(one)) for one in override.sources]
        arguments = {"property": override.attribute, **_type(override), "sources": sources}
        body.append(_resource(_name(override), "ProfileMasterOverride", arguments, override.import_id))
    imports = "".join(f"    {name},\n" for name in sorted(used, key=str.casefold))
    left = "".join(f"# Left out: {comment(one.what)}: {comment(one.why)}.\n" for one in found.left)
    return (
        f'"""The sync as it is in {_in_docstring(found.org_url)}.\n\n'
        "Destroy puts back what was there when it was imported. The calls of import_from can go after the first\n"
        'deployment.\n"""\n\n'
        f"import {framework}\nfrom oktaprofile.constructs import (\n{imports})\n"
        f"from oktaprofile.constructs.generated import DataApp\n\n{left}{chr(10) * bool(left)}"
        f"\nclass Sync({framework}.TerraformStack):\n"
        '    """Construct ids are part of Terraform\'s addresses: do not rename them."""\n\n'
        "    def __init__(self, scope, id_):\n"
        "        super().__init__(scope, id_)\n"
        '        OktaprofileProvider(self, "okta")\n' + "".join(body) + f"\n\napp = {framework}.App()\n"
        'Sync(app, "ringcentral-sync")\napp.synth()\n'
    )


def _name(resource: Attributes | Keys | Override) -> str:
    """The variable that holds a resource."""
    if isinstance(resource, Attributes):
        return f"{resource.app.name}_attributes"
    return resource.name if isinstance(resource, Keys) else f"{resource.name}_source"


def _type(resource: Keys | Override) -> dict[str, Any]:
    selector = resource.user_type.selector
    return {} if selector is None else {"user_type": selector}


def _mapping(mapping: Keys) -> dict[str, Any]:
    app_id = _Raw(
        f"{mapping.app.name}.id"
        if not (mapping.attributes and mapping.attributes.definitions)
        else f"{_name(mapping.attributes)}.app_id"
    )
    direction = {} if mapping.direction == TO_OKTA else {"direction": mapping.direction}
    keys = {
        target: text
        if status is None
        else _Call("MappedAttribute", {"expression": text, "push_status": status})
        for target, (text, status) in mapping.keys.items()
    }
    return {"app_id": app_id, **direction, **_type(mapping), "properties": keys}


# -- text --


class _Raw(str):
    """An expression, written as it is."""

    __slots__ = ()


class _Call:
    """A call with keyword arguments."""

    def __init__(self, function: str, arguments: dict[str, Any]) -> None:
        self.function = function
        self.arguments = arguments


def _resource(name: str, kind: str, arguments: dict[str, Any], import_id: str) -> str:
    return _assign(name, kind, arguments) + _line(f"{name}.import_from", [literal(import_id)])


def _assign(name: str, kind: str, arguments: dict[str, Any]) -> str:
    deeper = len(INDENT) + 4
    given = [f"{key}={_value(value, deeper, len(key) + 2)}" for key, value in arguments.items()]
    return _line(f"{name} = {kind}", ["self", literal(name.replace("_", "-")), *given])


def _line(call: str, arguments: list[str]) -> str:
    """A statement of the constructor."""
    return f"{INDENT}{_bracketed(call + '(', arguments, ')', len(INDENT), 0)}\n"


def _value(value: Any, indent: int, before: int) -> str:  # noqa: ANN401 - any value of an argument
    """A value in a line that is indented by `indent`, with `before` characters before it and after it."""
    deeper = indent + 4
    if isinstance(value, _Raw):
        return str(value)
    if isinstance(value, _Call):
        given = [f"{name}={_value(one, deeper, len(name) + 2)}" for name, one in value.arguments.items()]
        return _bracketed(f"{value.function}(", given, ")", indent, before)
    if isinstance(value, dict):
        items = [
            f"{literal(key)}: {_value(one, deeper, len(literal(key)) + 3)}" for key, one in value.items()
        ]
        return _bracketed("{", items, "}", indent, WIDTH)  # an item a line
    if isinstance(value, list):
        return _bracketed("[", [_value(one, deeper, 1) for one in value], "]", indent, before)
    if isinstance(value, str):
        # Terraform's templates: cdktf hands texts on as they are.
        return literal(value.replace("${", "$${").replace("%{", "%%{"))
    return repr(value)


def _bracketed(start: str, items: list[str], end: str, indent: int, before: int) -> str:
    """In one line where it fits, else an item a line, each with a comma."""
    line = f"{start}{', '.join(items)}{end}"
    if "\n" not in line and indent + before + _columns(line) <= WIDTH:
        return line
    space = " " * (indent + 4)
    return f"{start}\n" + "".join(f"{space}{item},\n" for item in items) + " " * indent + end


def _columns(line: str) -> int:
    """How wide a line is drawn, as the formatters count it: wide letters take two columns."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in line)


def literal(text: str) -> str:
    """A text as a Python literal, in double quotes unless single ones need fewer escapes: as the formatters quote."""
    made = repr(text)
    if made[0] == '"' or text.count('"') > text.count("'"):
        return made
    return '"' + made[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'


def _in_docstring(text: str) -> str:
    return comment(text).replace("\\", "\\\\").replace('"""', "'''")
