"""Letters to municipalities that have not joined: from one fact, once a quarter, kept as sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actors import CLOCK, IMPORT, STATISTICS, acting_as
from casework.audit.events import Event
from casework.enums import PersonRole, Role
from casework.identifiers import uuid7
from casework.models import AuditEvent, Municipality, Unit, User
from outreach.enums import EncounterState
from outreach.models import Encounter
from referrals.actions.letters import (
    drop_letter,
    prepare_letters,
    register_sent,
    write_letter,
)
from referrals.letter import as_html, letter_to
from referrals.letter_enums import DropReason, LetterState, LetterWay
from referrals.models import MunicipalityLetter
from referrals.models.municipality_letter import quarter_before, quarter_of, quarter_to_tell
from referrals.outward_access import can_see_letter
from referrals.outward_tasks import prepare_municipality_letters
from tests.conftest import MakeUser, SignIn
from tests.counting import MOST_QUERIES, statements_of
from tests.night import one_night

pytestmark = pytest.mark.django_db
# The quarter of tests/night.py.
QUARTER = date(2025, 1, 1)


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def leader(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_WORKER, "stab")


def lives_in(worker: User, name: str, **facts: Any) -> Encounter:
    """Somebody met on a night of the quarter, with a home."""
    encounter = one_night(worker, "pom").encounter
    with acting_as(worker):
        encounter.home_kind = "municipality"
        encounter.home_municipality = Municipality.objects.get(name=name)
        for field, value in facts.items():
            setattr(encounter, field, value)
        encounter.save()
    return encounter


def begun_about(worker: User, name: str) -> Encounter:
    """A form that was begun on such a night and never completed: beside one that was."""
    encounter = one_night(worker, "pom").encounter
    with acting_as(worker):
        encounter.pk, encounter.short_code, encounter.state = uuid7(), "A2", EncounterState.DRAFT
        encounter.home_kind = "municipality"
        encounter.home_municipality = Municipality.objects.get(name=name)
        encounter.save(force_insert=True)
    return encounter


def told(leader: User) -> dict[str, date]:
    with acting_as(leader):
        rows = MunicipalityLetter.objects.visible_to(leader).select_related("municipality")
        return {row.municipality.name: row.quarter for row in rows}


def prepared(leader: User, worker: User, name: str = "Tyresö") -> MunicipalityLetter:
    lives_in(worker, name)
    prepare_letters(by=CLOCK, quarter=QUARTER)
    with acting_as(leader):
        return MunicipalityLetter.objects.get(municipality__name=name)


class TestWhoIsTold:
    def test_those_without_agreement_where_somebody_lives(self, worker: User, leader: User) -> None:
        for name in ("Tyresö", "Tyresö", "Vallentuna", "Solna", "Stockholm", "Malmö", "Danderyd"):
            lives_in(worker, name)
        lives_in(worker, "Lidingö", is_current=False)
        begun_about(worker, "Huddinge")
        assert prepare_letters(by=CLOCK, quarter=QUARTER) == 3
        # Not Solna, which has joined, nor the city itself, nor who can't join; nor who was not met.
        # Whether Danderyd has joined is not known: somebody has to find out before it is written.
        assert set(told(leader)) == {"Tyresö", "Vallentuna", "Danderyd"}

    def test_never_twice_for_a_quarter(self, worker: User, leader: User) -> None:
        lives_in(worker, "Tyresö")
        assert prepare_letters(by=CLOCK, quarter=QUARTER) == 1
        lives_in(worker, "Vallentuna")
        lives_in(worker, "Tyresö")
        assert prepare_letters(by=CLOCK, quarter=QUARTER) == 1
        assert prepare_letters(by=CLOCK, quarter=QUARTER) == 0
        assert len(told(leader)) == 2
        tyreso = MunicipalityLetter(
            municipality=Municipality.objects.get(name="Tyresö"), quarter=QUARTER
        )
        with pytest.raises(IntegrityError), transaction.atomic(), acting_as(CLOCK):
            MunicipalityLetter.objects.bulk_create([tyreso])

    def test_the_database_answers_for_whole_quarters_that_are_over(self, worker: User) -> None:
        lives_in(worker, "Tyresö")
        for day in (
            date(2025, 3, 14),
            date(2025, 2, 1),
            quarter_of(timezone.localdate()),
            date(2031, 1, 1),
        ):
            with pytest.raises(DatabaseError, match="only a quarter that is over"):
                with transaction.atomic():
                    prepare_letters(by=CLOCK, quarter=day)
        for actor in (worker, STATISTICS, IMPORT):
            with pytest.raises(DatabaseError, match="permission denied"):
                with acting_as(actor), connection.cursor() as cursor:
                    cursor.execute("SELECT app_municipalities_to_tell(%s)", [QUARTER])

    @pytest.mark.parametrize(
        ("today", "quarter"),
        [
            (date(2026, 1, 14), date(2025, 7, 1)),
            (date(2026, 1, 15), date(2025, 10, 1)),
            (date(2026, 4, 14), date(2025, 10, 1)),
            (date(2026, 4, 15), date(2026, 1, 1)),
            (date(2026, 12, 31), date(2026, 7, 1)),
        ],
    )
    def test_a_quarter_waits_for_two_weeks(self, today: date, quarter: date) -> None:
        assert quarter_to_tell(today) == quarter
        assert quarter_before(quarter_of(today)) >= quarter

    def test_the_task_prepares_the_latest_and_says_nothing_otherwise(
        self, worker: User, leader: User
    ) -> None:
        prepare_municipality_letters()
        with acting_as(leader):
            events = AuditEvent.objects.filter(event=Event.TOLD_PREPARED)
            assert events.count() == 0
        encounter = lives_in(worker, "Tyresö")
        start = quarter_to_tell(timezone.localdate())
        with acting_as(worker):
            shift = encounter.shift
            moved = shift.starts_at.replace(year=start.year, month=start.month, day=3)
            shift.starts_at, shift.ends_at = moved, moved + timedelta(hours=5)
            shift.day = moved.date()
            shift.save()
        for _n in range(2):
            prepare_municipality_letters()
        assert told(leader) == {"Tyresö": start}


class TestNothingAboutOnePerson:
    def test_whoever_was_met_the_letter_is_the_same(self, worker: User, leader: User) -> None:
        child = {"age": 15, "concern_report": "yes", "guardians_contacted": "yes"}
        lives_in(worker, "Tyresö", gender="woman", note="Planterad 4711", **child)
        for _n in range(4):
            lives_in(worker, "Vallentuna", role=PersonRole.SUSPECTED_BUYER, age=52, arena="hotel")
        prepare_letters(by=CLOCK, quarter=QUARTER)
        unit, day = Unit.objects.get(code="stab"), date(2025, 5, 2)
        texts = {}
        with acting_as(leader):
            for letter in MunicipalityLetter.objects.select_related("municipality"):
                name = letter.municipality.name
                html = as_html(letter_to(letter.municipality, unit=unit, day=day))
                texts[name] = html.replace(name, "KOMMUN")
                row: dict[str, Any] = MunicipalityLetter.objects.values().get(pk=letter.pk)  # type: ignore[assignment]
                own = ("id", "municipality_id")
                texts[f"{name} row"] = str({k: v for k, v in row.items() if k not in own})
        assert texts["Tyresö"] == texts["Vallentuna"]
        assert texts["Tyresö row"] == texts["Vallentuna row"]

    def test_the_quarter_is_not_in_it(self) -> None:
        tyreso = Municipality.objects.get(name="Tyresö")
        unit = Unit.objects.get(code="stab")
        told_early = as_html(letter_to(tyreso, unit=unit, day=date(2025, 4, 20)))
        assert [year for year in ("2024", "2025", "2026") if year in told_early] == ["2025"]
        assert told_early.count("2025") == 1


class TestByHand:
    def test_from_prepared_to_sent(self, worker: User, leader: User, sign_in: SignIn) -> None:
        letter, client = prepared(leader, worker), sign_in(leader)
        page = reverse("referrals:letter", args=[letter.pk])
        fetch = reverse("referrals:fetch_letter", args=[letter.pk])
        sent = reverse("referrals:letter_sent", args=[letter.pk])
        assert client.get(page).status_code == 200
        assert client.get(fetch).status_code == 404
        today = timezone.localdate().isoformat()
        early = client.post(sent, {"sent_on": today, "way": "post"})
        assert early.status_code == 422
        assert client.post(reverse("referrals:write_letter", args=[letter.pk])).status_code == 302
        pdf = client.get(fetch)
        assert (pdf.headers["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
        bare = client.post(sent, {})
        assert (bare.status_code, set(bare.context["form"].errors)) == (422, {"sent_on", "way"})
        assert client.post(sent, {"sent_on": today, "way": "post"}).status_code == 302
        with acting_as(leader):
            letter.refresh_from_db()
            events = list(
                AuditEvent.objects.filter(object_id=letter.pk)
                .order_by("at")
                .values_list("event", flat=True)
            )
        assert events == [Event.TOLD_WRITTEN, Event.TOLD_FETCHED, Event.TOLD_SENT]
        assert (letter.state, letter.way) == (LetterState.SENT, LetterWay.POST)
        # What was sent is kept, sealed, and opens as it was.
        assert letter.opened() == pdf.content
        assert b"%PDF" not in bytes(letter.letter or b"")
        settled = client.get(reverse("referrals:letters"), {"visa": "klara"})
        assert [row.pk for row in settled.context["page_obj"]] == [letter.pk]

    def test_what_is_settled_stays_as_it_is(self, worker: User, leader: User) -> None:
        letter = prepared(leader, worker)
        write_letter(by=leader, letter_id=letter.pk)
        today = timezone.localdate()
        register_sent(by=leader, letter_id=letter.pk, sent_on=today, way=LetterWay.SECURE)
        with pytest.raises(ActionRefused):
            write_letter(by=leader, letter_id=letter.pk)
        with pytest.raises(ActionRefused):
            drop_letter(by=leader, letter_id=letter.pk, because=DropReason.MISTAKE)
        with pytest.raises(ActionRefused):
            register_sent(by=leader, letter_id=letter.pk, sent_on=today, way=LetterWay.POST)
        with pytest.raises(DatabaseError, match="stays as it is"):
            with transaction.atomic(), acting_as(leader):
                MunicipalityLetter.objects.filter(pk=letter.pk).update(way="post")
        with pytest.raises(DatabaseError, match="permission denied"):
            with transaction.atomic(), acting_as(leader):
                MunicipalityLetter.objects.filter(pk=letter.pk).delete()

    def test_a_municipality_is_told_once_in_a_quarter(self, worker: User, leader: User) -> None:
        """Also when the letters are about two quarters."""
        first = prepared(leader, worker)
        with acting_as(CLOCK):
            MunicipalityLetter.objects.bulk_create(
                [
                    MunicipalityLetter(
                        municipality_id=first.municipality_id, quarter=date(2025, 4, 1)
                    )
                ]
            )
        with acting_as(leader):
            second = MunicipalityLetter.objects.get(quarter=date(2025, 4, 1))
        today = timezone.localdate()
        for letter in (first, second):
            write_letter(by=leader, letter_id=letter.pk)
        register_sent(by=leader, letter_id=first.pk, sent_on=today, way=LetterWay.POST)
        with pytest.raises(ActionRefused, match=r"twice|två gånger"):
            register_sent(by=leader, letter_id=second.pk, sent_on=today, way=LetterWay.POST)
        drop_letter(by=leader, letter_id=second.pk, because=DropReason.LATER)
        with acting_as(leader):
            second.refresh_from_db()
        assert (second.state, second.letter) == (LetterState.DROPPED, None)

    def test_no_letter_to_who_joined_or_may_have(self, worker: User, leader: User) -> None:
        letter = prepared(leader, worker)
        unknown = prepared(leader, worker, "Danderyd")
        write_letter(by=leader, letter_id=letter.pk)
        agreement = letter.municipality.agreements.get()
        agreement.status = "joined"
        agreement.save()
        today = timezone.localdate()
        with pytest.raises(ActionRefused, match=r"has joined|har anslutit sig"):
            write_letter(by=leader, letter_id=letter.pk)
        with pytest.raises(ActionRefused, match=r"has joined|har anslutit sig"):
            register_sent(by=leader, letter_id=letter.pk, sent_on=today, way=LetterWay.POST)
        with pytest.raises(ActionRefused, match=r"not known|inte känt|känner inte|okänt|vet inte"):
            write_letter(by=leader, letter_id=unknown.pk)
        drop_letter(by=leader, letter_id=letter.pk, because=DropReason.JOINED)

    def test_it_is_dropped_with_a_reason(self, worker: User, leader: User, sign_in: SignIn) -> None:
        letter, client = prepared(leader, worker), sign_in(leader)
        address = reverse("referrals:drop_letter", args=[letter.pk])
        assert client.post(address, {}).status_code == 422
        assert client.post(address, {"because": "danger"}).status_code == 302
        with acting_as(leader):
            letter.refresh_from_db()
        assert (letter.state, letter.dropped_because) == ("dropped", "danger")

    def test_the_day_is_from_writing_to_today(self, worker: User, leader: User) -> None:
        letter = prepared(leader, worker)
        write_letter(by=leader, letter_id=letter.pk)
        for days in (-1, 1):
            day = timezone.localdate() + timedelta(days=days)
            with pytest.raises(ActionRefused):
                register_sent(by=leader, letter_id=letter.pk, sent_on=day, way=LetterWay.POST)


class TestWhoSees:
    def test_filter_check_and_database_agree(
        self, worker: User, leader: User, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        letter = prepared(leader, worker)
        pages = [reverse("referrals:letters"), reverse("referrals:letter", args=[letter.pk])]
        for role, unit, sees in [
            (Role.UNIT_WORKER, "stab", True),
            (Role.UNIT_MANAGER, "stab", True),
            (Role.OUTREACH_WORKER, "pom", False),
            (Role.UNIT_MANAGER, "mika", False),
            (Role.STATISTICS_MANAGER, None, False),
            (Role.ADMINISTRATOR, None, False),
            (None, None, False),
        ]:
            user = make_user(role, unit, is_superuser=role is None)
            with acting_as(user):
                assert MunicipalityLetter.objects.visible_to(user).exists() is sees
                assert can_see_letter(user, letter) is sees
                assert MunicipalityLetter.objects.exists() is sees
            found: list[int] = [sign_in(user).get(page).status_code for page in pages]
            assert found == ([200, 200] if sees else [404, 404])

    def test_nobody_but_the_clock_prepares(self, leader: User) -> None:
        with pytest.raises(DatabaseError, match="permission denied"):
            with transaction.atomic(), acting_as(leader):
                MunicipalityLetter.objects.create(
                    municipality=Municipality.objects.get(name="Tyresö"), quarter=QUARTER
                )


def test_as_many_queries_for_one_row_as_for_many(
    worker: User, leader: User, sign_in: SignIn
) -> None:
    client: Client = sign_in(leader)
    letter = prepared(leader, worker)
    pages = [reverse("referrals:letters"), reverse("referrals:letter", args=[letter.pk])]
    few = [len(statements_of(client, page)) for page in pages]
    for name in ("Vallentuna", "Lidingö", "Huddinge", "Botkyrka"):
        prepared(leader, worker, name)
    assert [len(statements_of(client, page)) for page in pages] == few
    assert max(few) <= MOST_QUERIES
