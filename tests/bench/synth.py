"""How long `python main.py` takes for stacks of 1, 100 and 1,000 resources: start, construct, synthesize, end.

Half a second of it is Node starting and reading the framework, which the floor shows: a stack with nothing in it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figure import Figure, times

RUNS = 5
PROMISED = {1: 1.7, 100: 2.1, 1000: 4.3}

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
    """Each size, and what placing the provider package adds, beside a stack with nothing in it."""
    with TemporaryDirectory() as name:
        folder = Path(name)

        def beside(name: str, limit: float | None, code: str, *arguments: str) -> Figure:
            return times(
                name,
                lambda: _run([sys.executable, "-c", code, *arguments], folder),
                lambda: _run([sys.executable, "-c", EMPTY], folder),
                "an empty stack with cdktf alone",
                limit,
                runs=RUNS,
            )

        for count, limit in PROMISED.items():
            plural = "s" if count > 1 else ""
            yield beside(f"synth, {count:,} resource{plural}", limit, OURS, str(count))
        yield beside("placing the provider package beside a stack", None, PLACE)


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
