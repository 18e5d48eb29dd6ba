"""What somebody is told, and what waits for their answer or their review."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.access.persons import reads_files
from casework.access.requests import can_review_emergency
from casework.actions.base import ActionRefused
from casework.actions.emergency import review_emergency
from casework.actions.notices import read_notices
from casework.audit.denials import get_or_404
from casework.forms.access import ReviewForm
from casework.models import Person
from casework.notice_links import link_of, words_of
from casework.queries.notices import SHOWN, emergencies_for, notices_for, requests_for
from casework.web.requests import user_of
from casework.web.typed import author_mark, keeps_typed, posted


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Questions to answer, emergencies to review, and what is only to be known."""
    user = user_of(request)
    shown = list(notices_for(user)[:SHOWN])
    persons = Person.objects.visible_to(user).in_bulk({n.person_id for n in shown if n.person_id})
    words = words_of(user, shown)
    context = {
        "notices": [
            (n, persons.get(n.person_id), link_of(n), words.get(n.subject) if n.subject else None)
            for n in shown
        ],
        "requests": list(requests_for(user)[:SHOWN]),
        "emergencies": list(emergencies_for(user)[:SHOWN]),
        "reads_files": reads_files(user),
        "me": user.pk,
    }
    return render(request, "casework/notices.html", context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Note that one has read what is only to be known."""
    read_notices(by=user_of(request))
    return redirect("casework:notices")


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Look at one emergency, and say what came of it."""
    user = user_of(request)
    emergency = get_or_404(emergencies_for(user), pk)
    person = Person.objects.visible_to(user).filter(emergencies=emergency).first()
    may_review = emergency.reviewed_at is None and can_review_emergency(user, emergency)
    form = ReviewForm(posted(request)) if may_review else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            review_emergency(by=user, emergency_id=pk, outcome=form.cleaned_data["outcome"])
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The review was noted."))
            return redirect("casework:notices")
    status = 422 if form is not None and request.method == "POST" else 200
    context = {
        "emergency": emergency,
        "person": person,
        # It tells about the person: a log reviewer sees who, when and what kind, and no content.
        "shows_reason": person is not None or emergency.opened_by_id == user.pk,
        "form": form,
        "author": author_mark(request),
    }
    return render(request, "casework/review_emergency.html", context, status=status)
