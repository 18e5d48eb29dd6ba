"""The receiving unit's accepted offers: who sees them, what is logged, and that they go."""

import re
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import PersonRole, Role
from casework.models import AuditEvent, User
from outreach.actions.answers import OfferAnswered
from outreach.models import ContactDetails
from referrals.access import can_see_settlement
from referrals.actions.offers import note_attempt, settle_offer
from referrals.enums import Outcome
from referrals.models import ContactAttempt, OfferSettlement
from referrals.queries.inbox import inbox
from tests.conftest import MakeUser
from tests.outreach.build import CONTACT, answers, met, ongoing

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SURE = {"outcome": "booked", "is_confirmed": "on"}
TRIED = {"outcome": "no_answer"}


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def mika(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_WORKER, "mika")


def yes(worker: User, kind: str = "mika") -> ContactDetails:
    role = PersonRole.SUSPECTED_BUYER if kind == "kast" else PersonRole.EXPLOITED
    offers = (OfferAnswered(kind, "accepted", contact=CONTACT),)
    met(ongoing(worker), worker, answers(role, offers=offers, note="Stod vid porten"))
    with acting_as(worker):
        return ContactDetails.objects.filter(kind=kind).latest("created_at")


def test_the_list_tells_kind_and_time_and_nothing_else(
    worker: User, mika: User, sign_in: SignIn
) -> None:
    details = yes(worker)
    page = sign_in(mika).get(reverse("referrals:offers"))
    assert list(page.context["page_obj"]) == [details]
    for secret in ("Freja", "070-174", "efter 18", "porten"):
        assert secret not in page.content.decode()
    with acting_as(mika):
        assert not AuditEvent.objects.filter(event=Event.CONTACT_READ).exists()


def test_opening_is_logged(worker: User, mika: User, sign_in: SignIn) -> None:
    details = yes(worker)
    page = sign_in(mika).get(reverse("referrals:contact", args=[details.pk]))
    assert "070-174 06 99" in page.content.decode()
    with acting_as(mika):
        event = AuditEvent.objects.get(event=Event.CONTACT_READ)
    assert (event.object_id, event.actor_id) == (details.pk, mika.pk)


def test_settling_destroys_the_details(worker: User, mika: User, sign_in: SignIn) -> None:
    details, client = yes(worker), sign_in(mika)
    url = reverse("referrals:settle", args=[details.pk])
    bare = client.post(url, {})
    assert (bare.status_code, list(bare.context["form"].errors)) == (422, ["outcome"])
    assert 'id="error-summary"' in bare.content.decode()
    asked = client.post(url, {"outcome": "booked"})
    assert asked.status_code == 200
    assert "070-174" not in asked.content.decode()
    with acting_as(mika):
        assert ContactDetails.objects.count() == 1
    # What the page sends that asks.
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', asked.content.decode()))
    fields.pop("csrfmiddlewaretoken", None)
    assert fields == SURE
    assert client.post(url, fields).status_code == 302
    with acting_as(mika):
        assert ContactDetails.objects.count() == 0
        settlement = OfferSettlement.objects.get()
        event = AuditEvent.objects.get(event=Event.OFFER_SETTLED)
    assert (settlement.offer_id, settlement.outcome) == (details.offer_id, "booked")
    assert event.details == {"kind": "mika", "outcome": "booked"}
    with acting_as(worker):
        assert ContactDetails.objects.count() == 0
    assert client.post(url, SURE).status_code == 404
    done = client.get(reverse("referrals:offers"), {"visa": "klara"})
    assert list(done.context["page_obj"]) == [settlement]


def test_an_attempt_keeps_the_details_and_is_counted(
    worker: User, mika: User, make_user: MakeUser, sign_in: SignIn
) -> None:
    details, client = yes(worker), sign_in(mika)
    untried = yes(worker)
    url = reverse("referrals:settle", args=[details.pk])
    for _ in range(2):
        assert client.post(url, TRIED).status_code == 302
    with acting_as(mika):
        assert ContactDetails.objects.count() == 2
        assert OfferSettlement.objects.count() == 0
        attempts = list(ContactAttempt.objects.values_list("offer_id", "kind", "tried_by"))
        events = AuditEvent.objects.filter(event=Event.OFFER_TRIED)
        logged = [(event.actor_id, event.details) for event in events]
    assert attempts == [(details.offer_id, "mika", mika.pk)] * 2
    assert logged == [(mika.pk, {"kind": "mika"})] * 2
    rows = client.get(reverse("referrals:offers")).context["page_obj"]
    assert [(row.pk, row.attempts, row.last_tried is None) for row in rows] == [
        (details.pk, 2, False), (untried.pk, 0, True),
    ]  # fmt: skip
    opened = client.get(reverse("referrals:contact", args=[details.pk])).context["details"]
    assert opened.attempts == 2
    with acting_as(make_user(Role.UNIT_WORKER, "kast")):
        assert ContactAttempt.objects.count() == 0


