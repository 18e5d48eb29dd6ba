"""Letters out of the house: what passes and no more, made once, kept, closed with its ground."""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from casework.actions.base import ActionRefused
from casework.actions.consents import ConsentFacts, record_consent, withdraw_consent
from casework.actions.emergency import open_in_emergency
from casework.actions.persons import AgeGiven
from casework.actors import CLOCK, acting_as
from casework.audit.events import Event
from casework.clocks import clocks_of
from casework.enums import AgeSource, ProtectedIdentity, Role
from casework.exact import Lookup
from casework.identifiers import uuid7
from casework.journal_enums import ConsentForm, ConsentGiver, ConsentPurpose, InformationKind
from casework.models import AuditEvent, Consent, Municipality, Notice, Person, User
from casework.timeline import Entry, story
from casework.unopened import CannotOpen
from referrals.about import About
from referrals.actions import outside_letters
from referrals.actions.drafts import Content
from referrals.actions.jobs import escalate_late
from referrals.actions.moving import Said, move_referral
from referrals.actions.outside_letters import Sending, register_conveyance
from referrals.enums import Act, ReferralGround, ReferralKind, ReferralState, Side
from referrals.file_story import CARD
from referrals.forms.outside import ConveyForm
from referrals.models import (
    ConcernReport,
    LetterConveyance,
    OutsideBody,
    Referral,
    ReferralEvent,
    ReferralLetter,
)
from referrals.outside_enums import AtOnce, Conveyed
from referrals.outside_letter import Letter, as_html, letter_of
from referrals.queries.boxes import box_named
from referrals.queries.outside_letters import LetterCard, happened, opened_letter
from referrals.queries.referrals import in_box, waiting_rows
from referrals.views.done_words import done_words
from tests.casework.people import ADDRESS, opened, protect, unit
from tests.conftest import MakeUser, SignIn
from tests.referrals.build import (
    ASKED,
    AT_ONCE,
    WHO,
    concern,
    content,
    drafted,
    intake,
    moved,
    people,
)

pytestmark = pytest.mark.django_db
IOM = "IOM"
CHILD = (AgeGiven(AgeSource.STATED, 15, 15),)
EMERGENCY = "Planterat skäl för nödöppning"


