"""Who the person is: a page of its own, whose reading is logged."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.actions import identity as actions
from casework.actions.base import ActionRefused
from casework.actions.identity import age_told_by
from casework.actions.protection import set_protection
from casework.audit.denials import get_or_404
from casework.enums import IdentifierKind, ProtectedIdentity, SeparationReason
from casework.forms.identity import (
    IdentityForm,
    NumberForm,
    ProtectionForm,
    SeparateForm,
    identity_saved,
)
from casework.identity_rules import refusals
from casework.models import Identifier
from casework.queries.identities import identity_of, links_in, links_of, perhaps_the_same
from casework.queries.persons import files_for
from casework.views.file_common import done, done_or_out_of_sight, show_form, turned_away
from casework.web.file_pages import open_page
from casework.web.requests import sentence, user_of
from casework.web.saving import save_once, save_version
from casework.web.typed import keeps_typed, posted

BACK = "casework:identity"
FORM = ["GET", "HEAD", "POST"]


@require_safe
def identity(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name, contact and numbers; files that may be about the same person."""
    file, user = open_page(request, pk, "identity"), user_of(request)
    links = links_in(user, file.person)
    known = identity_of(user, file.person, file.access.ground, *links, file.alerts)
    context = {
        "file": file,
        "known": known,
        "refusals": refusals(file.person) if known.identity is None else [],
        "links": [(link, link.other_than(file.person)) for rows in links for link in rows],
        "suggestions": perhaps_the_same(user, file.person, known),
    }
    return render(request, "casework/person/identity.html", context)


@keeps_typed
@require_http_methods(FORM)
def write_identity(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add the identity on a ground, or change it."""
    file, user = open_page(request, pk, "identity"), user_of(request)
    if (away := turned_away(request, file)) is not None:
        return away
    saved = identity_of(user, file.person, file.access.ground).identity
    version = saved.updated_at if saved is not None else None
    form = IdentityForm(posted(request), saved=identity_saved(saved), version=version)

    def save(form: IdentityForm, seen_at: datetime | None) -> None:
        actions.write_identity(by=user, person_id=pk, seen_at=seen_at, values=form.answers())

    again = save_version(request, form, save, saved)
    if again is None:
        return done(request, _("The identity is saved."), BACK, pk)
    return show_form(
        request,
        file,
        again,
        heading=_("Identity"),
        lede=_("Only what is needed. Everything but the ground may be left empty."),
        submit=_("Save"),
        back=BACK,
    )


@keeps_typed
@require_http_methods(FORM)
def add_number(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a number."""
    file, user = open_page(request, pk, "identity"), user_of(request)
    if (away := turned_away(request, file)) is not None:
        return away
    form = NumberForm(posted(request))
    added: list[Identifier] = []

    def save() -> None:
        answers = form.cleaned_data
        added.append(
            actions.add_number(
                by=user,
                person_id=pk,
                kind=IdentifierKind(answers["kind"]),
                text=answers["number"],
                country=answers["country"],
            )
        )

    if save_once(request, form, save):
        _tell_what_it_means(request, added[0], was_child=file.is_child)
        return redirect(BACK, pk)
    return show_form(
        request,
        file,
        form,
        heading=_("Add a number"),
        lede=_("A personal or coordination number documents the age too."),
        submit=_("Save"),
        back=BACK,
    )


def _tell_what_it_means(request: HttpRequest, number: Identifier, *, was_child: bool) -> None:
    """Say that the number is saved, the age that it documents, and what follows from that."""
    age = age_told_by(number)
    if age is None:
        messages.success(request, _("The number is saved."))
        return
    said = _("The number is saved. It documents an age of %(years)d years.")
    messages.success(request, said % {"years": age.years_from})
    is_child = files_for(user_of(request)).get(pk=number.person_id).is_child_on()
    if was_child and not is_child:
        messages.warning(request, _("The person no longer counts as a child."))
    elif is_child and not was_child:
        messages.warning(request, _("The person now counts as a child."))


@require_POST
def remove_number(request: HttpRequest, pk: uuid.UUID, number: uuid.UUID) -> HttpResponse:
    """Take one number out."""
    user = user_of(request)
    person = get_or_404(files_for(user), pk)
    get_or_404(Identifier.objects.visible_to(user).filter(person=person), number)
    try:
        actions.remove_number(by=user, identifier_id=number)
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
        return redirect(BACK, pk)
    return done(request, _("The number is taken out."), BACK, pk)


@keeps_typed
@require_http_methods(FORM)
def separate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why, and take the identity out of the file."""
    file, user = open_page(request, pk, "identity"), user_of(request)
    if (away := turned_away(request, file)) is not None:
        return away
    form = SeparateForm(posted(request))

    def save() -> None:
        reason = SeparationReason(form.cleaned_data["reason"])
        actions.separate_identity(by=user, person_id=pk, reason=reason)

    if save_once(request, form, save):
        return done(request, _("The file is anonymous again."), BACK, pk)
    return show_form(
        request,
        file,
        form,
        heading=_("Take the identity out"),
        warning=_(
            "Name, contact and numbers are destroyed at once and can't be brought back. An age "
            "that a number documented goes with it, and the ages that were stated or assessed "
            "decide whether the person counts as a child. The file stays under its case number, "
            "with its notes and its links."
        ),
        submit=_("Take it out"),
        danger=True,
        back=BACK,
        template="casework/person/separate.html",
        links=[(link, link.other_than(file.person)) for link in links_of(user, file.person)],
    )


@keeps_typed
@require_http_methods(FORM)
def protect(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Set or lift protected identity."""
    file, user = open_page(request, pk, "protection"), user_of(request)
    if (away := turned_away(request, file, manage=True)) is not None:
        return away
    form = ProtectionForm(posted(request), initial={"protection": file.person.protection})

    def save() -> None:
        chosen = ProtectedIdentity(form.cleaned_data["protection"])
        set_protection(by=user, person_id=pk, protection=chosen)

    if save_once(request, form, save):
        text = _("The protection is changed, from this moment.")
        return done_or_out_of_sight(request, text, BACK, pk)
    return show_form(
        request,
        file,
        form,
        heading=_("Protected identity"),
        warning=_(
            "At once only colleagues who are named see the file: units don't reach it, and it "
            "stands in no list and no search. Speak of it by telephone only, never in mail."
        ),
        submit=_("Save"),
        back=BACK,
    )
