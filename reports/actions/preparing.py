"""How an edition is made: one universe at a time, each drawn, audited and kept in one step.

The rows are frozen first, in a transaction of their own. The draw follows from them, the key and
the seed alone: whoever is killed before it is kept has made nothing, and the next attempt makes the
same bytes. The ledger, the files and the audit are kept together or not at all.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone

from casework.actions.base import ActionRefused, action
from casework.actors import RELEASER, SETUP, SystemActor, acting_as
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from reports.actions.edition_rests import keep_rests
from reports.actions.ledger_keeping import Opened, open_ledger, save_ledger
from reports.disclosure.auditor import AuditReport, Evidence, audit
from reports.disclosure.catalogue import with_fewer
from reports.disclosure.edition import JSON_FILE
from reports.disclosure.facts import Fact
from reports.disclosure.insiders import TRIALS
from reports.disclosure.outcome import Refusal, Release
from reports.disclosure.published import read
from reports.disclosure.release import release
from reports.disclosure.spec import Spec
from reports.enums import EditionState, RefusedBecause
from reports.models import Edition, EditionUniverse, ExactFigure
from reports.models.edition import OPEN_EDITIONS, UNIVERSES
from reports.queries.engine_words import PINS_UNFIT
from reports.queries.freezing import rows_of, spec_of
from reports.queries.own_work import Stored, count_own_work
from reports.queries.rests import Asked, ask
from reports.queries.turn import my_turn

logger = logging.getLogger(__name__)

TASK = "reports.advance_edition"
MOST_ATTEMPTS = 3
# Not for the user: nobody sees it but this module, which stops.
_SUPERSEDED = "The edition is made, refused, or another attempt has it."


def send_when_committed(edition_id: uuid.UUID) -> None:
    """Hand an edition to the workers once its row is there. The sweeper sends what gets lost."""
    arguments = [str(edition_id)]
    transaction.on_commit(lambda: current_app.send_task(TASK, args=arguments), robust=True)


def make_edition(*, edition_id: uuid.UUID) -> None:
    """Make everything that is missing in an edition, here and now."""
    while make_next(edition_id=edition_id):
        pass


def make_next(*, edition_id: uuid.UUID) -> bool:
    """Make the next universe of an edition, or finish it; whether there is more to do.

    Does nothing while somebody else makes an edition. What goes wrong is logged without a figure
    and tried again by the sweeper; nothing is raised for it.
    """
    with my_turn() as mine:
        if not mine:
            return False
        try:
            edition = start_edition(by=RELEASER, edition_id=edition_id)
            left = _left(edition)
            if not left:
                with acting_as(SETUP):
                    own_work = count_own_work(edition.period.period)
                with acting_as(RELEASER):
                    asked = ask(edition)
                finish_edition(by=RELEASER, edition_id=edition_id, own_work=own_work, asked=asked)
                return False
            _make_universe(edition, left[0])
        except ActionRefused:
            return False
        except Exception as error:  # noqa: BLE001 - whatever it was, the sweeper tries again
            # Its words may hold a value of somebody's row: what it was, and no more.
            logger.warning("An edition could not be made: %s", type(error).__name__)
            return False
        return True


def _left(edition: Edition) -> list[str]:
    with acting_as(RELEASER):
        made = set(
            EditionUniverse.objects.filter(edition=edition).values_list("universe", flat=True)
        )
    return [universe for universe in UNIVERSES if universe not in made]


@action
def start_edition(*, by: SystemActor, edition_id: uuid.UUID) -> Edition:
    """Begin an edition or go on with it. Raises :class:`ActionRefused` when it is not waiting."""
    rows = Edition.objects.select_related("period").select_for_update(of=("self",))
    edition = rows.filter(pk=edition_id, state__in=OPEN_EDITIONS).first()
    if edition is None:
        raise ActionRefused(_SUPERSEDED)
    edition.state = EditionState.AUDITING
    edition.attempt += 1
    edition.seen_at = timezone.now()
    edition.save(update_fields=["state", "attempt", "seen_at"])
    record(FigureEvent.EDITION_STARTED, by=by, obj=edition, attempt=edition.attempt)
    return edition


@dataclass(frozen=True)
class _Made:
    """What came out for one universe: files and their audit, or why there are none."""

    files: dict[str, bytes] | None
    because: str = ""
    findings: tuple[str, ...] = ()
    report: AuditReport | None = None


def _make_universe(edition: Edition, universe: str) -> None:
    """Draw and audit outside any transaction, then keep everything in one."""
    opened = freeze_rows(by=RELEASER, edition=edition, universe=universe)
    with acting_as(RELEASER):
        figures = list(
            ExactFigure.objects.standing().filter(universe=universe).select_related("period")
        )
        earlier = opened.ledger.editions(universe)
        spec = spec_of(universe, earlier)
    made = _drawn_and_audited(edition, spec, opened, figures)
    keep_universe(by=RELEASER, edition=edition, universe=universe, opened=opened, made=made)


@action
def freeze_rows(*, by: SystemActor, edition: Edition, universe: str) -> Opened:
    """Keep the rows that the draw is made from, in the ledger, and open it for the draw."""
    opened = open_ledger(why="freeze")
    if opened.rows(edition.pk, universe) is None:
        opened.freeze(edition.pk, universe, rows_of(universe, edition.period))
        save_ledger(opened, why="freeze")
    record(
        FigureEvent.EDITION_STARTED, by=by, obj=edition, attempt=edition.attempt, universe=universe
    )
    return opened


def _drawn_and_audited(
    edition: Edition, spec: Spec, opened: Opened, figures: list[ExactFigure]
) -> _Made:
    """The files of one universe, drawn on *opened* and audited together with all before them."""
    ledger, code = opened.ledger, edition.period.code
    if ledger.is_closed(code):
        # What was published stays as it is; nothing is left that it could be audited with.
        return _Made(None, RefusedBecause.DESTROYED)
    ledger.know_only(spec.code, [_fact(figure, pinned=False) for figure in figures])
    pins = [_fact(f, pinned=True) for f in figures if f.is_pinned and f.period == edition.period]
    rows = opened.rows(edition.pk, spec.code) or []
    made = release(rows, spec, ledger, opened.key, pins, period=code)
    for fewer in with_fewer(spec):
        if not (isinstance(made, Refusal) and made.code == RefusedBecause.NOT_FOUND):
            break
        spec = fewer
        made = release(rows, spec, ledger, opened.key, pins, period=code)
    if isinstance(made, Refusal):
        # One sentence for all: which it was would tell the number that was guessed at.
        words = (PINS_UNFIT,) if made.code == RefusedBecause.PINS else ()
        return _Made(None, made.code, words)
    report = audit(
        _up_to(made, ledger.editions(spec.code)),
        Evidence(**ledger.evidence(spec.code, [v.code for v in spec.variables])),
    )
    if not report.clean:
        return _Made(None, RefusedBecause.AUDIT, tuple(report.findings), report)
    return _Made(dict(made.files), report=report)


def _up_to(made: Release, editions: list[dict[str, bytes]]) -> list[dict[str, bytes]]:
    """The editions until *made*, oldest first: one that was published before has later ones."""
    return editions[: editions.index(dict(made.files)) + 1]


def _fact(figure: ExactFigure, *, pinned: bool) -> Fact:
    return Fact(figure.universe, figure.period.code, figure.count, figure.source, figure.at, pinned)


@action
def keep_universe(
    *, by: SystemActor, edition: Edition, universe: str, opened: Opened, made: _Made
) -> None:
    """Keep the draw, the files and their audit. Raises :class:`ActionRefused` for a late-comer.

    Where nothing is released the ledger stays as it was, but for the rows that waited.
    """
    now = open_ledger(why="keep")
    if now.version != opened.version:
        raise ActionRefused(_SUPERSEDED)
    kept = opened if made.files is not None else now
    kept.forget(edition.pk, universe)
    save_ledger(kept, why="keep")
    EditionUniverse(
        edition=edition,
        universe=universe,
        document=made.files[JSON_FILE] if made.files else None,
        bound=read(made.files[JSON_FILE]).bound if made.files else None,
        refused_because=made.because,
        findings=[finding[:300] for finding in made.findings],
        **_numbers(made.report),
    ).save(force_insert=True)
    progress = 100 * (UNIVERSES.index(universe) + 1) // (len(UNIVERSES) + 1)
    Edition.objects.filter(pk=edition.pk, state=EditionState.AUDITING).update(
        progress=progress, attempt=0, seen_at=timezone.now()
    )
    record(
        FigureEvent.EDITION_UNIVERSE,
        by=by,
        obj=edition,
        universe=universe,
        refused_because=made.because,
    )


def _numbers(report: AuditReport | None) -> dict[str, Any]:
    if report is None:
        return {}
    return {
        "cells": report.cells,
        "largest_error": report.largest,
        "mean_error": report.mean,
        "median_share": report.median_share,
        "attacked": report.attack.asked - report.attack.crossings,
        "crossings": report.attack.crossings,
        "witnesses": report.witnesses,
        "insiders": TRIALS,
    }


@action
def finish_edition(
    *, by: SystemActor, edition_id: uuid.UUID, own_work: list[Stored], asked: Asked
) -> None:
    """Close the making of an edition: it waits for people now. One finding, and it is refused."""
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    if edition.state != EditionState.AUDITING:
        raise ActionRefused(_SUPERSEDED)
    universes = EditionUniverse.objects.filter(edition=edition)
    found = universes.filter(refused_because=RefusedBecause.AUDIT).exists()
    ledger = open_ledger(why="finish").ledger
    edition.own_work = own_work
    edition.notices = list(dict.fromkeys(n for u in UNIVERSES for n in ledger.notices(u)))
    edition.progress, edition.made_at = 100, timezone.now()
    edition.seen_at = edition.made_at
    edition.state = EditionState.REFUSED if found else EditionState.AUDITED
    edition.refused_because = RefusedBecause.AUDIT if found else ""
    edition.save()
    keep_rests(by=by, asked=asked)
    record(
        FigureEvent.EDITION_REFUSED if found else FigureEvent.EDITION_AUDITED, by=by, obj=edition
    )
