"""Signed notes: the journal, one note, what the person says against it, striking."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.access.persons import can_strike_in_person
from casework.actions.base import ActionRefused
from casework.actions.notes import note_disagreement, strike_note
from casework.audit.denials import get_or_404
from casework.forms.notes import DisagreementForm, StrikeNoteForm
from casework.models import Note, NoteDisagreement
from casework.note_templates import template_of
from casework.queries.attachments import attachments_of
from casework.queries.notes import drafts_of, is_late, notes_of, read_note
from casework.together import read_together
from casework.views.drafts import writing_page
from casework.web.file_pages import open_page
from casework.web.lists import page_of
from casework.web.requests import tell, user_of
from casework.web.typed import keeps_typed, posted


@require_safe
def journal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is signed, the latest event first; one's own drafts above; what is attached below."""
    file = open_page(request, pk, "journal")
    user = user_of(request)
    page = page_of(request, notes_of(user, file.person))
    drafts, attachments = drafts_of(user, file.person), attachments_of(user, file.person)
    read_together(drafts, attachments, file.alerts)
    context = {
        "file": file,
        "drafts": [(d, template_of(d.kind), is_late(d)) for d in drafts],
        "page_obj": page,
        "notes": [(note, template_of(note.kind)) for note in page],
        "attachments": attachments,
    }
    return render(request, "casework/journal/journal.html", context)


@require_safe
def note(request: HttpRequest, pk: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    """One note with all that belongs to it. That it was opened is logged."""
    file = open_page(request, pk, "note")
    user = user_of(request)
    found = read_note(user, file.person, note, file.access.ground)
    context = {
        "file": file,
        "note": found,
        "template": template_of(found.kind),
        "later": list(notes_of(user, file.person).filter(corrects=found)),
        "disagreements": _against(found),
        "attachments": list(attachments_of(user, file.person).filter(note=found)),
        "can_strike": not found.is_struck and can_strike_in_person(user, file.person),
    }
    return render(request, "casework/journal/note.html", context)


def _against(note: Note) -> list[NoteDisagreement]:
    """What the person says against a note; hidden with it when it is struck."""
    return [] if note.is_struck else list(note.disagreements.select_related("created_by"))


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def disagree(request: HttpRequest, pk: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    """Note what the person says against a note."""
    file = writing_page(request, pk, "disagreement")
    found = get_or_404(notes_of(user_of(request), file.person), note)
    form = DisagreementForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            note_disagreement(by=user_of(request), note=found, words=form.cleaned_data["words"])
        except ActionRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("The person's words stand beside the note."))
            return redirect("casework:note", pk, note)
    context = {"file": file, "note": found, "form": form}
    return _answer(request, "casework/journal/disagree.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def strike(request: HttpRequest, pk: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    """Ask why, and strike the note: a manager's page."""
    file = open_page(request, pk, "strike_note")
    user = user_of(request)
    if not can_strike_in_person(user, file.person):
        raise Http404
    found = get_or_404(notes_of(user, file.person), note)
    form = StrikeNoteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            strike_note(by=user, note=found, reason=form.cleaned_data["reason"])
        except ActionRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("The note is struck: its text is hidden, its place stays."))
            return redirect("casework:note", pk, note)
    return _answer(
        request, "casework/journal/strike.html", {"file": file, "note": found, "form": form}
    )


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].errors else 200)
