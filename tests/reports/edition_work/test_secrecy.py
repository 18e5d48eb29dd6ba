"""Planted counts are searched for in everything that a published edition leaves behind."""

from __future__ import annotations

import io
import json
import logging
import pickle
import random
import re
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader

from casework.actors import acting_as
from casework.enums import Role
from casework.models import AuditEvent, District, User
from reports.actions import preparing
from reports.actions.edition_pdfs import write_pdfs
from reports.actions.editions import order_edition
from reports.actions.periods import register_year
from reports.actions.preparing import send_when_committed
from reports.exports.editions.files import KINDS
from reports.models import Edition, EditionPdf, EditionUniverse
from reports.queries.editions import book_of
from tests.conftest import MakeUser, SignIn, maker
from tests.reports.build import buyer, shift_on
from tests.reports.edition_work.build import BANDS, person, published

pytestmark = pytest.mark.django_db

# Totals and cells. No multiple of five, and none with the bound added or taken away, ends in
# three or seven.
EXPLOITED, BUYERS = 137, 113
WOMEN, UNTRAFFICKED, DECLINED = 107, 117, 103
PLANTED = {EXPLOITED, BUYERS, WOMEN, UNTRAFFICKED, DECLINED}


def numbers(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w.-])\d+(?![\w-])", text))


def audit_numbers(user: User, edition: Edition) -> set[str]:
    """What the audit tried, which may be any number."""
    with acting_as(user):
        rows = EditionUniverse.objects.filter(edition=edition)
        return {str(n) for r in rows for n in (r.cells, r.attacked, r.witnesses, r.crossings)}


@dataclass(frozen=True)
class Out:
    """What a published year left behind, and who may look at it."""

    edition: Edition
    manager: User
    logged: str
    # What the audit tried may be any number: of these none is looked for where it is told.
    planted: frozenset[str]


@pytest.fixture(scope="module")
def year(once_for_all: None, django_db_blocker: Any) -> Out:
    """One edition for all tests here, with the log of its making."""
    make_user, kept = maker("hemlig"), io.StringIO()
    handler = logging.StreamHandler(kept)
    root, level = logging.getLogger(), logging.getLogger().level
    with django_db_blocker.unblock(), translation.override("en"):
        worker = make_user(Role.OUTREACH_WORKER, "pom")
        manager, other = make_user(Role.STATISTICS_MANAGER), make_user(Role.STATISTICS_MANAGER)
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            planted_year(worker)
            edition = published(manager, other)
            assert write_pdfs() == 2
            preparing.logger.debug("The edition of 2025 is made.")
        finally:
            root.removeHandler(handler)
            root.setLevel(level)
    return Out(edition, manager, kept.getvalue(), frozenset(map(str, PLANTED)))


def planted_year(worker: User) -> None:
    """A year in which the total and three cells of the exploited are numbers of their own."""
    rng = random.Random(4)  # noqa: S311 - invented
    people = []
    for i in range(EXPLOITED):
        values = person(rng) | {
            "gender": "woman" if i < WOMEN else "man",
            "trafficking": "no" if i % EXPLOITED >= EXPLOITED - UNTRAFFICKED else "yes",
        }
        people.append(values | {"offers": [("mika", "declined" if i < DECLINED else "accepted")]})
    rng.shuffle(people)
    buyers = [buyer(age=None, age_band=rng.choice(BANDS)) for _ in range(BUYERS)]
    districts = list(District.objects.order_by("name")[:3])
    for month in range(12):
        shift_on(
            worker,
            date(2025, month + 1, 10),
            *people[month::12],
            *buyers[month::12],
            arena=rng.choice(("flat", "hotel")),
            district=rng.choice(districts),
        )


def seen(out: Out) -> frozenset[str]:
    """What may not stand on the pages that tell what the audit tried."""
    left = out.planted - audit_numbers(out.manager, out.edition)
    assert len(left) >= 4
    return left


def address(out: Out, name: str, **more: str) -> str:
    return reverse(f"reports:{name}", kwargs={"pk": out.edition.pk, **more})


def text_of(response: Any) -> str:
    """A page with its comments and attributes, without where its pictures are drawn; and headers.

    Coordinates are of released numbers, and may be any.
    """
    page: str = response.content.decode()
    page = re.sub(r'\b(?:x|y|x1|x2|y1|y2|cx|cy|r|width|height|d|points|viewBox)="[^"]*"', "", page)
    return page + repr(response.headers)


def test_no_raw_count_is_in_a_page_or_its_comments(year: Out, sign_in: SignIn) -> None:
    client = sign_in(year.manager)
    pages = [reverse("reports:editions")]
    pages += [address(year, name) for name in ("edition", "read_edition", "explore_edition")]
    pages.append(address(year, "edition_files"))
    pages.append(address(year, "explore_edition") + "?people=suspected_buyers")
    explored = address(year, "explore_edition")
    for look in ("table", "chart"):
        for rows, columns in (("gender", "age_band"), ("trafficking", "gender")):
            asked = f"people=exploited&rows={rows}&columns={columns}&edition=2025&look={look}"
            pages.append(f"{explored}?{asked}")
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        assert not seen(year) & numbers(text_of(response)), page
    # The search sees what is there: the same total as it was released.
    (total,) = {c["value"] for c in cells_of(year, "exploited") if set(c["at"]) == {"*"}}
    assert str(total) in numbers(text_of(client.get(address(year, "read_edition"))))


def cells_of(out: Out, universe: str) -> list[dict[str, Any]]:
    with acting_as(out.manager):
        row = EditionUniverse.objects.get(edition=out.edition, universe=universe)
    document: dict[str, Any] = json.loads(bytes(row.document or b"{}"))
    return [cell for cell in document["cells"] if cell["table"] == "age_by_gender"]


