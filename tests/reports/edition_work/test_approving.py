"""Approving and publishing are asked about first: what speaks against it, and what it means."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from casework.actors import RELEASER, acting_as
from casework.models import User
from reports.actions.editions import approve_edition, order_edition, refuse_edition
from reports.actions.figures import confirm_figure, register_figure
from reports.actions.periods import register_year
from reports.disclosure.spans import Span
from reports.enums import EditionState, PeriodKind
from reports.models import Edition, EditionPeriod, EditionUniverse, ExactFigure
from reports.queries.audited import UniverseRow, against, row_of
from reports.queries.editions import title_of
from tests.conftest import SignIn
from tests.reports.edition_work.build import YEAR, again

pytestmark = pytest.mark.django_db
FINE = UniverseRow("Exploited people", EditionUniverse(largest_error=4), "", (), 4)


@pytest.fixture
def edition(manager: User) -> Edition:
    """Audited, without figures about people."""
    ordered = order_edition(by=manager, period=register_year(by=manager, year=YEAR))
    with acting_as(RELEASER):
        rows = Edition.objects.filter(pk=ordered.pk)
        rows.update(state=EditionState.AUDITING)
        rows.update(state=EditionState.AUDITED, made_at=timezone.now(), progress=100)
    return again(manager, ordered)


@pytest.fixture
def second(sign_in: SignIn, other_manager: User) -> Client:
    """The browser of whoever is to approve, in English."""
    client = sign_in(other_manager)
    client.cookies["ledljus_language"] = "en"
    return client


def text_of(client: Client, name: str, edition: Edition) -> str:
    response = client.get(reverse(f"reports:{name}", args=[edition.pk]))
    assert response.status_code == 200
    html = unescape(response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def figure(edition: Edition) -> ExactFigure:
    """That so many exploited people were met in the year is out."""
    return ExactFigure(
        period=edition.period, universe="exploited", count=367, source="Socialnämnden"
    )


def test_it_is_asked_on_a_page_of_its_own_before_anything_happens(
    manager: User, second: Client, edition: Edition
) -> None:
    address = reverse("reports:approve_edition", args=[edition.pk])
    page = second.get(reverse("reports:edition", args=[edition.pk])).content.decode()
    assert page.count(f'href="{address}"') == 1
    assert f'action="{address}"' not in page
    text = text_of(second, "approve_edition", edition)
    assert "Nothing that the audit can see: no finding, no error beyond its span" in text
    assert f"You answer for the edition together with {manager.full_name}" in text
    assert "afterwards withdrawn, but never changed" in text
    assert again(manager, edition).state == EditionState.AUDITED
    asked = second.get(address).content.decode()
    assert asked.count(f'<form method="post" action="{address}">') == 1
    assert reverse("reports:refuse_edition", args=[edition.pk]) in asked
    second.post(address)
    assert again(manager, edition).state == EditionState.APPROVED


def test_publishing_is_asked_on_such_a_page_too(
    manager: User, other_manager: User, sign_in: SignIn, edition: Edition
) -> None:
    """Without a script as well: a dialog would not open."""
    address = reverse("reports:publish_edition", args=[edition.pk])
    first = sign_in(manager)
    first.cookies["ledljus_language"] = "en"
    assert first.get(address).headers["Location"] == reverse("reports:edition", args=[edition.pk])
    approve_edition(by=other_manager, edition_id=edition.pk)
    page = first.get(reverse("reports:edition", args=[edition.pk])).content.decode()
    assert (page.count(f'href="{address}"'), page.count("<dialog")) == (1, 0)
    # Nobody else has a page of it here: what goes further are the files.
    text = text_of(first, "publish_edition", edition)
    assert "Statistics managers read it here; its files may be given to anybody." in text
    assert again(manager, edition).state == EditionState.APPROVED
    asked = first.get(address).content.decode()
    assert asked.count(f'<form method="post" action="{address}">') == 1
    first.post(address)
    assert again(manager, edition).state == EditionState.PUBLISHED


@pytest.mark.parametrize("is_approved", [False, True])
def test_the_edition_says_what_is_in_the_way_of_the_next_step(
    manager: User, other_manager: User, second: Client, edition: Edition, *, is_approved: bool
) -> None:
    if is_approved:
        approve_edition(by=other_manager, edition_id=edition.pk)
    step = "publish_edition" if is_approved else "approve_edition"
    address = reverse(f"reports:{step}", args=[edition.pk])
    said = "It can't be published yet" if is_approved else "It can't be approved yet"
    assert said not in text_of(second, "edition", edition)
    told = register_figure(by=other_manager, figure=figure(edition))
    for because in (
        "An exact figure waits for a colleague's answer.",
        "An exact figure was confirmed or taken back after the edition was ordered.",
    ):
        text = text_of(second, "edition", edition)
        assert said in text
        assert because in text
        assert "Next:" not in text
        page = second.get(reverse("reports:edition", args=[edition.pk])).content.decode()
        assert address not in page
        assert f'action="{address}"' not in second.get(address).content.decode()
        if "waits" in because:
            confirm_figure(by=manager, figure_id=told.pk)


def test_what_exact_figures_leave_out_is_a_column_only_where_something_is_proved(
    manager: User, other_manager: User, second: Client, edition: Edition
) -> None:
    told = register_figure(by=other_manager, figure=figure(edition))
    confirm_figure(by=manager, figure_id=told.pk)
    for rest in (None, Span(3, 9)):
        row = replace(row_of(told), rest=rest)
        context = {"figures": [row], "leaves_out": rest is not None}
        with translation.override("en"), acting_as(manager):
            table = render_to_string("reports/edition_work/figure_table.html", context)
        assert table.count("Left out") == (0 if rest is None else 3)
    # Nothing is made of people in this edition, so nothing is proved.
    assert "Left out" not in text_of(second, "edition", edition)


def test_what_was_refused_leads_to_why_when_it_is_read(
    manager: User, other_manager: User, second: Client, edition: Edition
) -> None:
    refuse_edition(by=manager, edition_id=edition.pk, reason="Ett tal saknas")
    answer = second.get(reverse("reports:read_edition", args=[edition.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("reports:edition", args=[edition.pk]), 302)]
    assert "Ett tal saknas" in answer.content.decode()
    assert f"Refused by {manager.full_name}, " in text_of(second, "edition", edition)
    assert [message.level_tag for message in answer.context["messages"]] == ["info"]


@pytest.mark.parametrize(
    ("code", "start", "end", "title"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31), "October 2026 in figures"),
        ("2026-T1", date(2026, 1, 1), date(2026, 4, 30), "Tertial 1 2026 in figures"),
        ("host", date(2026, 9, 1), date(2026, 11, 30), "September 2026 – November 2026 in figures"),
    ],
)
def test_a_period_of_other_months_is_called_by_its_months(
    code: str, start: date, end: date, title: str
) -> None:
    period = EditionPeriod(code=code, kind=PeriodKind.OTHER, start=start, end=end)
    with translation.override("en"):
        assert title_of(period) == title


def test_the_first_exact_figure_is_no_further_one(
    manager: User, second: Client, edition: Edition
) -> None:
    address = reverse("reports:edition_figures", args=[edition.period_id])
    assert "Register the first" in second.get(address).content.decode()
    register_figure(by=manager, figure=figure(edition))
    page = second.get(address).content.decode()
    assert ("Register the first" in page, "Register one more" in page) == (False, True)


def test_whoever_prepared_it_or_comes_late_goes_back_to_the_edition(
    manager: User, second: Client, sign_in: SignIn, edition: Edition
) -> None:
    address = reverse("reports:approve_edition", args=[edition.pk])
    back = reverse("reports:edition", args=[edition.pk])
    first = sign_in(manager)
    assert first.get(address).headers["Location"] == back
    second.post(address)
    assert second.get(address).headers["Location"] == back


def test_a_figure_that_the_audit_may_not_know_is_told(
    manager: User, other_manager: User, second: Client, edition: Edition
) -> None:
    told = register_figure(by=other_manager, figure=figure(edition))
    text = text_of(second, "approve_edition", edition)
    assert "An exact figure waits for a colleague's answer." in text
    assert "Nothing that the audit can see" not in text
    confirm_figure(by=manager, figure_id=told.pk)
    text = text_of(second, "approve_edition", edition)
    assert "An exact figure was confirmed or taken back after the edition was ordered." in text
    assert "Nothing that the audit can see" not in text
    # What would be refused is not offered.
    page = second.get(reverse("reports:approve_edition", args=[edition.pk])).content.decode()
    assert f'action="{reverse("reports:approve_edition", args=[edition.pk])}"' not in page
    # Whether it is public already, a person judges: it stands there with its source.
    assert "whether each exact figure below is public already" in text
    assert "367 Socialnämnden" in text


def test_what_the_audit_found_is_told(edition: Edition) -> None:
    far = replace(FINE, name="Plans", made=EditionUniverse(largest_error=5))
    found = replace(FINE, name="Referrals", findings=("A cell can be proved.",))
    too_few = replace(FINE, name="Contacts", because="Too few.", bound=None)
    with translation.override("en"), acting_as(RELEASER):
        assert against(edition, [FINE, too_few]) == []
        assert against(edition, [FINE, far, found]) == [
            "Referrals: the audit found something.",
            "Plans: the largest error is beyond the span.",
        ]
