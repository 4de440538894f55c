"""The provider's pages in the Terraform Registry's format, from the provider's own schema and `examples/`.

    python tools/generate_docs.py            write docs/index.md and the pages of each type and function
    python tools/generate_docs.py --check    write nothing, name the stale pages, exit 1 when there are any

The layout follows HashiCorp's tfplugindocs: front matter, description, example, schema (required,
optional, read-only, nested), import. A type without an example is an error: the examples are what the
acceptance tests run.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from oktaprofile.plugin.function import Function
from oktaprofile.plugin.resource import Provider
from oktaprofile.plugin.schema import Attribute, Nested, Schema
from oktaprofile.plugin.types import Collection, Object, Type
from oktaprofile.provider.identities import SCHEMAS
from oktaprofile.provider.provider import OktaProfileProvider

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples"
INSTALLATION = EXAMPLES / "provider" / "installation.md"
NAMES = {
    "string": "String",
    "number": "Number",
    "bool": "Boolean",
    "list": "List",
    "set": "Set",
    "map": "Map",
}


def type_name(attribute: Attribute) -> str:
    """A type as the registry writes it: `List of String`, `Attributes Map`."""
    if attribute.nested is not None:
        mode = attribute.nested.mode
        return "Attributes" if mode == "single" else f"Attributes {NAMES[mode]}"
    return plain_type_name(attribute.type)


def plain_type_name(type_: Type) -> str:
    """A type that is not nested, as the registry writes it."""
    if isinstance(type_, Collection):
        return f"{NAMES[type_.kind]} of {plain_type_name(type_.element)}"
    if isinstance(type_, Object):
        return "Object"
    return NAMES[type_.kind]


def remarks(attribute: Attribute) -> str:
    """What the schema itself knows and the description need not repeat."""
    parts = []
    if any(f"`{value}`" not in attribute.description for value in attribute.one_of):
        parts.append("Allowed: " + ", ".join(f"`{value}`" for value in attribute.one_of) + ".")
    parts += [validator.description for validator in attribute.validators if validator.description]
    if attribute.default is not None and "Default:" not in attribute.description:
        parts.append(f"Default: `{json.dumps(attribute.default)}`.")
    if attribute.requires_replace and "replace" not in attribute.description:
        parts.append("A change replaces the resource.")
    return " ".join(parts)


def attribute_line(name: str, attribute: Attribute, anchor: str) -> str:
    """One bullet of a schema section."""
    words = [type_name(attribute)]
    if attribute.sensitive:
        words.append("Sensitive")
    text = " ".join(part for part in (attribute.description.strip(), remarks(attribute)) if part)
    line = f"- `{name}` ({', '.join(words)}) {text}".rstrip()
    if attribute.nested is not None:
        line += f" (see [below for nested schema](#nestedatt--{anchor}))"
    return line


def attribute_sections(attributes: dict[str, Attribute], prefix: str, heading: str) -> list[str]:
    """Required, optional and read-only attributes, each as its own list."""
    lines: list[str] = []
    groups = (
        ("Required", lambda attribute: attribute.required),
        ("Optional", lambda attribute: attribute.optional),
        ("Read-Only", lambda attribute: not attribute.required and not attribute.optional),
    )
    for title, belongs in groups:
        chosen = {name: attribute for name, attribute in sorted(attributes.items()) if belongs(attribute)}
        if chosen:
            lines += ["", heading.format(title), ""]
            lines += [
                attribute_line(name, attribute, f"{prefix}{name}") for name, attribute in chosen.items()
            ]
    return lines


def nested_sections(attributes: dict[str, Attribute], prefix: str = "", path: str = "") -> list[str]:
    """The nested schemas, depth first."""
    lines: list[str] = []
    for name, attribute in sorted(attributes.items()):
        if attribute.nested is None:
            continue
        nested: Nested = attribute.nested
        shown = f"{path}{name}"
        lines += [
            "",
            f'<a id="nestedatt--{prefix}{name}"></a>',
            f"### Nested Schema for `{shown}`",
        ]
        lines += attribute_sections(nested.attributes, f"{prefix}{name}--", "{}:")
        lines += nested_sections(nested.attributes, f"{prefix}{name}--", f"{shown}.")
    return lines


def schema_section(schema: Schema) -> list[str]:
    """The whole `## Schema` part of a page."""
    lines = ["## Schema"]
    lines += attribute_sections(schema.attributes, "", "### {}")
    lines += nested_sections(schema.attributes)
    return lines


def front_matter(title: str, description: str) -> list[str]:
    """The head that the registry reads."""
    first = description.strip().split("\n\n")[0].replace("\n", " ")
    return [
        "---",
        f'page_title: "{title}"',
        'subcategory: ""',
        "description: |-",
        f"  {first}",
        "---",
        "",
        "<!-- Generated by tools/generate_docs.py from the provider's schema and examples/. Do not edit. -->",
        "",
    ]


def example(path: Path) -> list[str]:
    """An example that the tests run, as a fenced block."""
    if not path.is_file():
        raise SystemExit(f"generate_docs: {path.relative_to(ROOT)} is missing: every type needs an example")
    language = "terraform" if path.suffix in (".tf", ".hcl") else "shell"
    return [f"```{language}", path.read_text().rstrip(), "```"]


def schema_page(name: str, kind: str, schema: Schema, example_file: Path) -> str:
    """The page of a resource or data source. `kind`: `Resource` or `Data Source`."""
    lines = front_matter(f"{name} {kind} - oktaprofile", schema.description)
    lines += [f"# {name} ({kind})", "", schema.description.strip(), "", "## Example Usage", ""]
    lines += [*example(example_file), "", *schema_section(schema)]
    import_file = example_file.with_name("import.sh")
    if kind == "Resource":
        lines += ["", "## Import", "", *example(import_file), *identity_section(name)]
    return "\n".join(lines) + "\n"


def identity_section(name: str) -> list[str]:
    """What an import block may name instead of an id."""
    lines = [
        "",
        "### By identity",
        "",
        "From Terraform 1.12 and OpenTofu 1.12 an import block may name these instead:",
    ]
    for part, attribute in SCHEMAS[name].attributes.items():
        need = "Required" if attribute.required else "Optional"
        lines += [""] if lines[-1] and not lines[-1].startswith("- ") else []
        lines.append(f"- `{part}` ({plain_type_name(attribute.type)}, {need}) {attribute.description}")
    return [*lines, "", *example(EXAMPLES / "resources" / name / "import-by-identity.tf")]


def function_page(name: str, function: Function, example_file: Path) -> str:
    """The page of a provider function."""
    signature = ", ".join(
        f"{parameter.name} {plain_type_name(parameter.type).lower()}" for parameter in function.parameters
    )
    lines = front_matter(f"{name} function - oktaprofile", function.summary or function.description)
    lines += [f"# function: {name}", "", function.description.strip(), "", "## Example Usage", ""]
    lines += [*example(example_file), "", "## Signature", "", "```text"]
    lines += [
        f"{name}({signature}) {plain_type_name(function.returns).lower()}",
        "```",
        "",
        "## Arguments",
        "",
    ]
    for number, parameter in enumerate(function.parameters, 1):
        shown = plain_type_name(parameter.type)
        lines.append(f"{number}. `{parameter.name}` ({shown}) {parameter.description}")
    return "\n".join(lines) + "\n"


def index_page(provider: type[Provider]) -> str:
    """The provider's own page."""
    schema = provider.schema
    lines = front_matter("oktaprofile Provider", schema.description)
    lines += ["# oktaprofile Provider", "", schema.description.strip(), ""]
    lines += [INSTALLATION.read_text("utf-8").rstrip(), "", "## Example Usage", ""]
    lines += [*example(EXAMPLES / "provider" / "provider.tf"), "", *schema_section(schema)]
    return "\n".join(lines) + "\n"


