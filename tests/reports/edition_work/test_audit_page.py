"""The page that the second person approves by: errors, spans, exact figures and their rests."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from casework.actors import RELEASER, acting_as
from casework.crypto import CannotOpen
from casework.identifiers import uuid7
from casework.models import User
from reports.actions.edition_rests import keep_missing_rests
from reports.actions.editions import order_edition
from reports.actions.figures import confirm_figure, register_figure
from reports.actions.periods import register_year
from reports.actions.preparing import make_edition
from reports.models import Edition, EditionPeriod, EditionRests, EditionUniverse, ExactFigure
from reports.presentation.numbers import percent
from reports.queries.freezing import rows_of
from tests.conftest import SignIn
from tests.reports.edition_work.build import YEAR, a_year, counting

pytestmark = pytest.mark.django_db
UNIVERSE = "suspected_buyers"


def counted(period: EditionPeriod) -> tuple[int, str, int]:
    """Everybody, the most usual age band, and how many have it."""
    ages = [str(row.values["age_band"]) for row in rows_of(UNIVERSE, period)]
    band = max(set(ages), key=lambda age: (ages.count(age), age))
    return len(ages), band, ages.count(band)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def facts_of(html: str) -> dict[str, str]:
    """The terms of the one universe that has figures."""
    (card,) = [c for c in html.split('<article class="card">')[1:] if "Largest error" in c]
    pairs = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", card, re.DOTALL)
    return {term: text_of(said) for term, said in pairs}


def figures_in(html: str) -> dict[str, list[str]]:
    table = html[html.index('id="exact"') :].partition("</table>")[0]
    rows = [
        [text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
    ]
    return {row[0]: row[1:] for row in rows}


def test_the_whole_page_comes_when_the_making_is_over(
    worker: User, manager: User, sign_in: SignIn
) -> None:
    a_year(worker, people=0, buyers=1)
    edition = order_edition(by=manager, period=register_year(by=manager, year=YEAR))
    asked = reverse("reports:edition_progress", args=[edition.pk])
    assert "HX-Refresh" not in sign_in(manager).get(asked).headers
    make_edition(edition_id=edition.pk)
    assert sign_in(manager).get(asked).headers["HX-Refresh"] == "true"
    page = _page(sign_in(manager), edition.pk)
    # Too few people is no fault of anybody's: nothing of it is red.
    assert "No figures" in page
    assert 'data-tone="danger"' not in page.partition('<article class="card">')[2]


def test_it_shows_errors_spans_and_exact_figures_and_no_raw_cell(
    worker: User, manager: User, other_manager: User, sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    a_year(worker, people=0, buyers=62)
    period = register_year(by=manager, year=YEAR)
    everybody, band, count = counted(period)
    # Of the exploited there are no figures: nobody was met.
    for universe, level, value, told, pinned in (
        (UNIVERSE, "age_band", band, count, True),
        ("exploited", "gender", "woman", 12, False),
    ):
        figure = ExactFigure(
            period=period, universe=universe, level=level, value=value, count=told,
            source="Planterad nämnd", is_pinned=pinned,
        )  # fmt: skip
        counting(other_manager, manager, figure)
    edition = order_edition(by=manager, period=period)
    make_edition(edition_id=edition.pk)
    with acting_as(manager):
        made = EditionUniverse.objects.get(edition=edition, universe=UNIVERSE)
    assert made.refused_because == ""

    client = sign_in(other_manager)
    html = _page(client, edition.pk)
    found = facts_of(html)
    # Whoever is asked to approve is told what would speak against it.
    assert "A reason not to approve would be: a part where something was found" in html
    people = "person" if made.largest_error == 1 else "people"
    assert found["Largest error"] == f"{made.largest_error} {people}"
    assert found["Mean error"] == f"{made.mean_error:.1f}"
    assert found["Median error of numbers of 20 or more"] == text_of(percent(made.median_share))
    assert 0 < made.median_share < 0.2
    assert found["Span of a number"] == "up to 4 more or fewer, and never below 0"
    assert found["Insiders tried"] == str(made.insiders)

    told_of = figures_in(html)
    assert len(told_of) == 2
    of_band = next(cells for about, cells in told_of.items() if "Age" in about)
    of_women = next(cells for about, cells in told_of.items() if "Woman" in about)
    assert of_band[0::2] == [str(count), "Planterad nämnd"]
    assert of_band[3] == "Printed"
    assert of_women == ["12", "–", "Planterad nämnd", "Known, not printed"]
    # The files leave the rest of it open, by their bounds and no more.
    span = re.fullmatch(r"between (\d+) and (\d+) people", of_band[1])
    assert span is not None
    lower, upper = map(int, span.groups())
    assert lower <= everybody - count <= upper
    assert 4 <= upper - lower <= 8
    assert "is what somebody can prove from all published numbers" in html
    _no_raw_cell(html, made, {count, 12, lower, upper})
    _is_kept_sealed(manager, upper)
    with monkeypatch.context() as patch:
        _the_page_only_reads(patch, client, edition.pk, html)
    _what_is_not_kept_is_asked_once(manager, other_manager, client, edition.pk, html)


def _is_kept_sealed(manager: User, upper: int) -> None:
    """Sealed in its row by whoever makes editions: no manager writes it, no other row opens it."""
    with acting_as(manager):
        row = EditionRests.objects.get()
    assert upper in {span[1] for span in row.open_rests().values() if span is not None}
    with pytest.raises(DatabaseError), acting_as(manager), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_editionrests SET basis = ''")
    other = EditionRests(pk=uuid7(), sealed_rests=row.sealed_rests)
    with pytest.raises(CannotOpen):
        other.open_rests()


def _never(*_values: object) -> None:
    raise AssertionError("solved or read for a view")


def _the_page_only_reads(
    patch: pytest.MonkeyPatch, client: Client, pk: object, before: str
) -> None:
    """No programme is solved and no document is read, whoever looks and however often."""
    patch.setattr("reports.queries.rests.rests", _never)
    patch.setattr("reports.queries.rests.read", _never)
    patch.setattr("reports.queries.audited.read", _never)
    assert figures_in(_page(client, pk)) == figures_in(before)
    assert facts_of(_page(client, pk)) == facts_of(before)
    assert keep_missing_rests() == 0


def _what_is_not_kept_is_asked_once(
    manager: User, other_manager: User, client: Client, pk: uuid.UUID, before: str
) -> None:
    """A draft of before, and one beside which something has come out: asked now, kept by night."""
    with acting_as(RELEASER), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_editionrests SET basis = 'another'")
    assert figures_in(_page(client, pk)) == figures_in(before)
    with acting_as(manager):
        assert EditionRests.objects.get().basis == "another"
    assert (keep_missing_rests(), keep_missing_rests()) == (1, 0)
    with acting_as(manager):
        period = Edition.objects.get(pk=pk).period
    figure = ExactFigure(period=period, universe="kast", count=3, source="Planterad nämnd")
    register_figure(by=manager, figure=figure)
    # It is told of, and is asked about nothing before it counts.
    assert len(figures_in(_page(client, pk))) == 3
    assert keep_missing_rests() == 0
    confirm_figure(by=other_manager, figure_id=figure.pk)
    assert len(figures_in(_page(client, pk))) == 3
    assert (keep_missing_rests(), keep_missing_rests()) == (1, 0)


def _page(client: Client, pk: object) -> str:
    client.cookies["ledljus_language"] = "en"
    found = client.get(reverse("reports:edition", args=[pk]))
    assert found.status_code == 200
    return found.content.decode()


def _no_raw_cell(html: str, made: EditionUniverse, told: set[int]) -> None:
    """Numbers of the audit and of what was told: no other stands among the figures."""
    document: Any = json.loads(bytes(made.document or b""))
    audit = {
        made.cells, made.largest_error, made.attacked, made.crossings, made.witnesses,
        made.insiders, document["bound"], 0, 20,
    }  # fmt: skip
    end = html.rindex("<section", 0, html.index('aria-labelledby="about"'))
    whole = html[html.index('id="audit"') : end]
    shown = re.sub(r"\d+(?:[.,]\d+)?\s*%|\d+[.,]\d+", "", text_of(whole))
    # The bounds of an age band are in its name.
    shown = re.sub(r"\d+[–-]\d+", "", shown)
    assert {int(n) for n in re.findall(r"\d+", shown)} <= audit | told, shown
