"""Counts, gates, values files and what the document holds: nothing personal unless asked for."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from oktaprofile.impact.change import Attributed, Change, Mapped
from oktaprofile.impact.errors import ImpactError, InvalidExpression
from oktaprofile.impact.gates import Policy, evaluate, policy_of, read_policy, seconds_of, sentence
from oktaprofile.impact.predict import Prediction, Question
from oktaprofile.impact.pseudonyms import Pseudonyms
from oktaprofile.impact.report import Read, document, json_text
from oktaprofile.impact.sources import OUTSIDE
from oktaprofile.impact.values import read_values
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line
from oktaprofile.people.organization_reader import statements_of
from oktaprofile.people.person import AppUser
from oktaprofile.plan.gates import Gate
from tests.unit.impact.small_org import AD, NUMBERS, RINGCENTRAL, SEED, TEXT, change, organization, person

PEOPLE = [
    replace(person(NUMBERS, phone="+14155550142"), id="00u1"),
    replace(person({"directNumber": "+14155550143"}, phone=None), id="00u2"),
    replace(person(None), id="00u3"),
]


def run(question, people=PEOPLE, before=None):
    prediction = Prediction(question, before or organization())
    return prediction.run(
        iter(people), lambda count: Read("org", "https://acme.okta.com", "2026-11-23T12:00:00Z", 0.0, count)
    )


def test_the_document():
    """One target of the seed's change, whole: docs/impact.md describes this."""
    target = document(run(Question(change())))["targets"][0]
    assert target["outcomes"] == {
        "unchanged": 0, "changed": 1, "newly_populated": 0, "blanked": 0, "literal_null": 1, "over_length": 0,
        "error": 0, "refused": 0, "skipped": 0, "undetermined": 0, "not_affected": 1,
    }  # fmt: skip
    assert (target["users"], target["changed"], target["changed_percent"]) == (3, 2, 66.667)
    assert target["shapes"] == [
        {"before": "+9×11", "after": "+9×11#9×3", "outcome": "changed", "users": 1},
        {"before": "∅ (null)", "after": "+9×11#null", "outcome": "literal_null", "users": 1},
    ]
    assert target["source"] == {
        "before": {"type": "PROFILE_MASTER", "apps": []},
        "after": {"type": "OVERRIDE", "apps": ["RingCentral"]},
    }
    phones = {name: count for name, count in target["phones"]["after"].items() if count}
    assert phones == {"e164_with_extension": 1, "invalid": 1}
    assert target["reasons"] == [
        {
            "outcome": "not_affected",
            "reason": f"another source has priority: Workday; {OUTSIDE}",
            "users": 1,
        }
    ]


def test_nobody_is_in_the_document():
    """No number, login or id of anybody, in no form that could be guessed."""
    text = json.dumps(document(run(Question(change()))), ensure_ascii=False)
    for personal in ("555014", "ana@", "00u1", "rc-1"):
        assert personal not in text


def test_samples_only_on_request():
    """So many for each outcome, under pseudonyms; somebody asked for by login under that name."""
    samples = document(run(Question(change(), samples=1, key="k")))["targets"][0]["samples"]
    assert [sample["outcome"] for sample in samples] == ["changed", "literal_null"]
    assert samples[0]["before"] == "+14155550142"
    assert samples[0]["user"] == Pseudonyms("k").of("00u1")
    named = document(run(Question(change(), users=["00u3"])))["targets"][0]["samples"]
    assert [(one["user"], one["outcome"]) for one in named] == [("00u3", "not_affected")]
    missing = run(Question(change(), users=["nobody@example.com"]))
    assert "nobody@example.com is not among the people." in map(str, missing.warnings)


def test_pseudonyms():
    """The same for one key, others for another; without a key every run has its own."""
    assert Pseudonyms("a").of("00u1") == Pseudonyms("a").of("00u1") != Pseudonyms("b").of("00u1")
    assert Pseudonyms().of("00u1") != Pseudonyms().of("00u1")


