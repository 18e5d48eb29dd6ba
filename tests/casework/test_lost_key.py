"""A key that is missing: a clear word in the place of what it seals, and no other harm."""

from __future__ import annotations

import base64
import logging
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from casework.actors import KEYS, acting_as
from casework.crypto import CannotOpen, Digester
from casework.enums import IdentifierKind, Role
from casework.identifiers import uuid7
from casework.models import Alert, Identifier, Person, User
from casework.tasks.keys import check_keys
from casework.unopened import MARK, Unopened, WouldBeLost
from outreach.models import Encounter
from reports.models import ReportRequest
from tests.casework.people import opened
from tests.conftest import PASSWORD, MakeUser, SignIn
from tests.outreach.build import answers, met, ongoing, signed
from tests.outreach.test_views_encounters import form_data

pytestmark = pytest.mark.django_db

# Digits in its name, as an operator would date it: it must not be taken for a telephone number.
LOST = "k20240101:" + base64.b64encode(b"l" * 32).decode()
NEW = "new:" + base64.b64encode(b"n" * 32).decode()
NOTE = "Planterad anteckning om ljuset"
SAID = "Det går inte att öppna detta: nyckeln ”k20240101” saknas."


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def tab(worker: User, sign_in: SignIn) -> Client:
    return sign_in(worker)


def written(worker: User, text: str, **values: Any) -> Person:
    """A file with the person's own words in it, sealed under the key of now."""
    person = opened(worker, "pom", **values)
    with acting_as(worker):
        person.important_to_me = text
        person.save()
    return person


def sealed_note(encounter: Encounter) -> bytes:
    with acting_as(KEYS), connection.cursor() as cursor:
        cursor.execute("SELECT note FROM outreach_encounter WHERE id = %s", [encounter.pk])
        return bytes(cursor.fetchone()[0])


@pytest.fixture
def encounter(worker: User) -> Encounter:
    """An encounter on a shift that goes on, its note under a key that is then lost."""
    with override_settings(FIELD_KEYS=[LOST]):
        return met(ongoing(worker), worker, answers(age=None, age_band="25_29", note=NOTE))


class TestPages:
    def test_a_file_stands_and_says_what_is_wrong(self, worker: User, tab: Client) -> None:
        with override_settings(FIELD_KEYS=[LOST]):
            gone = written(worker, NOTE)
        with override_settings(FIELD_KEYS=[NEW]):
            kept = written(worker, "Annat")
            page = tab.get(reverse("casework:person", args=[gone.pk]))
            assert page.status_code == 200
            assert SAID in page.content.decode()
            other = tab.get(reverse("casework:person", args=[kept.pk])).content.decode()
            assert "Annat" in other
            assert "Det går inte att öppna" not in other

    def test_one_value_of_a_page_does_not_take_the_others(
        self, worker: User, tab: Client, encounter: Encounter
    ) -> None:
        with override_settings(FIELD_KEYS=[NEW]):
            page = tab.get(reverse("outreach:encounter", args=[encounter.pk]))
            assert (page.status_code, SAID in page.content.decode()) == (200, True)
            second = met(encounter.shift, worker, answers(note="Nyskriven"))
            page = tab.get(reverse("outreach:encounter", args=[second.pk]))
            assert "Nyskriven" in page.content.decode()
            for address in ("shift", "shift_history"):
                url = reverse(f"outreach:{address}", args=[encounter.shift_id])
                assert tab.get(url).status_code == 200
            assert tab.get(reverse("outreach:shifts")).status_code == 200

    def test_a_download_names_the_key(self, make_user: MakeUser, sign_in: SignIn) -> None:
        manager, now = make_user(Role.STATISTICS_MANAGER), timezone.now()
        report = ReportRequest(
            owner=manager, period_start=now.date(), period_end=now.date(), format="csv",
            press=uuid7(), state="done", seen_at=now, finished_at=now,
            expires_at=now + timedelta(hours=1),
        )  # fmt: skip
        with override_settings(FIELD_KEYS=[LOST]):
            report.seal_result(b"tabell")
        with acting_as(manager):
            report.save()
        url = reverse("reports:download", args=[report.pk])
        with override_settings(FIELD_KEYS=[NEW]):
            page = sign_in(manager).get(url)
            assert page.status_code == 503
            assert SAID in page.content.decode()
        with override_settings(FIELD_KEYS=[NEW, LOST]):
            assert sign_in(manager).get(url).status_code == 200

    def test_signing_in_with_a_code_names_it_too(self, make_user: MakeUser) -> None:
        user = make_user(None)
        with override_settings(FIELD_KEYS=[LOST]):
            TOTP.activate(user, generate_totp_secret())
        client = Client()
        with override_settings(FIELD_KEYS=[NEW]):
            client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
            page = client.post("/konto/2fa/authenticate/", {"code": "000000"})
            assert (page.status_code, SAID in page.content.decode()) == (503, True)

    def test_numbers_of_other_files_are_found(self, worker: User) -> None:
        for key, number in ((LOST, "199006022389"), (NEW, "199111012382")):
            with override_settings(FIELD_KEYS=[key]):
                person = opened(worker, "pom")
                with acting_as(worker):
                    Identifier.objects.create(
                        person=person,
                        kind=IdentifierKind.PERSONAL_NUMBER,
                        value=number,
                        digest=Digester("person-number").digest(number.encode()),
                        created_by=worker,
                    )
        with override_settings(FIELD_KEYS=[NEW]), acting_as(worker):
            wanted = Digester("person-number").digests(b"199111012382")
            assert Identifier.objects.get(digest__in=wanted).value == "199111012382"


