"""Planted counts are searched for in everything that a published edition leaves behind."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from celery import current_app
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from casework.actors import acting_as
from casework.enums import Role
from casework.models import AuditEvent, User
from reports.actions.preparing import send_when_committed
from reports.models import Edition, EditionUniverse
from reports.queries.editions import book_of
from tests.conftest import MakeUser
from tests.reports.edition_work.build import a_year, published

pytestmark = pytest.mark.django_db

# No multiple of five, and none with the bound added or taken away, ends in three or seven.
EXPLOITED, BUYERS = 137, 113


def numbers(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w.-])\d+(?![\w-])", text))


def audit_numbers(user: User, edition: Edition) -> set[str]:
    """What the audit tried, which may be any number."""
    with acting_as(user):
        rows = EditionUniverse.objects.filter(edition=edition)
        return {str(n) for r in rows for n in (r.cells, r.attacked, r.witnesses, r.crossings)}


def test_no_raw_count_leaves(
    make_user: MakeUser,
    sign_in: Callable[[User], Client],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    worker, manager, other_manager = (
        make_user(Role.OUTREACH_WORKER, "pom"),
        make_user(Role.STATISTICS_MANAGER),
        make_user(Role.STATISTICS_MANAGER),
    )
    caplog.set_level(logging.DEBUG)
    a_year(worker, people=EXPLOITED, buyers=BUYERS)
    edition = published(manager, other_manager)
    planted = {str(EXPLOITED), str(BUYERS)}
    for form in ("json", "csv"):
        call_command(
            "yearly_report", "--from", "2025-01-01", "--to", "2025-12-31", "--format", form,
            "--output", str(tmp_path / form),
        )  # fmt: skip
        assert not planted & numbers((tmp_path / form).read_text(encoding="utf-8"))
    with acting_as(manager):
        rows = list(EditionUniverse.objects.filter(edition=edition, document__isnull=False))
        book = repr(book_of(edition))
    assert len(rows) == 2
    for row in rows:
        assert not planted & numbers(bytes(row.document or b"").decode())
    tried = audit_numbers(manager, edition)
    assert not (planted - tried) & numbers(book)
    for name, arguments in (("editions", {}), ("edition", {"pk": edition.pk})):
        page = sign_in(manager).get(reverse(f"reports:{name}", kwargs=arguments))
        assert page.status_code == 200
        assert not (planted - tried) & numbers(page.content.decode())
    assert not planted & numbers(caplog.text)
    with acting_as(make_user(Role.LOG_REVIEWER)):
        for event in AuditEvent.objects.all():
            assert not planted & numbers(str(event.details))


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