@pytest.mark.parametrize(
    ("policy", "failed"),
    [
        (Policy(), ["max_literal_null"]),
        (Policy(max_literal_null=1), []),
        (Policy(max_literal_null=None, max_changed_percent=66), ["max_changed_percent"]),
        (Policy(max_literal_null=None, max_changed_percent=67), []),
        (
            Policy(max_literal_null=None, max_blanked=0, max_over_length=0, max_errors=0, max_undetermined=0),
            [],
        ),
    ],
)
def test_gates(policy, failed):
    """A literal null fails unless it is allowed; each limit is for the worst target."""
    report = run(Question(change(), policy))
    assert [gate.name for gate in report.gates if not gate.passed] == failed
    assert report.clear is not bool(failed)


def test_gates_on_what_goes_wrong():
    """Blanked, over the length, undetermined and errors each have theirs."""
    limits = Policy(max_blanked=0, max_over_length=0, max_undetermined=0, max_errors=0)
    cases = {
        "max_blanked": ("appuser.extensionNumber", organization()),
        "max_over_length": ("appuser.directNumber", organization(maxLength=5)),
        "max_errors": ("appuser.directNumber", organization(minLength=50)),
        "max_undetermined": ('String.substringBefore(appuser.directNumber, "x")', organization()),
    }
    for name, (expression, before) in cases.items():
        people = [person({"directNumber": "+14155550100"})]
        report = run(Question(change(expression), limits), people, before)
        assert name in [gate.name for gate in report.gates if not gate.passed]


def test_a_report_that_knows_nothing_says_so():
    """Gates that are passed because nothing could be said are no good news."""
    report = run(Question(change('String.substringBefore(appuser.directNumber, "x")')), [person(NUMBERS)])
    assert report.clear
    assert any("nothing can be said about any of the 1 people" in str(warning) for warning in report.warnings)


def test_a_warning_of_an_app_s_attribute_names_the_app():
    """Okta and an app may have attributes of one name."""
    before = organization()
    line = Line('String.substringBefore(user.primaryPhone, "x")', "PUSH")
    made = Change([Mapped(AD, None, TO_APP, "telephoneNumber", line)])
    report = run(Question(made), [person(NUMBERS)], before)
    assert any(
        str(warning).startswith("Active Directory.telephoneNumber: nothing can")
        for warning in report.warnings
    )


def new_numbers(expression):
    """A change whose expression reads attributes that nobody has values of yet."""
    made = change(expression)
    made.attributed += [Attributed(RINGCENTRAL, None, name, {}) for name in NUMBERS]
    before = organization()
    before.app_schemas[RINGCENTRAL] = {"email": {**TEXT, "required": True}, "fax": TEXT}
    return document(run(Question(made), before=before))


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        (SEED, 2),
        ("'#' + (appuser.extensionNumber ?: '')", 0),
        ("appuser.directNumber", 0),
        ("appuser.email + (appuser.directNumber ?: '')", 0),
        ("appuser.fax + (appuser.directNumber ?: '')", 2),
    ],
)
def test_people_without_values_yet_count_where_an_expression_may_say_null(expression, found):
    """Nothing can be said of them, but that the expression has a hole can; the first deployment is guarded, too."""
    report = new_numbers(expression)
    assert report["targets"][0]["outcomes"]["undetermined"] == 2
    [gate] = [one for one in report["gates"] if one["name"] == "max_literal_null"]
    assert (gate["found"], gate["passed"]) == (found, found == 0)
    said = [one for one in report["warnings"] if "turns a missing value into the word null" in one]
    assert len(said) == bool(found)


