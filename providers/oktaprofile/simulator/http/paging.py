"""`limit`, `after` and the Link headers: one header line each for `self` and `next` (recorded)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from oktaprofile.simulator.errors import validation_failed
from oktaprofile.simulator.http.operations import ApiRequest


def limit_of(request: ApiRequest, *, default: int, maximum: int) -> int:
    """The `limit` parameter: at most `maximum`, `default` when absent or not positive.

    Assumed: a limit beyond the maximum is cut, one that is no number refused; neither is recorded.
    """
    given = request.query.get("limit")
    if given is None:
        return default
    try:
        limit = int(given)
    except ValueError:
        raise validation_failed("limit", "limit: must be an integer") from None
    return min(limit, maximum) if limit > 0 else default


def links(request: ApiRequest, kept: Mapping[str, str], after: str | None) -> list[tuple[str, str]]:
    """Link headers. `kept` are the parameters both links carry; `after` is the cursor of the next page, None
    on the last.

    The next link starts with `after` (recorded).
    """
    headers = [("Link", f'<{_url(request, kept)}>; rel="self"')]
    if after is not None:
        headers.append(("Link", f'<{_url(request, {"after": after, **kept})}>; rel="next"'))
    return headers


def _url(request: ApiRequest, parameters: Mapping[str, str]) -> str:
    return request.url(request.path) + "?" + urlencode(parameters, quote_via=quote)
