"""What importing the language costs: the plugin does it each time Terraform starts it."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import oktaprofile.expression as language

PROVIDERS = Path(language.__file__).parents[2]
SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'
HANDSHAKE = (
    "import h2.config, h2.connection, msgpack, ssl"  # what the plugin has loaded before its first call
)


def test_every_name_is_itself_even_when_all_modules_are_loaded():
    """A module of the same name would take the place of a function once something imports it."""
    for module in pkgutil.walk_packages(language.__path__, "oktaprofile.expression."):
        importlib.import_module(module.name)
    for name in language.__all__:
        assert not isinstance(getattr(language, name), ModuleType), name
    assert sorted(language.__all__, key=str.lower) == sorted(language._HOMES, key=str.lower)


def test_a_name_that_does_not_exist_is_an_attribute_error():
    """The lazy loading does not hide a slip."""
    assert not hasattr(language, "evaluate_everything")


def test_evaluating_the_seed_expression_imports_nothing_that_the_plugin_has_not_loaded():
    """Only what is needed of this room, and nothing else that the handshake with Terraform has not loaded before."""
    script = (
        f"import sys; sys.path.insert(0, {str(PROVIDERS)!r})\n{HANDSHAKE}; before = set(sys.modules)\n"
        "from oktaprofile.expression import compile_expression, references\n"
        f"compile_expression({SEED!r}).evaluate({{'appuser': {{}}}}); references({SEED!r})\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "oktaprofile.expression.compiler" in loaded
    assert "oktaprofile.expression.checker" not in loaded
    assert all(name.startswith("oktaprofile") for name in loaded), loaded


def test_reading_an_expression_loads_no_regular_expressions():
    """Python's `re`, with `enum` and `collections`, takes as long as Python's own start."""
    script = (
        f"import sys; sys.path.insert(0, {str(PROVIDERS)!r})\nfrom oktaprofile.expression import references\n"
        f"references({SEED!r}); print({{'re', 'enum', 'collections'}} & set(sys.modules))"
    )
    command = [sys.executable, "-I", "-S", "-c", script]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "set()\n"
