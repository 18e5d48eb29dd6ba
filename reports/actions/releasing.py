"""Releasing an edition in one go, for the shell: two named people still stand for it."""

from __future__ import annotations

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.models import User
from reports.actions.editions import (
    approve_edition,
    order_edition,
    publish_edition,
    take_up_edition,
)
from reports.actions.periods import register_period
from reports.actions.preparing import make_edition
from reports.enums import EditionState
from reports.models import Edition, EditionPeriod
from reports.periods import Period
from reports.queries.editions import edition_rows, released_edition


def release_edition(*, first: User, second: User, period: Period) -> Edition:
    """Register, make, approve and publish the edition of *period*; what is done already stays.

    *first* answers for it and *second* approves. Raises :class:`ActionRefused` with the reason.
    """
    found = released_edition(period.months())
    if found is not None:
        return found
    edition = order_edition(by=first, period=_registered(first, period), in_background=False)
    make_edition(edition_id=edition.pk)
    edition = _now(first, edition)
    if edition.state == EditionState.AUDITED:
        if edition.prepared_by_id is None:
            take_up_edition(by=first, edition_id=edition.pk)
        approve_edition(by=second, edition_id=edition.pk)
        publish_edition(by=first, edition_id=edition.pk)
    edition = _now(first, edition)
    if edition.state != EditionState.PUBLISHED:
        raise ActionRefused(str(edition.get_state_display()))
    return edition


def _now(user: User, edition: Edition) -> Edition:
    with acting_as(user):
        return edition_rows(user).get(pk=edition.pk)


def _registered(by: User, period: Period) -> EditionPeriod:
    """The registered period of exactly these months; it is registered where there is none."""
    months = period.months()
    with acting_as(by):
        for known in EditionPeriod.objects.visible_to(by):
            if known.months == months:
                return known
    code = f"{months[0]}-{months[-1]}"
    return register_period(by=by, code=code, start=period.start, end=period.end)
