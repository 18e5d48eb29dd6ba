"""What a referral leads on to: a file, another receiver, a municipality, an outcome in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.enums import PersonRole
from casework.models import AuditEvent, Municipality, Person, User
from referrals.actions.referral_files import open_file_for, put_in_file
from referrals.actions.resending import draft_for_another
from referrals.enums import Act, ReferralGround, ReferralKind, ReferralState
from referrals.models import OutsideBody, Referral, ReferralFile
from tests.casework.people import opened, unit
from tests.conftest import MakeUser
from tests.referrals.build import ASKED, WHO, People, content, drafted, moved, of_file, people

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def who(make_user: MakeUser) -> People:
    return people(make_user)


def at(name: str, referral: Referral) -> str:
    return reverse(f"referrals:{name}", args=[referral.pk])


class TestFile:
    def test_the_receiver_opens_one_when_the_person_agrees(
        self, who: People, sign_in: SignIn
    ) -> None:
        referral = moved(drafted(who.sender), who, Act.SEND, Act.ACCEPT)
        client = sign_in(who.receiver)
        assert client.get(at("referral", referral)).context["may_file"] is True
        refused = client.post(at("file", referral), {"step": "open"})
        assert (refused.status_code, list(refused.context["new"].errors)) == (422, ["agrees"])
        answer = client.post(at("file", referral), {"step": "open", "agrees": "on"})
        with acting_as(who.receiver):
            person = Person.objects.get()
            event = AuditEvent.objects.get(event="person.referral_linked")
        assert answer["Location"] == reverse("casework:person", args=[person.pk])
        assert (person.kind, event.details) == (
            PersonRole.EXPLOITED,
            {"referral": str(referral.pk)},
        )
        page = client.get(at("referral", referral))
        assert page.context["file_link"].person == person
        assert page.context["may_file"] is False
        assert at("referral", referral) in client.get(answer["Location"]).content.decode()
        assert client.get(at("file", referral)).status_code == 404

    def test_the_sender_learns_nothing(self, who: People, sign_in: SignIn) -> None:
        referral = moved(drafted(who.sender), who, Act.SEND, Act.ACCEPT)
        client = sign_in(who.sender)
        before = client.get(at("referral", referral)).context
        person = open_file_for(
            by=who.receiver, referral_id=referral.pk, unit=unit("mika"), agrees=True
        )
        page = client.get(at("referral", referral))
        assert page.context["file_link"] is None
        assert person.pseudonym not in page.content.decode()
        for name in ("waits_for", "responsible", "happened", "outcome"):
            assert page.context[name] == before[name]
        assert client.get(at("file", referral)).status_code == 404
        for user in (who.sender, who.sender_manager, who.stranger):
            with acting_as(user):
                assert not ReferralFile.objects.exists()
        with acting_as(who.sender):
            referral.refresh_from_db()
        assert (referral.person_id, referral.case_id) == (None, None)

    def test_it_is_put_into_a_file_that_one_works_in(self, who: People, sign_in: SignIn) -> None:
        person = opened(who.receiver, "mika")
        hidden = opened(who.sender, "pom")
        referral = moved(drafted(who.sender), who, Act.SEND, Act.ACCEPT)
        client = sign_in(who.receiver)
        given = {"step": "link", "known-agrees": "on"}
        unseen = client.post(at("file", referral), {**given, "known-other": hidden.pseudonym})
        absent = client.post(at("file", referral), {**given, "known-other": "Ärla-0000"})
        assert unseen.status_code == absent.status_code == 422
        assert unseen.context["existing"].errors == absent.context["existing"].errors
        done = client.post(at("file", referral), {**given, "known-other": person.pseudonym})
        assert done["Location"] == at("referral", referral)
        with acting_as(who.receiver):
            assert ReferralFile.objects.get().person_id == person.pk
        with pytest.raises(ActionRefused):
            open_file_for(by=who.receiver, referral_id=referral.pk, unit=unit("mika"), agrees=True)

    def test_nobody_else_and_not_before_it_is_accepted(self, who: People) -> None:
        referral = moved(drafted(who.sender), who, Act.SEND)
        mine = opened(who.sender, "pom")
        for by, where in ((who.sender, "pom"), (who.receiver, "mika"), (who.stranger, "kast")):
            with pytest.raises(ActionRefused):
                open_file_for(by=by, referral_id=referral.pk, unit=unit(where), agrees=True)
        moved(referral, who, Act.ACCEPT)
        with pytest.raises(ActionRefused) as refused:
            open_file_for(by=who.receiver, referral_id=referral.pk, unit=unit("mika"), agrees=False)
        assert set(refused.value.fields) == {"agrees"}
        with pytest.raises(ActionRefused):
            put_in_file(by=who.sender, referral_id=referral.pk, person_id=mine.pk, agrees=True)
        # The database says so too: the sender's own file, with another's referral.
        with pytest.raises(DatabaseError), acting_as(who.sender), transaction.atomic():
            ReferralFile(referral=referral, person=mine, created_by=who.sender).save(
                force_insert=True
            )

    def test_one_that_tells_who_it_is_about_has_its_file(
        self, who: People, sign_in: SignIn
    ) -> None:
        referral = moved(of_file(who.sender), who, Act.SEND, Act.ACCEPT)
        assert sign_in(who.receiver).get(at("referral", referral)).context["may_file"] is False
        with pytest.raises(ActionRefused):
            open_file_for(by=who.receiver, referral_id=referral.pk, unit=unit("mika"), agrees=True)


class TestAnotherReceiver:
    def test_a_new_draft_says_what_was_said(self, who: People, sign_in: SignIn) -> None:
        old = moved(of_file(who.sender), who, Act.SEND, Act.DECLINE)
        client = sign_in(who.sender)
        assert client.get(at("referral", old)).context["may_resend"] is True
        answer = client.post(at("resend", old))
        with acting_as(who.sender):
            new = Referral.objects.get(state=ReferralState.DRAFT)
        assert answer["Location"] == at("change", new)
        said = (new.asked, new.who, new.kinds, new.ground, new.person_id, new.kind)
        assert said == (ASKED, WHO, old.kinds, ReferralGround.CONSENT, old.person_id, old.kind)
        # Whom it goes to, and the consent for them, are found anew.
        assert (new.receiver, new.consent_id, new.number == old.number) == (None, None, False)
        assert client.get(answer["Location"]).status_code == 200

    def test_only_its_sender_and_only_what_came_back(self, who: People) -> None:
        waiting = moved(drafted(who.sender), who, Act.SEND)
        with pytest.raises(ActionRefused):
            draft_for_another(by=who.sender, referral_id=waiting.pk)
        moved(waiting, who, Act.DECLINE)
        for user in (who.receiver, who.receiver_manager, who.stranger):
            with pytest.raises(ActionRefused):
                draft_for_another(by=user, referral_id=waiting.pk)


class TestOutcome:
    @pytest.mark.parametrize(
        ("acts", "label"),
        [
            ((Act.ACCEPT, Act.START, Act.FINISH), "Stödet nådde sina mål"),
            ((Act.DECLINE,), "Ingen plats just nu"),
            ((Act.ACCEPT, Act.NOT_REACHED), ""),
        ],
    )
    def test_the_sender_is_shown_how_it_went(
        self, who: People, sign_in: SignIn, acts: tuple[Act, ...], label: str
    ) -> None:
        referral = moved(drafted(who.sender), who, Act.SEND, *acts)
        page = sign_in(who.sender).get(at("referral", referral))
        outcome = page.context["outcome"]
        assert (outcome.act, outcome.reason_label) == (acts[-1], label)
        assert 'aria-labelledby="outcome"' in page.content.decode()

    def test_an_open_one_has_none(self, who: People, sign_in: SignIn) -> None:
        referral = moved(drafted(who.sender), who, Act.SEND)
        assert sign_in(who.sender).get(at("referral", referral)).context["outcome"] is None


class TestMunicipality:
    def test_it_is_named_and_stays(self, who: People, sign_in: SignIn) -> None:
        body = OutsideBody.objects.get(code="annan-kommun")
        place = Municipality.objects.get(name="Stockholm")
        with pytest.raises(ActionRefused) as refused:
            drafted(who.sender, said=content(ReferralKind.CONSULTATION, "", to_body=body))
        assert set(refused.value.fields) == {"to_municipality"}
        said = content(ReferralKind.CONSULTATION, "", to_body=body, to_municipality=place)
        referral = moved(drafted(who.sender, said=said), who, Act.SEND)
        assert referral.receiver_name == "Socialtjänsten i en annan kommun: Stockholm"
        client = sign_in(who.sender)
        for url in (at("referral", referral), reverse("referrals:index") + "?lada=skickade"):
            assert referral.receiver_name in client.get(url).content.decode()
        with acting_as(who.sender):
            # What was sent is no draft: the row is not there to change.
            assert Referral.objects.filter(pk=referral.pk).update(to_municipality=None) == 0

    def test_no_unit_and_no_other_body_is_of_a_municipality(self, who: People) -> None:
        place = Municipality.objects.get(name="Stockholm")
        with pytest.raises(ActionRefused) as refused:
            drafted(who.sender, said=content(to_municipality=place))
        assert set(refused.value.fields) == {"to_municipality"}


class TestForm:
    def test_it_says_what_is_missing(self, who: People, sign_in: SignIn) -> None:
        page = sign_in(who.sender).post(reverse("referrals:new", args=["utsatt"]), {})
        said = {name: list(errors) for name, errors in page.context["form"].errors.items()}
        assert said["receiver"] == ["Välj en mottagare."]
        sentences = [sentence for errors in said.values() for sentence in errors]
        assert len(set(sentences)) == len(sentences)

    def test_a_consent_is_recorded_from_it_and_leads_back(
        self, who: People, sign_in: SignIn
    ) -> None:
        person = opened(who.sender, "pom")
        client = sign_in(who.sender)
        page = reverse("referrals:new_for_file", args=[person.pk])
        form = client.get(page).context["form"]
        given = {
            "row": str(form["row"].value()),
            "from_unit": str(unit("pom").pk),
            "kind": "referral",
            "receiver": f"unit:{unit('mika').pk}",
            "is_child": "no",
            "asked": ASKED,
            "kinds": ["situation"],
            "ground": "consent",
            "do": "consent",
        }
        answer = client.post(page, given)
        with acting_as(who.sender):
            draft = Referral.objects.get()
        back = at("change", draft)
        assert draft.asked == ASKED
        assert answer["Location"].startswith(reverse("casework:new_consent", args=[person.pk]))
        form_page = client.get(answer["Location"])
        assert form_page.context["back"] == back
        elsewhere = reverse("casework:new_consent", args=[person.pk]) + "?back=//elsewhere.example/"
        consents = reverse("casework:consents", args=[person.pk])
        assert client.get(elsewhere).context["back"] == consents


def test_a_notice_says_which_referral_and_nobody(who: People, sign_in: SignIn) -> None:
    referral = moved(of_file(who.sender), who, Act.SEND)
    page = sign_in(who.receiver).get(reverse("casework:notices"))
    words = [words for *_notice, words in page.context["notices"]]
    assert words == [f"{referral.number} · {referral.from_unit} → {referral.receiver_name}"]
