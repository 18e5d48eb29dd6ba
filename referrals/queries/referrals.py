"""Referrals as pages show them: the boxes of the list, one referral, what waits."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, Count, Exists, Func, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User
from referrals import machine
from referrals.access import is_receiver, is_sender, sent_by_units_of, to_answer
from referrals.enums import Act, ReferralGround, ReferralState, Side
from referrals.models import LetterConveyance, Referral, ReferralEvent, ReferralQuerySet
from referrals.models.referral import NUMBER

S = ReferralState
OPEN = Q(state__in=machine.OPEN)
UNDECIDED = Q(state__in=[S.SENT, S.RECEIVED])
CAME_BACK = Q(state__in=[S.DECLINED, S.NOT_REACHED], noted_at=None)


def _new(user: User) -> Q:
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


def _to_hand_on(user: User) -> Q:
    """Sent outside, and the letter still lies here: nobody has got anything yet."""
    handed_on = LetterConveyance.objects.filter(referral=OuterRef("pk")).order_by()
    return sent_by_units_of(user) & OPEN & Q(to_body__isnull=False) & ~Q(Exists(handed_on))


def _drafts(user: User) -> Q:
    return sent_by_units_of(user) & Q(state=S.DRAFT)


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
        _new,
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
        _to_hand_on,
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


def box_named(slug: str | None) -> Box:
    """The box, or the first one."""
    return next((box for box in BOXES if box.slug == slug), BOXES[0])


def in_box(user: User, box: Box, order: str) -> ReferralQuerySet:
    """The rows of *box*: what is due first comes first, if no other order is asked for."""
    falling = order.startswith("-")
    names = ORDERS.get(order.lstrip("-"), ORDERS["due_at"])
    columns = [f"-{name}" if falling else name for name in names]
    return _shown(user).filter(box.rows(user)).order_by(*columns, "-created_at")


def by_number(user: User, number: str) -> ReferralQuerySet:
    """The one with this number of its own: the only search there is.

    What can't be a number finds nothing, and is not asked of the database.
    """
    said = number.strip().upper()
    return _shown(user).filter(number=said) if re.fullmatch(NUMBER, said) else _shown(user).none()


def _shown(user: User) -> ReferralQuerySet:
    rows = Referral.objects.visible_to(user).listed()
    return rows.select_related(
        "from_unit", "to_unit", "to_body", "to_municipality", "to_district", "assigned_to", "person"
    )


def counts(user: User) -> dict[str, int]:
    """How many there are in each box, in one statement."""
    wanted = {box.slug: Count("pk", filter=box.rows(user)) for box in BOXES}
    return Referral.objects.visible_to(user).order_by().aggregate(**wanted)


def waiting_rows(user: User) -> ReferralQuerySet:
    """What waits for *user*: new to the unit, given to them, to send, back, or on paper.

    What comes back is its sender's while they work in the file, and then theirs who do: the
    database says whose, as it does when they are told.
    """
    own = to_answer(user) & UNDECIDED & Q(assigned_to=user)
    theirs = Q(Func("pk", function="app_referral_comes_back", output_field=BooleanField()))
    back = sent_by_units_of(user) & (CAME_BACK | Q(state=S.QUESTION)) & theirs
    letters = _to_hand_on(user) & Q(sent_by=user)
    return Referral.objects.filter(_new(user) | own | back | letters | _to_send(user))


def to_send(user: User) -> int:
    """How many that began from a yes are *user*'s to send."""
    return Referral.objects.visible_to(user).filter(_to_send(user)).count()


def _to_send(user: User) -> Q:
    """What began from a yes that *user* noted; when it is late, everybody's in the unit."""
    whose = Q(created_by=user) | Q(due_at__lt=timezone.now())
    return _drafts(user) & Q(from_offer=True) & whose


def read_referral(user: User, pk: uuid.UUID) -> Referral:
    """The referral, with that it was opened in the log. Raises ``Http404``."""
    rows = Referral.objects.visible_to(user).select_related(
        "from_unit",
        "to_unit",
        "to_body",
        "to_municipality",
        "to_district",
        "assigned_to",
        "person",
        "legal_reference",
        "met_district",
        "sent_by",
    )
    referral = get_or_404(rows, pk)
    if referral.state != S.DRAFT:
        about = str(referral.person_id) if referral.person_id else ""
        record(Event.REFERRAL_READ, by=user, obj=referral, person=about)
    return referral


def is_told_who(user: User, referral: Referral, *, sends: bool) -> bool:
    """Whether *user* still reads what was asked, of whom and in which words.

    A receiver does while they work with it and its consent holds. From then on only who sees the
    file reads on.
    """
    if sends or referral.person is not None:
        return True
    return referral.is_open and _consent_holds(referral)


def _consent_holds(referral: Referral) -> bool:
    """Asked of the database: a receiver does not see the consent itself."""
    if referral.ground != ReferralGround.CONSENT:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_referral_still_tells(%s)", [referral.pk])
        found = cursor.fetchone()
    return bool(found and found[0])


def events_of(user: User, referral: Referral) -> list[ReferralEvent]:
    """What happened to it, the latest first."""
    rows = ReferralEvent.objects.filter(referral=referral).select_related("by", "assigned_to")
    return list(rows.order_by("-at", "-id"))


@dataclass(frozen=True)
class Possible:
    """What *user* may do now. *main* is the obvious next step, when it is theirs."""

    main: Act | None
    others: list[Act]
    sends: bool


def possible_for(user: User, referral: Referral) -> Possible:
    """The acts of the table that are *user*'s in this state."""
    sends, receives = is_sender(user, referral), is_receiver(user, referral)
    found = [
        t
        for t in machine.possible(referral.kind, referral.state)
        if (t.who == Side.SENDER and sends) or (t.who == Side.RECEIVER and receives)
    ]
    if referral.to_unit_id is None:
        found = [t for t in found if t.act not in (Act.TAKE, Act.ASSIGN, Act.HAND_BACK)]
    if referral.assigned_to_id is None:
        found = [t for t in found if t.act != Act.HAND_BACK]
    elif referral.assigned_to_id == user.pk:
        found = [t for t in found if t.act != Act.TAKE]
    if referral.noted_at is not None:
        found = [t for t in found if t.act != Act.NOTE]
    main = next((t.act for t in found if t.is_obvious), None)
    return Possible(main, [t.act for t in found if t.act != main], sends)


def referrals_about(user: User, person_id: uuid.UUID) -> ReferralQuerySet:
    """Those about the person of a file, the latest first."""
    rows = Referral.objects.visible_to(user).filter(person_id=person_id).listed()
    return rows.select_related(
        "from_unit", "to_unit", "to_body", "to_municipality", "to_district"
    ).order_by("-created_at")


def words_of_referrals(user: User, wanted: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Number and units of those that *user* sees, as notices tell them: nobody's name."""
    rows = Referral.objects.visible_to(user).listed().filter(pk__in=list(wanted))
    shown = rows.select_related("from_unit", "to_unit", "to_body", "to_municipality", "to_district")
    return {row.pk: f"{row.number} · {row.from_unit} → {row.receiver_name}" for row in shown}
