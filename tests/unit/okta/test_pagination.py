"""Next links are followed within the org, put right where Okta loses filters, and never in circles."""

from __future__ import annotations

import json

import pytest

from oktaprofile.okta import pagination
from oktaprofile.okta.errors import UnexpectedAnswer
from oktaprofile.okta.pagination import next_link
from tests.unit.okta.fakes import ORG, FakeTransport, client_over, ok


def page(*ids, after=None, path="/api/v1/apps", link=None):
    """A page of applications, with a link to the next one."""
    target = link or f"{ORG}{path}?after={after}&limit=200"
    links = f'<{ORG}{path}?limit=200>; rel="self"'
    if after or link:
        links += f', <{target}>; rel="next"'
    return ok([{"id": id_, "status": "ACTIVE"} for id_ in ids], link=links)


def row(id_, source, target):
    return {"id": id_, "source": {"id": source}, "target": {"id": target}}


def test_pages_are_followed_and_asked_for_only_when_needed():
    """The second page is not asked for while the first one lasts."""
    transport = FakeTransport(page("a", "b", after="x"), page("c"))
    items = client_over(transport).list_applications()
    assert next(items)["id"] == "a"
    assert next(items)["id"] == "b"
    assert len(transport.sent) == 1
    assert [item["id"] for item in items] == ["c"]
    assert transport.lines == ["GET /api/v1/apps?limit=200", "GET /api/v1/apps?after=x&limit=200"]


def test_one_page_tells_whether_there_is_another():
    """What `Org` asks to know whether the list is complete."""
    pages = client_over(FakeTransport(page("a", after="x"))).list_applications()
    assert [item["id"] for item in pages.next_page()] == ["a"]
    assert pages.has_next_page
    pages = client_over(FakeTransport(page("a"))).list_applications()
    pages.next_page()
    assert not pages.has_next_page
    assert pages.next_page() == []


def test_a_list_goes_on_from_a_cursor():
    """What a snapshot that was interrupted needs: the cursor of the next page, and a list that begins there."""
    pages = client_over(FakeTransport(page("a", after="x", path="/api/v1/users"))).list_users()
    assert pages.cursor is None
    pages.next_page()
    assert pages.cursor == "x"
    transport = FakeTransport(page("b", path="/api/v1/users"))
    rest = client_over(transport).list_users(after="x")
    assert [user["id"] for user in rest] == ["b"]
    assert rest.cursor is None
    assert transport.lines == ["GET /api/v1/users?limit=200&after=x"]


def test_an_empty_page_in_the_middle_does_not_end_the_list():
    """Only the missing link does."""
    transport = FakeTransport(page("a", after="x"), page(after="y"), page("b"))
    assert [item["id"] for item in client_over(transport).list_applications()] == ["a", "b"]


def test_queries_are_quoted():
    """A label may hold anything."""
    transport = FakeTransport(page())
    list(client_over(transport).list_applications(q="R&D #1 ü"))
    assert transport.lines == ["GET /api/v1/apps?limit=200&q=R%26D+%231+%C3%BC"]


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/api/v1/apps?after=x",
        "http://acme.okta.com/api/v1/apps?after=x",
        "https://acme.okta.com:8443/api/v1/apps?after=x",
        "https://acme.okta.com@evil.example/api/v1/apps?after=x",
        "https://acme.okta.com/api/v1/users?after=x",
        "//evil.example/api/v1/apps?after=x",
        "/api/v1/apps?after=x",
    ],
)
def test_a_link_elsewhere_is_refused(link):
    """Another host, scheme, port or path would get the token; nothing is sent there."""
    transport = FakeTransport(page("a", link=link))
    items = client_over(transport).list_applications()
    with pytest.raises(UnexpectedAnswer, match="elsewhere") as caught:
        list(items)
    assert len(transport.sent) == 1
    assert caught.value.operation == "listApplications"


def test_a_host_in_capitals_is_the_same_host():
    """Host names have no case."""
    transport = FakeTransport(page("a", link="https://ACME.okta.com/api/v1/apps?after=x"), page("b"))
    assert len(list(client_over(transport).list_applications())) == 2


def test_a_circle_is_found():
    """a -> x -> y -> x."""
    transport = FakeTransport(page("a", after="x"), page("b", after="y"), page("c", after="x"))
    with pytest.raises(UnexpectedAnswer, match="read before"):
        list(client_over(transport).list_applications())


def test_pages_are_capped(monkeypatch):
    """A cursor that never repeats and never ends."""
    monkeypatch.setattr(pagination, "MAXIMUM_KEPT_PAGES", 5)
    count = iter(range(100))
    transport = FakeTransport(by=lambda request: page("a", after=f"x{next(count)}"))
    with pytest.raises(UnexpectedAnswer, match="more than 5 pages"):
        list(client_over(transport).list_applications())
    assert len(transport.sent) == 5


def test_a_list_that_is_kept_is_capped_in_size_too(monkeypatch):
    """Ten thousand pages of 64 MB would be held at once."""
    monkeypatch.setattr(pagination, "MAXIMUM_KEPT_BYTES", 1024 * 1024)
    count = iter(range(1000))

    def big(request):
        return page("a" * 300_000, after=f"x{next(count)}")

    transport = FakeTransport(by=big)
    with pytest.raises(UnexpectedAnswer, match="more than 1 MB on 4 pages"):
        list(client_over(transport).list_applications())


@pytest.mark.parametrize(
    "link", ["http://[::1/x", "https://[/api/v1/apps?after=x", "https://acme.okta.com:x/"]
)
def test_a_link_that_is_no_address_is_refused(link):
    """It was an exception of Python's that came out as a defect of the provider."""
    transport = FakeTransport(ok([{"id": "a"}], link=f'<{link}>; rel="next"'))
    with pytest.raises(UnexpectedAnswer, match="link to a next page"):
        list(client_over(transport).list_applications())


def test_mapping_links_that_lose_the_filter_get_it_back():
    """Recorded: ?targetId=oty… is answered with a next link without it. The rows are checked as well."""
    first = ok(
        [row("prm1", "0oaOther", "oty1")], link=f'<{ORG}/api/v1/mappings?after=prm1&limit=20>; rel="next"'
    )
    transport = FakeTransport(first, ok([row("prm2", "0oa1", "otyOther"), row("prm3", "0oa1", "oty1")]))
    rows = list(client_over(transport).list_profile_mappings("0oa1", "oty1"))
    assert [one["id"] for one in rows] == ["prm3"]
    assert transport.lines == [
        "GET /api/v1/mappings?limit=200&sourceId=0oa1&targetId=oty1",
        "GET /api/v1/mappings?sourceId=0oa1&targetId=oty1&after=prm1&limit=20",
    ]


@pytest.mark.parametrize(
    ("header", "url"),
    [
        ("", None),
        ('<https://a/?x=1>; rel="self"', None),
        ('<https://a/?x=1>; rel="self", <https://a/?after=2,3;4>; rel="next"', "https://a/?after=2,3;4"),
        ("<https://a/?x=1>; rel=next", "https://a/?x=1"),
        ("nonsense", None),
    ],
)
def test_link_headers_are_read(header, url):
    """Several header lines arrive joined by commas."""
    assert next_link(header) == url


def test_pages_survive_json_of_any_size():
    """Two hundred items of a page come out in order."""
    transport = FakeTransport(page(*map(str, range(200))))
    assert json.dumps([item["id"] for item in client_over(transport).list_applications()]) == json.dumps(
        [str(n) for n in range(200)]
    )
