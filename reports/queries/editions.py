"""Editions as they are shown, and the book that every output is made from."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from casework.actors import SETUP, acting_as
from casework.audit.denials import get_or_404
from casework.models import City, User
from reports.book import Book, Certificate, Checked
from reports.disclosure.catalogue_of_files import lacking
from reports.enums import EditionState, PeriodKind, RefusedBecause
from reports.models import Edition, EditionPeriod, EditionUniverse, ExactFigure
from reports.models.edition import OVER, EditionQuerySet
from reports.periods import from_to
from reports.presentation.editions.words import period as period_words
from reports.queries.books import EditionIsOver
from reports.queries.engine_words import told
from reports.queries.own_work import own_work_of
from reports.tables.levels import universe_words, value_words

# How many earlier years stand beside an edition.
EARLIER = 3


def editions_for(user: User) -> list[Edition]:
    """All editions that *user* sees, newest period first."""
    rows = Edition.objects.visible_to(user).defer("own_work")
    return list(rows.select_related("period", "prepared_by", "approved_by"))


def edition_rows(user: User) -> EditionQuerySet:
    """Editions with everything that their page shows."""
    return Edition.objects.visible_to(user).select_related(
        "period", "prepared_by", "approved_by", "refused_by", "withdrawn_by"
    )


@dataclass(frozen=True)
class PeriodRow:
    """A registered period, and how many exact figures there are about it: all, and unanswered."""

    period: EditionPeriod
    figures: int
    unanswered: int
    has_edition: bool
    # What has to be published first, by title.
    lacks: tuple[str, ...]

    @property
    def days(self) -> str:
        """Its first and last day, in words."""
        return from_to(self.period.start, self.period.end)

    @property
    def may_be_ordered(self) -> bool:
        """Whether an edition of it can be made now."""
        return self.period.is_over and not self.has_edition and not self.lacks

    @property
    def is_waited_for(self) -> bool:
        """Whether none can be made because the period is not over."""
        return not self.period.is_over and not self.has_edition


def periods_for(user: User) -> list[PeriodRow]:
    """All registered periods, newest first."""
    figures = ExactFigure.objects.visible_to(user)
    over = set(figures.over().values_list("pk", flat=True))
    unanswered = set(figures.unanswered().values_list("pk", flat=True))
    found = EditionPeriod.objects.visible_to(user).prefetch_related(
        "figures", Prefetch("editions", Edition.objects.defer("own_work"))
    )
    titles = {p.code: title_of(p) for p in found if not _is_published(p)}
    return [
        PeriodRow(
            p,
            sum(f.pk not in over for f in p.figures.all()),
            sum(f.pk in unanswered for f in p.figures.all()),
            any(e.state not in OVER for e in p.editions.all()),
            tuple(titles[code] for code in p.follows if code in titles),
        )
        for p in found
    ]


def _is_published(period: EditionPeriod) -> bool:
    return any(e.state == EditionState.PUBLISHED for e in period.editions.all())


def released_edition(months: Iterable[str]) -> Edition | None:
    """The published edition of exactly *months*, for whoever asks: it is public."""
    wanted = list(months)
    with acting_as(SETUP):
        rows = Edition.objects.filter(state=EditionState.PUBLISHED).select_related(
            "period", "prepared_by", "approved_by"
        )
        return next((e for e in rows if e.period.months == wanted), None)


def book_of(edition: Edition, *, with_earlier: bool = True) -> Book:
    """Everything that *edition* says: released numbers, exact own work, words."""
    rows = list(EditionUniverse.objects.filter(edition=edition))
    documents: dict[str, Mapping[str, Any]] = {
        row.universe: json.loads(bytes(row.document)) for row in rows if row.document is not None
    }
    return Book(
        code=edition.period.code,
        title=title_of(edition.period),
        city=City.objects.values_list("name", flat=True).first() or "",
        universes=documents,
        own_work=own_work_of(edition.own_work),
        refused={r.universe: refusal_words(r.refused_because) for r in rows if r.document is None},
        lacking=_lacking(documents),
        months=tuple(edition.period.months),
        certificate=_certificate(edition, rows, documents),
        published_at=edition.published_at,
        corrections=corrections_of(edition),
        earlier=_earlier(edition) if with_earlier else (),
    )


def opened_book(user: User, pk: uuid.UUID) -> Book:
    """The book of an edition that *user* sees. Raises ``Http404`` where there is none.

    Of what was refused or withdrawn it raises :class:`EditionIsOver`.
    """
    edition = get_or_404(edition_rows(user), pk)
    if edition.state in OVER:
        raise EditionIsOver
    return book_of(edition)


def title_of(period: EditionPeriod) -> str:
    """What an edition of *period* is called."""
    if period.kind == PeriodKind.YEAR:
        return _("The year %(year)s in figures") % {"year": period.start.year}
    if period.kind == PeriodKind.HALF_YEAR:
        if period.is_second_half:
            return _("The second half-year of %(year)s in figures") % {"year": period.start.year}
        return _("The first half-year of %(year)s in figures") % {"year": period.start.year}
    named = capfirst(period_words(period.code, period.months))
    return _("%(period)s in figures") % {"period": named}


def refusal_words(because: str) -> str:
    """Why there are no figures, in a sentence for everybody; empty where there are."""
    return str(RefusedBecause(because).label) if because else ""


def corrections_of(edition: Edition) -> tuple[str, ...]:
    """What was found to be different, and what people have added in words."""
    added = edition.corrections.values_list("words", flat=True)
    return (*map(told, edition.notices), *added)


def _lacking(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    found = {
        code: lacking(code, {table["code"] for table in document["spec"]["tables"]})
        for code, document in documents.items()
    }
    return {code: tables for code, tables in found.items() if tables}


def _certificate(
    edition: Edition, rows: list[EditionUniverse], documents: dict[str, Mapping[str, Any]]
) -> Certificate | None:
    """Who stands for a published edition. An approved one may yet be refused: still a draft."""
    prepared, approved, at = edition.prepared_by, edition.approved_by, edition.approved_at
    made: datetime | None = edition.made_at
    if edition.published_at is None or prepared is None or approved is None:
        return None
    if at is None or made is None:
        return None
    return Certificate(
        prepared_by=prepared.full_name,
        prepared_at=made,
        checked=tuple(_checked(row) for row in rows if row.document is not None),
        approved_by=approved.full_name,
        approved_at=at,
        exact=tuple(_exact(pin) for document in documents.values() for pin in document["pins"]),
    )


def _checked(row: EditionUniverse) -> Checked:
    return Checked(
        universe=row.universe,
        cells=row.cells,
        largest_error=row.largest_error,
        mean_error=row.mean_error,
        median_share=row.median_share,
        attacked=row.attacked,
        crossings=row.crossings,
        witnesses=row.witnesses,
        insiders=row.insiders,
    )


def _exact(pin: Mapping[str, Any]) -> str:
    """An exact figure as it is printed beside the tables."""
    about = [value_words(level, value) for level, value in pin["at"].items()]
    return _("Exactly %(count)s: %(people)s, %(about)s. Made public by %(source)s.") % {
        "count": pin["count"],
        "people": universe_words(pin["universe"]),
        "about": "; ".join(about or [value_words("", "")]),
        "source": pin["source"],
    }


def _earlier(edition: Edition) -> tuple[Book, ...]:
    """The published editions of the years before, newest first."""
    if edition.period.kind != PeriodKind.YEAR:
        return ()
    found = (
        Edition.objects.filter(
            state=EditionState.PUBLISHED,
            period__kind=PeriodKind.YEAR,
            period__start__lt=edition.period.start,
        )
        .select_related("period", "prepared_by", "approved_by")
        .order_by("-period__start")[:EARLIER]
    )
    return tuple(book_of(earlier, with_earlier=False) for earlier in found)
