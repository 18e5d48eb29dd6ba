"""An edition as a page, its files, and the choice of its numbers. They see its book alone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.models import User
from casework.web.polling import polled
from casework.web.requests import sentence
from reports.actions.draft_pdfs import order_draft_pdf
from reports.book import Book
from reports.exports.editions.files import KINDS, PDF, name_of, packed, written
from reports.exports.editions.naming import draft_words, file_name, standing
from reports.forms.explore import CHART, TABLE, ExploreForm
from reports.presentation.editions.certificate import checked_lines
from reports.presentation.editions.earlier import MOST_EARLIER, warning
from reports.presentation.editions.explorer import (
    People,
    Step,
    answer,
    carried_over,
    defaults,
    people_of,
)
from reports.presentation.editions.summary import released_of
from reports.presentation.editions.view import edition_view
from reports.presentation.editions.words import period
from reports.queries.books import EditionIsOver, opened_book
from reports.queries.colophon import colophon_of
from reports.queries.edition_pdfs import (
    draft_pdf,
    is_published,
    kept_pdf,
    opened_draft_pdf,
    standing_of,
)
from reports.queries.editions import edition_rows
from reports.views.managers import statistics_manager

# All files in one.
PACKED = "zip"


@require_safe
def read_edition(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The edition, chapter by chapter."""
    user = statistics_manager(request)
    try:
        book = opened_book(user, pk)
    except EditionIsOver:
        messages.info(request, _("It is no edition to read any more: here stands why."))
        return redirect("reports:edition", pk=pk)
    return render(
        request,
        "reports/editions/page.html",
        {
            **_files(user, pk, book),
            "view": edition_view(book),
            "checked_lines": checked_lines(book),
            "draft": draft_words(),
        },
    )


@require_safe
def edition_file(request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """One file of the edition, or all of them packed. The report was written by a worker."""
    user = statistics_manager(request)
    book = opened_book(user, pk)
    if kind != PACKED and kind not in KINDS:
        raise Http404
    language = get_language() or "sv"
    pdf = _pdf(user, pk, language) if kind in (PACKED, PDF) else None
    if kind in (PACKED, PDF) and pdf is None:
        messages.info(request, _("The report is not written yet. It takes about a minute."))
        return redirect("reports:read_edition", pk=pk)
    about = colophon_of(book)
    if kind == PACKED:
        assert pdf is not None
        content = packed(book, language=language, colophon=about, pdf=pdf)
        content_type, name = "application/zip", file_name(book, PACKED)
    else:
        content = pdf or written(book, kind, language=language, colophon=about)
        content_type, name = KINDS[kind].content_type, name_of(book, kind, language=language)
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _pdf(user: User, pk: uuid.UUID, language: str) -> bytes | None:
    if is_published(pk):
        return kept_pdf(pk, language)
    draft = draft_pdf(user, pk, language)
    return opened_draft_pdf(user, draft) if draft is not None else None


@polled
@require_safe
def edition_files(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The part of the page with the files: it asks again by itself until the report is written."""
    user = statistics_manager(request)
    book = opened_book(user, pk)
    return render(request, "reports/editions/files.html", _files(user, pk, book))


@require_POST
def order_draft_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let a worker write the report of a draft, in the language of whoever reads it."""
    user = statistics_manager(request)
    get_or_404(edition_rows(user), pk)
    try:
        order_draft_pdf(by=user, edition_id=pk, language=get_language() or "sv")
    except ActionRefused as refusal:
        messages.error(request, sentence(refusal))
        return redirect("reports:edition", pk=pk)
    return redirect(f"{reverse('reports:read_edition', kwargs={'pk': pk})}#edition-files")


def _files(user: User, pk: uuid.UUID, book: Book) -> dict[str, object]:
    """Where the report of the edition stands: written, being written, failed, or not ordered."""
    return {
        "pk": pk,
        "standing": standing(book),
        "kinds": KINDS,
        "packed": PACKED,
        "report": standing_of(user, pk, get_language() or "sv"),
    }


@require_safe
def explore_edition(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """People, rows, columns and period by choice, as a table or a chart."""
    book = opened_book(statistics_manager(request), pk)
    found = people_of(released_of(book))
    code = request.GET.get("people", next(iter(found), ""))
    context = {"pk": pk, "book": book, "draft": draft_words(), "chosen": code}
    if code not in found:
        return render(request, "reports/editions/explore.html", context | {"form": None})
    form = _form(request.GET, book, found, found[code])
    context |= {"form": form, "warning": warning() if book.earlier else ""}
    if form.is_bound and not form.is_valid():
        return render(request, "reports/editions/explore.html", context, status=422)
    return render(request, "reports/editions/explore.html", context | _answered(book, code, form))


def _books(book: Book) -> dict[str, Book]:
    return {one.code: one for one in (book, *book.earlier[:MOST_EARLIER])}


def _form(
    asked: QueryDict, book: Book, everybody: Mapping[str, People], people: People
) -> ExploreForm:
    """What was asked. When the people were changed, the form offered the rows of others (*shown*).

    Then what was asked about them is carried over as far as it goes.
    """
    periods = {code: period(code, one.months) for code, one in _books(book).items()}
    is_of_them = asked.get("shown", people.code) == people.code
    rows, columns = defaults(people)
    edition, look = book.code, TABLE
    if not is_of_them:
        rows, columns = carried_over(people, asked.get("rows", ""), asked.get("columns", ""))
        wanted = asked.get("edition", "")
        edition = wanted if wanted in periods else edition
        look = CHART if asked.get("look") == CHART else look
    return ExploreForm(
        asked if "rows" in asked and is_of_them else None,
        people=people,
        everybody=everybody,
        editions=periods,
        initial={
            "people": people.code,
            "rows": rows,
            "columns": columns,
            "edition": edition,
            "look": look,
        },
    )


def _answered(book: Book, code: str, form: ExploreForm) -> dict[str, object]:
    """What was asked for; an earlier edition may not have released these people at all."""
    chosen = form.cleaned_data if form.is_bound else form.initial
    people = people_of(released_of(_books(book)[chosen["edition"]])).get(code)
    found = answer(people, chosen["rows"], chosen["columns"]) if people is not None else None
    asked = {name: chosen[name] for name in ("people", "rows", "columns", "edition", "look")}
    return {
        "answer": found,
        "as_chart": chosen["look"] == CHART,
        "period": period(chosen["edition"]),
        "steps": [(step.label, _address(asked, step)) for step in found.beside] if found else [],
        "alone": (found.alone.label, _address(asked, found.alone))
        if found and found.alone
        else None,
        "now": period(book.code, book.months),
        "now_address": _address(asked | {"edition": book.code}),
    }


def _address(asked: dict[str, str], step: Step | None = None) -> str:
    """The address of this page where *step* is asked instead, with the answer in view."""
    if step is not None:
        asked = asked | {"rows": step.rows, "columns": step.columns}
    return f"?{urlencode(asked)}#answer"
