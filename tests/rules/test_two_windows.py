"""Two windows on one form: nobody's save is undone by a field that the other never touched.

Each test sends two answers from the same page, as two people who had it open. What the second left
as it was takes what the first saved; what both changed keeps the second's words and is marked.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from casework.actions.days_to_keep import Outcome, settle_day
from casework.actions.surroundings import add_related
from casework.actors import acting_as
from casework.day_enums import DayState
from casework.enums import Relation, Role
from casework.forms.claims import ClaimForm
from casework.forms.moments import written
from casework.forms.versioned import LONGEST_CARRIED
from casework.models import (
    CompensationClaim,
    DayToKeep,
    Identifier,
    Person,
    PersonRow,
    Unit,
    User,
)
from casework.queries.row_versions import at_oclock, columns_of, shown_in
from casework.trafficking.enums import SupportResult
from casework.web.file_forms import initial_of
from casework.web.merging import meet
from referrals.models import Measure, MeasureDependency
from tests.casework.people import opened, unit
from tests.casework.track import claim, consideration, day_to_keep, days, support
from tests.conftest import MakeUser, SignIn
from tests.referrals.plan_rows import changed, fresh, goal, measure, participant, plan_of

pytestmark = pytest.mark.django_db

HIDDEN = re.compile(r'<input type="hidden" name="shown" value="([^"]*)">')


# What no form has written, so that nothing is known of what it showed.
NOT_CARRIED = [
    pytest.param(text, id=name)
    for name, text in {
        "nothing": "",
        "a list": "[]",
        "cut off": "{",
        "a number": '{"leans": 1}',
        "a list in a list": '{"leans": [["x"]]}',
        "too deep to be read": "[" * 100_000,
        "deep in its place": '{"leans": ' + "[" * 5_000 + "]" * 5_000 + "}",
        "longer than any form": '{"leans": []' + " " * LONGEST_CARRIED + "}",
    }.items()
]


@dataclass(frozen=True)
class Windows:
    """The one of the colleague, who saves *first*, and the one of whoever comes *second*."""

    first: Client
    second: Client


def written_out(day: date) -> str:
    """A day as it stands in running text."""
    with translation.override("sv"):
        return date_format(day, "j F Y")


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


@pytest.fixture
def windows(sign_in: SignIn, manager: User, worker: User) -> Windows:
    return Windows(sign_in(manager), sign_in(worker))


def sent_again(answer: Any) -> dict[str, Any]:
    """What the browser sends of the form that was shown again, as it stands there."""
    found = answer.context
    values = {field.html_name: field.value() for field in found["form"]}
    kept = {k: v for k, v in values.items() if v not in (None, "", False, [])}
    return kept | {"seen_at": found["seen_at"], "shown": found["shown"]}


def told(answer: Any) -> dict[str, tuple[str, str, bool]]:
    """By its question: what was saved, what the second wrote, and whether the first's was taken."""
    met = answer.context["met"]
    return {d.label: (d.theirs, d.mine, d.taken_over) for d in met.differences}


def marked(answer: Any) -> dict[str, tuple[str, str]]:
    """The fields that are marked: what the colleague wrote, and what the second did."""
    form = answer.context["form"]
    clashes = {name: getattr(f, "clash", None) for name, f in form.fields.items()}
    ids = re.findall(r"id_\w+_clash", answer.content.decode())
    assert len(ids) == 2 * sum(map(bool, clashes.values())), "told, and pointed to"
    return {name: (c["theirs"], c["mine"]) for name, c in clashes.items() if c}


def of_support(row: Any) -> tuple[str, dict[str, Any]]:
    """The form of a support, and what it sends when nothing is touched."""
    sent = {
        "support_type": row.support_type_id,
        "unit": row.unit_id,
        "starts_on": row.starts_on.isoformat(),
        "seen_at": row.updated_at.isoformat(),
        "remark": row.remark or "",
        "ends_on": row.ends_on.isoformat() if row.ends_on else "",
        "result": row.result,
    }
    return reverse("casework:support", args=[row.person_id, row.pk]), sent


