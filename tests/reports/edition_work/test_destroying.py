"""What an edition was made of is destroyed by two people, and nothing more is made of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from casework.actions.base import ActionRefused
from casework.actors import RELEASER, acting_as
from casework.audit.figure_events import FigureEvent
from casework.enums import Role
from casework.models import AuditEvent, User
from reports.actions.destroying import destroy_material
from reports.actions.editions import order_edition
from reports.actions.preparing import make_edition
from reports.enums import RefusedBecause
from reports.models import DisclosureLedger, EditionPeriod, EditionUniverse
from tests.conftest import MakeUser
from tests.reports.edition_work.build import YEAR, a_year, made, published

pytestmark = pytest.mark.django_db


def opened() -> tuple[dict[str, Any], bytes]:
    with acting_as(RELEASER):
        row = DisclosureLedger.objects.get()
        return json.loads(json.loads(row.open_content())["ledger"]), row.open_key()


def test_two_people_destroy_it_and_what_is_out_stays(
    worker: User, manager: User, other_manager: User, make_user: MakeUser
) -> None:
    a_year(worker, people=12, buyers=60)
    edition = published(manager, other_manager)
    before, key = opened()
    assert before["universes"]["suspected_buyers"]["records"]
    names = ["--approved-by", manager.email, "--approved-by", other_manager.email]
    for wrong in (names[:2], [*names[:2], *names[:2]]):
        with pytest.raises(CommandError, match="statistik"):
            call_command("destroy_material", str(YEAR), *wrong)
    call_command("destroy_material", str(YEAR), *names)
    after, other_key = opened()
    kept = after["universes"]["suspected_buyers"]
    assert (kept["rows"], kept["records"], after["facts"]) == ({}, [], [])
    assert kept["editions"] == before["universes"]["suspected_buyers"]["editions"]
    assert other_key != key
    with acting_as(manager):
        assert EditionUniverse.objects.get(edition=edition, universe="suspected_buyers").document
        half = EditionPeriod.objects.get(code=f"{YEAR}-H1")
    late = order_edition(by=manager, period=half)
    make_edition(edition_id=late.pk)
    with acting_as(manager):
        found = EditionUniverse.objects.filter(edition=late)
        assert {u.refused_because for u in found} == {RefusedBecause.DESTROYED}
    with acting_as(make_user(Role.LOG_REVIEWER)):
        event = AuditEvent.objects.get(event=FigureEvent.LEDGER_DESTROYED)
    assert (event.actor_id, event.details["second"]) == (manager.pk, str(other_manager.pk))


def test_the_next_year_is_made_on_the_same_ledger(
    worker: User, manager: User, other_manager: User
) -> None:
    """It shares nobody with what is gone, and its audit is clean."""
    a_year(worker, people=12, buyers=60, year=YEAR - 1)
    edition = published(manager, other_manager, YEAR - 1)
    destroy_material(by=manager, second=other_manager, period=edition.period)
    a_year(worker, people=12, buyers=60)
    later = made(manager)
    with acting_as(manager):
        universe = EditionUniverse.objects.get(edition=later, universe="suspected_buyers")
    assert (universe.refused_because, universe.findings) == ("", [])


def test_what_is_not_at_its_end_is_not_destroyed(
    worker: User, manager: User, other_manager: User
) -> None:
    a_year(worker, people=12, buyers=12)
    waiting = made(manager)
    with acting_as(manager):
        whole, half = waiting.period, EditionPeriod.objects.get(code=f"{YEAR}-H1")
    for period in (whole, half):
        with pytest.raises(ActionRefused):
            destroy_material(by=manager, second=other_manager, period=period)
    with pytest.raises(ActionRefused, match="Two statistics managers"):
        destroy_material(by=manager, second=manager, period=whole)
    with pytest.raises(ActionRefused, match="Two statistics managers"):
        destroy_material(by=manager, second=worker, period=whole)
