"""Bodies and queries meant to break the embedded org's operations: each is answered, none with 500.

    python -m tests.stress bodies [--rounds 200] [--seed 1]

A body begins as one that Okta takes, then parts of it are replaced by values of every kind, or taken away.
"""

from __future__ import annotations

import argparse
import copy
import random
import traceback
from typing import Any
from urllib.parse import quote

from oktaprofile.simulator.catalogue import SIMULATED
from oktaprofile.simulator.errors import OAuthError
from oktaprofile.simulator.http.operations import Operation
from tests.unit.simulator.calling import Api, custom, make_api

VALUES: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        1.5,
        1e308,
        2**63 - 1,
        "",
        " ",
        "x",
        "x" * 5000,
        "\u0000",
        "\U0001f600",
        "2024-01-01",
    ),
    *(
        [],
        [None],
        [[]],
        [{}],
        ["x"],
        {},
        {"": None},
        {"x": {}},
        {"type": "OVERRIDE"},
        {"id": {}},
        {"profile": []},
    ),
]
PROFILE = {"login": "ada@example.com", "email": "ada@example.com", "firstName": "Ada", "lastName": "Byron"}
MASTER = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": "0oa"}]}
PROPERTY = {
    "title": "T",
    "type": "array",
    "items": {"type": "string", "enum": ["a"], "oneOf": [{"const": "a", "title": "A"}]},
    "permissions": [{"principal": "SELF", "action": "READ_ONLY"}],
    "minLength": 1,
    "maxLength": 2,
    "enum": ["a"],
    "unique": True,
    "required": True,
    "master": {"type": "OKTA"},
}
BODIES: list[dict[str, Any]] = [
    custom(one=PROPERTY, badgeNumber={"title": "T", "type": "string"}, phoneRole=None),
    {
        "definitions": {
            "base": {"properties": {"primaryPhone": {"master": MASTER}, "login": {"pattern": "."}}}
        }
    },
    {"profile": PROFILE, "credentials": {"password": {"value": "x"}}, "type": {"id": "oty"}, "realmId": "x"},
    {"name": "n", "displayName": "N", "description": "d"},
    {"properties": {"primaryPhone": {"expression": "appuser.email", "pushStatus": "PUSH"}, "title": None}},
    {
        "label": "L",
        "name": "oidc_client",
        "signOnMode": "OPENID_CONNECT",
        "visibility": {"hide": {"iOS": True, "web": True}},
        "credentials": {"oauthClient": {"token_endpoint_auth_method": "none"}, "signing": {"kid": "x"}},
        "settings": {"app": {}, "notes": {"admin": "x"}, "oauthClient": {}, "implicitAssignment": True},
    },
    {"id": "USER", "scope": "USER", "profile": {"email": "x"}, "credentials": {"userName": "x"}},
    {"create": {"lifecycleCreate": {"status": "ENABLED"}}, "update": {"profile": {"status": "DISABLED"}}},
    {"type": "SAML2", "name": "idp", "policy": {"provisioning": {"profileMaster": True}}},
    {"type": "READ_ONLY_ADMIN", "priority": 1, "profile": {"name": "g", "description": "d"}},
]
FITTING = {
    "/schemas/": (0, 1),
    "/types/": (3,),
    "/mappings": (4,),
    "/users": (2, 6),
    "/apps/{appId}/users": (6,),
    "/apps": (5,),
    "/features": (7,),
    "/idps": (8,),
    "/groups": (9,),
    "/roles": (9,),
}
"""Part of a path: the bodies that fit."""
QUERIES = [
    *(
        "",
        "limit=0",
        "limit=x",
        f"limit={'9' * 400}",
        "after=x",
        f"after={'9' * 30}",
        "after=-1",
        "type=x",
        "q=%25_",
    ),
    *("since=x", "since=9999-12-31T23:59:59Z", "until=0001-01-01", "sortOrder=DESCENDING&after=0"),
    *("activate=false", "expand=user", "sourceId=x&targetId=y"),
]
FILTERS = [
    *(
        'profile.login eq "x"',
        "profile.languages co 1",
        "status pr",
        "id gt 5",
        "profile.x.y eq 1",
        "profile.x eq 1e400",
    ),
    *("(" * 5000, "not x", 'profile.title sw "%"', "created gt 5", 'lastUpdated lt "x"', "profile.a' eq 1"),
]


class Fuzz:
    """One org and the random calls on it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.api: Api = make_api(users=5)
        org = self.api.org
        user = next(iter(org.users.all()))
        self.known = {
            "appId": [app.id for app in org.apps.all()],
            "userId": [user.id, "me"],
            "mappingId": [mapping.id for mapping in org.mappings.all()],
            "typeId": [one.id for one in org.user_types.all()],
            "schemaId": ["default", *(one.schema_id for one in org.user_types.all())],
            "featureId": [one.id for one in org.features.all()],
            "featureName": ["USER_PROVISIONING", "INBOUND_PROVISIONING"],
            "lifecycle": ["ENABLE"],
        }
        group = self.api("POST", "/api/v1/groups", {"profile": {"name": "Old"}}).body
        self.known["groupId"] = [group["id"]]

    def round(self) -> list[str]:
        """Calls every operation once, deletions last; what failed, one text each."""
        found = []
        for one in sorted(SIMULATED, key=lambda one: one.method == "DELETE"):
            target, body = self._target(one), self._body(one)
            try:
                self.api(one.method, target, body)
            except OAuthError:
                continue
            except Exception:  # noqa: BLE001 - that is what is looked for
                found.append(f"{one.method} {target}\n{body!r}\n{traceback.format_exc(limit=-3)}")
        return found

    def _target(self, operation: Operation) -> str:
        path = operation.template
        for name, values in self.known.items():
            path = path.replace(f"{{{name}}}", self.random.choice(values))
        path = "/".join("nothing" if part.startswith("{") else part for part in path.split("/"))
        query = self.random.choice(QUERIES)
        if self.random.random() < 0.3:
            query = f"{self.random.choice(['search', 'filter'])}={quote(self.random.choice(FILTERS))}"
        return f"{path}?{query}"

    def _body(self, operation: Operation) -> Any:
        fitting = [at for part, places in FITTING.items() if part in operation.template for at in places]
        choices = [BODIES[at] for at in fitting] if fitting and self.random.random() < 0.8 else BODIES
        body = copy.deepcopy(self.random.choice(choices))
        for _ in range(self.random.choice((0, 1, 1, 2, 4))):
            body = self._changed(body)
        return body

    def _changed(self, value: Any) -> Any:
        """The value with one part of it replaced."""
        if isinstance(value, (dict, list)) and value and self.random.random() < 0.85:
            key = self.random.choice(list(value) if isinstance(value, dict) else range(len(value)))
            if isinstance(value, dict) and self.random.random() < 0.15:
                return {name: one for name, one in value.items() if name != key}
            value[key] = self._changed(value[key])
            return value
        return copy.deepcopy(self.random.choice(VALUES))


def failures(seed: int, rounds: int) -> list[str]:
    """What failed in so many rounds."""
    fuzz = Fuzz(seed)
    return [text for _ in range(rounds) for text in fuzz.round()]


def main(arguments: list[str]) -> int:
    """Prints how many calls were made and what failed. 0: nothing."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress bodies")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    found = failures(options.seed, options.rounds)
    print(
        f"{options.rounds * len(SIMULATED)} calls of {len(SIMULATED)} operations, "
        f"seed {options.seed}: {len(found)} failed"
    )
    for text in found[:5]:
        print(text)
    return 1 if found else 0
