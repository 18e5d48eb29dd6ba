"""The definition of the form: its conditions here and in the browser, its rules, its export."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.enums import PersonRole
from casework.models import User
from outreach.enums import AgeBand
from outreach.forms.definition import VERSION, definition
from outreach.forms.encounter import current_definition
from outreach.forms.offers import CONTACT_ASKED, Receiver, on_offer
from outreach.forms.questions import CHILD
from outreach.forms.rules import foreign, holds, kept, missing
from outreach.forms.shapes import Definition, Kind

JS = Path(__file__).parents[2] / "static" / "js" / "form-conditions.js"
NODE = shutil.which("node")
ADULTS = Receiver("Vuxenenheten", age_from=18)
YOUNG = Receiver("Ungdomsenheten", age_to=20)
CHILDREN = Receiver("Barnsamordnaren")
TYPED = (Kind.TEXT, Kind.PHONE, Kind.NOTE)
STOCKHOLM = definition({"mika": [ADULTS], "kast": [ADULTS], "stodcentrum": [YOUNG]})

FIELDS = ["age", "age_band", "role", "home"]
ANSWERS = st.one_of(
    st.sampled_from(
        ["", " ", "0", "17", "18", "17.5", " 17 ", "1e1", "+3", "-1", ".5", "18.", "x"]
    ),
    st.sampled_from([band.value for band in AgeBand]),
    st.integers(-5, 130).map(str),
)
VALUES = st.dictionaries(st.sampled_from(FIELDS), st.lists(ANSWERS, max_size=3), max_size=4)
LEAVES = st.one_of(
    st.builds(lambda f, v: {"field": f, "in": v}, st.sampled_from(FIELDS), st.lists(ANSWERS)),
    st.builds(lambda f, v: {"field": f, "under": v}, st.sampled_from(FIELDS), st.integers(-1, 99)),
    st.builds(lambda f, v: {"field": f, "answered": v}, st.sampled_from(FIELDS), st.booleans()),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)


def in_the_browser(cases: Sequence[tuple[Any, Mapping[str, list[str]]]]) -> list[bool]:
    """What the browser's evaluator says, run under node."""
    assert NODE is not None
    script = (
        f"import {{ holds }} from {json.dumps(JS.as_uri())};"
        "let text = ''; for await (const part of process.stdin) text += part;"
        "console.log(JSON.stringify(JSON.parse(text).map("
        "([c, v]) => holds(c, new Map(Object.entries(v))))));"
    )
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", script],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[bool] = json.loads(done.stdout)
    return found


def conditions_of(form: Definition) -> list[Any]:
    found = [section.show_when for section in form.sections]
    for section in form.sections:
        for question in section.questions:
            found.append(question.show_when)
            found += [choice.show_when for choice in question.choices]
    found += [part for rule in form.rules for part in (rule.when, rule.needs)]
    return [json.loads(json.dumps(condition)) for condition in found if condition is not None]


@pytest.mark.skipif(NODE is None, reason="node runs the browser's half")
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(CONDITIONS, VALUES), min_size=100, max_size=200))
def test_python_and_the_browser_agree(cases: list[tuple[Any, dict[str, list[str]]]]) -> None:
    assert [holds(c, v) for c, v in cases] == in_the_browser(cases)


@pytest.mark.skipif(NODE is None, reason="node runs the browser's half")
def test_python_and_the_browser_agree_on_the_form_itself() -> None:
    ages: list[dict[str, list[str]]] = [{}]
    ages += [{"age": [str(age)]} for age in (0, 17, 18, 20, 21, 99)]
    ages += [{"age_band": [band.value]} for band in AgeBand]
    extras: list[dict[str, list[str]]] = [
        {}, {"offered_support": ["yes"], "offers": ["mika"]}, {"offer_mika_answer": ["accepted"]},
        {"home": ["municipality"]}, {"at_night": ["yes"], "concern_report": ["no"]},
    ]  # fmt: skip
    cases = [(c, a | e) for c in conditions_of(STOCKHOLM) for a in ages for e in extras]
    assert [holds(c, v) for c, v in cases] == in_the_browser(cases)


