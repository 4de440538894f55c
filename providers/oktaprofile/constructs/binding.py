"""The base of the generated classes: one resource, data source or provider in a stack.

Nearly all of a synth's time are round trips to jsii's Node process and its type checks, so a resource is made with one
call that passes plain values (the classes of `cdktf` would check each of them again), and overrides just the two
methods that Terraform's JSON and HCL need.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from oktaprofile.constructs import placing
from oktaprofile.constructs.framework import Construct, FrameworkError, framework_of, jsii, name_of
from oktaprofile.constructs.lazy import Lazy
from oktaprofile.constructs.validation import SettingError
from oktaprofile.packaging.identity import SOURCE_ADDRESS, VERSION

if TYPE_CHECKING:
    from cdktf import TerraformDataSource as _DataSource
    from cdktf import TerraformProvider as _Provider
    from cdktf import TerraformResource as _Resource

    from oktaprofile.constructs.framework import cdktf
else:
    _Resource, _DataSource, _Provider = (
        Lazy(name, (), {"FRAMEWORK_CLASS": name})
        for name in ("TerraformResource", "TerraformDataSource", "TerraformProvider")
    )

PROVIDER_NAME = "oktaprofile"
_GENERATOR = {
    "providerName": PROVIDER_NAME,
    "providerVersion": VERSION,
    "providerVersionConstraint": VERSION,
}


class MetaArguments(TypedDict, total=False):
    """Terraform's own arguments, which every resource and data source takes."""

    depends_on: Sequence[cdktf.ITerraformDependable] | None
    count: float | cdktf.TerraformCount | None
    for_each: cdktf.ITerraformIterator | None
    lifecycle: cdktf.TerraformResourceLifecycle | None
    provider: cdktf.TerraformProvider | None


_META = {
    "depends_on": "dependsOn",
    "count": "count",
    "for_each": "forEach",
    "lifecycle": "lifecycle",
    "provider": "provider",
}


class _Values:
    """What is the same in a resource, a data source and the provider: the arguments, as JSON and as HCL."""

    _arguments: dict[str, Any]

    def _synthesize_attributes(self) -> Mapping[str, Any]:
        return self._arguments

    def _synthesize_hcl_attributes(self) -> Mapping[str, Any]:
        return hcl_attributes(self._arguments)


class Resource(_Values, _Resource):
    """A managed resource of the oktaprofile provider."""

    TERRAFORM_TYPE: ClassVar[str]

    def __init__(self, scope: Construct, id_: str, arguments: Mapping[str, Any], meta: MetaArguments) -> None:
        self._arguments = terraform_values(arguments)
        meta = _with_lifecycle(self, scope, id_, meta)
        conditions = _conditions_for_hcl(meta.get("lifecycle"))
        if conditions is not None:
            meta = {**meta, "lifecycle": None}
        jsii.create(self.__class__, self, [scope, id_, _config(self, id_, meta)])
        if conditions is not None:
            self.add_override("lifecycle", conditions)


class DataSource(_Values, _DataSource):
    """A data source of the oktaprofile provider."""

    TERRAFORM_TYPE: ClassVar[str]

    def __init__(self, scope: Construct, id_: str, arguments: Mapping[str, Any], meta: MetaArguments) -> None:
        self._arguments = terraform_values(arguments)
        meta = _with_lifecycle(self, scope, id_, meta)
        jsii.create(self.__class__, self, [scope, id_, _config(self, id_, meta)])


class Provider(_Values, _Provider):
    """The oktaprofile provider itself. When the app is synthesized it puts its package beside the stack."""

    def __init__(self, scope: Construct, id_: str, arguments: Mapping[str, Any], alias: str | None) -> None:
        self._arguments = terraform_values(arguments)
        self._alias = alias
        root = name_of(scope.node.root)
        if root not in (None, name_of(self)):
            raise FrameworkError(
                f"{type(self).__name__} {id_!r}: the stack is one of {name_of(self)}, but its app is one of {root}. "
                f"Next step: make both with {root}."
            )
        config = {
            "terraformResourceType": PROVIDER_NAME,
            "terraformGeneratorMetadata": _GENERATOR,
            "terraformProviderSource": SOURCE_ADDRESS,
        }
        jsii.create(self.__class__, self, [scope, id_, config])
        placing.at_synth(self)

    @property
    def alias(self) -> str | None:
        """The name that resources choose this provider by; None: it is the stack's default."""
        return self._alias

    @alias.setter
    def alias(self, value: str | None) -> None:
        self._alias = value


