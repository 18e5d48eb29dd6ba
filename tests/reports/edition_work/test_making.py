"""How an edition is made: frozen, drawn once, audited, and kept whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actors import RELEASER, STATISTICS, acting_as
from casework.audit.figure_events import FigureEvent
from casework.enums import PersonRole, Role
from casework.models import AuditEvent, User
from outreach.models import Encounter
from reports.actions import preparing
from reports.actions.edition_clock import prepare_last_year, sweep_editions
from reports.actions.editions import approve_edition, order_edition
from reports.actions.figures import withdraw_figure
from reports.actions.periods import register_year
from reports.actions.preparing import freeze_rows, make_edition, make_next
from reports.disclosure.ledger import Ledger
from reports.disclosure.outcome import Refusal
from reports.disclosure.release import release as draw
from reports.enums import EditionState, RefusedBecause
from reports.models import DisclosureLedger, Edition, EditionUniverse, ExactFigure
from reports.presentation.editions.view import edition_view
from reports.presentation.editions.words import table_title, universe_label
from reports.queries.editions import book_of
from reports.queries.turn import TURN
from tests.conftest import MakeUser, SignIn, superuser_dsn
from tests.reports.edition_work.build import YEAR, a_year, again, counting, made

pytestmark = pytest.mark.django_db

# Too few exploited people for a draw: what is tested goes on with the buyers, and faster.
FEW = 12


def universes(user: User, edition: Edition) -> dict[str, EditionUniverse]:
    with acting_as(user):
        return {u.universe: u for u in EditionUniverse.objects.filter(edition=edition)}


def counted(universe: EditionUniverse, *at: str, table: str) -> int:
    assert universe.document is not None
    document: dict[str, Any] = json.loads(bytes(universe.document))
    return next(
        int(c["value"]) for c in document["cells"] if c["table"] == table and c["at"] == list(at)
    )


def test_an_edition_is_drawn_audited_and_kept(
    worker: User, manager: User, make_user: MakeUser
) -> None:
    """Universe by universe; of too few people nothing, in a plain sentence, and the others go on.

    The ledger and its key are sealed, and whoever opens them is in the log.
    """
    a_year(worker, people=FEW, buyers=60)
    edition = made(manager)
    found = universes(manager, edition)
    assert {u.universe: (u.refused_because, u.findings) for u in found.values()} == {
        "exploited": (RefusedBecause.TOO_FEW, []),
        "suspected_buyers": ("", []),
        **dict.fromkeys(("kast", "plans", "referrals", "protection"), (RefusedBecause.TOO_FEW, [])),
    }
    assert (edition.state, edition.progress) == (EditionState.AUDITED, 100)
    assert found["exploited"].document is None
    everybody = counted(found["suspected_buyers"], "*", table="age")
    assert everybody % 5 == 0
    assert abs(everybody - 60) <= found["suspected_buyers"].largest_error <= 4
    assert found["suspected_buyers"].insiders == 1000
    assert {t["code"] for t in edition.own_work} >= {"shifts_by_month", "shifts_nobody_met"}
    _is_sealed()
    with acting_as(make_user(Role.LOG_REVIEWER)):
        assert AuditEvent.objects.filter(event=FigureEvent.LEDGER_OPENED).count() >= 4
        assert AuditEvent.objects.filter(event=FigureEvent.LEDGER_CHANGED).count() >= 3


def _is_sealed() -> None:
    with acting_as(RELEASER):
        row = DisclosureLedger.objects.get()
        stored = bytes(row.sealed) + bytes(row.sealed_key)
        opened = json.loads(row.open_content())
        key = row.open_key()
    assert set(opened) == {"ledger", "frozen"}
    assert opened["frozen"] == {}
    for plain in (b"suspected_buyers", b"age_band", b"2025-01", key):
        assert plain not in stored


def test_there_is_one_ledger_and_nobody_removes_it(manager: User) -> None:
    register_year(by=manager, year=YEAR)
    for statement in (
        "INSERT INTO reports_disclosureledger SELECT * FROM reports_disclosureledger",
        "DELETE FROM reports_disclosureledger",
        # A ledger that was read before somebody else drew.
        "UPDATE reports_disclosureledger SET sealed = sealed",
    ):
        with pytest.raises(DatabaseError), acting_as(RELEASER), connection.cursor() as cursor:
            cursor.execute(statement)


def test_killed_between_draw_and_keeping_makes_the_same_bytes(
    worker: User, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first attempt draws and dies; rows change; the second makes what the first had drawn."""
    a_year(worker, people=FEW)
    drawn: list[bytes] = []

    def dies(**values: Any) -> None:
        made = values["made"]
        assert (made.because, made.findings) == ("", ())
        drawn.append(made.files["edition.json"])
        raise SystemExit

    edition = order_edition(by=manager, period=register_year(by=manager, year=YEAR))
    assert make_next(edition_id=edition.pk)
    with monkeypatch.context() as patch:
        patch.setattr(preparing, "keep_universe", dies)
        with pytest.raises(SystemExit):
            make_next(edition_id=edition.pk)
    assert set(universes(manager, edition)) == {"exploited"}
    with acting_as(worker):
        gone = Encounter.objects.filter(role=PersonRole.SUSPECTED_BUYER).first()
        assert gone is not None
        Encounter.objects.filter(pk=gone.pk).update(is_current=False)
    assert make_next(edition_id=edition.pk)
    document = universes(manager, edition)["suspected_buyers"].document
    assert document is not None
    assert drawn == [bytes(document)]


