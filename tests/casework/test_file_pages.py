"""The pages of files: who finds what, what two people at once are told, and what is logged."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from casework.actions.cases import assign_case, close_case
from casework.actions.links import link_files
from casework.actions.persons import AgeGiven
from casework.actions.protection import set_protection
from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import (
    AccessLevel,
    AgeSource,
    ClosingReason,
    IdentityGround,
    PersonRole,
    ProtectedIdentity,
    Role,
)
from casework.forms.files import OpenForm
from casework.models import AuditEvent, Case, Identity, Person, User
from casework.person_numbers import numbers_in
from casework.queries.file_list import listed_files
from casework.queries.file_search import _matching
from casework.queries.identities import identity_of, perhaps_the_same
from tests.casework.people import (
    FAMILY_NAME,
    GIVEN_NAME,
    NUMBER,
    a_full_file,
    named,
    numbered,
    opened,
    unit,
)
from tests.casework.test_person_access import give
from tests.conftest import MakeUser, SignIn
from tests.counting import MOST_QUERIES, counts

pytestmark = pytest.mark.django_db

LIST, SEARCH, OPEN = "/personakter/", "/personakter/sok/", "/personakter/oppna/"


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def stranger(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_WORKER, "mika")


@pytest.fixture
def client(worker: User, sign_in: SignIn) -> Client:
    return sign_in(worker)


def listed(client: Client, **query: str) -> list[str]:
    response = client.get(LIST, query)
    return [person.pseudonym for person in response.context["page_obj"]]


def searched(client: Client, text: str) -> list[str]:
    response = client.post(SEARCH, {"q": text})
    assert response.status_code == 200
    return [person.pseudonym for person in response.context["found"].files]


def close(by: User, person: Person) -> None:
    with acting_as(by):
        case = Case.objects.get(person=person)
    close_case(by=by, case_id=case.pk, reason=ClosingReason.OWN_WISH)


class TestList:
    def test_holds_what_one_sees_and_no_name(
        self, worker: User, stranger: User, client: Client
    ) -> None:
        mine = opened(worker, "pom")
        named(worker, mine)
        opened(stranger, "mika")
        assert listed(client) == [mine.pseudonym]
        page = client.get(LIST).content.decode()
        assert GIVEN_NAME not in page
        assert FAMILY_NAME not in page

    def test_protected_identities_stand_on_a_page_of_their_own(
        self, worker: User, client: Client
    ) -> None:
        person = opened(worker, "pom")
        assert client.get(LIST).context["has_protected"] is False
        set_protection(by=worker, person_id=person.pk, protection=ProtectedIdentity.REGISTRATION)
        assert listed(client) == []
        assert client.get(LIST).context["has_protected"] is True
        quiet = client.get("/personakter/skyddade/")
        assert [p.pk for p in quiet.context["files"]] == [person.pk]

    def test_whose_kind_unit_and_order(
        self, make_user: MakeUser, worker: User, client: Client, sign_in: SignIn
    ) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        mine = opened(worker, "pom")
        buyer = opened(worker, "pom", PersonRole.SUSPECTED_BUYER)
        theirs = opened(manager, "pom")
        closed = opened(worker, "pom")
        close(worker, closed)
        at_manager = sign_in(manager)
        everything = {mine.pseudonym, buyer.pseudonym, theirs.pseudonym, closed.pseudonym}
        assert set(listed(at_manager)) == everything
        assert listed(at_manager, whose="mine") == [theirs.pseudonym]
        assert listed(at_manager, whose="closed") == [closed.pseudonym]
        assert set(listed(at_manager, whose="units")) == everything - {closed.pseudonym}
        assert listed(at_manager, kind="suspected_buyer") == [buyer.pseudonym]
        assert listed(at_manager, unit=str(unit("mika").pk)) == []
        assert listed(at_manager, order="pseudonym") == sorted(everything, key=by_database)
        assert listed(at_manager, order="-pseudonym") == sorted(
            everything, key=by_database, reverse=True
        )
        states = {p.pseudonym: p.state for p in at_manager.get(LIST).context["page_obj"]}
        assert states == dict.fromkeys(everything, "open") | {closed.pseudonym: "closed"}

    @pytest.mark.parametrize(
        "query",
        ["gender=woman", "citizenship=RO", "q=Planterade", "language=ro", "phone=070", "alias=x"],
    )
    def test_nothing_that_describes_a_person_narrows_it(
        self, worker: User, client: Client, query: str
    ) -> None:
        person = opened(worker, "pom")
        name, _, value = query.partition("=")
        assert listed(client, **{name: value}) == [person.pseudonym]
        assert set(client.get(LIST).context["form"].fields) == {"kind", "unit"}

    def test_asks_as_often_for_twenty_five_as_for_one(self, worker: User, client: Client) -> None:
        opened(worker, "pom")
        first = asked(client, LIST)
        for _ in range(25):
            opened(worker, "pom")
        assert len(listed(client)) == 25
        assert asked(client, LIST) == first
        assert first <= 12

    def test_the_latest_thing_that_any_table_tells_decides_the_order(
        self, worker: User, client: Client
    ) -> None:
        first, second = opened(worker, "pom"), opened(worker, "pom")
        assert listed(client) == [second.pseudonym, first.pseudonym]
        with acting_as(worker):
            case = Case.objects.get(person=first)
        # The file's own row stays as it was: what is told of it moved.
        assign_case(by=worker, case_id=case.pk, responsible=worker)
        assert listed(client) == [first.pseudonym, second.pseudonym]

    def test_a_page_says_when_there_is_nothing(self, client: Client) -> None:
        assert client.get(LIST).status_code == 200
        assert client.get(LIST, {"whose": "closed"}).status_code == 200
        assert client.get(LIST, {"page": "x", "order": "nonsense", "kind": "?"}).status_code == 200


def by_database(pseudonym: str) -> bytes:
    """As the database orders texts: by their bytes."""
    return pseudonym.encode()


def numbered_as(by: User, pseudonym: str, unit_code: str = "pom", name: str = "") -> str:
    """A file of *by*'s with just that case number, and a family name where one is given."""
    person = opened(by, unit_code)
    if name:
        named(by, person, GIVEN_NAME, name)
    with acting_as(by):
        Person.objects.filter(pk=person.pk).update(pseudonym=pseudonym)
    return pseudonym