def load(target: str) -> Any:  # noqa: ANN401 - a resource, data source or function class
    """The class behind `package.module:Class`, instantiated."""
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)()


def pages() -> dict[Path, str]:
    """Every generated page by its path."""
    provider = OktaProfileProvider
    result = {DOCS / "index.md": index_page(provider)}
    for name, target in provider.resources.items():
        page = DOCS / "resources" / f"{name.removeprefix('oktaprofile_')}.md"
        source = EXAMPLES / "resources" / name / "resource.tf"
        result[page] = schema_page(name, "Resource", load(target).schema, source)
    for name, target in provider.data_sources.items():
        page = DOCS / "data-sources" / f"{name.removeprefix('oktaprofile_')}.md"
        source = EXAMPLES / "data-sources" / name / "data-source.tf"
        result[page] = schema_page(name, "Data Source", load(target).schema, source)
    for name, target in provider.list_resources.items():
        page = DOCS / "list-resources" / f"{name.removeprefix('oktaprofile_')}.md"
        source = EXAMPLES / "list-resources" / name / "list-resource.tfquery.hcl"
        result[page] = schema_page(name, "List Resource", load(target).schema, source)
    for name, target in provider.functions.items():
        page = DOCS / "functions" / f"{name}.md"
        result[page] = function_page(name, load(target), EXAMPLES / "functions" / name / "function.tf")
    return result


def main(arguments: list[str]) -> int:
    """Writes or checks the pages. Returns 1 when `--check` finds a stale, missing or surplus one."""
    wanted = pages()
    folders = ("resources", "data-sources", "list-resources", "functions")
    present = {page for folder in folders for page in (DOCS / folder).glob("*.md")}
    surplus = present - set(wanted)
    stale = [page for page, text in wanted.items() if not page.is_file() or page.read_text() != text]
    if "--check" in arguments:
        for page in sorted([*stale, *surplus]):
            print(f"stale: {page.relative_to(ROOT)}", file=sys.stderr)
        return 1 if stale or surplus else 0
    for page in surplus:
        page.unlink()
    for page in stale:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(wanted[page])
        print(f"wrote {page.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
