"""What one provider process asks Okta, and how seldom."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from oktaprofile.okta import errors
from oktaprofile.okta.org import Org
from tests.unit.okta.fakes import ORG, FakeClock, FakeTransport, Put, client_over, ok, refused, schema


def app(id_, label, name="ringcentral"):
    return {"id": id_, "name": name, "label": label, "status": "ACTIVE", "features": []}


def user_type(id_, name, default=False):
    return {
        "id": id_,
        "name": name,
        "displayName": name.title(),
        "default": default,
        "_links": {"schema": {"href": f"{ORG}/api/v1/meta/schemas/user/{id_.replace('oty', 'osc')}"}},
    }


class FakeOrg:
    """Answers GETs from tables; `lines` counts them."""

    def __init__(self):
        self.apps = [app("0oa1", "RingCentral"), app("0oa2", "AD", "active_directory")]
        self.more_apps = []  # on the second page, and only there
        self.types = [user_type("oty1", "user", default=True), user_type("oty2", "contractor")]
        self.mappings = {("0oa1", "oty1"): "prm1", ("oty1", "0oa1"): "prm2", ("0oa1", "oty2"): "prm3"}
        self.type_link = True
        self.mappings_api = True
        self.transport = FakeTransport(by=self.answer)
        clock = FakeClock()
        self.org = Org(client_over(self.transport, clock), clock)

    @property
    def lines(self):
        return self.transport.lines

    def answer(self, request):
        url = urlsplit(request.url)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        parts = url.path.removeprefix("/api/v1/").split("/")
        if parts[0] == "apps":
            return self.applications(parts, query)
        if parts[0] == "mappings":
            return self.mapping(parts, query)
        if parts[:2] == ["meta", "types"]:
            return ok(self.types)
        if parts[:3] == ["meta", "schemas", "user"]:
            links = {"type": {"href": f"{ORG}/api/v1/meta/types/user/oty1"}} if self.type_link else {}
            return ok({**schema(), "id": parts[3], "_links": links})
        return ok(schema())

    def applications(self, parts, query):
        if len(parts) == 2:
            found = [one for one in self.apps + self.more_apps if one["id"] == parts[1]]
            return (
                ok(found[0])
                if found
                else refused(404, "E0000007", summary=f"Not found: {parts[1]} (AppInstance)")
            )
        if "q" in query:
            every = self.apps + self.more_apps
            return ok([one for one in every if one["label"].lower().startswith(query["q"].lower())])
        if "after" in query:
            return ok(self.more_apps)
        link = f'<{ORG}/api/v1/apps?after=x&limit=200>; rel="next"' if self.more_apps else ""
        return ok(self.apps, link=link)

    def mapping(self, parts, query):
        if not self.mappings_api:
            return refused(401, "E0000015")
        rows = {
            id_: {"id": id_, "source": {"id": source}, "target": {"id": target}}
            for (source, target), id_ in self.mappings.items()
        }
        if len(parts) == 2:
            row = rows.get(parts[1])
            return ok({**row, "properties": {}}) if row else refused(404, "E0000007")
        for side in ("source", "target"):
            wanted = query.get(f"{side}Id")
            rows = {id_: row for id_, row in rows.items() if wanted in (None, row[side]["id"])}
        return ok(list(rows.values()))


@pytest.fixture
def okta():
    return FakeOrg()


# -- applications ---------------------------------------------------------------------------------------------


def test_one_list_serves_every_look_up(okta):
    """By id, by label, by name, and again: one GET."""
    assert okta.org.application("0oa1")["label"] == "RingCentral"
    assert okta.org.application("0oa2")["label"] == "AD"
    assert [one["id"] for one in okta.org.find_applications(label="RingCentral")] == ["0oa1"]
    assert [one["id"] for one in okta.org.find_applications(name="active_directory")] == ["0oa2"]
    assert okta.org.find_applications(label="ringcentral") == []
    assert okta.org.find_applications(label="Ring") == []
    assert len(okta.org.find_applications()) == 2
    assert okta.lines == ["GET /api/v1/apps?limit=200"]


def test_label_and_name_must_both_match(okta):
    """Both given: both exact."""
    assert okta.org.find_applications(label="RingCentral", name="active_directory") == []
    assert len(okta.org.find_applications(label="AD", name="active_directory")) == 1


def test_labels_are_not_unique(okta):
    """All candidates are returned; choosing is the caller's business."""
    okta.apps.append(app("0oa3", "RingCentral"))
    assert [one["id"] for one in okta.org.find_applications(label="RingCentral")] == ["0oa1", "0oa3"]


