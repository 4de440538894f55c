"""Who may call at all: programs on this machine that name it by its own address. Web pages may not.

A page in a browser on this machine can send requests to loopback: by a name of its own that resolves to 127.0.0.1
(DNS rebinding), or across origins. The `Host`, `Origin` and `Sec-Fetch-Site` headers, which no page can change,
tell both.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import ip_address

from aiohttp import web

from oktaprofile.simulator.errors import ApiError

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^][:@/\\\s]+)(?::([0-9]{1,5}))?")
_HTTP_PORT = 80


def refuse_strangers(request: web.BaseRequest, names: Collection[str]) -> None:
    """Raises 403 for a request by another name, or from a web page.

    Allowed hosts, each with the port that listens: `localhost`, 127.0.0.0/8 and [::1] on a loopback address, the
    literal address that the connection came to, and `names` (what `--host` names).
    """
    hosts = request.headers.getall("Host", [])
    address, port = _local_address(request)
    if len(hosts) != 1 or not _is_ours(hosts[0].casefold(), address, port, names):
        raise _refused(
            f"Host {', '.join(hosts) or '(none)'} is not this org: call it by http://{address}:{port}"
        )
    own = f"{request.scheme}://{hosts[0]}".casefold()
    if any(origin.casefold() != own for origin in request.headers.getall("Origin", [])):
        raise _refused("a web page of another origin may not call the embedded org")
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise _refused("a web page of another site may not call the embedded org")


def _local_address(request: web.BaseRequest) -> tuple[str, int]:
    name = request.transport.get_extra_info("sockname") if request.transport else None
    return (str(name[0]), int(name[1])) if name else ("127.0.0.1", 0)


def _is_ours(host: str, address: str, port: int, names: Collection[str]) -> bool:
    found = _HOST.fullmatch(host)
    if found is None or int(found[2] or _HTTP_PORT) != port:
        return False
    name = found[1].strip("[]")
    if name in names:
        return True
    here = ip_address(address.partition("%")[0])
    if name == "localhost":
        return here.is_loopback
    try:
        literal = ip_address(name)
    except ValueError:
        return False
    return literal == here or (literal.is_loopback and here.is_loopback)


def _refused(cause: str) -> ApiError:
    summary = "You do not have permission to perform the requested action"
    return ApiError(
        403, "E0000006", summary, [f"The simulator answers programs on this machine only: {cause}."]
    )
