"""Log review: unusual reading is looked for, samples drawn, outcomes recorded, protocols signed."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.log_review import reviews_log
from casework.actions.base import ActionRefused, action
from casework.actors import SystemActor, acting_as
from casework.audit import unusual
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import ReviewOutcome
from casework.identifiers import uuid7
from casework.models import (
    AccessReview,
    AuditFinding,
    AuditOutcome,
    AuditSample,
    Unit,
    User,
)
from casework.models.audit_review import SAMPLE
from casework.queries.log_review import (
    days_to_watch,
    figures_of,
    findings_for,
    findings_of,
    population,
    population_digest,
    units_of,
)

# How a sample is drawn: the operating system's randomness over the sorted list, each day alike.
METHOD = "SystemRandom.sample/1"
LARGEST, LONGEST = 50, timedelta(days=92)
# A night without the queue is made good; what is older has been looked at by hand.
WATCHED_BACK = 14


@action
def watch_day(*, by: SystemActor, day: date) -> int:
    """Let every rule go through a finished *day*, and return how much was found.

    Going through a day again adds nothing that was found before.
    """
    found = [(rule.code, found) for rule in unusual.rules() for found in rule.find(day)]
    people = User.objects.filter(pk__in={f.user_id for _code, f in found}).order_by()
    known = set(people.values_list("pk", flat=True))
    found = [(code, f) for code, f in found if f.user_id is None or f.user_id in known]
    units = units_of((f.user_id, day) for _code, f in found if f.user_id)
    AuditFinding.objects.bulk_create(
        [
            AuditFinding(
                rule=code,
                user_id=f.user_id,
                unit_id=units.get((f.user_id, day)) if f.user_id else None,
                day=day,
                facts=dict(f.facts),
            )
            for code, f in found
        ],
        ignore_conflicts=True,
    )
    record(Event.REVIEW_WATCHED, by=by, day=day.isoformat(), count=len(found))
    return len(found)


def watch_finished_days(*, by: SystemActor) -> list[date]:
    """Go through the finished days of the last fortnight that nobody has gone through yet."""
    today = timezone.localdate()
    with acting_as(by):
        days = days_to_watch(today - timedelta(days=n) for n in range(WATCHED_BACK, 0, -1))
    for day in days:
        watch_day(by=by, day=day)
    return days


@action
def draw_sample(
    *, by: User, first: date, last: date, size: int, unit: Unit | None = None, reason: str = ""
) -> AuditSample:
    """Draw *size* days of colleagues at random, never one's own. It can't be undone or repeated.

    A second draw of the same period and unit says why, and both stay. Raises
    :class:`ActionRefused`.
    """
    _check_reviewer(by)
    _check_period(first, last)
    if not 1 <= size <= LARGEST:
        raise ActionRefused(fields={"size": _("Draw 1 to %(most)s days.") % {"most": LARGEST}})
    before = AuditSample.objects.filter(first_day=first, last_day=last, unit=unit).count()
    if before and not reason:
        again = _("This period has been drawn before. Say why it is drawn again.")
        raise ActionRefused(fields={"reason": again})
    pairs = population(first, last, unit, without=by)
    if not pairs:
        raise ActionRefused(_("Nobody else read about anybody in this period."))
    drawn = sorted(secrets.SystemRandom().sample(pairs, min(size, len(pairs))))
    sample = AuditSample(
        id=uuid7(), first_day=first, last_day=last, unit=unit, number=before + 1, reason=reason,
        population=len(pairs), population_digest=population_digest(pairs), size=len(drawn),
        method=METHOD, drawn_by=by, drawn_at=timezone.now(),
    )  # fmt: skip
    _save_once(sample, _("Somebody else drew a sample of this period just now."))
    units = units_of(drawn)
    AuditFinding.objects.bulk_create(
        AuditFinding(
            rule=SAMPLE, sample=sample, user_id=user, day=day, unit_id=units.get((user, day))
        )
        for user, day in drawn
    )
    record(
        Event.REVIEW_SAMPLE_DRAWN, by=by, obj=sample, unit_id=unit.pk if unit else None,
        count=len(drawn), population=len(pairs), draw=sample.number,
    )  # fmt: skip
    return sample


@action
def record_outcome(
    *, by: User, finding_id: uuid.UUID, outcome: ReviewOutcome, remark: str
) -> AuditOutcome:
    """Say how a finding ended. Final. Raises :class:`ActionRefused`."""
    finding = findings_for(by).filter(pk=finding_id).first()
    if finding is None:
        raise ActionRefused(_("Only a log reviewer records outcomes, and never about themselves."))
    meanwhile = _("Somebody else has recorded an outcome meanwhile. Nothing of yours was saved.")
    if hasattr(finding, "outcome"):
        raise ActionRefused(meanwhile)
    if outcome != ReviewOutcome.IN_ORDER and not remark.strip():
        raise ActionRefused(fields={"remark": _("Say what you found out.")})
    found = AuditOutcome(
        id=uuid7(),
        finding=finding,
        about_id=finding.user_id,
        outcome=outcome,
        remark=remark.strip(),
        decided_by=by,
        decided_at=timezone.now(),
    )
    _save_once(found, meanwhile)
    record(
        Event.REVIEW_OUTCOME, by=by, obj=finding, unit_id=finding.unit_id,
        outcome=outcome.value, rule=finding.rule,
    )  # fmt: skip
    return found


@action
def sign_review(
    *, by: User, first: date, last: date, unit: Unit | None, conclusion: str
) -> AccessReview:
    """Sign the protocol of a period. Final. Raises :class:`ActionRefused`."""
    _check_reviewer(by)
    _check_period(first, last)
    findings = list(findings_of(by, first, last, unit))
    waiting = sum(not hasattr(finding, "outcome") for finding in findings)
    if waiting:
        text = _("%(count)s findings of this period have no outcome yet.")
        raise ActionRefused(text % {"count": waiting})
    if not findings:
        raise ActionRefused(_("Nothing of this period has been reviewed. Draw a sample first."))
    if not conclusion.strip():
        raise ActionRefused(fields={"conclusion": _("Write what the review came to.")})
    review = AccessReview(
        id=uuid7(), first_day=first, last_day=last, unit=unit, figures=figures_of(findings),
        conclusion=conclusion.strip(), signed_by=by, signed_at=timezone.now(),
    )  # fmt: skip
    review.save(force_insert=True)
    record(
        Event.REVIEW_SIGNED, by=by, obj=review, unit_id=unit.pk if unit else None,
        count=len(findings),
    )  # fmt: skip
    return review


def _check_reviewer(by: User) -> None:
    if not reviews_log(by):
        raise ActionRefused(_("Only a log reviewer may do this."))


def _check_period(first: date, last: date) -> None:
    if last < first:
        raise ActionRefused(fields={"last": _("The last day lies before the first.")})
    if last >= timezone.localdate():
        raise ActionRefused(fields={"last": _("The last day has to be over.")})
    if last - first > LONGEST:
        text = _("A period is %(days)s days at most.") % {"days": LONGEST.days + 1}
        raise ActionRefused(fields={"last": text})


def _save_once(row: AuditSample | AuditOutcome, otherwise: str) -> None:
    """Insert *row*, or refuse with a sentence when somebody was quicker."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise ActionRefused(otherwise) from error
