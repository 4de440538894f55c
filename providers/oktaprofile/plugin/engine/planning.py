"""What a plan starts from, and which changes replace the resource.

Terraform sends a proposed state of its own; it is made from config and prior state by the same rules as
here, but marks nothing unknown and knows no default. So the engine makes its own from these two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.plugin.engine.equality import same
from oktaprofile.plugin.schema import object_type
from oktaprofile.plugin.values import UNKNOWN, fresh, is_wholly_known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.schema import Attribute, Nested
    from oktaprofile.plugin.values import Value

    Attributes = Mapping[str, Attribute]
    Values = dict[str, Value]


def propose(attributes: Attributes, config: Values, prior: Values | None) -> Values:
    """The config completed: defaults, prior values of computed attributes, UNKNOWN where the object is new.

    ``prior`` is None where the object is new.
    """
    proposed: Values = {}
    for name, attribute in attributes.items():
        configured = config[name]
        before = None if prior is None else prior[name]
        if configured is None and attribute.default is not None:
            proposed[name] = fresh(attribute.default)
        elif configured is None and attribute.computed:
            proposed[name] = UNKNOWN if prior is None else fresh(before)
        elif attribute.nested is not None:
            proposed[name] = propose_nested(attribute.nested, configured, before)
        else:
            proposed[name] = fresh(configured)
    return proposed


def propose_nested(nested: Nested, config: Value, prior: Value) -> Value:
    """The same for a nested attribute.

    Elements have a prior one by index, by key, or, in a set, by what is configured.
    """
    if config is None or config is UNKNOWN:
        return config
    attributes = nested.attributes
    if nested.mode == "single":
        return propose(attributes, config, prior if isinstance(prior, dict) else None)
    if nested.mode == "map":
        before = prior if isinstance(prior, dict) else {}
        return {key: _propose_element(attributes, item, before.get(key)) for key, item in config.items()}
    left_over = list(prior) if isinstance(prior, list) else []
    if nested.mode == "list":
        left_over += [None] * (len(config) - len(left_over))
        return [_propose_element(attributes, item, left_over[index]) for index, item in enumerate(config)]
    return [_propose_element(attributes, item, _take_match(attributes, item, left_over)) for item in config]


def _propose_element(attributes: Attributes, config: Value, prior: Value) -> Value:
    if config is None or config is UNKNOWN:
        return config
    return propose(attributes, config, prior if isinstance(prior, dict) else None)


def _take_match(attributes: Attributes, config: Value, candidates: list[Value]) -> Value:
    """Remove and return the prior set element that this configured one may have become; None: it is new."""
    if not isinstance(config, dict):
        return None
    element = object_type(attributes)
    for index, candidate in enumerate(candidates):
        if isinstance(candidate, dict) and same(element, propose(attributes, config, candidate), candidate):
            return candidates.pop(index)
    return None


def fill_defaults(attributes: Attributes, config: Values) -> Values:
    """A data source's or provider's config with defaults, at every depth."""
    filled: Values = {}
    for name, attribute in attributes.items():
        value = config[name]
        if value is None and attribute.default is not None:
            value = fresh(attribute.default)
        elif attribute.nested is not None:
            value = each_object(attribute.nested, value, fill_defaults)
        filled[name] = value
    return filled


def each_object(nested: Nested, value: Value, change: Callable[[Attributes, Values], Values]) -> Value:
    """``value`` with ``change`` made to each of its known objects."""
    if nested.mode == "single":
        return change(nested.attributes, value) if isinstance(value, dict) else value
    if isinstance(value, dict):
        return {
            key: change(nested.attributes, item) if isinstance(item, dict) else item
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [change(nested.attributes, item) if isinstance(item, dict) else item for item in value]
    return value


def replaced_paths(attributes: Attributes, prior: Values, planned: Values, path: Path = ()) -> Iterator[Path]:
    """Each ``requires_replace`` attribute that the plan changes.

    One that is unknown may turn out to be what it is now, so it replaces nothing: a data source that Terraform reads
    during apply only (``depends_on``, also of its module) would delete what people have. If it is another value then,
    the final plan replaces, and Terraform refuses that one.

    In a list or map, elements that are in both are compared: one more or one less changes no attribute. A
    set's elements have no identity, so the set itself is named when the values of such attributes in it
    change.
    """
    for name, attribute in attributes.items():
        before, after = prior[name], planned[name]
        if attribute.requires_replace:
            if is_wholly_known(after) and not same(attribute.type, before, after):
                yield (*path, name)
        elif (
            attribute.nested is not None
            and isinstance(before, (dict, list))
            and isinstance(after, (dict, list))
        ):
            yield from _replaced_in(attribute.nested, before, after, (*path, name))


def _replaced_in(nested: Nested, before: Value, after: Value, path: Path) -> Iterator[Path]:
    pairs: list[tuple[Value, Value, Path]] = []
    if nested.mode == "single":
        pairs = [(before, after, path)]
    elif nested.mode == "map":
        pairs = [(before[key], after[key], (*path, key)) for key in before if key in after]
    elif nested.mode == "list":
        pairs = [
            (old, new, (*path, index)) for index, (old, new) in enumerate(zip(before, after, strict=False))
        ]
    elif _set_replaced(nested, before, after):
        yield path
    for old, new, where in pairs:
        if isinstance(old, dict) and isinstance(new, dict):
            yield from replaced_paths(nested.attributes, old, new, where)


def _set_replaced(nested: Nested, before: list[Value], after: list[Value]) -> bool:
    """Whether some planned element is no prior one changed in place, while prior ones are gone."""
    left_over = [item for item in before if isinstance(item, dict)]
    unmatched = False
    for item in after:
        for index, old in enumerate(left_over):
            if isinstance(item, dict) and next(replaced_paths(nested.attributes, old, item), None) is None:
                del left_over[index]
                break
        else:
            unmatched = True
    return unmatched and bool(left_over)
