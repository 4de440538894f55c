"""Two schemas, and checks of expressions between them."""

from __future__ import annotations

from oktaprofile.expression import check

APP = {
    "name": "ringcentral",
    "definitions": {
        "base": {
            "properties": {
                "userName": {"type": "string", "required": True, "maxLength": 20},
                "longName": {"type": "string", "required": True, "maxLength": 50},
                "directNumber": {"type": "string"},
            }
        },
        "custom": {
            "properties": {
                "extensionNumber": {"type": "string", "maxLength": 8},
                "level": {"type": "integer"},
                "share": {"type": "number"},
                "active": {"type": "boolean"},
                "tags": {"type": "array", "items": {"type": "string"}},
                "marks": {"type": "array", "items": {"type": "integer"}},
                "site": {"type": "string", "oneOf": [{"const": "Oslo", "title": "Oslo"}]},
            }
        },
    },
}
USER = {
    "name": "user",
    "definitions": {
        "base": {
            "properties": {
                "login": {"type": "string"},
                "email": {"type": "string"},
                "primaryPhone": {"type": "string", "maxLength": 20},
                "nickName": {"type": "string", "minLength": 2, "maxLength": 4},
            },
            "required": ["login"],
        },
        "custom": {
            "properties": {
                "flag": {"type": "boolean"},
                "colour": {"type": "string", "enum": ["red", "green"]},
                "rank": {"type": "integer"},
                "ratio": {"type": "number"},
                "words": {"type": "array", "items": {"type": "string"}},
                "shares": {"type": "array", "items": {"type": "number"}},
            }
        },
    },
}


def to_okta(source, target="primaryPhone"):
    return check(source, direction="to_okta", source_schema=APP, target_schema=USER, target=target)


def to_app(source, target="directNumber"):
    return check(source, direction="to_app", source_schema=USER, target_schema=APP, target=target)


def codes(findings):
    return [(finding.severity, finding.code) for finding in findings]
