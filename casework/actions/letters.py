"""Letters that a notice waits: from a table, so that a killed worker loses none of them."""

from __future__ import annotations

import uuid
from smtplib import SMTPException

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import NoticeMail, User

SWEEP = "casework.sweep_letters"


def send_letters_when_committed() -> None:
    """Ask the queue to look for letters as soon as they are there.

    The rows are what counts: where the broker can't be reached, the sweeper finds them.
    """
    transaction.on_commit(lambda: current_app.send_task(SWEEP), robust=True)


@action
def send_letter(*, by: User, notice_id: uuid.UUID) -> bool:
    """Send *by* the letter about a notice of theirs; whether the mail server took it.

    The row is locked while it is sent, so two workers send it once. A worker killed between sending
    and noting it sends it again under the same identifier. Raises :class:`ActionRefused` where
    there is nothing to send.
    """
    waiting = NoticeMail.objects.filter(user_id=by.pk).unsent()
    letter = waiting.select_for_update(skip_locked=True).filter(pk=notice_id).first()
    if letter is None:
        raise ActionRefused("Sent already, or being sent.")
    letter.tried_at, letter.tries = timezone.now(), letter.tries + 1
    try:
        _message(by, letter).send()
    except (SMTPException, OSError, SoftTimeLimitExceeded) as error:
        record(Event.NOTICE_MAIL_FAILED, by=by, tries=letter.tries, why=type(error).__name__)
    else:
        letter.sent_at = letter.tried_at
        record(Event.NOTICE_MAILED, by=by, tries=letter.tries)
    letter.save(update_fields=["tried_at", "tries", "sent_at"])
    return letter.sent_at is not None


def _message(user: User, letter: NoticeMail) -> EmailMessage:
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
            "Message-ID": f"<{letter.pk}@{domain.strip('<> ')}>",
            "Auto-Submitted": "auto-generated",
        },
    )
