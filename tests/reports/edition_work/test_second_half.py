"""The second half-year is what the year and the first half-year leave, and comes after them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.models import User
from reports.actions.editions import approve_edition, order_edition, publish_edition
from reports.actions.periods import register_year
from reports.actions.preparing import make_edition
from reports.enums import EditionState, RefusedBecause
from reports.models import Edition, EditionPeriod, EditionUniverse
from reports.queries.editions import title_of
from tests.conftest import SignIn
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


def offered(client: Client, second: EditionPeriod) -> tuple[bool, str]:
    """Whether its edition is offered on the list, and the sentence about what has to come first."""
    page = client.get(reverse("reports:editions")).content.decode()
    found = re.search(r"<p>Its figures follow from these[^<]*</p>", page)
    return reverse("reports:order_edition", args=[second.pk]) in page, found[0] if found else ""


def numbers(user: User, edition: Edition) -> dict[tuple[str, ...], int]:
    with acting_as(user):
        made = EditionUniverse.objects.get(edition=edition, universe="suspected_buyers")
    document: dict[str, Any] = json.loads(bytes(made.document or b""))
    return {
        (cell["table"], *cell["at"]): cell["value"]
        for cell in document["cells"]
        if cell["table"] not in ("period", "period_by_gender")
    }


def test_it_is_published_after_both_and_is_the_difference(
    worker: User, manager: User, other_manager: User, sign_in: SignIn
) -> None:
    client = sign_in(manager)
    client.cookies["ledljus_language"] = "en"
    a_year(worker, people=12, buyers=144)
    register_year(by=manager, year=YEAR)
    second = period(manager, f"{YEAR}-H2")
    assert title_of(second) == f"The second half-year of {YEAR} in figures"
    first_out = "<p>Its figures follow from these. Publish them first: "
    whole_title, half_title = f"The year {YEAR} in figures", f"The first half-year of {YEAR}"
    is_offered, sentence = offered(client, second)
    assert not is_offered
    assert sorted(sentence.removeprefix(first_out).split(", ")) == sorted(
        [whole_title, f"{half_title} in figures.</p>"]
    )
    first = published(manager, other_manager, f"{YEAR}-H1")
    assert offered(client, second) == (False, f"{first_out}{whole_title}.</p>")
    with acting_as(manager), pytest.raises(ActionRefused, match="Publish both first"):
        order_edition(by=manager, period=second)
    whole = published(manager, other_manager, str(YEAR))
    assert offered(client, second) == (True, "")
    rest = published(manager, other_manager, second.code)
    year, half, left = (numbers(manager, edition) for edition in (whole, first, rest))
    assert left == {at: year[at] - half[at] for at in year}
    assert left["age", "*"] > 0
    with acting_as(manager):
        refused = EditionUniverse.objects.get(edition=rest, universe="exploited")
    assert refused.refused_because == RefusedBecause.FOLLOWS
    connection.check_constraints()
