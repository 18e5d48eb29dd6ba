"""What the pages that change a file share: who may, one template for most, and the way back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.forms.organisation import RefusableForm
from casework.queries.persons import files_for
from casework.web.file_pages import FilePage
from casework.web.requests import user_of
from casework.web.saving import status_of


def turned_away(
    request: HttpRequest, file: FilePage, *, manage: bool = False
) -> HttpResponse | None:
    """Back to the file with a sentence, for who may read it and not do this."""
    if file.access.manages if manage else file.access.works:
        return None
    if manage:
        messages.error(request, _("You don't decide over this file."))
    else:
        messages.error(request, _("You may read this file but not write in it."))
    return redirect("casework:person", file.person.pk)


def show_form(
    request: HttpRequest,
    file: FilePage,
    form: RefusableForm,
    *,
    heading: str,
    submit: str,
    back: str,
    template: str = "casework/person/form.html",
    **more: Any,
) -> HttpResponse:
    """The page with *form*. *more*: ``lede``, ``warning``, ``danger`` and what a template needs."""
    context = {
        "file": file,
        "form": form,
        "heading": heading,
        "submit": submit,
        "back": reverse(back, args=[file.person.pk]),
        "differences": getattr(form, "differences", []),
        "lede": "",
        "warning": "",
        "danger": False,
    }
    return render(request, template, context | more, status=status_of(request, form))


def done_or_out_of_sight(request: HttpRequest, text: str, back: str, pk: uuid.UUID) -> HttpResponse:
    """Say that it is done and go back, or to the list for whom the file is out of sight now."""
    seen = files_for(user_of(request)).filter(pk=pk).exists()
    messages.success(request, text)
    return redirect(back, pk) if seen else redirect("casework:files")


def done(request: HttpRequest, text: str, back: str, pk: uuid.UUID) -> HttpResponse:
    """Say that it is done and go back."""
    messages.success(request, text)
    return redirect(back, pk)
