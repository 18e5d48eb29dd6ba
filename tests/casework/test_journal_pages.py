"""The pages of writing: crashes, two windows, ended sessions, and rows of other files."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from casework.actions.file_facts import state_age
from casework.actions.notes import note_disagreement
from casework.actions.persons import AgeGiven
from casework.actions.surroundings import add_alert, add_related
from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import AgeSource, AlertKind, Relation, Role
from casework.forms.moments import written
from casework.identifiers import uuid7
from casework.models import AuditEvent, Note, NoteDraft, Person, User
from casework.web.typed import KEY
from tests.casework.journal import FACT, attached, consented, drafted, signed
from tests.casework.people import opened, protect
from tests.conftest import MakeUser, SignIn
from tests.counting import statements_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 22
# Pages that hold a row for each of what a file has many of.
MANY_ROWS = ("journal", "events", "print_events", "consents")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


@pytest.fixture
def client(worker: User, sign_in: SignIn) -> Client:
    return sign_in(worker)


def at(name: str, *identifiers: object) -> str:
    return reverse(f"casework:{name}", args=[getattr(i, "pk", i) for i in identifiers])


def form(page: Any, **changes: Any) -> dict[str, str]:
    """What the shown form sends: its hidden fields, and an hour ago."""
    sheet = page.context["sheet"]
    return {
        "kind": sheet.template.kind.value,
        "seen": str(sheet.seen),
        "window": str(sheet.window),
        "author": str(page.context["author"]),
        **({"corrects": str(sheet.corrects.pk)} if sheet.corrects else {}),
        "happened_at": written(timezone.now() - timedelta(hours=1)),
        "fact": FACT,
        "assessment": "",
        "measure": "",
        **changes,
    }


def drafts(user: User) -> list[tuple[int, str]]:
    with acting_as(user):
        return [(draft.version, draft.texts[0]) for draft in NoteDraft.objects.all()]


def notes(user: User) -> list[Note]:
    with acting_as(user):
        return list(Note.objects.order_by("signed_at"))


def begin(client: Client, person: Person) -> tuple[Any, str, str]:
    """A new note's page, and where it is saved and sent."""
    page = client.get(at("new_note", person, "samtal"))
    draft_id = page.context["sheet"].draft_id
    return page, at("autosave", person, draft_id), at("draft", person, draft_id)


class TestAutosave:
    def test_what_was_saved_is_there_after_a_crash(
        self, client: Client, worker: User, person: Person
    ) -> None:
        page, save, draft = begin(client, person)
        assert drafts(worker) == []
        answer = client.post(save, form(page, fact="Första"))
        assert (answer.status_code, answer.json()["version"]) == (200, 1)
        assert client.post(save, form(page, fact="Första och andra", seen="1")).status_code == 200
        # The browser dies here, with a third sentence that was not sent yet.
        again = client.get(draft)
        assert again.context["form"].initial["fact"] == "Första och andra"
        assert drafts(worker) == [(2, "Första och andra")]

    def test_a_time_half_typed_is_no_reason_to_lose_the_text(
        self, client: Client, worker: User, person: Person
    ) -> None:
        page, save, _ = begin(client, person)
        assert client.post(save, form(page, happened_at="2025-")).status_code == 200
        assert drafts(worker) == [(1, FACT)]

    def test_two_windows_of_the_same_author(
        self, client: Client, worker: User, person: Person
    ) -> None:
        page, save, draft = begin(client, person)
        client.post(save, form(page, fact="I första fönstret"))
        first, second = client.get(draft), client.get(draft)
        assert client.post(save, form(first, fact="Nyare, i första")).status_code == 200
        mine = form(second, fact="I andra fönstret")
        refused = client.post(save, mine)
        assert refused.status_code == 409
        assert refused.json()["message"]
        shown = client.post(draft, mine | {"action": "keep"})
        assert shown.status_code == 409
        assert shown.context["sheet"].other.fact == "Nyare, i första"
        assert shown.context["form"].data["fact"] == "I andra fönstret"
        assert drafts(worker) == [(2, "Nyare, i första")]
        both = form(shown, fact="Nyare, i första. I andra fönstret", action="keep")
        assert client.post(draft, both).status_code == 302
        assert drafts(worker) == [(3, "Nyare, i första. I andra fönstret")]

    def test_after_the_signature_makes_no_draft(
        self, client: Client, worker: User, person: Person
    ) -> None:
        page, save, draft = begin(client, person)
        assert client.post(draft, form(page, action="sign")).status_code == 302
        assert client.post(save, form(page)).status_code == 409
        assert (drafts(worker), len(notes(worker))) == ([], 1)

    def test_too_long_is_told(self, client: Client, worker: User, person: Person) -> None:
        page, save, _ = begin(client, person)
        answer = client.post(save, form(page, fact="x" * 20_001))
        assert (answer.status_code, bool(answer.json()["message"])) == (422, True)

    def test_signed_out_asks_for_a_sign_in(self, client: Client, person: Person) -> None:
        page, save, _ = begin(client, person)
        Session.objects.all().delete()
        assert client.post(save, form(page)).status_code == 302


