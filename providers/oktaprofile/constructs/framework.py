"""The construct framework: `cdktf`, or its community successor `cdktn`, whichever is installed.

Every other module of this room imports it from here, after its one setting: Node 20 runs jsii well but is past its
end of life, and jsii would print a banner for it on every synth.
"""

from __future__ import annotations

import os

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20,22")

try:
    import cdktf
except ImportError:
    import cdktn as cdktf  # type: ignore[import-not-found,no-redef]

import jsii
from constructs import Construct

__all__ = ["Construct", "cdktf", "jsii"]
