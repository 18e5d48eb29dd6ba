"""The day of a measure is moved to a later one for a reason: no clock falls silent without."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.enums import Role
from casework.models import Person, User
from casework.timeline import story
from referrals.actions.plan_rows import change_measure
from referrals.models import Measure
from referrals.queries.plan_moves import earlier_versions
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_rows import MEASURE, agreed, days, followed_up, fresh, measure, plan_of
from tests.referrals.test_plan_access import sent

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
WHY = "Planterat skäl 8841"


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def changed(by: User, row: Measure, **values: Any) -> Measure:
    found = fresh(by, row)
    return change_measure(
        by=by,
        person=row.person,
        plan_id=row.plan_id,
        row_id=row.pk,
        seen_at=found.updated_at,
        values=values,
        leans=(),
    )


def held(by: User, row: Measure) -> tuple[date, str | None]:
    found = fresh(by, row)
    return found.due_on, found.moved_why


@pytest.mark.parametrize("why", ["", "  \n", "\u200b", "–"])
def test_a_later_day_needs_a_reason(worker: User, person: Person, why: str) -> None:
    row = measure(worker, plan_of(worker, person))
    with pytest.raises(ActionRefused) as refused:
        changed(worker, row, due_on=days(21), moved_why=why)
    assert list(refused.value.fields) == ["moved_why"]
    assert held(worker, row) == (days(20), None)


def test_each_time_anew_and_an_earlier_one_none(worker: User, person: Person) -> None:
    row = measure(worker, plan_of(worker, person))
    changed(worker, row, due_on=days(30), moved_why=WHY)
    assert held(worker, row) == (days(30), WHY)
    # What was said of the day that stands is not struck by what is no move.
    changed(worker, row, body="Planterad annan", due_on=days(30), moved_why="")
    assert held(worker, row) == (days(30), WHY)
    # It is not about a day that comes nearer, of which something may be said too.
    changed(worker, row, due_on=days(25), moved_why="")
    assert held(worker, row) == (days(25), None)
    changed(worker, row, due_on=days(24), moved_why=WHY)
    assert held(worker, row) == (days(24), WHY)
    with pytest.raises(ActionRefused):
        changed(worker, row, due_on=days(26), moved_why="")


def moved_about(worker: User, row: Measure) -> list[tuple[int, int, str]]:
    """Later for one reason, nearer without one, later for the same words, and a change between."""
    moves = [(20, 30, WHY), (30, 25, ""), (25, 40, WHY), (40, 50, "Planterat annat skäl")]
    for before, after, why in moves:
        changed(worker, row, due_on=days(before), body=f"Planterad {after}", moved_why="")
        changed(worker, row, due_on=days(after), moved_why=why)
    return moves


def test_the_page_shows_every_move(worker: User, person: Person, sign_in: SignIn) -> None:
    plan = plan_of(worker, person)
    row, other = measure(worker, plan), measure(worker, plan)
    moves = moved_about(worker, row)
    page = sign_in(worker).get(reverse("plans:plan", args=[person.pk, plan.pk]))
    lines = {line.measure.pk: line.moves for line in page.context["overview"].lines}
    assert [(m.before, m.after, m.why, m.who) for m in lines[row.pk]] == [
        (days(before), days(after), why, str(worker)) for before, after, why in moves
    ]
    assert lines[other.pk] == []
    text = page.content.decode()
    assert (text.count(WHY), text.count("Planterat annat skäl")) == (2, 1)


def test_the_newest_move_stands_below_its_measure_and_the_earlier_are_folded(
    worker: User, person: Person, sign_in: SignIn
) -> None:
    plan = plan_of(worker, person)
    row = measure(worker, plan)
    changed(worker, row, due_on=days(30), moved_why=WHY)
    client = sign_in(worker)
    address = reverse("plans:plan", args=[person.pk, plan.pk])
    [once] = rows_of_moves(client.get(address).content.decode())
    assert (WHY in once, "<details" in once) == (True, False)
    changed(worker, row, due_on=days(40), moved_why="Planterat annat skäl")
    changed(worker, row, due_on=days(50), moved_why="Planterat sista skäl")
    text = client.get(address).content.decode()
    [moves] = rows_of_moves(text)
    shown, folded = moves.split("<details")
    assert shown.startswith('<td colspan="4">')
    whys = [WHY, "Planterat annat skäl", "Planterat sista skäl"]
    assert [why for why in whys if why in shown] == whys[2:]
    assert [why for why in whys if why in folded] == whys[:2]
    assert folded.index(whys[1]) < folded.index(whys[0])
    assert re.search(r"\(2\)<span", folded)
    # The column of the day holds the day alone.
    [day] = re.findall(r'<td class="is-day"[^>]*>(.*?)</td>', text, re.DOTALL)
    assert day == date_format(days(50), "j b Y")


def rows_of_moves(page: str) -> list[str]:
    """What stands in the rows of the moves."""
    return [
        found.strip() for found in re.findall(r'<tr class="is-moves">(.*?)</tr>', page, re.DOTALL)
    ]


def test_the_story_of_the_file_tells_of_every_move(
    worker: User, person: Person, make_user: MakeUser
) -> None:
    plan = plan_of(worker, person)
    moves = moved_about(worker, measure(worker, plan))
    with acting_as(worker):
        found = [entry for entry in story(worker, person, ["plan"]) if MEASURE in entry.title]
    about = sorted(found, key=lambda entry: entry.at)
    assert [(entry.text, entry.who) for entry in about] == [
        (why, str(worker)) for _before, _after, why in moves
    ]
    for entry, (before, after, _why) in zip(about, moves, strict=True):
        for day in (before, after):
            assert date_format(days(day), "j F Y") in entry.title
    with acting_as(worker), translation.override("en"):
        titles = [entry.title for entry in story(worker, person, ["plan"]) if WHY in entry.text]
        nearer = [
            entry.title for entry in story(worker, person, ["plan"]) if "brought" in entry.title
        ]
    start = f"The measure {MEASURE}: the day"
    assert [title.startswith(f"{start} moved from ") for title in titles] == [True, True]
    assert [title.startswith(f"{start} brought forward from ") for title in nearer] == [True]
    # Walled as the plan is: nobody else's story has it, nor does the history tell it.
    stranger = make_user(Role.UNIT_WORKER, "mika")
    with acting_as(stranger):
        assert story(stranger, person, ["plan"]) == []
        assert list(earlier_versions(plan=plan.pk)) == []
    with acting_as(worker):
        assert len(list(earlier_versions(plan=plan.pk))) == 2 * len(moves)


def test_nor_past_the_actions(worker: User, person: Person) -> None:
    row = measure(worker, plan_of(worker, person))
    with acting_as(worker), connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match="for a reason"), transaction.atomic():
            cursor.execute("UPDATE referrals_measure SET due_on = due_on + 1")
        cursor.execute("UPDATE referrals_measure SET due_on = due_on - 1")
        # A reason of before is none for what is moved now, and nothing is none.
        cursor.execute("UPDATE referrals_measure SET moved_why = 'sealed'")
        # Nearer: what was said of the day before is not about it, whoever writes the row.
        cursor.execute("UPDATE referrals_measure SET due_on = due_on - 1 RETURNING moved_why")
        assert cursor.fetchall() == [(None,)]
        cursor.execute("UPDATE referrals_measure SET moved_why = 'sealed'")
        for said in ("moved_why", "NULL", "''"):
            with pytest.raises(IntegrityError, match="for a reason"), transaction.atomic():
                cursor.execute(
                    f"UPDATE referrals_measure SET due_on = due_on + 1, moved_why = {said}"
                )
        cursor.execute("UPDATE referrals_measure SET moved_why = NULL")
    assert held(worker, row) == (days(18), None)


def test_the_form_asks_for_it_and_loses_nothing(
    worker: User, person: Person, sign_in: SignIn
) -> None:
    row = measure(worker, plan_of(worker, person))
    client = sign_in(worker)
    address = reverse("plans:measure", args=[person.pk, row.plan_id, row.pk])
    shown = client.get(address).context
    given = sent(shown["form"]) | {
        "seen_at": shown["seen_at"],
        "due_on": days(40).isoformat(),
        "body": "Planterad annan",
    }
    answer = client.post(address, given)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["moved_why"]
    assert answer.context["form"]["body"].value() == "Planterad annan"
    assert client.post(address, given | {"moved_why": WHY}).status_code == 302
    page = client.get(reverse("plans:plan", args=[person.pk, row.plan_id])).content.decode()
    assert page.count(WHY) == 1


def test_a_new_measure_is_asked_for_none(worker: User, person: Person, sign_in: SignIn) -> None:
    plan = plan_of(worker, person)
    shown = sign_in(worker).get(reverse("plans:new_measure", args=[person.pk, plan.pk]))
    assert "moved_why" not in shown.context["form"].fields


def test_the_next_version_says_why(worker: User, person: Person, sign_in: SignIn) -> None:
    plan = agreed(worker, person)
    with acting_as(worker):
        row = Measure.objects.get(plan=plan)
    changed(worker, row, due_on=days(50), moved_why=WHY)
    followed_up(worker, plan)
    page = sign_in(worker).get(reverse("plans:versions", args=[person.pk, plan.pk]))
    told = [change for change in page.context["versions"][0].changes if MEASURE in change]
    assert len(told) == 2
    assert f"”{WHY}”" in told[1]