@pytest.mark.parametrize("condition", [{}, {"field": "age"}, {"every": []}])
def test_an_unknown_condition_is_no_condition(condition: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Unknown"):
        holds(condition, {})


@pytest.mark.parametrize("band", list(AgeBand))
@pytest.mark.parametrize(
    ("receiver", "young", "old"), [(ADULTS, False, True), (YOUNG, True, False)]
)
def test_age_limits_of_units_become_conditions(
    band: AgeBand, receiver: Receiver, *, young: bool, old: bool
) -> None:
    condition = on_offer("mika", [receiver], CHILD)
    assert condition is not None
    offered = holds(condition, {"age_band": [band.value]})
    if band in (AgeBand.UNDER_15, AgeBand.FROM_15_TO_17, AgeBand.POSSIBLY_UNDER_18):
        assert offered is young
    elif band == AgeBand.UNKNOWN:
        assert offered is True
    elif band != AgeBand.FROM_18_TO_20:
        assert offered is old


@pytest.mark.parametrize(("age", "offered"), [("17", False), ("18", True), ("", True)])
def test_an_exact_age_decides_like_the_unit(age: str, *, offered: bool) -> None:
    condition = on_offer("mika", [ADULTS], CHILD)
    assert condition is not None
    assert holds(condition, {"age": [age]}) is offered


def faults(role: PersonRole, **values: str | list[str]) -> list[str]:
    given_values = {k: v if isinstance(v, list) else [v] for k, v in values.items()}
    base = {"happened_at": ["2026-03-12T22:00"], "arena": ["street"], CONTACT_ASKED: ["mika"]}
    found = kept(STOCKHOLM, role, base | given_values)
    return sorted(
        fault.field
        for fault in [
            *foreign(STOCKHOLM, role, found, "no"),
            *missing(STOCKHOLM, role, found, complete=True),
        ]
    )


TOLD: dict[str, str | list[str]] = {
    "age_band": "25_29",
    "told_of_rights": "yes",
    "offered_support": "yes",
    "offers": ["mika"],
    "offer_mika_answer": "declined",
}
CHILD_DONE: dict[str, str | list[str]] = {
    "age": "16",
    "told_of_rights": "yes",
    "offered_support": "no",
    "not_offered_reason": "left",
    "concern_report": "yes",
    "guardians_contacted": "no",
    "guardians_reason": "danger",
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"age_band": ""}, ["age_band"]),
        ({"told_of_rights": ""}, ["told_of_rights"]),
        ({"told_of_rights": "no"}, ["not_told_reason"]),
        ({"told_of_rights": "no", "not_told_reason": "left"}, []),
        ({"offered_support": ""}, ["offered_support"]),
        ({"offered_support": "no"}, ["not_offered_reason"]),
        ({"offers": []}, ["offers"]),
        ({"offer_mika_answer": ""}, ["offer_mika_answer"]),
        ({"offer_mika_answer": "not_possible"}, ["offer_mika_reason"]),
        ({"offer_mika_answer": "not_possible", "offer_mika_reason": "no_place"},
         ["offer_mika_need"]),
        ({"offers": ["kast"]}, ["offer_kast_answer", "offers"]),
        ({"offer_mika_answer": "accepted"}, ["offer_mika_no_contact"]),
        ({"offer_mika_answer": "accepted", "offer_mika_language": "rumänska"},
         ["offer_mika_no_contact"]),
        ({"offer_mika_answer": "accepted", "offer_mika_alias": "Freja"}, []),
        ({"offer_mika_answer": "accepted", "offer_mika_number": "070-174 06 99"}, []),
        ({"offer_mika_answer": "accepted", "offer_mika_no_contact": "yes"}, []),
        ({"offer_mika_answer": "accepted", "contact_asked": []}, []),
        ({"offers": ["emergency"], "offer_emergency_answer": "accepted"}, []),
        ({"home": "municipality"}, ["home_municipality"]),
        ({"age_band": "possibly_under_18", "offers": ["mika"]},
         # Mikamottagningen takes no child, and what is there for children was not offered.
         ["concern_report", "guardians_contacted", "offers", "offers"]),
    ],
)  # fmt: skip
def test_what_an_exploited_persons_form_must_hold(
    changes: dict[str, Any], expected: list[str]
) -> None:
    assert faults(PersonRole.EXPLOITED, **TOLD | changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"at_night": "yes"}, ["emergency_called_at"]),
        ({"at_night": "yes", "emergency_called_at": "2026-03-12T22:10"}, []),
        ({"at_night": "yes", "emergency_reason": "police"}, []),
        ({"concern_report": "no"}, ["concern_report_reason"]),
        ({"guardians_reason": ""}, ["guardians_reason"]),
        ({"exploitation_form": "sexual", "sexual_kind": "for_payment"}, ["sexual_kind"]),
        ({"exploitation_form": "sexual", "sexual_kind": "sugar_dating"}, []),
    ],
)
@pytest.mark.parametrize("role", [PersonRole.EXPLOITED, PersonRole.SUSPECTED_BUYER])
def test_a_child_is_a_child_whatever_the_role(
    role: PersonRole, changes: dict[str, Any], expected: list[str]
) -> None:
    if role == PersonRole.SUSPECTED_BUYER:
        expected = [name for name in expected if name != "sexual_kind"]
    assert faults(role, **CHILD_DONE | changes) == expected


