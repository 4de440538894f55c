"""Where things are, how a command is run, and how a finished step is remembered.

A step's stamp is a hash of everything it depends on. It is written only when the step has succeeded: an
interrupted or failed set-up is simply done again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_BIN = VENV / "bin"
VENV_PYTHON = VENV_BIN / "python"
TOOLS = ROOT / ".tools"
CACHE = TOOLS / "cache"
LOGS = TOOLS / "logs"


class SetupError(Exception):
    """A sentence for the person at the terminal: what failed, why, and the next step."""


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for installers: caches inside the project, nothing that asks or phones home."""
    env = {
        key: value
        for key, value in os.environ.items()
        if key not in ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET")
    }
    env.update(
        PIP_CACHE_DIR=str(CACHE / "pip"),
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        PIP_NO_INPUT="1",
        npm_config_cache=str(CACHE / "npm"),
        npm_config_update_notifier="false",
    )
    env.update(extra or {})
    return env


def run(
    command: list[str], *, log: str, advice: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> None:
    """Run an installer, its output in `.tools/logs/LOG.log`; a failure shows the last lines and `advice`.

    Raises SetupError when the command cannot be started or exits with another code than 0.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log_file = LOGS / (log + ".log")
    with log_file.open("wb") as stream:
        stream.write(("$ " + " ".join(command) + "\n").encode())
        stream.flush()
        try:
            code = subprocess.call(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=dict(env) if env is not None else environment(),
                cwd=cwd,
            )
        except OSError as error:
            raise SetupError("cannot start " + command[0] + ": " + str(error)) from error
    if code != 0:
        last = log_file.read_text("utf-8", "replace").splitlines()[-12:]
        raise SetupError(
            "`" + " ".join(command[:4]) + " …` failed with exit code " + str(code) + ":\n\n"
            "    "
            + "\n    ".join(last)
            + "\n\n"
            + advice
            + "\nThe whole output is in "
            + str(log_file.relative_to(ROOT))
            + "."
        )


def output_of(command: list[str]) -> str | None:
    """Return what a command prints, or None when it cannot be run or fails."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
            env=environment({"TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}),
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None


def fingerprint(*parts: str | Path) -> str:
    """Hash strings and the contents of files; a missing file counts as one."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            digest.update(part.read_bytes() if part.is_file() else b"(no file)")
        else:
            digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def step(label: str, stamp: Path, wanted: str, present: Iterable[Path], work: Callable[[], str]) -> bool:
    """Do `work`, which returns what it did in a few words, unless the stamp and its files are there."""
    if stamp.is_file() and stamp.read_text("utf-8") == wanted and all(path.exists() for path in present):
        return False
    say(label, "…")
    started = time.monotonic()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    done = work()
    stamp.write_text(wanted, "utf-8")
    say(label, f"{done} ({time.monotonic() - started:.0f} s)")
    return True


def say(label: str, text: str) -> None:
    """Print one line of progress."""
    print(f"setup  {label:<16} {text}", file=sys.stderr, flush=True)


def write_script(path: Path, text: str) -> None:
    """Write an executable script in one step, so that a parallel reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    with open(handle, "w", encoding="utf-8") as stream:  # noqa: PTH123 - it is open
        stream.write(text)
    partial = Path(name)
    partial.chmod(0o755)
    partial.replace(path)


def delete_folder(folder: Path, sign: str | None = None) -> None:
    """Delete a folder that set-up made; one with anything in it must have the file `sign`. Raises SetupError."""
    if folder.is_symlink() or folder.is_file():
        raise SetupError(f"{folder} is not a folder. Next step: move it away and run the same command again.")
    if sign is not None and folder.exists() and any(folder.iterdir()) and not (folder / sign).is_file():
        raise SetupError(
            f"{folder} is not what set-up made: it has no {sign}. "
            "Next step: move it away and run the same command again."
        )
    if folder.exists():
        shutil.rmtree(folder)


def refuse_folder(root: Path) -> None:
    """Refuse a project folder whose name the scripts of pip and venv would run or split. Raises SetupError."""
    bad = sorted(set(str(root)) & set('$`"\\:\n\r'))
    if bad:
        raise SetupError(
            f"the project's folder is {str(root)!r}. A name with {' '.join(map(repr, bad))} cannot hold a virtual "
            "environment: pip and venv write it into shell scripts. Next step: move the project to another folder."
        )
