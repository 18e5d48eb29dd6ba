"""Writing: drafts that survive a crash, the signature, disagreement and striking."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.persons import can_strike_in_person, can_work_in_person
from casework.actions.base import ActionRefused, action
from casework.actions.extracts import recall_extracts
from casework.audit.events import Event
from casework.audit.record import record
from casework.journal_enums import NoteKind, NoteStrikeReason
from casework.models import Note, NoteDisagreement, NoteDraft, Person, User

# So much that everything typed also fits into what a session keeps while somebody signs in again.
LONGEST = 20_000


@dataclass(frozen=True)
class DraftText:
    """What stands in the form. *seen* and *window* say which version it began with, and where."""

    kind: NoteKind
    happened_at: datetime | None = None
    fact: str = ""
    assessment: str = ""
    measure: str = ""
    corrects: Note | None = None
    seen: int = 0
    window: uuid.UUID | None = None


class NewerDraft(ActionRefused):
    """The draft was saved from another window meanwhile; nothing was overwritten."""


class DraftGone(ActionRefused):
    """The draft was thrown away meanwhile, from another window."""


class SignedAlready(ActionRefused):
    """There is a note by this identifier already: the signature came twice."""


@action
def save_draft(*, by: User, person: Person, draft_id: uuid.UUID, text: DraftText) -> NoteDraft:
    """Keep what is typed so far; makes the draft at the first save.

    Raises :class:`NewerDraft`, :class:`DraftGone`, :class:`SignedAlready`, or another
    :class:`ActionRefused` where *by* may not write.
    """
    draft = _saved(by, person, draft_id, text)
    record(Event.NOTE_DRAFT_SAVED, by=by, obj=draft, kind=str(draft.kind), version=draft.version)
    return draft


@action
def discard_draft(*, by: User, person: Person, draft_id: uuid.UUID) -> None:
    """Destroy a draft; no copy is left. Raises :class:`ActionRefused` when there is none."""
    if not can_work_in_person(by, person):
        raise ActionRefused(_("You may read this file, but not write in it."))
    draft = NoteDraft.objects.visible_to(by).filter(person=person, pk=draft_id).first()
    if draft is None:
        raise ActionRefused(_("This draft is gone already."))
    record(Event.NOTE_DRAFT_DISCARDED, by=by, obj=draft, kind=str(draft.kind))
    draft.delete()


@action
def sign_note(*, by: User, person: Person, draft_id: uuid.UUID, text: DraftText) -> Note:
    """Save what stands in the form and sign it: from then on it is final.

    Raises as :func:`save_draft`, and :class:`ActionRefused` when it says nothing or lies ahead.
    """
    draft = _saved(by, person, draft_id, text)
    happened_at = _check_whole(text)
    now = timezone.now()
    note = Note(
        pk=draft.pk,
        person=person,
        kind=draft.kind,
        happened_at=happened_at,
        fact=text.fact,
        assessment=text.assessment,
        measure=text.measure,
        begun_at=min(draft.created_at, now),
        signed_at=now,
        corrects_id=draft.corrects_id,
        created_by=by,
    )
    note.save(force_insert=True)
    draft.delete()
    corrects = note.corrects_id is not None
    record(Event.NOTE_SIGNED, by=by, obj=note, kind=str(note.kind), is_correction=corrects)
    return note


@action
def note_disagreement(*, by: User, note: Note, words: str) -> NoteDisagreement:
    """Add what the person says against a signed note. Raises :class:`ActionRefused`."""
    if not can_work_in_person(by, note.person):
        raise ActionRefused(_("You may read this file, but not write in it."))
    if note.is_struck:
        raise ActionRefused(_("This note is struck."))
    said = NoteDisagreement.objects.create(
        person_id=note.person_id, note=note, words=words, created_by=by
    )
    record(Event.NOTE_DISAGREED, by=by, obj=note)
    return said


@action
def strike_note(*, by: User, note: Note, reason: NoteStrikeReason) -> Note:
    """Hide the text of a signed note from readers. The row, the reason and who struck it stay.

    Raises :class:`ActionRefused` for everybody but a manager, and when it is struck already.
    """
    if not can_strike_in_person(by, note.person):
        raise ActionRefused(_("Only a manager of a unit that works with the person strikes notes."))
    # Without the key: a correction that is being signed, and is waited for, refers to the row.
    locked = Note.objects.select_for_update(of=("self",), no_key=True).get(pk=note.pk)
    if locked.is_struck:
        raise ActionRefused(_("This note is struck already."))
    locked.struck_at, locked.struck_by, locked.struck_reason = timezone.now(), by, reason
    locked.updated_by = by
    locked.save(
        update_fields=["struck_at", "struck_by", "struck_reason", "updated_at", "updated_by"]
    )
    # What was made of the file for the person holds its words.
    recalled = recall_extracts(by=by, person=locked.person)
    record(Event.NOTE_STRUCK, by=by, obj=locked, reason=str(reason), extracts=recalled)
    return locked


def _saved(by: User, person: Person, draft_id: uuid.UUID, text: DraftText) -> NoteDraft:
    """The draft with *text* in it, under a lock: made, or one version on."""
    if not can_work_in_person(by, person):
        raise ActionRefused(_("You may read this file, but not write in it."))
    too_long = [
        name for name in ("fact", "assessment", "measure") if len(getattr(text, name)) > LONGEST
    ]
    if too_long:
        sentence = _("At most %(count)s characters here. Go on in another note.")
        raise ActionRefused(fields=dict.fromkeys(too_long, sentence % {"count": LONGEST}))
    draft = _locked(by, person, draft_id)
    corrected = draft.corrects_id if draft is not None else getattr(text.corrects, "pk", None)
    if corrected is not None:
        _must_stand(corrected)
    if draft is None:
        made = _made(by, person, draft_id, text)
        if made is not None:
            return made
        # The same window sent it twice at once, keeping and signing: the other was first.
        draft = _locked(by, person, draft_id)
    if draft is None:
        raise ActionRefused(_("This can't be saved here. Begin a new note."))
    same_window = text.window is not None and draft.saved_from == text.window
    if not same_window and draft.version != text.seen and draft.texts != _texts(text):
        raise NewerDraft(_("This draft was saved from another window. Nothing is lost."))
    draft.version += 1
    _fill(draft, by, text)
    draft.save()
    return draft


def _must_stand(note_id: uuid.UUID) -> None:
    """Refuse to write anew what is struck. A strike that is under way is waited for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [f"strike:{note_id}"]
        )
    if Note.objects.filter(pk=note_id).exclude(struck_at=None).exists():
        raise ActionRefused(
            _("The note that this corrects is struck. What still holds belongs in a new note.")
        )


