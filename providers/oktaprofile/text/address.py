"""Addresses of servers, read strictly.

urllib takes `http://[::1]evil.com` for ::1 and 127.999.0.1 for a name; what decides where a credential goes must not
depend on who reads the address. One that two programs may read differently is refused here.
"""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?")
_AUTHORITY = re.compile(
    r"(?:(?P<login>[^@\[\]]*)@)?(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:]*))(?::(?P<port>[0-9]+))?"
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

_USUAL_PORTS = {"https": 443, "http": 80}


class Address:
    """A whole address. `scheme` and `host` are in small letters, the host without brackets; `port` is None where it
    is the usual one; `path`, `query` and `fragment` are "" where they are left out. `login`: it holds a user name or
    a password.
    """

    __slots__ = ("fragment", "host", "login", "path", "port", "query", "scheme")

    def __init__(self, text: str) -> None:
        """Raises ValueError, whose text completes "the address …" and shows nothing of it."""
        if not text.isascii() or not text.isprintable() or " " in text or "\\" in text:
            raise ValueError("has a character that is in no address")
        parts = _ADDRESS.fullmatch(text)
        if parts is None:
            raise ValueError("is not an address")
        scheme, authority, self.path, query, fragment = parts.groups()
        self.scheme, self.query, self.fragment = scheme.lower(), query or "", fragment or ""
        there = _AUTHORITY.fullmatch(authority)
        if there is None:
            raise ValueError("is not an address")
        self.login = there["login"] is not None
        self.port = int(there["port"]) if there["port"] else None
        if self.port is not None and not 0 < self.port < 1 << 16:
            raise ValueError("is not an address: its port is none")
        if self.port == _USUAL_PORTS.get(self.scheme):
            self.port = None
        try:
            self.host = _numbers(there["six"], 6) if there["six"] else _host(there["name"].lower())
        except ValueError as wrong:
            raise ValueError(str(wrong) if not there["six"] else "is not an address") from None

    @property
    def origin(self) -> str:
        """scheme://host[:port]: two addresses with the same one lead to the same server."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port is not None else "")


def _host(name: str) -> str:
    if not name or name.startswith("."):
        raise ValueError("has no host")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):  # no domain ends in a number, so it is an IP address or a mistake
        try:
            return _numbers(name, 4)
        except ValueError:
            raise ValueError("is not an address: its numbers are no IP address") from None
    if len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("has a character that is in no host name")
    return name


def _numbers(text: str, version: int) -> str:
    """The usual form of an IP address. Raises ValueError."""
    from ipaddress import IPv4Address, IPv6Address  # only here: hosts have names, and it loads for 2 ms

    return str(IPv4Address(text) if version == 4 else IPv6Address(text))


def is_loopback(host: str) -> bool:
    """True for localhost, 127.0.0.0/8 and ::1: this machine, whatever the network."""
    if host == "localhost":
        return True
    if not host[-1:].isdigit() and ":" not in host:
        return False  # a name
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
