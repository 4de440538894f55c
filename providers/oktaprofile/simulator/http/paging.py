"""`limit`, `after` and the Link headers: one header line each for `self` and `next` (recorded)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from oktaprofile.simulator.errors import validation_failed
from oktaprofile.simulator.http.operations import Answer, ApiRequest

Row = TypeVar("Row")


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


def paged(
    request: ApiRequest,
    found: Sequence[Row],
    shown: Callable[[Row], Any],
    *,
    limit: int,
    kept: Sequence[str] = (),
    cursor: Callable[[Row], object] = attrgetter("id"),
) -> Answer:
    """The answer of a list. `found` has one row more than `limit` where another page follows; `kept` are the query's
    parameters that both links carry.
    """
    page = found[:limit]
    parameters = {name: request.query[name] for name in kept if name in request.query}
    parameters.setdefault("limit", str(limit))
    after = str(cursor(page[-1])) if len(found) > limit else None
    return Answer(body=[shown(one) for one in page], headers=links(request, parameters, after))


def _url(request: ApiRequest, parameters: Mapping[str, str]) -> str:
    return request.url(request.path) + "?" + urlencode(parameters, quote_via=quote)
