"""The demonstration's person files: invented people of several kinds, in every state of a file.

The personal numbers are test numbers that the Tax Agency publishes (tests/rules/test_numbers.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from casework.actions.cases import close_case
from casework.actions.file_facts import state_age, write_important
from casework.actions.identity import add_number, write_identity
from casework.actions.links import link_files
from casework.actions.persons import AgeGiven, FileFacts, open_file
from casework.actions.protection import set_protection
from casework.actions.surroundings import add_alert, add_related
from casework.actors import acting_as
from casework.demo import demo_user
from casework.enums import (
    AgeSource,
    AlertKind,
    ClosingReason,
    IdentifierKind,
    IdentityGround,
    PersonRole,
    ProtectedIdentity,
    Relation,
)
from casework.models import Case, Country, Person, Unit, User


@dataclass(frozen=True)
class Invented:
    """One invented person. *by* opens the file in the unit *unit*."""

    by: str
    unit: str
    years: int
    kind: PersonRole = PersonRole.EXPLOITED
    values: dict[str, Any] = field(default_factory=dict)
    country: str = "SE"
    name: tuple[str, str] | None = None
    number: str = ""
    words: str = ""


RO = {"gender": "woman", "languages": ["ro"], "interpreter": "needed"}
SV = {"gender": "woman", "languages": ["sv"], "interpreter": "not_needed"}
MAN = {"gender": "man", "languages": ["sv"]}
SEXUAL = {"exploitation_form": "sexual"}
BUYER = PersonRole.SUSPECTED_BUYER

CHILD = Invented(
    "uppsokare",
    "pom",
    16,
    values=SV | SEXUAL | {"sexual_kind": "sugar_dating"},
    words="Att ingen ringer hem. Att jag får sova.",
)
CLOSED = Invented("uppsokare", "pom", 29, values=RO | SEXUAL, country="RO")
PROTECTED = Invented("samordnare", "regionkoordinatorer", 33, values=SV | SEXUAL)
TWICE = ("Elena", "Påhittsson")
KNOWN = (
    Invented(
        "samordnare",
        "regionkoordinatorer",
        36,
        values=RO | SEXUAL,
        country="RO",
        name=TWICE,
        words="Mina barn. Att få veta allt på rumänska.",
    ),
    Invented("samordnare", "regionkoordinatorer", 37, values=RO, country="RO", name=TWICE),
)
OTHERS = (
    Invented("uppsokare", "pom", 24, values=RO | SEXUAL, country="BG"),
    Invented(
        "uppsokare",
        "pom",
        114,
        values=SV,
        name=("Tolvan", "Exempelsson"),
        number="19120211-9945",
    ),
    Invented("kollega", "pom", 31, values={"gender": "other"} | SEXUAL),
    Invented(
        "samordnare",
        "regionkoordinatorer",
        27,
        values={"gender": "man", "languages": ["th"], "exploitation_form": "labour"},
        country="TH",
    ),
    Invented(
        "mika", "mika", 41, values=SV | SEXUAL, name=("Vera", "Provsson"), number="19850314-9885"
    ),
    Invented("mika", "mika", 52, PersonRole.RELATIVE, SV),
    Invented("kast", "kast", 45, BUYER, MAN),
    Invented("kast", "kast", 38, BUYER, MAN, name=("Nils", "Låtsasson")),
)


def load_files() -> str:
    """Open the files as colleagues would; what was made."""
    child, closed, protected = (_opened(one) for one in (CHILD, CLOSED, PROTECTED))
    worker, coordinator = demo_user("uppsokare"), demo_user("samordnare")
    _child(worker, child)
    with acting_as(worker):
        case = Case.objects.get(person=closed)
    close_case(by=worker, case_id=case.pk, reason=ClosingReason.LEFT_COUNTRY)
    set_protection(
        by=coordinator, person_id=protected.pk, protection=ProtectedIdentity.CONFIDENTIAL
    )
    first, second = (_opened(one) for one in KNOWN)
    link_files(
        by=coordinator,
        person_id=first.pk,
        other_id=second.pk,
        reason="Påhittat: samma namn, samma ålder, två pass.",
    )
    for one in OTHERS:
        _opened(one)
    return f"{5 + len(OTHERS)} person files, one of a child, one closed and one protected"


def _child(by: User, person: Person) -> None:
    doubt = AgeGiven(AgeSource.ASSESSED, 15, 19, possibly_under_18=True)
    state_age(by=by, person_id=person.pk, age=doubt)
    add_related(
        by=by,
        person_id=person.pk,
        values={
            "relation": Relation.GUARDIAN,
            "name": "Påhittad vårdnadshavare",
            "is_danger": True,
            "about": "Påhittat: får inte veta var barnet är.",
        },
    )
    add_alert(
        by=by,
        person_id=person.pk,
        kind=AlertKind.NOT_TO_GUARDIAN,
        text="Påhittat: ring aldrig hem.",
    )


def _opened(one: Invented) -> Person:
    by = demo_user(one.by)
    values = one.values | {"citizenship": Country.objects.get(code=one.country)}
    person = open_file(
        by=by,
        unit=Unit.objects.get(code=one.unit),
        kind=one.kind,
        facts=FileFacts(values, (AgeGiven(AgeSource.STATED, one.years, one.years),)),
    )
    if one.words:
        with acting_as(by):
            seen_at = Person.objects.get(pk=person.pk).updated_at
        write_important(by=by, person_id=person.pk, seen_at=seen_at, words=one.words)
    if one.name is not None:
        names = {"given_name": one.name[0], "family_name": one.name[1]}
        ground = {"ground": IdentityGround.CONSENT, "ground_note": "Påhittat."}
        write_identity(by=by, person_id=person.pk, seen_at=None, values=names | ground)
    if one.number:
        kind = IdentifierKind.PERSONAL_NUMBER
        add_number(by=by, person_id=person.pk, kind=kind, text=one.number)
    return person
