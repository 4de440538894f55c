"""What was found as a Python stack on the constructs: `main.py` and `cdktf.json`."""

from __future__ import annotations

import json
from typing import Any

from oktaprofile.tenant.found import App, Attributes, Found, Keys, Override
from oktaprofile.tenant.hcl import comment
from oktaprofile.tenant.model import TO_OKTA
from oktaprofile.tenant.python_sync import Code, mapped, sync_of
from oktaprofile.tenant.python_text import Call, Raw, assign, in_docstring, resource


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
    used, more, body = sync_of(found) or _parts(found)
    imports = "".join(f"    {name},\n" for name in sorted(used | {"OktaprofileProvider"}, key=str.casefold))
    left = "".join(f"# Left out: {comment(one.what)}: {comment(one.why)}.\n" for one in found.left)
    return (
        f'"""The sync as it is in {in_docstring(found.org_url)}.\n\n'
        "Destroy puts back what was there when it was imported. The calls of import_from can go after the first\n"
        'deployment.\n"""\n\n'
        f"import {framework}\nfrom oktaprofile.constructs import (\n{imports})\n"
        f"{more}\n{left}{chr(10) * bool(left)}"
        f"\nclass Sync({framework}.TerraformStack):\n"
        '    """Construct ids are part of Terraform\'s addresses: do not rename them."""\n\n'
        "    def __init__(self, scope, id_):\n"
        "        super().__init__(scope, id_)\n"
        '        OktaprofileProvider(self, "okta")\n' + "".join(body) + f"\n\napp = {framework}.App()\n"
        'Sync(app, "ringcentral-sync")\napp.synth()\n'
    )


def _parts(found: Found) -> Code:
    """A construct for each resource."""
    used: set[str] = set()
    body: list[str] = []
    for app in found.apps:
        selected = {"label": app.label} if app.by_label else {"id": app.id}
        body.append(assign(app.name, "DataApp", selected))
    for attributes in found.attributes:
        used |= {"AppProfileAttributes", "ProfileAttribute"}
        definitions = {name: Call("ProfileAttribute", one) for name, one in attributes.definitions.items()}
        body.append(
            resource(
                _name(attributes),
                "AppProfileAttributes",
                {"app_id": Raw(f"{attributes.app.name}.id"), "attributes": definitions},
                attributes.import_id,
            )
        )
    for mapping in found.mappings:
        used.add("ProfileMapping")
        if any(status is not None for _, status in mapping.keys.values()):
            used.add("MappedAttribute")
        body.append(resource(_name(mapping), "ProfileMapping", _mapping(mapping), mapping.import_id))
    for override in found.overrides:
        used.add("ProfileMasterOverride")
        sources = [Raw(f"{one.name}.id" if isinstance(one, App) else _name(one)) for one in override.sources]
        arguments = {"property": override.attribute, **_type(override), "sources": sources}
        body.append(resource(_name(override), "ProfileMasterOverride", arguments, override.import_id))
    return Code(used, "from oktaprofile.constructs.generated import DataApp\n", body)


def _name(resource: Attributes | Keys | Override) -> str:
    """The variable that holds a resource."""
    if isinstance(resource, Attributes):
        return f"{resource.app.name}_attributes"
    return resource.name if isinstance(resource, Keys) else f"{resource.name}_source"


def _type(resource: Keys | Override) -> dict[str, Any]:
    selector = resource.user_type.selector
    return {} if selector is None else {"user_type": selector}


def _mapping(mapping: Keys) -> dict[str, Any]:
    app_id = Raw(
        f"{mapping.app.name}.id"
        if not (mapping.attributes and mapping.attributes.definitions)
        else f"{_name(mapping.attributes)}.app_id"
    )
    direction = {} if mapping.direction == TO_OKTA else {"direction": mapping.direction}
    return {"app_id": app_id, **direction, **_type(mapping), "properties": mapped(mapping)}