def test_no_raw_count_is_in_an_error(
    year: Out, sign_in: SignIn, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is not there, a choice that can't be, and an edition whose making fails."""
    client = sign_in(year.manager)
    for wrong, status in (
        (address(year, "edition_file", kind="doc"), 404),
        (address(year, "explore_edition") + "?people=exploited&rows=person&columns=x", 422),
        (reverse("reports:read_edition", args=[uuid.uuid4()]), 404),
    ):
        response = client.get(wrong)
        assert response.status_code == status, wrong
        assert not seen(year) & numbers(text_of(response)), wrong
    caplog.set_level(logging.DEBUG)
    period = register_year(by=year.manager, year=2024)
    failing = order_edition(by=year.manager, period=period)

    def fails(*_values: object) -> None:
        raise ValueError(f"{EXPLOITED} rows, {WOMEN} of them women")

    monkeypatch.setattr(preparing, "rows_of", fails)
    assert not preparing.make_next(edition_id=failing.pk)
    assert "ValueError" in caplog.text
    assert not year.planted & numbers(caplog.text)
    page = client.get(reverse("reports:edition", args=[failing.pk]))
    assert not year.planted & numbers(text_of(page))


def test_no_raw_count_is_in_a_file(year: Out, sign_in: SignIn) -> None:
    client = sign_in(year.manager)
    (total,) = {c["value"] for c in cells_of(year, "exploited") if set(c["at"]) == {"*"}}
    found: list[str] = []
    for kind in (*KINDS, "zip"):
        response = client.get(address(year, "edition_file", kind=kind))
        assert response.status_code == 200, kind
        assert not seen(year) & numbers(repr(response.headers)), kind
        for name, text in texts(response.content, kind):
            assert not seen(year) & numbers(text), (kind, name)
            # What describes the files has no number of people; all others have the total.
            if name in ("csv", "pdf", "content.xml", "sheets") or kind == "json":
                found.append(kind)
                assert str(total) in numbers(text), (kind, name)
    assert found == ["pdf", "xlsx", "ods", "csv", "json", *["zip"] * 4]
    with acting_as(year.manager):
        kept = {row.language: bytes(row.content) for row in EditionPdf.objects.all()}
    assert set(kept) == {"sv", "en"}
    for content in kept.values():
        assert not seen(year) & numbers(pdf_text(content))


def texts(content: bytes, kind: str) -> Iterator[tuple[str, str]]:
    """Everything that *content* says, part by part, with the name of each."""
    if kind == "pdf":
        yield "pdf", pdf_text(content)
    elif kind == "xlsx":
        book = load_workbook(io.BytesIO(content))
        said = [book.properties.description, book.properties.title]
        for sheet in book:
            said += [sheet.title, *(c.value for row in sheet for c in row)]
            said += [c.comment.text for row in sheet for c in row if c.comment]
        yield "sheets", " ".join(map(str, said))
    elif kind in ("ods", "zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                inner = name.rpartition(".")[2] if kind == "zip" else ""
                for part, text in texts(archive.read(name), inner):
                    yield part or name, text
    else:
        yield (
            {"csvw": "csv-metadata.json", "dcat": "jsonld", "": ""}.get(kind, kind),
            content.decode(),
        )


def pdf_text(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    pages = [page.extract_text() for page in reader.pages]
    return " ".join([*pages, repr(reader.metadata), *headings(reader.outline)])


def headings(outline: Any) -> Iterator[str]:
    """What the outline says; where on its page each heading stands may be any number."""
    for part in outline:
        if isinstance(part, list):
            yield from headings(part)
        else:
            yield str(part.title)


def test_no_raw_count_is_in_a_log_or_what_is_stored(
    year: Out, make_user: MakeUser, tmp_path: Path
) -> None:
    assert "2025" in year.logged
    assert not year.planted & numbers(year.logged)
    for form in ("json", "csv"):
        call_command(
            "yearly_report", "--from", "2025-01-01", "--to", "2025-12-31", "--format", form,
            "--output", str(tmp_path / form),
        )  # fmt: skip
        assert not year.planted & numbers((tmp_path / form).read_text(encoding="utf-8"))
    with acting_as(year.manager):
        rows = list(EditionUniverse.objects.filter(edition=year.edition, document__isnull=False))
        book = repr(book_of(year.edition))
        kept = repr(list(Edition.objects.values_list()))
    assert len(rows) == 2
    for row in rows:
        assert not year.planted & numbers(bytes(row.document or b"").decode())
    assert not seen(year) & numbers(book)
    assert not year.planted & numbers(kept)
    with acting_as(make_user(Role.LOG_REVIEWER)):
        details = [str(event.details) for event in AuditEvent.objects.all()]
    assert len(details) > 10
    for said in details:
        assert not year.planted & numbers(said)


def test_no_raw_count_is_in_the_cache(year: Out, sign_in: SignIn) -> None:
    """Nor in the session of whoever has looked at everything."""
    cache.set("planted_to_be_seen", "4711")
    client = sign_in(year.manager)
    for name in ("edition", "read_edition", "explore_edition"):
        client.get(address(year, name))
    local: Any = caches["default"]
    kept = {key: pickle.loads(value) for key, value in local._cache.items()}  # noqa: S301
    assert "4711" in numbers(repr(kept))
    cache.delete("planted_to_be_seen")
    assert not year.planted & numbers(repr(kept))
    assert not year.planted & numbers(repr(dict(client.session.items())))


def test_the_queue_is_told_an_identifier(
    manager: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    sent: list[object] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args: sent.append((name, args)))
    edition = Edition()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        with transaction.atomic():
            send_when_committed(edition.pk)
    assert sent == [("reports.advance_edition", [str(edition.pk)])]
