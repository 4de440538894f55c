"""Puts the provider package beside a stack whenever the stack is synthesized: no call of the user's is needed.

The stack's synthesizer is wrapped, which both frameworks make public for this: it runs once a stack, after the app is
complete, knows the folder, and does not run in unit tests of `Testing.synth`. A synthesizer that a user sets later must
call the one that it replaces.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oktaprofile.constructs import framework
from oktaprofile.constructs.framework import Construct, framework_of, jsii
from oktaprofile.packaging import PackagingError, lock_file, place, provider_package
from oktaprofile.packaging.identity import SOURCE_ADDRESS

if TYPE_CHECKING:
    from types import ModuleType

HOST = SOURCE_ADDRESS.partition("/")[0]
EXACT = re.compile(r"=?\s*(\d+\.\d+\.\d+[0-9A-Za-z.+-]*)")


class _Placing:
    """What is common to the synthesizers of both frameworks."""

    def __init__(self, cdk: ModuleType, stack: Any) -> None:  # noqa: ANN401 - a TerraformStack of either
        self.cdk = cdk
        self.stack = stack
        self.inner = stack.synthesizer

    def synthesize(self, session: Any) -> None:  # noqa: ANN401 - an ISynthesisSession of either
        """Called by the framework. An error of ours becomes one of the stack's, which the CLI prints by its text."""
        notes = self.cdk.Annotations.of(self.stack)
        try:
            package = provider_package()
        except PackagingError as error:
            notes.add_error(str(error))
            package = None
        for warning in configuration_warnings():
            notes.add_warning(warning)
        self.inner.synthesize(session)
        if package is not None:
            working_directory = session.manifest.for_stack(self.stack).working_directory
            folder = _folder(session.outdir, working_directory)
            place(folder, package, others=_other_providers(folder))


def at_synth(provider: Construct) -> None:
    """Have the provider's stack put the package beside itself, once however many providers it has."""
    cdk = framework_of(provider)
    stack = cdk.TerraformStack.of(provider)
    if not isinstance(stack.synthesizer, _Placing):
        stack.synthesizer = _class_for(cdk)(cdk, stack)


@cache
def _class_for(cdk: ModuleType) -> type[_Placing]:
    made: type[_Placing] = jsii.implements(cdk.IStackSynthesizer)(type("Placing", (_Placing,), {}))
    return made


def _folder(outdir: str, working_directory: str) -> Path:
    """The stack's folder. A relative `outdir` counts from where jsii's Node process was started."""
    for start in (framework.STARTED_IN, os.getcwd()):  # noqa: PTH109
        folder = Path(start, outdir, working_directory)
        if folder.is_dir():
            return folder
    raise PackagingError(
        f"The synthesized stack {working_directory} is not in {outdir}, seen from {framework.STARTED_IN}. "
        "Next step: give the app an absolute outdir."
    )


def _other_providers(folder: Path) -> dict[str, str | None]:
    """The stack's other providers: source address -> the version that is required, None for a range or none."""
    try:
        document = json.loads((folder / "cdk.tf.json").read_text("utf-8"))
    except OSError:  # HCL was written, or somebody's synthesizer writes another file
        return {}
    found: dict[str, str | None] = {}
    for required in document.get("terraform", {}).get("required_providers", {}).values():
        if required.get("source"):
            exact = EXACT.fullmatch(str(required.get("version", "")).strip())
            found[lock_file.full_address(required["source"])] = exact[1] if exact else None
    found.pop(SOURCE_ADDRESS, None)
    return found


def configuration_warnings() -> list[str]:
    """What in this machine's Terraform configuration would keep Terraform from finding the package."""
    path = Path(os.environ.get("TF_CLI_CONFIG_FILE") or os.path.expanduser("~/.terraformrc"))  # noqa: PTH111
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    if not re.search(r"^\s*provider_installation\s*\{", text, re.MULTILINE) or HOST in text:
        return []
    return [
        f"{path} has a provider_installation block, so Terraform does not look into terraform.d/plugins, where this "
        'stack\'s oktaprofile provider lies. Add to the block: filesystem_mirror { path = "terraform.d/plugins" '
        f'include = ["{HOST}/*/*"] }}, and to its direct block: exclude = ["{HOST}/*/*"].'
    ]
