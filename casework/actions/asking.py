"""Asking for access to a file, and answering. The asker never learns whether there is one."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from casework.access.persons import file_units
from casework.actions.access import must_end
from casework.actions.base import ActionRefused, action
from casework.actions.gate import call
from casework.actions.letters import send_letters_when_committed
from casework.audit.events import Event
from casework.audit.record import written_by_database
from casework.crypto import seal
from casework.enums import AccessLevel
from casework.exact import Lookup
from casework.identifiers import uuid7
from casework.models import AccessRequest, Unit, User


def _sealed_reason(request: AccessRequest, reason: str) -> bytes:
    field = AccessRequest._meta.get_field("reason")
    return seal(reason, field.place(request))


@action
def ask_access(*, by: User, unit: Unit, wanted: Lookup, reason: str) -> None:
    """Ask whoever decides over the file that *wanted* names. Nothing tells whether there is one.

    Raises :class:`ActionRefused` for who opens no files, and after too many questions in an hour.
    """
    if unit not in file_units(by):
        raise ActionRefused(fields={"unit": _("You don't work with files in this unit.")})
    request = AccessRequest(pk=uuid7())
    asked = call(
        "app_ask_access",
        request.pk,
        wanted.pseudonym,
        wanted.digests,
        unit.pk,
        _sealed_reason(request, reason),
        refusal=_("You can't ask for access."),
    )
    if not asked:
        raise ActionRefused(
            _("You have asked ten times within an hour. Wait, or telephone the unit.")
        )
    written_by_database(Event.ACCESS_REQUESTED)
    send_letters_when_committed()


@action
def answer_request(
    *,
    by: User,
    request: AccessRequest,
    gives: bool,
    level: AccessLevel = AccessLevel.WORK,
    until: datetime | None = None,
) -> None:
    """Give whoever asked access until a day, or decline. They are told of a yes only.

    Raises :class:`ActionRefused` when somebody else has answered, *by* does not decide, or the day
    is more than a year ahead.
    """
    if gives:
        until = must_end(until)
    call(
        "app_answer_request",
        request.pk,
        gives,
        str(level),
        until,
        refusal=_("Access can't be given: you don't decide, or they no longer work in the unit."),
    )
    written_by_database(Event.ACCESS_REQUEST_GIVEN if gives else Event.ACCESS_REQUEST_DECLINED)