class TestForm:
    def test_signs_what_stands_in_it(self, client: Client, worker: User, person: Person) -> None:
        page, save, draft = begin(client, person)
        client.post(save, form(page, fact="Sparat"))
        answer = client.post(draft, form(page, fact="Signerat", action="sign"))
        (note,) = notes(worker)
        assert answer.headers["Location"] == at("note", person, note)
        with acting_as(worker):
            assert Note.objects.get().fact == "Signerat"
        assert drafts(worker) == []

    def test_signed_twice_is_one_note(self, client: Client, worker: User, person: Person) -> None:
        page, _, draft = begin(client, person)
        data = form(page, action="sign")
        addresses = {client.post(draft, data).headers["Location"] for _ in range(2)}
        assert len(addresses) == len(notes(worker)) == 1

    def test_says_what_is_missing_and_keeps_the_rest(
        self, client: Client, worker: User, person: Person
    ) -> None:
        page, _, draft = begin(client, person)
        answer = client.post(draft, form(page, happened_at="", action="sign"))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["happened_at"])
        assert answer.context["form"].data["fact"] == FACT
        assert notes(worker) == []

    def test_thrown_away_in_another_window_loses_nothing(
        self, client: Client, worker: User, person: Person
    ) -> None:
        draft = drafted(worker, person)
        page = client.get(at("draft", person, draft))
        assert client.post(at("discard_draft", person, draft)).status_code == 302
        answer = client.post(at("draft", person, draft), form(page, fact="Mer", action="keep"))
        assert answer.status_code == 409
        fresh = at("draft", person, answer.context["sheet"].draft_id)
        assert client.post(fresh, form(answer, fact="Mer", action="keep")).status_code == 302
        assert drafts(worker) == [(1, "Mer")]

    def test_an_ended_session_loses_nothing(
        self, client: Client, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        page, _, draft = begin(client, person)
        Session.objects.all().delete()
        long = "å" * 20_000
        answer = client.post(draft, form(page, fact=long, assessment=long, action="sign"))
        assert answer.status_code == 302
        client.force_login(worker, backend=BACKEND)
        back = client.get(draft)
        assert back.status_code == 200
        assert back.context["form"].data["fact"] == long
        assert notes(worker) == []
        assert client.post(draft, form(back, action="sign")).status_code == 302
        assert len(notes(worker)) == 1

    def test_what_another_typed_comes_to_nobody_else(
        self, client: Client, make_user: MakeUser, person: Person
    ) -> None:
        page, _, draft = begin(client, person)
        Session.objects.all().delete()
        client.post(draft, form(page, action="sign"))
        manager = make_user(Role.UNIT_MANAGER, "pom")
        client.force_login(manager, backend=BACKEND)
        assert client.get(draft).status_code == 404

    def test_what_was_typed_is_forgotten_after_half_an_hour(
        self, client: Client, worker: User, person: Person
    ) -> None:
        page, _, draft = begin(client, person)
        for minutes, comes_back in ((29, True), (31, False)):
            client.logout()
            client.post(draft, form(page, fact="Planterat", action="keep"))
            client.force_login(worker, backend=BACKEND)
            session = client.session
            session[KEY] |= {"at": session[KEY]["at"] - minutes * 60}
            session.save()
            answer = client.get(draft)
            assert ("Planterat" in answer.content.decode()) == comes_back
            assert KEY not in client.session


class TestForeignRows:
    """A row of a file that one sees, asked for through another file that one sees as well."""

    def test_are_not_there(self, client: Client, worker: User, person: Person) -> None:
        other = opened(worker, "pom")
        note, draft = signed(worker, other), drafted(worker, other)
        for name in ("note", "correct_note", "disagree", "attach_to_note"):
            assert client.get(at(name, person, note)).status_code == 404, name
        assert client.get(at("draft", person, draft)).status_code == 404
        for name in ("autosave", "discard_draft"):
            assert client.post(at(name, person, draft), {}).status_code == 404, name
        assert client.get(at("note", other, note)).status_code == 200

    def test_are_not_corrected_through_a_form(
        self, client: Client, worker: User, person: Person
    ) -> None:
        note = signed(worker, opened(worker, "pom"))
        page, save, draft = begin(client, person)
        for address in (save, draft):
            for named in (str(note.pk), "word", str(uuid7())):
                data = form(page, corrects=named, action="sign")
                assert client.post(address, data).status_code == 404
        assert [found.pk for found in notes(worker)] == [note.pk]

    def test_a_colleague_s_draft_is_not_there(
        self, make_user: MakeUser, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        draft = drafted(worker, person)
        client = sign_in(manager)
        assert client.get(at("draft", person, draft)).status_code == 404
        page = client.get(at("new_note", person, "samtal"))
        for name in ("draft", "autosave"):
            answer = client.post(at(name, person, draft), form(page, action="sign"))
            assert answer.status_code == 422
        assert drafts(worker) == [(1, FACT)]
        assert client.get(at("journal", person)).context["drafts"] == []


class TestJournal:
    def test_the_chain_of_corrections_shows_on_both(
        self, client: Client, worker: User, person: Person
    ) -> None:
        old = signed(worker, person)
        page = client.get(at("correct_note", person, old))
        assert page.context["form"].initial["fact"] == FACT
        draft = at("draft", person, page.context["sheet"].draft_id)
        assert client.post(draft, form(page, fact="Rättat", action="sign")).status_code == 302
        new = next(note for note in notes(worker) if note.pk != old.pk)
        assert [n.pk for n in client.get(at("note", person, old)).context["later"]] == [new.pk]
        assert client.get(at("note", person, new)).context["note"].corrects == old
        standing = {
            note.pk: (note.is_corrected, note.corrects_id)
            for note, _ in client.get(at("journal", person)).context["notes"]
        }
        assert standing == {old.pk: (True, None), new.pk: (False, old.pk)}

    def test_a_correction_begun_is_gone_on_with(
        self, client: Client, worker: User, person: Person
    ) -> None:
        old = signed(worker, person)
        draft = drafted(worker, person, corrects=old)
        answer = client.get(at("correct_note", person, old))
        assert answer.headers["Location"] == at("draft", person, draft)

    def test_a_struck_note_shows_that_it_is_struck_and_not_its_text(
        self, make_user: MakeUser, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        note = signed(worker, person)
        manager = make_user(Role.UNIT_MANAGER, "pom")
        for user in (worker, manager):
            assert FACT in sign_in(user).get(at("journal", person)).content.decode()
        strike = at("strike_note", person, note)
        assert sign_in(worker).get(strike).status_code == 404
        assert sign_in(manager).post(strike, {}).status_code == 422
        assert sign_in(manager).post(strike, {"reason": "wrong_person"}).status_code == 302
        for user in (worker, manager):
            for page in ("journal", "events", "print_events"):
                text = sign_in(user).get(at(page, person)).content.decode()
                assert "Planterad" not in text, page
            shown = sign_in(user).get(at("note", person, note))
            assert shown.context["note"].is_struck
            assert "Planterad" not in shown.content.decode()
            corrected = sign_in(user).get(at("correct_note", person, note))
            assert corrected.status_code == 302

    def test_reading_is_logged(self, client: Client, worker: User, person: Person) -> None:
        note = signed(worker, person)
        client.get(at("journal", person))
        client.get(at("note", person, note))
        with acting_as(worker):
            read = AuditEvent.objects.filter(event__in=[Event.PERSON_READ, Event.NOTE_READ])
            found = [(e.event, e.object_id, e.ground) for e in read.order_by("at")]
        assert found == [
            (Event.PERSON_READ, person.pk, "opened"),
            (Event.PERSON_READ, person.pk, "opened"),
            (Event.NOTE_READ, note.pk, "opened"),
        ]

    def test_the_person_s_words_stand_beside_the_note(
        self, client: Client, worker: User, person: Person
    ) -> None:
        note = signed(worker, person)
        address = at("disagree", person, note)
        assert client.post(address, {"words": " "}).status_code == 422
        assert client.post(address, {"words": "Så var det inte."}).status_code == 302
        said = client.get(at("note", person, note)).context["disagreements"]
        assert [s.words for s in said] == ["Så var det inte."]

    def test_asks_as_much_at_fifty_as_at_one(
        self, client: Client, worker: User, person: Person
    ) -> None:
        def add() -> None:
            note = signed(worker, person)
            note_disagreement(by=worker, note=note, words="Nej")
            attached(worker, person, note)
            consented(worker, person)

        def counts() -> dict[str, int]:
            addresses = {name: at(name, person) for name in MANY_ROWS}
            # What is kept of a page from its first time is not counted.
            for address in addresses.values():
                client.get(address)
            return {
                name: len(statements_of(client, address)) for name, address in addresses.items()
            }

        add()
        once = counts()
        for _ in range(49):
            add()
        assert counts() == once
        # On paper the story of all floors stands under a head that warns: two statements more.
        most = {name: MOST_QUERIES + (2 if name == "print_events" else 0) for name in once}
        assert {name: n for name, n in once.items() if n > most[name]} == {}


class TestDrafts:
    def test_are_told_of_loudly_after_a_day(
        self, client: Client, worker: User, person: Person, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        def late(client: Client) -> tuple[list[bool], bool]:
            journal = client.get(at("journal", person)).context["drafts"]
            panels = client.get(at("person", person)).context["panels"]
            loud = "casework/journal/panels/drafts.html"
            return [is_late for _, _, is_late in journal], loud in [p.template for p in panels]

        drafted(worker, person)
        assert late(client) == ([False], False)
        with acting_as(worker):
            yesterday = timezone.now() - timedelta(hours=25)
            NoteDraft.objects.update(created_at=yesterday)
        assert late(client) == ([True], True)
        assert late(sign_in(make_user(Role.UNIT_MANAGER, "pom"))) == ([], False)

    def test_of_all_files_stand_in_one_list_and_no_protected_name(
        self, client: Client, worker: User, person: Person, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        other = opened(worker, "pom")
        drafted(worker, person)
        drafted(worker, other)
        protect(worker, other)
        page = client.get(at("drafts"))
        assert [d.person_id for d, _, _ in page.context["rows"]] == [person.pk, other.pk]
        text = page.content.decode()
        assert person.pseudonym in text
        assert other.pseudonym not in text
        colleague = sign_in(make_user(Role.OUTREACH_WORKER, "pom"))
        assert colleague.get(at("drafts")).context["rows"] == []


class TestStory:
    def test_tells_everything_once_and_in_order(
        self, client: Client, worker: User, person: Person
    ) -> None:
        earlier = timezone.now() - timedelta(days=3)
        signed(worker, person, happened_at=earlier)
        consented(worker, person)
        page = client.get(at("events", person)).context["page_obj"]
        kinds = [entry.kind for entry in page.object_list]
        assert sorted(kinds) == ["access", "access", "cases", "consents", "notes"]
        moments = [entry.at for entry in page.object_list]
        assert moments == sorted(moments, reverse=True)
        assert page.object_list[-1].at == earlier

    @pytest.mark.parametrize(
        ("query", "kinds"),
        [
            ("kinds=notes", ["notes"]),
            ("kinds=consents&kinds=cases", ["cases", "consents"]),
            ("kinds=okand", ["access", "access", "cases", "consents", "notes"]),
            ("from_day=2100-01-01", []),
            ("to_day=2000-01-01", []),
        ],
    )
    def test_filters_by_kind_and_time(
        self, client: Client, worker: User, person: Person, query: str, kinds: list[str]
    ) -> None:
        signed(worker, person)
        consented(worker, person)
        for page, name in (("events", "page_obj"), ("print_events", "entries")):
            shown = client.get(f"{at(page, person)}?{query}").context[name]
            assert sorted(entry.kind for entry in shown) == kinds

    def test_comes_in_pages(self, client: Client, worker: User, person: Person) -> None:
        for _ in range(30):
            signed(worker, person)
        shown = client.get(f"{at('events', person)}?kinds=notes&page=2").context["page_obj"]
        assert (len(shown.object_list), shown.paginator.count) == (5, 30)

    def test_its_end_stands_on_the_first_page(
        self, client: Client, worker: User, person: Person
    ) -> None:
        for _ in range(6):
            signed(worker, person)
        page = client.get(at("person", person))
        assert f'hx-get="{at("latest_events", person)}"' in page.content.decode()
        latest = client.get(at("latest_events", person))
        assert len(latest.context["entries"]) == 5
        assert "<html" not in latest.content.decode()

    def test_on_paper_says_who_printed_and_is_logged(
        self, client: Client, worker: User, person: Person
    ) -> None:
        for _ in range(30):
            signed(worker, person)
        page = client.get(at("print_events", person))
        assert len(page.context["entries"]) == 33
        moments: list[datetime] = [entry.at for entry in page.context["entries"]]
        assert moments == sorted(moments)
        text = page.content.decode()
        assert worker.full_name in text
        assert person.pseudonym not in text.split("<title>")[1].split("</title>")[0]
        with acting_as(worker):
            event = AuditEvent.objects.get(event=Event.PERSON_PRINTED)
        assert (event.object_id, event.ground) == (person.pk, "opened")
        assert event.details == {"kinds": [], "count": 33}

    @pytest.mark.parametrize(
        ("name", "held"), [("events", "page_obj"), ("print_events", "entries")]
    )
    def test_says_that_a_note_was_corrected_or_is_disputed(
        self, client: Client, worker: User, person: Person, name: str, held: str
    ) -> None:
        wrong, disputed = signed(worker, person), signed(worker, person)
        signed(worker, person, corrects=wrong)
        note_disagreement(by=worker, note=disputed, words="Planterad invändning")
        shown = client.get(f"{at(name, person)}?kinds=notes")
        day = date_format(timezone.localdate(), "j b Y")
        marks = {entry.url: entry.marks for entry in shown.context[held] if entry.marks}
        assert marks == {
            at("note", person, wrong): (f"Rättad {day}",),
            at("note", person, disputed): ("Personen håller inte med",),
        }
        text = shown.content.decode()
        assert [text.count(mark) for marked in marks.values() for mark in marked] == [1, 1]

    def test_the_head_of_the_paper_says_what_to_beware_of_and_no_name(
        self, client: Client, worker: User, person: Person
    ) -> None:
        add_alert(by=worker, person_id=person.pk, kind=AlertKind.DANGER, text="Planterad varning")
        state_age(by=worker, person_id=person.pk, age=AgeGiven(AgeSource.STATED, 15, 16))
        for relation, more in (
            (Relation.GUARDIAN, {"is_danger": True}),
            (Relation.NEXT_OF_KIN, {}),
            (Relation.CHILD, {"may_be_told": True}),
            (Relation.SPECIAL_GUARDIAN, {"ended_on": timezone.localdate()}),
        ):
            values = {"relation": relation, "name": "Planterad Släkting", **more}
            add_related(by=worker, person_id=person.pk, values=values)
        page = client.get(f"{at('print_events', person)}?kinds=notes")
        careful = [(one.relation, one.is_danger) for one in page.context["careful"]]
        assert careful == [(Relation.GUARDIAN, True), (Relation.NEXT_OF_KIN, False)]
        text = page.content.decode()
        assert text.count("Planterad varning") == text.count("Räknas som barn") == 1
        assert text.count("Berätta inget om personen för dem") == 1
        assert "Planterad Släkting" not in text

    def test_ends_with_what_the_reader_may_see(
        self, make_user: MakeUser, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        signed(worker, person)
        stranger = sign_in(make_user(Role.UNIT_MANAGER, "mika"))
        for page in ("events", "latest_events", "print_events", "journal", "consents"):
            assert stranger.get(at(page, person)).status_code == 404
        with acting_as(make_user(Role.UNIT_MANAGER, "mika")):
            assert AuditEvent.objects.filter(event=Event.PERSON_PRINTED).count() == 0
