"""Saving an encounter, rules, audit and sealing included, beside its bare INSERTs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.enums import PersonRole
from casework.identifiers import uuid7
from casework.models import City, Unit, User
from outreach.actions.answers import EncounterAnswers, OfferAnswered, ShiftFacts
from outreach.actions.encounters import record_encounter
from outreach.actions.shift_states import start_shift
from outreach.actions.shifts import plan_shift
from outreach.enums import ShiftKind
from tests.benchmarks.conftest import Measured, Ratios, best_of

pytestmark = pytest.mark.benchmark

NIGHT = 40


@pytest.fixture
def shift_id(worker: User) -> Any:
    """A shift that goes on."""
    shift = plan_shift(
        shift_id=uuid7(),
        facts=ShiftFacts(
            unit=Unit.objects.get(code="pom"),
            kind=ShiftKind.JOINT_PATROL,
            starts_at=timezone.now() - timedelta(hours=1),
            municipality=City.objects.get().municipality,
            arena="street",
            crew=(worker,),
        ),
        by=worker,
    )
    start_shift(shift_id=shift.pk, by=worker)
    return shift.pk


def answers() -> EncounterAnswers:
    """The common case: an exploited woman, told, offered one support, said no."""
    values = {
        "happened_at": timezone.now(),
        "arena": "street",
        "age_band": "25_29",
        "gender": "woman",
        "home_kind": "abroad",
        "trafficking": "dont_know",
        "told_of_rights": "yes",
        "offered_support": "yes",
    }
    return EncounterAnswers(
        role=PersonRole.EXPLOITED,
        values=values,
        offers=(OfferAnswered(kind="mika", answer="declined"),),
        note="En anteckning som förseglas.",
        complete=True,
    )


def test_a_night_of_encounters(
    worker: User, shift_id: Any, bare: psycopg.Connection[Any], ratios: Ratios
) -> None:
    def save() -> None:
        record_encounter(encounter_id=uuid7(), shift_id=shift_id, answers=answers(), by=worker)

    save()
    with CaptureQueriesContext(connection) as captured:
        save()
    inserts = [q["sql"] for q in captured.captured_queries if q["sql"].startswith("INSERT")]
    assert len(inserts) >= 3, "encounter, offer and audit event"

    def insert() -> None:
        for statement in fresh(inserts):
            bare.execute(statement)
        bare.commit()

    ours = best_of(3, lambda: a_night_of(save))
    plain = best_of(3, lambda: a_night_of(insert))
    ratios.add(
        Measured(
            f"{NIGHT} encounters saved", ours, plain, 10.0, "to the bare INSERTs, one commit each"
        )
    )


def a_night_of(work: Callable[[], None]) -> None:
    """Do it as often as a long night asks for."""
    for _ in range(NIGHT):
        work()


def fresh(statements: list[str]) -> list[bytes]:
    """The same INSERTs for another encounter: new identifiers, another code."""
    first = statements[0] if "outreach_encounter" in statements[0] else statements[1]
    own = re.search(r"VALUES \('([0-9a-f]{32})'", first)
    assert own is not None
    new = {own[1]: uuid7().hex}
    made = []
    for statement in statements:
        row = re.search(r"VALUES \('([0-9a-f]{32})'", statement)
        assert row is not None
        new.setdefault(row[1], uuid7().hex)
        text = statement
        for old, replacement in new.items():
            text = text.replace(old, replacement)
        # The code is unique on a shift: two identifiers' worth of chance in eight characters.
        text = re.sub(r"'[A-Z]\d{1,3}'", f"'{new[own[1]][-8:]}'", text)
        made.append(text.encode())
        new = {own[1]: new[own[1]]}
    return made
