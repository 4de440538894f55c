"""check: what would go wrong with a mapping, found from the schemas of both sides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oktaprofile.expression import check, compile_expression, references
from tests.unit.expression.checked import APP, USER, codes, to_app, to_okta

SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'


def test_the_seed_expression_has_the_null_trap_and_a_fix_that_has_none():
    """The trap is found where it is, and the guarded form offered is clean and gives what was meant."""
    (finding,) = to_okta(SEED)
    assert (finding.severity, finding.code) == ("warning", "null-in-concatenation")
    assert SEED[slice(*finding.span)] == "appuser.extensionNumber"
    assert to_okta(finding.fix) == []
    assert all(reference.null_guarded for reference in references(finding.fix))
    fixed = compile_expression(finding.fix)
    for direct in ("1", "", None):
        for extension in ("2", "", None):
            given = {"appuser": {"directNumber": direct, "extensionNumber": extension}}
            assert fixed.evaluate(given).value == (direct or "") + (f"#{extension}" if extension else "")


HAS = 'appuser.directNumber != null AND appuser.directNumber != ""'
GUARDED = '(appuser.directNumber != null ? appuser.directNumber : "")'


@pytest.mark.parametrize(
    ("source", "fix"),
    [
        ('"#" + appuser.directNumber', f'({HAS} ? "#" + appuser.directNumber : "")'),
        (
            "userName + ' x' + appuser.directNumber",
            f"userName + ({HAS} ? ' x' + appuser.directNumber : \"\")",
        ),
        (
            'userName + ";ext="+appuser.directNumber',
            f'userName + ({HAS} ? ";ext=" + appuser.directNumber : "")',
        ),
        ('("#") + appuser.directNumber', f'("#") + {GUARDED}'),
        ('"#" + (appuser.directNumber)', f'"#" + ({GUARDED})'),
        ('"tel" + appuser.directNumber', f'"tel" + {GUARDED}'),
        ('"Dear Mr " + appuser.directNumber', f'"Dear Mr " + {GUARDED}'),
    ],
)
def test_a_mark_goes_with_the_value_that_it_announces(source, fix):
    """A person without an extension gets no lone "#"; a word stays, and so does what stands in brackets."""
    (finding,) = to_okta(source)
    assert finding.fix == fix
    assert to_okta(fix) == []


@pytest.mark.parametrize(
    ("source", "profile", "value"),
    [
        ('"x" + appuser.directNumber', {}, "x"),
        ('"x" + appuser.directNumber', {"directNumber": "1"}, "x1"),
        ('"x" + (appuser.active == true ? null : appuser.directNumber)', {"active": True}, "x"),
        ('"x" + (appuser.active == true ? null : appuser.directNumber)', {"directNumber": "1"}, "x1"),
        ('"x" + (appuser.directNumber ?: appuser.extensionNumber)', {}, "x"),
        ('"x" + (appuser.directNumber ?: appuser.extensionNumber)', {"extensionNumber": "7"}, "x7"),
        ('(appuser.directNumber) + "x"', {}, "x"),
        ('appuser.directNumber + appuser.extensionNumber + "x"', {"extensionNumber": "7"}, "7x"),
        ('(appuser.level == 1 ? appuser.active : appuser.active) ? "a" : "b"', {}, "b"),
        ('!appuser.active ? "a" : "b"', {}, "a"),
        ('appuser.userName + "x" + appuser["directNumber"]', {"userName": "u", "directNumber": "1"}, "ux1"),
    ],
)
def test_what_a_warning_offers_parses_is_clean_and_means_what_was_meant(source, profile, value):
    """Corrections taken one after the other end in an expression without findings that gives the value meant."""
    for _ in range(5):
        fix = next((finding.fix for finding in to_okta(source) if finding.fix), "")
        if not fix:
            break
        source = fix
    assert to_okta(source) == []
    assert compile_expression(source).evaluate({"appuser": profile}).value == value


def test_whether_a_value_may_be_null_is_known_from_a_schema_only():
    """Without the source's schema nothing says that a required target may get null."""
    (finding,) = to_okta("appuser.directNumber", "login")
    assert finding.code == "target-required"
    assert check("appuser.directNumber", direction="to_okta", target_schema=USER, target="login") == []


def test_a_long_expression_has_findings_without_corrections():
    """A correction repeats the whole text: a thousand of them about a megabyte would fill the memory."""
    findings = to_okta('"" + ' + " + ".join(["appuser.directNumber"] * 3000))
    assert len(findings) == 3000
    assert not any(finding.fix for finding in findings)


