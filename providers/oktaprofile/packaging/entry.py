# Starts the provider; `lib/__main__.py` of the package. Parses on Python 3.6, to tell an old one what is wrong.
#
# Python compiles this file at every start, so what is rarely needed is in first_start.py. All modules are in one
# compiled file for each Python (compile_files.py): looking for each of them in folders takes longer than loading it.
# ruff: noqa: S102, S302, UP032 - the file is the package's own
import gc
import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import ModuleType

gc.disable()  # until serve.py says how often: modules make tens of thousands of objects, which all stay
library = __file__.rpartition("/")[0]


class Modules:
    """Finds and loads the package's modules; no other module is found here."""

    def __init__(self, compiled: int) -> None:
        """`compiled`: the descriptor of a file of compile_files.py, open as long as this process."""
        self.compiled = compiled
        start = 8 + int.from_bytes(os.pread(compiled, 8, 0), "big")
        self.known = marshal.loads(os.pread(compiled, start - 8, 8))
        self.start = start

    def find_spec(self, name: str, path: object = None, target: object = None) -> "ModuleSpec | None":
        if name not in self.known:
            return None
        source = self.known[name][0]
        return type(sys.__spec__)(  # importlib.machinery has it, too, and takes a millisecond
            name,
            self,  # type: ignore[arg-type]
            origin=source,
            is_package=source.endswith("/__init__.py"),
        )

    def create_module(self, spec: "ModuleSpec") -> None:
        """None: a module of Python's own kind."""

    def exec_module(self, module: "ModuleType") -> None:
        source, start, size = self.known[module.__name__]
        module.__file__ = library + "/" + source
        exec(marshal.loads(os.pread(self.compiled, size, self.start + start)), module.__dict__)

    def get_source(self, name: str) -> str:
        """For tracebacks."""
        from zipfile import ZipFile

        with ZipFile(library + "/sources.zip") as sources:
            return sources.read(self.known[name][0]).decode()


try:
    name = "{}/{}.{}.code".format(library, sys.implementation.cache_tag, sys.version_info[3])
    found = os.open(name, os.O_RDONLY)  # type: int | None
except OSError:
    sys.path.insert(0, library)
    from first_start import compiled_elsewhere  # type: ignore[import-not-found]

    found = compiled_elsewhere(library)
    del sys.path[0]
if found is None:
    sys.path.insert(0, library + "/sources.zip")
else:
    sys.meta_path.insert(0, Modules(found))

from oktaprofile.plugin.serve import serve  # noqa: E402

serve(
    "oktaprofile.provider.provider:OktaProfileProvider",
    schema_cache=library + "/provider-schema.bin",
    package=None if os.environ.get("OKTAPROFILE_FORK_SERVER") == "off" else library,
)
