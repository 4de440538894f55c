"""The state below: transactions, ids, people, loading, snapshots."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from typing import Any

import pytest

from oktaprofile.simulator.control.load import load
from oktaprofile.simulator.control.snapshot import canonical, snapshot
from oktaprofile.simulator.database import Database, discarded_writes
from oktaprofile.simulator.demo.people import NUMBERS, people, phone_number
from oktaprofile.simulator.identifiers import Identifiers
from oktaprofile.simulator.org import Org
from tests.unit.simulator.calling import USER_SCHEMA_PATH, Api, custom, make_api

ONE = {"title": "One", "type": "string"}


def test_a_transaction_is_all_or_nothing() -> None:
    """An exception takes back what was written, also in an inner transaction."""
    database = Database()

    def fail() -> None:
        with database.transaction():
            database.set_meta("one", "1")
            with database.transaction():
                database.set_meta("two", "2")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert (database.meta("one", "-"), database.meta("two", "-")) == ("-", "-")


def test_discarded_writes_are_seen_inside_and_gone_after() -> None:
    """Within the transaction they hold; its end takes them back; afterwards writes are kept again."""
    database = Database()
    with discarded_writes(), database.transaction():
        database.set_meta("one", "1")
        assert database.meta("one", "-") == "1"
    assert database.meta("one", "-") == "-"
    database.set_meta("one", "1")
    assert database.meta("one", "-") == "1"


def test_state_of_another_version_is_refused(tmp_path: Any) -> None:
    """With a text that says what to do."""
    path = str(tmp_path / "org.db")
    database = Database(path)
    database.set_meta("schema_version", "0")
    database.close()
    with pytest.raises(ValueError, match="start with a new --state file"):
        Org(path=path)


def test_a_state_file_of_version_1_is_taken_over(tmp_path: Any) -> None:
    """Its tables had other columns; every kind of thing is there afterwards, and the file opens again."""
    path = str(tmp_path / "org.db")
    with contextlib.closing(sqlite3.connect(path)) as old:
        old.executescript(VERSION_1)
        old.commit()
    for _ in range(2):
        org = Org(path=path)
        user = org.users.by_login("ADA@example.com")
        assert user is not None
        assert (user.profile["primaryPhone"], user.extra) == ("+12025550101", {"realmId": "r"})
        schema = org.schemas.app("0oa1")
        assert schema is not None
        assert list(schema.custom) == ["directNumber"]
        assert org.schemas.quarantined(schema, "Gone", 5.0)
        assert (org.user_types.default().id, org.user_types.default().description) == ("oty1", None)
        found = org.apps.profile_sources()
        assert [(app.id, app.profile_source_rank, app.built_in) for app in found] == [("0oa1", 1, False)]
        mapping = org.mappings.find("0oa1", "oty1", "to_okta")
        assert mapping is not None
        assert mapping.properties["primaryPhone"]["pushStatus"] == "PUSH"
        assert org.app_users.some("0oa1", ["00u1"])["00u1"].external_id == "rc-1"
        assert org.directory.count("app_id = ?", "0oa1") == 1
        client = org.clients.get("0oac")
        assert client is not None
        assert (client.scopes, client.dpop_bound) == (["okta.apps.read"], True)
        assert [feature.document["name"] for feature in org.features.all()] == ["Beta"]
        assert [(row.position, row.document) for row in org.logs.all()] == [(7, {"eventType": "x"})]
        org.users.put(user)
        org.close()


VERSION_1 = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('schema_version', '1'), ('seed', '4'), ('filled', 'yes');
CREATE TABLE apps (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, label TEXT NOT NULL, status TEXT NOT NULL,
  sign_on_mode TEXT NOT NULL, features TEXT NOT NULL, profile_source_rank INTEGER, built_in INTEGER NOT NULL,
  settings TEXT NOT NULL, document TEXT NOT NULL, created REAL NOT NULL, last_updated REAL NOT NULL
) WITHOUT ROWID;
INSERT INTO apps VALUES
  ('0oa1', 'app', 'ringcentral', 'RingCentral', 'ACTIVE', 'SAML_2_0', '["PROFILE_MASTERING"]', 1, 0, '{}', '{}', 1, 1);
CREATE TABLE schemas (key TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO schemas VALUES ('app:0oa1', '{"kind":"app","owner_id":"0oa1","name":"ringcentral","title":"RC",
  "description":null,"base":{},"custom":{"directNumber":{"type":"string"}},"created":1.0,"last_updated":1.0}');
CREATE TABLE quarantine (
  schema_key TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, until REAL NOT NULL, PRIMARY KEY (schema_key, name)
) WITHOUT ROWID;
INSERT INTO quarantine VALUES ('app:0oa1', 'gOne', 9);
CREATE TABLE user_types (id TEXT PRIMARY KEY, name TEXT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO user_types VALUES ('oty1', 'user', '{"id":"oty1","name":"user","display_name":"User",
  "description":null,"default":true,"created_by":"a","last_updated_by":"a","created":1.0,"last_updated":1.0}');
CREATE TABLE mappings (
  id TEXT PRIMARY KEY, app_id TEXT NOT NULL, type_id TEXT NOT NULL, direction TEXT NOT NULL,
  properties TEXT NOT NULL, UNIQUE (app_id, type_id, direction)
) WITHOUT ROWID;
INSERT INTO mappings VALUES ('prm1', '0oa1', 'oty1', 'to_okta',
  '{"primaryPhone":{"expression":"appuser.directNumber","pushStatus":"PUSH"}}');
CREATE TABLE users (
  id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE COLLATE NOCASE, type_id TEXT NOT NULL,
  status TEXT NOT NULL, created REAL NOT NULL, activated REAL, status_changed REAL,
  last_updated REAL NOT NULL, profile TEXT NOT NULL, extra TEXT NOT NULL DEFAULT '{}'
) WITHOUT ROWID;
INSERT INTO users VALUES ('00u1', 'ada@example.com', 'oty1', 'ACTIVE', 1, 1, 1, 1,
  '{"login":"ada@example.com","primaryPhone":"+12025550101"}', '{"realmId":"r"}');
CREATE TABLE app_users (
  app_id TEXT NOT NULL, user_id TEXT NOT NULL, external_id TEXT, user_name TEXT, scope TEXT NOT NULL,
  status TEXT NOT NULL, sync_state TEXT NOT NULL, last_sync REAL, created REAL NOT NULL,
  last_updated REAL NOT NULL, profile TEXT NOT NULL, PRIMARY KEY (app_id, user_id)
) WITHOUT ROWID;
CREATE INDEX app_users_by_user ON app_users (user_id);
INSERT INTO app_users VALUES ('0oa1', '00u1', 'rc-1', 'ada', 'USER', 'ACTIVE', 'SYNCHRONIZED', 1, 1, 1, '{}');
CREATE TABLE directory (
  app_id TEXT NOT NULL, external_id TEXT NOT NULL, user_id TEXT, attributes TEXT NOT NULL,
  PRIMARY KEY (app_id, external_id)
) WITHOUT ROWID;
INSERT INTO directory VALUES ('0oa1', 'rc-1', '00u1', '{}');
CREATE TABLE org_features (id TEXT PRIMARY KEY, position INTEGER NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO org_features VALUES ('ftr1', 1, '{"id":"ftr1","name":"Beta"}');
CREATE TABLE logs (
  position INTEGER PRIMARY KEY AUTOINCREMENT, published REAL NOT NULL, event_type TEXT NOT NULL, document TEXT NOT NULL
);
INSERT INTO logs VALUES (7, 1, 'x', '{"eventType":"x"}');
CREATE TABLE clients (client_id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO clients VALUES ('0oac', '{"client_id":"0oac","scopes":["okta.apps.read"],"keys":[],"dpop_bound":true,
  "roles":["SUPER_ADMIN"],"api_nonce":false}');
"""


