"""How long `python main.py` takes for stacks of 1, 100 and 1,000 resources: start, construct, synthesize, end.

Half a second of it is Node starting and reading the framework, which the floor shows: a stack with nothing in it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figure import Figure, median_milliseconds

RUNS = 5
PROMISED_SECONDS = {1: 0.8, 100: 1.0, 1000: 2.0}

EMPTY = """\
import cdktf
app = cdktf.App()
cdktf.TerraformStack(app, "stack")
app.synth()
"""
OURS = """\
import sys
from oktaprofile.constructs import OktaprofileProvider, ProfileMapping
from oktaprofile.constructs.framework import cdktf
app = cdktf.App()
stack = cdktf.TerraformStack(app, "stack")
OktaprofileProvider(stack, "okta")
for number in range(int(sys.argv[1])):
    ProfileMapping(stack, f"mapping-{number}", app_id="0oa1", properties={f"property{number}": "appuser.x"})
app.synth()
"""
PLACE = 'import sys; from oktaprofile.packaging import place; place("cdktf.out/stacks/stack")'


def figures() -> Iterator[Figure]:
    """Seconds for each size, and what placing the provider package adds."""
    with TemporaryDirectory() as name:
        folder = Path(name)

        def seconds(code: str, *arguments: str) -> float:
            command = [sys.executable, "-c", code, *arguments]
            return median_milliseconds(lambda: _run(command, folder), RUNS) / 1000

        floor = f"{seconds(EMPTY):.2f} s, an empty stack with cdktf alone"
        for count, limit in PROMISED_SECONDS.items():
            plural = "s" if count > 1 else ""
            yield Figure(
                f"synth, {count:,} resource{plural}", seconds(OURS, str(count)), "s", limit, floor=floor
            )
        yield Figure("placing the provider package beside a stack", seconds(PLACE), "s")


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
