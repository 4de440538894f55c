"""What importing this room costs and says, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROVIDERS = Path(__file__).parents[3] / "providers"


def run(script):
    """The script's output; -I -S -B as the plugin runs, with the packages it would find vendored."""
    packages = [str(PROVIDERS), *(folder for folder in sys.path if folder.endswith("site-packages"))]
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", f"import sys\nsys.path += {packages!r}\n{script}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    return ran.stdout.split()


@pytest.mark.parametrize("module", ["config", "errors", "document", "org", "client", "fragments", "clock"])
def test_requests_is_imported_only_to_connect(module):
    """Configure resolves its arguments while requests is imported beside it."""
    assert run(f"import oktaprofile.okta.{module}; print('requests' in sys.modules)") == ["False"]


def test_without_an_encoding_guesser_nothing_is_said():
    """The provider package leaves charset-normalizer out; requests would complain on stderr at every start."""
    script = """
sys.modules["charset_normalizer"] = sys.modules["chardet"] = None
from oktaprofile.okta.org import open_org
from oktaprofile.okta.config import OktaConfig
open_org(OktaConfig("https://acme.okta.com", api_token="x"))
print("requests" in sys.modules)
"""
    assert run(script) == ["True"]


def test_slow_modules_stay_out():
    """Each would cost Terraform's users milliseconds at every start."""
    script = """
import oktaprofile.okta.org, oktaprofile.okta.client, oktaprofile.okta.config, oktaprofile.okta.document
slow = {"dataclasses", "inspect", "logging", "asyncio", "jwt", "cryptography", "site"}
print(*(slow & set(sys.modules)))
"""
    assert run(script) == []
