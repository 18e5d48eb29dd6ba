"""The plan in the person's hand: what is certain in it, and how a day is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from casework.actors import acting_as
from casework.enums import Role
from casework.models import Person, User
from referrals.models import CoordinatedPlan
from referrals.plan_enums import MeasureState
from referrals.plan_paper import paper_lines
from referrals.plan_texts import LANGUAGES, texts
from referrals.queries.plans import parts_of
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_rows import agreed, bridge_given, measure, moved, plan_of

SignIn = Callable[[User], Client]
DAY = date(2026, 12, 3)


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("sv", "3 december 2026"),
        ("en", "3 December 2026"),
        ("ro", "3 decembrie 2026"),
        ("th", "3 ธันวาคม ค.ศ. 2026"),
        ("es", "3 de diciembre de 2026"),
        ("uk", "3 грудня 2026 р."),
        ("pl", "3 grudnia 2026"),
        ("hu", "2026. december 3."),
        ("ar", "3 ديسمبر 2026"),
    ],
)
def test_a_day_is_written_as_the_language_does(code: str, words: str) -> None:
    assert texts(code).day(DAY) == words


def said(by: User, plan: CoordinatedPlan) -> dict[str, str]:
    """What the paper says of each measure, by the name of its text."""
    swedish = texts("sv")
    names = {text: name for name, text in swedish.words.items() if name.startswith("state_")}
    with acting_as(by):
        plan.refresh_from_db()
        assert plan.person.pk == plan.person_id
        return {line.what: names[line.state] for line in paper_lines(plan, parts_of(plan), swedish)}


@pytest.mark.django_db
class TestWhatIsCertain:
    def test_nothing_is_before_the_plan_is_agreed(self, worker: User, person: Person) -> None:
        plan = plan_of(worker, person)
        measure(worker, plan, "Planterad A")
        moved(worker, measure(worker, plan, "Planterad B"), MeasureState.ONGOING)
        assert said(worker, plan) == {
            "Planterad A": "state_asked",
            "Planterad B": "state_ongoing",
        }

    def test_each_says_how_it_is(self, worker: User, person: Person) -> None:
        plan = agreed(worker, person)
        income = measure(worker, plan, "Inkomst")
        housing = measure(worker, plan, "Boende", leans=[income])
        measure(worker, plan, "Arbete", leans=[housing])
        moved(worker, measure(worker, plan, "Tolk"), MeasureState.DONE)
        lost = measure(worker, plan, "Kurs")
        measure(worker, plan, "Praktik", leans=[lost])
        moved(
            worker,
            income,
            MeasureState.REFUSED,
            bridge=bridge_given(what="", owner="", due_on=None, none_why="x"),
        )
        moved(worker, lost, MeasureState.LOST, bridge=bridge_given(what="Annan kurs"))
        found = said(worker, plan)
        found.pop("Planterad insats")
        assert found == {
            "Boende": "state_unsure",
            "Arbete": "state_unsure",
            "Tolk": "state_done",
            "Annan kurs": "state_instead",
            "Praktik": "state_planned",
        }


@pytest.mark.django_db
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_paper_of_a_plan_not_agreed_says_so_and_writes_no_machine_day(
    worker: User, person: Person, sign_in: SignIn, code: str
) -> None:
    plan = plan_of(worker, person)
    row = measure(worker, plan)
    answer = sign_in(worker).get(reverse("plans:paper", args=[person.pk, plan.pk, code]))
    pages = PdfReader(BytesIO(answer.content)).pages
    inside = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert row.due_on.isoformat() not in inside
    assert str(row.due_on.year) in inside
    if code in ("sv", "en", "ro", "es", "uk", "pl", "hu"):
        assert texts(code).words["not_agreed"] in inside
        assert texts(code).day(row.due_on) in inside


@pytest.mark.django_db
def test_what_to_do_in_a_threat_is_left_out_until_it_is_asked_for(
    worker: User, person: Person, sign_in: SignIn
) -> None:
    plan = plan_of(worker, person, safety_plan="Planterat kodord 4711")
    client = sign_in(worker)
    address = reverse("plans:paper", args=[person.pk, plan.pk, "sv"])
    for query, stands in (("", False), ("?trygghet=1", True)):
        pages = PdfReader(BytesIO(client.get(address + query).content)).pages
        assert ("Planterat kodord 4711" in " ".join(p.extract_text() for p in pages)) == stands
    papers = client.get(reverse("plans:papers", args=[person.pk, plan.pk])).content.decode()
    assert "?trygghet=1" in papers
