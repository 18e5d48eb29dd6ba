"""A form that asks for what an act needs, and does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from casework.actions.base import ActionRefused
from casework.forms.organisation import RefusableForm
from casework.web.typed import author_mark, posted


def ask(
    request: HttpRequest,
    form_class: type[RefusableForm],
    act: Callable[..., object],
    *,
    done: Callable[[], str],
    back: str,
    template: str,
    context: Mapping[str, Any],
) -> HttpResponse:
    """Show *template* with the form; once it holds, *act* on it, say what is *done*, and go *back*.

    What the action refuses stands in the form, with what was typed.
    """
    form = form_class(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, done())
            return redirect(back)
    shown = {**context, "form": form, "author": author_mark(request)}
    return render(request, template, shown, status=422 if request.method == "POST" else 200)
