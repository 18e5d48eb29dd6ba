"""The report of a draft is written by a worker, kept sealed, and gone with the draft."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from casework.actions.base import ActionRefused
from casework.actors import RELEASER, acting_as
from casework.audit.figure_events import FigureEvent
from casework.crypto import CannotOpen
from casework.enums import Role
from casework.models import AuditEvent, User
from reports.actions import draft_pdfs
from reports.actions.draft_pdfs import keep_draft_pdf, order_draft_pdf
from reports.actions.edition_pdfs import write_pdfs
from reports.actions.editions import (
    approve_edition,
    publish_edition,
    refuse_edition,
)
from reports.models import DraftPdf, Edition
from reports.queries.turn import WRITING
from tests.conftest import MakeUser, SignIn, superuser_dsn
from tests.reports.edition_work.build import made, published

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 invented"


@pytest.fixture
def draft(manager: User) -> Edition:
    return made(manager)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_pdfs, "as_pdf", lambda _book, _colophon: PDF)


def in_english(client: Client) -> Client:
    client.cookies["ledljus_language"] = "en"
    return client


def at(name: str, edition: Edition, **more: str) -> str:
    return reverse(f"reports:{name}", kwargs={"pk": edition.pk, **more})


def rows(user: User) -> list[DraftPdf]:
    with acting_as(user):
        return list(DraftPdf.objects.all())


def part(client: Client, edition: Edition) -> str:
    return client.get(at("edition_files", edition)).content.decode()


def test_it_is_ordered_once_written_by_a_worker_and_offered(
    manager: User, other_manager: User, draft: Edition, sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    client, other = in_english(sign_in(manager)), in_english(sign_in(other_manager))
    order, pdf = at("order_draft_file", draft), at("edition_file", draft, kind="pdf")
    packed = at("edition_file", draft, kind="zip")
    before = part(client, draft)
    assert order in before
    assert pdf not in before
    assert packed not in before
    assert rows(manager) == []
    # Twice, and by a colleague: the same order.
    assert [c.post(order).status_code for c in (client, client, other)] == [302] * 3
    (ordered,) = rows(manager)
    waits = part(other, draft)
    assert "every 5s" in waits
    assert order not in waits
    assert client.get(pdf).status_code == client.get(packed).status_code == 302

    assert (write_pdfs(), write_pdfs()) == (1, 0)
    monkeypatch.setattr(draft_pdfs, "as_pdf", None)
    monkeypatch.setattr("reports.exports.editions.files.as_pdf", None)
    ready = part(client, draft)
    assert pdf in ready
    assert packed in ready
    assert "every 5s" not in ready
    content = client.get(pdf).content
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "Draft – not published, not for release" in " ".join(text.split())
    with zipfile.ZipFile(io.BytesIO(other.get(packed).content)) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".pdf")]
        assert archive.read(name) == content
    # Sealed in its row; in another one it does not open.
    (kept,) = rows(manager)
    assert kept.pk == ordered.pk
    assert content[:200] not in bytes(kept.sealed_content or b"")
    assert b"%PDF" not in bytes(kept.sealed_content or b"")
    order_draft_pdf(by=manager, edition_id=draft.pk, language="en")
    assert [row.pk for row in rows(manager)] == [kept.pk]


def test_only_statistics_managers_and_only_a_draft(
    manager: User, draft: Edition, worker: User, sign_in: SignIn, quick: None
) -> None:
    order_draft_pdf(by=manager, edition_id=draft.pk, language="sv")
    assert write_pdfs() == 1
    stranger = sign_in(worker)
    assert stranger.post(at("order_draft_file", draft)).status_code == 404
    for name, more in (("edition_files", {}), ("edition_file", {"kind": "pdf"})):
        assert stranger.get(at(name, draft, **more)).status_code == 404
    with pytest.raises(ActionRefused):
        order_draft_pdf(by=worker, edition_id=draft.pk, language="sv")
    with acting_as(worker):
        assert not DraftPdf.objects.exists()
    with pytest.raises(DatabaseError), acting_as(RELEASER), connection.cursor() as cursor:
        cursor.execute("SELECT sealed_content FROM reports_draftpdf")


def test_another_editions_address_gives_nothing(
    manager: User, make_user: MakeUser, sign_in: SignIn, quick: None
) -> None:
    """Of two drafts one is written; the other's address has none of it. Who opened it is logged."""
    first, second = made(manager), made(manager, year=2024)
    order_draft_pdf(by=manager, edition_id=first.pk, language="en")
    assert write_pdfs() == 1
    client = in_english(sign_in(manager))
    assert client.get(at("edition_file", first, kind="pdf")).content == PDF
    assert client.get(at("edition_file", second, kind="pdf")).status_code == 302
    with acting_as(make_user(Role.LOG_REVIEWER)):
        read = AuditEvent.objects.filter(event=FigureEvent.EDITION_DRAFT_PDF_READ)
        assert [(event.actor_id, event.object_id) for event in read] == [(manager.pk, first.pk)]
    (kept,) = rows(manager)
    kept.pk = second.pk
    with pytest.raises(CannotOpen):
        kept.open_content()