class TestSearch:
    def test_by_case_number_by_number_and_by_every_part_of_a_name(
        self, worker: User, client: Client
    ) -> None:
        person = opened(worker, "pom")
        named(worker, person, "Anna-Maria", "Ågren")
        numbered(worker, person)
        opened(worker, "pom")
        for text in (
            person.pseudonym,
            person.pseudonym.lower().replace("-", " "),
            NUMBER,
            "1202119945",
            "120211+9945",
            "ågren",
            "Maria Ågren",
            "Ågrén anna",
        ):
            assert searched(client, text) == [person.pseudonym], text
        for text in ("Agren", "Anna Berg", "Ann", "120211-9945", "19120211"):
            assert searched(client, text) == [], text

    def test_by_part_of_a_case_number(self, worker: User, client: Client) -> None:
        mine = {numbered_as(worker, name) for name in ("Prästkrage-4960", "Prästkrage-1118")}
        numbered_as(worker, "Blåklocka-9604")
        numbered_as(worker, "Sidensvans-7703", name="Präst")
        both = sorted(mine)
        for text, found in (
            ("Prästkrage", both),
            ("prästkrage-", both),
            ("Pra\u0308stk", both),
            ("4960", ["Prästkrage-4960"]),
            ("49", ["Prästkrage-4960"]),
            ("-11", ["Prästkrage-1118"]),
            ("präst 49", ["Prästkrage-4960"]),
            ("prästkrage 1118", ["Prästkrage-1118"]),
            # Digits are found by how they begin, words too.
            ("60", []),
            ("krage", []),
            ("P", []),
            ("9", []),
            ("96045", []),
            ("%", []),
            ("Prä_t", []),
        ):
            assert searched(client, text) == found, text
        # One word is a name as well.
        assert searched(client, "präst") == [*both, "Sidensvans-7703"]

    def test_part_of_a_case_number_finds_nothing_of_others(
        self, worker: User, stranger: User, client: Client
    ) -> None:
        mine = numbered_as(worker, "Prästkrage-4960")
        numbered_as(stranger, "Prästkrage-4961", "mika")
        hidden = opened(worker, "pom")
        set_protection(by=worker, person_id=hidden.pk, protection=ProtectedIdentity.CONFIDENTIAL)
        for text in ("präst", "496", "prästkrage 49"):
            assert searched(client, text) == [mine], text
        word, digits = hidden.pseudonym.split("-")
        for text in (word, digits):
            assert hidden.pseudonym not in searched(client, text), text

    def test_who_finds_no_name_is_told_that_it_has_to_be_whole(self, client: Client) -> None:
        sentence = gettext(
            "A name has to be a whole given name or family name, as it is written in the file."
            " Of a case number the beginning is enough."
        )
        for text, told in (("Ann", 1), ("4960", 0), ("Ärla-4821", 0), ("1", 0)):
            page = client.post(SEARCH, {"q": text})
            assert page.content.decode().count(sentence) == told, text

    @pytest.mark.parametrize("text", ["präst", "4960", "präst 49", FAMILY_NAME])
    def test_asks_as_much_for_one_file_as_for_many(
        self, text: str, worker: User, client: Client
    ) -> None:
        def asked() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client.post(SEARCH, {"q": text}).status_code == 200
            return len([q for q in captured.captured_queries if counts(q["sql"])])

        asked()
        few = asked()
        for digits in range(20):
            named(worker, opened(worker, "pom"))
            numbered_as(worker, f"Prästkrage-49{digits:02}")
        assert asked() == few <= MOST_QUERIES

    @pytest.mark.parametrize("text", ["präst", "4960", FAMILY_NAME])
    def test_reads_no_file_but_those_that_one_sees(self, text: str, worker: User) -> None:
        with acting_as(worker), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            _kind, rows = _matching(listed_files(worker), text)
            plan = rows.explain()
        assert "Seq Scan on casework_person" not in plan

    def test_what_is_another_s_looks_like_what_is_not_there(
        self, worker: User, stranger: User, client: Client
    ) -> None:
        hidden = opened(stranger, "mika")
        named(stranger, hidden)
        numbered(stranger, hidden)
        pairs = [
            (hidden.pseudonym, "Ärla-1000" if hidden.pseudonym != "Ärla-1000" else "Ärla-1001"),
            (NUMBER, "19900101-2385"),
            (FAMILY_NAME, "Ingensson"),
        ]
        for there, absent in pairs:
            pages, queries = [], []
            for text in (there, absent):
                with CaptureQueriesContext(connection) as asked:
                    page = client.post(SEARCH, {"q": text}).content.decode()
                pages.append(without_marks(page).replace(text, "…"))
                queries.append(len(asked))
            assert pages[0] == pages[1]
            assert queries[0] == queries[1]

    def test_a_protected_identity_is_not_found(self, worker: User, client: Client) -> None:
        person = opened(worker, "pom")
        named(worker, person)
        numbered(worker, person)
        assert searched(client, NUMBER) == [person.pseudonym]
        set_protection(by=worker, person_id=person.pk, protection=ProtectedIdentity.CONFIDENTIAL)
        for text in (NUMBER, FAMILY_NAME, person.pseudonym):
            assert searched(client, text) == []

    def test_is_logged_with_kind_and_hits_and_never_the_words(
        self, worker: User, client: Client
    ) -> None:
        named(worker, opened(worker, "pom"))
        for text in (FAMILY_NAME, NUMBER, "Ärla-4821", "12", "1"):
            client.post(SEARCH, {"q": text})
        with acting_as(worker):
            told = AuditEvent.objects.filter(event=Event.PERSON_SEARCHED).order_by("at")
            assert [(e.details["kind"], e.details["hits"], e.object_id) for e in told] == [
                ("name", 1, None),
                ("number", 0, None),
                ("pseudonym", 0, None),
                ("pseudonym_part", 0, None),
                ("nothing", 0, None),
            ]
            assert {frozenset(e.details) for e in told} == {frozenset(("kind", "hits"))}

    def test_an_address_searches_for_nothing(self, worker: User, client: Client) -> None:
        named(worker, opened(worker, "pom"))
        response = client.get(SEARCH, {"q": FAMILY_NAME})
        assert response.context["found"] is None
        assert response.context["search"]["q"].value() is None

    def test_only_an_exact_look_up_leads_to_asking_for_access(
        self, worker: User, client: Client
    ) -> None:
        exact = [
            client.post(SEARCH, {"q": t}).context["found"].exact for t in (NUMBER, "Ärla-4821")
        ]
        vague = client.post(SEARCH, {"q": FAMILY_NAME}).context["found"].exact
        assert (exact, vague) == ([True, True], False)


