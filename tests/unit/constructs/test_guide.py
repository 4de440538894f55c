"""The Python of docs/guides/several.md, as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from oktaprofile.constructs import OktaprofileProvider
from oktaprofile.constructs.framework import cdktf
from oktaprofile.constructs.integrations import INTEGRATIONS

PAGE = Path(__file__).parents[3] / "docs" / "guides" / "several.md"


def test_the_examples_make_what_the_page_says(stack: cdktf.TerraformStack, synthesize: Any) -> None:
    """All in one stack: user types, two apps with one override, a sibling, a second org."""
    OktaprofileProvider(stack, "okta")
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {"stack": stack}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    document = synthesize(stack)
    resources = document["resource"]
    types = {one.get("user_type") for one in resources["oktaprofile_mapping"].values()}
    assert types == {None, "contractor", "intern"}
    [both] = [
        one["sources"]
        for one in resources["oktaprofile_master_override"].values()
        if len(one["sources"]) == 2
    ]
    assert [re.sub(r".*\.(\w+)_mapping_.*", r"\1", source) for source in both] == ["us", "emea"]
    assert len(document["provider"]["oktaprofile"]) == 2
    of_preview = [one for one in resources["oktaprofile_mapping"].values() if "provider" in one]
    assert [one["provider"] for one in of_preview] == ["oktaprofile.preview"]


def test_the_table_of_presets_is_theirs() -> None:
    """Labels and hosts."""
    page = PAGE.read_text("utf-8")
    for one in INTEGRATIONS:
        assert all(f"`{text}`" in page for text in (one.label, one.host, one.uat_host) if text)
