"""Values that try to be more than text, and a report that has one of them in every field that somebody else fills."""

from __future__ import annotations

import json
from typing import Any

from oktaprofile.plan.reader import read_plan
from oktaprofile.review.build import build
from oktaprofile.review.impact_file import read_impact
from oktaprofile.review.model import Review
from tests.unit.review.plans import APP, TYPE, attribute, change, document, mapping, override

VALUES = (
    "a|b|c",
    "\\|",
    "`code`",
    "``` x",
    "```\nbreak out\n```",
    "~~~",
    "@everyone",
    "@org/team",
    "#1 !2 %3 ~label :smile: org/repo#4 0123456789abcdef0123456789abcdef01234567",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</details></code></pre>",
    "<!-- comment",
    "--> <b>x</b>",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<https://evil.example>",
    "https://evil.example www.evil.example",
    "[ref]: https://evil.example",
    '"] --> x["',
    'end; click n0 href "https://evil.example"',
    "%%{init: {}}%%",
    "subgraph",
    "**bold** _italic_ ~~gone~~ $math$",
    "# heading",
    "- item",
    "    indented",
    "&lt;b&gt; &amp; &#64;",
    "]]>",
    "\\",
    "\u202egnp.exe",
    "\u200bzero",
    "\x1b[31mred\x07",
    "line 1\r\n| x | y |\n\nline 2",
    "[red]rich[/red]",
    "${{ secrets.TOKEN }}",
    "'\"",
    "\x00\ufffe",
    "\ud800",
    "x" * 5_000,
)


def review_with(value: str, *, drift: bool = False) -> Review:
    """A report in which `value` stands for every name, label, address, expression, message and shape."""
    old = mapping(
        {value: value, "kept": "appuser.a"},
        app_id=value,
        user_type=value,
        user_type_id=value,
        restores={value: {"expression": value, "push_status": value}},
    )
    new = mapping(
        {value: value + " + appuser.b", "other": "appuser.a + 1 +"},
        app_id=value,
        user_type=value,
        user_type_id=value,
        restores={value: {"expression": value, "push_status": value}},
    )
    text = json.dumps({"title": value, "type": value, "enum": [value]})
    changes = [
        change(value, "oktaprofile_mapping", old, new),
        change(value + " 2", "oktaprofile_mapping", None, {**new, "direction": "to_app"}),
        change(
            value + " 3",
            "oktaprofile_master_override",
            override([value]),
            override([APP], property=value, user_type=value),
        ),
        change(
            value + " 4",
            "oktaprofile_app_user_property",
            None,
            attribute(value, title=value, external_name=value, restores=text),
        ),
        change(
            value + " 5",
            "oktaprofile_app_user_property",
            attribute(value, title=value),
            attribute(value, title="2 " + value, enum=[value]),
        ),
        change(
            value + " 6", "oktaprofile_user_property", None, attribute(value, master=value, user_type=value)
        ),
        change(
            value + " 7",
            "oktaprofile_app_user_properties",
            {"app_id": value, "properties": {value: {"title": value}}, "restores": {}},
            None,
        ),
        change(
            value + " 8",
            "oktaprofile_app_user_property",
            attribute(value),
            attribute(value, type="integer"),
            change={"actions": ["delete", "create"], "replace_paths": [[value]]},
        ),
        change(value + " 9", value, {value: 1}, {value: 2}),
        change(value + " 10", value, {value: 1}, None, previous_address=value),
        change(
            value + " 11",
            "oktaprofile_app_user_property",
            attribute(value),
            attribute(value, adopt_existing=True),
        ),
    ]
    checks = [
        {
            "address": {"to_display": value},
            "status": "fail",
            "instances": [{"problems": [{"message": value}]}],
        },
        {"address": {"to_display": value}, "status": "unknown"},
    ]
    read = [
        {"type": "oktaprofile_app", "values": {"id": value, "label": value}},
        {"type": "oktaprofile_user_type", "values": {"id": value, "display_name": value}},
    ]
    plan = document(
        *changes,
        read=read,
        checks=checks,
        output_changes={value: {"actions": ["create"]}},
        terraform_version=value,
        resource_drift=changes,
        **{value or "x": [1]},
    )
    return build(read_plan(json.dumps(plan)), read_impact(json.dumps(impact_with(value))), drift=drift)


def impact_with(value: str) -> dict[str, Any]:
    """An impact whose texts are all `value`."""
    target = {
        "system": value,
        "app_id": value,
        "user_type": {"id": TYPE, "name": value},
        "attribute": value,
        "max_length": 1,
        "expressions": [
            {
                "app_id": value,
                "app": value,
                "before": None,
                "after": {"expression": value, "push_status": value},
            }
        ],
        "users": 3,
        "changed": 1,
        "outcomes": {"changed": 1, "literal_null": 2, value: 3},
        "reasons": [{"outcome": value, "reason": value, "users": 1}],
        "shapes": [{"before": value, "after": value, "outcome": value, "users": 1}],
        "phones": {"before": {value: 1}, "after": {value: 2}},
    }
    return {
        "format": "oktaprofile-impact",
        "version": 1,
        "warnings": [value],
        "data": {"source": value, "org": value, "taken_at": value, "age_seconds": 90_000, "users": 3},
        "gates": [{"name": value, "limit": 1, "found": 2, "passed": False, "where": value}],
        "targets": [target, target],
    }
