"""Letters that a notice waits: from a table, each offered to the mail server at most once.

What a letter is about stands in the application whether it goes or not. See
``docs/decisions/0034-mail-at-most-once.md``.
"""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actors import acting_as
from casework.audit.mail_events import MailEvent
from casework.audit.record import record
from casework.mail import Answer, NotReached, Offered, mail_server, offer
from casework.models import NoticeMail, User

logger = logging.getLogger(__name__)
SWEEP = "casework.sweep_letters"
# Far beyond the task's own limit: whoever began so long ago is gone, and will note nothing.
LEASE = timedelta(minutes=10)
_NOTHING = "Settled already, or in the hands of another worker."


def send_letters_when_committed() -> None:
    """Ask the queue to look for letters as soon as they are there.

    The rows are what counts: where the broker can't be reached, the sweeper finds them.
    """
    transaction.on_commit(lambda: current_app.send_task(SWEEP), robust=True)


def send_letter(*, by: User, notice_id: uuid.UUID) -> bool:
    """Send *by* the letter about a notice of theirs; whether the mail server said yes.

    That it is offered is committed before it is: whatever happens then, it is not offered again
    unless the server has certainly not taken it. Raises :class:`ActionRefused` where there is
    nothing to send.
    """
    if _is_under_way(by, notice_id):
        leave_unsure(by=by, notice_id=notice_id)
        return False
    try:
        with mail_server() as server:
            with transaction.atomic(durable=True):
                tries = begin_letter(by=by, notice_id=notice_id)
            offered = offer(server, _message(by, notice_id))
    except NotReached as error:
        note_not_reached(by=by, notice_id=notice_id, why=str(error))
        return False
    return note_offered(by=by, notice_id=notice_id, tries=tries, offered=offered)


@action
def begin_letter(*, by: User, notice_id: uuid.UUID) -> int:
    """Note that a letter is about to be offered; which try it is."""
    letter = _held(by, notice_id)
    letter.tried_at, letter.tries, letter.under_way = timezone.now(), letter.tries + 1, True
    record(MailEvent.BEGUN, by=by, tries=letter.tries)
    letter.save(update_fields=["tried_at", "tries", "under_way"])
    return letter.tries


@action
def note_not_reached(*, by: User, notice_id: uuid.UUID, why: str) -> None:
    """Note that no server could be spoken to: it is tried again, but not at once."""
    letter = _held(by, notice_id)
    letter.tried_at, letter.tries = timezone.now(), letter.tries + 1
    record(MailEvent.FAILED, by=by, tries=letter.tries, why=why)
    letter.save(update_fields=["tried_at", "tries"])


@action
def note_offered(*, by: User, notice_id: uuid.UUID, tries: int, offered: Offered) -> bool:
    """Note what became of the try *tries*; whether it was taken.

    Whoever was thought gone and comes back knows better than "unsure".
    """
    letter = NoticeMail.objects.select_for_update().get(pk=notice_id, user_id=by.pk)
    if letter.sent_at is not None or letter.tries != tries:
        raise ActionRefused(_NOTHING)
    letter.under_way, letter.sent_at, letter.unsure_at = False, None, None
    if offered.answer == Answer.UNSURE:
        letter.unsure_at = timezone.now()
        _tell_unsure(by, letter, offered.why)
    elif offered.answer == Answer.TAKEN:
        letter.sent_at = timezone.now()
        record(MailEvent.SENT, by=by, tries=tries)
    else:
        record(MailEvent.FAILED, by=by, tries=tries, why=offered.why)
    letter.save(update_fields=["under_way", "sent_at", "unsure_at"])
    return letter.sent_at is not None


@action
def leave_unsure(*, by: User, notice_id: uuid.UUID) -> None:
    """Leave for good a letter whose worker was lost: it may have gone, and is never sent again.

    Raises :class:`ActionRefused` while that worker may still be at it.
    """
    letter = _held(by, notice_id, under_way=True)
    assert letter.tried_at is not None
    if letter.tried_at > timezone.now() - LEASE:
        raise ActionRefused(_NOTHING)
    letter.under_way, letter.unsure_at = False, timezone.now()
    _tell_unsure(by, letter, "WorkerLost")
    letter.save(update_fields=["under_way", "unsure_at"])


def _tell_unsure(by: User, letter: NoticeMail, why: str) -> None:
    record(MailEvent.UNSURE, by=by, tries=letter.tries, why=why)
    # For those who run the system: whose letter it was stands in the log of who did what.
    logger.warning("It is not known whether a letter has left (%s). It is not sent again.", why)


def _is_under_way(by: User, notice_id: uuid.UUID) -> bool:
    """Whether somebody has begun; refuses where there is nothing to send."""
    with acting_as(by):
        unsettled = NoticeMail.objects.filter(user_id=by.pk, pk=notice_id).unsettled()
        found = unsettled.values_list("under_way", flat=True).first()
    if found is None:
        raise ActionRefused(_NOTHING)
    return bool(found)


def _held(by: User, notice_id: uuid.UUID, *, under_way: bool = False) -> NoticeMail:
    """The letter under a lock, of two at the same moment for one."""
    unsettled = NoticeMail.objects.filter(user_id=by.pk, under_way=under_way).unsettled()
    letter = unsettled.select_for_update(skip_locked=True).filter(pk=notice_id).first()
    if letter is None:
        raise ActionRefused(_NOTHING)
    return letter


def _message(user: User, notice_id: uuid.UUID) -> EmailMessage:
    """The same words whatever the notice says: mail is read by others on its way."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = _("Ledljus: something waits for you")
        body = _(
            "There is something in Ledljus for you to look at. Sign in as you usually do and open"
            " Notices. This letter holds no link, and nobody can answer it."
        )
    _name, _at, domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")
    return EmailMessage(
        subject,
        body,
        to=[user.email],
        headers={
            "Message-ID": f"<{notice_id}@{domain.strip('<> ')}>",
            "Auto-Submitted": "auto-generated",
        },
    )
