"""The plan in the person's hand, calls and calendar files, and the check of the translations."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casework.access.disposal import manages_a_unit
from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.web.file_forms import must_work
from casework.web.overtaken import STATUS, overtaken
from casework.web.requests import tell, user_of
from casework.web.typed import author_mark, keeps_typed, posted
from referrals.actions.plan_texts import record_text_check
from referrals.forms.plan_texts import TextCheckForm
from referrals.models import PlanParticipant
from referrals.plan_documents import calendar, letter
from referrals.plan_enums import EXPECTED, PlanState
from referrals.plan_paper import persons_plan
from referrals.queries.plan_consents import is_told
from referrals.queries.plan_texts import LanguageLine, language_line, language_lines
from referrals.queries.plans import parts_of
from referrals.views.plan_common import PlanPage, plan_page

CHECKED = gettext_lazy("The check of these texts has been recorded. It stands above.")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _line(code: str) -> LanguageLine:
    try:
        return language_line(code)
    except KeyError:
        raise Http404 from None


@require_safe
def papers(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Choose the language of the plan in the person's hand."""
    page = plan_page(request, pk, plan, "papers")
    context = {
        "file": page.file,
        "page": page,
        "plan": page.plan,
        "lines": language_lines(),
        "with_safety": request.GET.get("trygghet") == "1",
    }
    return render(request, "referrals/plan/papers.html", context)


@require_safe
def paper(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, slug: str) -> HttpResponse:
    """The plan in the person's hand. Its name and its title tell nothing."""
    line = _line(slug)
    page = plan_page(request, pk, plan, "papers")
    with_safety = request.GET.get("trygghet") == "1"
    content = persons_plan(page.plan, parts_of(page.plan), line, with_safety=with_safety)
    _printed(request, page, "person", slug)
    return _file(content, "application/pdf", "papper.pdf")


def _called(request: HttpRequest, page: PlanPage, row: uuid.UUID) -> PlanParticipant:
    """Somebody called to the meeting of an open plan, on what still holds."""
    must_work(page.file)
    rows = PlanParticipant.objects.visible_to(user_of(request)).filter(
        plan=page.plan, state__in=EXPECTED, plan__meeting_at__isnull=False
    )
    rows = rows.exclude(plan__state=PlanState.CLOSED).select_related(
        "person", "unit", "related", "consent", "consent__given_by_related"
    )
    found = get_or_404(rows, row)
    if not is_told(found):
        raise Http404
    return found


@require_safe
def call_letter(
    request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID
) -> HttpResponse:
    """The call to a principal, or the invitation to somebody else."""
    page = plan_page(request, pk, plan, "letter")
    content = letter(page.plan, _called(request, page, row))
    _printed(request, page, "letter", "sv")
    return _file(content, "application/pdf", "mote.pdf")


@require_safe
def call_calendar(
    request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID
) -> HttpResponse:
    """The meeting as a calendar file."""
    page = plan_page(request, pk, plan, "calendar")
    content = calendar(page.plan, _called(request, page, row))
    _printed(request, page, "calendar", "sv")
    return _file(content, "text/calendar; charset=utf-8", "mote.ics")


def _printed(request: HttpRequest, page: PlanPage, what: str, language: str) -> None:
    record(
        Event.PLAN_PRINTED,
        by=user_of(request),
        obj=page.file.person,
        plan=str(page.plan.pk),
        what=what,
        language=language,
    )


@require_safe
def translations(request: HttpRequest) -> HttpResponse:
    """The languages, and whether each has been checked."""
    if not manages_a_unit(user_of(request)):
        raise Http404
    return render(request, "referrals/plan/translations.html", {"lines": language_lines()})


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def translation(request: HttpRequest, slug: str) -> HttpResponse:
    """Read the texts of a language beside the Swedish, and record that they were checked."""
    user = user_of(request)
    if not manages_a_unit(user):
        raise Http404
    line, original = _line(slug), _line("sv")
    if not line.texts.is_translation:
        raise Http404
    form = TextCheckForm(posted(request), initial={"digest": line.texts.digest})
    late = overtaken(form, CHECKED) if line.check else None
    if request.method == "POST" and late is None and form.is_valid():
        try:
            record_text_check(by=user, language=slug, **form.cleaned_data)
        except ActionRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("The check is recorded: the mark is gone."))
            return redirect("plans:translations")
    words = line.texts.words
    context = {
        "line": line,
        "form": form,
        "pairs": [(text, words[key]) for key, text in original.texts.words.items()],
        "author": author_mark(request),
        "overtaken": late,
    }
    status = STATUS if late else 422 if request.method == "POST" else 200
    return render(request, "referrals/plan/translation.html", context, status=status)