def of_versioned(by: User, person: Person, name: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A form that carries what it showed, and what two windows answer in it."""
    pk = person.pk
    if name == "important":
        return reverse("casework:important", args=[pk]), {"words": "Ett"}, {"words": "Två"}
    if name == "change_facts":
        address = reverse("casework:change_facts", args=[pk])
        return address, {"gender": "woman"}, {"gender": "man"}
    relation = {"relation": Relation.CHILD.value}
    row = add_related(by=by, person_id=pk, values=relation | {"name": "Planterad"})
    address = reverse("casework:change_related", args=[pk, row.pk])
    return address, relation | {"name": "Ett"}, relation | {"name": "Två"}


def now(by: User, row: PersonRow, *names: str) -> list[Any]:
    fresh(by, row)
    with acting_as(by):
        return [getattr(row, name) for name in names]


# A date, a choice and sealed words, and each of them cleared.
ENDED = {"ends_on": days(-1).isoformat(), "result": "partly"}
ONE_EACH = [
    pytest.param(({}, {"remark": "Kollegans ord"}, ENDED), id="words, then a date and a choice"),
    pytest.param(({}, ENDED, {"remark": "Andras ord"}), id="a date and a choice, then words"),
    pytest.param(
        (
            {"remark": "Före", "starts_on": days(-10)},
            {"starts_on": days(-5).isoformat()},
            {"remark": ""},
        ),
        id="a date, then cleared words",
    ),
    pytest.param(
        (
            {"remark": "Före", "starts_on": days(-10)},
            {"remark": ""},
            {"starts_on": days(-5).isoformat()},
        ),
        id="cleared words, then a date",
    ),
    pytest.param(
        ({}, {"individually_assessed": "on"}, {"remark": "Mina ord"}), id="a tick, then words"
    ),
]


@pytest.mark.parametrize("case", ONE_EACH)
def test_one_field_each_and_both_stay(
    windows: Windows,
    worker: User,
    person: Person,
    case: tuple[dict[str, Any], dict[str, str], dict[str, str]],
) -> None:
    before, one, other = case
    row = support(worker, person, **before)
    address, sent = of_support(row)
    assert windows.first.post(address, sent | one).status_code == 302
    again = windows.second.post(address, sent | other)
    assert again.status_code == 409
    met = again.context["met"]
    assert len(met.taken_over) == len(one)
    assert (met.both, met.why_not, marked(again)) == ([], "", {})
    assert not again.context["form"].errors, "nothing is wrong"
    shown = sent_again(again)
    assert {name: str(shown.get(name) or "") for name in one} == {
        name: "True" if value == "on" else value for name, value in one.items()
    }
    assert windows.second.post(address, shown).status_code == 302
    wanted = {**one, **other}
    found = dict(zip(wanted, now(worker, row, *wanted), strict=True))
    assert {k: "on" if v is True else str(v or "") for k, v in found.items()} == wanted


@pytest.mark.parametrize(
    "case",
    [
        ("remark", "Kollegans ord", "Mina ord", ("Kollegans ord", "Mina ord")),
        ("remark", "", "Mina ord", ("–", "Mina ord")),
        ("remark", "Kollegans ord", "", ("Kollegans ord", "–")),
        ("starts_on", str(days(-3)), str(days(-4)), (written_out(days(-3)), written_out(days(-4)))),
    ],
)
def test_the_same_field_is_marked_and_keeps_the_words_of_the_second(
    windows: Windows,
    worker: User,
    person: Person,
    case: tuple[str, str, str, tuple[str, str]],
) -> None:
    field, one, other, words = case
    row = support(worker, person, remark="Före")
    address, sent = of_support(row)
    assert windows.first.post(address, sent | {field: one}).status_code == 302
    again = windows.second.post(address, sent | {field: other})
    assert (again.status_code, marked(again)) == (409, {field: words})
    assert list(told(again).values()) == [(*words, False)]
    assert windows.second.post(address, sent_again(again)).status_code == 302
    assert str(now(worker, row, field)[0] or "") == other


def test_the_same_choice_is_told_in_its_words(
    windows: Windows, worker: User, person: Person
) -> None:
    row = support(worker, person, ends_on=days(-1), result=SupportResult.PARTLY)
    address, sent = of_support(row)
    one, other = [r for r in SupportResult if r != SupportResult.PARTLY][:2]
    assert windows.first.post(address, sent | {"result": one.value}).status_code == 302
    again = windows.second.post(address, sent | {"result": other.value})
    assert marked(again) == {"result": (str(one.label), str(other.label))}


def test_the_same_answer_from_both_is_no_difference(
    windows: Windows, worker: User, person: Person
) -> None:
    row = support(worker, person)
    address, sent = of_support(row)
    lines = sent | {"remark": "Två rader\r\nav båda"}
    assert windows.first.post(address, lines).status_code == 302
    again = windows.second.post(address, lines)
    assert (again.status_code, told(again), marked(again)) == (409, {}, {})


def test_the_ends_of_lines_are_no_change(windows: Windows, worker: User, person: Person) -> None:
    """A browser sends them in its own way, whatever was saved."""
    row = support(worker, person, remark="Två\nrader")
    address, sent = of_support(row)
    assert windows.first.post(address, sent | {"remark": "Kollegans ord"}).status_code == 302
    again = windows.second.post(address, sent | {"remark": "Två\r\nrader"})
    assert [taken for *_rest, taken in told(again).values()] == [True]


def test_a_time_of_the_day_is_compared_to_the_minute_and_said_as_one(
    windows: Windows, worker: User, person: Person
) -> None:
    row = day_to_keep(worker, person, kind="court_date", day=days(3), at_time=time(9, 30, 15))
    address = reverse("casework:day", args=[person.pk, row.pk])
    sent = {name: getattr(row, name) for name in ("decided_by", "reference", "remember")}
    sent |= {"at_time": "09:30", "seen_at": row.updated_at.isoformat()}
    assert windows.first.post(address, sent | {"at_time": "10:15"}).status_code == 302
    again = windows.second.post(address, sent | {"remember": "Mina ord"})
    [(theirs, mine, is_taken)] = told(again).values()
    assert (theirs, mine, is_taken) == (at_oclock(time(10, 15)), at_oclock(time(9, 30)), True)
    assert "10:15:00" not in again.content.decode()
    shown = sent_again(again) | {"at_time": again.context["form"]["at_time"].value()}
    assert windows.second.post(address, shown).status_code == 302
    assert now(worker, row, "at_time", "remember") == [time(10, 15), "Mina ord"]


def test_a_moment_a_row_and_several_ticks_are_columns_too(
    windows: Windows, worker: User, person: Person
) -> None:
    moment = timezone.now().replace(second=30) + timedelta(days=2)
    plan = changed(worker, plan_of(worker, person), meeting_at=moment)
    address = reverse("plans:change", args=[person.pk, plan.pk])
    sent = {"need": plan.need, "seen_at": plan.updated_at.isoformat()}
    sent |= {"meeting_at": written(moment)}
    meeting = f"{days(5)}T10:15"
    assert windows.first.post(address, sent | {"meeting_at": meeting}).status_code == 302
    again = windows.second.post(address, sent | {"crisis_plan": "Mina ord"})
    assert again.context["form"]["meeting_at"].value() == meeting
    assert at_oclock(time(10, 15)) in next(iter(told(again).values()))[0]
    row = participant(worker, plan)
    address = reverse("plans:participant", args=[person.pk, plan.pk, row.pk])
    sent = {"kind": row.kind, "principal": row.principal, "body": row.body, "kinds": row.kinds}
    sent |= {"seen_at": row.updated_at.isoformat()}
    assert windows.first.post(address, sent | {"kinds": row.kinds[:1]}).status_code == 302
    again = windows.second.post(address, sent | {"role": "Min roll"})
    assert again.context["form"]["kinds"].value() == [str(row.kinds[0])]


def test_money_is_compared_as_money(windows: Windows, worker: User, person: Person) -> None:
    row = claim(worker, person)
    address = reverse("casework:change_claim", args=[person.pk, row.pk])
    sent = {
        "cost_kind": row.cost_kind, "first_day": row.first_day, "last_day": row.last_day,
        "amount": "1200,5", "unit": row.unit_id, "supported_by": row.supported_by,
        "seen_at": row.updated_at.isoformat(), "shown": json.dumps({"evidence": []}),
    }  # fmt: skip
    assert windows.first.post(address, sent | {"amount": "900,25"}).status_code == 302
    again = windows.second.post(address, sent | {"reference": "Min beteckning"})
    assert again.context["form"]["amount"].value() == "900,25"
    assert windows.second.post(address, sent_again(again)).status_code == 302
    with acting_as(worker):
        found = CompensationClaim.objects.get()
    assert (str(found.amount), found.reference) == ("900.25", "Min beteckning")


class TestLists:
    """What a list ticks is no column: the form carries what it showed of it."""

    @pytest.fixture
    def rows(self, worker: User, person: Person) -> dict[str, Measure]:
        plan = plan_of(worker, person)
        fresh(worker, plan)
        aim = goal(worker, plan)
        found = {name: measure(worker, plan, name, goal=aim) for name in ("Ett", "Två")}
        found["Den"] = measure(worker, plan, "Den", goal=aim, leans=[found["Ett"]])
        return {name: fresh(worker, row) for name, row in found.items()}

    @pytest.fixture
    def sent(self, rows: dict[str, Measure]) -> dict[str, Any]:
        row = rows["Den"]
        return {
            "what": row.what, "goal": row.goal_id, "principal": row.principal, "body": row.body,
            "responsible": row.responsible or "", "answers": row.answers_id or "",
            "due_on": row.due_on, "cost_bearer": row.cost_bearer or "",
            "leans": [str(rows["Ett"].pk)], "seen_at": row.updated_at.isoformat(),
        }  # fmt: skip

    def address(self, rows: dict[str, Measure]) -> str:
        row = rows["Den"]
        return reverse("plans:measure", args=[row.person_id, row.plan_id, row.pk])

    def leaning(self, by: User, rows: dict[str, Measure]) -> set[Any]:
        with acting_as(by):
            found = MeasureDependency.objects.filter(measure=rows["Den"])
            return set(found.values_list("needs_id", flat=True))

    def shown(self, client: Client, address: str) -> str:
        [found] = HIDDEN.findall(client.get(address).content.decode())
        return str(found).replace("&quot;", '"')

    def test_what_the_first_ticked_stays(
        self, windows: Windows, worker: User, rows: Any, sent: Any
    ) -> None:
        address = self.address(rows)
        sent |= {"shown": self.shown(windows.second, address)}
        both = {row.pk for name, row in rows.items() if name != "Den"}
        assert (
            windows.first.post(address, sent | {"leans": [str(pk) for pk in both]}).status_code
            == 302
        )
        again = windows.second.post(address, sent | {"cost_bearer": "Mina ord"})
        assert [taken for *_rest, taken in told(again).values()] == [True]
        assert windows.second.post(address, sent_again(again)).status_code == 302
        assert self.leaning(worker, rows) == both
        assert now(worker, rows["Den"], "cost_bearer") == ["Mina ord"]

    def test_two_lists_are_told_and_the_second_stays(
        self, windows: Windows, worker: User, rows: Any, sent: Any
    ) -> None:
        address = self.address(rows)
        sent |= {"shown": self.shown(windows.second, address)}
        assert windows.first.post(address, sent | {"leans": []}).status_code == 302
        again = windows.second.post(address, sent | {"leans": [str(rows["Två"].pk)]})
        assert marked(again) == {"leans": ("–", "Två")}
        assert windows.second.post(address, sent_again(again)).status_code == 302
        assert self.leaning(worker, rows) == {rows["Två"].pk}

    def test_what_is_asked_anew_each_time_is_told_with_what_was_answered(
        self, windows: Windows, worker: User, rows: Any, sent: Any
    ) -> None:
        """Both move the day, each for a reason of their own."""
        address, row = self.address(rows), rows["Den"]
        sent |= {"shown": self.shown(windows.second, address)}
        first, second = row.due_on + timedelta(days=7), row.due_on + timedelta(days=9)
        theirs = {"due_on": first.isoformat(), "moved_why": "Kollegans skäl"}
        theirs |= {"principal": "region"}
        assert windows.first.post(address, sent | theirs).status_code == 302
        mine = {"due_on": second.isoformat(), "moved_why": "Mina skäl"}
        again = windows.second.post(address, sent | mine)
        days_told = (written_out(first), written_out(second))
        reasons = ("Kollegans skäl", "Mina skäl")
        assert marked(again) == {"due_on": days_told, "moved_why": reasons}
        assert again.context["met"].beside == []
        page = again.content.decode()
        assert first.isoformat() not in page
        assert again.context["met"].taken_over[0].endswith("?")
        assert re.search(r"\?</b>\s*\.", page) is None, "a question has its own mark"
        assert windows.second.post(address, sent_again(again)).status_code == 302
        assert now(worker, row, "due_on", "moved_why") == [second, "Mina skäl"]

    def test_of_a_reason_that_was_not_asked_for_the_saved_one_stands_beside(
        self, windows: Windows, rows: Any, sent: Any
    ) -> None:
        address, row = self.address(rows), rows["Den"]
        sent |= {"shown": self.shown(windows.second, address)}
        theirs = {"due_on": str(row.due_on + timedelta(days=7)), "moved_why": "Kollegans skäl"}
        assert windows.first.post(address, sent | theirs).status_code == 302
        again = windows.second.post(address, sent | {"body": "Mina ord"})
        assert [value for _label, value in again.context["met"].beside] == ["Kollegans skäl"]
        assert marked(again) == {}

    @pytest.mark.parametrize("carried", NOT_CARRIED)
    def test_of_a_form_that_does_not_say_nothing_is_taken_over(
        self, windows: Windows, rows: Any, sent: Any, carried: str
    ) -> None:
        address = self.address(rows)
        assert windows.first.post(address, sent | {"leans": []}).status_code == 302
        again = windows.second.post(address, sent | {"shown": carried})
        assert marked(again) == {"leans": ("–", "Ett")}


@pytest.mark.parametrize("base", [*NOT_CARRIED, pytest.param('{"words": []}', id="what it was")])
def test_of_what_a_form_does_not_say_nothing_is_taken_over(
    windows: Windows, worker: User, person: Person, base: str
) -> None:
    """The form of what is important carries what it showed of its words."""
    address = reverse("casework:important", args=[person.pk])
    sent = {"seen_at": windows.second.get(address).context["form"]["seen_at"].value()}
    form = windows.first.get(address).context["form"]
    theirs = {name: form[name].value() for name in ("seen_at", "base")}
    assert windows.first.post(address, theirs | {"words": "Kollegans ord"}).status_code == 302
    again = windows.second.post(address, sent | {"base": base, "words": "Mina ord"})
    found = [(d.theirs, d.mine, d.taken_over) for d in again.context["differences"]]
    assert (again.status_code, found) == (409, [("Kollegans ord", "Mina ord", False)])


OWN = "You saved this yourself in another window"


@pytest.mark.parametrize("name", ["important", "change_facts", "change_related"])
@pytest.mark.parametrize("is_oneself", [True, False])
def test_a_form_that_carries_what_it_showed_says_too_who_it_was(
    windows: Windows, worker: User, person: Person, name: str, is_oneself: bool
) -> None:
    address, one, other = of_versioned(worker, person, name)
    shown = windows.second.get(address).context["form"]
    sent = {field: shown[field].value() for field in ("seen_at", "base")}
    first = windows.second if is_oneself else windows.first
    assert first.post(address, sent | one).status_code == 302
    windows.second.cookies["ledljus_language"] = "en"
    again = windows.second.post(address, sent | other)
    page = again.content.decode()
    assert (again.status_code, OWN in page) == (409, is_oneself)
    assert ("Last saved by " in page) is not is_oneself


def test_the_questions_of_a_ground_take_what_was_ticked(
    windows: Windows, worker: User, person: Person
) -> None:
    row = consideration(worker, person)
    address = reverse("casework:change_disclosure", args=[person.pk, row.pk])
    page = windows.second.get(address).context
    name = f"checks_{row.ground_code}"
    code = page["form"].fields[name].choices[0][0]
    sent = {n: getattr(row, n) for n in ("recipient", "recipient_unit", "what", "harm")}
    sent |= {"ground_code": row.ground_code, "asked_on": row.asked_on}
    sent |= {"seen_at": page["seen_at"], "shown": page["shown"]}
    assert windows.first.post(address, sent | {name: [code]}).status_code == 302
    again = windows.second.post(address, sent | {"what": "Mina ord"})
    assert again.context["form"][name].value() == [code]
    assert again.context["met"].beside == []


class TestWhatIsSaid:
    def test_a_form_that_shows_nothing_of_the_row_says_that_nothing_is_put_together(
        self, windows: Windows, worker: User, person: Person
    ) -> None:
        row = day_to_keep(worker, person)
        told_form = reverse("casework:day", args=[person.pk, row.pk])
        sent = {"seen_at": row.updated_at.isoformat()}
        assert (
            windows.first.post(told_form, sent | {"remember": "Kollegans ord"}).status_code == 302
        )
        settle = reverse("casework:settle_day", args=[person.pk, row.pk])
        again = windows.second.post(settle, sent | {"state": "cancelled", "why": "Mina ord"})
        met = again.context["met"]
        assert (again.status_code, bool(met.why_not), met.differences) == (409, True, [])
        assert "Kollegans ord" in dict(met.beside).values()
        assert "Mina ord" in again.content.decode()
        with acting_as(worker):
            assert DayToKeep.objects.get().state == "waiting"

    def test_a_version_that_nobody_knows_takes_nothing_over(
        self, windows: Windows, worker: User, person: Person
    ) -> None:
        address, sent = of_support(support(worker, person, remark="Före"))
        sent |= {"seen_at": "2020-01-01T00:00:00+00:00", "remark": "Mina ord"}
        again = windows.second.post(address, sent)
        assert bool(again.context["met"].why_not)
        assert marked(again) == {"remark": ("Före", "Mina ord")}

    @pytest.mark.parametrize("is_oneself", [True, False])
    def test_who_it_was_and_nothing_wrong(
        self, windows: Windows, worker: User, person: Person, is_oneself: bool
    ) -> None:
        address, sent = of_support(support(worker, person))
        one = windows.second if is_oneself else windows.first
        assert one.post(address, sent | {"remark": "Det första"}).status_code == 302
        windows.second.cookies["ledljus_language"] = "en"
        again = windows.second.post(address, sent | {"remark": "Det andra"})
        page = again.content.decode()
        assert again.context["met"].by_oneself is is_oneself
        assert ("You saved it yourself in another window" in page) is is_oneself
        assert ("Last saved by" in page) is not is_oneself
        assert ("A colleague wrote:" in page) is not is_oneself
        assert "needs to be put right" not in page
        assert re.search(r"\d{4} at \d\d:\d\d\.", page)

    def test_one_of_two_who_saved_is_enough_to_be_a_colleague(
        self, windows: Windows, worker: User, person: Person
    ) -> None:
        row = support(worker, person)
        address, sent = of_support(row)
        assert windows.first.post(address, sent | {"remark": "Kollegans"}).status_code == 302
        fresh(worker, row)
        between = of_support(row)[1] | {"remark": "Mina"}
        assert windows.second.post(address, between).status_code == 302
        again = windows.second.post(address, sent | {"remark": "Mina andra"})
        assert again.context["met"].by_oneself is False


def test_what_the_form_does_not_offer_is_not_named(
    windows: Windows, worker: User, person: Person
) -> None:
    """A row that the second can't choose is neither named nor lost without a word."""
    row, other = support(worker, person), unit("ungdomsjouren")
    address, sent = of_support(row)
    assert windows.first.post(address, sent | {"unit": other.pk}).status_code == 302
    Unit.objects.filter(pk=other.pk).update(is_active=False)
    windows.second.cookies["ledljus_language"] = "en"
    again = windows.second.post(address, sent | {"remark": "Mina ord"})
    page = again.content.decode()
    assert again.status_code == 409
    assert (str(other.pk) in page, str(other) in page) == (False, False)
    assert marked(again) == {"unit": ("Not shown here", str(unit("pom")))}


def test_a_row_behind_a_wall_is_not_named(
    worker: User, person: Person, make_user: MakeUser
) -> None:
    """Of what the form does not ask, a row is looked up as the reader: no wall is passed by."""
    row = day_to_keep(worker, person)
    outcome = Outcome(DayState.MOVED, "Planterat", days(9))
    row = settle_day(
        by=worker, person=person, day_id=row.pk, seen_at=row.updated_at, outcome=outcome
    )
    column = row._meta.get_field("followed_by")
    with acting_as(worker):
        follower = str(DayToKeep.objects.get(follows=row))
        assert shown_in(row, column) == follower
    with acting_as(make_user(Role.UNIT_WORKER, "mika")), translation.override("en"):
        assert shown_in(row, column) == "Not shown here"


def test_a_list_read_before_the_other_save_is_met_once_more(worker: User, person: Person) -> None:
    """The view may have read the lists a moment too early: the next save is weighed anew."""
    row = claim(worker, person)
    with acting_as(worker):
        early = CompensationClaim.objects.get()
        row.supported_by = "Kollegans ord"
        row.save()
        initial = initial_of(early, ClaimForm) | {"evidence": []}
        answers = {name: str(v) for name, v in initial.items() if v and name != "unit"}
        sent = QueryDict(mutable=True)
        sent.update(answers | {"unit": str(row.unit_id), "amount": "1200,50"})
        form = ClaimForm(sent, initial=initial, person=person)
        assert form.is_valid(), form.errors
        assert meet(form, early, early.updated_at, worker).seen_at == early.updated_at
        assert meet(form, row, early.updated_at, worker).seen_at == row.updated_at


def test_no_digest_is_among_what_is_shown() -> None:
    """What numbers are found by is told to nobody, whatever else of the row is."""
    shown = columns_of(Identifier())
    assert "kind" in shown
    assert "digest" not in shown
