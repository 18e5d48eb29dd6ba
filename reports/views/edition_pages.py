"""An edition as a page, its files, and the choice of its numbers. They see its book alone."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from reports.book import Book
from reports.exports.editions.files import KINDS, name_of, packed, written
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
            "pk": pk,
            "view": edition_view(book),
            "checked_lines": checked_lines(book),
            "standing": standing(book),
            "draft": draft_words(),
            "kinds": KINDS,
            "packed": PACKED,
        },
    )


@require_safe
def edition_file(request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """One file of the edition, or all of them packed."""
    book = opened_book(statistics_manager(request), pk)
    language = get_language() or "sv"
    about = colophon_of(book)
    if kind == PACKED:
        content, content_type = packed(book, language=language, colophon=about), "application/zip"
        name = file_name(book, PACKED)
    elif kind in KINDS:
        content = written(book, kind, language=language, colophon=about)
        content_type, name = KINDS[kind].content_type, name_of(book, kind, language=language)
    else:
        raise Http404
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


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
