"""Municipalities with what is known of their agreement on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.enums import AgreementStatus
from casework.models import City, Municipality, MunicipalityAgreement

# What a list of municipalities may be narrowed to. "area" is the area of the offer.
STANDINGS: dict[str, str | Promise] = {
    "area": _("In the area of the offer"),
    "own": _("The city itself"),
    AgreementStatus.JOINED.value: _("Joined"),
    AgreementStatus.NOT_JOINED.value: _("Not joined"),
    AgreementStatus.UNKNOWN.value: _("Not known"),
    "outside": _("Outside"),
    "all": _("All"),
}


def municipalities_on(day: date) -> QuerySet[Municipality]:
    """All municipalities with ``standing`` and, where there is an agreement, its dates and source.

    ``standing`` is a code of :data:`STANDINGS`, or ``own`` for the city itself.
    """
    agreement = MunicipalityAgreement.objects.filter(
        municipality=OuterRef("pk"), valid_from__lte=day
    ).exclude(valid_to__lt=day)
    own = City.objects.filter(municipality=OuterRef("pk"))
    return Municipality.objects.annotate(
        agreement_status=Subquery(agreement.values("status")[:1]),
        agreement_from=Subquery(agreement.values("valid_from")[:1]),
        agreement_to=Subquery(agreement.values("valid_to")[:1]),
        agreement_source=Subquery(agreement.values("source")[:1]),
        city_code=Subquery(own.values("code")[:1]),
    ).annotate(
        standing=Case(
            When(city_code__isnull=False, then=Value("own")),
            When(in_offer_area=False, then=Value("outside")),
            default=Coalesce(F("agreement_status"), Value(AgreementStatus.UNKNOWN.value)),
        )
    )


def own_municipality() -> Municipality:
    """The municipality whose social services these are."""
    return Municipality.objects.get(pk__in=City.objects.values("municipality"))


def with_standing(queryset: QuerySet[Municipality], standing: str) -> QuerySet[Municipality]:
    """Narrow :func:`municipalities_on` to a code of :data:`STANDINGS`."""
    return queryset.filter(_condition(standing))


def count_by_standing(queryset: QuerySet[Municipality]) -> dict[str, int]:
    """How many there are under each code of :data:`STANDINGS`, in one query."""
    counts: dict[str, Any] = {
        f"count_{code}": Count("pk", filter=_condition(code)) for code in STANDINGS
    }
    found = queryset.aggregate(**counts)
    return {code: found[f"count_{code}"] for code in STANDINGS}


def _condition(standing: str) -> Q:
    if standing == "all":
        return Q(pk__isnull=False)
    if standing == "area":
        return ~Q(standing="outside")
    return Q(standing=standing)
