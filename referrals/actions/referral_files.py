"""From a referral that tells of nobody to a file: the person has been met, and agrees.

What was sent stays as it was: the sender, who does not know whom they met, learns of no file.
"""

from __future__ import annotations

import uuid

from django.db import connection
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_guard import file_to_work_in, must_settle
from casework.actions.persons import FileFacts, open_file
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import PersonRole
from casework.models import Person, Unit, User
from referrals import machine
from referrals.access import is_receiver
from referrals.actions.refused import NOT_NOW, NOT_YOURS
from referrals.models import Referral, ReferralFile


@action
def open_file_for(*, by: User, referral_id: uuid.UUID, unit: Unit, agrees: bool) -> Person:
    """Open a file in *unit*, the receiver, about whoever the referral turned out to be about.

    Raises :class:`ActionRefused` where the person has not agreed, or there is a file already.
    """
    referral = _without_file(referral_id, by, agrees=agrees)
    if unit.pk != referral.to_unit_id:
        raise ActionRefused(fields={"unit": _("The file is opened in the unit that was asked.")})
    person = open_file(by=by, unit=unit, kind=PersonRole(referral.role), facts=FileFacts({}, ()))
    _link(referral, person, by)
    return person


@action
def put_in_file(
    *, by: User, referral_id: uuid.UUID, person_id: uuid.UUID, agrees: bool
) -> ReferralFile:
    """Put the referral into a file in which *by* works. The file's facts stay as they are.

    Not in an emergency: the link stays when its hours are over.
    """
    referral = _without_file(referral_id, by, agrees=agrees)
    person = file_to_work_in(person_id, by)
    must_settle(by, person)
    if person.kind != referral.role:
        # Design rule 2: nothing crosses the wall.
        raise ActionRefused(fields={"other": _("The file is about another kind of person.")})
    return _link(referral, person, by)


def _without_file(referral_id: uuid.UUID, by: User, *, agrees: bool) -> Referral:
    with connection.cursor() as cursor:
        # The second of two sees what the first did. The row itself is not theirs to lock.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('referral_file' || %s::text, 0))",
            [referral_id],
        )
    referral = Referral.objects.visible_to(by).listed().filter(pk=referral_id).first()
    if referral is None or referral.to_unit_id is None or not is_receiver(by, referral):
        raise ActionRefused(str(NOT_YOURS))
    if referral.person_id is not None or referral.state not in machine.WORKED_WITH:
        raise ActionRefused(str(NOT_NOW))
    if ReferralFile.objects.visible_to(by).filter(referral=referral).exists():
        raise ActionRefused(_("The referral is in a file already."))
    if not agrees:
        raise ActionRefused(fields={"agrees": _("Ask the person first, and say that they agree.")})
    return referral


def _link(referral: Referral, person: Person, by: User) -> ReferralFile:
    link = ReferralFile(person=person, referral=referral, created_by=by, updated_by=by)
    link.save(force_insert=True)
    record(
        Event.FILE_REFERRED,
        by=by,
        obj=person,
        unit_id=referral.to_unit_id,
        referral=str(referral.pk),
    )
    return link
