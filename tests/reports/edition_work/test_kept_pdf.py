"""The report of a published edition is written once by a worker; a request only serves it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from casework.actions.base import ActionRefused
from casework.actors import RELEASER, acting_as
from casework.models import User
from reports.actions import edition_pdfs
from reports.actions.edition_pdfs import keep_pdf, write_pdfs
from reports.actions.editions import correct_edition, withdraw_edition
from reports.models import EditionPdf
from tests.reports.edition_work.build import made, published

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_it_is_written_once_and_served(
    manager: User, other_manager: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = published(manager, other_manager)
    client = sign_in(manager)
    address = reverse("reports:edition_file", kwargs={"pk": edition.pk, "kind": "pdf"})
    part = reverse("reports:edition_files", kwargs={"pk": edition.pk})
    assert client.get(address).status_code == 302
    assert "every 5s" in client.get(part).content.decode()
    assert write_pdfs() == 2
    assert write_pdfs() == 0
    monkeypatch.setattr(edition_pdfs, "as_pdf", None)
    monkeypatch.setattr("reports.exports.editions.files.as_pdf", None)
    first, again = client.get(address), client.get(address)
    assert first.status_code == 200
    assert first.content == again.content
    assert len(PdfReader(io.BytesIO(first.content)).pages) >= 3
    assert "every 5s" not in client.get(part).content.decode()
    packed = reverse("reports:edition_file", kwargs={"pk": edition.pk, "kind": "zip"})
    assert client.get(packed).status_code == 200
    correct_edition(by=manager, edition_id=edition.pk, words="En uppgift om arena rättades.")
    assert client.get(address).status_code == 302
    with acting_as(manager):
        assert EditionPdf.objects.filter(edition=edition).count() == 2
    for statement in (
        "UPDATE reports_editionpdf SET corrections = 9",
        "DELETE FROM reports_editionpdf",
    ):
        with pytest.raises(DatabaseError), acting_as(RELEASER), connection.cursor() as cursor:
            cursor.execute(statement)


def test_one_that_can_not_be_written_keeps_no_other_waiting(
    manager: User, other_manager: User
) -> None:
    edition = published(manager, other_manager)

    def fail(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "reports_editionpdf"') and "sv" in params:
            sql, params = "SELECT 1 / 0", None
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        assert write_pdfs() == 1
    with acting_as(manager):
        kept = EditionPdf.objects.filter(edition=edition).values_list("language", flat=True)
        assert list(kept) == ["en"]
    assert write_pdfs() == 1


def test_a_draft_has_none_that_is_kept(manager: User) -> None:
    edition = made(manager)
    assert write_pdfs() == 0
    with pytest.raises(DatabaseError), acting_as(RELEASER):
        EditionPdf.objects.create(edition=edition, language="sv", content=b"x")


def test_a_withdrawal_while_it_is_written_stops_no_other(
    manager: User, other_manager: User
) -> None:
    edition = published(manager, other_manager)
    withdraw_edition(by=manager, edition_id=edition.pk, reason="En uppgift var fel")
    with pytest.raises(ActionRefused, match="not published"):
        keep_pdf(by=RELEASER, edition_id=edition.pk, language="sv", corrections=0, content=b"x")
    with acting_as(manager):
        assert not EditionPdf.objects.filter(edition=edition).exists()