def test_a_finding_prints_its_place_and_its_fix():
    """render() is what a person sees on the command line and in a diagnostic."""
    (finding,) = to_okta("appuser.directNumbr")
    assert finding.render() == (
        "error: the app's profile has no attribute directNumbr; did you mean directNumber? [unknown-attribute]\n"
        "  appuser.directNumbr\n"
        "          ^^^^^^^^^^^\n"
        "fix: appuser.directNumber"
    )


def test_a_name_misspelt_twice_is_one_mistake():
    """The guard and the value repeat the name: one finding, whose fix corrects both places."""
    (finding,) = to_okta('appuser.directNumbr != null ? appuser.directNumbr : ""')
    assert finding.span == (8, 19)
    assert finding.fix == 'appuser.directNumber != null ? appuser.directNumber : ""'


@pytest.mark.parametrize(
    "source",
    [
        "appuser.userName",
        "source.userName",
        "userName",
        "ringcentral.userName",
        'appuser.directNumber ?: ""',
        'appuser.directNumber == null ? "" : appuser.directNumber + "!"',
        'app.domain != null ? app.domain + "/x" : ""',
        '(appuser.active == true) ? "a" : "b"',
        'appuser.level != null ? "" + appuser.level : ""',
        '"" + (appuser.tags != null ? appuser.tags : "")',
        "appuser.tags != null ? appuser.tags[0] : null",
    ],
)
def test_clean(source):
    """What is right has no finding."""
    assert to_okta(source) == []


@pytest.mark.parametrize(
    ("source", "found", "fix"),
    [
        ("appuser.directNumbr", [("error", "unknown-attribute")], "appuser.directNumber"),
        ("direktNumber", [("error", "unknown-attribute")], "directNumber"),
        ("appuser.zzz", [("error", "unknown-attribute")], ""),
        ("appuser.DirectNumber", [("error", "unknown-attribute")], "appuser.directNumber"),
        ("user.directNumber", [("error", "wrong-profile")], "appuser.directNumber"),
        ("user.nothing", [("error", "wrong-profile")], ""),
        ('"#" + user.directNumber', [("error", "wrong-profile")], '"#" + appuser.directNumber'),
        ("appUser.directNumber", [("warning", "profile-case")], "appuser.directNumber"),
        ("apuser.directNumber", [("error", "unknown-profile")], "appuser.directNumber"),
        ("slack.email", [("warning", "unknown-profile")], ""),
        ("idpuser.email", [("error", "wrong-profile")], ""),
        ("session.amr", [("error", "wrong-profile")], ""),
        ("appuser", [("error", "whole-profile")], ""),
        ('"x" + null', [("warning", "null-in-concatenation")], ""),
        (
            'appuser.active ? "a" : "b"',
            [("warning", "null-condition")],
            '(appuser.active == true) ? "a" : "b"',
        ),
        ('appuser.userName ? "a" : "b"', [("error", "not-a-condition")], ""),
        ('null ? "a" : "b"', [("error", "not-a-condition")], ""),
        ('"" + (appuser.level + 1)', [("warning", "null-in-arithmetic")], ""),
        ('String.startsWith(appuser.directNumber, "+") ? "a" : "b"', [("warning", "null-argument")], ""),
        ("String.toUpperCase(appuser.level)", [("warning", "null-argument")], ""),
        ("String.toUpperCase(7)", [("warning", "argument-type")], ""),
        (
            "toUpperCase(appuser.userName)",
            [("warning", "deprecated")],
            "String.toUpperCase(appuser.userName)",
        ),
        ('isSuperOrgAdmin() ? "a" : "b"', [("warning", "undocumented")], ""),
        ('appuser.userName matches "a" ? "a" : "b"', [("warning", "deprecated")], ""),
        (
            'appuser.directNumber matches "a" ? "a" : "b"',
            [("warning", "null-in-matches"), ("warning", "deprecated")],
            "",
        ),
        ('Arrays.isEmpty(appuser.tags) ? "a" : "b"', [("warning", "not-in-conditions")], ""),
        ('appuser.userName eq "x" ? "a" : "b"', [("info", "undocumented")], ""),
        ('appuser.level == "7" ? "a" : "b"', [("warning", "compares-types")], ""),
        ('appuser.level < "7" ? "a" : "b"', [("error", "compares-types")], ""),
        ("{1} + {2}", [("error", "no-operator")], ""),
        ("appuser.tags[0]", [("warning", "null-index")], ""),
        ("appuser.a.b", [("error", "unknown-attribute")], ""),
        ("appuser.userName.length", [("error", "no-attribute")], ""),
        ('appuser["userName"]', [("warning", "argument-type")], "appuser.userName"),
        ("appuser.userName[0]", [("warning", "argument-type")], ""),
        ('((appuser))["userName"]', [("warning", "argument-type")], "appuser.userName"),
        ("appuser.user-name", [("error", "unknown-attribute")], "appuser.userName"),
        ("appuser.mobile-phone", [("error", "unknown-attribute")], ""),
        (
            'appuser.userName == none ? "" : "a"',
            [("error", "unknown-attribute")],
            'appuser.userName == null ? "" : "a"',
        ),
        ("Time.now", [("error", "unknown-profile")], ""),
        ('appuser.directNumber || ""', [("error", "not-a-condition")], ""),
        ('appuser.directNumber AND "x" AND "y"', [("error", "not-a-condition")], ""),
        ("!appuser.directNumber", [("error", "not-a-condition")], ""),
        ('"" + (1 + null)', [("error", "no-operator")], ""),
        ("null + null", [("error", "no-operator")], ""),
        ('appuser.level + 1 + "x"', [("warning", "null-in-arithmetic")], ""),
        ('"x" + Convert.toInt(appuser.level)', [("warning", "null-argument")], ""),
        (
            "Arrays.flatten(appuser.tags)[0]",
            [("warning", "null-argument")],
            "Arrays.flatten(appuser.tags != null ? appuser.tags : {})[0]",
        ),
        (
            '"x" + getManagerUser("active_directory").email',
            [("warning", "null-in-concatenation"), ("info", "no-trigger")],
            '"x" + (getManagerUser("active_directory").email ?: "")',
        ),
        ('isMemberOfGroupName("Staff") ? "a" : "b"', [("info", "no-trigger")], ""),
        ('hasDirectoryUser() ? findDirectoryUser().title : ""', [("info", "no-trigger")], ""),
        ('user.isMemberOfGroupName("Staff") ? "a" : "b"', [("warning", "undocumented")], ""),
        ("appuser.userName +", [("error", "syntax")], ""),
        ("user.profile.email", [("error", "identity-engine")], "user.email"),
    ],
)
def test_finding(source, found, fix):
    """Each mistake gives its one finding, with the corrected expression where there is one."""
    findings = to_okta(source)
    assert codes(findings) == found
    assert findings[0].fix == fix


