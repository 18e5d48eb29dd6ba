"""Striking what was recorded by mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import translation

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.enums import PersonRole, Role
from casework.models import User
from outreach.actions.answers import EncounterAnswers
from outreach.actions.doubles import link_double
from outreach.actions.encounters import change_encounter
from outreach.actions.shift_states import sign_shift
from outreach.actions.strikes import restore_encounter, strike_encounter
from outreach.enums import StrikeReason
from outreach.models import ContactDetails, Encounter, Shift
from outreach.queries.statistics import Universe, count
from tests.conftest import MakeUser
from tests.night import Night, one_night

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def night(worker: User) -> Night:
    """A shift in debrief with one person, who left contact details."""
    return one_night(worker, "pom")


def counted() -> int:
    cells = count(Universe.ENCOUNTER, date(2000, 1, 1), date(2099, 1, 1), [frozenset({"role"})])[
        frozenset({"role"})
    ]
    return sum(cell.measures["count"] for cell in cells)


def test_struck_is_kept_with_its_reason_and_not_counted(worker: User, night: Night) -> None:
    assert counted() == 1
    strike_encounter(encounter_id=night.encounter.pk, reason=StrikeReason.MISTAKE, by=worker)
    assert counted() == 0
    with acting_as(worker):
        kept = Encounter.objects.get(pk=night.encounter.pk)
        assert (kept.is_current, kept.struck_reason) == (False, StrikeReason.MISTAKE)
        assert ContactDetails.objects.count() == 0


def test_and_put_back(worker: User, night: Night) -> None:
    strike_encounter(encounter_id=night.encounter.pk, reason=StrikeReason.MISTAKE, by=worker)
    restore_encounter(encounter_id=night.encounter.pk, by=worker)
    assert counted() == 1


def test_what_is_not_struck_is_not_put_back(worker: User, night: Night) -> None:
    with pytest.raises(ActionRefused):
        restore_encounter(encounter_id=night.encounter.pk, by=worker)


def test_a_double_is_unlinked_first(worker: User, night: Night) -> None:
    with acting_as(worker):
        other = Encounter.objects.create(
            shift=night.shift,
            short_code="Z99",
            role=night.encounter.role,
            happened_at=night.encounter.happened_at,
            arena=night.encounter.arena,
        )
    link_double(encounter_id=other.pk, counted_id=night.encounter.pk, by=worker)
    for pk in (other.pk, night.encounter.pk):
        with translation.override("en"), pytest.raises(ActionRefused, match="Undo the link"):
            strike_encounter(encounter_id=pk, reason=StrikeReason.MISTAKE, by=worker)


def test_also_after_the_signature_and_nothing_else_changes_then(worker: User, night: Night) -> None:
    with acting_as(worker):
        Shift.objects.filter(pk=night.shift.pk).update(social_worker_count=1)
    sign_shift(shift_id=night.shift.pk, by=worker)
    strike_encounter(encounter_id=night.encounter.pk, reason=StrikeReason.NOT_OURS, by=worker)
    assert counted() == 0
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(worker):
        Encounter.objects.filter(pk=night.encounter.pk).update(gender="man")


def test_the_database_counts_nothing_struck(worker: User, night: Night) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(worker):
        Encounter.objects.filter(pk=night.encounter.pk).update(struck_reason="mistake")


def test_a_unit_that_does_not_read_it_strikes_nothing(night: Night, make_user: MakeUser) -> None:
    stranger = make_user(Role.OUTREACH_WORKER, "ungdomsjouren")
    with pytest.raises(Encounter.DoesNotExist):
        strike_encounter(encounter_id=night.encounter.pk, reason=StrikeReason.MISTAKE, by=stranger)
    assert counted() == 1


def test_the_page_asks_for_the_reason_and_offers_the_way_back(
    worker: User, night: Night, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(worker)
    address = f"/pass/patraffad/{night.encounter.pk}/stryk/"
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"reason": "mistake"}).status_code == 302
    page = client.get(f"/pass/{night.shift.pk}/").content.decode()
    assert f"/pass/patraffad/{night.encounter.pk}/stryk/angra/" in page
    assert client.get(f"/pass/patraffad/{night.encounter.pk}/").status_code == 200


def another(worker: User, night: Night) -> Encounter:
    """A second person on the same shift."""
    with acting_as(worker):
        return Encounter.objects.create(
            shift=night.shift,
            short_code="Z98",
            role=night.encounter.role,
            happened_at=night.encounter.happened_at,
            arena=night.encounter.arena,
        )


def test_nobody_is_a_double_of_what_was_struck(worker: User, night: Night) -> None:
    """They would be counted nowhere."""
    other = another(worker, night)
    strike_encounter(encounter_id=night.encounter.pk, reason=StrikeReason.MISTAKE, by=worker)
    for encounter, counted_one in ((other, night.encounter), (night.encounter, other)):
        with pytest.raises(ActionRefused):
            link_double(encounter_id=encounter.pk, counted_id=counted_one.pk, by=worker)


def test_what_was_struck_is_not_changed(worker: User, night: Night) -> None:
    struck = strike_encounter(
        encounter_id=night.encounter.pk, reason=StrikeReason.MISTAKE, by=worker
    )
    given = EncounterAnswers(role=PersonRole(struck.role), values={})
    with translation.override("en"), pytest.raises(ActionRefused, match="struck"):
        change_encounter(
            encounter_id=struck.pk, seen_at=struck.updated_at, answers=given, by=worker
        )