@pytest.fixture
def sender(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


def body(code: str = "iom") -> OutsideBody:
    return OutsideBody.objects.get(code=code)


def report(**values: Any) -> Content:
    """A report of concern to the social services of another municipality."""
    place = Municipality.objects.get(name="Uppsala")
    to_body = body("annan-kommun")
    return content(ReferralKind.REPORT, "", to_body=to_body, to_municipality=place, **values)


def consented(by: User, person: Person, *kinds: InformationKind, days: int = 90) -> Consent:
    facts = ConsentFacts(
        purpose=ConsentPurpose.REFERRAL,
        kinds=list(kinds),
        until_day=timezone.localdate() + timedelta(days=days),
        form=ConsentForm.ORAL,
        given_by=ConsentGiver.PERSON,
        body=IOM,
    )
    return record_consent(by=by, person=person, facts=facts)


def of_file(by: User, **values: Any) -> tuple[Referral, Consent]:
    """A draft to IOM about the person of a file, who has consented to being named."""
    person = opened(by, "pom")
    kinds = [InformationKind.SITUATION, InformationKind.IDENTITY]
    consent = consented(by, person, *kinds)
    said = content(
        to="", to_body=body(), who=WHO, kinds=kinds, ground=ReferralGround.CONSENT, **values
    )
    return drafted(by, About(role=person.kind, person=person), said), consent


def sent(by: User, referral: Referral) -> Referral:
    move_referral(by=by, referral_id=referral.pk, act=Act.SEND)
    with acting_as(by):
        referral.refresh_from_db()
    return referral


def letter_in(by: User, referral: Referral) -> bytes:
    with acting_as(by):
        pdf = opened_letter(by, referral)
    assert pdf is not None
    return pdf


def kept_alone(by: User, referral: Referral) -> bool:
    """Whether the letter lies under a key of its own, and not under the file's."""
    with acting_as(by), connection.cursor() as cursor:
        cursor.execute(
            "SELECT of_file IS NULL, alone IS NULL FROM app_letter_bytes(%s)", [referral.pk]
        )
        of_file_empty, alone_empty = cursor.fetchone()
    assert of_file_empty != alone_empty
    return bool(of_file_empty)


def sending(by: User, **values: Any) -> Sending:
    found = Sending(way=Conveyed.POST, on_day=timezone.localdate(), conveyed_by=by)
    return replace(found, **values)


def conveyed(by: User, referral: Referral, **values: Any) -> LetterConveyance:
    return register_conveyance(
        by=by, referral_id=referral.pk, sending=sending(by, **values), row_id=uuid7()
    )


def at(referral: Referral) -> str:
    return reverse("referrals:referral", args=[referral.pk])


def letter_at(referral: Referral) -> str:
    return reverse("referrals:outside_letter", args=[referral.pk])


def fetch(client: Client, referral: Referral) -> Any:
    return client.get(letter_at(referral))


def kinds_in(letter: Letter) -> str | None:
    """What the letter says that it may tell."""
    facts = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", as_html(letter)))
    return facts.get("We may tell you about")


def convey_by_sql(by: User, referral: Referral, **values: Any) -> None:
    """Past the actions, as the application's own role."""
    values = {"on_day": timezone.localdate(), "conveyed_by": by} | values
    with acting_as(by):
        LetterConveyance(referral=referral, way="post", created_by=by, **values).save(
            force_insert=True
        )


class TestMadeAndKept:
    def test_in_the_transaction_of_the_sending_and_under_the_files_key(self, sender: User) -> None:
        referral, _consent = of_file(sender)
        sent(sender, referral)
        assert letter_in(sender, referral)[:5] == b"%PDF-"
        with acting_as(sender):
            letter = ReferralLetter.objects.get()
            assert letter.person_id == referral.person_id
            assert letter.made_by_id == sender.pk
        assert not kept_alone(sender, referral)

    def test_not_when_the_letter_can_not_be_made(
        self, sender: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A worker killed while the letter is drawn has sent nothing, and the next try sends."""
        referral, _consent = of_file(sender)

        def killed(_letter: object) -> bytes:
            raise KeyboardInterrupt

        monkeypatch.setattr(outside_letters, "as_pdf", killed)
        with pytest.raises(KeyboardInterrupt):
            move_referral(by=sender, referral_id=referral.pk, act=Act.SEND)
        with acting_as(sender):
            referral.refresh_from_db()
            assert (referral.state, ReferralEvent.objects.count()) == (ReferralState.DRAFT, 0)
        monkeypatch.undo()
        assert sent(sender, referral).state == ReferralState.SENT

    def test_sent_twice_makes_one(self, sender: User) -> None:
        referral, _consent = of_file(sender)
        sent(sender, referral)
        with pytest.raises(ActionRefused):
            move_referral(by=sender, referral_id=referral.pk, act=Act.SEND)
        with acting_as(sender):
            assert ReferralLetter.objects.count() == 1

    def test_nothing_is_sent_outside_without_one(self, sender: User) -> None:
        referral = drafted(sender, said=content(to="", to_body=body()))
        due = timezone.now() + timedelta(days=2)
        event = ReferralEvent(
            referral=referral,
            by=sender,
            act=Act.SEND,
            due_at=due,
            from_state=ReferralState.DRAFT,
            to_state=ReferralState.SENT,
        )

        def by_sql() -> None:
            with acting_as(sender), connection.cursor() as cursor:
                event.save(force_insert=True)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        with pytest.raises(DatabaseError, match="without its letter"), transaction.atomic():
            by_sql()

    def test_none_is_made_at_another_time_or_changed(self, sender: User) -> None:
        referral, _consent = of_file(sender)
        sent(sender, referral)
        other, _consent = of_file(sender)
        with acting_as(sender):
            forged = ReferralLetter(referral=other, person_id=other.person_id, made_by=sender)
            forged.keep(b"%PDF-annat", under_file_key=True)
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                forged.save(force_insert=True)
        for statement in (
            "UPDATE referrals_referralletter SET alone = ''",
            "DELETE FROM referrals_referralletter",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                with acting_as(sender), connection.cursor() as cursor:
                    cursor.execute(statement)

    def test_without_a_file_it_has_a_key_of_its_own(self, sender: User) -> None:
        referral = sent(sender, drafted(sender, said=content(to="", to_body=body())))
        assert letter_in(sender, referral)[:5] == b"%PDF-"
        assert kept_alone(sender, referral)

    def test_a_unit_of_ours_gets_none(self, sender: User, make_user: MakeUser) -> None:
        who = people(make_user)
        sent(who.sender, drafted(who.sender))
        with acting_as(who.sender):
            assert not ReferralLetter.objects.exists()


class TestWhatItSays:
    def test_what_passes_with_its_number_and_whom_to_answer(self, sender: User) -> None:
        referral, _consent = of_file(sender)
        sent(sender, referral)
        with acting_as(sender):
            said = as_html(letter_of(Referral.objects.get(pk=referral.pk)))
            pseudonym = Person.objects.get().pseudonym
        for words in (ASKED, WHO, referral.number, str(sender), IOM):
            assert said.count(words) >= 1, words
        assert pseudonym not in said

    def test_not_the_reasons_nor_who_it_is_where_that_does_not_pass(self, sender: User) -> None:
        person = opened(sender, "pom")
        said = content(
            to="", to_body=body(), ground=ReferralGround.LEGAL, ground_note="Planterat skäl 4711"
        )
        referral = drafted(sender, About(role=person.kind, person=person), said)
        sent(sender, referral)
        with acting_as(sender):
            found = Referral.objects.get(pk=referral.pk)
            found.who = WHO  # as if it had been left from before
            written = as_html(letter_of(found))
        assert [w for w in (WHO, "Planterat skäl 4711") if w in written] == []
        assert ASKED in written

    def test_no_kind_as_told_that_does_not_stand_there(self, sender: User) -> None:
        """What may pass is not what stands in it: who it is only where that is written."""
        kinds = [InformationKind.SITUATION, InformationKind.CONTACT, InformationKind.IDENTITY]
        told = ["Name and numbers", "Ways to reach the person", "The life situation in short"]
        referral, _consent = of_file(sender)
        referral.kinds = kinds
        with acting_as(sender), translation.override("en"):
            letter = letter_of(referral)
            assert (letter.who, letter.told) == (WHO, told)
            assert kinds_in(letter) == ", ".join(told)
            referral.who = ""
            assert kinds_in(letter_of(referral)) == told[-1]
            referral.kinds = [InformationKind.CONTACT]
            assert kinds_in(letter_of(referral)) is None

    def test_a_consultation_asks_for_advice(self, sender: User) -> None:
        said = content(ReferralKind.CONSULTATION, "", to_body=body())
        referral = sent(sender, drafted(sender, said=said))
        with acting_as(sender):
            consultation = as_html(letter_of(referral))
            referral.kind = ReferralKind.REFERRAL
            assert "Request for advice" in consultation
            assert "Request for advice" not in as_html(letter_of(referral))


class TestProtectedIdentity:
    @pytest.mark.parametrize("kind", [InformationKind.CONTACT, InformationKind.HOUSING])
    def test_where_they_are_never_passes(
        self, kind: InformationKind, make_user: MakeUser, sender: User
    ) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        referral = self.draft(manager, kinds=[InformationKind.SITUATION, kind])
        with pytest.raises(ActionRefused) as refused:
            move_referral(by=manager, referral_id=referral.pk, act=Act.SEND)
        assert list(refused.value.fields) == ["kinds"]

    @pytest.mark.parametrize(
        "words", [ADDRESS, "bor på Storgatan 12", "123 45 Ortnamn", "Höga vägen 3 B"]
    )
    def test_nor_an_address_among_the_words(self, words: str, make_user: MakeUser) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        referral = self.draft(manager, asked=f"Hjälp. {words}")
        with pytest.raises(ActionRefused) as refused:
            move_referral(by=manager, referral_id=referral.pk, act=Act.SEND)
        assert list(refused.value.fields) == ["asked"]

    @pytest.mark.parametrize(
        "facts",
        [{"at_once": AtOnce.YES, "at_once_why": "Storgatan 12"}, {"language": "Storgatan 12"}],
    )
    def test_nor_in_what_a_report_says_beside(
        self, facts: dict[str, Any], make_user: MakeUser
    ) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        child = opened(manager, "pom", ages=CHILD)
        protect(manager, child)
        with acting_as(manager):
            child.refresh_from_db()
        said = report(ground=ReferralGround.LEGAL, ground_note="Skäl", concern=concern(**facts))
        referral = drafted(manager, About(role=child.kind, person=child), said)
        with pytest.raises(ActionRefused) as refused:
            move_referral(by=manager, referral_id=referral.pk, act=Act.SEND)
        assert list(refused.value.fields) == ["asked"]

    def test_the_database_refuses_the_letter_too(
        self, make_user: MakeUser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        referral = self.draft(manager, kinds=[InformationKind.HOUSING])
        monkeypatch.setattr("referrals.actions.moving.must_be_whole", lambda _referral: None)
        monkeypatch.setattr(outside_letters, "must_hide", lambda *_said: None)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            move_referral(by=manager, referral_id=referral.pk, act=Act.SEND)

    def test_without_one_it_is_sent(self, make_user: MakeUser) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        assert sent(manager, self.draft(manager)).state == ReferralState.SENT

    def test_protected_since_it_is_not_handed_on(
        self, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        """It was made before, with where they live in it: it stays here, closed."""
        manager = make_user(Role.UNIT_MANAGER, "pom")
        kinds = [InformationKind.SITUATION, InformationKind.HOUSING]
        referral = sent(manager, self.draft(manager, is_protected=False, kinds=kinds))
        assert fetch(sign_in(manager), referral).status_code == 200
        with acting_as(manager):
            person = Person.objects.get()
        protect(manager, person)
        assert fetch(sign_in(manager), referral).status_code == 404
        with pytest.raises(ActionRefused):
            conveyed(manager, referral)

    def waiting(self, manager: User, **values: Any) -> tuple[Referral, Person]:
        """Sent outside with their name alone ticked and an address among the words."""
        kinds = [InformationKind.IDENTITY]
        values |= {"asked": f"Hen bor på {ADDRESS}", "who": WHO, "kinds": kinds}
        referral = sent(manager, self.draft(manager, is_protected=False, **values))
        with acting_as(manager):
            return referral, Person.objects.get()

    def test_protected_since_its_words_are_closed(
        self, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        referral, person = self.waiting(manager)
        client = sign_in(manager)
        assert fetch(client, referral).status_code == 200
        protect(manager, person)
        assert fetch(client, referral).status_code == 404
        url = reverse("referrals:convey", args=[referral.pk])
        day = timezone.localdate().isoformat()
        values = {"row": str(uuid7()), "way": "post", "on_day": day, "conveyed_by": manager.pk}
        for answer in (client.get(url), client.post(url, values)):
            assert (answer.status_code, answer["Location"]) == (302, at(referral))
        page = client.get(at(referral))
        assert (page.context["letter"].opens, page.context["must_convey"]) == (False, False)
        said = page.content.decode()
        assert page.context["letter"].waits_for_new
        assert said.count('id="letter-outdated"') == 1
        assert [said.count(link) for link in (url, letter_at(referral))] == [0, 0]
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            convey_by_sql(manager, referral)
        with acting_as(manager):
            assert not LetterConveyance.objects.exists()

    def test_and_a_new_one_is_written_and_sent(self, make_user: MakeUser, sign_in: SignIn) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        referral, person = self.waiting(manager)
        protect(manager, person)
        revoked = Said(words="Identiteten skyddas")
        move_referral(by=manager, referral_id=referral.pk, act=Act.REVOKE, said=revoked)
        with acting_as(manager):
            person.refresh_from_db()
        said = content(to="", to_body=body(), ground=ReferralGround.LEGAL, ground_note="Skäl")
        new = sent(manager, drafted(manager, About(role=person.kind, person=person), said))
        assert fetch(sign_in(manager), new).status_code == 200
        conveyed(manager, new)
        # Lifted and protected once more: it was looked through when it was made.
        for degree in (ProtectedIdentity.NONE, ProtectedIdentity.CONFIDENTIAL):
            protect(manager, person, degree)
            assert fetch(sign_in(manager), new).status_code == 200
        conveyed(manager, new)

    def test_what_was_handed_on_before_is_read_and_not_sent_again(
        self, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        referral, person = self.waiting(manager)
        conveyed(manager, referral)
        protect(manager, person)
        client = sign_in(manager)
        assert fetch(client, referral).status_code == 200
        page = client.get(at(referral))
        assert page.content.decode().count('id="letter-outdated"') == 1
        assert not page.context["letter"].waits_for_new
        with pytest.raises(ActionRefused):
            conveyed(manager, referral)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            convey_by_sql(manager, referral)

    def test_the_letter_does_not_say_itself_that_it_was(
        self, make_user: MakeUser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever sends can't mark as looked through what was not."""
        manager = make_user(Role.UNIT_MANAGER, "pom")
        referral = self.draft(manager, is_protected=False)
        kept = ReferralLetter.keep

        def forged(self: ReferralLetter, pdf: bytes, *, under_file_key: bool) -> None:
            self.was_protected = True
            kept(self, pdf, under_file_key=under_file_key)

        monkeypatch.setattr(ReferralLetter, "keep", forged)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            move_referral(by=manager, referral_id=referral.pk, act=Act.SEND)

    def draft(self, manager: User, *, is_protected: bool = True, **values: Any) -> Referral:
        person = opened(manager, "pom")
        if is_protected:
            protect(manager, person)
        with acting_as(manager):
            person.refresh_from_db()
        values = {"ground": ReferralGround.LEGAL, "ground_note": "Skäl"} | values
        said = content(to="", to_body=body(), **values)
        return drafted(manager, About(role=person.kind, person=person), said)


class TestHandedOn:
    def test_by_hand_with_who_and_how_and_once_more(self, sender: User, sign_in: SignIn) -> None:
        referral = sent(sender, of_file(sender)[0])
        client = sign_in(sender)
        url = reverse("referrals:convey", args=[referral.pk])
        values = {
            "row": str(uuid7()),
            "way": "telephone",
            "on_day": timezone.localdate().isoformat(),
            "conveyed_by": str(sender.pk),
            "to_whom": "Kim, samordnare",
        }
        assert client.post(url, values).status_code == 302
        assert client.post(url, values).status_code == 422  # the same form once more
        conveyed(sender, referral)
        with acting_as(sender):
            rows = LetterConveyance.objects.filter(referral=referral)
            assert [(row.way, row.conveyed_by_id, row.to_whom) for row in rows] == [
                ("telephone", sender.pk, "Kim, samordnare"),
                ("post", sender.pk, None),
            ]
            events = AuditEvent.objects.filter(event=Event.REFERRAL_LETTER_CONVEYED)
            assert [event.details["way"] for event in events.order_by("at")] == [
                "telephone",
                "post",
            ]

    @pytest.mark.parametrize(
        ("field", "values"),
        [
            ("to_whom", {"way": Conveyed.BY_HAND}),
            ("to_whom", {"way": Conveyed.TELEPHONE}),
            ("on_day", {"on_day": timezone.localdate() + timedelta(days=1)}),
            ("on_day", {"on_day": timezone.localdate() - timedelta(days=1)}),
        ],
    )
    def test_says_what_it_has_to(self, field: str, values: dict[str, Any], sender: User) -> None:
        referral = sent(sender, of_file(sender)[0])
        with pytest.raises(ActionRefused) as refused:
            conveyed(sender, referral, **values)
        assert list(refused.value.fields) == [field]

    def test_the_form_says_what_to_choose(self, sender: User) -> None:
        form = ConveyForm({}, colleagues=User.objects.filter(pk=sender.pk))
        with translation.override("en"):
            assert form.errors["way"] == ["Choose how it was handed on."]

    def test_by_a_colleague_and_not_by_anybody(self, sender: User, make_user: MakeUser) -> None:
        referral = sent(sender, of_file(sender)[0])
        stranger = make_user(Role.UNIT_WORKER, "kast")
        colleague = make_user(Role.UNIT_MANAGER, "pom")
        with pytest.raises(ActionRefused):
            conveyed(sender, referral, conveyed_by=stranger)
        assert conveyed(sender, referral, conveyed_by=colleague).conveyed_by == colleague

    @pytest.mark.parametrize(
        ("days", "said"),
        [(-10_000, "from the day"), (-1, "from the day"), (1, "from the day"), (0, "")],
    )
    def test_the_database_bounds_the_day(self, days: int, said: str, sender: User) -> None:
        referral = sent(sender, of_file(sender)[0])
        day = timezone.localdate() + timedelta(days=days)
        if said:
            with pytest.raises(DatabaseError, match=said), transaction.atomic():
                convey_by_sql(sender, referral, on_day=day)
        else:
            convey_by_sql(sender, referral, on_day=day)
        with acting_as(sender):
            assert LetterConveyance.objects.count() == (0 if said else 1)

    def test_the_database_asks_where_they_work(self, sender: User, make_user: MakeUser) -> None:
        referral = sent(sender, of_file(sender)[0])
        stranger = make_user(Role.UNIT_WORKER, "kast")
        with pytest.raises(DatabaseError, match="by the sending unit"), transaction.atomic():
            convey_by_sql(sender, referral, conveyed_by=stranger)
        convey_by_sql(sender, referral, conveyed_by=make_user(Role.UNIT_MANAGER, "pom"))

    def test_it_waits_in_the_list_until_then(self, sender: User) -> None:
        referral = sent(sender, of_file(sender)[0])
        box = box_named("brev", {})
        with acting_as(sender):
            assert [row.pk for row in in_box(sender, box, "due_at")] == [referral.pk]
            assert [row.pk for row in waiting_rows(sender)] == [referral.pk]
        conveyed(sender, referral)
        with acting_as(sender):
            assert list(in_box(sender, box, "due_at")) == []
            assert list(waiting_rows(sender)) == []

    def test_the_page_says_whose_turn_it_is(self, sender: User, sign_in: SignIn) -> None:
        referral = sent(sender, of_file(sender)[0])
        client = sign_in(sender)
        url = reverse("referrals:referral", args=[referral.pk])
        before = client.get(url).context
        assert (before["must_convey"], before["letter"].conveyances) == (True, [])
        assert (before["waits_for"], before["waits_outside"]) == (unit("pom"), False)
        conveyed(sender, referral)
        after = client.get(url).context
        assert (after["must_convey"], after["waits_for"], after["waits_outside"]) == (
            False,
            IOM,
            True,
        )
        heading = client.get(url).content.decode().split('<h2 id="next">')[1].split("</h2>")[0]
        assert heading.endswith(IOM)

    def test_and_so_does_the_list(self, sender: User, make_user: MakeUser, sign_in: SignIn) -> None:
        intake(make_user, "mika")
        kept, handed_on = (sent(sender, of_file(sender)[0]) for _time in range(2))
        in_house = sent(sender, drafted(sender))
        conveyed(sender, handed_on)
        lines = sign_in(sender).get(reverse("referrals:index"), {"lada": "skickade"})
        turns = {row.pk: row.turn for row, _late in lines.context["lines"]}
        assert turns == {
            kept.pk: Side.SENDER,
            handed_on.pk: Side.RECEIVER,
            in_house.pk: Side.RECEIVER,
        }
        with acting_as(sender):
            rows = list(in_box(sender, box_named("skickade", {}), "due_at"))
            with CaptureQueriesContext(connection) as asked:
                assert [row.turn for row in rows] == [turns[row.pk] for row in rows]
            assert len(asked) == 0

    def test_no_page_calls_it_sent_before(self, sender: User, sign_in: SignIn) -> None:
        kept, gone = (sent(sender, of_file(sender)[0]) for _time in range(2))
        row = conveyed(sender, gone)
        client = sign_in(sender)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        listed = client.get(reverse("referrals:index"), {"lada": "skickade"}).content.decode()
        assert (listed.count("</svg>To be handed over<"), listed.count("</svg>Sent<")) == (1, 1)
        for referral, words in ((kept, "To be handed over"), (gone, "Sent")):
            page = client.get(at(referral))
            header = page.content.decode().split("</h1>")[1].split("</header>")[0]
            assert re.findall(r"</svg>([^<]+)</span>", header) == [words]
            file = client.get(reverse("casework:person", args=[referral.person_id]))
            assert file.content.decode().count(f"</span> · {words}</span>") == 1
        # And what happened tells that it was handed on.
        assert [one.handed_on for one in page.context["happened"] if not one.event] == [row]
        assert page.content.decode().count("Handed on: By post, <time") == 1

    def test_the_card_of_a_file_does_not_ask_for_each(self, sender: User) -> None:
        sent(sender, of_file(sender)[0])
        assert CARD.asks is not None
        with acting_as(sender):
            [listed] = CARD.asks(sender, Person.objects.get())
            rows = list(listed)
            with CaptureQueriesContext(connection) as asked, translation.override("en"):
                assert [row.state_words for row in rows] == ["To be handed over"]
            assert len(asked) == 0

    def test_what_happened_is_told_the_latest_first(self) -> None:
        times = [timezone.now() + timedelta(hours=hour) for hour in range(4)]
        events = [ReferralEvent(at=times[at]) for at in (2, 0)]
        rows = [LetterConveyance(created_at=times[at]) for at in (1, 3)]
        card = LetterCard(ReferralLetter(), rows, opens=True, may_convey=True, is_outdated=False)
        assert [one.at for one in happened(events, card)] == times[::-1]
        assert [one.event for one in happened(events, None)] == events

    def test_the_story_of_the_file_tells_who_sees_the_letter(
        self, sender: User, make_user: MakeUser
    ) -> None:
        referral = sent(sender, of_file(sender)[0])
        elsewhere = of_file(sender)[0]
        with acting_as(sender):
            person, other = referral.person, elsewhere.person
        assert person is not None
        assert other is not None
        row = conveyed(sender, referral, way=Conveyed.BY_HAND, to_whom="Kim, samordnare")

        def told(user: User, file: Person = person) -> list[Entry]:
            with acting_as(user), translation.override("en"):
                found = story(user, file, ["referral"])
            assert "Kim" not in " ".join(f"{one.title} {one.text} {one.who}" for one in found)
            return found

        # After its sending, though only the day is known.
        handed_on, sending_of_it = told(sender)
        assert (handed_on.title, handed_on.has_time) == ("Referral: Handed on", False)
        assert handed_on.text.endswith(f"{IOM}. Handed over")
        assert timezone.localdate(handed_on.at) == row.on_day
        assert (handed_on.who, handed_on.written_at) == (str(sender), row.created_at)
        assert handed_on.url == sending_of_it.url == at(referral)
        assert sending_of_it.has_time
        # Of no other file, and to nobody who sees neither.
        assert told(sender, other) == []
        stranger = make_user(Role.UNIT_WORKER, "mika")
        assert told(stranger) == []
        with acting_as(stranger):
            assert list(LetterConveyance.objects.all()) == []

    @pytest.mark.parametrize(
        ("act", "to_body", "words"),
        [
            (Act.SEND, True, "The letter is ready to be handed on."),
            (Act.SEND, False, "Sent."),
            (Act.ACCEPT, True, "They said yes."),
            (Act.DECLINE, True, "They said no."),
            (Act.ACCEPT, False, "Done:"),
        ],
    )
    def test_what_is_said_when_it_is_done(self, act: Act, to_body: bool, words: str) -> None:
        for kind in (ReferralKind.REFERRAL, ReferralKind.REPORT):
            referral = Referral(kind=kind, to_body_id=uuid7() if to_body else None)
            event = ReferralEvent(referral=referral, act=act, to_state=ReferralState.ACCEPTED)
            with translation.override("en"):
                assert done_words(event).startswith(words)


class TestOpened:
    def test_by_who_sees_the_referral_and_it_is_logged(self, sender: User, sign_in: SignIn) -> None:
        referral = sent(sender, of_file(sender)[0])
        answers = [fetch(sign_in(sender), referral) for _time in range(2)]
        with acting_as(sender):
            read = AuditEvent.objects.filter(event=Event.REFERRAL_LETTER_READ)
            assert [(e.actor_id, e.object_id) for e in read] == [(sender.pk, referral.pk)] * 2
            assert {e.details["person"] for e in read} == {str(referral.person_id)}
        kept = letter_in(sender, referral)
        assert [answer.content for answer in answers] == [kept, kept]

    def test_by_nobody_else(self, sender: User, make_user: MakeUser, sign_in: SignIn) -> None:
        referral = sent(sender, of_file(sender)[0])
        for role, code in (
            (Role.OUTREACH_WORKER, "pom"),  # a colleague without the file
            (Role.UNIT_MANAGER, "mika"),
            (Role.UNIT_WORKER, "kast"),
        ):
            user = make_user(role, code)
            client = sign_in(user)
            url = reverse("referrals:convey", args=[referral.pk])
            assert fetch(client, referral).status_code == 404
            assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)
            with pytest.raises(ActionRefused):
                conveyed(user, referral)
            with acting_as(user):
                assert not ReferralLetter.objects.exists()

    def test_the_database_tells_nobody_else_whether_it_opens(
        self, sender: User, make_user: MakeUser
    ) -> None:
        referral = sent(sender, of_file(sender)[0])

        def told(by: User | None) -> bool:
            with acting_as(by) if by else nullcontext(), connection.cursor() as cursor:
                cursor.execute("SELECT app_letter_opens(%s)", [referral.pk])
                [answer] = cursor.fetchone()
            return bool(answer)

        colleague = make_user(Role.OUTREACH_WORKER, "pom")
        others = (make_user(Role.UNIT_MANAGER, "mika"), colleague, None)
        for by in others:
            assert told(by) is False
        assert told(sender) is True
        conveyed(sender, referral)
        assert [told(by) for by in (*others, sender)] == [False, False, False, True]

    def test_only_with_the_key_of_its_file(self, sender: User) -> None:
        referral = sent(sender, of_file(sender)[0])
        other = opened(sender, "pom")
        with acting_as(sender):
            letter = ReferralLetter.objects.get()
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM app_letter_bytes(%s)", [referral.pk])
                sealed = cursor.fetchone()
            assert letter.opened(*sealed)[:5] == b"%PDF-"
            letter.person_id = other.pk
            with pytest.raises(CannotOpen):
                letter.opened(*sealed)


def bytes_for(by: User, referral: Referral) -> int:
    """How many letters the database hands out to *by*."""
    with acting_as(by), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_letter_bytes(%s)", [referral.pk])
        return len(cursor.fetchall())


def test_the_register_says_itself_when_it_was_written(sender: User) -> None:
    referral = sent(sender, of_file(sender)[0])
    long_ago = timezone.now() - timedelta(days=400)
    convey_by_sql(sender, referral, created_at=long_ago)
    with acting_as(sender):
        row = LetterConveyance.objects.get()
    assert row.created_at > timezone.now() - timedelta(hours=1)


class TestItsBytes:
    def test_no_query_reads_them(self, sender: User) -> None:
        sent(sender, of_file(sender)[0])
        for column in ("of_file", "alone", "*"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                with acting_as(sender), connection.cursor() as cursor:
                    cursor.execute(f"SELECT {column} FROM referrals_referralletter")

    def test_whoever_sees_that_there_is_one_reads_none_that_is_closed(self, sender: User) -> None:
        draft, consent = of_file(sender)
        referral = sent(sender, draft)
        assert bytes_for(sender, referral) == 1
        TestWithdrawn().withdraw(sender, consent)
        assert bytes_for(sender, referral) == 0
        with acting_as(sender):
            assert ReferralLetter.objects.filter(referral=referral).exists()
            # What was not handed out is not said to have been read.
            assert AuditEvent.objects.filter(event=Event.REFERRAL_LETTER_READ).count() == 1

    def test_a_receivers_reading_ends_with_the_report(self, make_user: MakeUser) -> None:
        who = people(make_user, "socialjour")
        said = content(ReferralKind.REPORT, "socialjour")
        report = moved(drafted(who.sender, said=said), who, Act.SEND, Act.RECEIVE)
        assert [bytes_for(by, report) for by in (who.receiver, who.stranger)] == [1, 0]
        moved(report, who, Act.FEED_BACK)
        assert [bytes_for(by, report) for by in (who.receiver, who.sender)] == [0, 1]


class TestWithdrawn:
    def test_before_it_left_it_is_closed_and_not_sent(self, sender: User, sign_in: SignIn) -> None:
        draft, consent = of_file(sender)
        referral = sent(sender, draft)
        self.withdraw(sender, consent)
        client = sign_in(sender)
        assert fetch(client, referral).status_code == 404
        with pytest.raises(ActionRefused):
            conveyed(sender, referral)
        page = client.get(reverse("referrals:referral", args=[referral.pk]))
        assert (page.context["letter"].opens, page.context["letter"].may_convey) == (False, False)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            convey_by_sql(sender, referral)

    def test_after_it_left_it_can_be_read_and_not_sent_again(
        self, sender: User, sign_in: SignIn
    ) -> None:
        draft, consent = of_file(sender)
        referral = sent(sender, draft)
        conveyed(sender, referral)
        self.withdraw(sender, consent)
        assert fetch(sign_in(sender), referral).status_code == 200
        with pytest.raises(ActionRefused):
            conveyed(sender, referral)

    def withdraw(self, by: User, consent: Consent) -> None:
        withdraw_consent(by=by, consent=consent, how=ConsentForm.ORAL)


def test_an_emergency_reads_and_sends_nothing(
    sender: User, make_user: MakeUser, sign_in: SignIn
) -> None:
    referral = sent(sender, of_file(sender)[0])
    with acting_as(sender):
        pseudonym = Person.objects.get().pseudonym
    make_user(Role.UNIT_MANAGER, "pom")
    make_user(Role.LOG_REVIEWER)
    night = make_user(Role.UNIT_WORKER, "socialjour")
    open_in_emergency(by=night, unit=unit("socialjour"), wanted=Lookup(pseudonym), reason=EMERGENCY)
    assert fetch(sign_in(night), referral).status_code == 200
    with pytest.raises(ActionRefused):
        conveyed(night, referral, conveyed_by=sender)
    with acting_as(night):
        assert not LetterConveyance.objects.exists()


class TestReport:
    def test_says_what_a_report_has_to_say(self, sender: User) -> None:
        said = report()
        referral = sent(sender, drafted(sender, said=said))
        with acting_as(sender):
            found = ConcernReport.objects.get(referral=referral)
            written = as_html(letter_of(Referral.objects.get(pk=referral.pk), found))
        for words in (ASKED, AT_ONCE, "rumänska", referral.number, str(sender), "19 kap. 1 §"):
            assert written.count(words) >= 1, words
        assert letter_in(sender, referral)[:5] == b"%PDF-"

    def test_goes_to_the_municipality_that_is_named(self, sender: User) -> None:
        home = Municipality.objects.get(name="Stockholm")
        child = opened(sender, "pom", ages=CHILD, home_municipality=home)
        said = report(ground=ReferralGround.LEGAL, ground_note="Skäl")
        referral = sent(sender, drafted(sender, About(role=child.kind, person=child), said))
        with acting_as(sender):
            letter = letter_of(Referral.objects.get(pk=referral.pk))
            assert letter.receiver.endswith(" Uppsala")
            clock = next(c for c in clocks_of(Person.objects.all()) if c.code == "referral")
        # Nobody outside has an account: the unit that reported asks for the feedback.
        assert clock.owner == str(unit("pom"))
        assert referral.due_at is not None
        assert clock.due == timezone.localdate(referral.due_at)

    def test_late_feedback_goes_up_the_line(self, sender: User, make_user: MakeUser) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        said = report()
        referral = drafted(sender, said=said)
        late = Said(due_at=timezone.now() - timedelta(hours=1))
        move_referral(by=sender, referral_id=referral.pk, act=Act.SEND, said=late)
        assert (escalate_late(by=CLOCK), escalate_late(by=CLOCK)) == (1, 0)
        with acting_as(manager):
            told = Notice.objects.filter(user=manager, kind="referral_late")
            assert [notice.subject for notice in told] == [referral.pk]

    def test_is_not_sent_without_it(self, sender: User) -> None:
        said = report(concern=None)
        referral = drafted(sender, said=said)
        with pytest.raises(ActionRefused) as refused:
            move_referral(by=sender, referral_id=referral.pk, act=Act.SEND)
        assert list(refused.value.fields) == ["seen_on"]

    def test_says_why_at_once(self, sender: User) -> None:
        said = report(concern=concern(at_once_why="", at_once=AtOnce.YES))
        with pytest.raises(ActionRefused) as refused:
            drafted(sender, said=said)
        assert list(refused.value.fields) == ["at_once_why"]

    def test_stays_as_it_was_sent(self, sender: User) -> None:
        said = report()
        referral = sent(sender, drafted(sender, said=said))
        with acting_as(sender):
            rows = ConcernReport.objects.filter(referral=referral)
            assert rows.update(interpreter="dont_know") == 0
            assert rows.delete()[0] == 0

    def test_nobody_declines_it_and_feedback_is_asked_for(
        self, sender: User, make_user: MakeUser
    ) -> None:
        said = report()
        referral = sent(sender, drafted(sender, said=said))
        with pytest.raises(ActionRefused):
            move_referral(by=sender, referral_id=referral.pk, act=Act.DECLINE)
        assert referral.due_at is not None

    def test_to_a_unit_of_ours_is_on_paper_too_and_read_there(
        self, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        who = people(make_user, "socialjour")
        person = opened(who.sender, "pom", ages=())
        said = content(ReferralKind.REPORT, "socialjour")
        referral = sent(who.sender, drafted(who.sender, said=said))
        assert person.pk is not None
        for user, status in ((who.receiver, 200), (who.sender, 200), (who.stranger, 404)):
            assert fetch(sign_in(user), referral).status_code == status
