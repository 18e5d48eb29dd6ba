"""Working in a file: facts, ages, identity, protection, cases and links, and what each refuses."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from casework.actions.base import ActionRefused
from casework.actions.cases import assign_case, close_case, reopen_case, start_case
from casework.actions.file_facts import change_facts, state_age, write_important
from casework.actions.identity import (
    add_number,
    documented_age,
    remove_number,
    separate_identity,
    write_identity,
)
from casework.actions.links import link_files, unlink_files
from casework.actions.persons import AgeGiven
from casework.actions.protection import set_protection
from casework.actions.surroundings import add_alert, add_related, change_related, end_alert
from casework.actions.versions import ChangedMeanwhile
from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import (
    AccessGround,
    AccessLevel,
    AgeSource,
    AlertKind,
    CaseState,
    ClosingReason,
    GrantEnd,
    IdentifierKind,
    IdentityGround,
    PersonRole,
    ProtectedIdentity,
    Relation,
    Role,
    SeparationReason,
)
from casework.identity_rules import _rules
from casework.models import (
    AgeStatement,
    Alert,
    AuditEvent,
    Case,
    Identifier,
    Identity,
    NamePart,
    Person,
    PersonLink,
    PersonUserPermission,
    RelatedPerson,
    User,
)
from casework.person_numbers import numbers_in
from casework.queries.file_grants import given_access
from casework.queries.file_list import listed_files, protected_files
from casework.queries.persons import alerts_of
from tests.casework.people import (
    FAMILY_NAME,
    GIVEN_NAME,
    NUMBER,
    adult,
    named,
    numbered,
    opened,
    sees,
    unit,
)
from tests.casework.test_person_access import give, take_in
from tests.conftest import MakeUser
from tests.staff import employ

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def colleague(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def fresh(by: User, person: Person) -> Person:
    with acting_as(by):
        return Person.objects.get(pk=person.pk)


def reader_of(by: User, person: Person, user: User) -> User:
    """*user*, let into the file by *by* to read and no more."""
    give(by, person, user, AccessLevel.READ)
    return user


class TestFacts:
    def test_are_saved_and_logged_by_name_of_field_alone(
        self, worker: User, person: Person
    ) -> None:
        change_facts(
            by=worker,
            person_id=person.pk,
            seen_at=fresh(worker, person).updated_at,
            values={
                "languages": ["ro"],
                "exploitation_form": "labour",
                "sexual_kind": "for_payment",
            },
        )
        saved = fresh(worker, person)
        assert (saved.languages, saved.exploitation_form, saved.sexual_kind) == (
            ["ro"],
            "labour",
            "",
        )
        with acting_as(worker):
            event = AuditEvent.objects.get(event=Event.PERSON_CHANGED)
        assert event.details == {"fields": ["languages", "exploitation_form"]}

    def test_the_second_of_two_is_told(self, worker: User, manager: User, person: Person) -> None:
        shown = fresh(worker, person).updated_at
        write_important(by=manager, person_id=person.pk, seen_at=shown, words="Mina barn")
        with pytest.raises(ChangedMeanwhile):
            write_important(by=worker, person_id=person.pk, seen_at=shown, words="Mitt jobb")
        with acting_as(worker):
            assert Person.objects.get(pk=person.pk).important_to_me == "Mina barn"

    def test_a_reader_writes_nothing(self, worker: User, colleague: User, person: Person) -> None:
        reader = reader_of(worker, person, colleague)
        at = fresh(worker, person).updated_at
        refused = (
            lambda: change_facts(by=reader, person_id=person.pk, seen_at=at, values={}),
            lambda: write_important(by=reader, person_id=person.pk, seen_at=at, words="x"),
            lambda: state_age(by=reader, person_id=person.pk, age=adult()),
            lambda: add_alert(by=reader, person_id=person.pk, kind=AlertKind.DANGER, text="x"),
            lambda: add_related(by=reader, person_id=person.pk, values={"relation": "child"}),
            lambda: named(reader, person),
        )
        for act in refused:
            with pytest.raises(ActionRefused):
                act()
        assert fresh(worker, person).updated_at == at

    def test_a_stranger_finds_no_file_to_write_in(
        self, make_user: MakeUser, person: Person
    ) -> None:
        with pytest.raises(Person.DoesNotExist):
            state_age(by=make_user(Role.UNIT_MANAGER, "mika"), person_id=person.pk, age=adult())


class TestAge:
    def test_possibly_under_18_makes_a_child_and_a_document_settles_it(
        self, worker: User, person: Person
    ) -> None:
        assert not fresh(worker, person).is_child_on()
        doubt = AgeGiven(AgeSource.ASSESSED, possibly_under_18=True)
        state_age(by=worker, person_id=person.pk, age=doubt)
        assert fresh(worker, person).is_child_on()
        state_age(by=worker, person_id=person.pk, age=AgeGiven(AgeSource.DOCUMENTED, 22, 22))
        assert not fresh(worker, person).is_child_on()

    def test_of_two_of_one_day_the_later_counts(self, worker: User, person: Person) -> None:
        for years in (15, 25):
            state_age(
                by=worker, person_id=person.pk, age=AgeGiven(AgeSource.ASSESSED, years, years)
            )
        assert not fresh(worker, person).is_child_on()

    def test_a_unit_for_adults_opens_no_child_s_file(self, make_user: MakeUser) -> None:
        mika = make_user(Role.UNIT_WORKER, "mika")
        with pytest.raises(ActionRefused):
            opened(mika, "mika", ages=(AgeGiven(AgeSource.STATED, 17, 17),))
        assert opened(mika, "mika").kind == PersonRole.EXPLOITED

    def test_a_document_tells_the_month_of_a_child_and_only_the_years_of_an_adult(self) -> None:
        (child,) = numbers_in("20090608-2383")
        today = date(2026, 11, 25)
        assert documented_age(child, today) == AgeGiven(
            AgeSource.DOCUMENTED, 17, 17, on_day=date(2026, 7, 1)
        )
        (grown,) = numbers_in(NUMBER)
        assert documented_age(grown, today) == AgeGiven(
            AgeSource.DOCUMENTED, 114, 114, on_day=today
        )


class TestSurroundings:
    def test_a_danger_is_told_nothing(self, worker: User, person: Person) -> None:
        values = {"relation": Relation.GUARDIAN, "is_danger": True, "may_be_told": True}
        with pytest.raises(ActionRefused):
            add_related(by=worker, person_id=person.pk, values=values)
        add_related(by=worker, person_id=person.pk, values=values | {"may_be_told": False})
        with acting_as(worker):
            assert [(r.is_danger, r.may_be_told) for r in RelatedPerson.objects.all()] == [
                (True, False)
            ]

    def test_the_second_of_two_is_told(self, worker: User, manager: User, person: Person) -> None:
        related = add_related(
            by=worker, person_id=person.pk, values={"relation": Relation.CHILD, "name": GIVEN_NAME}
        )
        at = related.updated_at
        change_related(by=manager, related_id=related.pk, seen_at=at, values={"name": "Ny"})
        with pytest.raises(ChangedMeanwhile):
            change_related(by=worker, related_id=related.pk, seen_at=at, values={"name": "Annan"})

    def test_a_warning_stands_until_it_is_ended(self, worker: User, person: Person) -> None:
        alert = add_alert(by=worker, person_id=person.pk, kind=AlertKind.DANGER, text="Planterad")
        with acting_as(worker):
            assert [a.text for a in alerts_of(person)] == ["Planterad"]
        end_alert(by=worker, alert_id=alert.pk)
        with acting_as(worker):
            assert list(alerts_of(person)) == []
            assert Alert.objects.count() == 1
        with pytest.raises(ActionRefused):
            end_alert(by=worker, alert_id=alert.pk)


class TestIdentity:
    def test_is_written_on_a_ground_and_separated_without_trace(
        self, worker: User, person: Person
    ) -> None:
        named(worker, person)
        add_number(by=worker, person_id=person.pk, kind=IdentifierKind.PERSONAL_NUMBER, text=NUMBER)
        with acting_as(worker):
            assert Identity.objects.get().family_name == FAMILY_NAME
            assert NamePart.objects.count() == 2
            assert Identifier.objects.get().value == "191202119945"
        separate_identity(by=worker, person_id=person.pk, reason=SeparationReason.OWN_WISH)
        with acting_as(worker):
            left = (Identity.objects, Identifier.objects, NamePart.objects)
            assert [rows.count() for rows in left] == [0, 0, 0]
            tables = connection.introspection.table_names()
        assert [t for t in tables if t.startswith(("casework_ident", "casework_name"))] == [
            "casework_identifier",
            "casework_identity",
            "casework_namepart",
        ]

    def test_the_log_says_that_and_never_what(self, worker: User, person: Person) -> None:
        named(worker, person)
        add_number(by=worker, person_id=person.pk, kind=IdentifierKind.PERSONAL_NUMBER, text=NUMBER)
        with acting_as(worker):
            told = str(list(AuditEvent.objects.values_list("event", "details", "reference")))
        assert "identity.number_added" in told
        assert not any(word in told for word in (GIVEN_NAME, FAMILY_NAME, "9945"))

    def test_a_changed_name_is_not_found_by_the_old_one(self, worker: User, person: Person) -> None:
        first = named(worker, person)
        with acting_as(worker):
            before = {bytes(d) for d in NamePart.objects.values_list("digest", flat=True)}
        write_identity(
            by=worker,
            person_id=person.pk,
            seen_at=first.updated_at,
            values={"given_name": "Ny", "family_name": "Annan", "ground": IdentityGround.CONSENT},
        )
        with acting_as(worker):
            after = {bytes(d) for d in NamePart.objects.values_list("digest", flat=True)}
        assert len(after) == 2
        assert before & after == set()

    def test_a_number_is_checked_and_comes_after_the_ground(
        self, worker: User, person: Person
    ) -> None:
        def add(text: str, kind: IdentifierKind = IdentifierKind.PERSONAL_NUMBER) -> Identifier:
            return add_number(by=worker, person_id=person.pk, kind=kind, text=text)

        with pytest.raises(ActionRefused):
            add(NUMBER)
        named(worker, person)
        with pytest.raises(ActionRefused):
            add("19120211-9946")
        assert add("701072-2390").kind == IdentifierKind.COORDINATION_NUMBER
        with pytest.raises(ActionRefused):
            add("19701072-2390")
        passport = add("AA 12 345", IdentifierKind.PASSPORT)
        assert (passport.value, passport.digest) == ("AA 12 345", None)
        remove_number(by=worker, identifier_id=passport.pk)
        with acting_as(worker):
            assert Identifier.objects.count() == 1

    def test_a_number_documents_the_age(self, worker: User) -> None:
        person = opened(worker, "pom", ages=(AgeGiven(AgeSource.STATED, 15, 15),))
        named(worker, person)
        add_number(by=worker, person_id=person.pk, kind=IdentifierKind.PERSONAL_NUMBER, text=NUMBER)
        assert not fresh(worker, person).is_child_on()
        with acting_as(worker):
            assert AgeStatement.objects.filter(source=AgeSource.DOCUMENTED).count() == 1

    @pytest.mark.parametrize("whole", [True, False])
    def test_what_a_number_documented_goes_with_it(self, worker: User, whole: bool) -> None:
        person = opened(worker, "pom", ages=(AgeGiven(AgeSource.STATED, 15, 15),))
        known = AgeGiven(AgeSource.DOCUMENTED, 30, 30, on_day=date(2020, 1, 1))
        state_age(by=worker, person_id=person.pk, age=known)
        named(worker, person)
        kind, text = IdentifierKind.PERSONAL_NUMBER, "20191231-2392"
        number = add_number(by=worker, person_id=person.pk, kind=kind, text=text)
        assert fresh(worker, person).is_child_on()
        if whole:
            separate_identity(by=worker, person_id=person.pk, reason=SeparationReason.OWN_WISH)
        else:
            remove_number(by=worker, identifier_id=number.pk)
        with acting_as(worker):
            left = AgeStatement.objects.order_by("years_from").values_list("source", "years_from")
            assert list(left) == [(AgeSource.STATED, 15), (AgeSource.DOCUMENTED, 30)]
        # What was documented otherwise decides again.
        assert not fresh(worker, person).is_child_on()

    def test_the_same_age_stated_by_hand_in_the_same_minute_stays(self, worker: User) -> None:
        person = opened(worker, "pom")
        named(worker, person)
        (meant,) = numbers_in(NUMBER)
        # Word for word what the number tells, by the same hand: from a passport, say.
        same = documented_age(meant)
        before = state_age(by=worker, person_id=person.pk, age=same)
        number = numbered(worker, person)
        after = state_age(by=worker, person_id=person.pk, age=same)
        with acting_as(worker):
            (told,) = AgeStatement.objects.filter(identifier=number)
            assert (told.years_from, told.on_day) == (after.years_from, after.on_day)
        remove_number(by=worker, identifier_id=number.pk)
        with acting_as(worker):
            left = AgeStatement.objects.filter(source=AgeSource.DOCUMENTED)
            assert set(left.values_list("pk", flat=True)) == {before.pk, after.pk}
            # The history does not tell either what the number told.
            history = apps.get_model("casework.AgeStatementEvent").objects
            assert list(history.filter(person_id=person.pk)) == []

    def test_the_database_takes_out_no_age_but_a_number_s(self, worker: User) -> None:
        person = opened(worker, "pom", ages=(AgeGiven(AgeSource.STATED, 15, 15),))
        known = AgeGiven(AgeSource.DOCUMENTED, 30, 30, on_day=date(2020, 1, 1))
        state_age(by=worker, person_id=person.pk, age=known)
        with acting_as(worker):
            AgeStatement.objects.filter(person=person).delete()
            assert AgeStatement.objects.filter(person=person).count() == 2

    def test_an_age_is_told_by_no_number_of_another_file(self, worker: User) -> None:
        person, other = opened(worker, "pom"), opened(worker, "pom")
        named(worker, person)
        number = numbered(worker, person)
        age = AgeGiven(AgeSource.DOCUMENTED, 30, 30)
        with pytest.raises(DatabaseError, match="of another file"):
            state_age(by=worker, person_id=other.pk, age=age, told_by=number)

    def test_support_without_documentation_refuses_it(self, worker: User, person: Person) -> None:
        def rule(found: Person) -> list[str]:
            return ["Utan identitet."] if found.pk == person.pk else []

        _rules.append(rule)
        try:
            with pytest.raises(ActionRefused, match="Utan identitet"):
                named(worker, person)
            named(worker, opened(worker, "pom"))
        finally:
            _rules.remove(rule)

    def test_nobody_else_reads_it(
        self, worker: User, make_user: MakeUser, colleague: User, person: Person
    ) -> None:
        named(worker, person)
        add_number(by=worker, person_id=person.pk, kind=IdentifierKind.RESERVE_NUMBER, text="R1")
        for stranger in (
            colleague,
            make_user(Role.UNIT_MANAGER, "mika"),
            make_user(Role.ADMINISTRATOR),
        ):
            with acting_as(stranger):
                for rows in (Identity.objects, Identifier.objects, NamePart.objects):
                    assert rows.count() == 0


class TestProtection:
    def test_takes_effect_at_once(self, worker: User, manager: User, person: Person) -> None:
        assert sees(manager, person)
        set_protection(by=worker, person_id=person.pk, protection=ProtectedIdentity.CONFIDENTIAL)
        assert not sees(manager, person)
        assert sees(worker, person)
        with acting_as(worker):
            assert listed_files(worker).count() == 0
            assert [p.pk for p in protected_files(worker)] == [person.pk]
        set_protection(by=worker, person_id=person.pk, protection=ProtectedIdentity.NONE)
        assert sees(manager, person)

    def test_needs_somebody_named(self, worker: User, manager: User, person: Person) -> None:
        with acting_as(worker):
            (mine,) = [g for g in given_access(person) if g.user_id]
            from casework.actions.gate import end

            end(mine.pk, GrantEnd.TASK_DONE)
        with pytest.raises(ActionRefused):
            set_protection(
                by=manager, person_id=person.pk, protection=ProtectedIdentity.CONFIDENTIAL
            )

    def test_is_decided_by_who_manages(self, worker: User, colleague: User, person: Person) -> None:
        give(worker, person, colleague, AccessLevel.WORK)
        with pytest.raises(ActionRefused):
            set_protection(
                by=colleague, person_id=person.pk, protection=ProtectedIdentity.CONFIDENTIAL
            )


class TestCases:
    def the_case(self, by: User, person: Person) -> Case:
        with acting_as(by):
            return Case.objects.get(person=person)

    def closed(self, by: User, person: Person) -> Case:
        case = self.the_case(by, person)
        return close_case(by=by, case_id=case.pk, reason=ClosingReason.GOALS_REACHED)

    def test_after_closing_only_the_manager_sees_it(
        self, make_user: MakeUser, worker: User, manager: User, colleague: User, person: Person
    ) -> None:
        intake = make_user(Role.OUTREACH_WORKER, "pom")
        take_in(intake)
        give(worker, person, colleague, AccessLevel.WORK)
        everybody = {"worker": worker, "manager": manager, "colleague": colleague, "intake": intake}
        assert {n for n, user in everybody.items() if sees(user, person)} == set(everybody)
        self.closed(worker, person)
        assert {n for n, user in everybody.items() if sees(user, person)} == {"manager"}

    @pytest.mark.parametrize("who", ["manager", "intake"])
    def test_whoever_closes_it(
        self, make_user: MakeUser, worker: User, manager: User, person: Person, who: str
    ) -> None:
        intake = make_user(Role.OUTREACH_WORKER, "pom")
        take_in(intake)
        self.closed({"manager": manager, "intake": intake}[who], person)
        assert [sees(user, person) for user in (worker, intake, manager)] == [False, False, True]

    def test_a_protected_file_stays_with_named_managers(
        self, worker: User, manager: User, person: Person
    ) -> None:
        set_protection(by=worker, person_id=person.pk, protection=ProtectedIdentity.CONFIDENTIAL)
        self.closed(worker, person)
        assert [sees(user, person) for user in (worker, manager)] == [False, True]
        with acting_as(manager):
            grant = PersonUserPermission.objects.get()
        assert grant.ground == AccessGround.CUSTODY

    def test_a_protected_file_is_not_closed_where_nobody_manages(
        self, worker: User, person: Person
    ) -> None:
        set_protection(by=worker, person_id=person.pk, protection=ProtectedIdentity.CONFIDENTIAL)
        with pytest.raises(ActionRefused):
            self.closed(worker, person)
        assert self.the_case(worker, person).state == CaseState.OPEN
        assert sees(worker, person)

    def test_another_unit_s_work_goes_on(
        self, make_user: MakeUser, worker: User, manager: User, person: Person
    ) -> None:
        helper = make_user(Role.COORDINATOR, "regionkoordinatorer")
        give(worker, person, helper, AccessLevel.MANAGE)
        start_case(by=helper, person_id=person.pk, unit=unit("regionkoordinatorer"))
        with acting_as(worker):
            mine = Case.objects.get(unit=unit("pom"))
        close_case(by=worker, case_id=mine.pk, reason=ClosingReason.MOVED)
        assert [sees(user, person) for user in (worker, helper, manager)] == [False, True, True]

    def test_opened_again_it_waits_for_somebody(
        self, worker: User, manager: User, person: Person
    ) -> None:
        case = self.closed(worker, person)
        reopen_case(by=manager, case_id=case.pk)
        assert self.the_case(manager, person).responsible is None
        with acting_as(manager):
            grounds = {g.ground for g in given_access(person)}
        assert grounds == {AccessGround.UNIT}
        assign_case(by=manager, case_id=case.pk, responsible=worker)
        assert sees(worker, person)
        with pytest.raises(ActionRefused):
            reopen_case(by=manager, case_id=case.pk)

    def test_is_given_to_somebody_in_the_unit_only(
        self, make_user: MakeUser, worker: User, colleague: User, person: Person
    ) -> None:
        case = self.the_case(worker, person)
        with pytest.raises(ActionRefused):
            assign_case(by=worker, case_id=case.pk, responsible=make_user(Role.UNIT_WORKER, "mika"))
        assert not sees(colleague, person)
        assign_case(by=worker, case_id=case.pk, responsible=colleague)
        assert sees(colleague, person)

    def test_a_worker_without_decision_closes_nothing(
        self, worker: User, colleague: User, person: Person
    ) -> None:
        give(worker, person, colleague, AccessLevel.WORK)
        with pytest.raises(ActionRefused):
            self.closed(colleague, person)

    def test_a_unit_for_adults_begins_no_work_with_a_child(
        self, make_user: MakeUser, worker: User
    ) -> None:
        child = opened(worker, "pom", ages=(AgeGiven(AgeSource.STATED, 16, 16),))
        mika = make_user(Role.UNIT_WORKER, "mika")
        with pytest.raises(ActionRefused):
            give(worker, child, mika, AccessLevel.MANAGE)
        # Somebody who works in both units, and therefore decides over the file, can't either.
        employ(worker, Role.UNIT_WORKER, "mika")
        with pytest.raises(ActionRefused):
            start_case(by=worker, person_id=child.pk, unit=unit("mika"))


class TestLinks:
    def test_are_seen_by_who_sees_both_and_undone(
        self, worker: User, manager: User, colleague: User, person: Person
    ) -> None:
        other = opened(worker, "pom")
        give(worker, person, colleague)
        link = link_files(by=worker, person_id=person.pk, other_id=other.pk, reason="Samma")
        counts = []
        for user in (worker, manager, colleague):
            with acting_as(user):
                found = PersonLink.objects.count()
                assert found == PersonLink.objects.visible_to(user).count()
                counts.append(found)
        assert counts == [1, 1, 0]
        unlink_files(by=manager, link_id=link.pk)
        with acting_as(worker):
            assert PersonLink.objects.in_force().count() == 0
        with pytest.raises(ActionRefused):
            unlink_files(by=worker, link_id=link.pk)
        link_files(by=worker, person_id=other.pk, other_id=person.pk)

    def test_not_to_itself_not_twice_and_not_over_the_wall(
        self, worker: User, person: Person
    ) -> None:
        other = opened(worker, "pom")
        buyer = opened(worker, "pom", PersonRole.SUSPECTED_BUYER)
        link_files(by=worker, person_id=person.pk, other_id=other.pk)
        for pk in (person.pk, other.pk, buyer.pk):
            with pytest.raises(ActionRefused):
                link_files(by=worker, person_id=person.pk, other_id=pk)

    def test_the_database_takes_no_link_to_a_file_not_seen(
        self, worker: User, make_user: MakeUser, person: Person
    ) -> None:
        hidden = opened(make_user(Role.UNIT_WORKER, "mika"), "mika")
        first, second = sorted((person.pk, hidden.pk), key=lambda pk: pk.int)
        link = PersonLink(first_id=first, second_id=second, linked_by=worker)
        with pytest.raises(DatabaseError), acting_as(worker), transaction.atomic():
            link.save(force_insert=True)
