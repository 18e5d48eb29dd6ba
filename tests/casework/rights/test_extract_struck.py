"""What is struck is in no extract: not on the handler's page, not in the documents, not later."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from pypdf import PdfReader

from casework.actions.base import ActionRefused
from casework.actions.extract_making import finish_extract, start_extract, write_extract
from casework.actions.notes import note_disagreement, strike_note
from casework.actors import EXTRACT, acting_as
from casework.enums import Role
from casework.extract.collect import sections
from casework.extract.masks import instead_of
from casework.extract.words import ExtractState, MaskReason
from casework.journal_enums import NoteStrikeReason
from casework.models import ExtractRequest, Note, Person, User
from casework.tasks.rights import run_extract
from tests.casework.journal import ASSESSMENT, FACT, MEASURE, attached, drafted, signed
from tests.casework.rights.build import full_file
from tests.casework.rights.test_extract_making import document, queued, row, words
from tests.casework.rights.test_pages import begun
from tests.conftest import MakeUser, SignIn

pytestmark = pytest.mark.django_db

AGAINST, FILE = "Planterad invändning", "planterad.pdf"
HIDDEN = [FACT, ASSESSMENT, MEASURE, AGAINST, FILE]


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def person(manager: User) -> Person:
    return full_file(manager)


@pytest.fixture
def note(manager: User, person: Person) -> Note:
    """A note with everything that can belong to one."""
    note = signed(manager, person)
    note_disagreement(by=manager, note=note, words=AGAINST)
    attached(manager, person, note)
    drafted(manager, person, corrects=note)
    return note


def strike(by: User, note: Note) -> None:
    strike_note(by=by, note=note, reason=NoteStrikeReason.WRONG_PERSON)


def told(text: str) -> list[str]:
    return [word for word in HIDDEN if word in text]


def test_the_handler_s_page_shows_and_offers_none_of_it(
    manager: User, person: Person, note: Note, sign_in: SignIn
) -> None:
    page = reverse("casework:extract", args=[begun(manager, person).pk])
    client = sign_in(manager)
    assert told(client.get(page).content.decode()) == HIDDEN
    strike(manager, note)
    shown = client.get(page)
    assert told(shown.content.decode()) == []
    assert [name for name in shown.context["form"].fields if str(note.pk) in name] == []


def test_neither_document_holds_any_of_it(manager: User, person: Person, note: Note) -> None:
    kept = signed(manager, person, fact="Planterat som står kvar", corrects=note)
    strike(manager, note)
    extract = queued(manager, person)
    # A handler who sends the key of what is locked opens nothing.
    with acting_as(manager):
        held = ExtractRequest.objects.get(pk=extract.pk)
        masks = json.loads(held.masks or "")
        masks["places"][f"casework.Note:{note.pk}:fact"] = ""
        held.masks = json.dumps(masks)
        held.save(update_fields=["masks"])
    run_extract(str(extract.pk))
    found = words(document(manager, extract))
    with translation.override("sv"):
        instead, struck = instead_of(MaskReason.STRUCK), _("A note that is struck")
    assert found["casework.Note.fact"] == [instead, kept.fact]
    assert found["casework.Note.words"] == [instead]
    assert found["casework.Note.corrects"] == [struck]
    assert found["casework.Attachment.name"] == found["casework.NoteDraft.fact"] == [instead]
    with acting_as(manager):
        pdf = row(manager, extract).open_file("pdf")
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "står kvar" in printed
    assert [w for w in (FACT, AGAINST, FILE) if w in printed] == []


def test_when_it_was_written_and_why_it_is_struck_stays(
    manager: User, person: Person, note: Note
) -> None:
    strike(manager, note)
    with acting_as(manager):
        (section,) = [s for s in sections(person) if s.code == "casework.Note"]
    (entry,) = section.entries
    hidden = {v.name for v in entry.values if v.reason == MaskReason.STRUCK}
    assert hidden == {"kind", "fact", "assessment", "measure", "happened_at", "words"}
    assert {v.text for v in entry.values if v.locked} == {""}
    open_ = {v.name for v in entry.values if not v.locked}
    assert open_ >= {"signed_at", "struck_at", "struck_reason"}


def test_what_was_made_before_is_taken_back(
    manager: User, person: Person, note: Note, sign_in: SignIn
) -> None:
    made = queued(manager, person)
    run_extract(str(made.pk))
    assert told(json.dumps(document(manager, made), ensure_ascii=False)) == HIDDEN
    waiting = queued(manager, person)
    attempt = start_extract(by=EXTRACT, extract_id=waiting.pk)
    written = write_extract(waiting.pk, attempt)
    strike(manager, note)
    with pytest.raises(ActionRefused):
        finish_extract(by=EXTRACT, written=written)
    fetched = sign_in(manager).get(reverse("casework:fetch_extract", args=[made.pk, "json"]))
    assert fetched.status_code == 404
    with acting_as(manager):
        left: list[Any] = list(ExtractRequest.objects.values_list("pk", "state"))
    assert left == [(waiting.pk, ExtractState.PREPARING)]
    # What the handler chose is kept.
    assert row(manager, waiting).masks == waiting.masks