def test_the_other_direction_reads_the_user():
    """From Okta to an app, `user` is right and `appuser` is what is written."""
    assert to_app("user.email") == []
    assert codes(to_app("appuser.userName")) == [("error", "wrong-profile")]
    assert to_app("ringcentral.userName") == []
    assert codes(to_app("user.emial")) == [("error", "unknown-attribute")]


def test_without_schemas_only_the_text_is_checked():
    """A rule that needs a schema is skipped; the null trap and the direction need none."""
    assert codes(check("user.x", direction="to_okta")) == [("error", "wrong-profile")]
    assert codes(check('"#" + appuser.x', direction="to_okta")) == [("warning", "null-in-concatenation")]
    assert check("appuser.anything", direction="to_okta", target="primaryPhone") == []


def test_a_direction_that_does_not_exist_is_the_callers_mistake():
    """It is not a finding about the expression."""
    with pytest.raises(ValueError, match="to_okta or to_app"):
        check("1", direction="sideways")


def test_several_mistakes_come_errors_first():
    """Findings are ordered by severity, then by place."""
    findings = to_okta('toLowerCase(appuser.nope) + user.x + appuser.directNumber gt "1"')
    assert codes(findings) == [
        ("error", "unknown-attribute"),
        ("error", "wrong-profile"),
        ("warning", "deprecated"),
        ("warning", "target-type"),
        ("warning", "null-in-concatenation"),
        ("info", "undocumented"),
    ]


@pytest.mark.parametrize(
    "document", [{}, {"definitions": None}, {"definitions": {"base": {"properties": []}}}]
)
def test_a_schema_without_attributes_is_no_crash(document):
    """A document that has none of the expected parts makes every attribute unknown."""
    findings = check("appuser.x", direction="to_okta", source_schema=document)
    assert codes(findings) == [("error", "unknown-attribute")]


