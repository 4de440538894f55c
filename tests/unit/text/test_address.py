"""An address is read in one way only, or refused."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktaprofile.text.address import Address, is_loopback

HOSTILE = st.text(st.sampled_from("[]:@/\\?#.%127lochst0xaevi-_ \t\n\x00é①"), max_size=30)
NUMBERS = st.lists(st.integers(0, 999).map(str), min_size=1, max_size=5).map(".".join)


@given(text=HOSTILE.map("http://".__add__) | NUMBERS.map("http://".__add__) | HOSTILE)
def test_what_is_accepted_is_read_by_others_as_we_read_it(text: str) -> None:
    """The same scheme, host and port as Python's own reader, whatever stands before and behind them."""
    try:
        address = Address(text)
    except ValueError:
        return
    others = urlsplit(text)
    assert (address.scheme, address.login) == (others.scheme, others.username is not None)
    assert others.hostname is not None
    assert address.host == (str(ip_address(address.host)) if ":" in address.host else others.hostname)
    assert address.port == (others.port if others.port != 80 or others.scheme != "http" else None)
    assert Address(address.origin).origin == address.origin


@given(host=HOSTILE | NUMBERS | st.ip_addresses().map(str))
def test_only_this_machine_is_loopback(host: str) -> None:
    """No name but localhost, and no number that is not 127.0.0.0/8 or ::1."""
    if is_loopback(host):
        assert host == "localhost" or ip_address(host).is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.255.3.4", "::1", "localhost"])
def test_this_machine(host: str) -> None:
    """Where plain http is allowed and no proxy is used."""
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "127.999.0.1",
        "127.1",
        "127.0.0.1.evil.example",
        "0177.0.0.1",
        "localhost.evil",
        "",
        "0x7f.0.0.1",
        "10.0.0.1",
    ],
)
def test_not_this_machine(host: str) -> None:
    """A name that only begins like loopback is somebody's."""
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "text",
    [
        "http://[::1]evil.com",
        "http://[::1].evil.com",
        "http://[::1",
        "http://[::1%25eth0]",
        "http://[@a",
        "http://me:]@a",
        "http://127.999.0.1",
        "http://127.1",
        "http://0x7f.1",
        "http://2130706433",
        "http://a..b",
        "http://.a",
        "http://a:",
        "http://a:b",
        "http://a:0",
        "http://a:65536",
        "http://a\\@b",
        "http://a b",
        "http://①②⑦.0.0.1",
        "http:///path",
        "//a",
        "a.example",
        "",
    ],
)
def test_what_may_be_read_in_two_ways_is_refused(text: str) -> None:
    """One program's host is another's password."""
    with pytest.raises(ValueError, match=r"^(has|is) "):
        Address(text)


def test_the_parts() -> None:
    """As written, but for capitals and the usual port."""
    address = Address("HTTPS://me:pw@Acme.Okta.com:443/api/v1/apps?after=1#top")
    assert (address.origin, address.path) == ("https://acme.okta.com", "/api/v1/apps")
    assert (address.query, address.fragment, address.login) == ("after=1", "top", True)
    assert Address("http://[0:0::1]:8080").origin == "http://[::1]:8080"
