"""The pages of rights and disposal: what is typed is kept, and each button does what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.corrections import Asked, Decided, decide_correction, receive_correction
from casework.actions.disposal_work import destroy_due, propose_lists
from casework.actions.extracts import order_extract
from casework.actors import DISPOSAL, acting_as
from casework.audit.events import Event
from casework.disposal.words import Basis, KeepWhy, ListState, Mark
from casework.enums import Role
from casework.extract.masks import Masks
from casework.extract.words import (
    CorrectionKind,
    CorrectionOutcome,
    Delivery,
    ExtractState,
    MaskReason,
    ReceivedHow,
)
from casework.models import (
    AuditEvent,
    Correction,
    DisposalBasis,
    DisposalHold,
    DisposalItem,
    DisposalList,
    ExtractRequest,
    Person,
    User,
)
from casework.tasks.rights import run_extract
from tests.casework.rights.build import (
    RELATIVE,
    approved,
    full_file,
    let_regret_pass,
    long_ago,
    mark_opened,
    old_file,
)
from tests.conftest import MakeUser, SignIn

pytestmark = pytest.mark.django_db
Counted = Callable[[int], object]


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    user = make_user(Role.OUTREACH_WORKER, "pom")
    long_ago(user)
    return user


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def second(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "mika")


@pytest.fixture
def client(worker: User, sign_in: SignIn) -> Client:
    return sign_in(worker)


@pytest.fixture
def person(worker: User) -> Person:
    return full_file(worker)


def begun(worker: User, person: Person) -> ExtractRequest:
    return order_extract(by=worker, person=person, language="sv", delivery=Delivery.BY_HAND)


class TestExtract:
    def test_from_the_order_to_the_file(self, worker: User, client: Client, person: Person) -> None:
        client.post(
            reverse("casework:new_extract", args=[person.pk]),
            {"language": "sv", "delivery": "by_hand"},
        )
        with acting_as(worker):
            extract = ExtractRequest.objects.get()
            related = person.relatedperson_set.get()
        page = reverse("casework:extract", args=[extract.pk])
        shown = client.get(page)
        key = f"casework.RelatedPerson:{related.pk}:name"
        assert shown.context["form"][key].initial == MaskReason.THIRD_PARTY
        form = shown.context["form"]
        asked = {name: form[name].initial or "" for name in form.fields}
        asked |= {"seen_at": shown.context["version"], key: "danger", "words_third_party": "önskan"}
        client.post(page, asked)
        with acting_as(worker):
            extract.refresh_from_db()
        assert extract.state == ExtractState.QUEUED
        assert client.get(page).status_code == 200
        run_extract(str(extract.pk))
        state = client.get(reverse("casework:extract_progress", args=[extract.pk])).content.decode()
        assert "Hämta PDF" in state
        fetched = client.get(reverse("casework:fetch_extract", args=[extract.pk, "json"]))
        text = fetched.content.decode()
        assert RELATIVE not in text
        assert "Planterad [maskat: rör någon annan]" in text
        with acting_as(worker):
            log = AuditEvent.objects.filter(object_id=person.pk).order_by("-at", "-id")[:2]
            said = {event.event: event.ground for event in log}
        # Fetching is logged with the right to it; asking how far it has come is not.
        assert set(said) == {Event.PERSON_READ, Event.EXTRACT_DOWNLOADED}
        assert said[Event.PERSON_READ]
        pdf = client.get(reverse("casework:fetch_extract", args=[extract.pk, "pdf"]))
        assert pdf.content[:4] == b"%PDF"
        other = reverse("casework:fetch_extract", args=[extract.pk, "exe"])
        assert client.get(other).status_code == 404

    def test_what_was_not_on_the_page_is_decided_by_nobody(
        self, worker: User, client: Client, person: Person
    ) -> None:
        extract = begun(worker, person)
        sent = {"words_danger": "önskan", "seen_at": extract.updated_at.isoformat()}
        client.post(reverse("casework:extract", args=[extract.pk]), sent)
        with acting_as(worker):
            masks = Masks.from_text(ExtractRequest.objects.get().masks)
        assert masks == Masks({}, {"önskan": MaskReason.DANGER})

    def test_what_was_typed_comes_back_after_signing_in(
        self, worker: User, client: Client, person: Person
    ) -> None:
        page = reverse("casework:extract", args=[begun(worker, person).pk])
        author = client.get(page).context["author"]
        client.logout()
        client.post(page, {"author": author, "words_danger": "Planterat namn"})
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        again = client.get(page)
        assert again.context["form"].data["words_danger"] == "Planterat namn"

    def test_somebody_elses_later_masks_are_not_overwritten(
        self, worker: User, client: Client, person: Person
    ) -> None:
        extract = begun(worker, person)
        page = reverse("casework:extract", args=[extract.pk])
        earlier = extract.updated_at - timedelta(seconds=1)
        # A version that is missing or can't be read matches nothing either.
        naive = extract.updated_at.replace(tzinfo=None).isoformat()
        for version in (earlier.isoformat(), "", "2026-99-99T99:99", "i går", naive):
            answer = client.post(page, {"seen_at": version, "words_danger": "Planterat namn"})
            assert answer.status_code == 422
            assert answer.context["form"].data["words_danger"] == "Planterat namn"
        # What is wrong in the form does not make its version a new one.
        answer = client.post(page, {"seen_at": earlier.isoformat(), "words_danger": "a"})
        assert answer.context["version"] == earlier.isoformat()
        with acting_as(worker):
            assert ExtractRequest.objects.get().state == ExtractState.PREPARING

    def test_a_single_letter_is_no_passage(
        self, worker: User, client: Client, person: Person
    ) -> None:
        page = reverse("casework:extract", args=[begun(worker, person).pk])
        assert client.post(page, {"words_danger": "a"}).status_code == 422


class TestCorrection:
    def asked(self, worker: User, person: Person, **values: bool) -> Correction:
        given = Asked(
            CorrectionKind.RESTRICTION, timezone.localdate(), ReceivedHow.TALK, "Planterad begäran"
        )
        return receive_correction(by=worker, person=person, asked=given)

    def test_is_written_down_and_restricts_until_it_is_decided(
        self, worker: User, client: Client, person: Person
    ) -> None:
        client.post(
            reverse("casework:new_correction", args=[person.pk]),
            {
                "kind": "correction",
                "request": "Planterad begäran",
                "received_on": timezone.localdate().isoformat(),
                "received_how": "talk",
                "restricts": "on",
            },
        )
        with acting_as(worker):
            found = Correction.objects.get()
            assert found.request == "Planterad begäran"
        first_page = reverse("casework:person", args=[person.pk])
        flag = "Användningen av akten är begränsad"
        assert flag in client.get(first_page).content.decode()
        client.post(
            reverse("casework:correction", args=[found.pk]),
            {
                "outcome": "corrected",
                "reason": "Fel år",
                "changed": "Åldern",
                "seen_at": found.updated_at.isoformat(),
            },
        )
        assert flag not in client.get(first_page).content.decode()

    def test_a_refusal_needs_a_reason_and_the_way_to_appeal(
        self, worker: User, client: Client, person: Person
    ) -> None:
        found = self.asked(worker, person)
        page = reverse("casework:correction", args=[found.pk])
        given = {
            "outcome": "refused",
            "reason": "Uppgiften stämmer",
            "seen_at": found.updated_at.isoformat(),
        }
        assert client.post(page, given).status_code == 422
        assert client.post(page, {**given, "told_of_appeal": "on"}).status_code == 302
        with acting_as(worker):
            found.refresh_from_db()
        assert (found.outcome, found.restricts) == (CorrectionOutcome.REFUSED, False)

    def test_without_the_version_that_was_shown_nothing_is_decided(
        self, worker: User, client: Client, person: Person
    ) -> None:
        found = self.asked(worker, person)
        page = reverse("casework:correction", args=[found.pk])
        for version in ("", "i går", found.updated_at.replace(tzinfo=None).isoformat()):
            sent = {"outcome": "noted", "reason": "Planterat", "seen_at": version}
            assert client.post(page, sent).status_code == 422
        with acting_as(worker):
            found.refresh_from_db()
        assert found.outcome == ""

    def test_the_second_who_decides_is_told(
        self, worker: User, client: Client, person: Person
    ) -> None:
        found = self.asked(worker, person)
        decided = Decided(CorrectionOutcome.NOTED, "Först", told_of_appeal=True)
        decide_correction(
            by=worker, correction_id=found.pk, decided=decided, seen_at=found.updated_at
        )
        answer = client.post(
            reverse("casework:correction", args=[found.pk]),
            {"outcome": "noted", "reason": "Sedan"},
        )
        assert answer.status_code == 409
        assert "<dd>Sedan</dd>" in answer.content.decode()
        with acting_as(worker):
            found.refresh_from_db()
            assert found.reason == "Först"


class TestKeeping:
    def test_basis_and_hold(self, worker: User, client: Client, person: Person) -> None:
        page = reverse("casework:keeping", args=[person.pk])
        assert client.post(page, {"basis": "placement", "birth_day": "5"}).status_code == 302
        with acting_as(worker):
            assert DisposalBasis.objects.get().basis == Basis.PLACEMENT
        # Shown before the other saved: told, and nothing is overwritten.
        assert client.post(page, {"basis": "ordinary"}).status_code == 422
        client.post(
            reverse("casework:hold", args=[person.pk]), {"kind": "other", "note": "Planterat skäl"}
        )
        with acting_as(worker):
            hold = DisposalHold.objects.get()
            assert hold.note == "Planterat skäl"
        assert "Planterat skäl" in client.get(page).content.decode()
        client.post(reverse("casework:lift_hold", args=[hold.pk]))
        with acting_as(worker):
            hold.refresh_from_db()
        assert hold.lifted_by_id == worker.pk


class TestLists:
    def test_from_the_list_to_the_certificate(
        self,
        worker: User,
        manager: User,
        second: User,
        sign_in: SignIn,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        person = old_file(worker, monkeypatch)
        propose_lists(by=DISPOSAL)
        reviewer, approver = sign_in(manager), sign_in(second)
        assert person.pseudonym in approver.get(self.page(manager)).content.decode()
        with acting_as(manager):
            item = DisposalItem.objects.get()
        address = reverse("casework:mark_disposal", args=[item.pk])
        # Not before the file was opened, and kept only for a reason.
        assert address not in reviewer.get(self.page(manager)).content.decode()
        reviewer.get(reverse("casework:person", args=[person.pk]))
        refused = reviewer.post(address, {"mark": "keep"})
        assert refused.status_code == 422
        assert f'id="why-{item.pk}_error"' in refused.content.decode()
        reviewer.post(address, {"mark": "destroy"})
        self.step(reviewer, manager, "granska")
        # Not by oneself.
        self.step(reviewer, manager, "godkann")
        assert self.found(manager).state == ListState.REVIEWED
        self.step(approver, manager, "godkann")
        found = self.found(manager)
        assert (found.state, found.approved_by_id) == (ListState.APPROVED, second.pk)
        let_regret_pass(second, found)
        destroy_due(by=DISPOSAL)
        page = reviewer.get(reverse("casework:certificate", args=[found.pk]))
        assert person.pseudonym not in page.content.decode()
        assert self.found(manager).digest in page.content.decode()
        pdf = reviewer.get(reverse("casework:certificate_file", args=[found.pk]))
        assert pdf.content[:4] == b"%PDF"
        assert reviewer.get(self.page(manager)).status_code == 200

    def test_keep_needs_a_reason_and_an_approved_file_can_be_regretted(
        self,
        worker: User,
        manager: User,
        second: User,
        sign_in: SignIn,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        old_file(worker, monkeypatch)
        approved(manager, second)
        with acting_as(manager):
            item = DisposalItem.objects.get()
        address = reverse("casework:mark_disposal", args=[item.pk])
        sign_in(manager).post(address, {"mark": "keep"})
        with acting_as(manager):
            assert DisposalItem.objects.get().mark == Mark.DESTROY
        sign_in(manager).post(address, {"regret": "1"})
        with acting_as(manager):
            assert DisposalItem.objects.get().mark == Mark.KEEP

    def test_as_many_queries_for_one_as_for_three(
        self,
        worker: User,
        manager: User,
        sign_in: SignIn,
        monkeypatch: pytest.MonkeyPatch,
        django_assert_max_num_queries: Counted,
    ) -> None:
        client = sign_in(manager)
        counts = []
        for more in (1, 2):
            for _ in range(more):
                old_file(worker, monkeypatch)
            propose_lists(by=DISPOSAL)
            client.get(self.page(manager))
            with django_assert_max_num_queries(22) as found:  # type: ignore[attr-defined]
                client.get(self.page(manager))
            counts.append(len(found))
        assert counts[0] == counts[1]

    def shown(self, client: Client, user: User) -> str:
        """The version that the page sends along with the next step."""
        found = re.search(
            r'name="seen_at" value="([^"]+)"', client.get(self.page(user)).content.decode()
        )
        assert found is not None
        return found[1]

    def found(self, user: User) -> DisposalList:
        with acting_as(user):
            return DisposalList.objects.get()

    def page(self, user: User) -> str:
        return reverse("casework:disposal", args=[self.found(user).pk])

    def step(self, client: Client, user: User, name: str) -> None:
        address = reverse("casework:disposal_step", args=[self.found(user).pk, name])
        client.post(address, {"seen_at": self.shown(client, user)})

    def test_a_page_that_shows_an_old_mark_hands_nothing_on(
        self, worker: User, manager: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old_file(worker, monkeypatch)
        propose_lists(by=DISPOSAL)
        with acting_as(manager):
            item = DisposalItem.objects.get()
        client = sign_in(manager)
        mark_opened(manager, item, Mark.KEEP, KeepWhy.CONTACT)
        shown = self.shown(client, manager)
        mark_opened(worker, item, Mark.DESTROY)
        address = reverse("casework:disposal_step", args=[item.list_id, "granska"])
        client.post(address, {"seen_at": shown})
        assert self.found(manager).state == ListState.PROPOSED
