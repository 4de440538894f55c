"""Hatchling's hook: the wheel carries the prebuilt provider package that OKTAPROFILE_PREBUILT names, if any."""

from __future__ import annotations

import os
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PrebuiltPackage(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the zip beside the code that looks for it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before a wheel is written; an editable install gets nothing."""
        prebuilt = os.environ.get("OKTAPROFILE_PREBUILT")
        if prebuilt and version == "standard":
            build_data["force_include"][prebuilt] = "oktaprofile/packaging/prebuilt.zip"
