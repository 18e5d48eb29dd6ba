"""An extract in the person's own words: every column named, no code, nothing that finds a home."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models
from django.utils import timezone, translation

from casework.actions.notes import note_disagreement, sign_note
from casework.actors import acting_as
from casework.crypto import SealedTextField
from casework.enums import Role
from casework.extract import labels
from casework.extract.collect import is_told, sections
from casework.extract.document import as_json, extract_of, readings
from casework.extract.masks import Masks
from casework.identifiers import uuid7
from casework.models import Disclosure, ExtractRequest, IndicatorObservation, Note, Person, User
from casework.person_policies import is_public
from casework.person_tables import owned_tables
from casework.queries.persons import read_file
from casework.trafficking.data import grounds, indicators
from tests.casework.journal import attached, consented, signed, text
from tests.casework.people import kept, stay_at
from tests.casework.rights.build import full_file
from tests.casework.track import track_rows
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db

# Written the same in both languages.
SAME_IN_BOTH: set[str] = set()


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return full_file(worker)


def told_fields() -> Iterator[models.Field[object, object]]:
    """The columns of every told table that tell something in words of their own."""
    for table in owned_tables():
        for field in table.model._meta.local_fields if is_told(table) else ():
            machine = field.primary_key or (
                isinstance(field, models.BinaryField) and not isinstance(field, SealedTextField)
            )
            if not machine and not is_place(field) and labels.is_told(field):
                yield field


def is_place(field: models.Field[object, object]) -> bool:
    """Whether a column only says where in the file its row hangs."""
    target = field.related_model
    if target is Person:
        return field.name in {"person", "content_object"}
    owned = {o.model for o in owned_tables()} - {Note}
    return (
        isinstance(target, type)
        and target is not User
        and not (target is Note or (target not in owned and is_public(target)))
    )


def test_every_column_is_called_something_in_swedish() -> None:
    english: dict[str, str] = {}
    swedish: dict[str, str] = {}
    for language, found in (("en", english), ("sv", swedish)):
        with translation.override(language):
            for field in told_fields():
                found[f"{field.model._meta.label}.{field.name}"] = labels.label_of(field)
    assert len(english) > 100
    assert {name for name in english if english[name] == swedish[name]} == SAME_IN_BOTH


def codes() -> set[str]:
    """Every code of the choices of told tables that is a word of the machine alone."""
    found = {*indicators(), *(q.code for g in grounds().values() for q in g.questions), "sq"}
    for table in owned_tables():
        for field in table.model._meta.local_fields:
            choices = field.choices or getattr(getattr(field, "base_field", None), "choices", None)
            found |= {str(value) for value, _label in choices or () if value}
    return found


def test_no_value_is_a_code(worker: User, person: Person) -> None:
    track_rows(worker, person)
    consented(worker, person)
    first_indicator, ground = next(iter(indicators())), next(iter(grounds().values()))
    with acting_as(worker):
        own: dict[str, Any] = {"person": person, "created_by": worker, "updated_by": worker}
        IndicatorObservation.objects.create(indicator=first_indicator, answer="observed", **own)
        Disclosure.objects.filter(person=person).update(checks=[q.code for q in ground.questions])
        person.languages = ["sq"]
        person.save()
    attached(worker, person, signed(worker, person))
    with acting_as(worker), translation.override("sv"):
        held = sections(person)
    values = [(v.key, v.text) for s in held for e in s.entries for v in e.values]
    # Swedish words that are spelled as their code.
    alike = {"far", "man", "person"}
    bare = codes() - alike
    assert [(k, t) for k, t in values if set(re.split(r"[,\n]\s*", t)) & bare] == []
    assert [t for _k, t in values if t.startswith(("[", "{", "b'"))] == []


def test_a_correction_names_its_note_and_a_disagreement_stands_below_it(
    worker: User, person: Person
) -> None:
    note = signed(worker, person)
    sign_note(
        by=worker,
        person=person,
        draft_id=uuid7(),
        text=text(corrects=note),
    )
    note_disagreement(by=worker, note=note, words="Planterad invändning")
    with acting_as(worker), translation.override("sv"):
        held = {s.code: s for s in sections(person)}
    first, second = held["casework.Note"].entries
    assert [v.text for v in first.values if v.label == "vad du invänder mot den"] == [
        "Planterad invändning"
    ]
    assert "casework.NoteDisagreement" not in held
    (corrects,) = [v for v in second.values if v.name == "corrects"]
    day = next(v.text for v in first.values if v.name == "happened_at")
    assert (corrects.label, corrects.text) == ("rättar", f"Anteckningen om {day}")


def test_a_stay_tells_no_alias(make_user: MakeUser, worker: User, person: Person) -> None:
    keeper = make_user(Role.UNIT_MANAGER, "mika")
    stay_at(kept(keeper, "mika", alias="Planterade Björken"), person, worker, keeper)
    signed(worker, person, fact="Hon bor på planterade björken nu.")
    with acting_as(worker), translation.override("sv"):
        held = sections(person)
        (stay,) = next(s for s in held if s.code == "casework.ShelterStay").entries
        shown = {v.key: "" for s in held for e in s.entries for v in e.values if v.maskable}
        request = ExtractRequest(person=person, masks=Masks(shown).as_text())
        whole = as_json(extract_of(person, request)).decode()
    assert {v.text for v in stay.values if v.name == "shelter"} == {"Skyddat boende"}
    assert [v for v in stay.values if v.name == "confirmed_by"] == []
    assert "björken" not in json.dumps(json.loads(whole), ensure_ascii=False).lower()
    assert "Hon bor på [maskat: skyddad adress eller vistelseort] nu." in whole


def test_the_log_has_one_line_for_a_day_and_reader(worker: User, person: Person) -> None:
    with acting_as(worker):
        for page in ("overview", "overview", "overview"):
            read_file(worker, person.pk, page)
        with translation.override("sv"):
            (line,) = [r for r in readings(person) if "läste" in r.what]
    assert line.who.split(",")[0] == "Uppsökande socialsekreterare"
    assert max(line.did.values()) == 3
    assert line.times == sum(line.did.values())
    assert line.day == timezone.localdate()
