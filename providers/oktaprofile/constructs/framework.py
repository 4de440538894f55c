"""The construct framework: `cdktf`, or its community successor `cdktn`, whichever is installed.

Every other module of this room imports it from here, after its settings. Node 20 runs jsii well but is past its end
of life, and jsii would print a banner for it on every synth. The unpacked framework is kept where the provider package
is, not in the home folder: that may be read-only, and each synth would then unpack it anew (0.5 s).
"""

from __future__ import annotations

import gc
import os
from contextlib import suppress

from oktaprofile.packaging import cache
from oktaprofile.packaging.errors import PackagingError

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20,22")
with suppress(PackagingError):
    os.environ.setdefault("JSII_RUNTIME_PACKAGE_CACHE_ROOT", str(cache.cache_folder() / "jsii"))

try:
    import cdktf
except ImportError:
    import cdktn as cdktf  # type: ignore[import-not-found,no-redef]

import jsii
from constructs import Construct

__all__ = ["Construct", "cdktf", "jsii"]

# The framework's classes stay for the life of the process: without looking through them again and again for circular
# garbage, a synth of 1,000 resources takes a tenth less.
gc.freeze()
