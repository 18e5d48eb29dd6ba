"""What this floor adds to a file: its card, its part of the story, its clocks."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import time
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.activity import Telling
from casework.clocks import Clock, ClockSource
from casework.models import Person, User
from casework.panels import Panel
from casework.timeline import DayAlone, Entry, Lists, Source
from outreach.models import FileEncounter
from outreach.next_steps import ENCOUNTER, SHIFT, Begun, NextStep
from referrals import machine
from referrals.enums import Act, ReferralKind, ReferralState, Side
from referrals.models import LetterConveyance, Referral, ReferralEvent, ReferralFile
from referrals.queries.boxes import is_to_hand_on

# What tells in a person's story; who in the unit has it does not.
TOLD = [
    Act.SEND,
    Act.ACCEPT,
    Act.DECLINE,
    Act.FINISH,
    Act.REPLY,
    Act.FEED_BACK,
    Act.NOT_REACHED,
    Act.REVOKE,
    Act.STOP,
]
SHOWN = 5


# What an entry says of its referral, and what is sealed and not asked for.
_PARTS = tuple(
    f"referral__{name}"
    for name in ("from_unit", "to_unit", "to_body", "to_municipality", "to_district")
)
_SEALED = tuple(f"referral__{name}" for name in ("asked", "who", "ground_note"))


def _events(user: User, person: Person) -> Lists:
    seen = Referral.objects.visible_to(user).filter(person=person)
    rows = ReferralEvent.objects.filter(referral__in=seen, act__in=TOLD)
    # Not to whom it was given: that stands on the page of the referral.
    letters = LetterConveyance.objects.filter(referral__in=seen).defer("to_whom", *_SEALED)
    return [
        rows.select_related(*_PARTS, "by").defer(*_SEALED),
        letters.select_related(*_PARTS, "conveyed_by"),
    ]


def _told(
    _person: Person, events: Iterable[ReferralEvent], letters: Iterable[LetterConveyance]
) -> Iterator[Entry]:
    yield from map(_handed_on, letters)
    for event in events:
        referral = event.referral
        yield Entry(
            at=event.at,
            kind="referral",
            title=f"{referral.get_kind_display()}: {event.get_to_state_display()}",
            icon="referral",
            text=f"{referral.from_unit} → {referral.receiver_name}",
            url=reverse("referrals:referral", args=[referral.pk]),
            who=str(event.by or ""),
        )


def _handed_on(letter: LetterConveyance) -> Entry:
    referral = letter.referral
    # Only the day is known. At its end: the letter was sent before, on the same day it may be.
    at = timezone.make_aware(DayAlone.combine(letter.on_day, time.max))
    return Entry(
        at=at,
        kind="referral",
        title=f"{referral.get_kind_display()}: {_('Handed on')}",
        icon="referral",
        text=f"{referral.from_unit} → {referral.receiver_name}. {letter.get_way_display()}",
        url=reverse("referrals:referral", args=[referral.pk]),
        who=str(letter.conveyed_by),
        written_at=letter.created_at,
    )


def _asked(user: User, person: Person) -> Sequence[QuerySet[Any, Any]]:
    # Also what was sent from an encounter before it was linked to the file.
    met = FileEncounter.objects.filter(person=person).values("encounter_id")
    # And what told of nobody until its receiver had met the person.
    led = ReferralFile.objects.filter(person=person).values("referral_id")
    about = Q(person=person) | Q(person=None, encounter__in=met) | Q(person=None, pk__in=led)
    rows = Referral.objects.visible_to(user).filter(about).exclude(state=ReferralState.DRAFT)
    return [_light(rows).order_by("-sent_at")[:SHOWN]]


def _light(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Without what is sealed and what lists do not show."""
    left = rows.defer("asked", "who", "ground_note", "kinds")
    # Fills what the row else asks for by itself, one by one.
    told = left.annotate(is_to_hand_on=is_to_hand_on())  # type: ignore[no-redef]
    return told.select_related("from_unit", "to_unit", "to_body", "to_municipality", "to_district")


def begun_at(user: User, encounter_id: uuid.UUID) -> list[Begun]:
    """The referrals that were begun from an encounter, as its page lists them."""
    rows = _light(Referral.objects.visible_to(user).filter(encounter=encounter_id))
    return [
        Begun(
            title=row.kind_to_receiver,
            text=f"{row.number} · {row.state_words}",
            url=reverse("referrals:referral", args=[row.pk]),
        )
        for row in rows.order_by("-created_at")
    ]


def waiting_on(user: User, shift_id: uuid.UUID) -> list[Begun]:
    """What began by itself on a shift and is still to send, as the shift's page names it first."""
    by_itself = Q(from_offer=True) | Q(from_concern=True)
    rows = Referral.objects.visible_to(user).filter(by_itself, shift=shift_id)
    drafts = _light(rows.filter(state=ReferralState.DRAFT)).select_related("encounter")
    return [
        Begun(
            title=row.kind_to_receiver,
            text=_("from %(code)s · %(number)s")
            % {"code": row.encounter.short_code if row.encounter else "–", "number": row.number},
            url=reverse("referrals:change", args=[row.pk]),
            encounter_id=row.encounter_id,
        )
        for row in drafts.order_by("created_at", "number")
    ]


def _panel(_user: User, _person: Person, rows: Iterable[Referral]) -> dict[str, Any]:
    now = timezone.now()
    return {"lines": [(row, row.is_late(now)) for row in rows]}


def _waiting(persons: QuerySet[Person]) -> QuerySet[Referral]:
    rows = Referral.objects.filter(person__in=persons, state__in=machine.OPEN)
    return _light(rows).select_related(
        "from_unit", "to_unit", "to_body", "to_municipality", "to_district", "person"
    )


def _awaited(row: Referral) -> str:
    """What is to be done by the time that is set.

    A report is answered by feedback, which whoever reported has to ask for.
    """
    if row.kind == ReferralKind.REPORT:
        return _("ask for feedback")
    return {
        ReferralState.QUESTION: _("answer the question"),
        ReferralState.ACCEPTED: _("begin the work"),
        ReferralState.STARTED: _("finish the work"),
    }.get(ReferralState(row.state), _("answer it"))


def _clocks(rows: Iterable[Referral]) -> Iterator[Clock]:
    for row in rows:
        if row.person is None or row.due_at is None:
            continue
        # A body outside has no account: whoever sent asks, and whoever decides over the file next.
        ours = row.to_unit_id is None or row.turn == Side.SENDER
        owner = row.from_unit if ours else row.receiver_name
        yield Clock(
            person=row.person,
            code="referral",
            label=f"{row.get_kind_display()} {row.number}: {_awaited(row)}",
            due=timezone.localdate(row.due_at),
            owner=str(owner),
            url=reverse("referrals:referral", args=[row.pk]),
            after=_("Telephone them, or move the time with a reason."),
        )


STEPS = (
    NextStep(
        ENCOUNTER,
        gettext_lazy("Refer"),
        "referral",
        lambda pk: reverse("referrals:new_for_encounter", args=[pk]),
    ),
    NextStep(
        SHIFT,
        gettext_lazy("Refer somebody"),
        "referral",
        lambda pk: reverse("referrals:new_for_shift", args=[pk, "utsatt"]),
    ),
)
STORY = Source("referral", gettext_lazy("Referrals"), 25, _events, _told)
CARD = Panel("referrals", 50, "referrals/parts/card.html", _panel, _asked)
CLOCKS = ClockSource((_waiting,), _clocks)
ACTIVITY = Telling("referrals.Referral", "updated_at")
