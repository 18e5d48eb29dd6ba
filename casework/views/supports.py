"""Support: what a person gets, and the types with the boards' rules."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.supports import begin_support, change_support
from casework.audit.denials import get_or_404
from casework.forms.track import SupportForm
from casework.identity_rules import refusals
from casework.models import PersonSupport
from casework.queries.supports import supports_of, type_lines
from casework.web.file_forms import initial_of, must_work, run_form, version_in
from casework.web.file_pages import open_page
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted


@require_safe
def support_types(request: HttpRequest) -> HttpResponse:
    """Types of support, whether identity is documented, who decided that and since when."""
    return render(
        request,
        "casework/support_types.html",
        {"lines": type_lines(), "today": timezone.localdate()},
    )


@require_safe
def support_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the person gets and got, and whether that forbids documenting an identity."""
    file = open_page(request, pk, "supports")
    context = {
        "file": file,
        "supports": list(supports_of(file.person)),
        "refusals": refusals(file.person),
    }
    return render(request, "casework/track/supports.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_support(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record a support that the person gets."""
    file = open_page(request, pk, "support")
    must_work(file)
    form = SupportForm(posted(request))
    return run_form(
        request,
        file,
        form,
        lambda: begin_support(by=user_of(request), person=file.person, values=form.cleaned_data),
        heading=_("Support that the person gets"),
        back=reverse("casework:supports", args=[pk]),
        done=_("The support is saved."),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Change a support, or say how it ended."""
    file = open_page(request, pk, "support")
    must_work(file)
    rows = PersonSupport.objects.visible_to(user_of(request)).filter(person=file.person)
    found = get_or_404(rows.select_related("support_type"), row)
    data = posted(request)
    initial = initial_of(found, SupportForm)
    form = SupportForm(data, initial=initial, chosen=found.support_type)
    seen_at = version_in(data, found)
    return run_form(
        request,
        file,
        form,
        lambda: change_support(
            by=user_of(request),
            person=file.person,
            support_id=row,
            seen_at=seen_at,
            values=form.cleaned_data,
        ),
        heading=str(found.support_type),
        back=reverse("casework:supports", args=[pk]),
        done=_("The support is saved."),
        row=found,
        seen_at=seen_at,
    )
