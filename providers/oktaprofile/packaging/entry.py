# Starts the provider; `lib/__main__.py` of the package. Parses on Python 3.6, to tell an old one what is wrong.
# pathlib would cost 5 ms, five times a command.
# ruff: noqa: PTH103, PTH110, PTH111, PTH112, PTH114, PTH116, PTH123, UP032
import os
import sys

library = __file__.rpartition("/")[0]


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


def keep_compiled_files() -> None:
    """Keep compiled files where the package has none for this interpreter: only this user can write to that folder."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = os.environ.get("OKTAPROFILE_CACHE_DIR") or base + "/oktaprofile"
    if not folder.startswith("/"):
        return
    try:
        with open(library + "/sources-id") as file:
            sources = file.read()
        for part in ("", "/bytecode", "/" + sources):
            folder += part
            if not os.path.isdir(folder):
                os.makedirs(folder, 0o700)
            status = os.stat(folder)
            if status.st_uid != os.getuid() or status.st_mode & 0o022 or (part and os.path.islink(folder)):
                return
    except OSError:
        return
    sys.pycache_prefix = folder
    sys.dont_write_bytecode = False


if sys.version_info < (3, 10):  # noqa: UP036
    refuse_old_python()
if not os.path.exists(library + "/oktaprofile/__pycache__/__init__." + sys.implementation.cache_tag + ".pyc"):
    keep_compiled_files()
sys.path.insert(0, library)

from oktaprofile.plugin.serve import serve  # noqa: E402

serve("oktaprofile.provider.provider:OktaProfileProvider", schema_cache=library + "/provider-schema.bin")