def test_ids_grow_differ_and_follow_the_seed() -> None:
    """20 characters; ascending; the same for a seed, others for another; never one twice after a restart."""
    database = Database()
    ids = Identifiers(database, 7)
    first = [ids.fresh("00u") for _ in range(200)]
    assert all(re.fullmatch(r"00u[0-9A-Za-z]{17}", one) for one in first)
    assert first == sorted(set(first))
    assert Identifiers(Database(), 7).fresh("00u") == first[0]
    assert Identifiers(Database(), 8).fresh("00u") != first[0]
    assert Identifiers(database, 7).fresh("00u") > first[-1]


def test_phone_numbers_are_fictional_unique_and_valid() -> None:
    """Every number is E.164, stands in a range kept for fiction, and comes once."""
    numbers = [phone_number(index) for index in range(NUMBERS)]
    assert None not in numbers
    assert len(set(numbers)) == NUMBERS > 80_000
    fictional = re.compile(
        r"\+1[2-9]\d\d55501\d\d|\+44(1[1-6]\d496|191498|207946|292018|163296)0\d{3}|\+442896496\d{3}"
    )
    assert all(fictional.fullmatch(str(number)) for number in numbers)
    assert phone_number(NUMBERS) is None


def test_people_of_one_seed_are_always_the_same() -> None:
    """The first ones don't depend on how many follow; logins and numbers are unique; shares are as promised."""
    ids = Identifiers(Database(), 1)
    many = list(people(ids, 3000))
    assert list(people(ids, 10)) == many[:10]
    assert len({person.login for person in many}) == 3000
    members = [person for person in many if person.in_ringcentral]
    direct = [person.direct_number for person in members if person.direct_number]
    assert len(direct) == len(set(direct))
    assert 0.12 < 1 - len(direct) / len(members) < 0.21
    assert 0 < sum(person.extension is None for person in members) < 0.1 * len(members)
    assert any(person.direct_number is None and person.extension is None for person in members)


