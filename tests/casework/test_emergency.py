"""Emergency access: hit and miss are logged, told, bounded and reviewed by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from casework.access.persons import can_manage_person, can_work_in_person
from casework.access.requests import can_review_emergency, visible_emergencies
from casework.actions.access import give_access
from casework.actions.base import ActionRefused
from casework.actions.consents import withdraw_consent
from casework.actions.emergency import Answer, open_in_emergency, review_emergency
from casework.actions.identity import remove_number, separate_identity, write_identity
from casework.actions.surroundings import add_alert, end_alert
from casework.actors import acting_as
from casework.audit.events import Event
from casework.crypto import seal
from casework.enums import (
    AccessGround,
    AccessLevel,
    AgeSource,
    AlertKind,
    PersonRole,
    ProtectedIdentity,
    Role,
    SeparationReason,
)
from casework.exact import Lookup
from casework.forms.access import AskForm
from casework.grant_enums import GrantTask
from casework.identifiers import uuid7
from casework.journal_enums import ConsentForm
from casework.models import (
    AgeStatement,
    Alert,
    AuditEvent,
    Consent,
    EmergencyAccess,
    Identifier,
    Identity,
    NamePart,
    NoticeMail,
    Person,
    PersonUserPermission,
    Unit,
    User,
)
from casework.notice_enums import ReviewOutcome
from casework.queries.notices import emergencies_for, unread_count
from tests.casework.journal import consented
from tests.casework.people import GIVEN_NAME, named, numbered, opened, sees, unit
from tests.casework.test_asking import by_name, by_number, number_of
from tests.conftest import MakeUser, SignIn
from tests.staff import employ

pytestmark = pytest.mark.django_db
WHY = "Hen ringer från ett hotell och är i fara."
NOBODY = Lookup("Finnsinte-1000")


@pytest.fixture
def owner(make_user: MakeUser) -> User:
    return make_user(Role.COORDINATOR, "regionkoordinatorer")


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "regionkoordinatorer")


@pytest.fixture
def reviewer(make_user: MakeUser) -> User:
    return make_user(Role.LOG_REVIEWER)


@pytest.fixture
def night(make_user: MakeUser) -> User:
    """Somebody on duty at the emergency social service."""
    return make_user(Role.UNIT_WORKER, "socialjour")


@pytest.fixture
def person(owner: User, manager: User, reviewer: User) -> Person:
    return opened(owner, "regionkoordinatorer")


def open_now(by: User, wanted: Lookup, code: str = "socialjour") -> Answer:
    return open_in_emergency(by=by, unit=unit(code), wanted=wanted, reason=WHY)


def events(reviewer: User, event: Event) -> list[AuditEvent]:
    with acting_as(reviewer):
        return list(AuditEvent.objects.filter(event=event))


class TestOpening:
    @pytest.mark.parametrize("how", ["pseudonym", "number"])
    def test_a_hit_opens_for_hours_and_is_told(  # noqa: PLR0917 - fixtures
        self, how: str, owner: User, manager: User, reviewer: User, night: User, person: Person
    ) -> None:
        number_of(person, owner)
        found = open_now(night, by_name(person) if how == "pseudonym" else by_number())
        assert found == Answer("opened", person.pk)
        assert sees(night, person)
        with acting_as(night):
            assert can_work_in_person(night, person)
            assert not can_manage_person(night, person)
            grant = PersonUserPermission.objects.get(user=night)
            assert grant.ground == AccessGround.EMERGENCY
            assert grant.ends_at is not None
            assert grant.ends_at - grant.given_at == timedelta(hours=4)
        for user in (owner, manager, reviewer):
            with acting_as(user):
                assert unread_count(user) == 1
                assert [e.reason for e in emergencies_for(user)] == [WHY]
        # Who decides gets a letter at once; the reviewer sees it on their page.
        with acting_as(owner):
            assert NoticeMail.objects.unsettled().count() == 1
        [event] = events(reviewer, Event.EMERGENCY_OPENED)
        assert (event.actor_id, event.object_id, event.ground) == (night.pk, person.pk, "emergency")

    def test_it_is_over_when_the_hours_are(self, night: User, person: Person) -> None:
        open_now(night, by_name(person))
        with connection.cursor() as cursor:
            cursor.execute("SELECT test_pass_hours(%s)", [5])
        assert not sees(night, person)

    def test_misses_look_alike_and_are_logged(
        self, make_user: MakeUser, owner: User, reviewer: User, night: User, person: Person
    ) -> None:
        hidden = opened(owner, "regionkoordinatorer", protection=ProtectedIdentity.REGISTRATION)
        buyer = opened(make_user(Role.UNIT_WORKER, "kast"), "kast", PersonRole.SUSPECTED_BUYER)
        for wanted in (NOBODY, by_name(hidden), by_name(buyer)):
            assert open_now(night, wanted) == Answer("missed", None)
        missed = events(reviewer, Event.EMERGENCY_MISSED)
        assert [(e.actor_id, e.object_id, e.details) for e in missed] == [
            (night.pk, None, {"by_number": False})
        ] * 3
        assert not sees(night, hidden)
        assert not sees(night, buyer)

    def test_five_misses_lock_and_are_a_finding(
        self, reviewer: User, night: User, person: Person
    ) -> None:
        for _ in range(5):
            assert open_now(night, NOBODY).outcome == "missed"
        for wanted in (NOBODY, by_name(person)):
            assert open_now(night, wanted) == Answer("locked", None)
        assert not sees(night, person)
        with acting_as(reviewer):
            assert [e.kind for e in emergencies_for(reviewer)] == ["locked"]
            assert unread_count(reviewer) == 1

    def test_nobody_without_files_opens_any(self, make_user: MakeUser, person: Person) -> None:
        for user in (
            make_user(Role.ADMINISTRATOR),
            make_user(Role.STATISTICS_MANAGER),
            make_user(None, is_superuser=True),
            make_user(Role.UNIT_WORKER, "mika"),
        ):
            with pytest.raises(ActionRefused):
                open_now(user, by_name(person))
            assert not sees(user, person)

    def test_what_is_theirs_already_needs_no_review(
        self, owner: User, reviewer: User, person: Person
    ) -> None:
        found = open_now(owner, by_name(person), "regionkoordinatorer")
        assert found == Answer("opened", person.pk)
        with acting_as(reviewer):
            assert EmergencyAccess.objects.count() == 0
        assert len(events(reviewer, Event.EMERGENCY_NOT_NEEDED)) == 1


class TestWhatCanNotBeUndone:
    """An emergency reads and writes; it destroys nothing and ends nothing for good."""

    def works(self, by: User, person: Person) -> dict[str, Callable[[], object]]:
        with acting_as(by):
            number = Identifier.objects.get(person=person)
            alert, consent = Alert.objects.get(), Consent.objects.get()
            identity = Identity.objects.get()
        return {
            "separate": lambda: separate_identity(
                by=by, person_id=person.pk, reason=SeparationReason.OWN_WISH
            ),
            "number": lambda: remove_number(by=by, identifier_id=number.pk),
            "write over": lambda: write_identity(
                by=by,
                person_id=person.pk,
                seen_at=identity.updated_at,
                values={"given_name": "En", "family_name": "Annan", "ground": identity.ground},
            ),
            "alert": lambda: end_alert(by=by, alert_id=alert.pk),
            "consent": lambda: withdraw_consent(by=by, consent=consent, how=ConsentForm.ORAL),
        }

    @pytest.fixture
    def full(self, owner: User, person: Person) -> Person:
        named(owner, person)
        numbered(owner, person)
        add_alert(by=owner, person_id=person.pk, kind=AlertKind.DANGER, text="Planterad fara")
        consented(owner, person)
        return person

    def test_is_left_to_those_who_work_with_the_person(
        self, owner: User, night: User, full: Person
    ) -> None:
        open_now(night, by_name(full))
        for work in self.works(night, full).values():
            with pytest.raises(ActionRefused, match=r"emergency|nöd"):
                work()
        with acting_as(owner):
            assert Identity.objects.get().given_name == GIVEN_NAME
            assert (Identifier.objects.count(), NamePart.objects.count() > 0) == (1, True)
        # They do what lasts and takes nothing away.
        add_alert(by=night, person_id=full.pk, kind=AlertKind.DANGER, text="Ny fara")

    def test_is_kept_by_the_database_too(self, owner: User, night: User, full: Person) -> None:
        open_now(night, by_name(full))
        with acting_as(night):
            for rows in (
                Identity.objects, Identifier.objects, NamePart.objects,
                AgeStatement.objects.filter(source=AgeSource.DOCUMENTED),
            ):  # fmt: skip
                assert rows.count() > 0
                assert rows.filter(person=full)._raw_delete("default") == 0
            assert Identity.objects.update(updated_at=timezone.now()) == 0
            assert Alert.objects.update(until_day=timezone.localdate()) == 0
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                Consent.objects.update(updated_at=timezone.now())

    @pytest.mark.parametrize("what", ["separate", "number", "write over", "alert", "consent"])
    def test_whoever_has_both_may(self, owner: User, night: User, full: Person, what: str) -> None:
        open_now(night, by_name(full))
        give_access(
            by=owner,
            person=full,
            unit=unit("socialjour"),
            user=night,
            level=AccessLevel.WORK,
            task=GrantTask.TAKES_OVER,
            until=timezone.now() + timedelta(days=9),
        )
        self.works(night, full)[what]()

    def test_no_button_offers_it(
        self, owner: User, night: User, full: Person, sign_in: SignIn
    ) -> None:
        open_now(night, by_name(full))
        for name, button in (
            ("identity", reverse("casework:separate_identity", args=[full.pk])),
            ("identity", reverse("casework:write_identity", args=[full.pk])),
            ("identity", "/ta-bort/"),
            ("file_facts", "/avsluta/"),
            ("consents", "/aterkalla/"),
        ):
            address = reverse(f"casework:{name}", args=[full.pk])
            pages = [sign_in(user).get(address).content.decode() for user in (owner, night)]
            assert [button in page for page in pages] == [True, False], button


class TestSqlOfTheApplication:
    @pytest.mark.parametrize(
        ("hours", "why"), [(0, WHY), (13, WHY), (1000, WHY), (4, "kort"), (4, None)]
    )
    def test_hours_and_reason_are_the_database_s(
        self, night: User, person: Person, hours: int, why: str | None
    ) -> None:
        sealed = seal(why, "x") if why else None
        with pytest.raises(DatabaseError, match=r"too many hours|no reason"):
            with acting_as(night), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT app_open_emergency(%s, %s, NULL, %s, %s, %s)",
                    [uuid7(), person.pseudonym, unit("socialjour").pk, sealed, hours],
                )
        assert not sees(night, person)

    def test_an_emergency_is_not_given_by_the_other_door(self, night: User, person: Person) -> None:
        for ground in ("emergency", "opened", "assigned"):
            with pytest.raises(DatabaseError, match="no access to give"):
                with acting_as(night), connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT app_grant_person(%s, %s, %s, NULL, 'manage', %s, '', NULL,"
                        " now() + interval '1 year')",
                        [person.pk, night.pk, unit("socialjour").pk, ground],
                    )
        assert not sees(night, person)

    def test_the_row_is_only_reviewed(self, night: User, person: Person) -> None:
        open_now(night, by_name(person))
        for statement in (
            "DELETE FROM casework_emergencyaccess",
            "UPDATE casework_emergencyaccess SET ends_at = now() + interval '1 year'",
        ):
            with pytest.raises(DatabaseError, match="permission denied"):
                with acting_as(night), connection.cursor() as cursor:
                    cursor.execute(statement)
        # One's own: no row that one may review.
        with acting_as(night):
            own = EmergencyAccess.objects.filter(opened_by=night)
            changed = own.update(
                reviewed_at=timezone.now(), reviewed_by=night, outcome=ReviewOutcome.JUSTIFIED
            )
            assert changed == 0


class TestReview:
    def opened(self, night: User, person: Person) -> EmergencyAccess:
        open_now(night, by_name(person))
        with acting_as(night):
            return EmergencyAccess.objects.get()

    def test_by_a_manager_or_a_reviewer_and_once(
        self, manager: User, reviewer: User, owner: User, night: User, person: Person
    ) -> None:
        emergency = self.opened(night, person)
        done = review_emergency(
            by=reviewer, emergency_id=emergency.pk, outcome=ReviewOutcome.JUSTIFIED
        )
        assert (done.reviewed_by, done.outcome) == (reviewer, ReviewOutcome.JUSTIFIED)
        with pytest.raises(ActionRefused):
            review_emergency(
                by=manager, emergency_id=emergency.pk, outcome=ReviewOutcome.NOT_JUSTIFIED
            )
        for user in (manager, owner, reviewer):
            with acting_as(user):
                assert unread_count(user) is None

    def test_the_reason_is_for_who_sees_the_file_and_who_gave_it(
        self, owner: User, reviewer: User, night: User, person: Person, sign_in: SignIn
    ) -> None:
        page = reverse("casework:review_emergency", args=[self.opened(night, person).pk])
        shown = {
            user.pk: WHY in sign_in(user).get(page).content.decode()
            for user in (owner, night, reviewer)
        }
        assert shown == {owner.pk: True, night.pk: True, reviewer.pk: False}
        # Who reviews the log still says what came of it.
        assert sign_in(reviewer).post(page, {"outcome": "justified"}).status_code == 302

    def test_never_by_the_opener(
        self, make_user: MakeUser, reviewer: User, night: User, person: Person
    ) -> None:
        emergency = self.opened(night, person)
        with pytest.raises(ActionRefused):
            review_emergency(by=night, emergency_id=emergency.pk, outcome=ReviewOutcome.JUSTIFIED)
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            with acting_as(reviewer):
                EmergencyAccess.objects.filter(pk=emergency.pk).update(
                    reviewed_at=timezone.now(), reviewed_by=night, outcome="justified"
                )

    @pytest.mark.parametrize("also", ["log reviewer", "decides over the file"])
    def test_never_by_an_opener_who_could_review_another_s(
        self, make_user: MakeUser, owner: User, night: User, person: Person, also: str
    ) -> None:
        emergency = self.opened(night, person)
        if also == "log reviewer":
            employ(night, Role.LOG_REVIEWER)
        else:
            give_access(
                by=owner,
                person=person,
                unit=unit("socialjour"),
                user=night,
                level=AccessLevel.MANAGE,
                task=GrantTask.TAKES_OVER,
                until=timezone.now() + timedelta(days=9),
            )
        with acting_as(night):
            changed = EmergencyAccess.objects.filter(pk=emergency.pk).update(
                reviewed_at=timezone.now(), reviewed_by=night, outcome=ReviewOutcome.JUSTIFIED
            )
        assert changed == 0
        # The role or the access itself is enough for somebody else's.
        other = make_user(Role.UNIT_WORKER, "socialjour")
        second = opened(owner, "regionkoordinatorer") if also == "log reviewer" else person
        open_now(other, by_name(second))
        with acting_as(night):
            changed = EmergencyAccess.objects.filter(opened_by=other).update(
                reviewed_at=timezone.now(), reviewed_by=night, outcome=ReviewOutcome.JUSTIFIED
            )
        assert changed == 1

    def test_filter_check_and_database_agree(  # noqa: PLR0917 - fixtures
        self, make_user: MakeUser, owner: User, manager: User, reviewer: User, night: User,
        person: Person,
    ) -> None:  # fmt: skip
        emergency = self.opened(night, person)
        people = {
            "owner": owner,
            "manager": manager,
            "reviewer": reviewer,
            "night": night,
            "colleague": make_user(Role.UNIT_WORKER, "socialjour"),
            "other manager": make_user(Role.UNIT_MANAGER, "socialjour"),
            "administrator": make_user(Role.ADMINISTRATOR),
            "superuser": make_user(None, is_superuser=True),
        }
        seen, reviews = set(), set()
        for name, user in people.items():
            with acting_as(user):
                by_database = EmergencyAccess.objects.exists()
                assert EmergencyAccess.objects.filter(visible_emergencies(user)).exists() == (
                    by_database
                )
                if by_database:
                    seen.add(name)
                if can_review_emergency(user, emergency):
                    reviews.add(name)
        assert seen == {"owner", "manager", "reviewer", "night"}
        assert reviews == {"owner", "manager", "reviewer"}


class TestPage:
    DATA = {"reason": WHY, "duty": "on"}

    def test_a_miss_is_the_same_page_whatever_was_missed(
        self, owner: User, night: User, reviewer: User, person: Person, sign_in: SignIn
    ) -> None:
        hidden = opened(owner, "regionkoordinatorer", protection=ProtectedIdentity.CONFIDENTIAL)
        Unit.objects.filter(code="socialjour").update(phone="08-000 00 00")
        client = sign_in(night)
        pages = []
        for name in (hidden.pseudonym, "Finnsinte-1000"):
            data = {**self.DATA, "wanted": name, "unit": str(unit("socialjour").pk)}
            response = client.post("/personakter/nodoppning/", data)
            assert response.status_code == 422
            text = response.content.decode().replace(name, "")
            start = text.index("<main")
            pages.append(text[start:].split('name="csrfmiddlewaretoken"')[0])
        assert pages[0] == pages[1]
        assert 'href="tel:080000000"' in pages[0]
        assert len(events(reviewer, Event.EMERGENCY_MISSED)) == 2

    def test_a_reason_that_is_too_short_has_a_sentence_of_its_own(
        self, night: User, person: Person, sign_in: SignIn
    ) -> None:
        data = {**self.DATA, "wanted": person.pseudonym, "unit": str(unit("socialjour").pk)}
        for address in ("/personakter/nodoppning/", "/personakter/begar/"):
            answer = sign_in(night).post(address, {**data, "reason": "Fara"})
            assert answer.status_code == 422
            (sentence,) = answer.context["form"].errors["reason"]
            wanted = AskForm.base_fields["reason"].error_messages["min_length"]
            assert sentence == wanted % {"limit_value": 10}
        assert not sees(night, person)

    def test_the_badge_says_until_when_it_is_open(
        self, night: User, person: Person, sign_in: SignIn
    ) -> None:
        data = {**self.DATA, "wanted": person.pseudonym, "unit": str(unit("socialjour").pk)}
        client = sign_in(night)
        assert client.post("/personakter/nodoppning/", data).status_code == 302
        page = client.get(f"/personakter/{person.pk}/")
        with acting_as(night):
            grant = PersonUserPermission.objects.get(user=night, content_object=person)
        assert page.context["file"].access.ends_at == grant.ends_at
        assert date_format(timezone.localtime(grant.ends_at), "j b H:i") in page.content.decode()

    def test_nothing_is_asked_of_the_database_without_the_duty(
        self, night: User, reviewer: User, person: Person, sign_in: SignIn
    ) -> None:
        data = {"wanted": person.pseudonym, "reason": WHY, "unit": str(unit("socialjour").pk)}
        assert sign_in(night).post("/personakter/nodoppning/", data).status_code == 422
        assert events(reviewer, Event.EMERGENCY_OPENED) == []
        assert not sees(night, person)
