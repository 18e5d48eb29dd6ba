"""Handing over what is kept for good: by two people, with a trace, and without whereabouts."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from casework.actions.archiving import archive_file
from casework.actions.attachments import attach_file
from casework.actions.base import ActionRefused
from casework.actions.cases import close_case
from casework.actions.disposal_basis import set_basis
from casework.actions.notes import strike_note
from casework.actions.protection import set_protection
from casework.actors import acting_as
from casework.audit.events import Event
from casework.disposal.words import Basis
from casework.enums import AlertKind, ClosingReason, ProtectedIdentity, Role
from casework.journal_enums import NoteStrikeReason
from casework.models import Alert, AuditEvent, Case, Person, User
from tests.casework.journal import FACT, pdf, signed
from tests.casework.people import ADDRESS as SHELTER
from tests.casework.people import GIVEN_NAME, kept, stay_at
from tests.casework.rights.build import ADDRESS, full_file
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def second(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "mika")


@pytest.fixture
def person(manager: User) -> Person:
    """A closed file about a placement: never destroyed."""
    person = full_file(manager)
    stay_at(kept(manager, "pom"), person, manager)
    set_basis(by=manager, person=person, basis=Basis.PLACEMENT, birth_day=None, seen_at=None)
    return person


def close(person: Person, by: User) -> None:
    with acting_as(by):
        case = Case.objects.get(person=person)
    close_case(by=by, case_id=case.pk, reason=ClosingReason.OWN_WISH)


def package_of(person: Person, by: User, second: User) -> zipfile.ZipFile:
    made = archive_file(
        by=by, approved_by=second, person=person, made_at=timezone.now(), through="test"
    )
    return zipfile.ZipFile(io.BytesIO(made))


def told(archive: zipfile.ZipFile) -> str:
    name = next(name for name in archive.namelist() if name.endswith("akt.json"))
    return archive.read(name).decode()


class TestPackage:
    def test_holds_what_the_file_holds_and_no_shelter(
        self, person: Person, manager: User, second: User
    ) -> None:
        close(person, manager)
        archive = package_of(person, manager, second)
        text = told(archive)
        assert GIVEN_NAME in text
        assert ADDRESS in text
        assert SHELTER not in text
        assert json.loads(text)["file"] == person.pseudonym
        assert GIVEN_NAME not in "".join(archive.namelist())
        mets = archive.read(archive.namelist()[0]).decode()
        assert GIVEN_NAME not in mets

    def test_the_alias_of_a_protected_housing_stands_in_no_text(
        self, person: Person, manager: User, second: User
    ) -> None:
        with acting_as(manager):
            text = "Planterat: bor på BJÖRKEN sedan maj"
            Alert.objects.create(
                person=person, kind=AlertKind.DANGER, text=text, created_by=manager
            )
        close(person, manager)
        text = told(package_of(person, manager, second))
        assert "björken" not in text.casefold()
        said = "[maskat: skyddad adress eller vistelseort]"
        assert f"Planterat: bor på {said} sedan maj" in text

    def test_attached_files_are_named_by_what_they_are(
        self, person: Person, manager: User, second: User
    ) -> None:
        for name, content in (("Planterad.txt", b"Ett brev"), ("Planterad.pdf", pdf())):
            attach_file(by=manager, person=person, name=name, content=content)
        close(person, manager)
        archive = package_of(person, manager, second)
        mets = archive.read(archive.namelist()[0]).decode()
        assert re.findall(r'MIMETYPE="([^"]+)"', mets)[-2:] == ["text/plain", "application/pdf"]
        assert [n.rpartition("/")[2] for n in archive.namelist() if "/bilagor/" in n] == [
            "0001.txt",
            "0002.pdf",
        ]

    def test_protected_whereabouts_stay_out(
        self, person: Person, manager: User, second: User
    ) -> None:
        set_protection(by=manager, person_id=person.pk, protection=ProtectedIdentity.REGISTRATION)
        close(person, manager)
        with acting_as(manager):
            person.refresh_from_db()
        text = told(package_of(person, manager, second))
        assert GIVEN_NAME in text
        assert ADDRESS not in text

    def test_what_is_struck_stays_out_with_its_files(
        self, person: Person, manager: User, second: User
    ) -> None:
        kept, struck = signed(manager, person), signed(manager, person, fact="Planterat om annan")
        for note, name in ((kept, "Planterad.txt"), (struck, "Planterat-annan.txt")):
            content = f"Planterat i {name}".encode()
            attach_file(by=manager, person=person, name=name, content=content, note=note)
        strike_note(by=manager, note=struck, reason=NoteStrikeReason.WRONG_PERSON)
        close(person, manager)
        archive = package_of(person, manager, second)
        text = told(archive)
        assert [w for w in (FACT, "Planterad.txt", "om annan", "-annan.txt") if w in text] == [
            FACT,
            "Planterad.txt",
        ]
        files = [archive.read(n) for n in archive.namelist() if "/bilagor/" in n]
        assert files == [b"Planterat i Planterad.txt"]

    def test_is_in_the_log_with_both(self, person: Person, manager: User, second: User) -> None:
        close(person, manager)
        package_of(person, manager, second)
        with acting_as(manager):
            event = AuditEvent.objects.get(event=Event.FILE_ARCHIVED)
        assert (event.object_id, event.actor_id) == (person.pk, manager.pk)
        assert event.details["approved_by"] == str(second.pk)


class TestRefused:
    def test_while_a_unit_works_there(self, person: Person, manager: User, second: User) -> None:
        with pytest.raises(ActionRefused):
            package_of(person, manager, second)

    def test_without_a_rule_that_keeps_it(self, manager: User, second: User) -> None:
        person = full_file(manager)
        close(person, manager)
        with pytest.raises(ActionRefused):
            package_of(person, manager, second)

    def test_alone_or_with_somebody_who_manages_nothing(
        self, person: Person, manager: User, make_user: MakeUser
    ) -> None:
        close(person, manager)
        for second in (manager, make_user(Role.UNIT_WORKER, "mika"), make_user(Role.ADMINISTRATOR)):
            with pytest.raises(ActionRefused):
                package_of(person, manager, second)

    def test_to_who_does_not_see_it(
        self, person: Person, manager: User, second: User, make_user: MakeUser
    ) -> None:
        close(person, manager)
        with pytest.raises(ActionRefused):
            package_of(person, second, manager)


def export(person: Person, by: User, second: User, folder: Path) -> None:
    call_command(
        "archive_export",
        person.pseudonym,
        f"--by={by.email}",
        f"--approved-by={second.email}",
        f"--to={folder}",
    )


def logged(manager: User) -> list[object]:
    """How each handing over that the log tells of was asked for."""
    with acting_as(manager):
        events = AuditEvent.objects.filter(event=Event.FILE_ARCHIVED)
        return [event.details["through"] for event in events]


class TestCommand:
    def test_writes_for_its_own_account_and_over_nothing(
        self, person: Person, manager: User, second: User, tmp_path: Path
    ) -> None:
        close(person, manager)
        export(person, manager, second, tmp_path)
        (path,) = tmp_path.iterdir()
        assert path.stat().st_mode & 0o777 == 0o600
        assert zipfile.is_zipfile(path)
        held = path.read_bytes()
        with pytest.raises(CommandError, match="nothing was written over"):
            export(person, manager, second, tmp_path)
        assert path.read_bytes() == held
        # What was not made is not in the log.
        assert logged(manager) == ["command"]

    def test_leaves_nothing_where_it_is_refused(
        self, person: Person, manager: User, second: User, tmp_path: Path
    ) -> None:
        with pytest.raises(CommandError, match="arbetar"):
            export(person, manager, second, tmp_path)
        assert list(tmp_path.iterdir()) == []
        assert logged(manager) == []

    def test_leaves_nothing_where_the_disk_is_full(
        self,
        person: Person,
        manager: User,
        second: User,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def full(_handle: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        close(person, manager)
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(CommandError, match="could not be written and is gone"):
            export(person, manager, second, tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_another_units_file_is_no_file(
        self, person: Person, manager: User, second: User, tmp_path: Path
    ) -> None:
        close(person, manager)
        with pytest.raises(CommandError, match="no such file"):
            export(person, second, manager, tmp_path)
        assert list(tmp_path.iterdir()) == []
