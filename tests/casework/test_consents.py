"""A consent lets named things pass to one recipient for a time, and ends at once when withdrawn."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from casework.actions.access import give_access
from casework.actions.base import ActionRefused
from casework.actions.consents import rest_on_consent, withdraw_consent
from casework.actions.gate import grant
from casework.actors import acting_as
from casework.audit.events import Event
from casework.days import end_of
from casework.enums import AccessGround, AccessLevel, Relation, Role
from casework.grant_enums import GrantTask
from casework.journal_enums import ConsentForm, ConsentGiver, ConsentPurpose, InformationKind
from casework.models import (
    AuditEvent,
    Consent,
    Person,
    PersonUserPermission,
    RelatedPerson,
    Unit,
    User,
)
from casework.queries.access import grants_of
from casework.queries.consents import carrying_access, covering, possible_givers
from casework.signals import consent_withdrawn
from tests.casework.journal import consented
from tests.casework.people import adult, opened, sees, unit
from tests.conftest import MakeUser, SignIn

pytestmark = pytest.mark.django_db
SITUATION, HOUSING = InformationKind.SITUATION, InformationKind.HOUSING


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def related(by: User, person: Person, **changes: Any) -> RelatedPerson:
    changes.setdefault("may_be_told", not changes.get("is_danger", False))
    with acting_as(by):
        return RelatedPerson.objects.create(
            person=person, relation=changes.pop("relation", Relation.GUARDIAN), created_by=by,
            **changes,
        )  # fmt: skip


def covers(
    person: Person, recipient: Unit | str, kind: InformationKind, day: date | None = None
) -> bool:
    """Whether a consent lets *kind* pass to *recipient*, a unit or the name of a body outside."""
    unit, body = (recipient, "") if isinstance(recipient, Unit) else (None, recipient)
    return covering(person, kinds=[kind], unit=unit, body=body, day=day) is not None


class TestCovering:
    def test_only_the_named_things_to_the_named_recipient(
        self, worker: User, person: Person
    ) -> None:
        mika, kast = unit("mika"), unit("kast")
        consent = consented(worker, person, unit=mika, body="", kinds=[SITUATION])
        with acting_as(worker):
            assert covering(person, kinds=[SITUATION], unit=mika) == consent
            assert not covers(person, kast, SITUATION)
            assert not covers(person, mika, HOUSING)
            assert covering(person, kinds=[SITUATION, HOUSING], unit=mika) is None
            assert not covers(person, "Mikamottagningen", SITUATION)

    def test_an_outside_body_by_its_name(self, worker: User, person: Person) -> None:
        consented(worker, person, body="Påhittad mottagning")
        with acting_as(worker):
            assert covers(person, "  påhittad  MOTTAGNING ", SITUATION)
            assert not covers(person, "Påhittad", SITUATION)

    def test_only_in_its_time(self, worker: User, person: Person) -> None:
        today = timezone.localdate()
        first, last = today + timedelta(days=2), today + timedelta(days=5)
        consented(worker, person, from_day=first, until_day=last)
        with acting_as(worker):
            coming = [today + timedelta(days=number) for number in range(8)]
            covered = [d for d in coming if covers(person, "Påhittad mottagning", SITUATION, d)]
            assert covered == coming[2:6]
            consent = Consent.objects.get()
            assert [day for day in coming if consent.holds_on(day)] == covered

    def test_not_another_person_s(self, worker: User, person: Person) -> None:
        consented(worker, opened(worker, "pom"))
        with acting_as(worker):
            assert not covers(person, "Påhittad mottagning", SITUATION)

    def test_asks_for_one_recipient_and_something(self, worker: User, person: Person) -> None:
        with acting_as(worker):
            both: dict[str, Any] = {"unit": unit("mika"), "body": "x"}
            for asked in ({"kinds": [], "body": "x"}, {"kinds": [SITUATION], **both}):
                with pytest.raises(ValueError, match="one recipient"):
                    covering(person, **asked)


class TestRecording:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"kinds": []}, "kinds"),
            ({"body": " "}, "unit"),
            ({"until_day": timezone.localdate() - timedelta(days=1)}, "until_day"),
            ({"given_by": ConsentGiver.GUARDIAN}, "giver"),
        ],
    )
    def test_of_what_is_no_consent_is_refused(
        self, worker: User, person: Person, changes: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(ActionRefused) as refused:
            consented(worker, person, **changes)
        assert set(refused.value.fields) == {field}

    def test_from_a_guardian_who_may_be_the_danger_is_refused(self, worker: User) -> None:
        child = opened(worker, "pom", ages=(adult(16),))
        danger = related(worker, child, is_danger=True)
        safe = related(worker, child)
        guardian = {"given_by": ConsentGiver.GUARDIAN}
        with pytest.raises(ActionRefused) as refused:
            consented(worker, child, given_by_related=danger, **guardian)
        assert set(refused.value.fields) == {"giver"}
        consent = consented(worker, child, given_by_related=safe, **guardian)
        # The database says the same to whoever passes the action by.
        consent.pk, consent.given_by_related = uuid.uuid4(), danger
        with pytest.raises(DatabaseError, match="danger"), acting_as(worker), transaction.atomic():
            Consent.objects.bulk_create([consent])

    def test_holds_no_longer_when_the_guardian_turns_out_to_be_a_danger(self, worker: User) -> None:
        person = opened(worker, "pom", ages=(adult(16),))
        guardian = related(worker, person)
        consented(worker, person, given_by=ConsentGiver.GUARDIAN, given_by_related=guardian)
        with acting_as(worker):
            assert covers(person, "Påhittad mottagning", SITUATION)
            RelatedPerson.objects.filter(pk=guardian.pk).update(is_danger=True, may_be_told=False)
            assert not covers(person, "Påhittad mottagning", SITUATION)
            assert not Consent.objects.get().is_in_force

    @pytest.mark.parametrize(
        ("years", "relation", "given_by", "may_be_told", "field"),
        [
            (16, Relation.GUARDIAN, ConsentGiver.GUARDIAN, False, "giver"),
            (31, Relation.SPECIAL_GUARDIAN, ConsentGiver.SPECIAL_GUARDIAN, False, "giver"),
            (31, Relation.GUARDIAN, ConsentGiver.GUARDIAN, True, "given_by"),
        ],
    )
    def test_of_who_may_not_be_told_or_of_a_guardian_of_an_adult_is_refused(
        self,
        worker: User,
        *,
        years: int,
        relation: Relation,
        given_by: ConsentGiver,
        may_be_told: bool,
        field: str,
    ) -> None:
        person = opened(worker, "pom", ages=(adult(years),))
        giver = related(worker, person, relation=relation, may_be_told=may_be_told)
        with acting_as(worker):
            assert list(possible_givers(worker, person)) == []
        with pytest.raises(ActionRefused) as refused:
            consented(worker, person, given_by=given_by, given_by_related=giver)
        assert set(refused.value.fields) == {field}

    def test_is_asked_of_who_may_be_told(self, worker: User, sign_in: SignIn) -> None:
        child, grown = opened(worker, "pom", ages=(adult(16),)), opened(worker, "pom")
        for person in (child, grown):
            related(worker, person)
            related(worker, person, relation=Relation.SPECIAL_GUARDIAN)
        offered = []
        for person in (child, grown):
            page = sign_in(worker).get(reverse("casework:new_consent", args=[person.pk]))
            fields = page.context["form"].fields
            relations = sorted(one.relation for one in fields["giver"].queryset)
            offered.append((relations, [code for code, _label in fields["given_by"].choices]))
        assert offered == [
            (["guardian", "special_guardian"], ["person", "guardian", "special_guardian"]),
            (["special_guardian"], ["person", "special_guardian"]),
        ]

    def test_of_somebody_of_another_file_is_refused(self, worker: User, person: Person) -> None:
        elsewhere = related(worker, opened(worker, "pom"))
        with pytest.raises(ActionRefused):
            consented(worker, person, given_by=ConsentGiver.GUARDIAN, given_by_related=elsewhere)

    def test_as_what_they_are_not_is_refused(self, worker: User, person: Person) -> None:
        sibling = related(worker, person, relation=Relation.SIBLING)
        with pytest.raises(ActionRefused):
            consented(worker, person, given_by=ConsentGiver.GUARDIAN, given_by_related=sibling)

    def test_is_changed_and_deleted_by_nobody(self, worker: User, person: Person) -> None:
        consented(worker, person)
        for statement in ("UPDATE casework_consent SET until_day = until_day + 100",
                          "UPDATE casework_consent SET kinds = '{identity}'",
                          "DELETE FROM casework_consent"):  # fmt: skip
            with pytest.raises(DatabaseError, match="permission denied"):
                with acting_as(worker), connection.cursor() as cursor:
                    cursor.execute(statement)


class TestWithdrawal:
    def access(self, by: User, person: Person, to: User, consent: Consent | None) -> uuid.UUID:
        """An access of *to*, resting on *consent* where one is given."""
        with acting_as(by):
            unit_ = to.memberships.get().unit
            assert unit_ is not None
            given = grant(
                person, user=to, unit=unit_, level=AccessLevel.WORK, ground=AccessGround.REFERRAL
            )
        if consent is not None:
            rest_on_consent(by=by, consent=consent, grant_id=given)
        return given

    def test_ends_at_once_what_rested_on_it_and_nothing_else(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        consent = consented(worker, person, unit=unit("mika"), body="")
        resting, standing = (make_user(Role.UNIT_WORKER, "mika") for _ in range(2))
        self.access(worker, person, resting, consent)
        self.access(worker, person, standing, None)
        assert sees(resting, person)
        heard: list[Consent] = []

        def hear(sender: object, consent: Consent, **_: object) -> None:
            heard.append(consent)

        consent_withdrawn.connect(hear)
        try:
            # Not only who decides over the file: whoever works in it can record the withdrawal.
            withdraw_consent(by=standing, consent=consent, how=ConsentForm.ORAL)
        finally:
            consent_withdrawn.disconnect(hear)
        assert heard == [consent]
        assert not sees(resting, person)
        assert sees(standing, person)
        with acting_as(resting):
            ended = PersonUserPermission.objects.get(user=resting)
            assert (ended.ended_why, ended.ended_by_id) == ("consent", standing.pk)
        with acting_as(worker):
            assert not covers(person, unit("mika"), SITUATION)
            assert Consent.objects.in_force().count() == 0
        with acting_as(standing):
            found = AuditEvent.objects.filter(actor_id=standing.pk).values_list("event", flat=True)
            assert set(found) == {Event.ACCESS_ENDED, Event.CONSENT_WITHDRAWN}

    def test_is_all_or_nothing(self, worker: User, person: Person) -> None:
        consent = consented(worker, person)

        def fail(sender: object, **_: object) -> None:
            raise ActionRefused("nej")

        consent_withdrawn.connect(fail)
        try:
            with pytest.raises(ActionRefused):
                withdraw_consent(by=worker, consent=consent, how=ConsentForm.ORAL)
        finally:
            consent_withdrawn.disconnect(fail)
        with acting_as(worker):
            assert Consent.objects.in_force().count() == 1

    def test_happens_once(self, worker: User, person: Person) -> None:
        consent = consented(worker, person)
        withdraw_consent(by=worker, consent=consent, how=ConsentForm.WRITTEN)
        with pytest.raises(ActionRefused):
            withdraw_consent(by=worker, consent=consent, how=ConsentForm.WRITTEN)

    def test_the_database_ends_nothing_for_a_consent_that_holds(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        consent = consented(worker, person, unit=unit("mika"), body="")
        resting = make_user(Role.UNIT_WORKER, "mika")
        self.access(worker, person, resting, consent)
        for user in (worker, make_user(Role.UNIT_MANAGER, "mika")):
            with pytest.raises(DatabaseError, match="no access to end"):
                with acting_as(user), connection.cursor() as cursor:
                    cursor.execute("SELECT app_end_grants_of_consent(%s)", [consent.pk])
        assert sees(resting, person)

    def test_what_a_file_stands_on_rests_on_no_consent(self, worker: User, person: Person) -> None:
        consent = consented(worker, person)
        with acting_as(worker):
            mine = PersonUserPermission.objects.get(content_object=person)
        for grant_id in (mine.pk, uuid.uuid4()):
            with pytest.raises(ActionRefused):
                rest_on_consent(by=worker, consent=consent, grant_id=grant_id)


class TestGivenByTheForm:
    def give(
        self, by: User, person: Person, to: User, consent: Consent | None, sign_in: SignIn
    ) -> int:
        answer = sign_in(by).post(
            f"/personakter/{person.pk}/behorighet/ge/?unit={unit('mika').pk}",
            {
                "user": str(to.pk),
                "level": "work",
                "task": "together",
                "until": (timezone.localdate() + timedelta(days=300)).isoformat(),
                "consent": str(consent.pk) if consent else "",
            },
        )
        return int(answer.status_code)

    def test_withdrawn_the_colleague_meets_404_at_once(
        self, make_user: MakeUser, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        consent = consented(worker, person, unit=unit("mika"), body="")
        resting, standing = (make_user(Role.UNIT_WORKER, "mika") for _ in range(2))
        assert self.give(worker, person, resting, consent, sign_in) == 302
        assert self.give(worker, person, standing, None, sign_in) == 302
        page, clients = f"/personakter/{person.pk}/", [sign_in(resting), sign_in(standing)]
        assert [client.get(page).status_code for client in clients] == [200, 200]
        with acting_as(worker):
            rows = {row.user_id: row for row in grants_of(person).in_force}
        # No longer than the consent; the other as long as the form said.
        assert rows[resting.pk].ends_at == end_of(consent.until_day)
        assert rows[resting.pk].consent == consent.purpose
        assert (rows[standing.pk].consent, rows[standing.pk].consent_words) == (None, "")
        shown = sign_in(worker).get(f"{page}behorighet/").content.decode()
        assert shown.count(rows[resting.pk].consent_words.lower()) == 1
        withdrawn = sign_in(worker).post(
            f"{page}samtycken/{consent.pk}/aterkalla/", {"how": "oral"}
        )
        assert withdrawn.status_code == 302
        assert [client.get(page).status_code for client in clients] == [404, 200]

    def test_only_a_consent_that_lets_the_unit_read_is_offered(
        self, make_user: MakeUser, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        to, mika = make_user(Role.UNIT_WORKER, "mika"), {"unit": unit("mika"), "body": ""}
        good = consented(worker, person, **mika)
        gone = consented(worker, person, **mika)
        withdraw_consent(by=worker, consent=gone, how=ConsentForm.ORAL)
        others = [
            gone,
            consented(worker, person, purpose=ConsentPurpose.INQUIRY, **mika),
            consented(worker, person, unit=unit("regionkoordinatorer"), body=""),
            consented(worker, person),
            consented(worker, opened(worker, "pom"), **mika),
        ]
        with acting_as(worker):
            assert list(carrying_access(worker, person, unit("mika"))) == [good]
        for consent in others:
            assert self.give(worker, person, to, consent, sign_in) == 422
        assert not sees(to, person)

    def test_the_access_falls_with_what_it_should_rest_on(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        to, consent = (
            make_user(Role.UNIT_WORKER, "mika"),
            consented(worker, person, unit=unit("mika"), body=""),
        )
        # Withdrawn by somebody else after the form was shown: what is held here is of before.
        with acting_as(worker):
            stale = Consent.objects.get(pk=consent.pk)
        withdraw_consent(by=worker, consent=consent, how=ConsentForm.ORAL)
        with pytest.raises(ActionRefused):
            give_access(
                by=worker,
                person=person,
                unit=unit("mika"),
                user=to,
                level=AccessLevel.READ,
                task=GrantTask.TOGETHER,
                until=timezone.now() + timedelta(days=2),
                consent=stale,
            )
        assert not sees(to, person)


class TestPages:
    def data(self, **changes: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return {
            "purpose": "referral",
            "unit": str(unit("mika").pk),
            "kinds": ["situation"],
            "from_day": today.isoformat(),
            "until_day": (today + timedelta(days=20)).isoformat(),
            "form": "oral",
            "given_by": "person",
        } | changes

    def test_record_show_and_withdraw(self, worker: User, person: Person, sign_in: SignIn) -> None:
        client = sign_in(worker)
        page = reverse("casework:consents", args=[person.pk])
        answer = client.post(reverse("casework:new_consent", args=[person.pk]), self.data())
        assert answer.status_code == 302
        shown = client.get(page)
        (holding,) = shown.context["holding"]
        assert (holding.recipient, holding.ends_soon) == (str(unit("mika")), True)
        overview = client.get(reverse("casework:person", args=[person.pk]))
        (clocks,) = [
            p.context["clocks"] for p in overview.context["panels"] if "clocks" in p.context
        ]
        assert [(c.clock.detail(), c.reading.tone) for c in clocks] == [(str(unit("mika")), "info")]
        withdraw = reverse("casework:withdraw_consent", args=[person.pk, holding.pk])
        assert client.post(withdraw, {}).status_code == 422
        assert client.post(withdraw, {"how": "oral"}).status_code == 302
        assert client.get(withdraw).status_code == 404
        shown = client.get(page)
        assert shown.context["holding"] == []
        assert "<del>" in shown.content.decode()

    def test_nothing_is_chosen_beforehand(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        page = sign_in(worker).get(reverse("casework:new_consent", args=[person.pk]))
        assert "checked" not in page.content.decode()

    def test_a_giver_of_another_file_is_no_choice(self, worker: User, sign_in: SignIn) -> None:
        person = opened(worker, "pom", ages=(adult(16),))
        elsewhere = related(worker, opened(worker, "pom"))
        danger = related(worker, person, is_danger=True)
        address = reverse("casework:new_consent", args=[person.pk])
        for giver in (elsewhere, danger):
            data = self.data(given_by="guardian", giver=str(giver.pk))
            answer = sign_in(worker).post(address, data)
            assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["giver"])

    def test_another_file_s_consent_is_not_there(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        elsewhere = consented(worker, opened(worker, "pom"))
        address = reverse("casework:withdraw_consent", args=[person.pk, elsewhere.pk])
        assert sign_in(worker).post(address, {"how": "oral"}).status_code == 404
        with acting_as(worker):
            assert Consent.objects.in_force().count() == 1
