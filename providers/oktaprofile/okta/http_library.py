"""`requests`, imported without its complaint that no library guesses encodings.

The provider package leaves charset-normalizer out: requests uses it only for texts that name no encoding, and this
room decodes nothing but JSON. Whoever imports requests in this project imports it from here, because the complaint
would go to the plugin's log at every start.
"""

from __future__ import annotations

import warnings

warnings.filterwarnings("ignore", message="Unable to find acceptable character detection dependency")

import requests  # noqa: E402 - the filter comes first
from requests.adapters import HTTPAdapter  # noqa: E402
from requests.auth import AuthBase  # noqa: E402

__all__ = ["AuthBase", "HTTPAdapter", "requests"]
