# Run by build.py, by each interpreter the package is made for: compiles every source below the given folder.
#
# A process of its own with fixed hash seed, order and file names, because the compiled bytes depend on them. The files
# are unchecked: Python then neither stats nor reads the source, and a changed clock does not make them stale.
import pathlib
import py_compile
import sys

root = pathlib.Path(sys.argv[1])
for source in sorted(root.rglob("*.py")):
    py_compile.compile(
        str(source),
        dfile=source.relative_to(root).as_posix(),
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
