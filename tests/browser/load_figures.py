"""Editions, programme and exchange for the browser tests: figures as released, nothing is drawn."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from casework.actors import RELEASER, SETUP, acting_as
from casework.models import User
from reports.actions.editions import approve_edition, order_edition
from reports.actions.periods import register_year
from reports.enums import EditionState, RefusedBecause
from reports.models import Edition, EditionUniverse
from reports.models.edition import UNIVERSES
from reports.queries.own_work import count_own_work
from tests.reports.exchange import approved, asked, last_year
from tests.reports.programme import an_aim, answered, planned

DOCUMENTS = Path(__file__).parents[1] / "data" / "editions"


def figures(manager: User, approver: User) -> dict[str, str]:
    """Rows of everything that statistics managers work with, by name."""
    aim = an_aim(manager)
    measure = planned(manager, aim)
    answered(manager, planned(manager, aim, title="Planterad till"), "done", "Planterat svar")
    out = edition_of(manager, 2025, UNIVERSES)
    approve_edition(by=approver, edition_id=out.pk)
    with acting_as(manager):
        # Without the report, which takes a minute of the machine: its page says that it is coming.
        Edition.objects.filter(pk=out.pk).update(
            state=EditionState.PUBLISHED, published_at=timezone.now() + timedelta(seconds=1)
        )
    waiting = edition_of(manager, 2024, ("exploited", "plans"))
    return {
        "edition": str(out.pk),
        "period": str(out.period_id),
        "edition_waiting": str(waiting.pk),
        "aim": str(aim.pk),
        "measure": str(measure.pk),
        "exchange": str(asked(manager).pk),
        "exchange_approved": str(approved(manager, approver, first_year=last_year() - 1).pk),
    }


def edition_of(manager: User, year: int, universes: tuple[str, ...]) -> Edition:
    """An audited edition with the released documents of *universes*; the others were too few."""
    edition = order_edition(by=manager, period=register_year(by=manager, year=year))
    with acting_as(SETUP):
        own_work = count_own_work(edition.period.period)
    with acting_as(RELEASER):
        Edition.objects.filter(pk=edition.pk).update(state=EditionState.AUDITING)
        for universe in UNIVERSES:
            made = EditionUniverse(edition=edition, universe=universe)
            if universe in universes:
                made.document = (DOCUMENTS / f"{year}-{universe}.json").read_bytes()
                made.cells = len(json.loads(made.document)["cells"])
                made.largest_error, made.mean_error, made.median_share = 4, 1.2, 0.02
                made.attacked, made.crossings, made.witnesses = 2 * made.cells, 300, 400
                made.insiders = 1000
            else:
                made.refused_because = RefusedBecause.TOO_FEW
            made.save(force_insert=True)
        now = timezone.now()
        Edition.objects.filter(pk=edition.pk).update(
            state=EditionState.AUDITED, made_at=now, progress=100, own_work=own_work
        )
    return edition
