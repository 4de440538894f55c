"""Classes that become one of the framework's when they are called: each construct works in cdktf and in cdktn.

A lazy class is plain Python until something is made of it. Then a subclass of it and of the framework's class of its
`FRAMEWORK_CLASS` is made, once a framework, and is what gets the call. So `isinstance` holds for the lazy class and
for the framework's, and overrides reach the framework.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any, ClassVar, cast

from oktaprofile.constructs import framework
from oktaprofile.constructs.framework import jsii


class Lazy(jsii.JSIIAbstractClass):
    """The class of lazy classes."""

    FRAMEWORK_CLASS: ClassVar[str]

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N805
        if hasattr(cls, "__jsii_type__"):
            return super().__call__(*args, **kwargs)
        scope: Any = args[0] if args else kwargs.get("scope")
        return _made_for(cls, framework.framework_of(scope))(*args, **kwargs)

    def __getattr__(cls, name: str) -> Any:  # noqa: ANN401, N805
        """Members of the framework's class, such as `is_construct`: the same in both."""
        if name.startswith("_") or hasattr(cls, "__jsii_type__"):
            raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")
        return getattr(getattr(framework.cdktf, cls.FRAMEWORK_CLASS), name)


_made: dict[tuple[Lazy, str], Lazy] = {}


def _made_for(cls: Lazy, module: ModuleType) -> Lazy:
    key = cls, module.__name__
    if key not in _made:
        body = {name: getattr(cls, name) for name in ("__module__", "__qualname__", "__doc__")}
        _made[key] = Lazy(cls.__name__, (cast(type, cls), getattr(module, cls.FRAMEWORK_CLASS)), body)
    return _made[key]
