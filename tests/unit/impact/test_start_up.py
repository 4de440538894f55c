"""The plugin's start does not pay for predictions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from oktaprofile.provider.data_sources.mapping_impact import MappingImpact
from oktaprofile.provider.provider import OktaProfileProvider
assert "oktaprofile_mapping_impact" in OktaProfileProvider.data_sources
print(*(name for name in sys.modules if name.startswith(("oktaprofile.impact", "phonenumbers", "rich"))))
"""


def test_schemas_do_not_import_the_impact() -> None:
    """Terraform starts the plugin several times a command; the data source imports the room when it is read."""
    providers = str(Path(__file__).parents[3] / "providers")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={"PYTHONPATH": providers},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""
