"""Letters to municipalities as pages show them."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import AgreementStatus
from casework.models import MunicipalityAgreement, User
from referrals.models import MunicipalityLetter


def letters_for(user: User, day: date) -> QuerySet[MunicipalityLetter]:
    """The letters, each with whether the municipality has joined on *day* (``agreement``)."""
    agreement = MunicipalityAgreement.objects.filter(
        municipality=OuterRef("municipality"), valid_from__lte=day
    ).exclude(valid_to__lt=day)
    unknown = Value(AgreementStatus.UNKNOWN.value)
    status = Coalesce(Subquery(agreement.order_by("valid_from").values("status")[:1]), unknown)
    return MunicipalityLetter.objects.visible_to(user).listed().annotate(agreement=status)


def waiting_count(user: User) -> int:
    """How many letters wait; the number beside the entry in the navigation."""
    return MunicipalityLetter.objects.visible_to(user).waiting().order_by().count()


def opened_letter(user: User, letter: MunicipalityLetter) -> bytes:
    """The letter as it was written. That it was fetched is logged."""
    record(Event.TOLD_FETCHED, by=user, obj=letter, unit_id=letter.unit_id)
    return letter.opened()


def municipalities_to_tell(quarter: date) -> set[uuid.UUID]:
    """The municipalities without a letter for *quarter* yet that are to get one.

    Asked as the clock. The database answers which they are, for a quarter that is over.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_municipalities_to_tell(%s)", [quarter])
        wanted = {row[0] for row in cursor.fetchall()}
    there = MunicipalityLetter.objects.filter(quarter=quarter).order_by()
    return wanted - set(there.values_list("municipality_id", flat=True))
