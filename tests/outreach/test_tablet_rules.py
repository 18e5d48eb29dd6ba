"""The tablet checks its form as the server does: the same forms, given to both."""

from __future__ import annotations

import itertools
import json
import random
import shutil
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from casework.actions.base import ActionRefused
from casework.enums import PersonRole, Role
from casework.models import User
from casework.working_days import is_office_hour
from outreach.actions.shift_states import end_shift, near_the_plan
from outreach.enums import Arena
from outreach.forms.encounter import EncounterForm, current_definition, is_night
from outreach.forms.offers import CONTACT_ASKED
from outreach.forms.questions import COUNTRIES, LANGUAGES
from outreach.forms.rules import foreign, kept, missing
from outreach.forms.shapes import Definition, Kind, Question
from outreach.forms.tablet import definition_json
from tests.conftest import MakeUser
from tests.night import one_night
from tests.outreach import build

pytestmark = pytest.mark.django_db
MODULE = Path(__file__).parents[2] / "static" / "js" / "tablet" / "rules.js"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node runs the tablet's half")
Values = dict[str, list[str]]
# On every working day from eight to half past four somebody answers, but on a holiday.
MOMENT = "2026-03-12T22:00"

CHECK = """
const { kept, foreign, missing, wrong } = rules;
const said = ({ role, values, complete, shift, now }) => {
  const found = kept(form, role, new Map(Object.entries(values)));
  const faults = new Set(foreign(form, role, found));
  for (const name of missing(form, role, found, complete).keys()) faults.add(name);
  const about = { limits, shift, now, say: (text) => text };
  for (const name of SINGLE ? wrong(form, role, found, about).keys() : []) faults.add(name);
  return [Object.fromEntries(found), [...faults].sort()];
};
"""