class TestNothingIsDestroyed:
    def test_saving_the_row_keeps_the_sealed_bytes(self, worker: User) -> None:
        with override_settings(FIELD_KEYS=[LOST]):
            person = opened(worker, "pom")
            with acting_as(worker):
                Alert.objects.create(person=person, kind="danger", text=NOTE, created_by=worker)
        with override_settings(FIELD_KEYS=[NEW]), acting_as(worker):
            alert = Alert.objects.get()
            assert isinstance(alert.text, Unopened)
            alert.until_day = timezone.localdate()
            # Taken out and put back, as a form or a copy would.
            alert.text = alert.text
            alert.save()
        with override_settings(FIELD_KEYS=[LOST]), acting_as(worker):
            assert Alert.objects.get().text == NOTE

    @pytest.mark.parametrize("value", ["Nytt", "", None, f"{MARK}annat{MARK}"])
    def test_nothing_takes_its_place(self, encounter: Encounter, worker: User, value: Any) -> None:
        with override_settings(FIELD_KEYS=[NEW]), acting_as(worker):
            row = Encounter.objects.get(pk=encounter.pk)
            with pytest.raises(WouldBeLost):
                row.note = value

    def test_the_words_are_sealed_nowhere(self, encounter: Encounter, worker: User) -> None:
        with override_settings(FIELD_KEYS=[NEW]), acting_as(worker):
            words = Encounter.objects.get(pk=encounter.pk).note
            other = met(encounter.shift, worker)
            other.note = words
            for text in (words, str(words), f"Se: {words}"):
                other.note = text
                with pytest.raises(WouldBeLost), transaction.atomic():
                    other.save()
            with pytest.raises(WouldBeLost):
                Digester("name-part").digest(words.encode())

    def test_a_form_that_is_sent_back_changes_the_rest(
        self, worker: User, tab: Client, encounter: Encounter
    ) -> None:
        url, before = reverse("outreach:change", args=[encounter.pk]), sealed_note(encounter)
        with override_settings(FIELD_KEYS=[NEW]):
            page = tab.get(url)
            note = page.context["form"]["note"].value()
            assert SAID in note
            data = form_data(
                encounter.shift, seen_at=page.context["sheet"].seen_at, gender="other", note=note
            )
            assert tab.post(url, data).status_code == 302
        assert sealed_note(encounter) == before
        with override_settings(FIELD_KEYS=[LOST]), acting_as(worker):
            kept = Encounter.objects.get(pk=encounter.pk)
            assert (kept.gender, kept.note) == ("other", NOTE)

    @pytest.mark.parametrize("note", ["", "Annat", f"{MARK}{SAID}{MARK} och mer"])
    def test_a_form_with_another_text_is_refused(
        self, tab: Client, encounter: Encounter, note: str
    ) -> None:
        url, before = reverse("outreach:change", args=[encounter.pk]), sealed_note(encounter)
        with override_settings(FIELD_KEYS=[NEW]):
            token = tab.get(url).context["sheet"].seen_at
            answer = tab.post(url, form_data(encounter.shift, seen_at=token, note=note))
            assert answer.status_code == 422
            assert "Inget sparades" in answer.content.decode()
        assert sealed_note(encounter) == before

    def test_a_correction_does_not_sign_the_words(self, worker: User, tab: Client) -> None:
        with override_settings(FIELD_KEYS=[LOST]):
            shift, [original] = signed(worker, answers(note=NOTE))
        url = reverse("outreach:correct", args=[original.pk])
        with override_settings(FIELD_KEYS=[NEW]):
            note = tab.get(url).context["form"]["note"].value()
            data = form_data(shift, age="31", age_band="", note=note, reason="Fel ålder")
            assert tab.post(url, data).status_code == 422
        with acting_as(worker):
            assert Encounter.objects.get().age == 24


class TestItIsTold:
    def test_in_the_log_without_row_or_words(
        self, worker: User, encounter: Encounter, caplog: pytest.LogCaptureFixture
    ) -> None:
        with override_settings(FIELD_KEYS=[NEW]), acting_as(worker):
            caplog.clear()
            _ = Encounter.objects.get(pk=encounter.pk).note
        told = [(r.name, r.levelno, r.getMessage()) for r in caplog.records]
        line = "outreach_encounter.note: The key 'k20240101' is not in FIELD_KEYS."
        assert told == [("casework.unopened", logging.ERROR, line)]

    def test_every_night(self, encounter: Encounter, caplog: pytest.LogCaptureFixture) -> None:
        with override_settings(FIELD_KEYS=[NEW]):
            check_keys()
            assert "Missing in FIELD_KEYS: k20240101" in caplog.messages
        with override_settings(FIELD_KEYS=[NEW, LOST]):
            caplog.clear()
            check_keys()
            assert caplog.messages == []

    def test_by_the_system_check(self, encounter: Encounter) -> None:
        with override_settings(FIELD_KEYS=[NEW]), pytest.raises(SystemCheckError, match="E001"):
            call_command("check", databases=["default"])
        with override_settings(FIELD_KEYS=[NEW, LOST]):
            call_command("check", databases=["default"], stdout=StringIO())

    def test_a_destroyed_key_is_told_apart(self, worker: User, tab: Client) -> None:
        person = written(worker, NOTE)
        with acting_as(worker):
            row = Person.objects.get(pk=person.pk)
            sealed = row.__dict__["important_to_me"]
            stranger = Person(pk=uuid7(), important_to_me=sealed)
            assert "nyckel har förstörts" in stranger.important_to_me

    def test_bytes_that_are_asked_for_raise(self) -> None:
        report = ReportRequest(pk=uuid7())
        with override_settings(FIELD_KEYS=[LOST]):
            report.seal_result(b"tabell")
        with override_settings(FIELD_KEYS=[NEW]), pytest.raises(CannotOpen, match="'k20240101'"):
            report.open_result()