OKTA_PAGES = Path(__file__).parents[2] / "cases" / "expression" / "okta_pages.json"
PUBLISHED = {case["expression"]: case for case in json.loads(OKTA_PAGES.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("expression", [one for one in PUBLISHED if "idpuser" not in one])
def test_what_okta_publishes_is_never_refused(expression):
    """Every example of Okta's pages and articles passes, with warnings at most, in one of the two directions."""
    findings = [check(expression, direction=direction) for direction in ("to_okta", "to_app")]
    assert any(all(finding.severity != "error" for finding in one) for one in findings), findings


@pytest.mark.parametrize("schema", [{"name": "active_directory", "definitions": {}}, {"definitions": {}}])
@pytest.mark.parametrize("name", ["externalId", "dn", "managerUpn", "objectSid"])
def test_an_attribute_of_oktas_own_pages_is_a_warning_where_the_schema_does_not_show_it(schema, name):
    """Okta's own mappings of Active Directory read these; another app has no such attribute but externalId."""
    (finding,) = check(f"appuser.{name}", direction="to_okta", source_schema=schema)
    assert (finding.severity, finding.code) == ("warning", "undiscovered-attribute")
    (other,) = to_okta(f"appuser.{name}", None)
    assert other.severity == ("warning" if name == "externalId" else "error")


@pytest.mark.parametrize("target_schema", [None, {"definitions": {}}, APP])
@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("Engineer", 'has no attribute Engineer; a text needs quotes: "Engineer"'),
        ("getManagerUser(active_directory).email", 'a text needs quotes: "active_directory"'),
    ],
)
def test_a_bare_word_towards_an_app_is_refused_whatever_is_known_of_the_app(target_schema, source, message):
    """A schema without a name, or none at all, is no app named ""."""
    for direction in ("to_app", "to_okta"):
        findings = check(source, direction=direction, source_schema=USER, target_schema=target_schema)
        assert codes(findings) == [("error", "unknown-attribute")]
        assert message in findings[0].message


@pytest.mark.parametrize(
    ("source", "told", "fix"),
    [
        (
            'user.x != null or user.x != ""',
            "always true; AND is probably meant",
            'user.x != null AND user.x != ""',
        ),
        ('user.x != "a" OR user.y == 1 OR "b" != user.x', "always true; AND is probably meant", ""),
        (
            'user.x == "a" AND user.x == "b"',
            "always false; OR is probably meant",
            'user.x == "a" OR user.x == "b"',
        ),
        ("user.x == null OR user.x != null", "always true", ""),
        ("user.x == null AND user.x != null", "always false", ""),
        ('user.x != null AND user.x != ""', "", ""),
        ('user.x == null OR user.x == ""', "", ""),
        ('user.x != null OR user.y != ""', "", ""),
        ('user.x == "a" OR user.x != "b"', "", ""),
        ('user.x == null AND user.x != "b"', "", ""),
        ('user.x != "a" OR user.x != "a"', "", ""),
        ("user.x != 1 OR user.x != 1.0", "", ""),
    ],
)
def test_a_condition_that_holds_for_everybody_or_for_nobody_is_a_warning(source, told, fix):
    """Okta warns that `x != null or x != ""` moves masses; what really depends on a person has no finding."""
    for text in (source, f'({source}) ? "a" : "b"'):
        found = [one for one in check(text, direction="to_app") if one.code == "constant-condition"]
        assert [one.severity for one in found] == (["warning"] if told else [])
        for one in found:
            assert told in one.message
            assert one.fix == (text.replace(source, fix) if fix else "")
            assert not one.fix or not [x for x in check(one.fix, direction="to_app") if x.code == one.code]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("appuser.later", "unknown-attribute"),
        ("user.email", "wrong-profile"),
        ("appuser.userName +", "syntax"),
        ("getNobody(appuser.userName)", "syntax"),
        ("user.profile.email", "identity-engine"),
        ("{1} + {2}", "no-operator"),
        ("appuser.active", "target-type"),
        ('"12345678901234567890+"', "target-length"),
    ],
)
def test_every_refusal_can_be_turned_into_a_warning_by_its_code(source, code):
    """Whoever knows better than this checker names the check; nothing else is let through by it."""
    target = "flag" if code == "no-operator" else "rank" if code == "target-type" else "primaryPhone"

    def severities(*allow):
        findings = check(
            source, direction="to_okta", source_schema=APP, target_schema=USER, target=target, allow=allow
        )
        return [(one.severity, one.code) for one in findings if one.code == code]

    assert severities() == [("error", code)]
    assert severities("deprecated") == [("error", code)]
    assert severities(code, "deprecated") == [("warning", code)]


def test_the_cure_of_flatten_is_the_articles_own():
    """`{}` contributes no element, so it is what the warning about a null offers."""
    (finding,) = to_okta("Arrays.flatten(appuser.tags, appuser.userName)", "words")
    assert finding.code == "null-argument"
    assert finding.fix == "Arrays.flatten(appuser.tags != null ? appuser.tags : {}, appuser.userName)"
    assert to_okta(finding.fix, "words") == []
    given = {"appuser": {"userName": "u"}}
    assert compile_expression(finding.fix).evaluate(given).value == ["u"]


def test_a_function_on_an_app_instance_is_undocumented_and_not_a_mistake():
    """Production mappings have them; what they give nobody has published."""
    (finding,) = check("ringcentral.findUser(appuser.email)", direction="to_okta")
    assert (finding.severity, finding.code) == ("warning", "undocumented")
    assert "ringcentral.findUser is documented nowhere" in finding.message
    assert [one.attribute for one in references("ringcentral.findUser(appuser.email)")] == ["email"]