def without_marks(page: str) -> str:
    """A page without what is new at every request."""
    return re.sub(r"[\w:.+=/-]{30,}", "", page)


class TestOpening:
    def test_a_new_file_begins_with_a_search(self, client: Client) -> None:
        listed = client.get(LIST).content.decode()
        assert (f'href="{SEARCH}"' in listed, f'href="{OPEN}"' in listed) == (True, False)
        searched = client.post(SEARCH, {"q": "Ärla-4821"}).content.decode()
        assert f'href="{OPEN}"' in searched

    def test_the_persons_own_words_stand_first(self, worker: User, client: Client) -> None:
        person = opened(worker, "pom")
        address = reverse("casework:important", args=[person.pk])
        client.post(address, hidden_of(client.get(address)) | {"words": "Planterad önskan"})
        page = client.get(reverse("casework:person", args=[person.pk])).content.decode()
        first = page.split('<nav class="tabs')[1].split("</nav>")[1].split("</section>")[0]
        assert "Planterad önskan" in first

    def test_asks_for_almost_nothing(self, worker: User, client: Client) -> None:
        unit_id = worker.memberships.get().unit_id
        answers = {"unit": str(unit_id), "kind": "exploited", "source": "stated"}
        response = client.post(OPEN, answers)
        with acting_as(worker):
            person = Person.objects.get()
        assert response.headers["Location"] == reverse("casework:person", args=[person.pk])
        assert (person.kind, person.child_until, person.languages) == ("exploited", None, [])

    def test_possibly_under_18_is_a_child_on_every_page(self, worker: User, client: Client) -> None:
        unit_id = worker.memberships.get().unit_id
        answers = {
            "unit": str(unit_id),
            "kind": "suspected_buyer",
            "source": "assessed",
            "years_from": "16",
            "years_to": "20",
            "possibly_under_18": "on",
            "language": "ro",
            "second_language": "en",
            "exploitation_form": "sexual",
        }
        client.post(OPEN, answers)
        with acting_as(worker):
            person = Person.objects.get()
        assert person.is_child_on()
        assert (person.languages, person.exploitation_form) == (["ro", "en"], "")
        page = client.get(reverse("casework:person", args=[person.pk]))
        assert page.context["file"].is_child is True

    def test_a_wrong_kind_or_age_is_told_at_its_field(
        self, sign_in: SignIn, stranger: User
    ) -> None:
        unit_id = stranger.memberships.get().unit_id
        answers = {"unit": str(unit_id), "source": "stated", "years_from": "30", "years_to": "20"}
        response = sign_in(stranger).post(OPEN, answers | {"kind": "suspected_buyer"})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"kind", "years_to"}
        young = answers | {"kind": "exploited", "years_from": "15", "years_to": ""}
        response = sign_in(stranger).post(OPEN, young)
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"unit"})


