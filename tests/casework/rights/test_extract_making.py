"""An extract: the whole file, masked, made by an actor that sees this file and no other."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from casework.actions.base import ActionRefused
from casework.actions.extract_making import (
    finish_extract,
    make_extract,
    start_extract,
    write_extract,
)
from casework.actions.extract_sweeping import sweep_extracts
from casework.actions.extracts import delete_extract, make_ready, order_extract
from casework.actors import CLOCK, EXTRACT, acting_as
from casework.crypto import CannotOpen
from casework.enums import AlertKind, ProtectedIdentity, Role
from casework.extract.collect import BESIDE, LEFT_OUT, sections
from casework.extract.masks import Masks
from casework.extract.words import Delivery, ExtractError, ExtractState, MaskReason
from casework.models import Alert, Attachment, ExtractRequest, Identity, Person, User
from casework.models.extract import MOST_ATTEMPTS, STALE
from casework.person_tables import owned_tables
from casework.queries.extracts import opened_extract
from casework.queries.persons import read_file
from casework.tasks.rights import run_extract, sweep_extract_requests
from tests.casework.journal import attached
from tests.casework.people import FAMILY_NAME, GIVEN_NAME, protect
from tests.casework.rights.build import ADDRESS, RELATIVE, RELATIVE_PHONE, WARNING, full_file
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom", full_name="Planterad Kollega")


@pytest.fixture
def person(worker: User) -> Person:
    return full_file(worker)


def queued(by: User, person: Person, masks: Masks | None = None, **values: Any) -> ExtractRequest:
    extract = order_extract(
        by=by, person=person, **{"language": "sv", "delivery": Delivery.BY_HAND} | values
    )
    # As a handler who has read everything and changes only what *masks* says.
    with acting_as(by):
        entries = [entry for section in sections(person) for entry in section.entries]
    looked_at = {v.key: v.reason for entry in entries for v in entry.values if v.maskable}
    decided = masks or Masks()
    whole = Masks(looked_at | decided.places, decided.words)
    return make_ready(by=by, extract_id=extract.pk, masks=whole, seen_at=extract.updated_at)


def row(by: User, extract: ExtractRequest) -> ExtractRequest:
    with acting_as(by):
        found = ExtractRequest.objects.get(pk=extract.pk)
        found.masks  # noqa: B018 - opened while the key can be read
        return found


def document(by: User, extract: ExtractRequest) -> dict[str, Any]:
    with acting_as(by):
        found: dict[str, Any] = json.loads(row(by, extract).open_file("json"))
    return found


def words(content: dict[str, Any]) -> dict[str, list[str]]:
    """The values of a document, by table and field."""
    found: dict[str, list[str]] = {}
    for table in content["held"]:
        for values in table["rows"]:
            for value in values:
                found.setdefault(f"{table['table']}.{value['field']}", []).append(value["value"])
    return found


class TestWhatItHolds:
    def test_every_table_of_a_file_is_told_or_left_out_for_a_reason(self) -> None:
        labels = {o.model._meta.label for o in owned_tables()}
        assert set(LEFT_OUT) | set(BESIDE) <= labels
        assert all(LEFT_OUT.values())

    def test_every_row_of_every_told_table_is_there(self, worker: User, person: Person) -> None:
        with acting_as(worker):
            told = {s.code: len(s.entries) for s in sections(person)}
            for owned in owned_tables():
                label = owned.model._meta.label
                if label in LEFT_OUT or label in BESIDE or owned.parents:
                    continue
                rows = owned.model._default_manager.filter(**{owned.columns[0]: person.pk})
                assert told.get(label, 0) == rows.count(), label
        assert told["casework.Identity"] == told["casework.Alert"] == 1

    def test_the_person_gets_their_own_words_and_nobody_elses(
        self, worker: User, person: Person
    ) -> None:
        extract = queued(worker, person)
        run_extract(str(extract.pk))
        found = words(document(worker, extract))
        assert found["casework.Identity.given_name"] == [GIVEN_NAME]
        assert found["casework.Identity.address"] == [ADDRESS]
        assert found["casework.Alert.text"] == [WARNING + "."]
        masked = "[maskat: rör någon annan]"
        assert found["casework.RelatedPerson.name"] == [masked]
        assert found["casework.RelatedPerson.contact"] == [masked]
        whole = json.dumps(document(worker, extract), ensure_ascii=False)
        assert [w for w in (RELATIVE, RELATIVE_PHONE, worker.full_name) if w in whole] == []

    def test_an_attached_file_is_named_and_never_printed(
        self, worker: User, person: Person
    ) -> None:
        attached(worker, person)
        with acting_as(worker):
            file = Attachment.objects.get(person=person)
            name, content = file.name, file.content
        extract = queued(worker, person)
        run_extract(str(extract.pk))
        found = words(document(worker, extract))
        assert found["casework.Attachment.name"] == [name]
        assert found["casework.Attachment.content"] == ["Lämnas över som egen fil"]
        whole = json.dumps(document(worker, extract), ensure_ascii=False)
        assert str(content)[:12] not in whole

    def test_the_pdf_says_the_same_in_the_chosen_language(
        self, worker: User, person: Person
    ) -> None:
        extract = queued(worker, person, language="en")
        run_extract(str(extract.pk))
        with acting_as(worker):
            pdf = PdfReader(io.BytesIO(row(worker, extract).open_file("pdf")))
        text = " ".join(page.extract_text() for page in pdf.pages)
        assert "What we hold about you" in text
        assert FAMILY_NAME in text
        assert RELATIVE not in text
        language: object = cast("DictionaryObject", pdf.trailer["/Root"])["/Lang"]
        assert language == "en"

    def test_who_read_is_told_by_role_and_unit(self, worker: User, person: Person) -> None:
        with acting_as(worker):
            read_file(worker, person.pk, "overview")
        extract = queued(worker, person)
        run_extract(str(extract.pk))
        reading = [r for r in document(worker, extract)["read_by"] if "läste" in r["what"]]
        assert [(r["who"].split(",")[0], r["ground"]) for r in reading] == [
            ("Uppsökande socialsekreterare", "Lade upp akten")
        ]


class TestMasks:
    def test_a_handler_masks_more_and_shows_what_they_have_looked_at(
        self, worker: User, person: Person
    ) -> None:
        with acting_as(worker):
            alert = Alert.objects.get(person=person)
            related = person.relatedperson_set.get()
        masks = Masks(
            {
                f"casework.Alert:{alert.pk}:text": MaskReason.DANGER,
                f"casework.RelatedPerson:{related.pk}:contact": "",
            },
            {"önskan": MaskReason.SECRECY},
        )
        extract = queued(worker, person, masks)
        run_extract(str(extract.pk))
        found = words(document(worker, extract))
        assert found["casework.Alert.text"] == ["[maskat: kan utsätta någon för fara]"]
        assert found["casework.RelatedPerson.contact"] == [RELATIVE_PHONE]
        assert found["casework.Person.important_to_me"] == [
            "Planterad [maskat: sekretess enligt en annan bestämmelse]"
        ]

    def test_what_nobody_has_looked_through_is_not_handed_out(
        self, worker: User, person: Person
    ) -> None:
        extract = queued(worker, person)
        with acting_as(worker):
            Alert.objects.create(
                person=person, kind=AlertKind.HEALTH, text="Planterat efteråt", created_by=worker
            )
        run_extract(str(extract.pk))
        found = words(document(worker, extract))["casework.Alert.text"]
        assert sorted(found) == [WARNING + ".", "[maskat: inte genomgånget; fråga oss om det]"]

    def test_a_protected_address_can_not_be_shown(self, worker: User, person: Person) -> None:
        protect(worker, person, ProtectedIdentity.REGISTRATION)
        with acting_as(worker):
            person.refresh_from_db()
            identity = Identity.objects.get(person=person)
        with pytest.raises(ActionRefused):
            queued(worker, person, delivery=Delivery.LETTER)
        masks = Masks({f"casework.Identity:{identity.pk}:address": ""})
        extract = queued(worker, person, masks, delivery=Delivery.MEDIATED)
        run_extract(str(extract.pk))
        whole = json.dumps(document(worker, extract), ensure_ascii=False)
        assert [w for w in (ADDRESS, "070-000 00 02") if w in whole] == []
        assert GIVEN_NAME in whole

    @pytest.mark.parametrize("delivery", [Delivery.BY_HAND, Delivery.LETTER])
    def test_what_was_made_before_is_deleted_by_protecting(
        self, worker: User, person: Person, sign_in: Callable[[User], Client], delivery: Delivery
    ) -> None:
        other = full_file(worker)
        done, kept = (queued(worker, file, delivery=delivery) for file in (person, other))
        for made in (done, kept):
            run_extract(str(made.pk))
        assert ADDRESS in json.dumps(document(worker, done), ensure_ascii=False)
        waiting = queued(worker, person)
        protect(worker, person)
        client = sign_in(worker)
        for gone in (done, waiting):
            for form in ("pdf", "json"):
                address = reverse("casework:fetch_extract", args=[gone.pk, form])
                assert client.get(address).status_code == 404
        run_extract(str(waiting.pk))
        with acting_as(worker):
            assert [made.pk for made in ExtractRequest.objects.all()] == [kept.pk]

    def test_what_is_being_prepared_is_asked_again_how_it_goes(
        self, worker: User, person: Person
    ) -> None:
        extract = order_extract(by=worker, person=person, language="sv", delivery=Delivery.LETTER)
        protect(worker, person)
        with pytest.raises(ActionRefused):
            make_ready(by=worker, extract_id=extract.pk, masks=Masks(), seen_at=extract.updated_at)
        assert row(worker, extract).state == ExtractState.PREPARING


class TestTheActor:
    def test_reads_the_one_file_and_no_other(self, worker: User, person: Person) -> None:
        other = full_file(worker)
        extract = queued(worker, person)
        start_extract(by=EXTRACT, extract_id=extract.pk)
        for wanted, seen in ((person, [person.pk]), (other, [])):
            with acting_as(EXTRACT), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('app.extract_person_id', %s, true)", [str(wanted.pk)]
                )
                assert list(Person.objects.values_list("pk", flat=True)) == seen
                assert Identity.objects.count() == len(seen)

    def test_reads_nothing_before_it_is_ordered_or_when_the_time_is_up(
        self, worker: User, person: Person
    ) -> None:
        def seen() -> int:
            with acting_as(EXTRACT), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('app.extract_person_id', %s, true)", [str(person.pk)]
                )
                return Person.objects.count()

        assert seen() == 0
        extract = queued(worker, person)
        assert seen() == 0
        start_extract(by=EXTRACT, extract_id=extract.pk)
        assert seen() == 1
        with acting_as(worker):
            past = timezone.now() - timedelta(seconds=1)
            ExtractRequest.objects.filter(pk=extract.pk).update(expires_at=past)
        assert seen() == 0

    def test_orders_nothing_and_reads_no_finished_extract(
        self, worker: User, person: Person
    ) -> None:
        extract = queued(worker, person)
        run_extract(str(extract.pk))
        for statement in (
            "SELECT sealed_pdf FROM casework_extractrequest",
            "UPDATE casework_extractrequest SET person_id = gen_random_uuid()",
            "INSERT INTO casework_extractrequest (id) VALUES (gen_random_uuid())",
            "UPDATE casework_person SET gender = 'man'",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                with acting_as(EXTRACT), connection.cursor() as cursor:
                    cursor.execute(statement)


class TestTheWay:
    def test_who_does_not_manage_the_file_orders_nothing(
        self, make_user: MakeUser, person: Person
    ) -> None:
        stranger = make_user(Role.OUTREACH_WORKER, "pom")
        with pytest.raises(ActionRefused):
            queued(stranger, person)

    def test_one_at_a_time(self, worker: User, person: Person) -> None:
        queued(worker, person)
        with pytest.raises(ActionRefused):
            queued(worker, person)

    def test_a_late_worker_finds_that_it_is_anothers(self, worker: User, person: Person) -> None:
        extract = queued(worker, person)
        first = start_extract(by=EXTRACT, extract_id=extract.pk)
        late = write_extract(extract.pk, first)
        make_extract(extract_id=extract.pk, takes_over=True)
        kept = document(worker, extract)
        with pytest.raises(ActionRefused):
            finish_extract(by=EXTRACT, written=late)
        with pytest.raises(ActionRefused):
            write_extract(extract.pk, first)
        assert document(worker, extract) == kept

    def test_a_killed_worker_is_followed_by_another(self, worker: User, person: Person) -> None:
        extract = queued(worker, person)
        start_extract(by=EXTRACT, extract_id=extract.pk)
        late = timezone.now() - STALE - timedelta(minutes=1)
        with acting_as(worker):
            ExtractRequest.objects.filter(pk=extract.pk).update(seen_at=late)
        sweep_extract_requests()
        assert row(worker, extract).state == ExtractState.QUEUED
        run_extract(str(extract.pk))
        assert row(worker, extract).state == ExtractState.DONE

    def test_after_too_many_tries_it_has_failed(self, worker: User, person: Person) -> None:
        extract = queued(worker, person)
        late = timezone.now() - STALE - timedelta(minutes=1)
        with acting_as(worker):
            ExtractRequest.objects.filter(pk=extract.pk).update(
                state=ExtractState.RUNNING, attempt=MOST_ATTEMPTS, seen_at=late
            )
        assert sweep_extracts(by=CLOCK) == (1, 0)
        found = row(worker, extract)
        assert (found.state, found.error) == (ExtractState.FAILED, ExtractError.INTERRUPTED)

    def test_it_goes_when_its_time_is_up(self, worker: User, person: Person) -> None:
        extract = queued(worker, person)
        run_extract(str(extract.pk))
        with acting_as(worker):
            ExtractRequest.objects.filter(pk=extract.pk).update(expires_at=timezone.now())
        assert sweep_extracts(by=CLOCK) == (0, 1)
        with acting_as(worker):
            assert not ExtractRequest.objects.filter(pk=extract.pk).exists()

    def test_fetching_is_logged_and_only_for_who_manages(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        extract = queued(worker, person)
        run_extract(str(extract.pk))
        with acting_as(worker):
            assert opened_extract(worker, row(worker, extract), "pdf")[:4] == b"%PDF"
        stranger = make_user(Role.UNIT_MANAGER, "mika")
        with acting_as(stranger):
            assert not ExtractRequest.objects.filter(pk=extract.pk).exists()
        made = row(worker, extract)
        with acting_as(stranger), pytest.raises(CannotOpen):
            made.open_file("json")

    def test_it_is_asked_about_before_it_is_deleted(
        self, worker: User, person: Person, sign_in: Callable[[User], Client]
    ) -> None:
        extract = queued(worker, person)
        client, address = sign_in(worker), reverse("casework:delete_extract", args=[extract.pk])
        for name in ("casework:extract", "casework:delete_extract"):
            assert client.get(reverse(name, args=[extract.pk])).status_code == 200
            with acting_as(worker):
                assert ExtractRequest.objects.count() == 1
        client.post(address)
        with acting_as(worker):
            assert ExtractRequest.objects.count() == 0

    def test_a_deleted_one_is_gone(self, worker: User, person: Person) -> None:
        extract = queued(worker, person)
        delete_extract(by=worker, extract_id=extract.pk)
        run_extract(str(extract.pk))
        with acting_as(worker):
            assert ExtractRequest.objects.count() == 0
