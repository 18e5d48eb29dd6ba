"""The demonstration's shifts: invented ones of last year from a log, and those of these weeks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from casework.actors import acting_as
from casework.city_file import DATA
from casework.demo import demo_user
from casework.enums import PersonRole
from casework.identifiers import uuid7
from casework.models import City, Country, District, Municipality, PoliceUnit, Unit, User
from outreach.actions.answers import EncounterAnswers, OfferAnswered, ShiftFacts
from outreach.actions.encounters import record_encounter
from outreach.actions.files import open_file_from
from outreach.actions.shift_states import (
    end_shift,
    sign_shift,
    start_shift,
    write_handover_note,
)
from outreach.actions.shifts import plan_shift
from outreach.models import Encounter, Shift

LOG = DATA / "demo" / "pahittad-logg-2025"
KINDS = ["joint_patrol", "joint_patrol", "raid", "own_outreach"]
ARENAS = ["street", "hotel", "flat", "massage", "street", "restaurant"]
NATIONS = ["SE", "RO", "CO", "TH", "UA", "BG"]
ANSWERS = ["accepted", "declined", "declined", "come_back"]
SIGNED_SHIFTS = 9


def load_log() -> str:
    """Import last year's invented log; what was imported."""
    call_command("import_log", LOG, unit="pom", stdout=StringIO(), verbosity=0)
    with acting_as(demo_user("enhetschef")):
        return f"a log of {Shift.objects.count()} shifts and {Encounter.objects.count()} people met"


def load_shifts() -> str:
    """Make shifts in every state, with people met, as colleagues would; what was made."""
    maker = _Maker()
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    for number in range(SIGNED_SHIFTS, 0, -1):
        shift = maker.shift(now - timedelta(days=4 * number + 2, hours=2))
        # One evening without anybody: it is recorded too.
        maker.meet(shift, 0 if number == 4 else maker.random.randint(2, 6))
        maker.end(shift, nobody=number == 4)
        sign_shift(shift_id=shift.pk, by=maker.worker)
    debrief = maker.shift(now - timedelta(days=1, hours=6))
    maker.meet(debrief, 4)
    maker.end(debrief)
    write_handover_note(
        shift_id=debrief.pk,
        by=maker.worker,
        note="Påhittat: två hotell vill ha besök igen på fredag. Tolk i rumänska är bokad.",
    )
    maker.meet(maker.shift(now - timedelta(hours=2)), 3)
    for days in (1, 3, 8):
        maker.plan(now + timedelta(days=days, hours=1))
    return f"{SIGNED_SHIFTS} signed shifts, one in debrief, one ongoing and three planned"


def load_followed() -> str:
    """Open a file about two of those met; what was made."""
    worker, unit = demo_user("uppsokare"), Unit.objects.get(code="pom")
    with acting_as(worker):
        met = Encounter.objects.filter(role=PersonRole.EXPLOITED, origin="entered")
        chosen = list(met.order_by("-happened_at").values_list("pk", flat=True)[:2])
    for pk in chosen:
        open_file_from(by=worker, encounter_id=pk, unit=unit)
    return f"{len(chosen)} person files opened from encounters"


