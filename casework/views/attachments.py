"""Files of a person's file: attaching, fetching, destroying. None is ever shown in the browser."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.attachments import attach_file, remove_attachment
from casework.actions.base import ActionRefused
from casework.attachment_files import MEDIA_TYPES
from casework.audit.denials import get_or_404
from casework.forms.attachments import AttachForm, RemoveAttachmentForm
from casework.identifiers import uuid7
from casework.journal_enums import AttachmentType
from casework.models import Note
from casework.queries.attachments import attachments_of, read_attachment
from casework.queries.notes import notes_of
from casework.queries.persons import read_file
from casework.views.drafts import writing_page
from casework.web.file_pages import FilePage, open_page
from casework.web.requests import identifier_in, tell, user_of
from casework.web.typed import keeps_typed, posted


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Attach a file to the person's file."""
    return _attach(request, writing_page(request, pk, "attach"), None)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def attach_to_note(request: HttpRequest, pk: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    """Attach a file to one signed note."""
    file = writing_page(request, pk, "attach")
    return _attach(request, file, get_or_404(notes_of(user_of(request), file.person), note))


def _attach(request: HttpRequest, file: FilePage, note: Note | None) -> HttpResponse:
    data = posted(request)
    form = AttachForm(data, request.FILES or None)
    identifier = identifier_in(data) or uuid7()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            attach_file(
                by=user_of(request),
                person=file.person,
                name=upload.name,
                content=upload.read(),
                note=note,
                attachment_id=identifier,
            )
        except ActionRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("The file is attached."))
            return _back(file, note)
    status = 422 if request.method == "POST" and form.errors else 200
    context = {"file": file, "form": form, "note": note, "identifier": identifier}
    return render(request, "casework/journal/attach.html", context, status=status)


def _back(file: FilePage, note: Note | None) -> HttpResponse:
    if note is not None:
        return redirect("casework:note", file.person.pk, note.pk)
    return redirect("casework:journal", file.person.pk)


@require_safe
def download(request: HttpRequest, pk: uuid.UUID, attachment: uuid.UUID) -> HttpResponse:
    """The file itself, to be kept by who asked. That it was fetched is logged."""
    user = user_of(request)
    # The file was read by it, also for the person who asks who has.
    person, access = read_file(user, pk, "attachment")
    found = read_attachment(user, person, attachment, access.ground)
    known = found.type in MEDIA_TYPES
    media = MEDIA_TYPES[AttachmentType(found.type)] if known else "application/octet-stream"
    disposition = content_disposition_header(as_attachment=True, filename=found.name)
    return HttpResponse(
        found.content,
        content_type=media,
        headers={
            "Content-Disposition": disposition or "attachment",
            "X-Content-Type-Options": "nosniff",
            # Whatever a viewer makes of it, it runs nothing and reaches nothing.
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: uuid.UUID, attachment: uuid.UUID) -> HttpResponse:
    """Ask why, and destroy the content."""
    file = open_page(request, pk, "remove_attachment")
    if not file.access.manages:
        raise Http404
    there = attachments_of(user_of(request), file.person).filter(removed_at=None)
    found = get_or_404(there, attachment)
    form = RemoveAttachmentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            remove_attachment(
                by=user_of(request), attachment=found, reason=form.cleaned_data["reason"]
            )
        except ActionRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("The file is destroyed. That there was one stays."))
            return redirect("casework:journal", pk)
    status = 422 if request.method == "POST" and form.errors else 200
    context = {"file": file, "attachment": found, "form": form}
    return render(request, "casework/journal/remove_attachment.html", context, status=status)
