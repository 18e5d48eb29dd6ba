"""What is struck does not come back: not through a correction begun before, not beside the note."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from casework.actions.base import ActionRefused
from casework.actions.notes import note_disagreement, save_draft, sign_note, strike_note
from casework.actors import acting_as
from casework.enums import Role
from casework.identifiers import uuid7
from casework.journal_enums import NoteStrikeReason
from casework.models import Note, NoteDraft, Person, User
from tests.casework.journal import ASSESSMENT, FACT, MEASURE, drafted, signed, text
from tests.casework.people import opened
from tests.conftest import MakeUser, SignIn

TEXTS = [FACT, ASSESSMENT, MEASURE]


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def strike(by: User, note: Note) -> None:
    strike_note(by=by, note=note, reason=NoteStrikeReason.WRONG_PERSON)


def count(by: User) -> tuple[int, int]:
    with acting_as(by):
        return Note.objects.count(), NoteDraft.objects.count()


@pytest.mark.django_db
class TestCorrectionBegunBefore:
    def test_is_neither_saved_nor_signed(self, worker: User, manager: User, person: Person) -> None:
        note = signed(worker, person)
        draft = drafted(worker, person, corrects=note)
        strike(manager, note)
        for verb in (save_draft, sign_note):
            # As the form sends it, from one draft that is there and from one that is not yet.
            for draft_id, seen in ((draft.pk, 1), (uuid7(), 0)):
                typed = text(corrects=note, seen=seen, fact="Planterat anew")
                with pytest.raises(ActionRefused):
                    verb(by=worker, person=person, draft_id=draft_id, text=typed)
        assert count(worker) == (1, 1)
        with acting_as(worker):
            assert NoteDraft.objects.get().texts == tuple(TEXTS)

    def test_of_a_note_that_stands_is_signed(self, worker: User, person: Person) -> None:
        note = signed(worker, person)
        draft = drafted(worker, person, corrects=note)
        sign_note(by=worker, person=person, draft_id=draft.pk, text=text(corrects=note, seen=1))
        assert count(worker) == (2, 0)

    @pytest.mark.parametrize("table", ["note", "notedraft"])
    def test_is_refused_by_the_database_too(
        self, worker: User, manager: User, person: Person, table: str
    ) -> None:
        note = signed(worker, person)
        strike(manager, note)
        made = {
            "note": Note(person=person, kind=note.kind, happened_at=note.happened_at,
                         begun_at=note.begun_at, fact="Planterat", corrects=note,
                         created_by=worker),
            "notedraft": NoteDraft(person=person, kind=note.kind, fact="Planterat",
                                   corrects=note, created_by=worker),
        }[table]  # fmt: skip
        with pytest.raises(DatabaseError, match="what it corrects is struck"):
            with acting_as(worker), transaction.atomic():
                made.save(force_insert=True)

    def test_is_hidden_and_can_be_thrown_away(
        self, worker: User, manager: User, person: Person, sign_in: SignIn
    ) -> None:
        note = signed(worker, person)
        draft = drafted(worker, person, corrects=note)
        client = sign_in(worker)
        page = reverse("casework:draft", args=[person.pk, draft.pk])
        assert told(client, page) == TEXTS
        strike(manager, note)
        assert told(client, page) == []
        assert told(client, reverse("casework:drafts")) == []
        assert told(client, reverse("casework:journal", args=[person.pk])) == []
        discard = reverse("casework:discard_draft", args=[person.pk, draft.pk])
        assert f'action="{discard}"' in client.get(page).content.decode()
        assert client.post(discard).status_code == 302
        assert count(worker) == (1, 0)

    def test_an_open_window_is_told_and_keeps_its_words(
        self, worker: User, manager: User, person: Person, sign_in: SignIn
    ) -> None:
        note = signed(worker, person)
        draft = drafted(worker, person, corrects=note)
        client = sign_in(worker)
        page = reverse("casework:draft", args=[person.pk, draft.pk])
        form = client.get(page).context["form"]
        sent = {name: form[name].value() or "" for name in form.fields} | {"action": "sign"}
        sent |= {"happened_at": "2026-01-02T03:04", "fact": "Planterat om rätt person"}
        strike(manager, note)
        answer = client.post(page, sent)
        assert answer.status_code == 422
        assert answer.context["form"]["fact"].value() == "Planterat om rätt person"
        assert count(worker) == (1, 1)


@pytest.mark.django_db
def test_what_the_person_said_against_it_is_hidden_with_it(
    worker: User, manager: User, person: Person, sign_in: SignIn
) -> None:
    note = signed(worker, person)
    note_disagreement(by=worker, note=note, words="Planterad invändning")
    client = sign_in(worker)
    pages = [
        reverse(f"casework:{name}", args=[person.pk, note.pk]) for name in ("note", "disagree")
    ]
    assert "Planterad invändning" in client.get(pages[0]).content.decode()
    strike(manager, note)
    shown = "".join(client.get(page).content.decode() for page in pages)
    assert [w for w in (*TEXTS, "Planterad invändning") if w in shown] == []


def test_a_strike_and_a_correction_at_once_wait_for_each_other(commit_user: MakeUser) -> None:
    worker = commit_user(Role.OUTREACH_WORKER, "pom")
    manager = commit_user(Role.UNIT_MANAGER, "pom")
    person = opened(worker, "pom")
    note = signed(worker, person)
    draft = drafted(worker, person, corrects=note)
    struck, begun = threading.Event(), threading.Event()

    def correct() -> bool:
        try:
            struck.wait(timeout=30)
            begun.set()
            sign_note(by=worker, person=person, draft_id=draft.pk, text=text(corrects=note, seen=1))
        except ActionRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(1) as pool:
        with acting_as(manager):
            strike(manager, note)
            run = pool.submit(correct)
            struck.set()
            assert begun.wait(timeout=30)
            # Held open while the other signs: it has to wait for what comes of this.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(1)")
            assert not run.done()
        assert run.result(timeout=60) is False
    assert count(worker) == (1, 1)


def told(client: Client, page: str) -> list[str]:
    shown = client.get(page).content.decode()
    return [word for word in TEXTS if word in shown]
