# What the provider's start (entry.py) needs where the package holds no compiled modules for this Python; a file of the
# package. Parses on Python 3.6.
# ruff: noqa: PTH103, PTH105, PTH108, PTH110, PTH111, PTH112, PTH114, PTH116, PTH120, PTH123, UP032
import os
import sys


def compiled_elsewhere(library: str) -> "int | None":
    """The descriptor of the modules compiled for this Python, which are kept in a folder that only this user can write
    to, and are made there once; None: there is no such folder. Never returns on an old Python.
    """
    if sys.version_info < (3, 10):  # noqa: UP036
        refuse_old_python()
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = os.environ.get("OKTAPROFILE_CACHE_DIR") or base + "/oktaprofile"
    if not folder.startswith("/"):
        return None
    try:
        with open(library + "/sources-id") as file:
            sources_id = file.read()
        for part in ("", "/bytecode", "/" + sources_id):
            folder += part
            if not os.path.isdir(folder):
                os.makedirs(folder, 0o700)
            status = os.stat(folder)
            if status.st_uid != os.getuid() or status.st_mode & 0o022 or (part and os.path.islink(folder)):
                return None
        kept = "{}/{}-{:x}.code".format(folder, sys.implementation.cache_tag, sys.hexversion)
        if not os.path.exists(kept):
            compile_into(kept, library + "/sources.zip")
        return os.open(kept, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None


def compile_into(kept: str, sources: str) -> None:
    """In one step, since several stacks may start at once, and whole, since every later start relies on it."""
    import tempfile

    from compile_files import compiled  # type: ignore[import-not-found]

    handle, partial = tempfile.mkstemp(dir=os.path.dirname(kept))
    try:
        with open(handle, "wb") as file:
            file.write(compiled(sources))
            file.flush()
            os.fsync(handle)
        os.replace(partial, kept)
    except BaseException:
        os.unlink(partial)
        raise


def refuse_old_python() -> None:
    """Say which interpreter is too old, and name a newer one that starts."""
    import shutil
    import subprocess
    import time

    advice = "install one and name it in OKTAPROFILE_PYTHON"
    for name in ("python3.13", "python3.12", "python3.11", "python3.10", "python3.14"):
        found = shutil.which(name)
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:  # noqa: S603
            advice = "export OKTAPROFILE_PYTHON=" + found
            break
    text = "oktaprofile: Python 3.10 or newer is needed; {} is {}.{}. Next step: {}.".format(
        sys.executable, sys.version_info[0], sys.version_info[1], advice
    )
    if not os.environ.get("TF_PLUGIN_MAGIC_COOKIE"):
        sys.exit(text)
    os.write(1, (text + "\n").encode())
    time.sleep(1)  # Terraform shows what a plugin prints, unless it has ended before it was read
    sys.exit(1)
