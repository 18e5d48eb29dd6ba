"""A note on its way through a view: new, kept as a draft, or kept from another window meanwhile."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.datastructures import MultiValueDict

from casework.audit.denials import get_or_404
from casework.forms.notes import NoteForm, initial_of
from casework.identifiers import uuid7
from casework.models import Note, NoteDraft, Person
from casework.note_templates import NoteTemplate, template_of
from casework.queries.notes import drafts_of, notes_of
from casework.web.requests import user_of


@dataclass
class Sheet:
    """The form with what it began from. *other* is what another window saved meanwhile."""

    template: NoteTemplate
    form: NoteForm
    draft_id: uuid.UUID
    seen: int
    window: uuid.UUID
    corrects: Note | None = None
    draft: NoteDraft | None = None
    other: NoteDraft | None = None


def new_sheet(template: NoteTemplate, corrects: Note | None = None) -> Sheet:
    """An empty form under a fresh identifier. A correction begins with what it corrects."""
    initial = {} if corrects is None else _initial_of_note(corrects)
    form = NoteForm(template=template, initial=initial)
    return Sheet(template, form, uuid7(), 0, uuid7(), corrects)


def _initial_of_note(note: Note) -> dict[str, object]:
    fact, assessment, measure = note.texts
    return {
        "happened_at": note.happened_at,
        "fact": fact,
        "assessment": assessment,
        "measure": measure,
    }


def saved_sheet(
    request: HttpRequest,
    person: Person,
    draft_id: uuid.UUID,
    data: MultiValueDict[str, str] | None,
) -> Sheet:
    """The form of a draft, with the answers of the request or of the row. Raises ``Http404``."""
    rows = drafts_of(user_of(request), person).select_related("corrects")
    if data is None:
        draft: NoteDraft | None = get_or_404(rows, draft_id)
    else:
        draft = rows.filter(pk=draft_id).first()
    corrects = draft.corrects if draft is not None else _named(request, person, data)
    template = _template(draft.kind if draft is not None else _sent(data, "kind"))
    initial = initial_of(draft) if draft is not None else {}
    form = NoteForm(data, template=template, initial=initial)
    seen, window = _number(data, draft), _identifier(_sent(data, "window")) or uuid7()
    return Sheet(template, form, draft_id, seen, window, corrects, draft)


def _sent(data: MultiValueDict[str, str] | None, name: str) -> str:
    return str(data.get(name) or "") if data is not None else ""


def _template(kind: str) -> NoteTemplate:
    try:
        return template_of(kind)
    except KeyError:
        raise Http404 from None


def _named(
    request: HttpRequest, person: Person, data: MultiValueDict[str, str] | None
) -> Note | None:
    """The note that the form says it corrects: one of this file, or nothing is there."""
    text = _sent(data, "corrects")
    if not text:
        return None
    pk = _identifier(text)
    if pk is None:
        raise Http404
    return get_or_404(notes_of(user_of(request), person), pk)


def _identifier(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _number(data: MultiValueDict[str, str] | None, draft: NoteDraft | None) -> int:
    if data is None:
        return draft.version if draft is not None else 0
    text = _sent(data, "seen")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