@pytest.mark.parametrize("role", [PersonRole.EXPLOITED, PersonRole.SUSPECTED_BUYER])
def test_every_child_is_offered_what_is_there_for_children(role: PersonRole) -> None:
    """Where units of the city receive it and take the age; an answer may be "not possible"."""
    both = definition({"stodcentrum": [YOUNG], "regional_coordinator_children": [CHILDREN]})
    elder = definition({"stodcentrum": [Receiver("Stödcentrum", age_from=15)]})

    def asks(form: Definition, age: str, *offers: str) -> bool:
        values = {"age": [age], "offered_support": ["yes"], "offers": list(offers)}
        return any(f.field == "offers" for f in missing(form, role, values, complete=True))

    children = ["stodcentrum", "regional_coordinator_children"]
    wanted = [(["barnahus"], True), (children[:1], True), (children[1:], True), (children, False)]
    for offers, asked in wanted:
        assert asks(both, "16", *offers) is asked
    assert [asks(elder, age, "barnahus") for age in ("14", "15", "18")] == [False, True, False]
    assert asks(definition({}), "16", "barnahus") is False


@pytest.mark.parametrize(
    ("offers", "named"),
    [
        ([], ["Stödcentrum", "Regional coordinator for children"]),
        (["stodcentrum"], ["Regional coordinator for children"]),
        (["regional_coordinator_children"], ["Stödcentrum"]),
    ],
)
def test_all_that_a_child_is_to_be_offered_is_said_at_once(
    offers: list[str], named: list[str]
) -> None:
    both = definition({"stodcentrum": [YOUNG], "regional_coordinator_children": [CHILDREN]})
    values = {"age": ["16"], "offered_support": ["yes"], "offers": ["barnahus", *offers]}
    with translation.override("en"):
        found = missing(both, PersonRole.EXPLOITED, values, complete=True)
        (said,) = [str(fault.message) for fault in found if fault.field == "offers"]
    assert f"offered {', '.join(named)} too: " in said


@pytest.mark.parametrize("role", [PersonRole.RELATIVE, PersonRole.OTHER])
@pytest.mark.parametrize(
    ("given_values", "expected"),
    [
        ({}, ["gender"]),
        ({"gender": "unknown"}, []),
        ({"age": "45"}, []),
        ({"age_band": "unknown"}, []),
    ],
)
def test_nobody_is_counted_of_whom_nothing_is_said(
    role: PersonRole, given_values: dict[str, str], expected: list[str]
) -> None:
    assert faults(role, **given_values) == expected


def test_the_emergency_reason_goes_once_the_time_is_noted() -> None:
    asked = {"age": ["16"], "at_night": ["yes"], "emergency_reason": ["police"]}
    kept_now = kept(STOCKHOLM, PersonRole.EXPLOITED, asked)
    assert kept_now["emergency_reason"] == ["police"]
    asked["emergency_called_at"] = ["2026-03-12T22:10"]
    assert "emergency_reason" not in kept(STOCKHOLM, PersonRole.EXPLOITED, asked)


def test_the_contact_details_name_the_unit_that_opens_them() -> None:
    alone = {q.name: q for q in STOCKHOLM.questions(PersonRole.EXPLOITED)}
    with translation.override("en"):
        assert str(alone["offer_mika_alias"].heading) == "How Vuxenenheten reaches the person"
    shared = definition({"mika": [ADULTS, YOUNG]}).questions(PersonRole.EXPLOITED)
    heading = next(q.heading for q in shared if q.name == "offer_mika_alias")
    with translation.override("en"):
        assert str(heading) == "How the receiving unit reaches the person"


