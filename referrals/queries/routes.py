"""Whom a city suggests for somebody. It suggests; a person chooses."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from casework.access.memberships import unit_ids
from casework.access.persons import kinds_for, takes_child
from casework.enums import AgreementStatus, YesNoUnknown
from casework.models import District, Municipality, TraffickingStatus, Unit, User
from casework.queries.municipalities import own_municipality
from casework.responsibility import Need, answering
from casework.trafficking.enums import Suspicion
from outreach.enums import OfferAnswer
from outreach.models import Encounter, SupportOffer
from referrals.about import About
from referrals.enums import ReferralKind, RouteWhen, StandsFor
from referrals.models import OutsideBody, Referral, ReferralFile, Route


@dataclass(frozen=True)
class Suggestion:
    """A receiver to choose first, and what to send."""

    kind: str
    unit: Unit | None
    body: OutsideBody | None
    when: str


def suggested(user: User, about: About) -> list[Suggestion]:
    """The receivers that the city's routes name for *about*, in their order."""
    # Whether it is acute is said on the form: those routes are always among the suggestions.
    reasons = [RouteWhen.ALWAYS, RouteWhen.ACUTE]
    if _may_be_trafficking(user, about):
        reasons.append(RouteWhen.TRAFFICKING)
    if _has_not_joined(about.home):
        reasons.append(RouteWhen.NO_AGREEMENT)
    if met_in(user, about) is not None and _helps_at_once(user):
        reasons.append(RouteWhen.AFTER_ACUTE)
    age = Q(is_child=None)
    if about.is_child is not None:
        age |= Q(is_child=about.is_child)
    rows = Route.objects.filter(age, role=about.role, when__in=reasons)
    return [
        *_offices_of_child(about),
        *(
            Suggestion(route.kind, route.to_unit, route.to_body, route.when)
            for route in rows.select_related("to_unit", "to_body").order_by("position")
        ),
    ]


def _offices_of_child(about: About) -> list[Suggestion]:
    """A child is reported to the municipality that answers, where the city names its office.

    That is the home municipality; for what is acute that where the child was met, if not our own.
    """
    if not about.is_child:
        return []
    stay, home = about.stay(own_municipality()), about.home
    asked = [
        (RouteWhen.ALWAYS, answering(Need.LASTING, stay=stay, home=home)),
        (RouteWhen.ACUTE, answering(Need.ACUTE, stay=stay, home=home)),
    ]
    bodies = OutsideBody.objects.filter(kind__stands_for=StandsFor.MUNICIPALITY, is_active=True)
    offices = {
        body.municipality: body
        for body in bodies.filter(municipality__in=[place for _when, place in asked])
        .select_related("municipality")
        .order_by("-name")
    }
    named = {place: when for when, place in reversed(asked) if place in offices}
    return [
        Suggestion(ReferralKind.REPORT, None, offices[place], when)
        for place, when in reversed(named.items())
    ]


def met_in(user: User, about: About) -> District | None:
    """Where the person was met, as the shift or an acute referral that *user* sees tells it."""
    if about.district is not None or about.person is None:
        return about.district
    led = ReferralFile.objects.visible_to(user).filter(person=about.person).values("referral_id")
    sent = Referral.objects.visible_to(user).listed().exclude(met_district=None)
    told = sent.filter(Q(person=about.person) | Q(pk__in=led)).select_related("met_district")
    latest = told.order_by("-sent_at").first()
    return latest.met_district if latest is not None else None


def _helps_at_once(user: User) -> bool:
    """Whether a unit of *user* is one that what is acute goes to."""
    acute = Route.objects.filter(when=RouteWhen.ACUTE, to_unit__in=unit_ids(user))
    return acute.exists()


def receivers_for(
    about: About, senders: Sequence[Unit] = ()
) -> tuple[list[Unit], list[OutsideBody]]:
    """Everybody that it may go to: units that are there for such people, and bodies outside.

    Nobody sends to the unit that they send from: with more than one of *senders*, that one is
    refused when it is known which.
    """
    until = date.max if about.is_child else None
    own = senders[0] if len(senders) == 1 else None
    units = [
        unit
        for unit in Unit.objects.filter(is_active=True).order_by("name")
        if unit != own and about.role in kinds_for(unit) and takes_child(unit, until)
    ]
    return units, list(
        OutsideBody.objects.filter(is_active=True).select_related("kind").order_by("name")
    )


def _may_be_trafficking(user: User, about: About) -> bool:
    if about.encounter is not None:
        return bool(about.encounter.trafficking == YesNoUnknown.YES)
    if about.person is None:
        return False
    statuses = TraffickingStatus.objects.visible_to(user).filter(person=about.person)
    latest = statuses.order_by("-created_at").first()
    return latest is not None and latest.suspicion not in (Suspicion.NONE, Suspicion.RULED_OUT)


def _has_not_joined(place: Municipality | None) -> bool:
    if place is None:
        return False
    return place.agreement_on(timezone.localdate()) == AgreementStatus.NOT_JOINED


def accepted_offer_of(encounter: Encounter) -> uuid.UUID | None:
    """The offer that somebody said yes to, which is a ground of its own."""
    offers = SupportOffer.objects.filter(encounter=encounter, answer=OfferAnswer.ACCEPTED)
    return offers.order_by("kind").values_list("pk", flat=True).first()
