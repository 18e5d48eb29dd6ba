"""The call to a meeting as PDF and calendar file. Neither names anybody in its title."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event

from casework.pdf import write_pdf
from referrals.models import CoordinatedPlan, PlanParticipant
from referrals.plan_enums import ParticipantKind, PlanType

LASTS = timedelta(hours=1)
STYLESHEET = f"{settings.STATIC_URL}css/print/plan.css"


def heading_of(row: PlanParticipant) -> str:
    """Principals are called, others are invited: the Acts bind the first alone."""
    if row.kind == ParticipantKind.PRINCIPAL:
        return _("Call to a meeting")
    return _("Invitation to a meeting")


def about_of(row: PlanParticipant, plan: CoordinatedPlan) -> str:
    """What the meeting is said to be about. The Acts oblige the principals of a SIP alone."""
    if row.kind != ParticipantKind.PRINCIPAL:
        return _("You are invited to a meeting. It is voluntary.")
    if plan.plan_type == PlanType.SIP:
        return _(
            "You are called to a meeting about a coordinated individual plan. The Acts oblige the"
            " principals to take part in it."
        )
    # What kind of plan it is would tell of the person.
    return _("You are called to a meeting where several plan together what each of them does.")


def ring(plan: CoordinatedPlan) -> str:
    """Whom to ring: the unit that calls, on its telephone, or else the named contact."""
    unit = plan.unit
    number = unit.phone.strip()
    if number:
        return f"{unit}, {number}"
    if plan.contact_name and plan.contact_reach:
        return f"{plan.contact_name}, {plan.contact_reach}"
    return str(unit)


def letter(plan: CoordinatedPlan, row: PlanParticipant) -> bytes:
    """The call or the invitation on paper: when, where, who calls. The person is not named."""
    with override("sv"):
        context: dict[str, Any] = {"plan": plan, "row": row, "heading": heading_of(row)}
        context |= {"about": about_of(row, plan), "ring": ring(plan)}
        context |= {"reference": reference(row), "stylesheet": STYLESHEET}
        return write_pdf(render_to_string("referrals/plan/pdf/letter.html", context))


def reference(row: PlanParticipant) -> str:
    """What the receiver can ring about: it tells nothing, and is found by whoever has the plan."""
    return str(row.pk).split("-")[-1].upper()


def calendar(plan: CoordinatedPlan, row: PlanParticipant) -> bytes:
    """The meeting for the receiver's calendar: a time, a place and a title that anybody may see."""
    assert plan.meeting_at is not None
    with override("sv"):
        event = Event()
        event.add("uid", str(row.pk))
        # A meeting that was moved replaces the one before it in the receiver's calendar.
        event.add("sequence", _sequence(plan))
        event.add("dtstamp", timezone.now())
        event.add("dtstart", plan.meeting_at)
        event.add("dtend", plan.meeting_at + LASTS)
        event.add("summary", _("Meeting"))
        event.add("class", "PRIVATE")
        event.add("description", _("Reference: %(reference)s") % {"reference": reference(row)})
        if plan.meeting_place:
            event.add("location", plan.meeting_place)
        found = Calendar()
        found.add("prodid", "-//Calendar//SV")
        found.add("version", "2.0")
        found.add("method", "PUBLISH")
        found.add_component(event)
        content: bytes = found.to_ical()
        return content


def _sequence(plan: CoordinatedPlan) -> int:
    """A number that grows whenever the plan changes: its seconds since the first call."""
    assert plan.invited_at is not None
    return max(0, int((plan.updated_at - plan.invited_at).total_seconds()))