class _Maker:
    """Draws invented shifts and people, the same at every load."""

    def __init__(self) -> None:
        self.random = random.Random(4821)  # noqa: S311 - invented data, no secret
        self.worker: User = demo_user("uppsokare")
        self.crew = (self.worker, demo_user("kollega"))
        self.unit = Unit.objects.get(code="pom")
        self.home = City.objects.select_related("municipality").get().municipality
        self.districts = list(District.objects.filter(municipality=self.home))
        self.municipalities = list(Municipality.objects.filter(in_offer_area=True))
        self.countries = {c.code: c for c in Country.objects.filter(code__in=NATIONS)}
        self.police = list(PoliceUnit.objects.all())

    def plan(self, starts_at: datetime) -> Shift:
        draw = self.random
        kind = draw.choice(KINDS)
        with_police = kind != "own_outreach"
        facts = ShiftFacts(
            unit=self.unit,
            kind=kind,
            starts_at=starts_at,
            municipality=self.home,
            district=draw.choice(self.districts),
            arena=draw.choice(ARENAS),
            crew=self.crew,
            police_unit=draw.choice(self.police) if with_police else None,
            officer_count=draw.randint(2, 5) if with_police else 0,
        )
        return plan_shift(shift_id=uuid7(), facts=facts, by=self.worker)

    def shift(self, starts_at: datetime) -> Shift:
        planned = self.plan(starts_at)
        return start_shift(shift_id=planned.pk, by=self.worker, now=starts_at)

    def end(self, shift: Shift, *, nobody: bool = False) -> None:
        ends_at = shift.starts_at + timedelta(hours=5)
        end_shift(shift_id=shift.pk, by=self.worker, ends_at=ends_at, nobody_met=nobody)

    def meet(self, shift: Shift, people: int) -> None:
        for answers in self._people(shift, people):
            record_encounter(
                encounter_id=uuid7(), shift_id=shift.pk, answers=answers, by=self.worker
            )

    def _people(self, shift: Shift, people: int) -> Iterator[EncounterAnswers]:
        for number in range(people):
            when = shift.starts_at + timedelta(minutes=20 * number + self.random.randint(5, 19))
            values: dict[str, Any] = {
                "happened_at": when,
                "arena": shift.arena,
                "contact_route": "police" if shift.officer_count else "outreach",
                "met_earlier": self.random.choice(["yes", "no", "no", "dont_know"]),
                "told_of_rights": "yes",
                "offered_support": "yes",
            }
            # The fourth of a long evening is a child: what that asks for is to be seen too.
            is_child = number == 3 and people > 4
            if is_child or self.random.random() < 0.6:
                yield self._exploited(values, is_child=is_child)
            else:
                yield self._buyer(values)

    def _exploited(self, values: dict[str, Any], *, is_child: bool) -> EncounterAnswers:
        draw = self.random
        nation = draw.choice(NATIONS)
        values |= {
            "age": 16 if is_child else draw.randint(19, 46),
            "gender": draw.choice(["woman", "woman", "woman", "man", "other"]),
            "citizenship": self.countries[nation],
            "interpreter": "no" if nation == "SE" else draw.choice(["yes", "no", "lacking"]),
            "trafficking": draw.choice(["yes", "no", "dont_know"]),
            "exploitation_form": "sexual",
            "children_in_care": draw.choice(["yes", "no", "dont_know"]),
        }
        if nation == "SE":
            values |= {"home_kind": "municipality"}
            values |= {"home_municipality": draw.choice([self.home, *self.municipalities])}
        else:
            values |= {"home_kind": draw.choice(["abroad", "abroad", "unknown"])}
        kinds = ["stodcentrum", "regional_coordinator_children"] if is_child else ["mika"]
        if is_child:
            values |= {
                "emergency_called_at": values["happened_at"] + timedelta(minutes=5),
                "concern_report": "yes",
                "guardians_contacted": "no",
                "guardians_reason": "social_services",
            }
        elif values["trafficking"] == "yes":
            kinds.append("regional_coordinator")
        offers = tuple(OfferAnswered(kind, draw.choice(ANSWERS)) for kind in kinds)
        return EncounterAnswers(PersonRole.EXPLOITED, values, offers, complete=True)

    def _buyer(self, values: dict[str, Any]) -> EncounterAnswers:
        draw = self.random
        values |= {
            "age": draw.randint(22, 64),
            "gender": "man",
            "citizenship": self.countries["SE"],
            "home_kind": "municipality",
            "home_municipality": draw.choice([self.home, self.home, *self.municipalities]),
        }
        offers = (OfferAnswered("kast", draw.choice(ANSWERS)),)
        return EncounterAnswers(PersonRole.SUSPECTED_BUYER, values, offers, complete=True)
