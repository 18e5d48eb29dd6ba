"""The boxes of the list of referrals: what is to be done about each, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import User
from referrals import machine
from referrals.access import sent_by_units_of, to_answer
from referrals.enums import ReferralState
from referrals.models import LetterConveyance

S = ReferralState
OPEN = Q(state__in=machine.OPEN)
UNDECIDED = Q(state__in=[S.SENT, S.RECEIVED])
CAME_BACK = Q(state__in=[S.DECLINED, S.NOT_REACHED], noted_at=None)


def new_to(user: User) -> Q:
    """Sent to a unit of *user*, and nobody has taken it."""
    return to_answer(user) & UNDECIDED & Q(assigned_to=None)


def _waiting(user: User) -> Q:
    """Sent by one's unit and not answered, or asked by it and not told."""
    asked = to_answer(user) & Q(state=S.QUESTION)
    return (sent_by_units_of(user) & UNDECIDED) | asked


def _late(user: User) -> Q:
    late = Q(due_at__lt=timezone.now()) & (OPEN | Q(state=S.DRAFT))
    return late & (sent_by_units_of(user) | to_answer(user))


def _mine(user: User) -> Q:
    sent = sent_by_units_of(user) & Q(sent_by=user) & (OPEN | CAME_BACK)
    return sent | (to_answer(user) & OPEN & Q(assigned_to=user))


def _sent(user: User) -> Q:
    return sent_by_units_of(user) & OPEN


def _back(user: User) -> Q:
    """What waits for the sender: it came back, or something is asked."""
    return sent_by_units_of(user) & (CAME_BACK | Q(state=S.QUESTION))


def is_to_hand_on() -> Q:
    """Sent outside, and the letter still lies here; see ``Referral.is_to_hand_on``."""
    handed_on = LetterConveyance.objects.filter(referral=OuterRef("pk")).order_by()
    return OPEN & Q(to_body__isnull=False) & ~Q(Exists(handed_on))


def to_hand_on(user: User) -> Q:
    """Such letters of *user*'s units: nobody has got anything yet."""
    return sent_by_units_of(user) & is_to_hand_on()


def _drafts(user: User) -> Q:
    return sent_by_units_of(user) & Q(state=S.DRAFT)


def to_send_now(user: User) -> Q:
    """What began by itself from what *user* noted; what is late is everybody's in the unit."""
    own = (Q(from_offer=True) | Q(from_concern=True)) & Q(created_by=user)
    # The database's own time: the navigation's numbers are compiled once a day.
    return _drafts(user) & (own | Q(due_at__lt=Now()))


def _closed(user: User) -> Q:
    return Q(state__in=machine.CLOSED) & (sent_by_units_of(user) | to_answer(user))


@dataclass(frozen=True)
class Box:
    """A list by what is to be done about it. *slug* stands in the address."""

    slug: str
    label: str | Promise
    rows: Callable[[User], Q]
    empty_title: str | Promise
    empty_text: str | Promise
    is_more: bool = False


BOXES = (
    Box(
        "nya",
        pgettext_lazy("referrals", "New"),
        new_to,
        _("Nothing new"),
        _("What is sent to your unit comes here, until somebody takes it."),
    ),
    Box(
        "vantar",
        _("Waits for an answer"),
        _waiting,
        _("Nobody waits"),
        _("What your unit has sent or asked about stands here, until it is answered."),
    ),
    Box(
        "sena",
        pgettext_lazy("referrals", "Late"),
        _late,
        _("Nothing is late"),
        _("What is not answered in time stands here, and its managers are told."),
    ),
    Box(
        "mina",
        _("Mine"),
        _mine,
        _("Nothing is yours now"),
        _("What you take or send stands here, until it is finished."),
    ),
    Box(
        "utkast",
        _("To send"),
        _drafts,
        _("Nothing to send"),
        _(
            "What is begun and not sent stands here, and what somebody said yes to on the street."
            " Only your unit sees it."
        ),
    ),
    Box(
        "brev",
        _("Letters"),
        to_hand_on,
        _("No letter waits"),
        _("What is sent outside the house stands here, until its letter is handed on."),
        is_more=True,
    ),
    Box(
        "tillbaka",
        _("Comes back"),
        _back,
        _("Nothing has come back"),
        _("What a receiver declines or asks about comes back here."),
        is_more=True,
    ),
    Box(
        "skickade",
        pgettext_lazy("referrals", "Sent"),
        _sent,
        _("Nothing is on its way"),
        _("What your unit has sent stands here, with whose turn it is."),
        is_more=True,
    ),
    Box(
        "klara",
        pgettext_lazy("referrals", "Closed"),
        _closed,
        _("Nothing is closed yet"),
        _("What is finished, declined or taken back stands here."),
        is_more=True,
    ),
)
ORDERS = {"due_at": ("due_at", "number"), "sent_at": ("sent_at", "number"), "number": ("number",)}


def box_named(slug: str | None, found: Mapping[str, int]) -> Box:
    """The box that is asked for. Of none in particular, the first that has something of *found*.

    What is closed waits for nobody: the list opens there only when somebody asks for it.
    """
    asked = next((box for box in BOXES if box.slug == slug), None)
    return asked or next((box for box in BOXES[:-1] if found[box.slug]), BOXES[0])


def others_with(box: Box, found: Mapping[str, int]) -> list[tuple[Box, int]]:
    """Where the rest is, when *box* is empty."""
    return [(one, found[one.slug]) for one in BOXES if one != box and found[one.slug]]
