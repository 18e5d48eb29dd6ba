"""What holds for every page of a file, those that are yet to come included."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from casework.actors import acting_as
from casework.audit.reads import is_read
from casework.models import AuditEvent
from tests.rules.test_urls import WALKED, World
from tests.rules.url_expectations import ROWS

pytestmark = pytest.mark.django_db

# Rows of a file that stand in an address without the file itself.
OF_THE_FILE = {"person", "extract", "correction"}
OF_FILES = [
    name
    for name in WALKED
    if OF_THE_FILE & set(ROWS[name].arguments.values()) and ROWS[name].get.by("worker") == 200
]
WARNING = '<div class="notice" data-tone="danger" role="note">'
# Parts of a page, which the page asks for itself and puts under its own warnings.
BITS = {"casework:latest_events", "casework:extract_progress"}
# Says how far the making of an extract has come, and nothing of what is in it.
TELLS_NOTHING = {"casework:extract_progress"}


def address_of(world: World, name: str) -> str:
    return reverse(name, kwargs={k: world.rows[v] for k, v in ROWS[name].arguments.items()})


def test_every_page_of_a_file_is_logged_with_its_ground_and_where_from(world: World) -> None:
    """Who, what, when, on what ground and from where (design 5); a new page can't leave it out."""
    worker, client, unlogged = world.users["worker"], world.client("worker"), {}
    for name in OF_FILES:
        with transaction.atomic():
            with acting_as(worker):
                before = set(AuditEvent.objects.values_list("pk", flat=True))
            assert client.get(address_of(world, name)).status_code == 200, name
            with acting_as(worker):
                new = AuditEvent.objects.exclude(pk__in=before)
                reading = [e for e in new if is_read(e.event) and e.object_id == world.person.pk]
            told = {(e.actor_id, e.ground, e.address) for e in reading}
            if told != {(worker.pk, "opened", "127.0.0.1")}:
                unlogged[name] = told
            transaction.set_rollback(True)
    assert len(OF_FILES) > 40
    assert unlogged == {name: set() for name in TELLS_NOTHING}


def test_a_warning_stands_on_every_page_of_a_file(world: World) -> None:
    client, without = world.client("worker"), set()
    for name in OF_FILES:
        page = client.get(address_of(world, name))
        assert page.status_code == 200, name
        if "html" in page.headers["Content-Type"] and WARNING not in page.content.decode():
            without.add(name)
    assert without == BITS
