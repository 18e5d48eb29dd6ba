"""Speaking to the mail server, and telling what became of one mail.

A server takes no part in our transactions. Three things can be known: it said yes, it certainly
took nothing, or neither: the talk broke off after the mail had been offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from smtplib import (
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

FAULTS = (SMTPException, OSError, SoftTimeLimitExceeded)


class Answer(Enum):
    """What is known of one mail afterwards."""

    TAKEN = "taken"
    NOT_TAKEN = "not taken"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Offered:
    """How it went, and by which fault: the name of a class, never what a server wrote."""

    answer: Answer
    why: str = ""


class NotReached(Exception):
    """No server took the call, or none let us in: nothing was offered to any."""


@contextmanager
def mail_server() -> Iterator[BaseEmailBackend]:
    """A server that listens, or :class:`NotReached`. How it hangs up changes nothing."""
    server = get_connection()
    try:
        try:
            server.open()
        except FAULTS as error:
            raise NotReached(type(error).__name__) from error
        yield server
    finally:
        with suppress(*FAULTS):
            server.close()


def offer(server: BaseEmailBackend, message: EmailMessage) -> Offered:
    """Offer one mail, once, and tell what is known of it."""
    try:
        taken = server.send_messages([message])
    except FAULTS as error:
        answer = Answer.NOT_TAKEN if _is_certain(error) else Answer.UNSURE
        return Offered(answer, type(error).__name__)
    return Offered(Answer.TAKEN if taken else Answer.NOT_TAKEN)


def _is_certain(error: BaseException) -> bool:
    """Whether nothing can have been taken: the server said no, or was not asked."""
    if isinstance(error, SMTPResponseException):
        return 400 <= error.smtp_code < 600
    return isinstance(error, SMTPRecipientsRefused | SMTPNotSupportedError)