def hidden_of(response: Any) -> dict[str, str]:
    """What a shown form carries for itself."""
    form = response.context["form"]
    return {name: form[name].value() for name in ("seen_at", "base")}


class TestTwoAtOnce:
    @pytest.fixture
    def person(self, worker: User) -> Person:
        return opened(worker, "pom")

    @pytest.fixture
    def other(self, make_user: MakeUser, sign_in: SignIn) -> Client:
        return sign_in(make_user(Role.UNIT_MANAGER, "pom"))

    def test_the_second_sees_both_and_loses_nothing(
        self, worker: User, client: Client, other: Client, person: Person
    ) -> None:
        address = reverse("casework:change_facts", args=[person.pk])
        mine, theirs = (hidden_of(c.get(address)) for c in (client, other))
        other.post(address, theirs | {"gender": "woman", "language": "ro"})
        response = client.post(address, mine | {"gender": "man", "interpreter": "needed"})
        assert response.status_code == 409
        told = [(d.taken_over, d.theirs) for d in response.context["differences"]]
        assert [taken for taken, _ in told] == [False, True]
        form = response.context["form"]
        shown = {n: form[n].value() for n in ("gender", "language", "interpreter")}
        assert shown == {"gender": "man", "language": "ro", "interpreter": "needed"}
        response = client.post(address, hidden_of(response) | shown)
        assert response.status_code == 302
        with acting_as(worker):
            saved = Person.objects.get(pk=person.pk)
        assert (saved.gender, saved.languages, saved.interpreter) == ("man", ["ro"], "needed")

    def test_who_changed_something_else_stands_in_nobody_s_way(
        self, worker: User, client: Client, other: Client, person: Person
    ) -> None:
        words, facts = (
            reverse(f"casework:{name}", args=[person.pk]) for name in ("important", "change_facts")
        )
        mine = hidden_of(client.get(words))
        other.post(facts, hidden_of(other.get(facts)) | {"gender": "woman"})
        assert client.post(words, mine | {"words": "Att få\r\nsova"}).status_code == 302
        with acting_as(worker):
            saved = Person.objects.get(pk=person.pk)
            assert (saved.gender, saved.important_to_me) == ("woman", "Att få\r\nsova")

    def test_an_identity_added_by_both(
        self, worker: User, client: Client, other: Client, person: Person
    ) -> None:
        address = reverse("casework:write_identity", args=[person.pk])
        mine = hidden_of(client.get(address))
        answers = {"ground": IdentityGround.CONSENT, "given_name": GIVEN_NAME}
        assert other.post(address, mine | answers).status_code == 302
        response = client.post(address, mine | answers | {"given_name": "Annan"})
        assert response.status_code == 409
        assert [d.theirs for d in response.context["differences"]] == [GIVEN_NAME]
        # It keeps no history, and tells all the same whose it is.
        assert "Sparades senast av " in response.content.decode()
        with acting_as(worker):
            assert Identity.objects.get().given_name == GIVEN_NAME

    def test_an_expired_session_loses_nothing(
        self, worker: User, client: Client, sign_in: SignIn, person: Person
    ) -> None:
        address = reverse("casework:important", args=[person.pk])
        shown = client.get(address)
        answers = hidden_of(shown) | {"author": shown.context["author"], "words": "Mina barn"}
        client.logout()
        assert client.post(address, answers).headers["Location"].startswith("/konto/login/")
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        again = client.get(address)
        assert again.context["form"]["words"].value() == "Mina barn"