def on_the_tablet(script: str, cases: Sequence[Any], payload: Mapping[str, Any]) -> list[Any]:
    """What the tablet's module says about *cases*, run under node."""
    assert NODE is not None
    program = (
        f"import * as rules from {json.dumps(MODULE.as_uri())};"
        "let text = ''; for await (const part of process.stdin) text += part;"
        "const { cases, definition } = JSON.parse(text);"
        "const form = definition.form, limits = definition.limits;"
        f"{script}console.log(JSON.stringify(cases.map(said)));"
    )
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", program],
        input=json.dumps({"cases": cases, "definition": payload}),
        capture_output=True,
        text=True,
        check=True,
        env={"TZ": "Europe/Stockholm"},
    )
    found: list[Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def payload() -> dict[str, Any]:
    """As the tablet gets it: through JSON. The texts do not matter to the rules."""
    form = current_definition().as_json("en")
    read: dict[str, Any] = json.loads(json.dumps(definition_json() | {"form": form}))
    return read


TYPED: dict[Kind, list[str]] = {
    Kind.NUMBER: ["0", "15", "17", "18", "21", "64", "121", "x", ""],
    Kind.COUNTRY: [*COUNTRIES, "other"],
    Kind.LANGUAGE: [*LANGUAGES, "other"],
    Kind.MOMENT: [MOMENT, "2026-03-12T21:30", "2026-03-14T22:00", ""],
    Kind.PHONE: ["070-174 06 99", "ring ej", "12345"],
    Kind.NOTE: ["Väntar vid ingången", "070-174 06 99", "a" * 4001],
    Kind.TEXT: ["Freja", "", "a" * 300],
}


def some_answers(question: Question, pick: random.Random) -> list[str]:
    codes = [choice.code for choice in question.choices]
    if question.kind == Kind.MANY:
        return pick.sample(codes, pick.randint(0, min(3, len(codes))))
    return [pick.choice(codes or TYPED[question.kind])]


def some_form(definition: Definition, role: PersonRole, pick: random.Random) -> Values:
    values: Values = {
        "happened_at": [MOMENT],
        "arena": [pick.choice(Arena.values)],
        "at_night": [pick.choice(["yes", "no"])],
        CONTACT_ASKED: ["mika", "kast"],
    }
    for question in definition.questions(role):
        if question.kind != Kind.MUNICIPALITY and pick.random() < 0.7:
            values[question.name] = some_answers(question, pick)
    return values


@needs_node
def test_hundreds_of_forms_are_judged_alike(payload: dict[str, Any]) -> None:
    definition, pick = current_definition(), random.Random(4)  # noqa: S311 - forms by chance
    cases, expected = [], []
    for index in range(400):
        role = list(PersonRole)[index % 4]
        values = some_form(definition, role, pick)
        complete = pick.random() < 0.8
        cases.append({"role": role.value, "values": values, "complete": complete})
        found = kept(definition, role, values)
        faults = {f.field for f in foreign(definition, role, found, "no")}
        faults |= {f.field for f in missing(definition, role, found, complete=complete)}
        expected.append([found, sorted(faults)])
    answers = on_the_tablet(f"const SINGLE = false;{CHECK}", cases, payload)
    assert answers == expected
    assert sum(1 for _, faults in expected if faults) > 100


@needs_node
def test_single_answers_are_judged_as_by_the_servers_form(
    payload: dict[str, Any], make_user: MakeUser
) -> None:
    """The server's own form, field by field, against the tablet: age, numbers, note, times."""
    shift = one_night(make_user(Role.OUTREACH_WORKER, "pom"), "pom").shift
    now = timezone.now()
    met = timezone.localtime(shift.starts_at)
    base: Values = {
        "happened_at": [met.strftime("%Y-%m-%dT%H:%M")],
        "arena": ["street"],
        "told_of_rights": ["yes"],
        "offered_support": ["yes"],
        "offers": ["mika"],
        "offer_mika_answer": ["accepted"],
    }
    near, late = met + timedelta(minutes=5), now + timedelta(hours=3)
    changes: list[Values] = [
        {},
        *({"age": [age]} for age in ("0", "120", "121", "-1", "17,5", "x", " 40 ")),
        *({"offer_mika_number": [n]} for n in ("070-174 06 99", "ring", "1234", "12345")),
        *({"offer_mika_alias": [text]} for text in ("a" * 60, "a" * 61)),
        *(
            {"note": [text]}
            for text in (
                "Lugn kväll kl 22:15 den 2026-03-12",
                "070-174 06 99",
                "+46 70 174 06 99",
                "19850412-1234",
                "850412 1234",
                "rum 123456",
                "a" * 4001,
            )
        ),
        *(
            {"happened_at": [(met + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")]}
            for hours in (-7, -5, 30)
        ),
        {"age": ["16"], "emergency_called_at": [near.strftime("%Y-%m-%dT%H:%M")]},
        {"age": ["16"], "emergency_called_at": [late.strftime("%Y-%m-%dT%H:%M")]},
        {
            "age": ["16"],
            "emergency_called_at": [(met - timedelta(hours=25)).strftime("%Y-%m-%dT%H:%M")],
        },
    ]
    role, cases, expected = PersonRole.EXPLOITED, [], []
    for change in changes:
        values = base | change
        form = EncounterForm(role=role, shift=shift, data=MultiValueDict(values))
        expected.append(sorted(form.errors))
        cases.append(
            {
                "role": role.value,
                "values": values | {CONTACT_ASKED: [], "at_night": ["no"]},
                "complete": False,
                "shift": {
                    "starts_at": shift.starts_at.isoformat(),
                    "ends_at": shift.ends_at and shift.ends_at.isoformat(),
                },
                "now": now.timestamp() * 1000,
            }
        )
    answers = on_the_tablet(f"const SINGLE = true;{CHECK}", cases, payload)
    assert [faults for _, faults in answers] == expected
    assert sum(1 for faults in expected if faults) > 10


END = """
const said = ({ ends, starts, now, met, nobody }) => rules.wrongEnd(
  { ends: new Date(ends), starts: new Date(starts), now: new Date(now), met, nobody },
  { limits, say: (text) => text })?.[0] ?? "";
"""


@needs_node
@pytest.mark.parametrize("met", [False, True])
def test_the_end_of_a_shift_is_judged_as_by_the_server(
    payload: dict[str, Any], make_user: MakeUser, met: bool
) -> None:
    worker = make_user(Role.OUTREACH_WORKER, "pom")
    now = timezone.now()
    started = now - timedelta(hours=3)
    shift = build.ongoing(worker, started=started)
    if met:
        build.met(shift, worker)
    cases, expected = [], []
    minutes = (-181, -180, -179, 0, 1, 4, 6, 60)
    for after, nobody in itertools.product(minutes, {False, not met}):
        ends = now + timedelta(minutes=after)
        expected.append(end_fault(shift.pk, worker, ends, nobody))
        moments = {"ends": ends, "starts": started, "now": now}
        cases.append(
            {name: moment.isoformat() for name, moment in moments.items()}
            | {"met": met, "nobody": nobody}
        )
    assert on_the_tablet(END, cases, payload) == expected
    assert set(expected) == {"ends_at", ""} | ({"nobody_met"} if not met else set())


def end_fault(shift: uuid.UUID, worker: User, ends: datetime, nobody: bool) -> str:
    """The field that the server refuses; the shift goes on as it was."""
    try:
        with transaction.atomic():
            end_shift(shift_id=shift, by=worker, ends_at=ends, nobody_met=nobody)
            transaction.set_rollback(True)
    except ActionRefused as refused:
        return next(iter(refused.fields))
    return ""


@needs_node
def test_night_is_the_same_night(payload: dict[str, Any]) -> None:
    start = timezone.make_aware(datetime.fromisoformat(f"{timezone.localdate().year}-01-01"))
    moments = [start + timedelta(minutes=97 * n) for n in range(7000)]
    texts = [timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M") for moment in moments]
    whole = [timezone.make_aware(datetime.fromisoformat(text)) for text in texts]
    script = (
        "const said = (text) => rules.isNight(new Date(text), definition.office) ? 'yes' : 'no';"
    )
    expected = ["yes" if is_night(moment) else "no" for moment in whole]
    assert on_the_tablet(script, texts, payload) == expected
    assert any(is_office_hour(moment) for moment in whole)


def test_the_definition_holds_both_languages_and_no_person(payload: dict[str, Any]) -> None:
    assert sorted(payload["languages"]) == ["en", "sv"]
    assert {role["code"] for role in payload["spoken"]["roles"]} == set(PersonRole.values)
    for language in payload["languages"]:
        whole = json.loads(json.dumps(current_definition().as_json(language)))
        assert in_language(payload["spoken"]["form"], language) == whole


def in_language(value: Any, language: str) -> Any:
    """As static/js/tablet/here.js takes one language out."""
    if isinstance(value, list):
        return [in_language(part, language) for part in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"sv", "en"}:
        return value[language]
    return {name: in_language(part, language) for name, part in value.items()}


FAR = """
const said = ({ state, starts_at, ends_at, now }) =>
  rules.farFrom({ state, starts_at, ends_at }, Date.parse(now), limits) ?? "";
"""


@needs_node
def test_a_shift_of_another_time_is_one_that_the_server_does_not_start(
    payload: dict[str, Any],
) -> None:
    planned = timezone.now()
    cases: list[dict[str, str | None]] = []
    expected = []
    for minutes in (-3000, -721, -720, -719, -1, 0, 1, 719, 720, 721, 3000):
        now = planned + timedelta(minutes=minutes)
        cases.append({"starts_at": planned.isoformat(), "now": now.isoformat()})
        far = "to come" if minutes < 0 else "past"
        expected.append("" if near_the_plan(planned, now) else far)
    cases = [case | {"state": "planned", "ends_at": None} for case in cases]
    assert on_the_tablet(FAR, cases, payload) == expected
    assert set(expected) == {"to come", "past", ""}
    # What goes on is of now however long it has gone on; what is ended, for as long a time.
    ended = [case | {"state": "ended", "ends_at": case["starts_at"]} for case in cases]
    assert on_the_tablet(FAR, ended, payload) == [
        "ended" if fault == "past" else "" for fault in expected
    ]
    going_on = [case | {"state": "ongoing"} for case in cases]
    assert set(on_the_tablet(FAR, going_on, payload)) == {""}
