"""What may be attached is told by its content; what is destroyed leaves no copy."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from casework.actions.attachments import attach_file, remove_attachment
from casework.actions.base import ActionRefused
from casework.actions.notes import strike_note
from casework.actors import acting_as
from casework.attachment_files import NotTaken, take
from casework.audit.events import Event
from casework.enums import Role
from casework.identifiers import uuid7
from casework.journal_enums import AttachmentRemoval, AttachmentType, NoteStrikeReason
from casework.models import Attachment, AuditEvent, Person, User
from tests.casework.journal import (
    archive,
    attached,
    chunk,
    docx,
    jpeg,
    odt,
    pdf,
    png,
    segment,
    signed,
)
from tests.casework.people import opened
from tests.conftest import MakeUser, SignIn

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


class TestContent:
    @pytest.mark.parametrize(
        ("name", "content", "kind"),
        [
            ("intyg.pdf", pdf(), AttachmentType.PDF),
            ("BILD.JPG", jpeg(), AttachmentType.JPEG),
            ("bild.jpeg", jpeg(), AttachmentType.JPEG),
            ("bild.png", png(), AttachmentType.PNG),
            ("brev.docx", docx(), AttachmentType.DOCX),
            ("brev.odt", odt(), AttachmentType.ODT),
            ("rad.txt", "Påhittad text, åäö\r\n".encode(), AttachmentType.TXT),
        ],
    )
    def test_of_the_kinds_is_taken(self, name: str, content: bytes, kind: AttachmentType) -> None:
        assert take(name, content).type == kind

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("sida.pdf", HTML),
            ("sida.txt", HTML),
            ("sida.html", HTML),
            ("bild.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            # A page in front of, or inside the beginning of, a document.
            ("sida.pdf", HTML + pdf()),
            ("sida.pdf", pdf(HTML)),
            ("avbruten.pdf", pdf()[:-7]),
            ("bild.png", pdf()),
            ("intyg.pdf", png()),
            ("intyg", pdf()),
            ("program.pdf", b"MZ\x90\x00" + pdf()),
            ("arkiv.zip", archive({"a.txt": b"a"})),
            ("arkiv.docx", archive({"a.txt": b"a"})),
            ("arkiv.odt", archive({"mimetype": b"application/epub+zip", "content.xml": b""})),
            ("makron.docx", docx(vbaProject=b"makro")),
            ("makron.odt", odt(**{"script.xml": b"makro"})),
            # An archive behind a picture, and one with something behind it.
            ("dubbel.docx", png() + docx()),
            ("dubbel.docx", docx() + HTML),
            ("trasig.png", png()[:-9] + b"\0" * 9),
            ("trasig.jpg", jpeg()[:40]),
            ("nollor.txt", b"text\0mer"),
            ("latin1.txt", "åäö".encode("latin-1")),
            ("rik.txt", b"{\\rtf1 text}"),
        ],
    )
    def test_of_anything_else_is_refused(self, name: str, content: bytes) -> None:
        with pytest.raises(NotTaken):
            take(name, content)

    def test_pictures_lose_where_and_when_they_were_taken(self) -> None:
        exif = segment(0xE1, b"Exif\0\0 GPS 59.33 18.06")
        remark = segment(0xFE, b"Planterad kamera")
        assert take("bild.jpg", jpeg(exif, remark, behind=HTML)).content == jpeg()
        planted = [chunk(b"tEXt", b"Author\0Planterad"), chunk(b"eXIf", b"GPS")]
        assert take("bild.png", png(*planted, behind=HTML)).content == png()

    def test_too_much_packed_into_little_is_refused(self) -> None:
        many = archive({"mimetype": b"application/vnd.oasis.opendocument.text",
                        **{f"del{n}": b"" for n in range(2_001)}})  # fmt: skip
        with pytest.raises(NotTaken):
            take("brev.odt", many)


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


@pytest.mark.django_db
class TestRow:
    def test_lies_sealed_with_its_name(self, worker: User, person: Person) -> None:
        attached(worker, person)
        with acting_as(worker), connection.cursor() as cursor:
            cursor.execute("SELECT name, content FROM casework_attachment")
            name, content = (bytes(value) for value in cursor.fetchone())
            assert b"planterad" not in name
            assert b"%PDF" not in content
            kept = Attachment.objects.get()
            assert (kept.name, kept.content) == ("planterad.pdf", pdf())

    def test_the_same_form_sent_twice_is_one_attachment(self, worker: User, person: Person) -> None:
        form: dict[str, Any] = {"by": worker, "person": person, "attachment_id": uuid7()}
        first = attach_file(**form, name="planterad.pdf", content=pdf())
        assert attach_file(**form, name="planterad.pdf", content=pdf()).pk == first.pk
        # Back in the browser, and another file chosen: nothing of it is lost.
        other = attach_file(**form, name="annan.png", content=png())
        with acting_as(worker):
            kept = {row.pk: (row.name, row.content) for row in Attachment.objects.all()}
            log = AuditEvent.objects.filter(event=Event.ATTACHMENT_ADDED).order_by("at")
            resent = [event.details.get("resent", False) for event in log]
        assert kept == {
            first.pk: ("planterad.pdf", pdf()),
            other.pk: ("annan.png", png()),
        }
        assert resent == [False, True, False]
        remove_attachment(by=worker, attachment=first, reason=AttachmentRemoval.WRONG_PERSON)
        with pytest.raises(ActionRefused):
            attach_file(**form, name="planterad.pdf", content=pdf())

    def test_an_identifier_of_another_file_s_tells_nothing(
        self, worker: User, person: Person, make_user: MakeUser
    ) -> None:
        stranger = make_user(Role.UNIT_WORKER, "mika")
        hidden = attached(stranger, opened(stranger, "mika"))
        made = attach_file(
            by=worker,
            person=person,
            name="planterad.pdf",
            content=pdf(),
            attachment_id=hidden.pk,
        )
        assert made.pk != hidden.pk
        with acting_as(worker):
            assert [row.pk for row in Attachment.objects.all()] == [made.pk]

    def test_too_big_is_refused(
        self, worker: User, person: Person, settings: pytest.FixtureRequest
    ) -> None:
        settings.ATTACHMENT_MAX_MB = 0  # type: ignore[attr-defined]
        with pytest.raises(ActionRefused):
            attached(worker, person)

    def test_to_another_file_s_note_is_refused(self, worker: User, person: Person) -> None:
        elsewhere = signed(worker, opened(worker, "pom"))
        with pytest.raises(ActionRefused):
            attached(worker, person, elsewhere)

    def test_destroyed_leaves_the_row_and_no_copy(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        attachment = attached(worker, person)
        remove_attachment(by=worker, attachment=attachment, reason=AttachmentRemoval.WRONG_PERSON)
        with acting_as(worker):
            row = Attachment.objects.get()
            assert (row.name, row.content, row.removed_by_id) == (None, None, worker.pk)
            with pytest.raises(ActionRefused):
                remove_attachment(
                    by=worker, attachment=attachment, reason=AttachmentRemoval.NOT_NEEDED
                )
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM information_schema.tables"
                    " WHERE table_name = 'casework_attachmentevent'"
                )
                assert cursor.fetchone() == (0,)

    def test_is_changed_by_nobody(self, worker: User, person: Person) -> None:
        attached(worker, person)
        for statement in ("UPDATE casework_attachment SET size = 1",
                          "UPDATE casework_attachment SET content = NULL",
                          "DELETE FROM casework_attachment"):  # fmt: skip
            with pytest.raises(DatabaseError, match=r"permission denied|destroyed"):
                with acting_as(worker), connection.cursor() as cursor:
                    cursor.execute(statement)


@pytest.mark.django_db
class TestPages:
    def test_upload_and_download(self, worker: User, person: Person, sign_in: SignIn) -> None:
        client = sign_in(worker)
        upload = SimpleUploadedFile("intyg från häktet.pdf", pdf(), "text/html")
        answer = client.post(reverse("casework:attach", args=[person.pk]), {"file": upload})
        assert answer.status_code == 302
        with acting_as(worker):
            attachment = Attachment.objects.get()
        fetched = client.get(reverse("casework:attachment", args=[person.pk, attachment.pk]))
        assert fetched.content == pdf()
        assert fetched.headers["Content-Type"] == "application/pdf"
        assert fetched.headers["Content-Disposition"] == (
            "attachment; filename*=utf-8''intyg%20fr%C3%A5n%20h%C3%A4ktet.pdf"
        )
        assert fetched.headers["X-Content-Type-Options"] == "nosniff"
        assert fetched.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert fetched.headers["Cache-Control"] == "no-store, private"
        with acting_as(worker):
            events = AuditEvent.objects.filter(object_id=attachment.pk).order_by("at")
            assert [e.event for e in events] == [Event.ATTACHMENT_ADDED, Event.ATTACHMENT_READ]
            assert "intyg" not in str([e.details for e in events])

    def test_pressed_twice_to_a_note_it_answers_as_the_first(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        note, client = signed(worker, person), sign_in(worker)
        address = reverse("casework:attach_to_note", args=[person.pk, note.pk])
        page = client.get(address)
        identifier = str(page.context["identifier"])
        assert f'name="id" value="{identifier}"' in page.content.decode()
        answers = [
            client.post(
                address,
                {"id": identifier, "file": SimpleUploadedFile("planterad.pdf", pdf())},
            )
            for _ in range(2)
        ]
        assert [(a.status_code, a.headers["Location"]) for a in answers] == [
            (302, reverse("casework:note", args=[person.pk, note.pk]))
        ] * 2
        with acting_as(worker):
            assert [str(row.pk) for row in Attachment.objects.filter(note=note)] == [identifier]

    def test_what_was_refused_keeps_its_identifier(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        client, identifier = sign_in(worker), str(uuid7())
        upload = SimpleUploadedFile("sida.pdf", HTML)
        answer = client.post(
            reverse("casework:attach", args=[person.pk]), {"id": identifier, "file": upload}
        )
        assert answer.status_code == 422
        assert f'name="id" value="{identifier}"' in answer.content.decode()

    def test_what_is_not_taken_is_told_at_the_field(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        upload = SimpleUploadedFile("sida.pdf", HTML, "application/pdf")
        address = reverse("casework:attach", args=[person.pk])
        answer = sign_in(worker).post(address, {"file": upload})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["file"]

    def test_another_file_s_attachment_is_not_there(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        elsewhere = attached(worker, opened(worker, "pom"))
        client: Client = sign_in(worker)
        for name in ("attachment", "remove_attachment"):
            address = reverse(f"casework:{name}", args=[person.pk, elsewhere.pk])
            assert client.get(address).status_code == 404

    def test_of_a_struck_note_is_hidden_with_it(
        self, worker: User, person: Person, sign_in: SignIn, make_user: MakeUser
    ) -> None:
        note = signed(worker, person)
        attachment = attached(worker, person, note)
        client = sign_in(worker)
        address = reverse("casework:attachment", args=[person.pk, attachment.pk])
        journal = reverse("casework:journal", args=[person.pk])
        assert client.get(address).status_code == 200
        assert "planterad.pdf" in client.get(journal).content.decode()
        manager = make_user(Role.UNIT_MANAGER, "pom")
        strike_note(by=manager, note=note, reason=NoteStrikeReason.WRONG_PERSON)
        assert client.get(address).status_code == 404
        for page in (journal, reverse("casework:note", args=[person.pk, note.pk])):
            assert "planterad.pdf" not in client.get(page).content.decode()

    def test_what_is_destroyed_is_not_fetched(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        attachment = attached(worker, person)
        client = sign_in(worker)
        address = reverse("casework:remove_attachment", args=[person.pk, attachment.pk])
        assert client.post(address, {"reason": "not_needed"}).status_code == 302
        fetched = client.get(reverse("casework:attachment", args=[person.pk, attachment.pk]))
        assert fetched.status_code == 404

    def test_an_empty_upload_keeps_nothing(self, worker: User, person: Person) -> None:
        with pytest.raises(ActionRefused):
            attach_file(by=worker, person=person, name="tom.pdf", content=b"")