def test_an_app_on_a_later_page_is_asked_for_by_id(okta):
    """One page is enough for most orgs; the rest is not listed."""
    okta.more_apps = [app("0oa9", "Far")]
    assert okta.org.application("0oa9")["label"] == "Far"
    assert okta.org.application("0oa9")["label"] == "Far"
    assert okta.lines == ["GET /api/v1/apps?limit=200", "GET /api/v1/apps/0oa9"]


def test_a_label_in_a_large_org_is_asked_for_by_q_and_compared_exactly(okta):
    """q matches the start in any case; also what page one shows must be checked for a second one of that label."""
    okta.more_apps = [app("0oa8", "RingCentral"), app("0oa9", "RingCentral Office")]
    assert [one["id"] for one in okta.org.find_applications(label="RingCentral")] == ["0oa1", "0oa8"]
    okta.org.find_applications(label="RingCentral")
    assert okta.lines == ["GET /api/v1/apps?limit=200", "GET /api/v1/apps?limit=200&q=RingCentral"]


def test_all_applications_of_a_large_org_are_listed(okta):
    """Without a wish every page is read."""
    okta.more_apps = [app("0oa9", "Far")]
    assert len(okta.org.find_applications()) == 3


def test_an_unknown_app_is_okta_s_own_404(okta):
    """With its request id, for Okta's support; a failed look-up is not remembered."""
    for _ in range(2):
        with pytest.raises(errors.NotFound, match="req1"):
            okta.org.application("0oaGone")
    assert okta.lines.count("GET /api/v1/apps/0oaGone") == 2


# -- user types and schemas -----------------------------------------------------------------------------------


def test_the_default_type_comes_out_of_its_schema(okta):
    """No extra call: every sync reads that schema anyway."""
    found = okta.org.user_type()
    assert (found.id, found.schema_id, found.default) == ("oty1", "default", True)
    okta.org.user_schema().read()
    okta.org.user_type("default")
    assert okta.lines == ["GET /api/v1/meta/schemas/user/default"]


def test_without_the_link_the_default_type_is_the_listed_one(okta):
    """By `default: true`, never by the name `user`."""
    okta.type_link = False
    okta.types = [user_type("oty5", "user"), user_type("oty6", "Okta", default=True)]
    assert okta.org.user_type().id == "oty6"


@pytest.mark.parametrize("selector", ["oty2", "contractor"])
def test_another_type_is_found_by_id_or_name(okta, selector):
    """The types are listed once; the schema's id is the one the type links to."""
    found = okta.org.user_type(selector)
    assert (found.id, found.name, found.display_name, found.schema_id) == (
        "oty2",
        "contractor",
        "Contractor",
        "osc2",
    )
    okta.org.user_schema(selector).read()
    assert okta.lines == ["GET /api/v1/meta/types/user", "GET /api/v1/meta/schemas/user/osc2"]


def test_all_selectors_of_one_type_share_one_document(okta):
    """One document, one lock: two resources that name the type differently must not write side by side."""
    assert okta.org.user_schema() is okta.org.user_schema("user") is okta.org.user_schema("oty1")
    assert okta.org.user_schema("contractor") is okta.org.user_schema("oty2")
    assert okta.org.user_schema() is not okta.org.user_schema("oty2")


def test_an_unknown_type_lists_the_known_ones(okta):
    """So that the next try is right."""
    with pytest.raises(errors.UserTypeNotFound, match=r"'Contractor'.*user \(oty1\), contractor \(oty2\)"):
        okta.org.user_type("Contractor")


