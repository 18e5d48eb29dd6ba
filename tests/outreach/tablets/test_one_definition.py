"""What a tablet is given of the form says what the server's form says: one definition of both.

The definition goes through JSON, as a tablet gets it, and is evaluated from that alone.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.enums import PersonRole
from casework.forms.moments import written
from casework.models import User
from outreach.enums import SupportKind
from outreach.forms.encounter import EncounterForm, current_definition, is_night
from outreach.forms.rules import holds
from outreach.models import Shift
from tests.outreach.build import ongoing
from tests.outreach.tablets.build import now

pytestmark = pytest.mark.django_db
Values = dict[str, list[str]]
TYPED = {"phone": "070-174 06 99", "text": "Freja", "note": "Lugnt vid stationen."}


@pytest.fixture
def definition() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(current_definition().as_json("sv")))
    return found


@pytest.fixture
def shift(worker: User) -> Shift:
    return ongoing(worker)


def asked(definition: dict[str, Any], role: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [
        (section, question)
        for section in definition["sections"]
        for question in section["questions"]
        if role in question["roles"]
    ]


def is_shown(part: dict[str, Any], values: Values) -> bool:
    return part["show_when"] is None or holds(part["show_when"], values)


def kept(definition: dict[str, Any], role: str, values: Values) -> Values:
    found = dict(values)
    while True:
        hidden = [
            q["name"]
            for s, q in asked(definition, role)
            if q["name"] in found and not (is_shown(s, found) and is_shown(q, found))
        ]
        if not hidden:
            return found
        for name in hidden:
            del found[name]


def faults(definition: dict[str, Any], role: str, values: Values, *, whole: bool) -> set[str]:
    """The fields that a tablet would ask about, by the definition it was given."""
    found = {
        rule["field"]
        for rule in definition["rules"]
        if role in rule["roles"]
        and (whole or rule["always"])
        and (rule["when"] is None or holds(rule["when"], values))
        and not holds(rule["needs"], values)
    }
    for _section, question in asked(definition, role):
        offered = {
            choice["code"]
            for choice in question["choices"]
            if role in choice["roles"] and is_shown(choice, values)
        }
        given_here = values.get(question["name"], [])
        if question["choices"] and not set(given_here) <= offered:
            found.add(question["name"])
    return found & {q["name"] for _, q in asked(definition, role)}


def answer(data: st.DataObject, question: dict[str, Any]) -> list[str]:
    kind, codes = question["kind"], [choice["code"] for choice in question["choices"]]
    if kind in TYPED:
        return [TYPED[kind]]
    if kind == "number":
        return [str(data.draw(st.integers(0, 40)))]
    if kind == "many":
        return data.draw(st.lists(st.sampled_from(codes), unique=True, min_size=1))
    if codes:
        return [data.draw(st.sampled_from(codes))]
    return [written(now() - timedelta(minutes=20))] if kind == "moment" else []


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_tablet_asks_for_what_the_server_asks_for(
    definition: dict[str, Any], shift: Shift, data: st.DataObject
) -> None:
    role, whole = data.draw(st.sampled_from(list(PersonRole))), data.draw(st.booleans())
    when = now() - timedelta(minutes=30)
    values: Values = {"happened_at": [written(when)], "arena": ["street"]}
    for _section, question in asked(definition, role):
        if question["name"] not in values and data.draw(st.booleans()):
            values[question["name"]] = answer(data, question)
    values = {name: found for name, found in values.items() if found}
    posted = MultiValueDict(values | {"action": ["complete" if whole else "draft"]})
    form = EncounterForm(role=role, shift=shift, data=posted)
    known = {
        "at_night": ["yes" if is_night(when) else "no"],
        "contact_asked": [kind.value for kind in SupportKind],
    }
    here = kept(definition, role, values | known)
    assert set(form.errors) == faults(definition, role, here, whole=whole)
    assert set(here) - set(known) == set(form.values) - set(known) - {"action"}


def test_a_rule_that_differs_would_be_found(definition: dict[str, Any], shift: Shift) -> None:
    values: Values = {"happened_at": [written(now())], "arena": ["street"]}
    posted = MultiValueDict(values | {"action": ["complete"]})
    form = EncounterForm(role=PersonRole.EXPLOITED, shift=shift, data=posted)
    assert set(form.errors) == faults(definition, "exploited", values, whole=True)
    definition["rules"] = definition["rules"][1:]
    assert set(form.errors) != faults(definition, "exploited", values, whole=True)
