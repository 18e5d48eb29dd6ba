"""The trafficking track of one file, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import (
    Disclosure,
    IndicatorObservation,
    Person,
    PersonSupport,
    ResidencePermit,
    ReturnProgramme,
    ShelterStay,
    TraffickingStatus,
)
from casework.models.return_programme import DAYS
from casework.together import read_together
from casework.trafficking.data import Indicator, IndicatorGroup, indicator_groups
from casework.trafficking.enums import (
    DisclosureOutcome,
    PermitKind,
    Recipient,
    ReturnState,
    TrackStep,
)
from casework.trafficking.path import Support, TrackFacts


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator with what was seen last, if anything was."""

    indicator: Indicator
    latest: IndicatorObservation | None


@dataclass(frozen=True)
class GroupLines:
    """A group with its lines."""

    group: IndicatorGroup
    lines: list[IndicatorLine]


def statuses_of(person: Person) -> QuerySet[TraffickingStatus]:
    """The statuses, the current one first."""
    return TraffickingStatus.objects.filter(person=person).select_related("created_by")


def current_status(person: Person) -> TraffickingStatus | None:
    """Where the question stands: the latest day, and of that day what was written last."""
    return statuses_of(person).first()


def observations_of(person: Person, indicator: str) -> QuerySet[IndicatorObservation]:
    """All that was seen of one indicator, the latest first."""
    found = IndicatorObservation.objects.filter(person=person, indicator=indicator)
    return found.select_related("created_by")


def indicator_lines(person: Person) -> list[GroupLines]:
    """Every indicator with its latest observation, in one query."""
    latest: dict[str, IndicatorObservation] = {}
    for seen in IndicatorObservation.objects.filter(person=person).select_related("created_by"):
        latest.setdefault(seen.indicator, seen)
    return [
        GroupLines(group, [IndicatorLine(i, latest.get(i.code)) for i in group.indicators])
        for group in indicator_groups()
    ]


def permits_of(person: Person) -> QuerySet[ResidencePermit]:
    """The permits, the latest application first."""
    return ResidencePermit.objects.filter(person=person)


def returns_of(person: Person) -> QuerySet[ReturnProgramme]:
    """The return programmes, the latest first."""
    return ReturnProgramme.objects.filter(person=person)


def return_day(programme: ReturnProgramme) -> date | None:
    """The day of the state that the programme is in."""
    if programme.state == ReturnState.BROKEN_OFF:
        return programme.broken_off_on
    day: date | None = getattr(programme, DAYS[ReturnState(programme.state)])
    return day


@dataclass(frozen=True)
class TrackRows:
    """All rows that the page of the track shows, read once."""

    person: Person
    statuses: list[TraffickingStatus]
    permits: list[ResidencePermit]
    programmes: list[ReturnProgramme]
    supports: list[PersonSupport]
    stays: list[ShelterStay]


def track_rows(person: Person, *beside: QuerySet[Any, Any]) -> TrackRows:
    """The rows of *person*, and the lists *beside* them: one statement, whatever the file holds."""
    permits, programmes = permits_of(person), returns_of(person)
    statuses, supports = statuses_of(person), _supports_of(person)
    stays = _stays_of(person)
    read_together(permits, programmes, statuses, supports, stays, *beside)
    for row in [*permits, *programmes]:
        row.person = person
    return TrackRows(
        person, list(statuses), list(permits), list(programmes), list(supports), list(stays)
    )


def track_facts(rows: TrackRows) -> TrackFacts:
    """What the path is derived from: one query more."""
    status = rows.statuses[0] if rows.statuses else None
    reflection = next((p for p in rows.permits if p.kind == PermitKind.REFLECTION), None)
    court = next((p for p in rows.permits if p.kind == PermitKind.COURT and p.starts_on), None)
    granted_on = reflection.decided_on if reflection and reflection.starts_on else None
    programme = rows.programmes[0] if rows.programmes else None
    observed_on, told = _days(rows.person)
    return TrackFacts(
        suspicion=status.suspicion if status else "",
        status_on=status.on_day if status else None,
        observed_on=observed_on,
        supports=tuple(
            Support(s.support_type.step, s.support_type.name, s.starts_on, s.ends_on)
            for s in rows.supports
        )
        + tuple(
            Support(
                TrackStep.ACUTE,
                _("Protected housing: %(alias)s") % {"alias": stay.shelter.alias},
                stay.from_day,
                stay.until_day,
            )
            for stay in rows.stays
        ),
        reflection_applied_on=reflection.applied_on if reflection else None,
        reflection_granted_on=granted_on,
        court_permit_on=court.starts_on if court else None,
        told_police_on=timezone.localdate(told) if told else None,
        return_state=programme.state if programme else "",
        return_on=return_day(programme) if programme else None,
    )


def _days(person: Person) -> tuple[date | None, datetime | None]:
    """When an indicator was noted last, and when the police were first told something."""
    seen = IndicatorObservation.objects.filter(person=OuterRef("pk")).order_by("-on_day")
    told = Disclosure.objects.filter(
        person=OuterRef("pk"),
        outcome=DisclosureOutcome.DISCLOSED,
        recipient__in=[Recipient.POLICE, Recipient.PROSECUTOR],
    ).order_by("decided_at")
    found: tuple[date | None, datetime | None] = Person.objects.values_list(
        Subquery(seen.values("on_day")[:1]), Subquery(told.values("decided_at")[:1])
    ).get(pk=person.pk)
    return found


def _stays_of(person: Person) -> QuerySet[ShelterStay]:
    """Stays that the keeper of the housing has confirmed."""
    stays = ShelterStay.objects.filter(person=person, confirmed_at__isnull=False)
    return stays.select_related("shelter")


def _supports_of(person: Person) -> QuerySet[PersonSupport]:
    return PersonSupport.objects.filter(person=person).select_related("support_type")
