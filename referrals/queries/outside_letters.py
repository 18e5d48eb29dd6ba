"""The letter of a referral as its page shows it: whether it was handed on, and may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from casework.models import User
from referrals.enums import ReferralKind, ReferralState
from referrals.models import (
    ConcernReport,
    LetterConveyance,
    Referral,
    ReferralEvent,
    ReferralLetter,
)


@dataclass(frozen=True)
class LetterCard:
    """What the page of a referral says of its letter. *waits*: nothing has left the house yet.

    *is_outdated*: it was made before the identity was protected, and is never sent from now on.
    """

    letter: ReferralLetter
    conveyances: list[LetterConveyance]
    opens: bool
    may_convey: bool
    is_outdated: bool

    @property
    def waits(self) -> bool:
        """Whether the sender still has to hand it on."""
        return self.may_convey and not self.conveyances

    @property
    def waits_for_new(self) -> bool:
        """Whether nothing has reached the body outside, and this letter never will."""
        return self.is_outdated and not self.conveyances


@dataclass(frozen=True)
class Happened:
    """What happened to a referral: an event of it, or that its letter was handed on."""

    at: datetime
    event: ReferralEvent | None = None
    handed_on: LetterConveyance | None = None


def happened(events: Iterable[ReferralEvent], letter: LetterCard | None) -> list[Happened]:
    """The events with each time that the letter was handed on, the latest first."""
    found = [Happened(event.at, event=event) for event in events]
    handed_on = letter.conveyances if letter else []
    found += [Happened(row.created_at, handed_on=row) for row in handed_on]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _asked(sql: str, referral: Referral) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [referral.pk])  # nosec B608
        found = cursor.fetchone()
    return bool(found and found[0])


def may_convey(referral: Referral) -> bool:
    """Whether the acting user may hand the letter on now: the database says."""
    return _asked("SELECT app_may_convey(%s)", referral)


def letter_opens(referral: Referral) -> bool:
    """Whether the letter may be opened: what never left closes with what carried it."""
    return _asked("SELECT app_letter_opens(%s)", referral)


def is_outdated(referral: Referral, letter: ReferralLetter) -> bool:
    """Whether the identity was protected after the letter to a body outside was made."""
    return referral.to_body_id is not None and referral.is_protected and not letter.was_protected


def letter_card(user: User, referral: Referral, *, shows_content: bool) -> LetterCard | None:
    """The letter of *referral*, where it has one."""
    if referral.state == ReferralState.DRAFT:
        return None
    rows = ReferralLetter.objects.visible_to(user).filter(referral=referral)
    letter = rows.select_related("made_by").first()
    if letter is None:
        return None
    sent = LetterConveyance.objects.filter(referral=referral).select_related("conveyed_by")
    return LetterCard(
        letter=letter,
        conveyances=list(sent.order_by("created_at", "id")),
        opens=shows_content and letter_opens(referral),
        may_convey=may_convey(referral),
        is_outdated=is_outdated(referral, letter),
    )


def concern_of(referral: Referral) -> ConcernReport | None:
    """What a report says beside what was seen; nothing else says anything."""
    if referral.kind != ReferralKind.REPORT:
        return None
    return ConcernReport.objects.filter(referral=referral).first()


def opened_letter(user: User, referral: Referral) -> bytes | None:
    """The letter of *referral* as it was sent; ``None`` where it is closed to *user*.

    The sealed bytes are in no query: the database hands them out, to those who may open the letter
    now, and writes in the log that it did.
    """
    letter = ReferralLetter.objects.visible_to(user).filter(referral=referral).first()
    if letter is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_letter_bytes(%s)", [referral.pk])
        found = cursor.fetchone()
    return letter.opened(*found) if found else None
