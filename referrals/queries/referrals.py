"""Referrals as pages show them: the boxes of the list, one referral, what waits."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, Count, Func, Q

from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User
from referrals import machine
from referrals.access import is_receiver, is_sender, sent_by_units_of, to_answer
from referrals.enums import Act, ReferralGround, ReferralState, Side
from referrals.models import Referral, ReferralEvent, ReferralQuerySet
from referrals.models.referral import NUMBER
from referrals.queries.boxes import (
    BOXES,
    CAME_BACK,
    ORDERS,
    UNDECIDED,
    Box,
    is_to_hand_on,
    new_to,
    to_hand_on,
    to_send_now,
)

S = ReferralState


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
    # Fills what the row else asks for by itself, one by one.
    told = rows.annotate(is_to_hand_on=is_to_hand_on())  # type: ignore[no-redef]
    return told.select_related(
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
    letters = to_hand_on(user) & Q(sent_by=user)
    return Referral.objects.filter(new_to(user) | own | back | letters | to_send_now(user))


def to_send(user: User) -> int:
    """How many that began from a yes are *user*'s to send."""
    return Referral.objects.visible_to(user).filter(to_send_now(user)).count()


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
    if referral.ground not in (ReferralGround.CONSENT, ReferralGround.OFFER):
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


def words_of_referrals(user: User, wanted: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Number and units of those that *user* sees, as notices tell them: nobody's name."""
    rows = Referral.objects.visible_to(user).listed().filter(pk__in=list(wanted))
    shown = rows.select_related("from_unit", "to_unit", "to_body", "to_municipality", "to_district")
    return {row.pk: f"{row.number} · {row.from_unit} → {row.receiver_name}" for row in shown}