def _locked(by: User, person: Person, draft_id: uuid.UUID) -> NoteDraft | None:
    mine = NoteDraft.objects.visible_to(by).select_for_update(of=("self",))
    return mine.filter(person=person, pk=draft_id).first()


def _made(by: User, person: Person, draft_id: uuid.UUID, text: DraftText) -> NoteDraft | None:
    """The draft at its first save; ``None`` when there is a row of this identifier meanwhile."""
    if Note.objects.visible_to(by).filter(person=person, pk=draft_id).exists():
        raise SignedAlready(_("This note is signed already."))
    if text.seen:
        raise DraftGone(_("This draft was thrown away. What stands here can be saved anew."))
    draft = NoteDraft(
        pk=draft_id, person=person, kind=text.kind, corrects=text.corrects, created_by=by
    )
    _fill(draft, by, text)
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        return None
    return draft


def _fill(draft: NoteDraft, by: User, text: DraftText) -> None:
    draft.happened_at = text.happened_at
    draft.fact, draft.assessment, draft.measure = _texts(text)
    draft.saved_from, draft.updated_by = text.window, by


def _texts(text: DraftText) -> tuple[str, str, str]:
    return text.fact, text.assessment, text.measure


def _check_whole(text: DraftText) -> datetime:
    """When it happened. Refuses to sign what says nothing, or what has not happened."""
    if not any(part.strip() for part in _texts(text)):
        raise ActionRefused(_("Write something before you sign."))
    if text.happened_at is None:
        raise ActionRefused(fields={"happened_at": _("Say when it happened.")})
    if text.happened_at > timezone.now():
        raise ActionRefused(fields={"happened_at": _("This has not happened yet.")})
    return text.happened_at
