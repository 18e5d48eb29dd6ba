"""Drafts are their author's alone and survive; what is signed is final."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.gate import grant
from casework.actions.notes import (
    DraftGone,
    NewerDraft,
    SignedAlready,
    discard_draft,
    note_disagreement,
    save_draft,
    sign_note,
    strike_note,
)
from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import AccessGround, AccessLevel, Role
from casework.identifiers import uuid7
from casework.journal_enums import NoteKind, NoteStrikeReason
from casework.models import AuditEvent, Note, NoteDisagreement, NoteDraft, Person, User
from tests.casework.journal import ASSESSMENT, FACT, MEASURE, drafted, signed, text
from tests.casework.people import opened
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def give(by: User, person: Person, user: User, level: AccessLevel) -> User:
    with acting_as(by):
        unit_ = user.memberships.get().unit
        assert unit_ is not None
        grant(person, user=user, unit=unit_, level=level, ground=AccessGround.ASSIGNED)
    return user


def only_note(user: User) -> Note:
    with acting_as(user):
        note = Note.objects.select_related("person").get()
        assert len(note.texts) == 3  # opened here, where the key is
        return note


class TestDraft:
    def test_is_seen_by_its_author_alone(self, worker: User, manager: User, person: Person) -> None:
        draft = drafted(worker, person)
        with acting_as(worker):
            assert NoteDraft.objects.get().texts == (FACT, ASSESSMENT, MEASURE)
        with acting_as(manager):
            assert Person.objects.count() == 1
            assert NoteDraft.objects.count() == 0
            assert NoteDraft.objects.visible_to(manager).count() == 0
        with acting_as(manager), connection.cursor() as cursor:
            cursor.execute("UPDATE casework_notedraft SET version = 9")
            assert cursor.rowcount == 0
        with acting_as(worker):
            assert NoteDraft.objects.get(pk=draft.pk).version == 1

    def test_is_not_written_in_somebody_else_s_name(
        self, worker: User, manager: User, person: Person
    ) -> None:
        draft = drafted(worker, person)
        with acting_as(worker):
            draft = NoteDraft.objects.get(pk=draft.pk)
        draft.pk, draft.created_by = uuid7(), manager
        with pytest.raises(DatabaseError, match="row-level security"):
            with acting_as(worker), transaction.atomic():
                draft.save(force_insert=True)

    def test_holds_no_clear_text(self, worker: User, person: Person) -> None:
        drafted(worker, person)
        signed(worker, person)
        with acting_as(worker), connection.cursor() as cursor:
            for table in ("casework_notedraft", "casework_note"):
                cursor.execute(f"SELECT fact, assessment, measure FROM {table}")
                for value in cursor.fetchone():
                    assert b"Planterad" not in bytes(value)

    def test_the_same_window_saves_again_and_again(self, worker: User, person: Person) -> None:
        window = uuid7()
        draft = drafted(worker, person, window=window)
        # The answer to the save was lost: the window still believes in the version before.
        again = save_draft(
            by=worker, person=person, draft_id=draft.pk, text=text(fact="Mer", window=window)
        )
        assert (again.version, again.fact) == (2, "Mer")

    def test_another_window_is_told_and_overwrites_nothing(
        self, worker: User, person: Person
    ) -> None:
        draft = drafted(worker, person, window=uuid7())
        mine = text(fact="Från det andra fönstret", window=uuid7(), seen=0)
        for verb in (save_draft, sign_note):
            with pytest.raises(NewerDraft):
                verb(by=worker, person=person, draft_id=draft.pk, text=mine)
        with acting_as(worker):
            assert NoteDraft.objects.get().fact == FACT
            assert Note.objects.count() == 0

    def test_that_was_thrown_away_does_not_come_back(self, worker: User, person: Person) -> None:
        draft = drafted(worker, person)
        discard_draft(by=worker, person=person, draft_id=draft.pk)
        with pytest.raises(DraftGone):
            save_draft(by=worker, person=person, draft_id=draft.pk, text=text(seen=1))
        with acting_as(worker):
            assert NoteDraft.objects.count() == 0

    def test_is_written_by_who_works_in_the_file(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        reader = give(worker, person, make_user(Role.UNIT_WORKER, "mika"), AccessLevel.READ)
        stranger = make_user(Role.UNIT_WORKER, "mika")
        for user in (reader, stranger):
            with pytest.raises(ActionRefused):
                drafted(user, person)
        writer = give(worker, person, make_user(Role.UNIT_WORKER, "mika"), AccessLevel.WORK)
        assert drafted(writer, person).created_by == writer

    def test_is_no_longer_than_what_a_session_keeps(self, worker: User, person: Person) -> None:
        with pytest.raises(ActionRefused) as refused:
            drafted(worker, person, fact="x" * 20_001)
        assert set(refused.value.fields) == {"fact"}


class TestSignature:
    def test_keeps_both_times_and_ends_the_draft(self, worker: User, person: Person) -> None:
        happened = timezone.now() - timedelta(days=2)
        draft = drafted(worker, person, happened_at=happened)
        sign_note(
            by=worker,
            person=person,
            draft_id=draft.pk,
            text=text(happened_at=happened, seen=draft.version),
        )
        note = only_note(worker)
        assert (note.pk, note.created_by_id, note.happened_at) == (draft.pk, worker.pk, happened)
        assert note.begun_at == draft.created_at
        assert note.signed_at > note.happened_at
        assert note.texts == (FACT, ASSESSMENT, MEASURE)
        with acting_as(worker):
            assert NoteDraft.objects.count() == 0

    def test_twice_is_one_note(self, worker: User, person: Person) -> None:
        note = signed(worker, person)
        with pytest.raises(SignedAlready):
            sign_note(by=worker, person=person, draft_id=note.pk, text=text())
        with pytest.raises(SignedAlready):
            save_draft(by=worker, person=person, draft_id=note.pk, text=text(seen=3))
        assert only_note(worker).pk == note.pk

    def test_leaves_no_draft_beside_the_note(self, worker: User, person: Person) -> None:
        note = signed(worker, person)
        ghost = NoteDraft(pk=note.pk, person=person, kind=NoteKind.CONTACT, created_by=worker)
        with pytest.raises(DatabaseError, match="signed already"):
            with acting_as(worker), transaction.atomic():
                ghost.save(force_insert=True)

    def test_by_another_is_refused(self, worker: User, manager: User, person: Person) -> None:
        draft = drafted(worker, person)
        with pytest.raises(ActionRefused):
            sign_note(by=manager, person=person, draft_id=draft.pk, text=text())
        with acting_as(worker):
            assert Note.objects.count() == 0
            assert NoteDraft.objects.get().created_by_id == worker.pk

    @pytest.mark.parametrize(
        "changes",
        [
            {"fact": " ", "assessment": "", "measure": "\n"},
            {"happened_at": None},
            {"happened_at": timezone.now() + timedelta(days=1)},
        ],
    )
    def test_of_what_says_nothing_or_lies_ahead_is_refused(
        self, worker: User, person: Person, changes: dict[str, object]
    ) -> None:
        with pytest.raises(ActionRefused):
            signed(worker, person, **changes)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE casework_note SET kind = 'decision'",
            "UPDATE casework_note SET happened_at = now()",
            "UPDATE casework_note SET fact = NULL",
            "UPDATE casework_note SET created_by_id = struck_by_id",
            "DELETE FROM casework_note",
        ],
    )
    def test_is_final_for_whoever_runs_sql(
        self, worker: User, manager: User, person: Person, statement: str
    ) -> None:
        signed(worker, person)
        for user in (worker, manager):
            with pytest.raises(DatabaseError, match=r"permission denied|final"):
                with acting_as(user), connection.cursor() as cursor:
                    cursor.execute(statement)

    def test_binds_the_owner_of_the_schema_too(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE t.tgname = 'is_final' AND t.tgenabled = 'O' ORDER BY 1"
            )
            assert [row[0] for row in cursor.fetchall()] == [
                "casework_attachment",
                "casework_consent",
                "casework_note",
                "casework_notedisagreement",
            ]


class TestCorrection:
    def test_is_a_new_note_that_names_the_old(self, worker: User, person: Person) -> None:
        old = signed(worker, person)
        new = signed(worker, person, corrects=old, fact="Rättat")
        with acting_as(worker):
            kept = Note.objects.get(pk=old.pk)
            assert kept.fact == FACT
            assert [n.pk for n in kept.corrections.all()] == [new.pk]

    def test_of_another_file_s_note_is_refused_by_the_database(
        self, worker: User, person: Person
    ) -> None:
        elsewhere = signed(worker, opened(worker, "pom"))
        with pytest.raises(ActionRefused):
            signed(worker, person, corrects=elsewhere)
        with acting_as(worker):
            assert Note.objects.filter(person=person).count() == 0


class TestDisagreement:
    def test_stands_beside_the_note_and_is_only_added(self, worker: User, person: Person) -> None:
        note = signed(worker, person)
        note_disagreement(by=worker, note=note, words="Så var det inte.")
        note_disagreement(by=worker, note=note, words="Jag sa något annat.")
        with acting_as(worker):
            found = [said.words for said in NoteDisagreement.objects.filter(note=note)]
            assert found == ["Så var det inte.", "Jag sa något annat."]
        for statement in ("DELETE FROM casework_notedisagreement",
                          "UPDATE casework_notedisagreement SET created_at = now()"):  # fmt: skip
            with pytest.raises(DatabaseError, match=r"permission denied|final"):
                with acting_as(worker), connection.cursor() as cursor:
                    cursor.execute(statement)


class TestStriking:
    def test_is_a_manager_s_and_is_there_for_the_review_of_the_log(
        self, make_user: MakeUser, worker: User, manager: User, person: Person
    ) -> None:
        note = signed(worker, person)
        with pytest.raises(ActionRefused):
            # Who opened the file decides over it, and yet strikes no note.
            strike_note(by=worker, note=note, reason=NoteStrikeReason.WRONG_PERSON)
        assert not only_note(worker).is_struck
        strike_note(by=manager, note=note, reason=NoteStrikeReason.WRONG_PERSON)
        struck = only_note(worker)
        assert (struck.is_struck, struck.struck_by_id) == (True, manager.pk)
        with acting_as(make_user(Role.LOG_REVIEWER)):
            assert Note.objects.count() == 0
            event = AuditEvent.objects.get(event=Event.NOTE_STRUCK)
        assert (event.object_id, event.details) == (
            note.pk,
            {"reason": "wrong_person", "extracts": 0},
        )

    def test_by_sql_of_who_is_no_manager_reaches_no_row(self, worker: User, person: Person) -> None:
        signed(worker, person)
        with acting_as(worker), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE casework_note SET struck_at = now(), struck_by_id = %s,"
                " struck_reason = 'twice'",
                [worker.pk],
            )
            assert cursor.rowcount == 0

    def test_happens_once(self, worker: User, manager: User, person: Person) -> None:
        note = signed(worker, person)
        strike_note(by=manager, note=note, reason=NoteStrikeReason.TWICE)
        with pytest.raises(ActionRefused):
            strike_note(by=manager, note=note, reason=NoteStrikeReason.TWICE)
        with pytest.raises(DatabaseError, match="ended already"):
            with acting_as(manager), connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE casework_note SET struck_at = NULL, struck_by_id = NULL,"
                    " struck_reason = ''"
                )

    def test_manager_of_another_unit_with_full_access_strikes_nothing(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        other = give(worker, person, make_user(Role.UNIT_MANAGER, "mika"), AccessLevel.MANAGE)
        with pytest.raises(ActionRefused):
            strike_note(by=other, note=signed(worker, person), reason=NoteStrikeReason.TWICE)


def test_every_kind_has_a_template() -> None:
    from casework.note_templates import TEMPLATES, template_at

    assert sorted(t.kind for t in TEMPLATES) == sorted(NoteKind)
    for template in TEMPLATES:
        assert template_at(template.slug) is template
        assert template.fact
        assert template.assessment
        assert template.measure
