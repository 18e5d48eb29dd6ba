"""What became of offers, referrals and reports, as it is frozen with the encounter it came from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from casework.actions.protection import set_protection
from casework.actors import SETUP, STATISTICS, acting_as
from casework.enums import PersonRole, ProtectedIdentity
from casework.models import User
from outreach.models import Encounter
from referrals.about import About
from referrals.actions.moving import Said, move_referral
from referrals.enums import Act, ReferralKind
from referrals.queries.edition_followed import VIEWS
from reports.models import EditionPeriod
from reports.queries.freezing import rows_of, spec_of
from tests.conftest import MakeUser
from tests.referrals.build import content, drafted, moved, of_file
from tests.referrals.build import people as referring
from tests.referrals.outward import came, talked
from tests.reports.build import child, exploited, shift_on

pytestmark = pytest.mark.django_db


def now() -> EditionPeriod:
    """The months around today: what is sent is sent now."""
    today = timezone.localdate()
    start = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return EditionPeriod(code="now", start=start, end=today)


def met(worker: User, **fields: object) -> Encounter:
    shift = shift_on(worker, timezone.localdate() - timedelta(days=1), exploited(**fields))
    with acting_as(worker):
        return Encounter.objects.get(shift=shift)


def frozen(universe: str = "exploited") -> list[dict[str, object]]:
    rows = rows_of(universe, now())
    for row in rows:
        assert set(row.values) == {v.code for v in spec_of(universe).variables}
    return [dict(row.values) for row in rows]


def test_a_referral_from_an_encounter_is_a_value_of_it(make_user: MakeUser) -> None:
    """It stands in no table of its own: two sets could prove together what neither does."""
    who = referring(make_user)
    encounter = met(who.sender, offers=[("mika", "declined")])
    about = About(role=PersonRole.EXPLOITED, encounter=encounter)
    referral = drafted(who.sender, about, content())
    assert frozen()[0]["referral"] == ()
    moved(referral, who, Act.SEND)
    assert frozen()[0]["referral"] == ("mika:waiting",)
    moved(referral, who, Act.ACCEPT)
    (row,) = frozen()
    assert row["referral"] == ("mika:accepted_3",)
    assert row["offer"] == ("mika:declined",)
    assert frozen("referrals") == []


def test_a_referral_from_a_file_is_counted_by_itself_and_never_of_the_protected(
    make_user: MakeUser,
) -> None:
    who = referring(make_user)
    referral = moved(of_file(who.sender), who, Act.SEND, Act.DECLINE)
    (row,) = frozen("referrals")
    assert (row["referral_kind"], row["referral"]) == ("referral", "mika:declined_3")
    person_id = referral.person_id
    assert person_id is not None
    set_protection(by=who.sender, person_id=person_id, protection=ProtectedIdentity.CONFIDENTIAL)
    assert frozen("referrals") == []


def test_how_far_a_yes_came(make_user: MakeUser) -> None:
    who = referring(make_user)
    encounter = met(who.sender, offers=[("mika", "accepted")])
    lacking = {"not_possible_reason": "no_place", "unmet_need": "housing_men"}
    with acting_as(who.sender):
        encounter.offers.create(kind="protected_housing", answer="not_possible", **lacking)
        offer = encounter.offers.get(kind="mika")
    assert frozen()[0]["offer"] == (
        "mika:accepted:waiting", "protected_housing:not_possible:no_place_housing_men",
    )  # fmt: skip
    about = About(role=PersonRole.EXPLOITED, encounter=encounter, offer_id=offer.pk)
    referral = drafted(who.sender, about, content())
    steps = {
        Act.SEND: "waiting",
        Act.ACCEPT: "booked_0",
        Act.START: "attended_3",
        Act.FINISH: "attended_3",
    }
    for act, way in steps.items():
        moved(referral, who, act)
        assert f"mika:accepted:{way}" in frozen()[0]["offer"]  # type: ignore[operator]


def test_a_report_and_its_clock(worker: User) -> None:
    shift_on(worker, timezone.localdate(), child(), exploited())
    assert sorted(str(row["report"]) for row in frozen()) == ["made", "no"]
    assert {ReferralKind.REPORT} <= set(ReferralKind)


@pytest.mark.parametrize(
    ("left", "acts", "clock"),
    [
        (timedelta(hours=2), (), "waiting"),
        (timedelta(hours=2), (Act.RECEIVE,), "waiting"),
        (timedelta(hours=-2), (), "waiting_late"),
        (timedelta(hours=-2), (Act.RECEIVE,), "waiting_late"),
        (timedelta(hours=2), (Act.RECEIVE, Act.FEED_BACK), "answered_in_time"),
        (timedelta(hours=-2), (Act.RECEIVE, Act.FEED_BACK), "answered_late"),
    ],
)
def test_a_report_that_was_sent_runs_against_its_clock(
    make_user: MakeUser, left: timedelta, acts: tuple[Act, ...], clock: str
) -> None:
    """Received is not answered; what was answered after its time stays late for ever."""
    who = referring(make_user, "socialjour")
    shift = shift_on(who.sender, timezone.localdate() - timedelta(days=1), child())
    with acting_as(who.sender):
        encounter = Encounter.objects.get(shift=shift)
    about = About(role=PersonRole.EXPLOITED, encounter=encounter)
    report = drafted(who.sender, about, content(ReferralKind.REPORT, "socialjour"))
    # A draft is no report yet: the encounter says that one was made.
    assert frozen()[0]["report"] == "made"
    due = timezone.now() + left
    move_referral(by=who.sender, referral_id=report.pk, act=Act.SEND, said=Said(due_at=due))
    moved(report, who, *acts)
    (row,) = frozen()
    assert (row["report"], row["referral"]) == (clock, ())


def test_contacts_at_kast(make_user: MakeUser) -> None:
    kast = make_user("unit_worker", "kast")
    contact = came(kast)
    talked(kast, contact)
    period = EditionPeriod(code="c", start=contact.first_day.replace(day=1), end=contact.first_day)
    (row,) = rows_of("kast", period)
    assert row.values == {
        "contact_kind": contact.kind, "kast_route": contact.route, "talks": "one",
    }  # fmt: skip


@pytest.mark.parametrize("view", VIEWS)
def test_nobody_but_the_statistics_reads_a_view(view: str, worker: User) -> None:
    with acting_as(STATISTICS), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {view}")
    for actor in (worker, SETUP):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            acting_as(actor),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT count(*) FROM {view}")
