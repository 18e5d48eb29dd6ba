"""What people do with editions: order, answer for, approve, publish, refuse, withdraw, correct."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actors import SystemActor
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.models import User
from reports.actions.draft_pdfs import send_pdfs_when_committed
from reports.actions.managers import given_reason, must_manage_statistics
from reports.actions.preparing import send_when_committed
from reports.enums import EditionState, RefusedBecause
from reports.models import Edition, EditionCorrection, EditionPeriod
from reports.models.edition import OVER
from reports.queries.knowing import a_figure_waits, figures_changed_since


@action
def order_edition(
    *, by: User | SystemActor, period: EditionPeriod, in_background: bool = True
) -> Edition:
    """Begin an edition of *period*, or find the one that there is.

    Raises :class:`ActionRefused` while the period is not over, and for a second half-year of which
    the year and the first half-year are not published: its figures are what is between them.
    Raises it also while an exact figure waits for an answer.
    """
    must_manage_statistics(by)
    if not period.is_over:
        raise ActionRefused(_("The period is not over: its edition is made afterwards."))
    _must_follow(period)
    _must_be_answered(by)
    edition, is_new = _found_or_made(by, period)
    if is_new and in_background:
        send_when_committed(edition.pk)
    record(FigureEvent.EDITION_ORDERED, by=by, obj=edition, code=period.code, is_new=is_new)
    return edition


def _must_follow(period: EditionPeriod) -> None:
    out = Edition.objects.filter(period__code__in=period.follows, state=EditionState.PUBLISHED)
    if set(out.values_list("period__code", flat=True)) != set(period.follows):
        raise ActionRefused(
            _(
                "The second half-year follows from the year and the first half-year. Publish both "
                "first."
            )
        )


def _must_be_answered(by: User | SystemActor) -> None:
    """The audit attacks with every exact figure of any period: none of them waits for an answer.

    The clock goes on with those that count; what it made is let out once the others are answered.
    """
    if isinstance(by, User) and a_figure_waits():
        raise ActionRefused(
            _(
                "An exact figure waits to be confirmed or declined by a colleague of whoever "
                "registered it. Answer first; then make the edition."
            )
        )


def _found_or_made(by: User | SystemActor, period: EditionPeriod) -> tuple[Edition, bool]:
    editions = Edition.objects.filter(period=period)
    latest = editions.aggregate(latest=Max("version"))["latest"] or 0
    edition = Edition(
        period=period,
        version=latest + 1,
        seen_at=timezone.now(),
        prepared_by=by if isinstance(by, User) else None,
    )
    try:
        with transaction.atomic():
            edition.save(force_insert=True)
    except IntegrityError:
        # The database decides between two at once: whoever came second gets the first's.
        return editions.exclude(state__in=OVER).get(), False
    return edition, True


def _locked(by: User, edition_id: uuid.UUID, *states: EditionState) -> Edition:
    rows = Edition.objects.visible_to(by).select_for_update(of=("self",))
    edition = rows.select_related("period").filter(pk=edition_id).first()
    if edition is None or edition.state not in states:
        raise ActionRefused(_("The edition has moved on meanwhile. Look at it again."))
    return edition


@action
def take_up_edition(*, by: User, edition_id: uuid.UUID) -> Edition:
    """Answer for an edition that the clock has made: somebody else then approves it."""
    edition = _locked(by, edition_id, EditionState.AUDITED)
    if edition.prepared_by_id is not None:
        raise ActionRefused(_("Somebody answers for the edition already."))
    edition.prepared_by = by
    edition.save(update_fields=["prepared_by"])
    record(FigureEvent.EDITION_TAKEN_UP, by=by, obj=edition)
    return edition


@action
def approve_edition(*, by: User, edition_id: uuid.UUID) -> Edition:
    """Approve an audited edition that somebody else answers for."""
    edition = _locked(by, edition_id, EditionState.AUDITED)
    if edition.prepared_by_id is None:
        raise ActionRefused(_("Nobody answers for the edition yet."))
    if edition.prepared_by_id == by.pk:
        raise ActionRefused(_("You prepared the edition: somebody else approves it."))
    _must_know_every_figure(edition)
    edition.state, edition.approved_by = EditionState.APPROVED, by
    edition.approved_at = timezone.now()
    edition.save(update_fields=["state", "approved_by", "approved_at"])
    record(FigureEvent.EDITION_APPROVED, by=by, obj=edition)
    return edition


@action
def publish_edition(*, by: User, edition_id: uuid.UUID) -> Edition:
    """Publish an approved edition. Nothing of it changes afterwards."""
    edition = _locked(by, edition_id, EditionState.APPROVED)
    _must_know_every_figure(edition)
    edition.state, edition.published_at = EditionState.PUBLISHED, timezone.now()
    edition.save(update_fields=["state", "published_at"])
    send_pdfs_when_committed()
    record(FigureEvent.EDITION_PUBLISHED, by=by, obj=edition)
    return edition


def _must_know_every_figure(edition: Edition) -> None:
    """The audit attacks with every exact figure that counts, of any period: also with new ones.

    Made again, the edition has the same figures; only the audit is another. A trigger says the
    same.
    """
    if a_figure_waits():
        raise ActionRefused(
            _(
                "An exact figure waits to be confirmed or declined by a colleague of whoever "
                "registered it. Answer first."
            )
        )
    if figures_changed_since(edition):
        raise ActionRefused(
            _(
                "An exact figure was confirmed or taken back after the edition was ordered, and "
                "the audit may not know of it. Refuse the edition and make it again: its figures "
                "stay the same."
            )
        )


@action
def refuse_edition(*, by: User, edition_id: uuid.UUID, reason: str) -> Edition:
    """Refuse an edition before it is published, and say why."""
    edition = _locked(by, edition_id, EditionState.AUDITED, EditionState.APPROVED)
    edition.reason = given_reason(reason)
    edition.state, edition.refused_because = EditionState.REFUSED, RefusedBecause.PERSON
    edition.refused_by, edition.refused_at = by, timezone.now()
    edition.save(update_fields=["state", "refused_because", "reason", "refused_by", "refused_at"])
    record(FigureEvent.EDITION_REFUSED, by=by, obj=edition)
    return edition


@action
def withdraw_edition(*, by: User, edition_id: uuid.UUID, reason: str) -> Edition:
    """Withdraw a published edition, and say why. It stays, and its figures stay what they were."""
    edition = _locked(by, edition_id, EditionState.PUBLISHED)
    edition.reason = given_reason(reason)
    edition.state, edition.withdrawn_by = EditionState.WITHDRAWN, by
    edition.withdrawn_at = timezone.now()
    edition.save(update_fields=["state", "reason", "withdrawn_by", "withdrawn_at"])
    record(FigureEvent.EDITION_WITHDRAWN, by=by, obj=edition)
    return edition


@action
def correct_edition(*, by: User, edition_id: uuid.UUID, words: str) -> EditionCorrection:
    """Add what has to be said of a published edition: words, and no number."""
    edition = _locked(by, edition_id, EditionState.PUBLISHED)
    if not words.strip():
        raise ActionRefused(fields={"words": _("Say what has to be said.")})
    if any(character.isnumeric() for character in words):
        raise ActionRefused(
            fields={"words": _("A correction is in words: a number could give somebody away.")}
        )
    correction = EditionCorrection(edition=edition, words=words.strip(), written_by=by)
    correction.save(force_insert=True)
    send_pdfs_when_committed()
    record(FigureEvent.EDITION_CORRECTED, by=by, obj=edition)
    return correction
