"""How many each exact figure leaves out, by all that is published: kept, or asked of the files.

The linear programmes are solved when an edition is audited, and again by the clock when something
has come out since. A page opens what is kept; only where that is of another day it asks itself.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from casework.actors import RELEASER, acting_as
from reports.disclosure.published import Published, read
from reports.disclosure.spans import rests
from reports.enums import EditionState
from reports.models import Edition, EditionRests, EditionUniverse, ExactFigure
from reports.models.edition import OVER
from reports.models.edition_rests import Rests

# Editions whose page is read to decide on them, or to look back.
SHOWN = [EditionState.AUDITED, EditionState.APPROVED, EditionState.PUBLISHED]


@dataclass(frozen=True)
class Asked:
    """What is proved beside an edition's exact figures, and of what it was asked."""

    edition_id: uuid.UUID
    basis: str
    rests: Rests


def rests_of(edition: Edition, figures: Iterable[ExactFigure]) -> Rests:
    """By figure of *figures*: kept, as long as nothing else is out since, or asked now."""
    kept = EditionRests.objects.filter(edition=edition).order_by("id").first()
    if kept is not None and (edition.state in OVER or kept.basis == basis_of(edition)):
        return kept.open_rests()
    return _asked(edition, figures)


def ask(edition: Edition) -> Asked:
    """Solve what a page shows of *edition*; the basis first, so that a later one is noticed."""
    basis = basis_of(edition)
    figures = list(ExactFigure.objects.standing().filter(period=edition.period))
    return Asked(edition.pk, basis, _asked(edition, figures))


def unasked() -> list[Edition]:
    """The editions with exact figures of which nothing is kept, or what is not so any more."""
    with acting_as(RELEASER):
        rows = Edition.objects.filter(state__in=SHOWN, period__figures__isnull=False)
        found = rows.order_by("ordered_at", "id").select_related("period").distinct()
        kept = dict(EditionRests.objects.values_list("edition_id", "basis"))
        return [edition for edition in found if kept.get(edition.pk) != basis_of(edition)]


def basis_of(edition: Edition) -> str:
    """What the answer rests on: other editions that are out, and the exact figures that count."""
    out = Edition.objects.filter(Q(state=EditionState.PUBLISHED) & ~Q(pk=edition.pk))
    parts = [
        *map(str, out.order_by("id").values_list("pk", flat=True)),
        "figures",
        *map(str, ExactFigure.objects.standing().order_by("id").values_list("pk", flat=True)),
    ]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _asked(edition: Edition, figures: Iterable[ExactFigure]) -> Rests:
    """Asked of *edition* and all that is published, of all that is out exactly."""
    universes = {figure.universe for figure in figures}
    documents = _documents(edition, universes) if universes else {}
    standing = ExactFigure.objects.standing()
    found: Rests = {}
    for universe, editions in documents.items():
        periods = {code: x for each in editions for code, x in each.periods.items()}
        out = [
            figure
            for figure in standing.filter(universe=universe).select_related("period")
            if figure.period.code in periods
        ]
        asked = [(periods[figure.period.code], figure.at, figure.count) for figure in out]
        for figure, span in zip(out, rests(editions, asked), strict=True):
            found[figure.pk] = None if span is None else (span.lower, span.upper)
    return found


def _documents(edition: Edition, universes: set[str]) -> dict[str, list[Published]]:
    """What *edition* and the published ones say, by universe; *edition* itself last."""
    found: dict[str, list[Published]] = defaultdict(list)
    own = EditionUniverse.objects.filter(edition=edition)
    others = EditionUniverse.objects.filter(edition__state=EditionState.PUBLISHED)
    for rows in (others.exclude(edition=edition), own):
        for row in rows.filter(universe__in=universes, document__isnull=False):
            found[row.universe].append(read(bytes(row.document or b"")))
    ours = set(own.filter(document__isnull=False).values_list("universe", flat=True))
    return {universe: editions for universe, editions in found.items() if universe in ours}
