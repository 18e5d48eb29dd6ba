"""Drafts and notes as pages show them."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Note, NoteDisagreement, NoteDraft, Person, User

# An unsigned draft older than this is shown loudly: the file lacks what stands in it.
DRAFT_LATE = timedelta(days=1)


def notes_of(user: User, person: Person) -> QuerySet[Note]:
    """The signed notes of a file, the latest event first, with whether they are contested."""
    later = Note.objects.filter(corrects=OuterRef("pk"), struck_at=None)
    return (
        Note.objects.visible_to(user)
        .filter(person=person)
        .select_related("person", "created_by", "struck_by")
        .annotate(
            is_corrected=Exists(later),
            corrected_at=Subquery(later.order_by("-signed_at").values("signed_at")[:1]),
            is_disagreed=Exists(NoteDisagreement.objects.filter(note=OuterRef("pk"))),
        )
    )


def read_note(user: User, person: Person, pk: uuid.UUID, ground: str) -> Note:
    """One note of the file. That it was opened is logged. Raises ``Http404``."""
    note = get_or_404(notes_of(user, person).select_related("corrects"), pk)
    record(Event.NOTE_READ, by=user, obj=note, ground=ground)
    return note


def drafts_of(user: User, person: Person) -> QuerySet[NoteDraft]:
    """*user*'s own drafts in a file, the latest saved first."""
    return NoteDraft.objects.visible_to(user).filter(person=person).select_related("person")


def all_drafts(user: User) -> QuerySet[NoteDraft]:
    """*user*'s own drafts in all files, the oldest first: those that wait longest."""
    return NoteDraft.objects.visible_to(user).select_related("person").order_by("created_at", "id")


def is_late(draft: NoteDraft) -> bool:
    """Whether a draft has waited more than a day for its signature."""
    return draft.created_at < timezone.now() - DRAFT_LATE
