"""cryptography is found although the plugin runs with -I -S: in a process of its own, as the plugin is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROVIDERS = Path(__file__).parents[3] / "providers"

SCRIPT = f"""
import sys
sys.path.insert(0, {str(PROVIDERS)!r})
from oktaprofile.okta.site_packages import own_site_packages, with_own_site_packages
before = list(sys.path)
try:
    import cryptography
    raise SystemExit("cryptography was there before")
except ImportError:
    pass
with with_own_site_packages():
    import cryptography, jwt
assert sys.path[:len(before)] == before, "what was found first is found first"
assert not any("/.local/" in folder for folder in own_site_packages())
print(jwt.encode({{"a": 1}}, "k" * 32, algorithm="HS256").count("."))
"""


def test_packages_are_found_without_site():
    """-I -S -B: nothing but the standard library is on sys.path, and vendored packages keep their place."""
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", SCRIPT],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stderr == ""
    assert ran.stdout.strip() == "2"


@pytest.mark.parametrize("executable", ["bin/python3", "python3"])
def test_a_virtual_environment_is_found_by_its_pyvenv_cfg(tmp_path, monkeypatch, executable):
    """With -S nobody has read pyvenv.cfg yet; it stands beside the interpreter or one folder up."""
    from oktaprofile.okta.site_packages import own_site_packages

    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\n")
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    packages = tmp_path / "lib" / version / "site-packages"
    packages.mkdir(parents=True)
    monkeypatch.setattr(sys, "executable", str(tmp_path / executable))
    assert own_site_packages()[0] == str(packages)
