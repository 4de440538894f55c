"""The construct framework: `cdktf`, or its community successor `cdktn` (CDK Terrain), whichever the app uses.

Both may be installed, and two apps of one process may use one each, so nothing here imports either before something is
made: `framework_of(scope)` tells by the construct that it is put into. Only code that makes an app itself (a stack's
module) takes `cdktf` from here, which is then the one that is chosen: what is imported already, else what
OKTAPROFILE_FRAMEWORK names, else what is installed.

Node 20 runs jsii well but is past its end of life, and jsii would print a banner for it on every synth. The unpacked
framework is kept where the provider package is, not in the home folder: that may be read-only, and each synth would
then unpack it anew (0.5 s). Both settings count only where the app has not imported its framework before.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from oktaprofile.packaging import cache as packages
from oktaprofile.packaging.errors import PackagingError

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20,22")
with suppress(PackagingError):
    os.environ.setdefault("JSII_RUNTIME_PACKAGE_CACHE_ROOT", str(packages.cache_folder() / "jsii"))

NAMES = ("cdktf", "cdktn")
VARIABLE = "OKTAPROFILE_FRAMEWORK"
STARTED_IN = os.getcwd()  # noqa: PTH109 - jsii's Node starts about here, and takes a relative outdir from it

try:
    import jsii
    from constructs import Construct
except ImportError as missing:
    raise ImportError(
        "oktaprofile.constructs needs cdktf or CDK Terrain. Next step: pip install 'oktaprofile[cdktf]' or "
        "'oktaprofile[cdktn]'."
    ) from missing

if TYPE_CHECKING:
    import cdktf as cdktf

__all__ = ["NAMES", "STARTED_IN", "Construct", "FrameworkError", "cdktf", "framework_of", "jsii", "name_of"]


class FrameworkError(Exception):
    """No framework can be chosen, or two are mixed: what was found, and the next step."""


def framework_of(scope: Construct) -> ModuleType:
    """Return the module that a construct's app is made with. Raises FrameworkError."""
    if not isinstance(scope, Construct):
        raise FrameworkError(
            f"The scope is {scope!r}, which is no construct. Next step: give the stack first."
        )
    name = name_of(scope) or _known.get(scope)
    if name is None:
        name = name_of(scope.node.root) or _chosen()
        _known[scope] = name
    return _module(name)


def name_of(thing: object) -> str | None:
    """Return `cdktf` or `cdktn` for what is made of one of their classes; None: neither."""
    return _name_of_class(type(thing))  # type: ignore[arg-type] # every class can be hashed


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the framework's module
    if name == "cdktf":
        return _module(_chosen())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_known: WeakKeyDictionary[Construct, str] = WeakKeyDictionary()


@cache
def _name_of_class(kind: type) -> str | None:
    for base in kind.__mro__:
        package = base.__module__.partition(".")[0]
        if package in NAMES:
            return package
    return None


def _chosen() -> str:
    imported = [name for name in NAMES if name in sys.modules]
    if len(imported) == 1:
        return imported[0]
    wanted = os.environ.get(VARIABLE)
    if wanted:
        if wanted not in NAMES:
            raise FrameworkError(f"{VARIABLE} is {wanted!r}; allowed: {', '.join(NAMES)}.")
        return wanted
    for name in NAMES:
        if find_spec(name) is not None:
            return name
    raise FrameworkError(
        "Neither cdktf nor cdktn is installed. Next step: pip install 'oktaprofile[cdktf]' or 'oktaprofile[cdktn]'."
    )


@cache
def _module(name: str) -> ModuleType:
    module = import_module(name)
    # The framework's classes stay for the life of the process: without looking through them again and again for
    # circular garbage, a synth of 1,000 resources takes a tenth less.
    gc.freeze()
    return module
