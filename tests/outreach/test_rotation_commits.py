"""A turn of the wrapping key while somebody writes: no save is lost, no value left for ever."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from casework.actors import acting_as
from casework.enums import Role
from casework.models import User
from casework.queries.keys import values_by_key
from outreach.models import Encounter
from tests.casework.test_rotation import NEW, OLD
from tests.conftest import MakeUser
from tests.outreach.build import answers, met, ongoing

NOTE = "Skrivet medan nyckeln byttes"


def turn() -> None:
    call_command("rotate_keys", stdout=StringIO(), stderr=StringIO())


def notes_under(key_id: str) -> int:
    counts = [h.count for h in values_by_key() if h.column == "note" and h.key_id == key_id]
    return sum(counts)


def begin(commit_user: MakeUser) -> tuple[User, Encounter]:
    worker = commit_user(Role.OUTREACH_WORKER, "pom")
    with override_settings(FIELD_KEYS=[OLD]):
        return worker, met(ongoing(worker), worker, answers(note="Före"))


def test_a_row_in_use_is_passed_over_and_found_the_next_time(commit_user: MakeUser) -> None:
    worker, encounter = begin(commit_user)
    held, turned = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with acting_as(worker):
                row = Encounter.objects.select_for_update(of=("self",)).get(pk=encounter.pk)
                held.set()
                assert turned.wait(timeout=60)
                row.language = "sv"
                row.save()
        finally:
            connection.close()

    with override_settings(FIELD_KEYS=[NEW, OLD]), ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        assert held.wait(timeout=60)
        turn()
        assert notes_under("old") == 1
        turned.set()
        writing.result(timeout=60)
        turn()
        assert notes_under("old") == 0
    with override_settings(FIELD_KEYS=[NEW]), acting_as(worker):
        kept = Encounter.objects.get(pk=encounter.pk)
        assert (kept.note, kept.language) == ("Före", "sv")


def test_a_save_of_what_was_read_before_is_kept(commit_user: MakeUser) -> None:
    worker, encounter = begin(commit_user)
    with override_settings(FIELD_KEYS=[NEW, OLD]):
        with acting_as(worker):
            row = Encounter.objects.get(pk=encounter.pk)
        turn()
        row.note = NOTE
        with acting_as(worker):
            row.save()
    with override_settings(FIELD_KEYS=[NEW]), acting_as(worker):
        assert Encounter.objects.get(pk=encounter.pk).note == NOTE
        earlier = Encounter.pgh_event_model.objects.filter(pgh_obj_id=encounter.pk)  # type: ignore[attr-defined]
        assert [version.note for version in earlier] == ["Före"]


def test_a_whole_row_read_before_comes_back_under_the_old_key_until_the_next_turn(
    commit_user: MakeUser,
) -> None:
    worker, encounter = begin(commit_user)
    with override_settings(FIELD_KEYS=[NEW, OLD]):
        with acting_as(worker):
            row = Encounter.objects.get(pk=encounter.pk)
        turn()
        row.language = "en"
        with acting_as(worker):
            row.save()
        assert notes_under("old") == 1
        turn()
        assert notes_under("old") == 0
    with override_settings(FIELD_KEYS=[NEW]), acting_as(worker):
        assert Encounter.objects.get(pk=encounter.pk).note == "Före"