class TestReading:
    def test_the_identity_page_is_logged_on_its_own(self, worker: User, client: Client) -> None:
        person = opened(worker, "pom")
        client.get(reverse("casework:identity", args=[person.pk]))
        named(worker, person)
        client.get(reverse("casework:identity", args=[person.pk]))
        with acting_as(worker):
            assert AuditEvent.objects.filter(event=Event.IDENTITY_READ).count() == 1
            assert AuditEvent.objects.filter(event=Event.PERSON_READ).count() == 2

    def test_no_page_but_that_one_tells_the_name(self, worker: User, client: Client) -> None:
        person = opened(worker, "pom")
        named(worker, person)
        for name in ("person", "file_facts"):
            page = client.get(reverse(f"casework:{name}", args=[person.pk])).content.decode()
            assert FAMILY_NAME not in page
        page = client.get(reverse("casework:identity", args=[person.pk])).content.decode()
        assert FAMILY_NAME in page
        assert FAMILY_NAME not in page.split("</title>")[0]

    def test_who_only_reads_is_turned_away_from_the_forms(
        self, worker: User, stranger: User, sign_in: SignIn
    ) -> None:
        person = opened(worker, "pom")
        give(worker, person, stranger, AccessLevel.READ)
        client, home = sign_in(stranger), reverse("casework:person", args=[person.pk])
        for name in ("change_facts", "important", "state_age", "add_related", "add_alert",
                     "write_identity", "add_number", "separate_identity", "link_file",
                     "protect_file", "start_case"):  # fmt: skip
            response = client.get(reverse(f"casework:{name}", args=[person.pk]))
            assert (response.status_code, response.headers["Location"]) == (302, home), name

    def test_pages_of_a_full_file_ask_at_most_twelve_times(
        self, worker: User, client: Client
    ) -> None:
        """Beside what an empty page asks: who is signed in, and where they may go."""
        pk = a_full_file(worker)["person"]
        empty = asked(client, "/roller/")
        for name in ("person", "file_facts", "identity"):
            assert asked(client, reverse(f"casework:{name}", args=[pk])) - empty <= 12, name

    def test_a_child_of_no_known_age_is_one_until_it_is_known(
        self, worker: User, client: Client
    ) -> None:
        doubt = AgeGiven(AgeSource.ASSESSED, possibly_under_18=True)
        shown = []
        for ages in ((doubt,), (AgeGiven(AgeSource.STATED, 16, 16),)):
            person = opened(worker, "pom", ages=ages)
            page = client.get(reverse("casework:file_facts", args=[person.pk])).content.decode()
            shown.append(re.findall(r"Räknas som barn till(?:s åldern är känd)?", page))
        assert shown == [["Räknas som barn tills åldern är känd"], ["Räknas som barn till"]]

    def test_nothing_of_age_and_relation_is_chosen_beforehand(
        self, worker: User, client: Client
    ) -> None:
        person = opened(worker, "pom")
        age = reverse("casework:state_age", args=[person.pk])
        assert "checked" not in client.get(age).content.decode()
        answer = client.post(age, {"years_from": "20"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["source"])
        relation = reverse("casework:add_related", args=[person.pk])
        assert client.get(relation).context["form"].fields["relation"].choices[0][0] == ""
        answer = client.post(relation, {"name": "Planterad"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["relation"])

    def test_whom_a_file_is_about_is_chosen_where_there_is_one_choice(
        self, make_user: MakeUser
    ) -> None:
        with acting_as(make_user(Role.UNIT_WORKER, "kast")):
            chosen = [
                OpenForm(None, units=[], kinds=kinds)["kind"].value()
                for kinds in ([PersonRole.EXPLOITED], list(PersonRole))
            ]
        assert chosen == [PersonRole.EXPLOITED, None]

    @pytest.mark.parametrize(
        ("stated", "number", "told"),
        [
            (15, NUMBER, "Personen räknas inte längre som barn."),
            (30, "20191231-2392", "Personen räknas nu som barn."),
            (30, NUMBER, ""),
        ],
    )
    def test_a_number_tells_its_age_and_what_follows(
        self, worker: User, client: Client, stated: int, number: str, told: str
    ) -> None:
        person = opened(worker, "pom", ages=(AgeGiven(AgeSource.STATED, stated, stated),))
        named(worker, person)
        answer = client.post(
            reverse("casework:add_number", args=[person.pk]),
            {"kind": "personal_number", "number": number},
            follow=True,
        )
        (found,) = numbers_in(number)
        years = found.age_on(timezone.localdate())
        said = [str(message) for message in answer.context["messages"]]
        first = f"Numret är sparat. Det styrker åldern {years} år."
        assert said == [first, *filter(None, [told])]

    def test_the_same_number_is_warned_of_with_both_files_a_step_away(
        self, worker: User, stranger: User, client: Client
    ) -> None:
        first, second, hidden = (
            opened(worker, "pom"),
            opened(worker, "pom"),
            opened(stranger, "mika"),
        )
        for by, person in ((worker, second), (stranger, hidden)):
            named(by, person)
            numbered(by, person)
        named(worker, first)
        answer = client.post(
            reverse("casework:add_number", args=[first.pk]),
            {"kind": "personal_number", "number": NUMBER},
            follow=True,
        )
        page = answer.content.decode()
        assert page.count(f"{second.pseudonym} har samma nummer.") == 1
        assert hidden.pseudonym not in page
        link = reverse("casework:link_file", args=[first.pk])
        # Beside the warning and beside the suggestion.
        assert page.count(f'action="{link}"') == 2
        shown = client.post(link, {"other": second.pseudonym, "step": "look"})
        assert (shown.status_code, shown.context["other"]) == (200, second)


def asked(client: Client, address: str) -> int:
    """How many statements the page takes when it is opened again."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    marks = ("SAVEPOINT", "RELEASE", 'UPDATE "django_session"')
    return len([q for q in queries if not q["sql"].startswith(marks)])


class TestSuggestions:
    def suggested(self, user: User, person: Person) -> list[tuple[str, bool]]:
        with acting_as(user):
            known = identity_of(user, person, "opened")
            found = perhaps_the_same(user, person, known)
        return [(s.person.pseudonym, s.same_number) for s in found]

    def test_only_to_who_sees_both(self, worker: User, stranger: User) -> None:
        first, second = opened(worker, "pom"), opened(stranger, "mika")
        for by, person in ((worker, first), (stranger, second)):
            named(by, person)
            numbered(by, person)
        assert self.suggested(worker, first) == []
        give(stranger, second, worker)
        assert self.suggested(worker, first) == [(second.pseudonym, True)]
        assert self.suggested(stranger, second) == []

    def test_the_same_name_at_a_close_age_and_not_at_another(self, worker: User) -> None:
        def aged(years: int) -> Person:
            person = opened(worker, "pom", ages=(AgeGiven(AgeSource.STATED, years, years),))
            named(worker, person)
            return person

        first, near, _far = aged(25), aged(28), aged(55)
        assert self.suggested(worker, first) == [(near.pseudonym, False)]
        link_files(by=worker, person_id=first.pk, other_id=near.pk)
        assert self.suggested(worker, first) == []

    def test_a_protected_file_is_suggested_to_nobody(self, worker: User) -> None:
        first, second = opened(worker, "pom"), opened(worker, "pom")
        for person in (first, second):
            named(worker, person)
        set_protection(by=worker, person_id=second.pk, protection=ProtectedIdentity.CONFIDENTIAL)
        assert self.suggested(worker, first) == []
        with acting_as(worker):
            protected = Person.objects.get(pk=second.pk)
        assert self.suggested(worker, protected) == []


class TestLinking:
    def test_is_looked_at_before_it_is_done_and_only_inside_what_one_sees(
        self, worker: User, stranger: User, client: Client
    ) -> None:
        first, second = opened(worker, "pom"), opened(worker, "pom")
        hidden = opened(stranger, "mika")
        address = reverse("casework:link_file", args=[first.pk])
        for text in (hidden.pseudonym, first.pseudonym, "Ingen"):
            response = client.post(address, {"other": text, "step": "link"})
            assert (response.status_code, response.context["other"]) == (422, None)
        look = client.post(address, {"other": second.pseudonym, "step": "look"})
        assert (look.status_code, look.context["other"].pk) == (200, second.pk)
        assert client.post(address, {"other": second.pseudonym, "step": "link"}).status_code == 302
        page = client.get(reverse("casework:person", args=[second.pk]))
        (panel,) = [p.context for p in page.context["panels"] if "others" in p.context]
        assert [other.pk for other in panel["others"]] == [first.pk]
