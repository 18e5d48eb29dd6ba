"""Writing a note: choosing its kind, the form, keeping it while it is typed, and signing it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.actions.base import ActionRefused
from casework.actions.notes import (
    DraftGone,
    NewerDraft,
    SignedAlready,
    discard_draft,
    save_draft,
    sign_note,
)
from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.identifiers import uuid7
from casework.models import NoteDraft
from casework.note_templates import TEMPLATES, template_at, template_of
from casework.queries.notes import all_drafts, drafts_of, is_late, notes_of
from casework.queries.persons import files_for
from casework.web.draft_sheet import Sheet, new_sheet, saved_sheet
from casework.web.file_pages import FilePage, open_page
from casework.web.requests import sentence, tell, user_of
from casework.web.typed import keeps_typed, posted


def writing_page(request: HttpRequest, pk: uuid.UUID, page: str) -> FilePage:
    """The file for a page on which one writes: for others there is none. Raises ``Http404``."""
    file = open_page(request, pk, page)
    if not file.access.works:
        raise Http404
    return file


@require_safe
def choose_kind(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What kind of note is it?"""
    file = writing_page(request, pk, "new_note")
    drafts = list(drafts_of(user_of(request), file.person))
    context = {"file": file, "templates": TEMPLATES, "drafts": drafts}
    return render(request, "casework/journal/choose.html", context)


@require_safe
def new_note(request: HttpRequest, pk: uuid.UUID, slug: str) -> HttpResponse:
    """An empty form. Nothing is kept before something is typed."""
    template = template_at(slug)
    if template is None:
        raise Http404
    file = writing_page(request, pk, "new_note")
    return _show(request, file, new_sheet(template))


@require_safe
def correct(request: HttpRequest, pk: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    """The form of a new note that names the old; it begins with what the old one says."""
    file = writing_page(request, pk, "correct_note")
    user = user_of(request)
    old = get_or_404(notes_of(user, file.person), note)
    if old.is_struck:
        messages.error(request, _("This note is struck."))
        return redirect("casework:note", pk, note)
    begun = drafts_of(user, file.person).filter(corrects=old).first()
    if begun is not None:
        return redirect("casework:draft", pk, begun.pk)
    return _show(request, file, new_sheet(template_of(old.kind), old))


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: uuid.UUID, draft: uuid.UUID) -> HttpResponse:
    """The form of a draft: keep it for later, or sign it."""
    file = writing_page(request, pk, "draft")
    sheet = saved_sheet(request, file.person, draft, posted(request))
    if sheet.corrects is not None and sheet.corrects.is_struck and not sheet.form.is_bound:
        return render(request, "casework/journal/draft_struck.html", {"file": file, "sheet": sheet})
    if request.method != "POST" or not sheet.form.is_valid():
        return _show(request, file, sheet)
    signs = request.POST.get("action") == "sign"
    try:
        _keep(request, file, sheet, signs=signs)
    except SignedAlready as refused:
        messages.info(request, sentence(refused))
        return redirect("casework:note", pk, draft)
    except ActionRefused as refused:
        return _show_refused(request, file, sheet, refused)
    if signs:
        messages.success(request, _("The note is signed."))
        return redirect("casework:note", pk, draft)
    messages.success(request, _("The draft is kept. Only you see it until you sign it."))
    return redirect("casework:journal", pk)


def _keep(request: HttpRequest, file: FilePage, sheet: Sheet, *, signs: bool) -> None:
    verb = sign_note if signs else save_draft
    verb(
        by=user_of(request),
        person=file.person,
        draft_id=sheet.draft_id,
        text=sheet.form.text(sheet.corrects),
    )


def _show_refused(
    request: HttpRequest, file: FilePage, sheet: Sheet, refused: ActionRefused
) -> HttpResponse:
    """The form again with all that was typed, and what can be done about it."""
    if isinstance(refused, NewerDraft):
        # Both texts on one page: this window's in the form, the other's beside it.
        sheet.other = get_or_404(drafts_of(user_of(request), file.person), sheet.draft_id)
        sheet.seen = sheet.other.version
        return _show(request, file, sheet, status=409)
    if isinstance(refused, DraftGone):
        messages.warning(request, sentence(refused))
        sheet.draft_id, sheet.seen, sheet.draft = uuid7(), 0, None
        return _show(request, file, sheet, status=409)
    tell(sheet.form, refused)
    return _show(request, file, sheet)


def _show(
    request: HttpRequest, file: FilePage, sheet: Sheet, status: int | None = None
) -> HttpResponse:
    if status is None:
        status = 422 if sheet.form.errors else 200
    context = {
        "file": file,
        "sheet": sheet,
        "form": sheet.form,
        "unsaved": sheet.form.is_bound,
    }
    return render(request, "casework/journal/write.html", context, status=status)


@require_POST
def autosave(request: HttpRequest, pk: uuid.UUID, draft: uuid.UUID) -> HttpResponse:
    """Keep what is typed so far; asked for by the page itself while somebody types."""
    user = user_of(request)
    person = get_or_404(files_for(user), pk)
    sheet = saved_sheet(request, person, draft, request.POST)
    # A time that can't be read yet is no reason to lose the text.
    sheet.form.is_valid()
    try:
        kept = save_draft(
            by=user, person=person, draft_id=draft, text=sheet.form.text(sheet.corrects)
        )
    except (NewerDraft, DraftGone, SignedAlready) as refused:
        return JsonResponse({"message": sentence(refused)}, status=409)
    except ActionRefused as refused:
        return JsonResponse({"message": sentence(refused)}, status=422)
    at = date_format(timezone.localtime(kept.updated_at), "H:i")
    return JsonResponse({"version": kept.version, "at": at})


@require_POST
def discard(request: HttpRequest, pk: uuid.UUID, draft: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    user = user_of(request)
    person = get_or_404(files_for(user), pk)
    get_or_404(drafts_of(user, person), draft)
    try:
        discard_draft(by=user, person=person, draft_id=draft)
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("The draft is thrown away. No copy is left."))
    return redirect("casework:journal", pk)


@require_safe
def own_drafts(request: HttpRequest) -> HttpResponse:
    """What one has not signed yet, in all files: what waits longest first."""
    user = user_of(request)
    drafts: list[NoteDraft] = list(all_drafts(user))
    record(Event.DRAFTS_READ, by=user, count=len(drafts))
    rows = [(draft, template_of(draft.kind), is_late(draft)) for draft in drafts]
    return render(request, "casework/journal/drafts.html", {"rows": rows})
