"""Write the lock files anew: requirements/*.txt and tools/cdktf/package-lock.json (`make lock`).

`--upgrade` takes the newest versions allowed; without it only what the inputs changed is changed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "requirements"
UV_FOLDER = ROOT / ".tools" / "uv"
HEADER = "# Written by `make lock` from {source}. Not to be edited.\n"
LEAST_PYTHON = "3.10"


def main(arguments: list[str]) -> int:
    """Lock every set of packages. Returns the exit code of the first command that fails."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(UV_FOLDER)]
    subprocess.check_call([*pip, "--no-deps", "--require-hashes", "-r", str(REQUIREMENTS / "lock-tool.txt")])
    upgrade = ["--upgrade"] if "--upgrade" in arguments else []
    compile_command = [
        str(UV_FOLDER / "bin" / "uv"), "pip", "compile", "--quiet", "--universal", "--generate-hashes",
        "--no-header", "--no-annotate", "--cache-dir", str(ROOT / ".tools" / "cache" / "uv"),
        "--python-version", LEAST_PYTHON, *upgrade,
    ]  # fmt: skip
    for name, sources in {
        "lock.txt": ["--extra", "all", "pyproject.toml", "requirements/dev.in"],
        "cdktf.txt": ["--extra", "cdktf", "pyproject.toml"],
        "cdktn.txt": ["--extra", "cdktn", "pyproject.toml"],
        "installer.txt": ["requirements/installer.in"],
        "lock-tool.txt": ["requirements/lock-tool.in"],
        "node.txt": ["requirements/node.in"],
        "stress.txt": ["requirements/stress.in"],
        "terraform.txt": ["requirements/terraform.in"],
    }.items():
        target = REQUIREMENTS / name
        subprocess.check_call([*compile_command, *sources, "--output-file", str(target)], cwd=ROOT)
        named = " and ".join(source for source in sources if "." in source)
        target.write_text(HEADER.format(source=named) + _without_header(target.read_text("utf-8")), "utf-8")
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("lock: npm is not on PATH, so tools/*/package-lock.json were left as they are")
    command = [npm, "install", "--package-lock-only", "--ignore-scripts"]
    return max(subprocess.call(command, cwd=ROOT / "tools" / name) for name in ("cdktf", "cdktn"))


def _without_header(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("# Written by"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