def test_what_was_tried_was_tried(worker: User, mika: User) -> None:
    note_attempt(details_id=yes(worker).pk, by=mika)
    for sql in ("UPDATE referrals_contactattempt SET kind = 'kast'",
                "DELETE FROM referrals_contactattempt"):  # fmt: skip
        with pytest.raises(DatabaseError), acting_as(mika), connection.cursor() as cursor:
            cursor.execute(sql)


def test_nothing_is_tried_after_it_is_settled(worker: User, mika: User) -> None:
    details = yes(worker)
    settle_offer(details_id=details.pk, outcome=Outcome.NOT_REACHED, by=mika)
    with pytest.raises(ActionRefused):
        note_attempt(details_id=details.pk, by=mika)


def test_a_buyers_details_are_seen_by_kast_alone(
    worker: User, mika: User, make_user: MakeUser, sign_in: SignIn
) -> None:
    kast = make_user(Role.UNIT_WORKER, "kast")
    details = yes(worker, "kast")
    assert (inbox(mika).count(), inbox(kast).count()) == (0, 0)
    with acting_as(mika):
        assert inbox(mika).count() == 0
    with acting_as(kast):
        assert inbox(kast).count() == 1
    assert sign_in(mika).get(reverse("referrals:contact", args=[details.pk])).status_code == 404
    assert sign_in(kast).get(reverse("referrals:contact", args=[details.pk])).status_code == 200


PEOPLE: list[tuple[Role | None, str | None]] = [
    (Role.OUTREACH_WORKER, "pom"), (Role.UNIT_WORKER, "kast"), (Role.UNIT_MANAGER, "stodcentrum"),
    (Role.STATISTICS_MANAGER, None), (Role.LOG_REVIEWER, None), (Role.ADMINISTRATOR, None),
    (None, None),
]  # fmt: skip


@pytest.mark.parametrize(("role", "code"), PEOPLE)
@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_else_opens_or_settles(
    worker: User, mika: User, make_user: MakeUser, sign_in: SignIn,
    *, role: Role | None, code: str | None, superuser: bool,
) -> None:  # fmt: skip
    details, user = yes(worker), make_user(role, code)
    User.objects.filter(pk=user.pk).update(is_superuser=superuser)
    client = sign_in(user)
    for url in ("contact", "settle"):
        for answer in (
            client.get(reverse(f"referrals:{url}", args=[details.pk])),
            client.post(reverse(f"referrals:{url}", args=[details.pk]), SURE),
            client.post(reverse(f"referrals:{url}", args=[details.pk]), TRIED),
        ):
            assert answer.status_code in (404, 405)
            assert "070-174" not in answer.content.decode()
    with pytest.raises(ActionRefused):
        settle_offer(details_id=details.pk, outcome=Outcome.BOOKED, by=user)
    with pytest.raises(ActionRefused):
        note_attempt(details_id=details.pk, by=user)
    with acting_as(mika):
        assert (ContactDetails.objects.count(), ContactAttempt.objects.count()) == (1, 0)


def test_the_author_opens_but_does_not_settle(worker: User) -> None:
    details = yes(worker)
    with pytest.raises(ActionRefused):
        settle_offer(details_id=details.pk, outcome=Outcome.BOOKED, by=worker)


@pytest.mark.parametrize("code", ["mika", "kast", "pom"])
def test_filter_check_and_database_agree_on_settlements(
    worker: User, mika: User, make_user: MakeUser, code: str
) -> None:
    settlement = settle_offer(details_id=yes(worker).pk, outcome=Outcome.NO_LONGER, by=mika)
    user = make_user(Role.UNIT_WORKER, code)
    with acting_as(user):
        found = OfferSettlement.objects.exists()
        filtered = OfferSettlement.objects.visible_to(user).exists()
    assert found == filtered == can_see_settlement(user, settlement) == (code == "mika")


def test_what_is_settled_stays_settled(worker: User, mika: User) -> None:
    settle_offer(details_id=yes(worker).pk, outcome=Outcome.BOOKED, by=mika)
    for sql in ("UPDATE referrals_offersettlement SET outcome = 'x'",
                "DELETE FROM referrals_offersettlement"):  # fmt: skip
        with pytest.raises(DatabaseError), acting_as(mika), connection.cursor() as cursor:
            cursor.execute(sql)


def test_one_offer_or_twenty_cost_the_same(worker: User, mika: User, sign_in: SignIn) -> None:
    client, url = sign_in(mika), reverse("referrals:offers")

    def count() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    yes(worker)
    first = count()
    for _ in range(19):
        yes(worker)
    assert count() == first


def test_the_navigation_counts_what_waits(worker: User, mika: User, sign_in: SignIn) -> None:
    yes(worker)
    page = sign_in(mika).get(reverse("referrals:offers"))
    entry = next(i for i in page.context["navigation"] if i.url == reverse("referrals:offers"))
    assert (entry.count, entry.is_current) == (1, True)
    others = sign_in(worker).get(reverse("outreach:shifts")).context["navigation"]
    assert reverse("referrals:offers") not in [item.url for item in others]