def test_a_buyer_is_asked_for_contact_details_for_kast_alone() -> None:
    asked = {q.name for q in STOCKHOLM.questions(PersonRole.SUSPECTED_BUYER)}
    extras = ("alias", "number", "time", "language", "no_contact")
    for extra in extras:
        assert {name for name in asked if name.endswith(f"_{extra}")} == {f"offer_kast_{extra}"}
    yes = {
        "age": ["16"], "offered_support": ["yes"], "offers": ["stodcentrum"],
        "offer_stodcentrum_answer": ["accepted"], CONTACT_ASKED: ["stodcentrum"],
    }  # fmt: skip
    asks = "offer_stodcentrum_no_contact"
    for role, wanted in ((PersonRole.SUSPECTED_BUYER, False), (PersonRole.RELATIVE, True)):
        faults = {fault.field for fault in missing(STOCKHOLM, role, yes, complete=True)}
        assert (asks in faults) is wanted


def test_what_is_hidden_is_dropped_with_what_hangs_on_it() -> None:
    values = {
        "offered_support": ["no"], "offers": ["mika"], "offer_mika_answer": ["accepted"],
        "offer_mika_number": ["070"], "trafficking": ["yes"], "age": ["20"],
    }  # fmt: skip
    assert kept(STOCKHOLM, PersonRole.EXPLOITED, values) == {
        "offered_support": ["no"], "trafficking": ["yes"], "age": ["20"],
    }  # fmt: skip
    assert "trafficking" not in kept(STOCKHOLM, PersonRole.SUSPECTED_BUYER, values)


def test_only_the_exploited_are_asked_about_exploitation() -> None:
    asked = {role: {q.name for q in STOCKHOLM.questions(role)} for role in PersonRole}
    only = {"trafficking", "exploitation_form", "sexual_kind", "children_in_care"}
    assert only <= asked[PersonRole.EXPLOITED]
    for role in (PersonRole.SUSPECTED_BUYER, PersonRole.RELATIVE, PersonRole.OTHER):
        assert not only & asked[role]


def test_the_export_is_plain_data_in_either_language() -> None:
    swedish, english = STOCKHOLM.as_json("sv"), STOCKHOLM.as_json("en")
    assert json.loads(json.dumps(english)) == json.loads(json.dumps(english, default=str))
    assert (english["version"], swedish["version"]) == (VERSION, VERSION)
    names = [q["name"] for s in english["sections"] for q in s["questions"]]
    assert names == [q.name for s in STOCKHOLM.sections for q in s.questions]
    assert len(names) == len(set(names))
    assert english["sections"][0]["title"] == "The person"


def test_every_condition_and_rule_names_a_field_that_exists() -> None:
    names = {q.name for s in STOCKHOLM.sections for q in s.questions}
    names |= {"at_night", CONTACT_ASKED}

    def fields(condition: Any) -> set[str]:
        if "field" in condition:
            return {condition["field"]}
        parts = condition.get("all") or condition.get("any") or [condition.get("not")]
        return {name for part in parts if part for name in fields(part)}

    used = {name for condition in conditions_of(STOCKHOLM) for name in fields(condition)}
    assert used <= names
    assert {rule.field for rule in STOCKHOLM.rules} <= names


def test_typing_is_only_ever_optional() -> None:
    typed = {q.name for s in STOCKHOLM.sections for q in s.questions if q.kind in TYPED}
    assert typed
    assert not typed & {rule.field for rule in STOCKHOLM.rules}


@pytest.mark.django_db
def test_the_citys_own_units_decide(worker: User) -> None:
    form = current_definition()
    offers = next(q for q in form.questions(PersonRole.EXPLOITED) if q.name == "offers")
    child = {"age": ["15"]}
    shown = {
        c.code
        for c in offers.choices
        if PersonRole.EXPLOITED in c.roles and (c.show_when is None or holds(c.show_when, child))
    }
    assert {"stodcentrum", "barnahus", "regional_coordinator_children", "emergency"} <= shown
    assert not {"mika", "kast", "regional_coordinator"} & shown
