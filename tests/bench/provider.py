"""What a person waits for: the packaged provider under the real terraform, against the embedded org."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from oktaprofile.packaging.placing import place
from tests.acceptance.harness import TOKEN, spawn_org
from tests.acceptance.harness.terraform import HEADER, terraform_binary
from tests.bench.figure import Figure, times

MAPPING = """
resource "oktaprofile_mapping" "bench" {
  app_id = "APP"
  properties = {
    primaryPhone = {
      expression = "(appuser.email != null ? appuser.email : \\"\\") + \\"#\\""
    }
  }
}
"""
EMPTY = 'resource "terraform_data" "nothing" {}\n'


def figures() -> Iterator[Figure]:
    """Schema call and plan of one mapping, and the same commands without any provider."""
    with spawn_org(users=100) as org, TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ["PATH"], "HOME": folder, "CHECKPOINT_DISABLE": "1",
            "OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN,
            "OKTAPROFILE_PYTHON": sys.executable,  # the one that the package was made with, as its installation notes
        }  # fmt: skip
        floor, ours = Path(folder) / "floor", Path(folder) / "ours"
        for workspace, text in (
            (floor, EMPTY),
            (ours, HEADER + MAPPING.replace("APP", org.app_id("RingCentral"))),
        ):
            workspace.mkdir()
            (workspace / "main.tf").write_text(text)
        place(ours)

        def run(workspace: Path, *arguments: str) -> None:
            command = [terraform_binary(), *arguments]
            done = subprocess.run(command, cwd=workspace, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr

        for workspace in (floor, ours):
            run(workspace, "init")
        for name, limit, arguments in (
            ("terraform providers schema -json", 3.5, ("providers", "schema", "-json")),
            ("terraform plan of one mapping, API calls included", 7.0, ("plan", "-input=false")),
        ):
            yield times(
                name,
                lambda arguments=arguments: run(ours, *arguments),
                lambda arguments=arguments: run(floor, *arguments),
                "the same with no provider",
                limit,
            )