@pytest.mark.parametrize("where", ["as_pdf", "keep_draft_pdf"])
def test_a_killed_worker_leaves_the_order_and_the_next_writes_it(
    manager: User, draft: Edition, quick: None, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    order_draft_pdf(by=manager, edition_id=draft.pk, language="sv")

    def dies(*_args: Any, **_values: Any) -> bytes:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(draft_pdfs, where, dies)
        with pytest.raises(SystemExit):
            write_pdfs()
    (left,) = rows(manager)
    assert (left.state, left.sealed_content, left.attempt) == ("waiting", None, 1)
    assert write_pdfs() == 1
    (kept,) = rows(manager)
    assert (kept.state, kept.open_content()) == ("written", PDF)


def test_it_is_given_up_after_three_tries_and_can_be_ordered_again(
    manager: User, draft: Edition, sign_in: SignIn, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = in_english(sign_in(manager))
    client.post(at("order_draft_file", draft))

    def fails(_book: Any, _colophon: Any) -> bytes:
        raise ValueError("no font")

    with monkeypatch.context() as patch:
        patch.setattr(draft_pdfs, "as_pdf", fails)
        assert [write_pdfs() for _ in range(5)] == [0, 0, 0, 1, 0]
    said = part(client, draft)
    assert "could not be written" in said
    assert "every 5s" not in said
    client.post(at("order_draft_file", draft))
    assert write_pdfs() == 1
    assert client.get(at("edition_file", draft, kind="pdf")).content == PDF


def test_one_worker_writes_at_a_time(manager: User, draft: Edition, quick: None) -> None:
    order_draft_pdf(by=manager, edition_id=draft.pk, language="sv")
    with psycopg.connect(superuser_dsn(connection.settings_dict["NAME"])) as another:
        another.execute("SELECT pg_advisory_lock(%s)", [WRITING])
        assert write_pdfs() == 0
    assert write_pdfs() == 1


@pytest.mark.parametrize("end", ["refused", "published"])
def test_it_goes_with_the_draft(
    manager: User, other_manager: User, draft: Edition, quick: None, end: str
) -> None:
    order_draft_pdf(by=manager, edition_id=draft.pk, language="sv")
    late = order_draft_pdf(by=other_manager, edition_id=draft.pk, language="en")
    approve_edition(by=other_manager, edition_id=draft.pk)
    if end == "refused":
        refuse_edition(by=manager, edition_id=draft.pk, reason="En uppgift var fel")
    else:
        publish_edition(by=manager, edition_id=draft.pk)
    assert rows(manager) == []
    # Who was writing it meanwhile keeps nothing, and nothing is ordered of it any more.
    with pytest.raises(ActionRefused):
        keep_draft_pdf(by=other_manager, draft_id=late.pk, content=PDF)
    with pytest.raises(ActionRefused):
        order_draft_pdf(by=manager, edition_id=draft.pk, language="sv")
    with pytest.raises(DatabaseError, match="no draft"), acting_as(manager):
        DraftPdf.objects.create(edition=draft, language="sv", basis="x", ordered_by=manager)
    assert rows(manager) == []


def test_it_is_asked_for_anew_when_what_stands_beside_it_changes(
    manager: User, other_manager: User, draft: Edition, sign_in: SignIn, quick: None
) -> None:
    """An earlier year that is published meanwhile is in the report too."""
    order_draft_pdf(by=manager, edition_id=draft.pk, language="en")
    assert write_pdfs() == 1
    client = in_english(sign_in(manager))
    assert client.get(at("edition_file", draft, kind="pdf")).status_code == 200
    published(manager, other_manager, year=2024)
    assert client.get(at("edition_file", draft, kind="pdf")).status_code == 302
    assert at("order_draft_file", draft) in part(client, draft)
    (before,) = rows(manager)
    client.post(at("order_draft_file", draft))
    (after,) = rows(manager)
    assert (after.pk == before.pk, after.state) == (False, "waiting")
    assert "every 5s" in part(client, draft)
