"""Advice and training: who sees it, what is counted, and that a correction loses nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from casework.actions.base import ActionRefused
from casework.actions.versions import ChangedMeanwhile
from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import Role
from casework.models import AuditEvent, Municipality, Unit, User
from referrals.actions.guidance import correct_guidance, strike_guidance, write_guidance
from referrals.models import Guidance
from referrals.outward_access import can_see_guidance
from referrals.queries.statistics import count_guidance
from tests.conftest import MakeUser, SignIn
from tests.counting import MOST_QUERIES, statements_of
from tests.referrals.outward import SECRET, given, values

pytestmark = pytest.mark.django_db
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


def sent(**changed: Any) -> dict[str, Any]:
    """What a browser sends for :func:`values`."""
    found = values(**changed)
    found["municipality"] = found["municipality"].pk if found["municipality"] else ""
    return found


def test_filter_check_and_database_agree(worker: User, make_user: MakeUser) -> None:
    guidance = given(worker)
    for role, unit, sees in [
        (Role.OUTREACH_WORKER, "pom", True),
        (Role.UNIT_MANAGER, "pom", True),
        (Role.UNIT_WORKER, "mika", False),
        (Role.STATISTICS_MANAGER, None, False),
        (Role.LOG_REVIEWER, None, False),
        (Role.ADMINISTRATOR, None, False),
        (None, None, False),
    ]:
        user = make_user(role, unit, is_superuser=role is None)
        with acting_as(user):
            assert Guidance.objects.visible_to(user).exists() is sees
            assert can_see_guidance(user, guidance) is sees
            assert Guidance.objects.exists() is sees


def test_only_for_a_unit_where_one_works(worker: User) -> None:
    with pytest.raises(ActionRefused):
        write_guidance(by=worker, unit=Unit.objects.get(code="mika"), values=values())


def test_it_is_written_through_the_page(worker: User, sign_in: SignIn) -> None:
    client, address = sign_in(worker), reverse("referrals:new_guidance")
    bare = client.post(address, {})
    assert bare.status_code == 422
    assert {"day", "kind", "form", "body", "topics", "attended"} == set(bare.context["form"].errors)
    assert client.post(address, sent(attended=0)).status_code == 422
    assert client.post(address, sent(day="2999-01-01")).status_code == 422
    assert client.post(address, sent(municipality=None)).context["form"].errors.keys() == {
        "municipality"
    }
    assert client.post(address, sent()).status_code == 302
    page = client.get(reverse("referrals:guidance"))
    assert [(g.attended, g.municipality.name) for g in page.context["page_obj"]] == [(17, "Solna")]
    assert SECRET not in page.content.decode()
    with acting_as(worker):
        event = AuditEvent.objects.get(event=Event.GUIDANCE_WRITTEN)
    assert (event.unit_id, event.details) == (Unit.objects.get(code="pom").pk, {})


def test_several_municipalities_name_none(worker: User, sign_in: SignIn) -> None:
    client = sign_in(worker)
    answer = client.post(reverse("referrals:new_guidance"), sent(body="municipalities"))
    assert answer.status_code == 302
    with acting_as(worker):
        assert Guidance.objects.get().municipality is None


def test_a_correction_keeps_the_earlier_version(worker: User, sign_in: SignIn) -> None:
    guidance = given(worker)
    client, address = sign_in(worker), reverse("referrals:correct_guidance", args=[guidance.pk])
    form = client.get(address).context["form"]
    carried = {name: form.initial[name] for name in ("seen_at", "base")}
    assert client.post(address, sent(attended=19) | carried).status_code == 302
    with acting_as(worker):
        assert Guidance.objects.get().attended == 19
        event = AuditEvent.objects.get(event=Event.GUIDANCE_CORRECTED)
        with connection.cursor() as cursor:
            cursor.execute("SELECT attended FROM referrals_guidanceevent")
            assert cursor.fetchall() == [(17,)]
    assert event.details == {"fields": ["attended"]}
    # The second has the old page open, and another answer than the first.
    late = client.post(address, sent(attended=25) | carried)
    assert late.status_code == 409
    told = [(d.theirs, d.mine) for d in late.context["form"].differences]
    assert told == [("19", "25")]
    assert late.context["form"].saved_last.startswith("Du sparade det själv")
    with acting_as(worker):
        assert Guidance.objects.get().attended == 19


def test_the_action_refuses_an_old_version(worker: User) -> None:
    guidance = given(worker)
    seen_at = guidance.updated_at
    for attended in (18, 19):
        changed = values(attended=attended)
        if attended == 18:
            correct_guidance(by=worker, guidance_id=guidance.pk, seen_at=seen_at, values=changed)
            continue
        with pytest.raises(ChangedMeanwhile):
            correct_guidance(by=worker, guidance_id=guidance.pk, seen_at=seen_at, values=changed)


def test_what_is_struck_stays_and_is_not_counted(worker: User, sign_in: SignIn) -> None:
    kept, struck = given(worker, attended=5), given(worker, attended=11)
    client = sign_in(worker)
    address = reverse("referrals:strike_guidance", args=[struck.pk])
    for answer, times, people in (("yes", 1, 5), ("no", 2, 16)):
        assert client.post(address, {"struck": answer}).status_code == 302
        context = client.get(reverse("referrals:guidance")).context
        assert {g.pk for g in context["page_obj"]} == {kept.pk, struck.pk}
        assert (context["sums"].times, context["sums"].attended) == (times, people)
        assert count_guidance(*YEAR, "kind") == {"training": (times, people)}
    strike_guidance(by=worker, guidance_id=struck.pk, is_struck=True)
    with acting_as(worker):
        struck.refresh_from_db()
    assert struck.is_struck


def test_the_follow_up_counts_across_units(worker: User, make_user: MakeUser) -> None:
    mika = make_user(Role.UNIT_WORKER, "mika")
    given(worker)
    given(mika, "mika", body="health", municipality=None, topics=["signs"], attended=40)
    given(worker, day=date(2024, 12, 31), attended=99)
    assert count_guidance(*YEAR, "topic") == {"signs": (2, 57), "trafficking": (1, 17)}
    assert count_guidance(*YEAR, "municipality") == {"": (1, 40), "Solna": (1, 17)}
    assert count_guidance(*YEAR, "unit") == {"mika": (1, 40), "pom": (1, 17)}
    with pytest.raises(ValueError, match="may not be counted"):
        count_guidance(*YEAR, "words")


def test_the_list_is_narrowed_and_sorted(worker: User, sign_in: SignIn) -> None:
    small, large = given(worker, attended=2, topics=["buyers"]), given(worker, attended=60)
    old = given(worker, day=date(2023, 5, 5), attended=9, body="school", municipality=None)
    client, address = sign_in(worker), reverse("referrals:guidance")

    def shown(**asked: str) -> list[Any]:
        return [g.pk for g in client.get(address, asked).context["page_obj"]]

    assert shown(order="attended") == [small.pk, old.pk, large.pk]
    assert shown(year="2023") == [old.pk]
    assert shown(topic="buyers") == [small.pk]
    assert shown(body="school") == [old.pk]
    solna = Municipality.objects.get(name="Solna")
    assert set(shown(municipality=str(solna.pk))) == {small.pk, large.pk}
    assert shown(topic="children") == []
    assert len(shown(topic="nonsense", year="x", municipality="x")) == 3


def test_as_many_queries_for_one_row_as_for_fifty(worker: User, sign_in: SignIn) -> None:
    client, address = sign_in(worker), reverse("referrals:guidance")
    given(worker)
    few = len(statements_of(client, address))
    for number in range(24):
        given(worker, attended=number + 1)
    assert len(statements_of(client, address)) == few <= MOST_QUERIES


@pytest.mark.parametrize(
    "wrong",
    [
        {"attended": 0},
        {"topics": []},
        {"topics": ["nonsense"]},
        {"kind": "nonsense"},
        {"body": "municipality", "municipality": None},
    ],
)
def test_the_database_holds_what_the_form_promises(worker: User, wrong: dict[str, Any]) -> None:
    unit = Unit.objects.get(code="pom")
    with pytest.raises(IntegrityError), transaction.atomic(), acting_as(worker):
        Guidance.objects.create(unit=unit, created_by=worker, updated_by=worker, **values(**wrong))