def test_a_type_without_its_schema_link_is_unexpected(okta):
    """Its schema could not be addressed."""
    del okta.types[1]["_links"]
    with pytest.raises(errors.UnexpectedAnswer):
        okta.org.user_type("oty2")


def test_documents_write_to_their_own_address(okta):
    """Each document knows its POST."""
    for document in (
        okta.org.application_schema("0oa1"),
        okta.org.user_schema(),
        okta.org.user_schema("oty2"),
    ):
        with pytest.raises(errors.NotStored):  # this org stores nothing
            document.write(Put(a={"title": "A"}))
    posts = [line for line in okta.lines if line.startswith("POST")]
    assert list(dict.fromkeys(posts)) == [
        "POST /api/v1/meta/schemas/apps/0oa1/default",
        "POST /api/v1/meta/schemas/user/default",
        "POST /api/v1/meta/schemas/user/osc2",
    ]


# -- mappings -------------------------------------------------------------------------------------------------


def test_a_mapping_is_found_by_both_ids(okta):
    """App and user *type*; the direction decides which is the source."""
    assert okta.org.mapping("0oa1", "to_okta").read()["id"] == "prm1"
    assert okta.org.mapping("0oa1", "to_app").read()["id"] == "prm2"
    assert okta.org.mapping("0oa1", "to_okta", "contractor").read()["id"] == "prm3"
    assert "GET /api/v1/mappings?limit=200&targetId=0oa1" in okta.lines


def test_the_row_is_looked_up_once(okta):
    """Two resources on one mapping: one list, one document."""
    assert okta.org.mapping("0oa1", "to_okta") is okta.org.mapping("0oa1", "to_okta")
    okta.org.mapping("0oa1", "to_okta").read()
    assert sum("/mappings" in line for line in okta.lines) == 2


def test_a_known_id_saves_the_list(okta):
    """The id from the state; the read that checks it is the read that is needed anyway."""
    document = okta.org.mapping("0oa1", "to_okta", mapping_id="prm1")
    assert document.read()["id"] == "prm1"
    assert document is okta.org.mapping("0oa1", "to_okta", mapping_id="prm1")
    assert [line for line in okta.lines if "/mappings" in line] == ["GET /api/v1/mappings/prm1"]


@pytest.mark.parametrize("stale", ["prmGone", "prm2"])
def test_a_stale_id_falls_back_to_the_list(okta, stale):
    """Okta made a new row, or the id belongs to another pair."""
    assert okta.org.mapping("0oa1", "to_okta", mapping_id=stale).read()["id"] == "prm1"


def test_no_row_and_no_api_are_two_errors(okta):
    """One is about this app, the other about the org's licence."""
    with pytest.raises(errors.MappingNotFound, match="0oa2") as none:
        okta.org.mapping("0oa2", "to_okta")
    assert none.value.operation == "listProfileMappings"
    okta.mappings_api = False
    with pytest.raises(errors.FeatureNotAvailable) as caught:
        okta.org.mapping("0oa1", "to_okta")
    assert "Okta support" in caught.value.next_step


# -- sharing --------------------------------------------------------------------------------------------------


def test_once_shares_any_read(okta):
    """For reads that Org has no method for."""
    first = okta.org.once("k", lambda: okta.org.client.list_user_types())
    assert okta.org.once("k", lambda: pytest.fail("fetched twice")) is first


def test_the_full_sync_s_reads_stay_within_eight_calls(okta):
    """Two apps, both mappings, three schemas, the app users, for any number of attributes and resources."""
    okta.mappings[("oty1", "0oa2")] = "prm9"
    for _ in range(50):
        okta.org.application("0oa1")
        okta.org.find_applications(label="AD")
        okta.org.user_type()
        okta.org.user_schema().read()
        okta.org.application_schema("0oa1").read()
        okta.org.application_schema("0oa2").read()
        okta.org.mapping("0oa1", "to_okta", mapping_id="prm1").read()
        okta.org.mapping("0oa2", "to_app", mapping_id="prm9").read()
        okta.org.once(
            ("users", "0oa1"), lambda: okta.org.client.list_application_users("0oa1", limit=1).next_page()
        )
    assert len(okta.lines) == 7
