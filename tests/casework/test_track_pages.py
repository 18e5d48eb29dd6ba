"""The pages of the track: who gets them, in both languages, by few queries, losing nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.actions.access import give_access
from casework.actors import acting_as
from casework.enums import AccessLevel, PersonRole, ProtectedIdentity, Role
from casework.grant_enums import GrantTask
from casework.models import (
    AuditEvent,
    IndicatorObservation,
    Person,
    PersonSupport,
    ResidencePermit,
    User,
)
from casework.queries.clocks import read_clocks
from casework.trafficking.data import ground_groups, indicators
from tests.casework.people import opened, unit
from tests.casework.track import (
    claim,
    consideration,
    days,
    granted_permit,
    permit,
    programme,
    support,
    track_rows,
)
from tests.conftest import MakeUser, SignIn

pytestmark = pytest.mark.django_db
PAGES = ["track", "track_indicators", "disclosures", "supports"]
FORMS = ["track_status", "new_permit", "new_return", "new_claim", "new_disclosure", "new_support"]


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


@pytest.fixture
def client(sign_in: SignIn, worker: User) -> Client:
    return sign_in(worker)


def url(name: str, person: Person, row: Any = None) -> str:
    return reverse(f"casework:{name}", args=[person.pk, row] if row else [person.pk])


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", [*PAGES, *FORMS])
def test_every_page_stands_in_both_languages(
    client: Client, worker: User, person: Person, name: str, language: str
) -> None:
    track_rows(worker, person)
    found = client.get(url(name, person), headers={"accept-language": language})
    assert found.status_code == 200
    assert f'lang="{language}"' in found.content.decode()


@pytest.mark.parametrize("name", ["track", "track_indicators", "track_status", "new_claim"])
def test_a_buyers_file_has_no_such_page(make_user: MakeUser, sign_in: SignIn, name: str) -> None:
    kast = make_user(Role.UNIT_WORKER, "kast")
    buyer = opened(kast, "kast", PersonRole.SUSPECTED_BUYER)
    client = sign_in(kast)
    assert client.get(url(name, buyer)).status_code == 404
    page = client.get(reverse("casework:person", args=[buyer.pk])).content.decode()
    assert url("track", buyer) not in page
    assert url("supports", buyer) in page


def test_a_row_is_reached_through_its_own_file_only(
    client: Client, worker: User, person: Person
) -> None:
    other = opened(worker, "pom")
    rows = track_rows(worker, other)
    for name, kind in (
        ("permit", "permit"), ("return_step", "return"), ("claim", "claim"),
        ("change_claim", "claim"), ("move_claim", "claim"), ("disclosure", "disclosure"),
        ("change_disclosure", "disclosure"), ("decide_disclosure", "disclosure"),
        ("support", "support"),
    ):  # fmt: skip
        assert client.get(url(name, other, rows[kind])).status_code == 200, name
        assert client.get(url(name, person, rows[kind])).status_code == 404, name


def test_the_track_page_takes_the_same_queries_at_one_row_and_at_three(
    client: Client, worker: User, person: Person
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(url("track", person)).status_code == 200
        return len(found)

    granted_permit(worker, person, days(5))
    claim(worker, person)
    support(worker, person)
    once = count()
    for number in (10, 20):
        granted_permit(worker, person, days(number))
        claim(worker, person)
        support(worker, person)
    assert count() == once


class TestIndicators:
    def address(self, person: Person) -> str:
        return url("track_indicators", person)

    def test_the_whole_list_is_answered_at_once(self, client: Client, person: Person) -> None:
        first, second, *rest = indicators()
        today = timezone.localdate()
        data = {"on_day": today.isoformat(), first: "observed", second: "unclear"}
        # Changed one's mind, and never answered.
        data |= {rest[0]: "no_answer", rest[1]: ""}
        assert client.post(self.address(person), data).status_code == 302
        page = client.get(self.address(person))
        latest = {
            line.indicator.code: line.latest
            for _group, lines in page.context["groups"]
            for line, _field in lines
        }
        assert list(latest) == list(indicators())
        told = {code: seen.answer for code, seen in latest.items() if seen}
        assert told == {first: "observed", second: "unclear"}
        assert {seen.on_day for seen in latest.values() if seen} == {today}

    def test_nothing_is_chosen_beforehand(self, client: Client, person: Person) -> None:
        first = next(iter(indicators()))
        client.post(self.address(person), {"on_day": "2026-01-02", first: "observed"})
        assert " checked" not in client.get(self.address(person)).content.decode()

    def test_all_or_none(self, client: Client, worker: User, person: Person) -> None:
        first, second, *_rest = indicators()
        today = timezone.localdate().isoformat()
        for data in (
            {"on_day": today},
            {"on_day": today, first: "no_answer"},
            {"on_day": "", first: "observed"},
            {"on_day": today, first: "observed", second: "perhaps"},
        ):
            assert client.post(self.address(person), data).status_code == 422, data
        with acting_as(worker):
            assert IndicatorObservation.objects.filter(person=person).count() == 0

    def test_who_only_reads_has_no_form(
        self, make_user: MakeUser, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        reader = make_user(Role.UNIT_WORKER, "mika")
        give_access(
            by=worker,
            person=person,
            unit=unit("mika"),
            user=reader,
            level=AccessLevel.READ,
            task=GrantTask.TOGETHER,
            until=timezone.now() + timedelta(days=2),
        )
        page = sign_in(reader).get(self.address(person))
        assert (page.status_code, 'name="on_day"' in page.content.decode()) == (200, False)
        data = {"on_day": "2026-01-02", next(iter(indicators())): "observed"}
        assert sign_in(reader).post(self.address(person), data).status_code == 404


def test_every_ground_stands_once_under_its_group_with_its_explanation(
    client: Client, person: Person
) -> None:
    form = client.get(url("new_disclosure", person)).context["form"]
    names = {str(name): code for code, name in ground_groups().items()}
    shown = [
        (names[label], str(option.data["value"]), option.data["hint"])
        for label, options in form.ground_groups()
        for option in options
    ]
    assert len({value for _code, value, _hint in shown}) == len(shown) == len(form.choices)
    wanted = {(c.ground.group, c.ground.code, str(c.ground.plain)) for c in form.choices}
    assert set(shown) == wanted
    # Neighbours are not told apart by one word in a sentence.
    assert len({hint for _code, _value, hint in shown}) == len(shown)


class TestClocks:
    def test_late_ones_first_in_the_files_that_one_sees(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        granted_permit(worker, person, days(6))
        late = opened(worker, "pom")
        permit(worker, late)
        strange = make_user(Role.COORDINATOR, "regionkoordinatorer")
        granted_permit(strange, opened(strange, "regionkoordinatorer"), days(1))
        with acting_as(worker):
            found = read_clocks(worker)
            assert AuditEvent.objects.filter(event="clocks.read").count() == 1
        assert [(s.clock.person, s.clock.code, s.reading.is_late) for s in found] == [
            (late, "permit-decision", True),
            (person, "permit-end-reflection", False),
        ]
        pom = unit("pom")
        assert {s.clock.owner for s in found} == {f"{worker}, {pom}"}

    def test_a_protected_identity_is_on_its_own_page_only(
        self, client: Client, worker: User
    ) -> None:
        person = opened(worker, "pom", protection=ProtectedIdentity.REGISTRATION)
        granted_permit(worker, person, days(6))
        listed = client.get(reverse("casework:clocks")).content.decode()
        own = client.get(reverse("casework:person", args=[person.pk])).content.decode()
        assert person.pseudonym not in listed
        assert "Slutar om 6 dagar." in own

    @pytest.mark.parametrize(
        "values",
        [
            {"ended_early_on": days(-1), "ended_why": "Reste"},
            {"decision": "refused", "starts_on": None, "ends_on": None},
        ],
    )
    def test_what_has_ended_has_no_clock(
        self, worker: User, person: Person, values: dict[str, Any]
    ) -> None:
        granted_permit(worker, person, days(6), **values)
        with acting_as(worker):
            assert read_clocks(worker) == []

    def test_an_extension_moves_the_end_and_a_new_application_takes_over(
        self, worker: User, person: Person
    ) -> None:
        granted_permit(worker, person, days(6), extended_to=days(16))
        with acting_as(worker):
            assert [s.clock.due for s in read_clocks(worker)] == [days(16)]
        permit(worker, person, applied_on=days(0))
        with acting_as(worker):
            assert [s.clock.code for s in read_clocks(worker)] == ["permit-decision"]

    def test_at_most_twelve_queries_whatever_the_number_of_files(
        self, client: Client, worker: User
    ) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as found:
                client.get(reverse("casework:clocks"))
            return sum(q["sql"].startswith("SELECT") for q in found.captured_queries)

        def add() -> None:
            person = opened(worker, "pom")
            granted_permit(worker, person, days(6))
            claim(worker, person)

        add()
        once = count()
        add()
        add()
        assert (count(), once <= 12) == (once, True)


class TestForms:
    def test_a_reflection_period_gets_its_thirty_days(
        self, client: Client, worker: User, person: Person
    ) -> None:
        sent = {
            "kind": "reflection", "applied_by": "social_board", "applied_on": days(-3),
            "decision": "granted", "decided_on": days(-1), "starts_on": days(0),
        }  # fmt: skip
        assert client.post(url("new_permit", person), sent).status_code == 302
        with acting_as(worker):
            assert ResidencePermit.objects.get().ends_on == days(29)

    def test_confirmed_without_a_decision_maker_comes_back_with_what_was_typed(
        self, client: Client, person: Person
    ) -> None:
        sent = {"suspicion": "confirmed", "on_day": days(0), "reasons": "Planterat skäl"}
        found = client.post(url("track_status", person), sent)
        assert found.status_code == 422
        assert "Planterat skäl" in found.content.decode()

    def test_the_second_of_two_sees_what_changed_and_loses_nothing(
        self, client: Client, worker: User, person: Person
    ) -> None:
        row = support(worker, person)
        sent = {
            "support_type": row.support_type_id, "unit": row.unit_id, "starts_on": row.starts_on,
            "seen_at": row.updated_at.isoformat(),
        }  # fmt: skip
        first = {**sent, "ends_on": days(-1), "result": "partly"}
        assert client.post(url("support", person, row.pk), first).status_code == 302
        second = {**sent, "remark": "Planterad anmärkning"}
        found = client.post(url("support", person, row.pk), second)
        page = found.content.decode()
        assert found.status_code == 409
        assert "Planterad anmärkning" in page
        assert "Nådde målet delvis" in page
        with acting_as(worker):
            kept = PersonSupport.objects.get()
        assert (kept.result, kept.remark) == ("partly", None)
        again = {**second, "seen_at": kept.updated_at.isoformat()}
        assert client.post(url("support", person, row.pk), again).status_code == 302

    def test_nonsense_for_a_version_saves_nothing(
        self, client: Client, worker: User, person: Person
    ) -> None:
        row = support(worker, person)
        sent = {
            "support_type": row.support_type_id, "unit": row.unit_id, "starts_on": row.starts_on,
            "seen_at": "2026-99-99T99:99", "remark": "x",
        }  # fmt: skip
        assert client.post(url("support", person, row.pk), sent).status_code == 409

    def test_questions_of_the_chosen_ground_are_taken(
        self, client: Client, worker: User, person: Person
    ) -> None:
        sent = {
            "recipient": "police", "recipient_unit": "Provgruppen", "what": "x", "harm": "y",
            "ground_code": "secrecy-police-serious",
            "checks_secrecy-police-serious": ["committed"],
            "checks_consent": ["asked"],
        }  # fmt: skip
        assert client.post(url("new_disclosure", person), sent).status_code == 302
        with acting_as(worker):
            assert person.disclosure_set.get().checks == ["committed"]


def test_titles_and_addresses_hold_no_name_and_no_pseudonym(
    client: Client, worker: User, person: Person
) -> None:
    consideration(worker, person)
    programme(worker, person)
    for name in [*PAGES, *FORMS]:
        page = client.get(url(name, person)).content.decode()
        title = page.split("<title>")[1].split("</title>")[0]
        assert person.pseudonym not in title
