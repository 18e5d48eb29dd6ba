"""The pages and files of an edition that was made, approved and published here."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from casework.actors import acting_as
from casework.models import User
from reports.actions.editions import withdraw_edition
from reports.models import EditionUniverse
from tests.reports.edition_work.build import a_year, published

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_a_published_edition_is_read_and_a_withdrawn_one_is_not(
    worker: User, manager: User, other_manager: User, sign_in: SignIn
) -> None:
    a_year(worker, people=12, buyers=60)
    edition = published(manager, other_manager)
    client = sign_in(manager)
    client.cookies["ledljus_language"] = "en"
    html = client.get(reverse("reports:read_edition", kwargs={"pk": edition.pk})).content.decode()
    assert "Draft – not approved" not in html
    assert other_manager.full_name in html
    with acting_as(manager):
        made = EditionUniverse.objects.get(edition=edition, universe="suspected_buyers")
    document = json.loads(bytes(made.document or b""))
    address = reverse("reports:edition_file", kwargs={"pk": edition.pk, "kind": "csv"})
    lines = list(csv.DictReader(io.StringIO(client.get(address).content.decode())))
    assert [
        (line["table"], int(line["value"])) for line in lines if line["universe"] == made.universe
    ] == [(cell["table"], cell["value"]) for cell in document["cells"]]
    held = [line["value"] for line in lines if line["table"] == "shifts_nobody_met"]
    assert held == ["12", "0"]
    explored = reverse("reports:explore_edition", kwargs={"pk": edition.pk})
    assert client.get(explored).status_code == 200
    assert sign_in(worker).get(address).status_code == 404

    withdraw_edition(by=other_manager, edition_id=edition.pk, reason="A mistake in the log.")
    assert client.get(explored).status_code == 404
    # Whoever follows an old link to it is told why it is gone, and reads nothing of it.
    over = client.get(reverse("reports:read_edition", kwargs={"pk": edition.pk}))
    its_page = reverse("reports:edition", kwargs={"pk": edition.pk})
    assert (over.status_code, over.headers["Location"]) == (302, its_page)
    assert "A mistake in the log." in client.get(its_page).content.decode()
