"""Letters to municipalities that have not joined: prepared by the clock, the rest by hand."""

from __future__ import annotations

import uuid
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.actions.base import ActionRefused, action
from casework.actions.file_rows import sentences
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import AgreementStatus
from casework.models import User
from referrals.letter import as_pdf, letter_to
from referrals.letter_enums import DropReason, LetterState, LetterWay
from referrals.models import MunicipalityLetter
from referrals.models.municipality_letter import quarter_of
from referrals.outward_access import letter_units, writes_letters
from referrals.queries.letters import municipalities_to_tell

TOLD_ALREADY = gettext_lazy(
    "This municipality has been told already in the same quarter: it can't be twice."
)


@action
def prepare_letters(*, by: SystemActor, quarter: date) -> int:
    """Prepare a letter to each municipality that is to be told of *quarter*; how many were new.

    Again for the same quarter it adds what has come since and no second letter.
    """
    new = municipalities_to_tell(quarter)
    MunicipalityLetter.objects.bulk_create(
        [MunicipalityLetter(municipality_id=pk, quarter=quarter) for pk in new],
        ignore_conflicts=True,
    )
    record(Event.TOLD_PREPARED, by=by, count=len(new), day=quarter.isoformat())
    return len(new)


@action
def write_letter(*, by: User, letter_id: uuid.UUID) -> MunicipalityLetter:
    """Write the letter and keep it sealed; one that was not sent yet is written anew.

    Raises :class:`ActionRefused`.
    """
    letter = _locked(letter_id, by)
    today = timezone.localdate()
    _check_agreement(letter, today)
    letter.unit = letter_units(by)[0]
    letter.keep(as_pdf(letter_to(letter.municipality, unit=letter.unit, day=today)))
    letter.state, letter.written_at, letter.written_by = LetterState.WRITTEN, timezone.now(), by
    letter.save(update_fields=["unit", "letter", "state", "written_at", "written_by"])
    record(Event.TOLD_WRITTEN, by=by, obj=letter, unit_id=letter.unit.pk)
    return letter


@action
def register_sent(
    *, by: User, letter_id: uuid.UUID, sent_on: date, way: LetterWay
) -> MunicipalityLetter:
    """Register that the letter was sent as it is kept. Raises :class:`ActionRefused`.

    A municipality is told once in a quarter at most, whichever quarters the letters are about.
    """
    letter = _locked(letter_id, by)
    if letter.state != LetterState.WRITTEN or letter.written_at is None:
        raise ActionRefused(_("Write the letter first."))
    if not timezone.localdate(letter.written_at) <= sent_on <= timezone.localdate():
        raise ActionRefused(fields={"sent_on": _("From the day it was written to today.")})
    _check_agreement(letter, sent_on)
    others = MunicipalityLetter.objects.filter(municipality=letter.municipality_id)
    if others.filter(sent_quarter=quarter_of(sent_on)).exists():
        raise ActionRefused(str(TOLD_ALREADY))
    letter.state, letter.sent_on, letter.way = LetterState.SENT, sent_on, way
    letter.sent_quarter = quarter_of(sent_on)
    # Two letters sent at once: the second is told the same as who comes later.
    with sentences({"letter_sent_once_in_a_quarter": ("", TOLD_ALREADY)}):
        _settle(letter, by, "sent_on", "sent_quarter", "way")
    record(Event.TOLD_SENT, by=by, obj=letter, unit_id=letter.unit_id)
    return letter


@action
def drop_letter(*, by: User, letter_id: uuid.UUID, because: DropReason) -> MunicipalityLetter:
    """Send no letter, for a reason. Raises :class:`ActionRefused`."""
    letter = _locked(letter_id, by)
    letter.state, letter.dropped_because = LetterState.DROPPED, because
    # What is not sent is not kept.
    letter.letter = None
    _settle(letter, by, "dropped_because", "letter")
    record(Event.TOLD_DROPPED, by=by, obj=letter, unit_id=letter.unit_id)
    return letter


def _settle(letter: MunicipalityLetter, by: User, *fields: str) -> None:
    letter.settled_at, letter.settled_by = timezone.now(), by
    letter.save(update_fields=["state", "settled_at", "settled_by", *fields])


def _locked(letter_id: uuid.UUID, by: User) -> MunicipalityLetter:
    rows = MunicipalityLetter.objects.visible_to(by).select_related("municipality")
    letter = rows.select_for_update(of=("self",)).filter(pk=letter_id).first()
    if letter is None or not writes_letters(by):
        raise ActionRefused(_("There is no such letter."))
    if not letter.is_waiting:
        raise ActionRefused(_("This letter is settled already."))
    return letter


def _check_agreement(letter: MunicipalityLetter, day: date) -> None:
    status = letter.municipality.agreement_on(day)
    if status == AgreementStatus.JOINED:
        raise ActionRefused(
            _("%(name)s has joined the offer and gets no letter.") % {"name": letter.municipality}
        )
    if status == AgreementStatus.UNKNOWN:
        raise ActionRefused(
            _(
                "Whether %(name)s has joined the offer is not known. Find out, and have it put into"
                " the city's file first."
            )
            % {"name": letter.municipality}
        )
