"""Sealed values: what opens, what does not, and that clear text reaches no table."""

from __future__ import annotations

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from casework.actors import acting_as
from casework.crypto import CannotOpen, Digester, seal, seal_bytes, unseal, unseal_bytes
from casework.enums import Role
from casework.unopened import Unopened
from outreach.models import ContactDetails, Encounter
from tests.conftest import MakeUser
from tests.night import NOTE, NUMBER, one_night

PLACE = "outreach_encounter.note:1"


def keys(*names: str) -> override_settings:
    """FIELD_KEYS with a key of its own for each name."""
    entries = [f"{n}:{base64.b64encode(n.encode().ljust(32, b'.')).decode()}" for n in names]
    return override_settings(FIELD_KEYS=entries)


@given(st.text(), st.text(min_size=1))
def test_opens_at_its_place(text: str, place: str) -> None:
    assert unseal(seal(text, place), place) == text


@given(st.binary())
def test_bytes_open_too(content: bytes) -> None:
    assert unseal_bytes(seal_bytes(content, PLACE), PLACE) == content


def test_the_same_text_never_looks_the_same() -> None:
    assert seal("Samma", PLACE) != seal("Samma", PLACE)


def test_does_not_open_elsewhere() -> None:
    with pytest.raises(CannotOpen, match="does not belong here"):
        unseal(seal("Hemligt", PLACE), "outreach_encounter.note:2")


@given(st.data())
def test_a_changed_or_shortened_value_does_not_open(data: st.DataObject) -> None:
    sealed = seal("Hemligt", PLACE)
    at = data.draw(st.integers(0, len(sealed) - 1))
    flipped = sealed[:at] + bytes([sealed[at] ^ data.draw(st.integers(1, 255))]) + sealed[at + 1 :]
    for broken in (flipped, sealed[:at]):
        with pytest.raises(CannotOpen):
            unseal(broken, PLACE)


class TestKeys:
    def test_the_first_seals_and_all_open(self) -> None:
        with keys("old"):
            before = seal("Före", PLACE)
        with keys("new", "old"):
            assert unseal(before, PLACE) == "Före"
            after = seal("Efter", PLACE)
        with keys("new"):
            assert unseal(after, PLACE) == "Efter"

    def test_a_lost_key_is_named_and_harms_nothing_else(self) -> None:
        with keys("lost"):
            gone = seal("Borta", PLACE)
        with keys("new"):
            kept = seal("Kvar", PLACE)
            with pytest.raises(CannotOpen, match="The key 'lost' is not in FIELD_KEYS"):
                unseal(gone, PLACE)
            assert unseal(kept, PLACE) == "Kvar"

    @pytest.mark.parametrize("entries", [[], ["k1:AAAA"], [":" + "A" * 43 + "="], ["k1"]])
    def test_unusable_keys_are_told(self, entries: list[str]) -> None:
        with override_settings(FIELD_KEYS=entries), pytest.raises(ImproperlyConfigured):
            seal("Hemligt", PLACE)


class TestDigester:
    def test_recognises_and_tells_apart(self) -> None:
        digester = Digester("rows")
        digest = digester.digest(b"row")
        assert len(digest) == 32
        assert digester.matches(b"row", digest)
        assert not digester.matches(b"other", digest)

    def test_outlives_a_new_key_and_names_a_lost_one(self) -> None:
        with keys("old"):
            digest = Digester("rows").digest(b"row")
        with keys("new", "old"):
            assert Digester("rows").matches(b"row", digest)
            assert Digester("rows").digest(b"row") != digest
        with keys("new"), pytest.raises(CannotOpen):
            Digester("rows").matches(b"row", digest)

    def test_another_purpose_is_another_key(self) -> None:
        assert Digester("rows").digest(b"row") != Digester("files").digest(b"row")


@pytest.mark.django_db
class TestField:
    def test_clear_text_is_in_no_table_and_no_index(self, make_user: MakeUser) -> None:
        worker = make_user(Role.OUTREACH_WORKER, "pom")
        night = one_night(worker, "pom")
        with acting_as(worker):
            night.encounter.note = NOTE + " igen"
            night.encounter.save()
            with connection.cursor() as cursor:
                for table in ("shift", "encounter", "encounterevent", "contactdetails"):
                    cursor.execute(f"SELECT t::text FROM outreach_{table} t")
                    found = cursor.fetchall()
                    assert len(found) == 1, table
                    for text in (NOTE, NUMBER):
                        assert text not in str(found)
                        assert text.encode().hex() not in str(found)

    def test_opens_when_read_and_not_before(self, make_user: MakeUser) -> None:
        worker = make_user(Role.OUTREACH_WORKER, "pom")
        one_night(worker, "pom")
        with acting_as(worker):
            details = ContactDetails.objects.get()
            with keys("another"):
                fetched = ContactDetails.objects.get()
                assert isinstance(fetched.safe_number, Unopened)
                assert fetched.receiving_unit_id == details.receiving_unit_id
            assert (details.safe_number, details.alias, details.safe_time) == (NUMBER, "Kim", None)

    def test_history_opens_as_what_it_was(self, make_user: MakeUser) -> None:
        worker = make_user(Role.OUTREACH_WORKER, "pom")
        encounter = one_night(worker, "pom").encounter
        with acting_as(worker):
            encounter.note = "Ny lydelse"
            encounter.save()
            history = Encounter.pgh_event_model.objects.get(pgh_obj_id=encounter.pk)  # type: ignore[attr-defined]
            assert (history.note, Encounter.objects.get().note) == (NOTE, "Ny lydelse")

    def test_a_value_copied_to_another_row_does_not_open(self, make_user: MakeUser) -> None:
        worker = make_user(Role.OUTREACH_WORKER, "pom")
        night = one_night(worker, "pom")
        with acting_as(worker), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE outreach_encounter SET note ="
                " (SELECT handover_note FROM outreach_shift WHERE id = %s)",
                [night.shift.pk],
            )
            assert isinstance(Encounter.objects.get().note, Unopened)

    def test_takes_part_in_no_query_and_no_update(self, make_user: MakeUser) -> None:
        worker = make_user(Role.OUTREACH_WORKER, "pom")
        one_night(worker, "pom")
        with acting_as(worker):
            with pytest.raises(TypeError, match="no query"):
                Encounter.objects.filter(note=NOTE).exists()
            with pytest.raises(TypeError, match="no query"), transaction.atomic():
                Encounter.objects.update(note="Klartext")

    def test_is_never_serialised(self, make_user: MakeUser) -> None:
        from django.core import serializers

        worker = make_user(Role.OUTREACH_WORKER, "pom")
        encounter = one_night(worker, "pom").encounter
        with pytest.raises(TypeError, match="never serialised"):
            serializers.serialize("json", [encounter])
