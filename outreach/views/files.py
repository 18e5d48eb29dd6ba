"""The person file that an encounter leads to: open one, choose one that is there, and undo."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.access.persons import file_units, kinds_for
from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.enums import PersonRole
from casework.pseudonyms import as_pseudonym
from casework.queries.file_list import listed_files
from casework.web.requests import sentence, user_of
from casework.web.saving import save_once, status_of
from casework.web.typed import keeps_typed, posted
from casework.words import age_words, languages_of_codes
from outreach.actions.files import facts_from, link_encounter, open_file_from, unlink_encounter
from outreach.forms.file import ExistingForm, UnitForm
from outreach.models import FileEncounter
from outreach.queries.encounters import encounters_for, read_encounter
from outreach.queries.files import files_with


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What follows from the encounter into a new file, or which file it belongs to."""
    user = user_of(request)
    encounter = read_encounter(user, pk)
    units = [unit for unit in file_units(user) if PersonRole(encounter.role) in kinds_for(unit)]
    if not units or not encounter.is_current:
        messages.error(request, _("No unit of yours keeps files about this encounter."))
        return redirect("outreach:encounter", pk)
    data = posted(request)
    linking = data is not None and data.get("step") == "link"
    new = UnitForm(None if linking else data, units=units)
    existing = ExistingForm(data if linking else None)
    if linking and _linked(request, existing, pk):
        return redirect("outreach:encounter", pk)
    if not linking and save_once(
        request,
        new,
        lambda: open_file_from(by=user, encounter_id=pk, unit=new.cleaned_data["unit"]),
    ):
        (link,) = files_with(encounter, user)
        text = _("The file is open under the case number %(name)s.")
        messages.success(request, text % {"name": link.person})
        return redirect("casework:person", link.person_id)
    facts = facts_from(encounter)
    context = {
        "encounter": encounter,
        "shift": encounter.shift,
        "links": files_with(encounter, user),
        "values": facts.values,
        "languages": languages_of_codes(facts.values["languages"]),
        "ages": [age_words(age) for age in facts.ages],
        "new": new,
        "existing": existing,
    }
    status = status_of(request, existing if linking else new)
    return render(request, "outreach/file.html", context, status=status)


def _linked(request: HttpRequest, form: ExistingForm, pk: uuid.UUID) -> bool:
    """Whether the encounter was put into the file that was named."""
    user = user_of(request)
    if request.method != "POST" or not form.is_valid():
        return False
    pseudonym = as_pseudonym(form.cleaned_data["other"])
    person = listed_files(user).filter(pseudonym=pseudonym).first()
    if person is None:
        form.add_error("other", _("There is no such file among those that you see."))
        return False
    saved = save_once(
        request, form, lambda: link_encounter(by=user, encounter_id=pk, person_id=person.pk)
    )
    if saved:
        messages.success(request, _("The encounter is in the file %(name)s.") % {"name": person})
    return saved


@require_POST
def undo(request: HttpRequest, pk: uuid.UUID, link: uuid.UUID) -> HttpResponse:
    """Take the encounter out of a file."""
    user = user_of(request)
    get_or_404(encounters_for(user), pk)
    get_or_404(FileEncounter.objects.visible_to(user), link)
    try:
        unlink_encounter(by=user, link_id=link)
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("The encounter is taken out of the file."))
    return redirect("outreach:encounter", pk)
