"""The pages of the log review: what they show, what they never show, and what they cost."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from pypdf import PdfReader

from casework.actions.log_review import record_outcome, sign_review
from casework.actors import LOG_WATCH, SEALER, acting_as
from casework.audit.day_events import DayEvent
from casework.audit.events import Event
from casework.audit.record import record
from casework.audit.shown import KEYS, shown_details, shown_ground
from casework.enums import AlertKind, PersonRole, ReviewOutcome, Role
from casework.forms.log_review import ProtocolForm, last_month
from casework.models import AuditEvent, AuditFinding, AuditOutcome, AuditSample, Unit, User
from casework.queries.log_search import LogFilter, search_log
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.night import NOTE, NUMBER, one_night

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
DAY = date(2025, 3, 14)
SECRET = "Planterad hemlighet 4711"


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom", full_name="Åsa Uppsökare")


@pytest.fixture
def reviewer(make_user: MakeUser) -> User:
    return make_user(Role.LOG_REVIEWER, full_name="Lo Granskare")


@pytest.fixture
def client(reviewer: User, sign_in: SignIn) -> Client:
    return sign_in(reviewer)


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    found = [query["sql"] for query in captured]
    return len([sql for sql in found if not sql.startswith(("SAVEPOINT", "RELEASE"))])


def finding_about(user: User | None, rule: str = "night", day: date = DAY) -> AuditFinding:
    with acting_as(LOG_WATCH):
        return AuditFinding.objects.create(rule=rule, user=user, day=day, facts={"events": 3})


class TestNoContent:
    def test_details_that_could_tell_are_not_shown(self) -> None:
        given = dict.fromkeys([*KEYS, "name", "note", "fields", "requested"], SECRET)
        assert shown_details(given) == []
        assert shown_details({"count": 3, "name": 3, "kind": "sms", "is_new": True}) == [
            ("antal", "3"), ("slag", "sms")
        ]  # fmt: skip
        assert [shown_ground(g) for g in ("", "opened", "consent", "sol_11", SECRET)] == [
            "", "Lade upp akten", "Personen samtycker", "sol_11", "antecknad"
        ]  # fmt: skip

    def test_kinds_stand_in_words(self) -> None:
        assert [shown_details({"kind": code})[0][1] for code in ("pseudonym", "shift.read")] == [
            "ärendebeteckning", "Någon öppnade ett arbetspass med dess påträffanden"
        ]  # fmt: skip
        part = shown_details({"kind": "pseudonym_part"})
        assert part == [(gettext("kind"), gettext("part of a case number"))]

    @pytest.mark.parametrize(
        "about", ["casework.person", "casework.note", "outreach.supportoffer", "referrals.referral"]
    )
    def test_how_it_stands_with_somebody_met_is_not_shown(self, about: str) -> None:
        given = {"kind": "court_date", "state": "held", "outcome": "declined", "result": "worse"}
        assert shown_details(given | {"count": 3}, about) == [("antal", "3")]
        ours = shown_details({"kind": "totp", "outcome": "in_order"}, "casework.user")
        assert [key for key, _value in ours] == ["slag", "utfall"]

    def test_of_a_file_the_log_tells_what_was_done_and_not_about_what(
        self, client: Client, worker: User
    ) -> None:
        person = opened(worker, "pom")
        with acting_as(worker):
            # As it was logged before, and stays in the sealed log.
            record(DayEvent.SETTLED, by=worker, obj=person, kind="court_date", state="held")
            record(Event.ALERT_ADDED, by=worker, obj=person, kind="danger")
        page = text_of(client, f"/logg/sok/?object={person.pk}")
        assert str(DayEvent.SETTLED.label) in page
        assert str(Event.ALERT_ADDED.label) in page
        told = ("court_date", "danger", "exploited", AlertKind.DANGER, PersonRole.EXPLOITED)
        words = [str(getattr(word, "label", word)) for word in told]
        assert [word for word in words if word in page] == []

    def test_no_page_shows_what_was_written(
        self, client: Client, worker: User, reviewer: User
    ) -> None:
        night = one_night(worker, "pom")
        with acting_as(worker):
            for obj in (night.encounter, night.contact, night.shift):
                record(
                    Event.ENCOUNTER_READ, by=worker, obj=obj, unit_id=night.shift.unit_id,
                    ground=SECRET, count=4, kind=SECRET, note=SECRET, reason=SECRET,
                )  # fmt: skip
        finding = finding_about(worker, day=timezone.localdate())
        pages = [
            text_of(client, "/logg/sok/"), text_of(client, f"/logg/granska/{finding.pk}/"),
            text_of(client, "/logg/granska/"), text_of(client, "/logg/"),
        ]  # fmt: skip
        for page in pages:
            assert [word for word in (SECRET, NOTE, NUMBER) if word in page] == []
            # Short ones stand within tokens and identifiers: looked for as words.
            assert re.findall(r"(?<![\w-])(?:Kim|A1)(?![\w-])", page) == []
        for page in pages[:2]:
            assert "Någon öppnade ett påträffande" in page
            assert "Grund: antecknad" in page
            assert str(night.encounter.pk)[-8:] in page

    def test_a_refused_look_up_shows_the_kind_of_row_and_the_end_of_its_identifier(
        self, client: Client, worker: User
    ) -> None:
        asked_for = uuid.uuid4()
        with acting_as(worker):
            record(
                Event.ACCESS_DENIED, by=worker, model="outreach.encounter", requested=str(asked_for)
            )
        # The end of the identifier leads to everything about that row, refusals too.
        for page in (
            text_of(client, "/logg/sok/"),
            text_of(client, f"/logg/sok/?object={asked_for}"),
        ):
            assert "Påträffande" in page
            link = f'href="/logg/sok/?object={asked_for}">{str(asked_for)[-8:]}</a>'
            assert page.count(link) == 1


class TestSearch:
    @pytest.fixture
    def events(self, worker: User, make_user: MakeUser) -> dict[str, AuditEvent]:
        other = make_user(Role.UNIT_WORKER, "mika", full_name="Mika Mottagare")
        pom, mika = (Unit.objects.get(code=code).pk for code in ("pom", "mika"))
        made = {}
        for name, user, event, unit in (
            ("shift", worker, Event.SHIFT_READ, pom),
            ("encounter", worker, Event.ENCOUNTER_READ, pom),
            ("contact", other, Event.CONTACT_READ, mika),
        ):
            with acting_as(user):
                made[name] = AuditEvent.objects.create(
                    event=event, actor_id=user.pk, unit_id=unit, object_id=uuid.uuid4(),
                    object_type="outreach.shift",
                )  # fmt: skip
        return made

    def shown(self, client: Client, query: str, events: dict[str, AuditEvent]) -> set[str]:
        page = text_of(client, f"/logg/sok/?{query}")
        table = page.split("<tbody>")[1] if "<tbody>" in page else ""
        return {name for name, event in events.items() if str(event.object_id)[-8:] in table}

    def test_each_filter(self, client: Client, worker: User, events: dict[str, AuditEvent]) -> None:
        unit = Unit.objects.get(code="mika").pk
        today = timezone.localdate()
        found = {
            query: self.shown(client, query, events)
            for query in (
                "",
                "who=åsa",
                f"who={worker.email}",
                "who=finns-inte",
                f"unit={unit}",
                "event=contact.read",
                f"object={events['shift'].object_id}",
                f"last={today - timedelta(days=1)}",
                f"first={today}",
                "who=åsa&event=contact.read",
                "unit=strunt&event=strunt&object=strunt&first=strunt",
            )
        }
        everything = {"shift", "encounter", "contact"}
        assert list(found.values()) == [
            everything, {"shift", "encounter"}, {"shift", "encounter"}, set(), {"contact"},
            {"contact"}, {"shift"}, set(), everything, set(), everything,
        ]  # fmt: skip

    def test_that_somebody_searched_is_logged(
        self, client: Client, reviewer: User, worker: User, events: dict[str, AuditEvent]
    ) -> None:
        client.get("/logg/sok/?who=åsa&event=shift.read&first=2025-03-01&last=2025-03-31")
        with acting_as(reviewer):
            event = AuditEvent.objects.get(event="review.searched")
        assert event.actor_id == reviewer.pk
        assert event.details == {
            "first": "2025-03-01", "last": "2025-03-31", "kind": "shift.read",
            "accounts": [str(worker.pk)], "row": None,
        }  # fmt: skip

    def test_nothing_found(self, client: Client) -> None:
        assert "Inget hittades" in text_of(client, "/logg/sok/?who=finns-inte")

    def test_goes_page_by_page_both_ways(self, reviewer: User, worker: User) -> None:
        """Also over events of the same moment; each event once, in order."""
        with acting_as(worker):
            AuditEvent.objects.bulk_create(
                AuditEvent(event="shift.read", actor_id=worker.pk, reference=f"{n:03}")
                for n in range(120)
            )
        today = timezone.localdate()
        wanted = LogFilter(today, today, users=frozenset([worker.pk]))
        with acting_as(reviewer):
            in_order = list(
                AuditEvent.objects.filter(actor_id=worker.pk).order_by("at", "pk")
                .values_list("at", flat=True)
            )  # fmt: skip
            for oldest_first in (False, True):
                expected = in_order if oldest_first else in_order[::-1]
                forward, page = [], search_log(reviewer, wanted, oldest_first=oldest_first)
                assert page.later == ""
                pages = [page]
                while page.earlier:
                    page = search_log(
                        reviewer, wanted, mark=page.earlier, oldest_first=oldest_first
                    )
                    pages.append(page)
                forward = [event.at for page in pages for event in page.events]
                assert [len(page.events) for page in pages] == [50, 50, 20]
                assert forward == expected
                back = search_log(reviewer, wanted, mark=pages[-1].later, oldest_first=oldest_first)
                assert back.events == pages[1].events
                assert (
                    search_log(reviewer, wanted, mark=back.later, oldest_first=oldest_first).events
                    == pages[0].events
                )

    def test_a_mark_typed_by_hand_is_the_first_page(self, client: Client, worker: User) -> None:
        for mark in ("strunt", ">20250101T000000.000000_strunt", "<", ">_"):
            assert client.get("/logg/sok/", {"mark": mark}).status_code == 200

    def test_what_acts_by_itself_is_named(self, client: Client) -> None:
        with acting_as(SEALER):
            record(Event.SEAL_VERIFIED, by=SEALER, days=1, events=2, faults=0)
        page = text_of(client, "/logg/sok/?event=seal.verified")
        assert "Systemet: loggens sigill" in page
        assert "Loggen jämfördes med sina sigill" in page


class TestFinding:
    def url(self, finding: AuditFinding) -> str:
        return f"/logg/granska/{finding.pk}/"

    def test_an_outcome_is_recorded(self, client: Client, reviewer: User, worker: User) -> None:
        finding = finding_about(worker)
        response = client.post(self.url(finding), {"outcome": "manager", "remark": SECRET})
        assert (response.status_code, response.headers["Location"]) == (302, "/logg/granska/")
        with acting_as(reviewer):
            outcome = AuditOutcome.objects.get()
            opened = AuditEvent.objects.filter(event="review.opened").count()
        assert (outcome.outcome, outcome.remark, outcome.decided_by) == (
            "manager", SECRET, reviewer
        )  # fmt: skip
        page = text_of(client, self.url(finding))
        assert SECRET in page
        assert "<textarea" not in page
        with acting_as(reviewer):
            assert AuditEvent.objects.filter(event="review.opened").count() == opened + 1

    def test_the_second_reviewer_is_told_and_loses_nothing(
        self, client: Client, make_user: MakeUser, worker: User
    ) -> None:
        finding, other = finding_about(worker), make_user(Role.LOG_REVIEWER, full_name="Den Andra")
        record_outcome(
            by=other, finding_id=finding.pk, outcome=ReviewOutcome.INCIDENT, remark="Först"
        )
        response = client.post(self.url(finding), {"outcome": "explained", "remark": SECRET})
        page = unescape(response.content.decode())
        assert response.status_code == 422
        assert "Någon annan har antecknat ett utfall under tiden." in page
        assert [word in page for word in ("Den Andra", "Först", SECRET)] == [True, True, True]

    def test_what_was_typed_survives_an_expired_session(
        self, client: Client, reviewer: User, worker: User, sign_in: SignIn
    ) -> None:
        finding = finding_about(worker)
        form = client.get(self.url(finding)).content.decode()
        author = re.search(r'name="author" value="([^"]+)"', form)
        assert author is not None
        client.logout()
        answers = {"outcome": "explained", "remark": SECRET, "author": author[1]}
        response = client.post(self.url(finding), answers)
        assert response.headers["Location"].startswith("/konto/login/")
        client.force_login(reviewer, "allauth.account.auth_backends.AuthenticationBackend")
        page = text_of(client, self.url(finding))
        assert SECRET in page
        with acting_as(reviewer):
            assert not AuditOutcome.objects.exists()

    def test_about_oneself_there_is_none(self, client: Client, reviewer: User) -> None:
        finding = finding_about(reviewer)
        assert client.get(self.url(finding)).status_code == 404
        assert "Inget väntar" in text_of(client, "/logg/granska/")

    def test_failed_sign_ins_of_nobody(self, client: Client) -> None:
        page = text_of(client, self.url(finding_about(None, "failed")))
        assert "Ingen inloggad, 14 mars 2025" in page
        assert "Misslyckade inloggningar" in page


class TestSamplesAndProtocols:
    @pytest.fixture
    def sample(self, reviewer: User, worker: User) -> AuditSample:
        with acting_as(reviewer):
            sample = AuditSample.objects.create(
                first_day=DAY, last_day=DAY, population=7, population_digest="ab" * 32, size=2,
                method="test", drawn_by=reviewer, drawn_at=timezone.now(),
            )  # fmt: skip
            AuditFinding.objects.create(rule="sample", sample=sample, user=worker, day=DAY)
        return sample

    def test_a_sample_shows_how_it_was_drawn(self, client: Client, sample: AuditSample) -> None:
        page = text_of(client, f"/logg/stickprov/{sample.pk}/")
        assert "2 av 7" in page
        assert "ab" * 32 in page
        assert "1 dag är din egen: de andra granskarna tittar på den." in page

    def test_refusals_stand_at_their_fields(self, client: Client, sample: AuditSample) -> None:
        given = {"first": DAY, "last": DAY, "size": 5}
        response = client.post("/logg/stickprov/", given)
        assert response.status_code == 422
        assert "Den här perioden har dragits förut." in response.content.decode()

    def test_a_protocol_is_signed_and_becomes_a_pdf(
        self, client: Client, reviewer: User, worker: User, sample: AuditSample
    ) -> None:
        with acting_as(reviewer):
            finding = AuditFinding.objects.get()
        record_outcome(
            by=reviewer, finding_id=finding.pk, outcome=ReviewOutcome.EXPLAINED, remark="Sagt"
        )
        given = {"first": DAY, "last": DAY, "conclusion": SECRET}
        response = client.post("/logg/protokoll/nytt/", given)
        address = response.headers["Location"]
        page = text_of(client, address)
        assert [word in page for word in (SECRET, "Lo Granskare", "Åsa Uppsökare")] == [True] * 3
        pdf = client.get(f"{address}pdf/")
        assert pdf.headers["Content-Disposition"] == (
            'attachment; filename="loggkontroll-2025-03-14-2025-03-14.pdf"'
        )
        text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf.content)).pages)
        assert "Protokoll från loggkontroll" in text
        assert [word in text for word in (SECRET, "Lo Granskare", "Förklarat")] == [True] * 3
        assert "Sagt" not in text
        with acting_as(reviewer):
            assert AuditEvent.objects.filter(event="review.read").count() == 2

    def test_a_log_that_begins_today_says_why_there_is_nothing_to_review(
        self, client: Client
    ) -> None:
        for name in ("log_sign", "log_samples"):
            page = client.get(reverse(f"casework:{name}"))
            form = page.context["form"]
            assert page.context["too_young"]
            assert form["first"].value() == timezone.localdate()
        # Older than last month's end: as ever. Younger: from its first day until yesterday.
        today = timezone.localdate()
        yesterday, last = today - timedelta(days=1), last_month(today)
        young = today.replace(day=1)
        for begun, wanted in (
            (last[1] - timedelta(days=90), last),
            (last[1], last),
            (young, (young, max(young, yesterday))),
        ):
            fields = ProtocolForm(begun=begun).fields
            assert (fields["first"].initial, fields["last"].initial) == wanted

    def test_a_protocol_waits_for_its_outcomes(self, client: Client, sample: AuditSample) -> None:
        given = {"first": DAY, "last": DAY, "conclusion": SECRET}
        response = client.post("/logg/protokoll/nytt/", given)
        assert response.status_code == 422
        page = response.content.decode()
        assert "1 fynd i perioden har inget utfall än." in page
        assert SECRET in page


class TestOverview:
    def test_tells_what_waits_and_how_the_log_is(
        self, client: Client, worker: User, reviewer: User
    ) -> None:
        assert "Inte draget än" in text_of(client, "/logg/")
        finding_about(worker)
        finding_about(worker, "many")
        with acting_as(SEALER):
            record(Event.SEAL_VERIFIED, by=SEALER, days=1, events=2, faults=3)
        page = text_of(client, "/logg/")
        assert re.findall(r'stat__number">(\d+)<', page) == ["2", "0"]
        assert "Loggen är inte som när den förseglades" in page
        assert ": 3 fel" in page

    def test_last_protocols_by_unit(self, client: Client, reviewer: User, worker: User) -> None:
        finding = finding_about(worker)
        record_outcome(
            by=reviewer, finding_id=finding.pk, outcome=ReviewOutcome.IN_ORDER, remark=""
        )
        sign_review(by=reviewer, first=DAY, last=DAY, unit=None, conclusion="I sin ordning")
        rows = re.findall(r'<th scope="row">([^<]+)</th><td class="number">(.*?)</td>',
                          text_of(client, "/logg/"))  # fmt: skip
        assert rows[0] == ("Hela staden", "14 mar 2025")
        assert {until for _unit, until in rows[1:]} == {'<span class="muted">Inte än</span>'}


@pytest.mark.parametrize(
    "address", ["/logg/", "/logg/sok/", "/logg/granska/", "/logg/stickprov/", "/logg/protokoll/"]
)
def test_costs_the_same_at_one_and_at_many_rows(
    client: Client, reviewer: User, make_user: MakeUser, address: str
) -> None:
    def one(number: int) -> None:
        user = make_user(Role.COORDINATOR, "pom")
        day = DAY + timedelta(days=number)
        finding = finding_about(user, day=day)
        record_outcome(
            by=reviewer, finding_id=finding.pk, outcome=ReviewOutcome.IN_ORDER, remark=""
        )
        sign_review(by=reviewer, first=day, last=day, unit=None, conclusion="I sin ordning")
        finding_about(user, "many", day)
        with acting_as(reviewer):
            AuditSample.objects.create(
                first_day=day, last_day=day, population=7, population_digest="ab" * 32, size=2,
                method="test", drawn_by=reviewer, drawn_at=timezone.now(),
            )  # fmt: skip

    one(0)
    first = queries(client, address)
    for number in range(1, 4):
        one(number)
    assert queries(client, address) == first
    assert first <= 12
