"""Approving is asked about first: what speaks against it, and what it means."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from casework.actors import RELEASER, acting_as
from casework.models import User
from reports.actions.editions import order_edition
from reports.actions.figures import confirm_figure, register_figure
from reports.actions.periods import register_year
from reports.enums import EditionState
from reports.models import Edition, EditionUniverse, ExactFigure
from reports.queries.audited import UniverseRow, against
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
    assert "367 – Socialnämnden" in text


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
