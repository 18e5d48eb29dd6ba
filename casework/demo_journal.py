"""An invented file with a journal, consents and an attached file, for the demonstration."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from casework.actions.attachments import attach_file
from casework.actions.consents import ConsentFacts, record_consent, withdraw_consent
from casework.actions.notes import (
    DraftText,
    note_disagreement,
    save_draft,
    sign_note,
    strike_note,
)
from casework.actions.persons import AgeGiven, FileFacts, open_file
from casework.demo import demo_user
from casework.enums import AgeSource, ExploitationForm, Gender, InterpreterNeed, PersonRole
from casework.identifiers import uuid7
from casework.journal_enums import (
    ConsentForm,
    ConsentGiver,
    ConsentPurpose,
    InformationKind,
    NoteKind,
    NoteStrikeReason,
)
from casework.models import Note, Person, Unit, User

Told = tuple[int, NoteKind, str, str, str]
# Plainly invented. Days ago, kind, what happened, assessment, measure.
_NOTES: tuple[Told, ...] = (
    (
        24,
        NoteKind.CONTACT,
        "Påhittat: personen ringde från ett lånat nummer och ville träffas på ett café.",
        "",
        "Vi ses i morgon klockan 14. Ring inte tillbaka på numret.",
    ),
    (
        23,
        NoteKind.CONVERSATION,
        "Påhittat: samtal i två timmar med tolk. Hon berättade om skulden och om lägenheten.",
        "Uppgifterna är sammanhängande. Skulden används för att hålla henne kvar.",
        "Ny träff på fredag. Vi frågar Mikamottagningen om en tid.",
    ),
    (
        22,
        NoteKind.PROTECTION,
        "Påhittat: en man har väntat utanför porten två kvällar i rad.",
        "Behov av omedelbart skydd finns. Hon är själv säker på att han vet var hon bor.",
        "Socialjouren är uppringd. Plats ordnad till i kväll. Ny bedömning i morgon klockan 9.",
    ),
    (
        9,
        NoteKind.OBSERVATION,
        "Påhittat: hon bar nya kläder och hade två telefoner med sig.",
        "Kan betyda att hon fortfarande nås av den hon har skulden till. Osäkert.",
        "Fråga försiktigt nästa gång, i enrum.",
    ),
    (
        3,
        NoteKind.DECISION,
        "Påhittat: ansökan om plats på stödboende, samtycke lämnat muntligt.",
        "Boendet behövs för att hon ska kunna lämna lägenheten.",
        "Platsen är beviljad från måndag. Hon fick veta det i dag, med tolk.",
    ),
)
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"  # noqa: E501 - an empty page


def load_journal() -> str:
    """Open the file and write in it as colleagues would; what was made."""
    worker, manager = demo_user("uppsokare"), demo_user("enhetschef")
    values = {
        "gender": Gender.WOMAN,
        "interpreter": InterpreterNeed.NEEDED,
        "exploitation_form": ExploitationForm.SEXUAL,
    }
    person = open_file(
        by=worker,
        unit=Unit.objects.get(code="pom"),
        kind=PersonRole.EXPLOITED,
        facts=FileFacts(values, (AgeGiven(AgeSource.STATED, 27, 27),)),
    )
    notes = [_sign(worker, person, note) for note in _NOTES]
    _afterwards(worker, manager, person, notes)
    _consents(worker, person)
    return f"a file with {len(notes) + 2} notes, three consents and a draft"


def _sign(by: User, person: Person, told: Told, corrects: Note | None = None) -> Note:
    days, kind, fact, assessment, measure = told
    happened = timezone.now() - timedelta(days=days, hours=2)
    text = DraftText(kind, happened, fact, assessment, measure, corrects)
    return sign_note(by=by, person=person, draft_id=uuid7(), text=text)


def _afterwards(worker: User, manager: User, person: Person, notes: list[Note]) -> None:
    """A correction, words against a note, a struck one, an attached file and a draft."""
    shorter = "Påhittat: samtalet varade en timme, inte två. I övrigt som tidigare antecknat."
    _sign(worker, person, (23, NoteKind.CONVERSATION, shorter, "", ""), notes[1])
    note_disagreement(
        by=worker, note=notes[3], words="Påhittat: den andra telefonen är min systers."
    )
    other = (5, NoteKind.CONTACT, "Påhittat: gällde en annan person.", "", "")
    wrong = _sign(worker, person, other)
    strike_note(by=manager, note=wrong, reason=NoteStrikeReason.WRONG_PERSON)
    attach_file(by=worker, person=person, name="pahittat-intyg.pdf", content=_PDF, note=notes[4])
    draft = DraftText(
        NoteKind.CONVERSATION, timezone.now(), "Påhittat: hon kom i tid och ville börja med"
    )
    save_draft(by=worker, person=person, draft_id=uuid7(), text=draft)


def _consents(worker: User, person: Person) -> None:
    """One that holds, one that ends soon, one that was withdrawn."""
    today = timezone.localdate()
    kinds = [InformationKind.SITUATION, InformationKind.HEALTH, InformationKind.SUPPORT]
    holds = ConsentFacts(
        ConsentPurpose.COOPERATION,
        kinds,
        today + timedelta(days=150),
        ConsentForm.WRITTEN,
        ConsentGiver.PERSON,
        unit=Unit.objects.get(code="mika"),
        from_day=today - timedelta(days=20),
    )
    soon = ConsentFacts(
        ConsentPurpose.PROTECTION,
        [InformationKind.SAFETY, InformationKind.CONTACT],
        today + timedelta(days=12),
        ConsentForm.ORAL,
        ConsentGiver.PERSON,
        body="Påhittat stödboende",
        from_day=today - timedelta(days=3),
    )
    taken_back = ConsentFacts(
        ConsentPurpose.INQUIRY,
        [InformationKind.HEALTH],
        today + timedelta(days=60),
        ConsentForm.ORAL,
        ConsentGiver.PERSON,
        body="Påhittad vårdcentral",
        from_day=today - timedelta(days=15),
    )
    for facts in (holds, soon):
        record_consent(by=worker, person=person, facts=facts)
    consent = record_consent(by=worker, person=person, facts=taken_back)
    withdraw_consent(by=worker, consent=consent, how=ConsentForm.ORAL)
