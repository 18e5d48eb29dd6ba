"""Attached files: lists without their content, and one with it."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet

from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Attachment, Person, User


def attachments_of(user: User, person: Person) -> QuerySet[Attachment]:
    """What is attached in a file, the latest first, without the content."""
    return (
        Attachment.objects.visible_to(user)
        .filter(person=person)
        .select_related("person", "note", "created_by", "removed_by")
        .defer("content")
    )


def read_attachment(user: User, person: Person, pk: uuid.UUID, ground: str) -> Attachment:
    """One file with its content. That it was fetched is logged. Raises ``Http404``.

    What belongs to a struck note is hidden with it.
    """
    shown = Q(note=None) | Q(note__struck_at=None)
    there = attachments_of(user, person).defer(None).filter(shown, removed_at=None)
    attachment = get_or_404(there, pk)
    record(Event.ATTACHMENT_READ, by=user, obj=attachment, ground=ground)
    return attachment
