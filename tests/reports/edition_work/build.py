"""A small year that an edition can be made of, and the way of an edition through two people."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from casework.actors import acting_as
from casework.models import District, User
from reports.actions.editions import approve_edition, order_edition, publish_edition
from reports.actions.figures import confirm_figure, register_figure
from reports.actions.periods import register_year
from reports.actions.preparing import make_edition
from reports.models import Edition, ExactFigure
from tests.reports.build import buyer, exploited, shift_on

YEAR = 2025
BANDS = ("18_20", "21_24", "25_29", "30_39", "40_49")
HALVES = 6


def person(rng: random.Random) -> dict[str, Any]:
    """An exploited adult."""
    return exploited(
        age=None,
        age_band=rng.choice(BANDS),
        gender=rng.choice(("woman", "woman", "woman", "man")),
        trafficking=rng.choice(("no", "no", "no", "yes")),
        exploitation_form="sexual",
        contact_route=rng.choice(("police", "outreach")),
        offers=[("mika", rng.choice(("accepted", "declined")))],
    )


def a_year(worker: User, *, people: int = 72, buyers: int = 60, year: int = YEAR) -> None:
    """Shifts of every month, on which *people* exploited and *buyers* were met."""
    rng = random.Random(4)  # noqa: S311 - invented
    districts = list(District.objects.order_by("name")[:3])
    for month in range(12):
        met = [person(rng) for i in range(people) if i % 12 == month]
        met += [
            buyer(age=None, age_band=rng.choice(BANDS)) for i in range(buyers) if i % 12 == month
        ]
        shift_on(
            worker,
            date(year, month + 1, 10),
            *met,
            arena=rng.choice(("flat", "hotel")),
            district=rng.choice(districts),
        )


def counting(by: User, other: User, figure: ExactFigure) -> ExactFigure:
    """*figure*, registered by one and confirmed by the other."""
    register_figure(by=by, figure=figure)
    confirm_figure(by=other, figure_id=figure.pk)
    return figure


def made(manager: User, year: int = YEAR) -> Edition:
    """The edition of a registered *year*, made and audited."""
    period = register_year(by=manager, year=year)
    edition = order_edition(by=manager, period=period)
    make_edition(edition_id=edition.pk)
    return again(manager, edition)


def again(user: User, edition: Edition) -> Edition:
    """*edition* as it is now."""
    with acting_as(user):
        return (
            Edition.objects.visible_to(user)
            .select_related("period", "prepared_by", "approved_by")
            .get(pk=edition.pk)
        )


def published(manager: User, other: User, year: int = YEAR) -> Edition:
    """The same, approved by *other* and published."""
    edition = made(manager, year)
    approve_edition(by=other, edition_id=edition.pk)
    publish_edition(by=manager, edition_id=edition.pk)
    return again(manager, edition)
