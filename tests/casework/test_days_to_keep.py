"""Days to keep: the end of a placement or of aid, a court date, and what silences their clocks."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from casework.actions.base import ActionRefused
from casework.actions.cases import close_case
from casework.actions.days_to_keep import Outcome, change_day, settle_day
from casework.actions.disposal_work import destroy_due
from casework.actions.file_rows import ChangedMeanwhile
from casework.actions.notices import tell_of_late_times
from casework.actors import CLOCK, DISPOSAL, acting_as
from casework.clocks import clocks_of
from casework.day_enums import STEPS, DayKind, DayState
from casework.enums import ClosingReason, Role
from casework.extract.collect import sections
from casework.models import AuditEvent, Case, DayToKeep, Notice, Person, User
from casework.queries.clocks import read_clocks, shown
from casework.timeline import story
from tests.casework.people import opened, protect, unit
from tests.casework.rights.build import approved, at, counts_of, let_regret_pass, long_ago, old_file
from tests.casework.track import day_to_keep, days
from tests.conftest import MakeUser, SignIn

pytestmark = pytest.mark.django_db

ENDS, AID, COURT = DayKind.PLACEMENT, DayKind.AID, DayKind.COURT
KINDS = [ENDS, AID, COURT]
# One way to settle each kind after its day.
HAPPENED = {ENDS: DayState.ENDED, AID: DayState.ENDED, COURT: DayState.HELD}


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def settled(by: User, row: DayToKeep, state: DayState, **more: Any) -> DayToKeep:
    with acting_as(by):
        person = row.person
    return settle_day(
        by=by,
        person=person,
        day_id=row.pk,
        seen_at=row.updated_at,
        outcome=Outcome(state, **more),
    )


def close(by: User, person: Person) -> None:
    with acting_as(by):
        case = Case.objects.get(person=person)
    close_case(by=by, case_id=case.pk, reason=ClosingReason.OWN_WISH)


def ringing(user: User, person: Person) -> list[tuple[Any, ...]]:
    """Label, day, tone and whether it is late, of the clocks that *user* sees."""
    with acting_as(user):
        found = shown(clocks_of(Person.objects.visible_to(user).filter(pk=person.pk)))
    return [(s.clock.label, s.clock.due, s.reading.tone, s.reading.is_late) for s in found]


def told(user: User) -> list[Person | None]:
    with acting_as(user):
        rows = Notice.objects.visible_to(user).filter(kind="times_late")
        return [notice.person for notice in rows.order_by("made_at")]


class TestClocks:
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize(
        ("ahead", "stands"),
        [
            (60, ("info", False)),
            (5, ("warning", False)),
            (0, ("danger", False)),
            (-1, ("danger", True)),
        ],
    )
    def test_far_soon_today_and_late(
        self, worker: User, person: Person, kind: DayKind, ahead: int, stands: tuple[str, bool]
    ) -> None:
        day_to_keep(worker, person, kind=kind, day=days(ahead))
        assert ringing(worker, person) == [(kind.label, days(ahead), *stands)]

    def test_words_and_owner(self, worker: User, person: Person) -> None:
        day_to_keep(worker, person, day=days(0))
        day_to_keep(worker, person, kind=COURT, day=days(-2))
        with acting_as(worker):
            found = read_clocks(worker)
        assert [(s.reading.words, s.clock.owner, s.clock.url) for s in found] == [
            (words, f"{worker}, {unit('pom')}", reverse("casework:days", args=[person.pk]))
            for words in (
                "2 dagar sent. Hur gick det? Skriv det, eller den nya dagen.",
                "Slutar i dag.",
            )
        ]

    @pytest.mark.parametrize("kind", KINDS)
    def test_silent_when_it_has_come_out(
        self, worker: User, manager: User, person: Person, kind: DayKind
    ) -> None:
        row = day_to_keep(worker, person, kind=kind, day=days(-1))
        settled(worker, row, HAPPENED[kind])
        assert ringing(worker, person) == []
        assert tell_of_late_times(by=CLOCK) == 0

    @pytest.mark.parametrize("kind", KINDS)
    def test_silent_when_no_work_goes_on(
        self, worker: User, manager: User, person: Person, kind: DayKind
    ) -> None:
        day_to_keep(worker, person, kind=kind)
        close(worker, person)
        assert ringing(manager, person) == []
        assert tell_of_late_times(by=CLOCK) == 0
        assert told(manager) == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_stranger_sees_none(
        self, make_user: MakeUser, worker: User, person: Person, kind: DayKind
    ) -> None:
        day_to_keep(worker, person, kind=kind)
        stranger = make_user(Role.OUTREACH_WORKER, "mika")
        assert ringing(stranger, person) == []
        with acting_as(stranger):
            # Past the filter too: the database shows no row.
            assert clocks_of(Person.objects.filter(pk=person.pk)) == []
            assert (DayToKeep.objects.count(), DayToKeep.objects.update(at_time=None)) == (0, 0)

    def test_its_words_stand_in_no_list_of_many_files(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        day_to_keep(worker, person)
        client = sign_in(worker)
        page = client.get(reverse("casework:clocks")).content.decode()
        assert ("En placering upphör" in page, "Planterad" in page) == (True, False)
        file = client.get(reverse("casework:person", args=[person.pk])).content.decode()
        assert "En placering upphör: Planterad nämnd" in file


class TestUpTheLine:
    @pytest.mark.parametrize("kind", KINDS)
    def test_told_once_when_late(
        self, worker: User, manager: User, person: Person, kind: DayKind
    ) -> None:
        day_to_keep(worker, person, kind=kind, day=days(0))
        assert tell_of_late_times(by=CLOCK) == 0
        other = opened(worker, "pom")
        day_to_keep(worker, other, kind=kind, day=days(-1))
        assert [tell_of_late_times(by=CLOCK) for _ in range(2)] == [1, 0]
        assert (told(manager), told(worker)) == ([other], [])

    def test_of_a_protected_identity_the_named_are_told(
        self, worker: User, manager: User, person: Person
    ) -> None:
        day_to_keep(worker, person)
        protect(worker, person)
        assert tell_of_late_times(by=CLOCK) == 1
        assert (told(manager), told(worker)) == ([], [person])


class TestOutcomes:
    def test_the_table_holds_each_outcome_and_nothing_goes_on_from_one(self) -> None:
        assert {(s.state, s.outcome, s.kinds) for s in STEPS} == {
            (DayState.WAITING, DayState.HELD, (COURT,)),
            (DayState.WAITING, DayState.RENEWED, (ENDS, AID)),
            (DayState.WAITING, DayState.ENDED, (ENDS, AID)),
            (DayState.WAITING, DayState.MOVED, (ENDS, AID, COURT)),
            (DayState.WAITING, DayState.CANCELLED, (ENDS, AID, COURT)),
        }

    @pytest.mark.parametrize("kind", [ENDS, AID])
    def test_renewed_is_followed_by_a_day_that_rings(
        self, worker: User, person: Person, kind: DayKind
    ) -> None:
        row = day_to_keep(worker, person, kind=kind, day=days(-1))
        settled(worker, row, DayState.RENEWED, new_day=days(60))
        with acting_as(worker):
            old, new = DayToKeep.objects.order_by("day")
            told_of = (new.decided_by, new.remember, new.reference)
        assert old.followed_by_id == new.pk
        assert (old.state, old.day, old.settled_by_id) == ("renewed", days(-1), worker.pk)
        assert (new.state, new.day, new.kind) == ("waiting", days(60), kind)
        assert told_of == ("Planterad nämnd", "Planterad minnesregel", "Planterad beteckning")
        assert ringing(worker, person) == [(kind.label, days(60), "info", False)]

    def test_a_moved_court_date_has_its_new_day_and_time(
        self, worker: User, person: Person
    ) -> None:
        row = day_to_keep(worker, person, kind=COURT, day=days(3), at_time=time(9, 30))
        moved = settled(
            worker, row, DayState.MOVED, why="Tolk saknas", new_day=days(3), new_time=time(13)
        )
        assert moved.followed_by is not None
        assert (moved.reason, moved.followed_by.day, moved.followed_by.at_time) == (
            "Tolk saknas",
            days(3),
            time(13),
        )

    @pytest.mark.parametrize(
        ("which", "outcome", "field"),
        [
            # No clock falls silent without a reason, nor before its day.
            ((COURT, 3), Outcome(DayState.CANCELLED), "why"),
            ((COURT, 3), Outcome(DayState.CANCELLED, why="  "), "why"),
            ((ENDS, 3), Outcome(DayState.MOVED, new_day=days(9)), "why"),
            ((COURT, 1), Outcome(DayState.HELD), "state"),
            ((ENDS, 1), Outcome(DayState.ENDED), "state"),
            # What goes on has a new day, and what is renewed a later one.
            ((AID, 3), Outcome(DayState.RENEWED), "new_day"),
            ((AID, 3), Outcome(DayState.RENEWED, new_day=days(3)), "new_day"),
            ((COURT, 3), Outcome(DayState.MOVED, why="x"), "new_day"),
            ((COURT, 3), Outcome(DayState.MOVED, why="x", new_day=days(3)), "new_day"),
            ((ENDS, 3), Outcome(DayState.MOVED, "x", days(9), time(9)), "new_time"),
            # Each kind has its own outcomes.
            ((COURT, -1), Outcome(DayState.ENDED), "state"),
            ((COURT, -1), Outcome(DayState.RENEWED, new_day=days(9)), "state"),
            ((ENDS, -1), Outcome(DayState.HELD), "state"),
            ((ENDS, -1), Outcome(DayState.WAITING), "state"),
        ],
    )
    def test_refused_at_its_field(
        self, worker: User, person: Person, which: tuple[DayKind, int], outcome: Outcome, field: str
    ) -> None:
        row = day_to_keep(worker, person, kind=which[0], day=days(which[1]))
        with pytest.raises(ActionRefused) as refused:
            settle_day(
                by=worker, person=person, day_id=row.pk, seen_at=row.updated_at, outcome=outcome
            )
        assert list(refused.value.fields) == [field]
        with acting_as(worker):
            assert [(r.pk, r.state) for r in DayToKeep.objects.all()] == [(row.pk, "waiting")]

    def test_what_has_come_out_stays(self, worker: User, person: Person) -> None:
        row = settled(worker, day_to_keep(worker, person), DayState.ENDED)
        with pytest.raises(ActionRefused):
            settled(worker, row, DayState.CANCELLED, why="x")
        with pytest.raises(ActionRefused):
            change_day(by=worker, person=person, day_id=row.pk, seen_at=row.updated_at, values={})

    def test_changing_moves_no_day(self, worker: User, person: Person) -> None:
        row = day_to_keep(worker, person)
        values = {"day": days(90), "kind": COURT, "remember": "Ring först"}
        changed = change_day(
            by=worker, person=person, day_id=row.pk, seen_at=row.updated_at, values=values
        )
        assert (changed.day, changed.kind, changed.remember) == (days(-1), ENDS, "Ring först")

    def test_only_a_court_date_has_a_time(self, worker: User, person: Person) -> None:
        with pytest.raises(ActionRefused) as refused:
            day_to_keep(worker, person, at_time=time(9))
        assert list(refused.value.fields) == ["at_time"]

    def test_whoever_only_reads_writes_nothing(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        stranger, row = make_user(Role.OUTREACH_WORKER, "mika"), day_to_keep(worker, person)
        with pytest.raises(ActionRefused):
            day_to_keep(stranger, person)
        with pytest.raises(ActionRefused):
            settled(stranger, row, DayState.ENDED)

    def test_the_second_of_two_is_told(self, worker: User, manager: User, person: Person) -> None:
        row = day_to_keep(worker, person)
        seen_at, values = row.updated_at, {"remember": "Det första"}
        change_day(by=worker, person=person, day_id=row.pk, seen_at=seen_at, values=values)
        with pytest.raises(ChangedMeanwhile) as refused:
            change_day(
                by=manager,
                person=person,
                day_id=row.pk,
                seen_at=seen_at,
                values={"remember": "Det andra"},
            )
        assert [value for _label, value in refused.value.changed] == ["Det första"]

    def test_logged_without_kind_outcome_or_words(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        row = day_to_keep(worker, person)
        settled(worker, row, DayState.CANCELLED, why="Planterat skäl")
        with acting_as(make_user(Role.LOG_REVIEWER)):
            events = AuditEvent.objects.filter(event__startswith="day.").order_by("at")
            assert [(e.event, e.object_id, e.details) for e in events] == [
                ("day.added", person.pk, {"row": str(row.pk)}),
                ("day.settled", person.pk, {"row": str(row.pk)}),
            ]


SETTLED = "settled_at = now(), settled_by_id = created_by_id"


class TestDatabase:
    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ("day = day + 30", "another day is a row that follows"),
            ("kind = 'aid_ends'", "another day is a row that follows"),
            ("at_time = '09:00'", "day_time_of_court"),
            ("state = 'ended'", "day_settled_by_somebody"),
            ("settled_at = now()", "day_settled_by_somebody"),
            (f"state = 'cancelled', {SETTLED}", "day_silenced_why"),
            (f"state = 'renewed', {SETTLED}", "day_followed_by_new"),
            (f"state = 'held', {SETTLED}", "day_outcome_of_its_kind"),
            (f"state = 'renewed', followed_by_id = id, {SETTLED}", "followed by a waiting day"),
            ("state = 'ended', settled_at = now(), settled_by_id = %(other)s", "own name"),
            ("state = 'gone'", "day_words_known|day_outcome"),
        ],
    )
    def test_it_refuses(
        self, worker: User, manager: User, person: Person, change: str, why: str
    ) -> None:
        day_to_keep(worker, person)
        with pytest.raises(IntegrityError, match=why), acting_as(worker), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE casework_daytokeep SET {change}", {"other": manager.pk})

    @pytest.mark.parametrize("which", ["file", "kind", "settled", "earlier"])
    def test_a_follower_is_of_the_same_file_and_kind(
        self, worker: User, person: Person, which: str
    ) -> None:
        row = day_to_keep(worker, person)
        other = opened(worker, "pom") if which == "file" else person
        follower = day_to_keep(
            worker,
            other,
            kind=AID if which == "kind" else ENDS,
            day=days(-5 if which == "earlier" else 0),
        )
        if which == "settled":
            settled(worker, follower, DayState.ENDED)
        with pytest.raises(IntegrityError, match="same file and kind"), acting_as(worker):
            DayToKeep.objects.filter(pk=row.pk).update(
                state="renewed",
                settled_at=row.created_at,
                settled_by=worker,
                followed_by=follower.pk,
            )

    def test_what_has_come_out_stays_as_it_was_noted(self, worker: User, person: Person) -> None:
        settled(worker, day_to_keep(worker, person), DayState.CANCELLED, why="x")
        for values in ({"remember": None}, {"state": "waiting"}, {"updated_by": None}):
            with pytest.raises(IntegrityError, match="stays"), acting_as(worker):
                with transaction.atomic():
                    DayToKeep.objects.update(**values)

    def test_a_day_begins_as_one_that_is_waited_for_and_is_not_deleted(
        self, worker: User, person: Person
    ) -> None:
        row = day_to_keep(worker, person)
        with pytest.raises(IntegrityError, match="begins"), acting_as(worker):
            with transaction.atomic():
                DayToKeep.objects.create(
                    person=person,
                    kind=ENDS,
                    day=days(-1),
                    state="ended",
                    settled_at=row.created_at,
                    settled_by=worker,
                    created_by=worker,
                )
        with pytest.raises(DatabaseError, match="permission denied"), acting_as(worker):
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM casework_daytokeep")


class TestPages:
    @pytest.fixture
    def client(self, worker: User, sign_in: SignIn) -> Client:
        return sign_in(worker)

    def test_nearest_first_and_earlier_below(
        self, client: Client, worker: User, person: Person
    ) -> None:
        address = reverse("casework:days", args=[person.pk])
        assert "Ingen dag väntas" in client.get(address).content.decode()
        day_to_keep(worker, person, day=days(20))
        first = day_to_keep(worker, person, kind=COURT, day=days(2))
        gone = day_to_keep(worker, person, kind=AID, day=days(-2))
        settled(worker, gone, DayState.RENEWED, new_day=days(10))
        context = client.get(address).context
        assert [(d.row.day, d.follows) for d in context["days"]] == [
            (first.day, None),
            (days(10), gone),
            (days(20), None),
        ]
        assert context["settled"] == [gone]

    def test_written_down_and_settled_from_the_page(
        self, client: Client, worker: User, person: Person
    ) -> None:
        back = reverse("casework:days", args=[person.pk])
        answer = client.post(
            reverse("casework:new_day", args=[person.pk]),
            {"kind": COURT, "day": days(3).isoformat(), "at_time": "09:30", "remember": "Tolk"},
        )
        assert (answer.status_code, answer.headers["Location"]) == (302, back)
        with acting_as(worker):
            row = DayToKeep.objects.get()
        assert (row.kind, row.day, row.at_time, row.remember) == (
            COURT,
            days(3),
            time(9, 30),
            "Tolk",
        )
        sent = {"seen_at": row.updated_at.isoformat(), "state": DayState.CANCELLED}
        settle = reverse("casework:settle_day", args=[person.pk, row.pk])
        assert client.post(settle, sent).status_code == 422
        assert client.post(settle, {**sent, "why": "Målet lades ner"}).status_code == 302
        with acting_as(worker):
            row.refresh_from_db()
        assert (row.state, row.reason, row.settled_by_id) == (
            "cancelled",
            "Målet lades ner",
            worker.pk,
        )

    @pytest.mark.parametrize("name", ["day", "settle_day"])
    def test_what_is_typed_after_a_colleague_settled_it_comes_back(
        self, client: Client, worker: User, manager: User, person: Person, name: str
    ) -> None:
        row = day_to_keep(worker, person)
        settled(manager, row, DayState.ENDED)
        address = reverse(f"casework:{name}", args=[person.pk, row.pk])
        assert client.get(address).status_code == 404
        typed = {"seen_at": row.updated_at.isoformat(), "why": "Mina ord", "remember": "Mina ord"}
        answer = client.post(address, {**typed, "state": "cancelled"})
        page = answer.content.decode()
        assert (answer.status_code, "Mina ord" in page, str(manager) in page) == (409, True, True)
        with acting_as(worker):
            assert DayToKeep.objects.get().state == "ended"

    def test_a_court_date_is_told_with_its_time_everywhere(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        row = day_to_keep(worker, person, kind=COURT, day=days(3), at_time=time(9, 30))
        timed = f"En domstolsförhandling {date_format(days(3), 'j F Y')} kl. 09:30"
        with acting_as(worker):
            [entry] = story(worker, person, ["days"])
        assert entry.title == f"Dag att hålla. {timed}"
        assert [label for label, *_rest in ringing(worker, person)] == [
            "En domstolsförhandling kl. 09:30"
        ]
        page = sign_in(worker).get(reverse("casework:settle_day", args=[person.pk, row.pk]))
        assert page.context["lede"] == timed

    def test_the_story_tells_when_it_was_written_and_how_it_came_out(
        self, worker: User, person: Person
    ) -> None:
        settled(worker, day_to_keep(worker, person), DayState.CANCELLED, why="Planterat skäl")
        with acting_as(worker):
            found = story(worker, person, ["days"])
        assert [(e.text.split(". ")[-1], e.who, e.tone) for e in found] == [
            ("Planterat skäl", str(worker), "warning"),
            ("Planterad nämnd", str(worker), ""),
        ]


class TestWhatLeaves:
    def test_the_extract_tells_the_day_its_time_and_what_followed(
        self, worker: User, person: Person
    ) -> None:
        row = day_to_keep(worker, person, kind=COURT, day=days(3), at_time=time(9, 5))
        settled(worker, row, DayState.MOVED, why="Planterat skäl", new_day=days(9))
        with acting_as(worker), translation.override("sv"):
            held = next(s for s in sections(person) if s.code == "casework.DayToKeep")
            told_of = [{v.name: v.text for v in entry.values} for entry in held.entries]
            day, new = (date_format(days(n), "j F Y") for n in (3, 9))
        assert held.label == "dagar att hålla"
        (old,) = [entry for entry in told_of if "followed_by" in entry]
        assert {name: old[name] for name in ("kind", "day", "at_time", "state", "reason")} == {
            "kind": "En domstolsförhandling",
            "day": day,
            "at_time": "09:05",
            "state": "Flyttades till en annan dag",
            "reason": "Planterat skäl",
        }
        assert old["followed_by"] == f"En domstolsförhandling {new}"
        assert sorted(entry["day"] for entry in told_of) == sorted([day, new])

    def test_no_part_that_counts_may_read_of_it(self) -> None:
        roles = ["statistics", "deidentifier", "exchange", "import", "sync", "inspector"]
        with connection.cursor() as cursor:
            for table in ("casework_daytokeep", "casework_daytokeepevent"):
                for role in roles:
                    cursor.execute(
                        "SELECT has_any_column_privilege(%s, %s, 'SELECT')",
                        [f"ledljus_{role}", table],
                    )
                    assert cursor.fetchone() == (False,), (role, table)
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'casework_daytokeep'::regclass"
                " AND attnum > 0 AND has_column_privilege("
                "'ledljus_gatekeeper', attrelid, attnum, 'SELECT')"
            )
            seen = {name for (name,) in cursor.fetchall()}
        assert seen == {"person_id", "kind", "day", "state"}

    def test_destroyed_with_its_file(
        self, make_user: MakeUser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        manager, second = (make_user(Role.UNIT_MANAGER, code) for code in ("pom", "mika"))
        long_ago(manager)
        person = old_file(manager, monkeypatch)
        with acting_as(manager):
            person.refresh_from_db(fields=["opened_at"])
        with at(monkeypatch, person.opened_at):
            row = day_to_keep(manager, person, day=person.opened_at.date())
            settled(
                manager, row, DayState.RENEWED, new_day=person.opened_at.date() + timedelta(days=30)
            )
        assert counts_of(person.pk)["casework_daytokeep"] == 2
        let_regret_pass(second, approved(manager, second))
        assert destroy_due(by=DISPOSAL) == 1
        left = counts_of(person.pk)
        assert (left["casework_daytokeep"], left["casework_daytokeepevent"]) == (0, 0)
