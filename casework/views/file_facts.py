"""What is known of the person, who stands near them, and warnings."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.actions import file_facts as facts
from casework.actions import surroundings
from casework.actions.base import ActionRefused
from casework.ages import child_until_known
from casework.audit.denials import get_or_404
from casework.enums import AlertKind
from casework.forms.files import FactsForm, ImportantForm, StatedAgeForm, facts_of
from casework.forms.surroundings import AlertForm, RelatedForm, related_saved
from casework.models import Alert, RelatedPerson
from casework.queries.file_details import ages_of, related_to
from casework.queries.persons import files_for
from casework.views.file_common import done, show_form, turned_away
from casework.web.file_pages import open_page
from casework.web.requests import sentence, user_of
from casework.web.saving import save_once, save_version
from casework.web.typed import keeps_typed, posted
from casework.words import languages_of

BACK = "casework:file_facts"
FORM = ["GET", "HEAD", "POST"]


@require_safe
def details(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The facts, every statement of age, those near the person, and warnings."""
    file = open_page(request, pk, "facts")
    ages = ages_of(file.person)
    # Of two of the same day the later written counts.
    said = [age.statement for age in reversed(ages)]
    context = {
        "file": file,
        "languages": languages_of(file.person),
        "ages": ages,
        "until_known": child_until_known(said),
        "related": related_to(file.person),
    }
    return render(request, "casework/person/facts.html", context)


@keeps_typed
@require_http_methods(FORM)
def change_facts(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change what is known."""
    file = open_page(request, pk, "change facts")
    if (away := turned_away(request, file)) is not None:
        return away
    person, user = file.person, user_of(request)
    form = FactsForm(
        posted(request), kind=person.kind, saved=facts_of(person), version=person.updated_at
    )

    def save(form: FactsForm, seen_at: datetime | None) -> None:
        assert seen_at is not None
        facts.change_facts(by=user, person_id=pk, seen_at=seen_at, values=form.columns())

    again = save_version(request, form, save, person)
    if again is None:
        return done(request, _("The facts are saved."), BACK, pk)
    return show_form(
        request, file, again, heading=_("Change the facts"), submit=_("Save"), back=BACK
    )


@keeps_typed
@require_http_methods(FORM)
def important(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down what the person says is important."""
    file = open_page(request, pk, "important")
    if (away := turned_away(request, file)) is not None:
        return away
    person, user = file.person, user_of(request)
    form = ImportantForm(
        posted(request), saved={"words": person.important_to_me}, version=person.updated_at
    )

    def save(form: ImportantForm, seen_at: datetime | None) -> None:
        assert seen_at is not None
        words = form.cleaned_data["words"]
        facts.write_important(by=user, person_id=pk, seen_at=seen_at, words=words)

    again = save_version(request, form, save, person)
    if again is None:
        return done(request, _("It is saved, and stands first in the file."), "casework:person", pk)
    return show_form(
        request,
        file,
        again,
        heading=_("What is important to me"),
        submit=_("Save"),
        back="casework:person",
    )


@keeps_typed
@require_http_methods(FORM)
def state_age(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add what was said, judged or documented of the age."""
    file = open_page(request, pk, "age")
    if (away := turned_away(request, file)) is not None:
        return away
    user, form = user_of(request), StatedAgeForm(posted(request))

    def save() -> None:
        age = form.age()
        assert age is not None
        facts.state_age(by=user, person_id=pk, age=age)

    if save_once(request, form, save):
        return done(request, _("The age is noted."), BACK, pk)
    return show_form(
        request,
        file,
        form,
        heading=_("Note an age"),
        lede=_("The latest of each kind counts. A documented age decides alone."),
        submit=_("Save"),
        back=BACK,
    )


@keeps_typed
@require_http_methods(FORM)
def add_related(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down somebody near the person."""
    file = open_page(request, pk, "related")
    if (away := turned_away(request, file)) is not None:
        return away
    user, form = user_of(request), RelatedForm(posted(request))

    def save(form: RelatedForm, seen_at: datetime | None) -> None:
        surroundings.add_related(by=user, person_id=pk, values=form.columns())

    again = save_version(request, form, save)
    if again is None:
        return done(request, _("It is saved."), BACK, pk)
    return show_form(
        request, file, again, heading=_("Somebody near the person"), submit=_("Save"), back=BACK
    )


@keeps_typed
@require_http_methods(FORM)
def change_related(request: HttpRequest, pk: uuid.UUID, related: uuid.UUID) -> HttpResponse:
    """Change what is known of somebody near the person."""
    file = open_page(request, pk, "related")
    user = user_of(request)
    row = get_or_404(RelatedPerson.objects.visible_to(user).filter(person=pk), related)
    if (away := turned_away(request, file)) is not None:
        return away
    form = RelatedForm(posted(request), saved=related_saved(row), version=row.updated_at)

    def save(form: RelatedForm, seen_at: datetime | None) -> None:
        assert seen_at is not None
        surroundings.change_related(
            by=user, related_id=related, seen_at=seen_at, values=form.columns()
        )

    again = save_version(request, form, save, row)
    if again is None:
        return done(request, _("It is saved."), BACK, pk)
    heading = _("Somebody near the person")
    return show_form(request, file, again, heading=heading, submit=_("Save"), back=BACK)


@keeps_typed
@require_http_methods(FORM)
def add_alert(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a warning at the top of the file."""
    file = open_page(request, pk, "alert")
    if (away := turned_away(request, file)) is not None:
        return away
    user, form = user_of(request), AlertForm(posted(request))

    def save() -> None:
        answers = form.cleaned_data
        surroundings.add_alert(
            by=user,
            person_id=pk,
            kind=AlertKind(answers["kind"]),
            text=answers["text"],
            until_day=answers["until_day"],
        )

    if save_once(request, form, save):
        return done(request, _("The warning stands on every page of the file."), BACK, pk)
    return show_form(
        request, file, form, heading=_("A warning"), submit=_("Put it on the file"), back=BACK
    )


@require_POST
def end_alert(request: HttpRequest, pk: uuid.UUID, alert: uuid.UUID) -> HttpResponse:
    """End a warning."""
    user = user_of(request)
    person = get_or_404(files_for(user), pk)
    get_or_404(Alert.objects.visible_to(user).filter(person=person), alert)
    try:
        surroundings.end_alert(by=user, alert_id=alert)
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
        return redirect(BACK, pk)
    return done(request, _("The warning is ended."), BACK, pk)