def test_a_failed_gate_says_what_to_do():
    """What was found, what is allowed, and the next step; an age in hours."""
    [gate] = [one for one in run(Question(change())).gates if not one.passed]
    assert sentence(gate, "okta.primaryPhone") == (
        "max_literal_null: 1 person at okta.primaryPhone, and at most 0 are allowed. Their value may contain the word "
        'null: guard what may be missing, (x != null ? "#" + x : "").'
    )
    old = Gate("require_fresh_snapshot", 86400.0, 90000.0, False)
    assert "25.0 hours old, and 24 are allowed" in sentence(old, "")


def test_a_values_file_is_not_read_where_nothing_changes(tmp_path):
    """Nobody keeps an export for every plan after the deployment."""
    before = organization()
    same = Change([Mapped(AD, None, TO_APP, "telephoneNumber", Line("user.primaryPhone"))])
    report = run(Question(same, values=tmp_path / "gone.csv", values_app=RINGCENTRAL), before=before)
    assert report.clear
    with pytest.raises(ImpactError, match=r"gone\.csv cannot be read"):
        run(Question(change(), values=tmp_path / "gone.csv", values_app=RINGCENTRAL), before=before)


def test_an_invalid_expression_is_shown_with_its_place():
    """Every one of the change, against the schemas as they will be."""
    with pytest.raises(InvalidExpression) as caught:
        run(
            Question(
                Change([Mapped("RingCentral", None, TO_OKTA, "primaryPhone", Line("appuser.directNumbr"))])
            )
        )
    assert "RingCentral → Okta, primaryPhone: error" in str(caught.value)
    assert "^" in str(caught.value)
    assert "directNumber" in str(caught.value)


def test_an_app_is_found_by_label_or_not_at_all():
    """The names of those that exist help."""
    with pytest.raises(ImpactError, match="no app 'Ringcentral'") as caught:
        run(Question(Change([Mapped("Ringcentral", None, TO_OKTA, "primaryPhone", Line("null"))])))
    assert "RingCentral" in caught.value.next_step


# policies


def test_policy_files(tmp_path):
    """JSON and TOML hold the same; names that are not known are refused, for they would guard nothing."""
    (tmp_path / "p.json").write_text('{"max_blanked": 3, "require_fresh_snapshot": "2h"}')
    assert read_policy(tmp_path / "p.json") == Policy(max_blanked=3, require_fresh_snapshot=7200.0)
    for text, message in (
        ('{"max_blancked": 3}', "max_blancked"),
        ('{"max_blanked": -1}', "from 0"),
        ('{"max_blanked": true}', "from 0"),
        ('{"max_blanked": 1.5}', "whole"),
        ('{"max_changed_percent": NaN}', "not finite"),
        ('{"require_fresh_snapshot": "soon"}', "no duration"),
        ("[]", "names and limits"),
        ("{", "is not JSON"),
        ('{"max_blanked": 0, "max_errors": 1, "max_blanked": 900}', "has 'max_blanked' twice"),
        ("[" * 100_000, "nested too deeply"),
    ):
        (tmp_path / "p.json").write_text(text)
        with pytest.raises(ImpactError, match=message):
            read_policy(tmp_path / "p.json")
    with pytest.raises(ImpactError, match="cannot be read"):
        read_policy(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("max_blanked = 0\nmax_blanked = 900\n", "no TOML"),
        ("max_blanked 0", "no TOML"),
        ('{"max_blanked": 0}', "has a name that ends in .json"),
        ("a = " + "[" * 100_000, "nested too deeply"),
    ],
)
def test_policy_in_toml_that_is_none(tmp_path, text, message):
    """A limit that stands twice, or something else altogether."""
    pytest.importorskip("tomllib")
    (tmp_path / "p.toml").write_text(text)
    with pytest.raises(ImpactError) as caught:
        read_policy(tmp_path / "p.toml")
    assert message in f"{caught.value.message} {caught.value.next_step}"


