"""What documents need beside them in an org: a schema its app or user type, a mapping both its ends, and so on."""

from __future__ import annotations

import copy
import re

from tests.replay.documents import Document, Key, type_of_schema
from tests.replay.history import History
from tests.replay.recording import Exchange


def surroundings(documents: dict[Key, Document], exchange: Exchange, history: History) -> dict[Key, Document]:
    """What the documents refer to and the simulator cannot do without: their app, user type, schema, user.

    Known ones as last shown, others as stand-ins with the names that the documents give.
    """
    needed: dict[Key, Document] = {}
    for key, document in documents.items():
        for other, stand_in in _references(key, document, exchange):
            if other in documents or other in needed or history.gone(other):
                continue
            last = history.last(other)
            if last is not None or stand_in is not None:
                needed[other] = last if last is not None else copy.deepcopy(stand_in or {})
    return needed


def _references(key: Key, document: Document, exchange: Exchange) -> list[tuple[Key, Document | None]]:
    if key[0] == "schema":
        oty = type_of_schema(document)
        if oty is None:
            return [
                (("app", key[1]), _app(key[1], document["name"], document["title"].removesuffix(" User"), []))
            ]
        is_default = str(document["id"]).endswith("/default")
        stand_in = user_type_stand_in(
            oty, document["name"], document["title"], document.get("description"), is_default
        )
        return [(("user_type", oty), stand_in)]
    if key[0] == "mapping":
        return _mapping_references(document, exchange)
    if key[0] == "app_feature":
        return [(("app", key[1]), _app(key[1], "provisioned", "provisioned", ["PUSH_NEW_USERS"]))]
    if key[0] == "app_user":
        return [
            (("app", key[1]), _app(key[1], "assigned", "assigned", [])),
            (("user", key[2]), None),
            (("schema", key[1]), None),
        ]
    if key[0] == "user":
        oty = str((document.get("type") or {}).get("id"))
        return [
            (("user_type", oty), user_type_stand_in(oty, "user", "User", None, True)),
            (("schema", "osc" + oty[3:]), None),
        ]
    return []


def _mapping_references(document: Document, exchange: Exchange) -> list[tuple[Key, Document | None]]:
    """Both ends, and an app schema with the attributes that accepted expressions use."""
    found: list[tuple[Key, Document | None]] = []
    rules = [*(document.get("properties") or {}).values()]
    if exchange.status == 200 and exchange.method == "POST":
        rules += ((exchange.request or {}).get("properties") or {}).values()
    pushed = any((rule or {}).get("pushStatus") == "PUSH" for rule in rules)
    to_okta = document["source"]["type"] == "appuser"
    app, oty = (
        (document["source"], document["target"]) if to_okta else (document["target"], document["source"])
    )
    features = ["PROFILE_MASTERING"] if pushed and to_okta else ["PUSH_PROFILE_UPDATES"] if pushed else []
    found.append((("app", app["id"]), _app(app["id"], app["name"], app["name"], features)))
    found.append(
        (
            ("user_type", oty["id"]),
            user_type_stand_in(oty["id"], oty["name"], oty["name"], None, oty["name"] == "user"),
        )
    )
    used = re.findall(r"\bappuser\.(\w+)", " ".join(str((rule or {}).get("expression")) for rule in rules))
    if used and to_okta:
        found.append((("schema", app["id"]), _app_schema(app, sorted({"userName", *used}))))
    return found


def _app(identifier: str, name: str, label: str, features: list[str]) -> Document:
    return {
        "id": identifier,
        "name": name,
        "label": label,
        "status": "ACTIVE",
        "signOnMode": "OPENID_CONNECT" if "oidc" in name else "SAML_2_0",
        "features": features,
    }


def user_type_stand_in(
    identifier: str, name: str, title: str, description: str | None, default: bool
) -> Document:
    """A user type of which only id and names matter."""
    return {
        "id": identifier,
        "name": name,
        "displayName": title,
        "description": description,
        "default": default,
    }


def _app_schema(app: Document, names: list[str]) -> Document:
    properties = {name: {"title": name, "type": "string", "scope": "NONE"} for name in names}
    return {
        "id": f"https://org/meta/schemas/apps/{app['id']}/default",
        "$schema": "http://json-schema.org/draft-04/schema#",
        "name": app["name"],
        "title": f"{app['name']} User",
        "definitions": {
            "custom": {"id": "#custom", "type": "object", "properties": {}},
            "base": {"id": "#base", "type": "object", "properties": properties, "required": []},
        },
        "type": "object",
        "properties": {
            "profile": {"allOf": [{"$ref": "#/definitions/custom"}, {"$ref": "#/definitions/base"}]}
        },
    }
