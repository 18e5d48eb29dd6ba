"""An edition as a page, its files, and the choice of its numbers. They see its book alone."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.web.polling import polled
from reports.book import Book
from reports.exports.editions.files import KINDS, PDF, name_of, packed, written
from reports.exports.editions.naming import draft_words, file_name, standing
from reports.forms.explore import CHART, TABLE, ExploreForm
from reports.presentation.editions.certificate import checked_lines
from reports.presentation.editions.earlier import MOST_EARLIER, warning
from reports.presentation.editions.explorer import People, answer, defaults, people_of
from reports.presentation.editions.summary import released_of
from reports.presentation.editions.view import edition_view
from reports.presentation.editions.words import period
from reports.queries.books import opened_book
from reports.queries.colophon import colophon_of
from reports.queries.edition_pdfs import is_published, kept_pdf
from reports.views.managers import statistics_manager

# All files in one.
PACKED = "zip"


@require_safe
def read_edition(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The edition, chapter by chapter."""
    book = opened_book(statistics_manager(request), pk)
    return render(
        request,
        "reports/editions/page.html",
        {
            **_files(pk, book),
            "view": edition_view(book),
            "checked_lines": checked_lines(book),
            "draft": draft_words(),
        },
    )


@require_safe
def edition_file(request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """One file of the edition, or all of them packed. The report of a published one is kept."""
    book = opened_book(statistics_manager(request), pk)
    if kind != PACKED and kind not in KINDS:
        raise Http404
    language = get_language() or "sv"
    pdf = kept_pdf(pk, language) if kind in (PACKED, PDF) else None
    if kind in (PACKED, PDF) and pdf is None and is_published(pk):
        messages.info(request, _("The report is being written. Try again in a minute."))
        return redirect("reports:read_edition", pk=pk)
    about = colophon_of(book)
    if kind == PACKED:
        content, content_type = (
            packed(book, language=language, colophon=about, pdf=pdf),
            "application/zip",
        )
        name = file_name(book, PACKED)
    else:
        content = pdf or written(book, kind, language=language, colophon=about)
        content_type, name = KINDS[kind].content_type, name_of(book, kind, language=language)
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@polled
@require_safe
def edition_files(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The part of the page with the files: it asks again by itself until the report is written."""
    book = opened_book(statistics_manager(request), pk)
    return render(request, "reports/editions/files.html", _files(pk, book))


def _files(pk: uuid.UUID, book: Book) -> dict[str, object]:
    language = get_language() or "sv"
    return {
        "pk": pk,
        "standing": standing(book),
        "kinds": KINDS,
        "packed": PACKED,
        "is_writing": is_published(pk) and kept_pdf(pk, language) is None,
    }


@require_safe
def explore_edition(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Rows, columns and period by choice, as a table or a chart."""
    book = opened_book(statistics_manager(request), pk)
    found = people_of(released_of(book))
    code = request.GET.get("people", next(iter(found), ""))
    context = {"pk": pk, "book": book, "draft": draft_words(), "people": found, "chosen": code}
    if code not in found:
        return render(request, "reports/editions/explore.html", context | {"form": None})
    form = _form(request, book, found[code])
    context |= {"form": form, "warning": warning() if book.earlier else ""}
    if form.is_bound and not form.is_valid():
        return render(request, "reports/editions/explore.html", context, status=422)
    return render(request, "reports/editions/explore.html", context | _answered(book, code, form))


def _books(book: Book) -> dict[str, Book]:
    return {one.code: one for one in (book, *book.earlier[:MOST_EARLIER])}


def _form(request: HttpRequest, book: Book, people: People) -> ExploreForm:
    rows, columns = defaults(people)
    return ExploreForm(
        request.GET if "rows" in request.GET else None,
        people=people,
        editions={code: period(code) for code in _books(book)},
        initial={
            "people": people.code,
            "rows": rows,
            "columns": columns,
            "edition": book.code,
            "look": TABLE,
        },
    )


def _answered(book: Book, code: str, form: ExploreForm) -> dict[str, object]:
    """What was asked for; an earlier edition may not have released these people at all."""
    chosen = form.cleaned_data if form.is_bound else form.initial
    people = people_of(released_of(_books(book)[chosen["edition"]])).get(code)
    found = answer(people, chosen["rows"], chosen["columns"]) if people is not None else None
    return {
        "answer": found,
        "as_chart": chosen["look"] == CHART,
        "period": period(chosen["edition"]),
    }