def test_a_finding_of_the_audit_refuses_the_edition(
    worker: User, manager: User, other_manager: User, sign_in: SignIn
) -> None:
    """A number that was told to others and can't be: nobody is asked to approve what is left.

    Of the universe with the finding there are no figures, and its draw stands in no ledger.
    """
    a_year(worker, people=FEW, buyers=60)
    period = register_year(by=manager, year=YEAR)
    told = ExactFigure(
        period=period, universe="suspected_buyers", level="age_band", value="18_20", count=500,
        source="En tidning", is_pinned=False,
    )  # fmt: skip
    counting(manager, other_manager, told)
    edition = order_edition(by=manager, period=period)
    progress = []
    while make_next(edition_id=edition.pk):
        now = again(manager, edition)
        assert now.state == EditionState.AUDITING
        progress.append(now.progress)
    # Universe by universe on the way, and whole at the end.
    assert progress == [14, 28, 42, 57, 71, 85]
    refused = again(manager, edition)
    assert (refused.state, refused.refused_because, refused.progress) == (
        EditionState.REFUSED, RefusedBecause.AUDIT, 100,
    )  # fmt: skip
    found = universes(manager, edition)["suspected_buyers"]
    assert (found.refused_because, found.document) == (RefusedBecause.AUDIT, None)
    assert any("contradict each other" in finding for finding in found.findings)
    page = sign_in(manager).get(reverse("reports:edition", args=[edition.pk]))
    assert "None" not in page.content.decode()
    with acting_as(RELEASER):
        kept = json.loads(DisclosureLedger.objects.get().open_content())["ledger"]
    ledger = Ledger.from_json(kept)
    assert not ledger.drawn("suspected_buyers")
    assert ledger.editions("suspected_buyers") == []
    with pytest.raises(ActionRefused, match="moved on"):
        approve_edition(by=other_manager, edition_id=edition.pk)
    with pytest.raises(DatabaseError), acting_as(other_manager):
        Edition.objects.filter(pk=edition.pk).update(state=EditionState.APPROVED)

    # A false figure does not stop the statistics for ever: two take it back.
    withdraw_figure(by=manager, figure_id=told.pk, reason="Tidningen hade fel")
    withdraw_figure(by=other_manager, figure_id=told.pk, reason="Tidningen hade fel")
    anew = order_edition(by=manager, period=period)
    make_edition(edition_id=anew.pk)
    approve_edition(by=other_manager, edition_id=anew.pk)
    assert universes(manager, anew)["suspected_buyers"].document is not None
    with acting_as(RELEASER):
        kept = json.loads(DisclosureLedger.objects.get().open_content())["ledger"]
    assert Ledger.from_json(kept).known("suspected_buyers") == []


def test_a_figure_of_another_year_stops_no_edition(
    worker: User, manager: User, other_manager: User
) -> None:
    """It is attacked with where it belongs; the edition of this year is made all the same."""
    a_year(worker, people=FEW, buyers=60)
    earlier = register_year(by=manager, year=YEAR - 1)
    about = {"universe": "suspected_buyers", "level": "age_band", "value": "18_20"}
    told = ExactFigure(period=earlier, count=12, source="En tidning", **about)
    counting(manager, other_manager, told)
    edition = made(manager)
    assert edition.state == EditionState.AUDITED
    assert universes(manager, edition)["suspected_buyers"].document is not None


