"""The second half-year is what the year and the first half-year leave, and comes after them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.models import User
from reports.actions.editions import approve_edition, order_edition, publish_edition
from reports.actions.periods import register_year
from reports.actions.preparing import make_edition
from reports.enums import EditionState, RefusedBecause
from reports.models import Edition, EditionPeriod, EditionUniverse
from reports.queries.editions import title_of
from tests.reports.edition_work.build import YEAR, a_year, again

pytestmark = pytest.mark.django_db


def period(user: User, code: str) -> EditionPeriod:
    with acting_as(user):
        return EditionPeriod.objects.get(code=code)


def published(first: User, second: User, code: str) -> Edition:
    edition = order_edition(by=first, period=period(first, code))
    make_edition(edition_id=edition.pk)
    assert again(first, edition).state == EditionState.AUDITED
    approve_edition(by=second, edition_id=edition.pk)
    publish_edition(by=first, edition_id=edition.pk)
    return edition


def numbers(user: User, edition: Edition) -> dict[tuple[str, ...], int]:
    with acting_as(user):
        made = EditionUniverse.objects.get(edition=edition, universe="suspected_buyers")
    document: dict[str, Any] = json.loads(bytes(made.document or b""))
    return {
        (cell["table"], *cell["at"]): cell["value"]
        for cell in document["cells"]
        if cell["table"] != "period"
    }


def test_it_is_published_after_both_and_is_the_difference(
    worker: User, manager: User, other_manager: User
) -> None:
    a_year(worker, people=12, buyers=144)
    register_year(by=manager, year=YEAR)
    second = period(manager, f"{YEAR}-H2")
    assert title_of(second) == f"The second half-year of {YEAR} in figures"
    first = published(manager, other_manager, f"{YEAR}-H1")
    with acting_as(manager), pytest.raises(ActionRefused, match="Publish both first"):
        order_edition(by=manager, period=second)
    whole = published(manager, other_manager, str(YEAR))
    rest = published(manager, other_manager, second.code)
    year, half, left = (numbers(manager, edition) for edition in (whole, first, rest))
    assert left == {at: year[at] - half[at] for at in year}
    assert left["age", "*"] > 0
    with acting_as(manager):
        refused = EditionUniverse.objects.get(edition=rest, universe="exploited")
    assert refused.refused_because == RefusedBecause.FOLLOWS
    connection.check_constraints()
