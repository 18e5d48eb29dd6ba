"""From an encounter to a file: what follows, who sees the link, and how it is undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.enums import AccessLevel, AgeSource, PersonRole, Role
from casework.extract.collect import sections
from casework.models import AgeStatement, Country, Municipality, Person, User
from casework.timeline import story
from outreach.actions.files import (
    facts_from,
    link_encounter,
    open_file_from,
    unlink_encounter,
)
from outreach.actions.strikes import strike_encounter
from outreach.enums import StrikeReason
from outreach.models import Encounter, FileEncounter
from outreach.queries.files import files_with
from tests.casework.people import opened
from tests.casework.test_person_access import give
from tests.conftest import MakeUser, SignIn
from tests.outreach.build import answers, met, ongoing, unit

pytestmark = pytest.mark.django_db
# What this floor tells in the story of a file.
OURS = ("encounter", "offer")

NOTE = "Planterad anteckning till kollegerna"


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


def encounter(worker: User, role: PersonRole = PersonRole.EXPLOITED, **values: Any) -> Encounter:
    return met(ongoing(worker), worker, answers(role, note=NOTE, **values))


def age_of(worker: User, person: Person) -> tuple[Any, ...]:
    with acting_as(worker):
        row = AgeStatement.objects.get(person=person)
    return row.source, row.years_from, row.years_to, row.possibly_under_18


class TestTheExtract:
    def test_tells_when_and_by_which_unit_and_not_what_was_written(self, worker: User) -> None:
        found = encounter(worker, gender="woman")
        person = open_file_from(by=worker, encounter_id=found.pk, unit=unit("pom"))
        with acting_as(worker):
            person = Person.objects.get(pk=person.pk)
            told = {section.code: section.entries for section in sections(person)}
        [link] = told["outreach.FileEncounter"]
        said = {value.name: value.text for value in link.values}
        assert said["unit"] == str(unit("pom"))
        assert "met_at" in said
        assert "encounter" not in said
        assert NOTE not in str(told)


class TestOpening:
    def test_the_facts_follow_and_the_note_does_not(self, worker: User) -> None:
        found = encounter(
            worker,
            gender="woman",
            citizenship=Country.objects.get(code="RO"),
            language="ro",
            interpreter="lacking",
            home_kind="municipality",
            home_municipality=Municipality.objects.get(name="Stockholm"),
            exploitation_form="sexual",
            sexual_kind="sugar_dating",
        )
        person = open_file_from(by=worker, encounter_id=found.pk, unit=unit("pom"))
        with acting_as(worker):
            saved = Person.objects.get(pk=person.pk)
            assert (saved.kind, saved.gender, saved.citizenship_id) == ("exploited", "woman", "RO")
            assert (saved.languages, saved.interpreter) == (["ro"], "needed")
            assert (saved.exploitation_form, saved.sexual_kind) == ("sexual", "sugar_dating")
            assert str(saved.home_municipality) == "Stockholm"
            assert not saved.important_to_me
            texts = [f"{e.title} {e.text}" for e in story(worker, person)]
        assert NOTE not in " ".join(texts)
        assert age_of(worker, person) == (AgeSource.STATED, 24, 24, False)

    @pytest.mark.parametrize(
        ("given", "wanted", "child"),
        [
            ({"age_band": "possibly_under_18"}, (AgeSource.ASSESSED, None, None, True), True),
            ({"age_band": "15_17"}, (AgeSource.ASSESSED, 15, 17, False), True),
            ({"age_band": "60_plus"}, (AgeSource.ASSESSED, 60, None, False), False),
        ],
    )
    def test_a_judged_age_is_an_assessed_one(
        self, worker: User, given: dict[str, Any], wanted: tuple[Any, ...], child: bool
    ) -> None:
        found = encounter(worker, age=None, complete=False, offers=(), **given)
        person = open_file_from(by=worker, encounter_id=found.pk, unit=unit("pom"))
        assert age_of(worker, person) == wanted
        assert person.is_child_on() is child

    def test_an_unknown_age_says_nothing(self, worker: User) -> None:
        found = encounter(worker, age=None, age_band="unknown", complete=False)
        assert facts_from(found).ages == ()

    def test_a_buyer_brings_nothing_of_the_exploited(self, worker: User) -> None:
        found = encounter(worker, PersonRole.SUSPECTED_BUYER)
        person = open_file_from(by=worker, encounter_id=found.pk, unit=unit("pom"))
        assert (person.kind, person.exploitation_form) == ("suspected_buyer", "")

    def test_not_in_a_unit_that_is_not_theirs_and_not_twice(self, worker: User) -> None:
        found = encounter(worker)
        with pytest.raises(ActionRefused):
            open_file_from(by=worker, encounter_id=found.pk, unit=unit("mika"))
        open_file_from(by=worker, encounter_id=found.pk, unit=unit("pom"))
        with pytest.raises(ActionRefused):
            open_file_from(by=worker, encounter_id=found.pk, unit=unit("pom"))

    def test_not_from_a_struck_one(self, worker: User) -> None:
        found = encounter(worker)
        strike_encounter(by=worker, encounter_id=found.pk, reason=StrikeReason.values[0])  # type: ignore[arg-type]
        with pytest.raises(ActionRefused):
            open_file_from(by=worker, encounter_id=found.pk, unit=unit("pom"))


class TestLinks:
    def test_a_colleague_sees_the_encounter_and_not_the_file(
        self, worker: User, colleague: User, manager: User, sign_in: SignIn
    ) -> None:
        found = encounter(worker)
        person = open_file_from(by=worker, encounter_id=found.pk, unit=unit("pom"))
        address = reverse("outreach:encounter", args=[found.pk])
        shown = {}
        for name, user in (("worker", worker), ("manager", manager), ("colleague", colleague)):
            page = sign_in(user).get(address)
            shown[name] = person.pseudonym in page.content.decode()
            with acting_as(user):
                assert bool(files_with(found, user)) == FileEncounter.objects.exists()
        assert shown == {"worker": True, "manager": True, "colleague": False}

    def test_a_colleague_s_own_file_tells_nothing_of_the_other(
        self, worker: User, colleague: User
    ) -> None:
        found = encounter(worker)
        open_file_from(by=worker, encounter_id=found.pk, unit=unit("pom"))
        other = open_file_from(by=colleague, encounter_id=found.pk, unit=unit("pom"))
        with acting_as(colleague):
            assert [link.person_id for link in files_with(found, colleague)] == [other.pk]

    def test_into_an_existing_file_and_out_again(self, worker: User) -> None:
        found, person = encounter(worker), opened(worker, "pom")
        link = link_encounter(by=worker, encounter_id=found.pk, person_id=person.pk)
        with acting_as(worker):
            assert [entry.kind for entry in story(worker, person, OURS)] == ["encounter", "offer"]
        unlink_encounter(by=worker, link_id=link.pk)
        with acting_as(worker):
            assert story(worker, person, OURS) == []
            history: Any = FileEncounter.pgh_event_model  # type: ignore[attr-defined]
            assert history.objects.filter(pgh_label="delete").count() == 1

    def test_not_over_the_wall_and_not_by_a_reader(self, worker: User, colleague: User) -> None:
        buyer = encounter(worker, PersonRole.SUSPECTED_BUYER)
        person = opened(worker, "pom")
        with pytest.raises(ActionRefused):
            link_encounter(by=worker, encounter_id=buyer.pk, person_id=person.pk)
        give(worker, person, colleague, AccessLevel.READ)
        with pytest.raises(ActionRefused):
            link_encounter(by=colleague, encounter_id=encounter(worker).pk, person_id=person.pk)

    def test_the_database_wants_sight_of_the_encounter_and_of_the_file(
        self, worker: User, stranger: User, make_user: MakeUser
    ) -> None:
        found = encounter(worker)
        theirs = opened(stranger, "ungdomsjouren")
        mine = opened(worker, "pom")
        for by, person in ((stranger, theirs), (worker, theirs), (stranger, mine)):
            link = FileEncounter(
                person_id=person.pk,
                encounter_id=found.pk,
                met_at=found.happened_at,
                unit=unit("pom"),
                created_by=by,
            )
            with pytest.raises(DatabaseError), acting_as(by), transaction.atomic():
                link.save(force_insert=True)

    def test_who_does_not_read_the_encounter_learns_when_and_by_whom_alone(
        self, worker: User, make_user: MakeUser
    ) -> None:
        found = encounter(worker)
        person = open_file_from(by=worker, encounter_id=found.pk, unit=unit("pom"))
        coordinator = make_user(Role.COORDINATOR, "regionkoordinatorer")
        give(worker, person, coordinator)
        with acting_as(coordinator):
            (entry,) = story(coordinator, person, OURS)
        assert (entry.kind, entry.at, entry.who) == (
            "encounter",
            found.happened_at,
            str(unit("pom")),
        )
        assert (entry.url, entry.text) == ("", "")


class TestPage:
    @pytest.fixture
    def client(self, worker: User, sign_in: SignIn) -> Client:
        return sign_in(worker)

    def test_opens_a_file(self, worker: User, client: Client) -> None:
        found = encounter(worker)
        address = reverse("outreach:file", args=[found.pk])
        assert NOTE not in client.get(address).content.decode()
        response = client.post(address, {"step": "open", "unit": str(unit("pom").pk)})
        with acting_as(worker):
            (link,) = files_with(found, worker)
        assert response.headers["Location"] == reverse("casework:person", args=[link.person_id])

    def test_takes_a_file_that_one_sees_and_no_other(
        self, worker: User, stranger: User, client: Client
    ) -> None:
        found = encounter(worker)
        hidden, mine = opened(stranger, "ungdomsjouren"), opened(worker, "pom")
        address = reverse("outreach:file", args=[found.pk])
        errors = []
        for text in (hidden.pseudonym, "Ingen-1000"):
            response = client.post(address, {"step": "link", "other": text})
            assert response.status_code == 422
            errors.append(response.context["existing"].errors["other"])
        assert errors[0] == errors[1]
        client.post(address, {"step": "link", "other": mine.pseudonym})
        with acting_as(worker):
            (link,) = files_with(found, worker)
        assert link.person_id == mine.pk
        client.post(reverse("outreach:unlink_file", args=[found.pk, link.pk]))
        with acting_as(worker):
            assert files_with(found, worker) == []
