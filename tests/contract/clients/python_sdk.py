"""What Okta's SDK for Python, version 2 or 3, gets from an org: `python python_sdk.py URL TOKEN APP_ID`.

Runs in an environment of its own (see test_sdks.py). Prints one JSON object: what came of each thing tried.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

from okta.client import Client

OLD = not hasattr(Client, "assign_user_to_group")  # version 2 calls it add_user_to_group
PROFILE = {"firstName": "Ada", "lastName": "Byron", "login": "ada@example.com", "email": "ada@example.com"}
ATTRIBUTE = {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": {
    "sdkMade": {"title": "Made by the SDK", "type": "string", "scope": "SELF"}}}}}  # fmt: skip


def models() -> Any:
    import okta.models as module

    return module


def body(kind: str, content: dict[str, Any]) -> Any:
    """A request body: version 2 sends plain objects, version 3 its models."""
    return content if OLD else getattr(models(), kind).from_dict(content)


async def done(call: Any) -> Any:
    """What a call gives. Raises for a refusal."""
    outcome = await call
    value, error = outcome[0], outcome[-1]
    if error is not None:
        raise RuntimeError(str(error))
    return value


async def main(url: str, token: str, app_id: str) -> dict[str, Any]:
    os.environ["OKTA_TESTING_TESTINGDISABLEHTTPSCHECK"] = "true"
    client = Client({"orgUrl": url, "token": token})
    found: dict[str, Any] = {}
    found["me"] = (await done(client.get_user("me"))).profile.login
    found["types"] = [one.name for one in await done(client.list_user_types())]
    found["apps"] = sorted(one.label for one in await done(client.list_applications()))
    await done(client.update_application_user_profile(app_id, body("UserSchema", ATTRIBUTE)))
    schema = await done(client.get_application_user_schema(app_id))
    found["attribute"] = attribute_of(schema)
    query = {"source_id": app_id} if not OLD else {"query_params": {"sourceId": app_id}}
    mapping = (await done(client.list_profile_mappings(**query)))[0]
    line = {"properties": {"nickName": {"expression": "appuser.sdkMade", "pushStatus": "PUSH"}}}
    await done(client.update_profile_mapping(mapping.id, body("ProfileMappingRequest", line)))
    properties = (await done(client.get_profile_mapping(mapping.id))).properties
    entry = properties["nickName"] if isinstance(properties, dict) else properties.nickName
    found["mapping"] = entry["expression"] if isinstance(entry, dict) else entry.expression
    user = await done(client.create_user(body("CreateUserRequest", {"profile": PROFILE})))
    found["user"] = user.profile.login
    try:
        await done(client.create_user(body("CreateUserRequest", {"profile": PROFILE})))
    except RuntimeError as refusal:
        found["refusal"] = "E0000001" in str(refusal) or "login" in str(refusal)
    search = 'profile.lastName eq "Byron"'
    query = {"search": search} if not OLD else {"query_params": {"search": search}}
    found["search"] = [one.profile.login for one in await done(client.list_users(**query))]
    add = client.create_group if OLD else client.add_group
    kind = "Group" if OLD else "AddGroupRequest"
    group = await done(add(body(kind, {"profile": {"name": "SDK"}})))
    join = client.add_user_to_group if OLD else client.assign_user_to_group
    await join(group.id, user.id)
    found["groups"] = sorted(name_of(one) for one in await done(client.list_user_groups(user.id)))
    found["app_users"] = len(await done(client.list_application_users(app_id)))
    return found


def name_of(group: Any) -> str:
    profile = group.profile
    return str(getattr(profile, "name", None) or profile.actual_instance.name)


def attribute_of(schema: Any) -> str:
    properties = schema.definitions.custom.properties
    entry = properties["sdkMade"] if isinstance(properties, dict) else properties.sdkMade
    return str(entry["title"] if isinstance(entry, dict) else entry.title)


print(json.dumps(asyncio.run(main(*sys.argv[1:]))))
