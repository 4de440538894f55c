"""The commands cdktf and cdktn, pinned by tools/NAME/package-lock.json, and their launchers `.venv/bin/NAME`."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

from provision.project import ROOT, TOOLS, VENV, VENV_BIN, environment, fingerprint, run, step, write_script

# What is in the cache is not asked for again; a registry out of reach fails in a minute, not after five.
NPM_PATIENCE = (
    "--prefer-offline",
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=5000",
    "--loglevel=http",
)

LAUNCHER = """\
#!/bin/sh
# {name} without its calls home, its state in the home folder and a CLI configuration that is not there.
if [ -n "$TF_CLI_CONFIG_FILE" ] && [ ! -r "$TF_CLI_CONFIG_FILE" ]; then unset TF_CLI_CONFIG_FILE; fi
export CHECKPOINT_DISABLE=1 DISABLE_VERSION_CHECK=1 JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20,22
# The shared plugin cache holds one package per version, and two checkouts may differ; it also lies in the home folder.
export CDKTF_DISABLE_PLUGIN_CACHE_ENV=1
{defaults}
PATH={bin}:{node_folder}:$PATH
exec {node} {entry} "$@"
"""


def install(name: str, node: Path, npm: list[str], terraform: Path) -> None:
    """Install `name`-cli (`cdktf`, `cdktn`) with `npm ci` and write the launcher. Raises SetupError."""
    source, folder = ROOT / "tools" / name, TOOLS / name
    package = folder / "node_modules" / f"{name}-cli"
    entry = package / "bundle" / "bin" / f"{name}.js"
    locked = fingerprint(source / "package.json", source / "package-lock.json")
    step(
        f"{name} command",
        TOOLS / "stamps" / name,
        locked,
        [entry],
        lambda: _install(source, folder, package, node, npm),
    )
    text = launcher(name, node, terraform, entry)
    path = VENV_BIN / name
    if not path.is_file() or path.read_text("utf-8") != text:
        write_script(path, text)


def launcher(name: str, node: Path, terraform: Path, entry: Path) -> str:
    """Return the launcher's text: no path in it is more to the shell than a word, whatever characters it has."""
    defaults = {
        "CDKTF_HOME": TOOLS / "cdktf-home",
        "OKTAPROFILE_CACHE_DIR": VENV / "var" / "oktaprofile",
        "TERRAFORM_BINARY_NAME": terraform,
        "JSII_NODE": node,
    }
    return LAUNCHER.format(
        name=name,
        defaults="\n".join(
            f'if [ -z "${variable}" ]; then export {variable}={shlex.quote(str(path))}; fi'
            for variable, path in defaults.items()
        ),
        node=shlex.quote(str(node)),
        bin=shlex.quote(str(VENV_BIN)),
        node_folder=shlex.quote(str(node.parent)),
        entry=shlex.quote(str(entry)),
    )


def _install(source: Path, folder: Path, package: Path, node: Path, npm: list[str]) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(source / name, folder / name)
    env = environment()
    env["PATH"] = f"{node.parent}:{env.get('PATH', '')}"
    # No install script is needed (node-pty ships its prebuilt files) and a failing one would try to download.
    run(
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *NPM_PATIENCE],
        log=folder.name,
        advice="Next step: check that this machine reaches an npm registry (npm's own settings apply, "
        "NODE_EXTRA_CA_CERTS names a private authority), then run the same command again; what was "
        "downloaded is kept.",
        env=env,
        cwd=folder,
    )
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    return f"{package.name} {version} installed"
