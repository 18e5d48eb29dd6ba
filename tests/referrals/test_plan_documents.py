"""Papers and calendar files: what they say, and that their outside says nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.enums import Role
from casework.extract.collect import sections
from casework.models import Person, User
from referrals.actions.plan_texts import record_text_check
from referrals.models import CoordinatedPlan, PlanParticipant
from referrals.plan_texts import LANGUAGES, texts
from referrals.queries.plan_texts import language_line
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_rows import GOAL, MEASURE, NEED, a_full_plan, agreed, days

SignIn = Callable[[User], Client]


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


@dataclass(frozen=True)
class Paper:
    """What stands on the first page, on all of them, and around them."""

    outside: str
    inside: str
    info: str
    fonts: str
    tagged: bool


def read(pdf: bytes) -> Paper:
    reader = PdfReader(BytesIO(pdf))
    pages = [page.extract_text() for page in reader.pages]
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()  # type: ignore[attr-defined]
    }
    root = reader.trailer["/Root"]
    assert isinstance(root, DictionaryObject)
    info = " ".join(str(value) for value in (reader.metadata or {}).values())
    tagged = bool(root["/MarkInfo"]["/Marked"])  # type: ignore[index]
    return Paper(pages[0], " ".join(pages), info, " ".join(sorted(fonts)), tagged)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_says_all(code: str) -> None:
    found = texts(code)
    assert list(found.words) == list(texts("sv").words)
    assert all(found.words.values())
    assert found.direction == ("rtl" if code == "ar" else "ltr")


@pytest.mark.django_db
class TestPapers:
    @pytest.mark.parametrize("code", ["sv", "th", "uk", "ar"])
    def test_the_outside_tells_nothing(
        self, worker: User, person: Person, sign_in: SignIn, code: str
    ) -> None:
        rows = a_full_plan(worker, person)
        address = reverse("plans:paper", args=[person.pk, rows["plan"], code])
        answer = sign_in(worker).get(address)
        assert answer["Content-Disposition"] == 'attachment; filename="papper.pdf"'
        paper = read(answer.content)
        assert len(paper.outside.split()) <= 3
        assert paper.tagged
        for words in (NEED, GOAL, MEASURE):
            assert words in paper.inside
            assert words not in paper.outside + paper.info
        assert person.pseudonym not in paper.inside + paper.info
        # Every letter has a font that lies with the program.
        assert {"th": "Noto", "ar": "Noto"}.get(code, "Inter") in paper.fonts
        assert not {"DejaVu", "Liberation"} & set(paper.fonts.replace("-", " ").split())
        # The mark stands in Swedish too, for whoever hands the paper over.
        assert ("auktoriserad" in paper.inside) == (code != "sv")

    def test_the_mark_goes_when_the_wording_was_checked(self, make_user: MakeUser) -> None:
        manager, worker = make_user(Role.UNIT_MANAGER, "pom"), make_user(Role.UNIT_WORKER, "mika")
        check = {
            "language": "ro",
            "digest": texts("ro").digest,
            "translator": "Planterad translator 123",
            "checked_on": days(-1),
        }
        with pytest.raises(ActionRefused):
            record_text_check(by=worker, **check)  # type: ignore[arg-type]
        with pytest.raises(ActionRefused):
            record_text_check(by=manager, **check | {"digest": "0" * 64})  # type: ignore[arg-type]
        assert language_line("ro").is_unchecked
        record_text_check(by=manager, **check)  # type: ignore[arg-type]
        assert not language_line("ro").is_unchecked
        assert language_line("th").is_unchecked
        assert not language_line("sv").is_unchecked

    def test_a_calendar_file_names_nobody(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        rows = a_full_plan(worker, person)
        address = reverse("plans:calendar", args=[person.pk, rows["plan"], rows["called"]])
        answer = sign_in(worker).get(address)
        assert answer["Content-Disposition"] == 'attachment; filename="mote.ics"'
        [event] = Calendar.from_ical(answer.content).walk("VEVENT")
        assert str(event["SUMMARY"]) == "Möte"
        text = answer.content.decode()
        # Nor the system: whoever has Ledljus in the calendar meets social services about this.
        outside = (person.pseudonym, NEED, "SIP", str(person.pk), "edljus", "LEDLJUS")
        assert [w for w in outside if w in text] == []

    def test_a_meeting_that_was_moved_replaces_the_first(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        rows = a_full_plan(worker, person)
        address = reverse("plans:calendar", args=[person.pk, rows["plan"], rows["called"]])
        client, found = sign_in(worker), []
        for number in (1, 2):
            found += Calendar.from_ical(client.get(address).content).walk("VEVENT")
            with acting_as(worker):
                plan = CoordinatedPlan.objects.get(pk=rows["plan"])
                # Triggers and the action say when: here a minute has passed.
                later = plan.updated_at + timedelta(minutes=number)
                CoordinatedPlan.objects.filter(pk=plan.pk).update(updated_at=later)
        first, second = found
        assert str(first["UID"]) == str(second["UID"]) == str(rows["called"])
        numbers = [int(str(event["SEQUENCE"])) for event in (first, second)]
        assert numbers[1] - numbers[0] == 60

    def test_a_letter_names_nobody(self, worker: User, person: Person, sign_in: SignIn) -> None:
        rows = a_full_plan(worker, person)
        address = reverse("plans:letter", args=[person.pk, rows["plan"], rows["called"]])
        answer = sign_in(worker).get(address)
        paper = read(answer.content)
        assert paper.outside.startswith("Kallelse till möte")
        text = paper.inside + paper.info
        assert [w for w in (person.pseudonym, NEED, GOAL) if w in text] == []

    @pytest.mark.parametrize("kind", ["sip", "exit"])
    def test_the_act_is_named_in_a_letter_of_a_sip_alone(
        self, worker: User, person: Person, sign_in: SignIn, kind: str
    ) -> None:
        plan = agreed(worker, person, plan_type=kind)
        with acting_as(worker):
            called = PlanParticipant.objects.filter(plan=plan)[0]
        address = reverse("plans:letter", args=[person.pk, plan.pk, called.pk])
        found = " ".join(read(sign_in(worker).get(address).content).inside.split())
        assert ("enligt lag" in found) == (kind == "sip")
        number = plan.unit.phone or "Planterat nummer"
        assert number in found
        assert "Hänvisning" not in found

    def test_who_was_not_called_gets_no_letter(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        rows = a_full_plan(worker, person)
        for name in ("letter", "calendar"):
            address = reverse(f"plans:{name}", args=[person.pk, rows["plan"], rows["thought_of"]])
            assert sign_in(worker).get(address).status_code == 404


@pytest.mark.django_db
def test_an_extract_tells_the_plan_in_words(worker: User, person: Person) -> None:
    a_full_plan(worker, person)
    with acting_as(worker):
        told = sections(person)
    by_code = {section.code: section for section in told}
    text = " ".join(v.text for s in told for e in s.entries for v in e.values)
    for words in (NEED, GOAL, MEASURE, "Planterad bro", "Planterat krav"):
        assert words in text
    assert "plan_versions" in by_code
    assert "referrals.PlanVersion" not in by_code
    assert '{"plan"' not in text