def test_policy_in_toml(tmp_path):
    """With the profile sources' order, which no API tells."""
    pytest.importorskip("tomllib")
    (tmp_path / "p.toml").write_text(
        'max_changed_percent = 2.5\nprofile_source_order = ["Workday", "RingCentral"]\n'
    )
    policy = read_policy(tmp_path / "p.toml")
    assert policy.max_changed_percent == 2.5
    assert policy.profile_source_order == ("Workday", "RingCentral")
    assert policy.max_literal_null == 0


def test_no_limit_and_durations():
    """null switches a gate off."""
    assert policy_of({"max_literal_null": None}, "x").max_literal_null is None
    assert [seconds_of(text) for text in ("90s", "1.5m", "24h", "7d")] == [90, 90, 86400, 604800]


# values files

SCHEMA = {
    "directNumber": {**TEXT, "title": "Direct Number"},
    "extensionNumber": {**TEXT, "externalName": "ext"},
    "floor": {"type": "integer"},
}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("v.csv", "externalId,Direct Number,EXT,floor,unknown\nrc-1,+14155550100,0101,7,x\nrc-2,,,,\n"),
        ("v.csv", "external id,direct-number,Extension Number,Floor\nrc-1,+14155550100,0101,7\nrc-2,,,\n"),
        ("v.csv", "\ufeffexternalId;directNumber;extensionNumber;floor\nrc-1;+14155550100;0101;7\nrc-2;;;\n"),
        (
            "v.json",
            '[{"externalId": "rc-1", "directNumber": "+14155550100", "ext": "0101", "floor": 7},'
            ' {"externalId": "rc-2"}]',
        ),
        ("v.json", '{"rc-1": {"directNumber": "+14155550100", "ext": "0101", "floor": 7}, "rc-2": {}}'),
    ],
)  # fmt: skip
def test_values_files(tmp_path, name, text):
    """Columns by variable name, external name or title; an extension's leading zero stays; empty is no value."""
    (tmp_path / name).write_text(text, "utf-8")
    values = read_values(tmp_path / name, RINGCENTRAL, SCHEMA)
    found = values.of("00u1", AppUser({"userName": "a"}, "rc-1"))
    assert found == {"userName": "a", "directNumber": "+14155550100", "extensionNumber": "0101", "floor": 7}
    cleared = values.of("00u2", AppUser({"directNumber": "+1"}, "rc-2"))
    assert cleared is not None
    assert (cleared["directNumber"], cleared["extensionNumber"]) == ("", None)
    assert values.of("00u3", AppUser({}, "rc-3")) is None


def test_values_by_user_name(tmp_path):
    """Logins have no case; the file's other key columns do no harm."""
    (tmp_path / "v.csv").write_text("Email,Direct Number\nANA@example.com,+14155550100\n")
    values = read_values(tmp_path / "v.csv", RINGCENTRAL, SCHEMA)
    assert values.of("00u1", AppUser({"userName": "ana@example.com"}))["directNumber"] == "+14155550100"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,directNumber\nx,+14155550142\n", "says nowhere who"),
        ("externalId,directNumber\n", "has no row"),
        ("[]", "has no row"),
        ("externalId,phone\nx,+14155550142\n", "No column"),
        ("externalId,directNumber\nx,+14155550142\nx,+1\n", "two different rows"),
        ("externalId,floor\nx,+1 4155550142\n", "row 1, column floor"),
        ("externalId,directNumber,directNumber\nx,+14155550142,+1\n", "two columns directNumber"),
        ("externalId,directNumber,Direct Number\nx,+14155550142,+1\n", "are both directNumber"),
        ('externalId,directNumber\nx,"+14155550142', "no CSV"),
        ("externalId,directNumber\nx," + "+14155550142" * 20_000, "no CSV"),
        ('{"x": {"directNumber": "+14155550142", "directNumber": "+1"}}', "twice"),
        ("[" * 100_000, "nested too deeply"),
        ("[1]", "list of objects"),
        ("{", "not JSON"),
    ],
)
def test_a_values_file_that_is_none(tmp_path, text, message):
    """Named by row and column, never by value."""
    (tmp_path / "v").write_text(text)
    with pytest.raises(ImpactError, match=message) as caught:
        read_values(tmp_path / "v", RINGCENTRAL, SCHEMA)
    assert "5550142" not in str(caught.value)


