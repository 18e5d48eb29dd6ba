"""Random samples: drawn once, with what shows that the draw was fair."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.base import ActionRefused
from casework.actions.log_review import draw_sample
from casework.audit.denials import get_or_404
from casework.forms.log_review import SampleForm
from casework.queries.log_review import findings_for, samples_for
from casework.queries.log_state import first_day
from casework.views.log_search import reviewer_of
from casework.web.lists import page_of
from casework.web.typed import author_mark, keeps_typed, posted


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def samples(request: HttpRequest) -> HttpResponse:
    """The samples that were drawn, and a form to draw one."""
    user = reviewer_of(request)
    begun = first_day()
    form = SampleForm(posted(request), begun=begun)
    if request.method == "POST" and form.is_valid():
        try:
            sample = draw_sample(by=user, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The sample is drawn."))
            return redirect("casework:log_sample", pk=sample.pk)
    context = {
        "page_obj": page_of(request, samples_for(user).order_by("-drawn_at", "-pk")),
        "form": form,
        "author": author_mark(request),
        "too_young": begun >= timezone.localdate(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/log/samples.html", context, status=status)


@require_safe
def sample(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One sample: how it was drawn, and the days with their outcomes."""
    user = reviewer_of(request)
    found = get_or_404(samples_for(user), pk)
    drawn = findings_for(user).filter(sample=found).order_by("day", "user__full_name", "pk")
    context = {"sample": found, "drawn": drawn, "hidden": found.size - len(drawn)}
    return render(request, "casework/log/sample.html", context)
