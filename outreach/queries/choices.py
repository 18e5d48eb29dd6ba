"""Lists to choose from."""

from __future__ import annotations

from django.db.models import QuerySet

from casework.models import City, District, PoliceUnit, VoluntaryOrganisation
from outreach.models import OperationWeek


def city() -> City | None:
    """The city of this installation; ``None`` before it has been set up."""
    return City.objects.select_related("municipality").first()


def districts() -> QuerySet[District]:
    """Every district, with its municipality."""
    return District.objects.select_related("municipality")


def police_units() -> QuerySet[PoliceUnit]:
    """Police units that join shifts."""
    return PoliceUnit.objects.all()


def voluntary_organisations() -> QuerySet[VoluntaryOrganisation]:
    """Voluntary organisations that join shifts."""
    return VoluntaryOrganisation.objects.all()


def operation_weeks() -> QuerySet[OperationWeek]:
    """Operation weeks, the latest first."""
    return OperationWeek.objects.order_by("-year", "-starts_on", "name")