def test_who_else_reads_the_attribute():
    """Mappings towards apps, and what apps are sent at sign-on: they get the new text."""
    before = organization()
    before.apps[RINGCENTRAL] = before.apps[RINGCENTRAL]._replace(
        statements=(("number", "user.primaryPhone"), ("mail", "user.email"))
    )
    found = document(run(Question(change()), before=before))["targets"][0]["readers"]
    assert [(one["app"], one["kind"], one["name"]) for one in found] == [
        ("Active Directory", "mapping", "telephoneNumber"),
        ("RingCentral", "saml", "number"),
    ]


def test_an_app_that_people_sign_in_to_by_the_attribute_reads_it():
    """As the subject of SAML, or as the user name there: whoever gets another value is somebody else to that app."""
    app = {
        "settings": {"signOn": {"subjectNameIdTemplate": "${user.primaryPhone}"}},
        "credentials": {"userNameTemplate": {"template": "${source.primaryPhone}", "type": "CUSTOM"}},
    }
    before = organization()
    before.apps[RINGCENTRAL] = before.apps[RINGCENTRAL]._replace(statements=statements_of(app))
    found = document(run(Question(change()), before=before))["targets"][0]["readers"]
    assert [(one["kind"], one["name"]) for one in found if one["app"] == "RingCentral"] == [
        ("saml", "NameID"),
        ("user_name", "userName"),
    ]


def test_one_of_a_million_is_not_nobody():
    """A limit of 0 per cent fails for one person, however many there are."""
    one = SimpleNamespace(changed_percent=0.0001, target=SimpleNamespace(attribute="title", app_id=None))
    nothing = dict.fromkeys(("max_literal_null", "max_refused", "max_not_known"))
    [gate] = evaluate(Policy(max_changed_percent=0, **nothing), [one], 0.0)
    assert (gate.passed, gate.found) == (False, 0.001)


def test_an_attribute_that_is_deleted_takes_everybodys_values_with_it():
    """Counted as blanked, at once, by the same gate; what reads it downstream is undetermined. Nobody is told that no
    value of anybody changes."""
    made = Change(attributed=[Attributed(None, None, "primaryPhone", None, whole=True)])
    people = [PEOPLE[0], replace(PEOPLE[1], id="00u2"), PEOPLE[2]]
    report = run(Question(made, Policy(max_blanked=0), people=True), people)
    found = document(report)
    okta, directory = found["targets"]
    assert (okta["outcomes"]["blanked"], okta["outcomes"]["unchanged"]) == (2, 1)
    assert okta["arrives"] == {"full_import": 0, "own_change": 0, "at_once": 2}
    assert (directory["attribute"], directory["outcomes"]["undetermined"]) == ("telephoneNumber", 2)
    assert (found["verdict"], report.clear) == ("gate_failed", False)
    assert "nothing-changes" not in {one["code"] for one in found["typed_warnings"]}
    [kept, _] = json.loads("".join(json_text(report, found)))["targets"]
    assert {one["after"] for one in kept["people"]} == {None}


def test_a_deleted_attribute_of_an_app_is_warned_of():
    """Its values go, too: they are the app's, so nobody is counted, and nobody is told that nothing changes."""
    made = Change(attributed=[Attributed(RINGCENTRAL, None, "directNumber", None, whole=True)])
    found = document(run(Question(made)))
    assert found["targets"] == []
    assert found["typed_warnings"] == [
        {"code": "app-attribute-deleted", "fields": {"app": "RingCentral", "attribute": "directNumber"}}
    ]