def _with_lifecycle(
    made: Resource | DataSource, scope: Construct, id_: str, meta: MetaArguments
) -> MetaArguments:
    """With the lifecycle that is given as a dict, as the framework's own classes take it; jsii would drop every name
    of it.
    """
    given: Any = meta.get("lifecycle")
    if given is None or name_of(given) is not None:
        return meta
    cdk = framework_of(scope)
    try:
        named = dict(given)
        for name, kind in (("precondition", cdk.Precondition), ("postcondition", cdk.Postcondition)):
            if named.get(name):
                named[name] = [kind(**one) if isinstance(one, Mapping) else one for one in named[name]]
        return {**meta, "lifecycle": cdk.TerraformResourceLifecycle(**named)}
    except (TypeError, ValueError) as why:
        problem = f"is {given!r}; give a TerraformResourceLifecycle(…), or a dict of its arguments ({why})"
        raise SettingError(f"{type(made).__name__} {id_!r}", "lifecycle", problem) from None


def _config(made: Resource | DataSource, id_: str, meta: MetaArguments) -> dict[str, Any]:
    config: dict[str, Any] = {
        "terraformResourceType": made.TERRAFORM_TYPE,
        "terraformGeneratorMetadata": _GENERATOR,
    }
    for name, value in meta.items():
        if value is not None:
            for one in value if isinstance(value, (list, tuple)) else (value,):
                _refuse_mixed(made, id_, name, one)
            config[_META[name]] = value
    return config


def _refuse_mixed(made: Resource | DataSource, id_: str, argument: str, value: object) -> None:
    """jsii cannot hand an object of the other framework over, and says so in words that help nobody."""
    theirs, ours = name_of(value), name_of(made)
    if theirs not in (None, ours):
        raise FrameworkError(
            f"{type(made).__name__} {id_!r}: {argument} is a {type(value).__name__} of {theirs}, but the app is one of "
            f"{ours}. Next step: import it from {ours}."
        )


def terraform_values(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments as plain values: dataclasses as dicts by field name, sequences as lists, None left out.

    A set would crash jsii, so it comes out as a sorted list. Tokens are strings and numbers, or objects of jsii, which
    go through as they are.
    """
    return {name: _plain(value) for name, value in arguments.items() if value is not None}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any Terraform value
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Mapping):
        return terraform_values(value)
    if isinstance(value, (set, frozenset)):
        return [_plain(element) for element in sorted(value)]
    if isinstance(value, (list, tuple)):
        return [_plain(element) for element in value]
    if is_dataclass(value) and not isinstance(value, type):
        return terraform_values({field.name: getattr(value, field.name) for field in fields(value)})
    return value


def hcl_attributes(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `_synthesize_hcl_attributes` has to: each value with how cdktf's HCL writer shall print it.

    Everything is of its type "any", whose strings it prints as they are when they begin with a quote: its own quoting
    leaves backslashes alone and takes a text that begins with `[` or is all digits for an expression.
    """
    return {
        name: {
            "value": _hcl(value),
            "isBlock": False,
            "type": "any",
            "storageClassType": "any",
        }
        for name, value in arguments.items()
    }


def _conditions_for_hcl(lifecycle: cdktf.TerraformResourceLifecycle | None) -> dict[str, Any] | None:
    """A lifecycle that has conditions, in the form of `hcl_attributes`; None for others, and for JSON.

    cdktf's HCL writer prints conditions as a list, which Terraform refuses: they are blocks.
    """
    if lifecycle is None or os.environ.get("SYNTH_HCL_OUTPUT") != "true":
        return None
    blocks = {
        name: {"value": [_condition(one) for one in conditions], "isBlock": True, "type": "list"}
        for name, conditions in (
            ("precondition", lifecycle.precondition),
            ("postcondition", lifecycle.postcondition),
        )
        if conditions
    }
    if not blocks:
        return None
    others = {
        name: {"value": value, "isBlock": False, "type": "any"}
        for name, value in (
            ("create_before_destroy", lifecycle.create_before_destroy),
            ("prevent_destroy", lifecycle.prevent_destroy),
            ("ignore_changes", lifecycle.ignore_changes),
        )
        if value is not None
    }
    return {"value": {**others, **blocks}, "isBlock": True, "type": "struct"}


def _condition(one: cdktf.Precondition | cdktf.Postcondition) -> dict[str, Any]:
    return {"condition": one.condition, "error_message": one.error_message}


def _hcl(value: Any) -> Any:  # noqa: ANN401 - any Terraform value
    if isinstance(value, str):
        return value if "${" in value else _quoted(value)
    if isinstance(value, Mapping):
        return {name: _hcl(element) for name, element in value.items()}
    if isinstance(value, list):
        return [_hcl(element) for element in value]
    return value


def _quoted(text: str) -> str:
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(character, escape)
    return f'"{text}"'
