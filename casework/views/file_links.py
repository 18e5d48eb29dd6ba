"""Two files that may be about one person: look at both, link them, and undo."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.actions.base import ActionRefused
from casework.actions.links import link_files, unlink_files
from casework.audit.denials import get_or_404
from casework.forms.identity import LinkForm
from casework.models import Person, PersonLink
from casework.pseudonyms import as_pseudonym
from casework.queries.file_details import compare_files
from casework.queries.file_list import listed_files
from casework.queries.persons import files_for, read_file
from casework.views.file_common import done, show_form, turned_away
from casework.web.file_pages import open_page
from casework.web.requests import sentence, user_of
from casework.web.saving import save_once
from casework.web.typed import keeps_typed, posted

BACK = "casework:identity"


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose the other file, see both side by side, and link them. Nothing stands in an address."""
    file, user = open_page(request, pk, "link"), user_of(request)
    if (away := turned_away(request, file)) is not None:
        return away
    form = LinkForm(posted(request))
    other = _other(request, form, pk)
    if other is not None and request.POST.get("step") == "link":
        reason = form.cleaned_data["reason"]
        if save_once(
            request,
            form,
            lambda: link_files(by=user, person_id=pk, other_id=other.pk, reason=reason),
        ):
            return done(request, _("The two files are linked. Both stay as they are."), BACK, pk)
    return show_form(
        request,
        file,
        form,
        heading=_("Perhaps the same person"),
        submit=_("Look at both"),
        back=BACK,
        template="casework/person/link.html",
        other=other,
        rows=compare_files(file.person, other) if other is not None else [],
    )


def _other(request: HttpRequest, form: LinkForm, pk: uuid.UUID) -> Person | None:
    """The other file, opened and so logged; why there is none stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    user = user_of(request)
    pseudonym = as_pseudonym(form.cleaned_data["other"])
    found = listed_files(user).filter(pseudonym=pseudonym).exclude(pk=pk).first()
    if found is None:
        form.add_error("other", _("There is no such file among those that you see."))
        return None
    return read_file(user, found.pk, "comparison")[0]


@require_POST
def unlink(request: HttpRequest, pk: uuid.UUID, link: uuid.UUID) -> HttpResponse:
    """Undo a link."""
    user = user_of(request)
    get_or_404(files_for(user), pk)
    get_or_404(PersonLink.objects.visible_to(user), link)
    try:
        unlink_files(by=user, link_id=link)
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
        return redirect(BACK, pk)
    return done(request, _("The link is undone."), BACK, pk)