def test_one_seed_one_org() -> None:
    """Two orgs of one seed are byte-equal, of two seeds not."""
    first, second, other = (canonical(make_api(users=30, seed=seed).org) for seed in (3, 3, 4))
    assert first == second
    assert first != other


def test_snapshot_leaves_out_what_changes_by_itself(api: Api) -> None:
    """Adding and removing a property and a mapping at another time gives the same bytes; a change shows."""
    before = canonical(api.org)
    api.clock.advance(1000)
    path = api.mapping_path("RingCentral")
    api("POST", api.schema_path("RingCentral"), custom(one=ONE))
    api("POST", path, {"properties": {"nickName": {"expression": "appuser.one", "pushStatus": "PUSH"}}})
    assert canonical(api.org) != before
    api("POST", path, {"properties": {"nickName": None}})
    api("POST", api.schema_path("RingCentral"), custom(one=None))
    assert canonical(api.org) == before


def test_snapshot_without_people() -> None:
    """Leaves three tables out."""
    shown = snapshot(make_api(users=5).org, people=False)
    assert {"users", "app_users", "directory"}.isdisjoint(shown)
    assert {"apps", "mappings", "schemas", "user_types"} <= shown.keys()


def exported(api: Api) -> dict[str, Any]:
    """An org as Okta's own answers show it."""
    apps = api("GET", "/api/v1/apps?limit=200").body
    types = api("GET", "/api/v1/meta/types/user").body
    schemas = [
        api("GET", one["_links"]["schema"]["href"].removeprefix("https://org.test")).body for one in types
    ]
    schemas += [
        api("GET", f"/api/v1/meta/schemas/apps/{app['id']}/default").body
        for app in apps
        if app["name"] != "flow"
    ]
    rows = api("GET", "/api/v1/mappings?limit=200").body
    mappings = [api("GET", f"/api/v1/mappings/{row['id']}").body for row in rows]
    users = api("GET", "/api/v1/users").body
    app_users = {app["id"]: api("GET", f"/api/v1/apps/{app['id']}/users").body for app in apps}
    return {
        "apps": [{**app, "built_in": app["name"] == "flow"} for app in apps],
        "user_types": types,
        "schemas": schemas,
        "mappings": mappings,
        "users": users,
        "app_users": app_users,
        "features": api("GET", "/api/v1/features").body,
    }