def test_tables_that_went_are_named(
    worker: User, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no set keeps the bound in all of them some go, and the edition says which."""
    a_year(worker, people=FEW, buyers=60)
    real, asked = draw, list[int]()

    def release(rows: Any, spec: Any, *rest: Any, **named: Any) -> Any:
        if spec.code == "suspected_buyers":
            asked.append(len(spec.tables))
            if len(asked) == 1:
                return Refusal(spec.code, "2025", "No set.", RefusedBecause.NOT_FOUND)
        return real(rows, spec, *rest, **named)

    monkeypatch.setattr(preparing, "release", release)
    edition = made(manager)
    assert len(asked) == 2
    assert asked[1] < asked[0]
    with acting_as(manager):
        book = book_of(edition)
        ((who, sentence),) = [told for told in edition_view(book).refused if "left out" in told[1]]
    assert who == universe_label("suspected_buyers")
    gone = book.lacking["suspected_buyers"]
    assert len(gone) == asked[0] - asked[1]
    assert all(table_title(code) in sentence for code in gone)


def test_one_at_a_time(worker: User, manager: User) -> None:
    edition = order_edition(by=manager, period=register_year(by=manager, year=YEAR))
    name = connection.settings_dict["NAME"]
    with psycopg.connect(superuser_dsn(name)) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [TURN])
        assert not make_next(edition_id=edition.pk)
        assert again(manager, edition).state == EditionState.DRAFT
        other.execute("SELECT pg_advisory_unlock(%s)", [TURN])
    assert make_next(edition_id=edition.pk)


def test_two_orders_at_once_are_one_edition(manager: User, other_manager: User) -> None:
    period = register_year(by=manager, year=YEAR)
    first = order_edition(by=manager, period=period)
    assert order_edition(by=other_manager, period=period) == first
    with acting_as(manager):
        assert Edition.objects.count() == 1


def test_a_draw_on_a_ledger_that_has_grown_is_thrown_away(
    manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever computed while somebody else drew keeps nothing."""
    edition = order_edition(by=manager, period=register_year(by=manager, year=YEAR))
    real: Callable[..., None] = preparing.keep_universe

    def late(**values: Any) -> None:
        register_year(by=manager, year=YEAR + 1)
        real(**values)

    with monkeypatch.context() as patch:
        patch.setattr(preparing, "keep_universe", late)
        assert not make_next(edition_id=edition.pk)
    assert universes(manager, edition) == {}
    assert make_next(edition_id=edition.pk)
    assert set(universes(manager, edition)) == {"exploited"}


def test_the_clock_prepares_last_year_once(manager: User) -> None:
    today = date(YEAR + 1, 1, 20)
    edition = prepare_last_year(by=RELEASER, today=today)
    assert edition is not None
    assert (edition.period.code, edition.prepared_by) == (str(YEAR), None)
    assert prepare_last_year(by=RELEASER, today=today) is None


def test_what_was_left_behind_goes_on_and_after_three_times_is_refused(manager: User) -> None:
    edition = order_edition(by=manager, period=register_year(by=manager, year=YEAR))
    freeze_rows(by=RELEASER, edition=edition, universe="exploited")
    with acting_as(RELEASER):
        frozen = json.loads(DisclosureLedger.objects.get().open_content())["frozen"]
    assert frozen == {f"{edition.pk}:exploited": []}
    old = timezone.now() - timedelta(minutes=6)
    with acting_as(RELEASER):
        Edition.objects.update(seen_at=old, state=EditionState.AUDITING, attempt=1)
    assert sweep_editions(by=RELEASER) == 1
    assert again(manager, edition).state == EditionState.AUDITING
    with acting_as(RELEASER):
        Edition.objects.update(seen_at=old, attempt=3)
    assert sweep_editions(by=RELEASER) == 1
    refused = again(manager, edition)
    assert (refused.state, refused.refused_because) == ("refused", RefusedBecause.INTERRUPTED)
    with acting_as(RELEASER):
        assert json.loads(DisclosureLedger.objects.get().open_content())["frozen"] == {}
    make_edition(edition_id=edition.pk)
    assert again(manager, edition).state == EditionState.REFUSED


def test_a_period_that_is_not_over_gets_no_edition(manager: User, sign_in: SignIn) -> None:
    year = timezone.localdate().year
    period = register_year(by=manager, year=year)
    with pytest.raises(ActionRefused, match="not over"):
        order_edition(by=manager, period=period)
    # Its card has no button, and says why.
    client = sign_in(manager)
    client.cookies["ledljus_language"] = "en"
    html = client.get(reverse("reports:editions")).content.decode()
    start = html.index(f"<h3>The year {year} in figures</h3>")
    card = html[start : html.index("</article>", start)]
    assert "No exact figures registered" in card
    assert "Its edition can be made when the period is over." in card
    assert reverse("reports:order_edition", args=[period.pk]) not in card
    # One that has not even begun, as a second half-year in spring, is listed all the same.
    register_year(by=manager, year=year + 1)
    html = client.get(reverse("reports:editions")).content.decode()
    assert f"1 July {year + 1} – 31 December {year + 1}" in html


def test_statistics_reads_the_view_and_no_ledger() -> None:
    with pytest.raises(DatabaseError, match="permission denied"), acting_as(STATISTICS):
        DisclosureLedger.objects.exists()