def test_an_org_can_be_loaded_from_its_own_answers() -> None:
    """What was loaded answers the same again."""
    source = make_api(users=12)
    documents = exported(source)
    target = make_api(demo_apps=False)
    counts = load(target.org, {"reset": True, **documents})
    assert counts["users"] == 12
    assert exported(target) == documents


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ({"nonsense": []}, "unknown keys"),
        ({"base_master": "maybe"}, "base_master"),
        ({"mappings_api": "yes"}, "mappings_api"),
        ({"apps": [{"id": "0oa1", "name": "x", "switches": {"fly": True}}]}, "unknown switch fly"),
        ({"schemas": [{"id": "https://x/meta/schemas/apps/0oa1/default"}]}, "load its app"),
        ({"schemas": [{"id": "https://x/other"}]}, "neither"),
        ({"user_types": [{"id": "otyother", "name": "user", "default": True}]}, "load with reset"),
        ({"quarantine": [{"schema": "0oanone", "name": "x"}]}, "there is no schema"),
    ],
)
def test_a_load_that_makes_no_sense_changes_nothing(api: Api, body: dict[str, Any], part: str) -> None:
    """Refused with a text that says which part."""
    before = canonical(api.org)
    with pytest.raises(ValueError, match=part):
        load(api.org, body)
    assert canonical(api.org) == before


def test_loaded_quarantine_replaces_all(api: Api) -> None:
    """Running clean-ups can be set for a replay."""
    schema_id = "osc" + api.org.user_types.default().id[3:]
    load(api.org, {"quarantine": [{"schema": schema_id, "name": "one"}]})
    assert api("POST", USER_SCHEMA_PATH, custom(one=ONE)).status == 400
    load(api.org, {"quarantine": []})
    assert api("POST", USER_SCHEMA_PATH, custom(one=ONE)).status == 200


def test_loaded_app_gets_mapping_rows_when_asked(api: Api) -> None:
    """`create_mappings` makes the rows that are missing."""
    load(api.org, {"apps": [{"id": "0oaloaded00000000000", "name": "loaded", "label": "Loaded"}]})
    assert api.org.mappings.of_app("0oaloaded00000000000") == []
    load(api.org, {"create_mappings": True})
    assert len(api.org.mappings.of_app("0oaloaded00000000000")) == 4


def test_a_state_file_is_taken_up_again(tmp_path: Any) -> None:
    """The org is what it was, with its own seed, whatever seed is given now."""
    path = str(tmp_path / "org.db")
    from oktaprofile.simulator.demo.filling import fill

    org = Org(path=path, seed=5)
    fill(org, 8)
    before = canonical(org)
    org.close()
    again = Org(path=path, seed=6)
    assert again.filled
    assert again.seed == 5
    assert canonical(again) == before
    assert json.loads(before)["users"]
    again.close()


def test_demo_org_holds_the_numbers_outside_okta() -> None:
    """RingCentral's directory knows direct numbers and extensions; neither its schema nor any profile does."""
    api = make_api(users=60)
    app = api.app("RingCentral")
    entries = api.org.directory.where("app_id = ?", app.id)
    assert any("directNumber" in entry.attributes for entry in entries)
    assert any("directNumber" not in entry.attributes for entry in entries)
    schema = api.org.schemas.app(app.id)
    assert schema is not None
    assert {"directNumber", "extensionNumber"}.isdisjoint(schema.properties())
    numbers = [entry.attributes["directNumber"] for entry in entries if "directNumber" in entry.attributes]
    outside = {"directory"}
    known = {key: value for key, value in snapshot(api.org).items() if key not in outside}
    assert not any(number in json.dumps(known) for number in numbers)
