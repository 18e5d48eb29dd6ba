"""Barnahus: anonymous until it is decided, a child's, lasting, and never without a next date."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.emergency import open_in_emergency
from casework.actions.file_rows import ChangedMeanwhile
from casework.actions.persons import AgeGiven
from casework.actors import acting_as
from casework.audit.events import Event
from casework.clocks import clocks_of
from casework.enums import AgeSource, PersonRole, Role
from casework.exact import Lookup
from casework.identifiers import uuid7
from casework.journal_enums import InformationKind
from casework.models import AuditEvent, Person, User
from casework.person_tables import owned_tables
from casework.timeline import story
from referrals.actions.barnahus import (
    begin_barnahus,
    close_barnahus,
    correct_barnahus_step,
    decide_police_report,
    take_barnahus_step,
)
from referrals.barnahus_enums import DecidedBy, MatterOutcome, NamedOn, Part, PoliceReport, StepKind
from referrals.models import BarnahusMatter, BarnahusStep
from tests.casework.people import (
    FAMILY_NAME,
    GIVEN_NAME,
    NUMBER,
    PHONE,
    named,
    numbered,
    opened,
    unit,
)
from tests.conftest import MakeUser, SignIn

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
I = InformationKind  # noqa: E741
TOLD = "Ett barn på 15 år som säljs över nätet."


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def child(worker: User) -> Person:
    return child_of(worker)


def child_of(by: User, **values: Any) -> Person:
    return opened(by, "pom", ages=(AgeGiven(AgeSource.STATED, 15, 15),), **values)


def begun(by: User, person: Person) -> BarnahusMatter:
    values = {
        "unit": unit("pom"),
        "began_on": TODAY(),
        "about": "Bilder på nätet",
        "next_on": TODAY() + timedelta(days=7),
    }
    return begin_barnahus(by=by, person=person, values=values)


def said(**values: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": StepKind.CONSULTATION,
        "on_day": TODAY(),
        "parts": [Part.BARNAHUS, Part.SOCIAL],
        "told": TOLD,
        "kinds": [I.EXPLOITATION],
        "named_on": "",
        "words": "Ring igen på fredag",
    }
    return found | values


def step(by: User, matter: BarnahusMatter, **values: Any) -> BarnahusStep:
    return take_barnahus_step(
        by=by,
        person=matter.person,
        matter_id=matter.pk,
        values=said(**values),
        next_on=TODAY() + timedelta(days=14),
        row_id=uuid7(),
    )


def decided(by: User, matter: BarnahusMatter, police: PoliceReport, why: str = "") -> None:
    with acting_as(by):
        seen_at = BarnahusMatter.objects.get(pk=matter.pk).updated_at
    values = {
        "police": police,
        "police_by": DecidedBy.SOCIAL,
        "police_on": TODAY(),
        "police_why": why,
    }
    decide_police_report(
        by=by, person=matter.person, matter_id=matter.pk, seen_at=seen_at, values=values
    )


def closed(by: User, matter: BarnahusMatter) -> None:
    with acting_as(by):
        seen_at = BarnahusMatter.objects.get(pk=matter.pk).updated_at
    close_barnahus(
        by=by,
        person=matter.person,
        matter_id=matter.pk,
        seen_at=seen_at,
        outcome=MatterOutcome.HELPED,
        closing="Klart",
    )


def page(person: Person) -> str:
    return reverse("barnahus:barnahus", args=[person.pk])


class TestAnonymous:
    @pytest.mark.parametrize("kind", [I.IDENTITY, I.CONTACT])
    def test_no_identity_passes_before_it_is_decided(
        self, kind: InformationKind, worker: User, child: Person
    ) -> None:
        with pytest.raises(ActionRefused) as refused:
            step(worker, begun(worker, child), kinds=[I.EXPLOITATION, kind])
        assert list(refused.value.fields) == ["kinds"]

    @pytest.mark.parametrize(
        "words",
        [
            GIVEN_NAME,
            FAMILY_NAME.upper(),
            NUMBER,
            NUMBER.replace("-", ""),
            f"ring {PHONE}",
            "skriv till kim@exempel.se",
            "19850314-9885",
        ],
    )
    def test_nor_stands_among_the_words(self, words: str, worker: User, child: Person) -> None:
        matter = begun(worker, child)
        named(worker, child)
        numbered(worker, child)
        with pytest.raises(ActionRefused) as refused:
            step(worker, matter, told=f"{TOLD} {words}.")
        assert list(refused.value.fields) == ["told"]

    def test_nor_the_pseudonym(self, worker: User, child: Person) -> None:
        with pytest.raises(ActionRefused):
            step(worker, begun(worker, child), told=f"{TOLD} {child.pseudonym}")

    def test_what_tells_nobody_is_recorded(self, worker: User, child: Person) -> None:
        named(worker, child)
        row = step(worker, begun(worker, child))
        with acting_as(worker):
            found = BarnahusStep.objects.get(pk=row.pk)
            assert (found.is_anonymous, found.told, found.named_on) == (True, TOLD, "")

    @pytest.mark.parametrize("values", [{"kinds": ["identity"]}, {"named_on": "consent"}])
    def test_the_database_refuses_it_too(
        self, values: dict[str, Any], worker: User, child: Person
    ) -> None:
        matter = begun(worker, child)
        row = BarnahusStep(
            person=child, matter=matter, created_by=worker, kind="planning", on_day=TODAY(),
            parts=["social"], is_anonymous=False, **values,
        )  # fmt: skip
        with acting_as(worker), pytest.raises(DatabaseError, match="barnahus_step"):
            with transaction.atomic():
                row.save(force_insert=True)

    def test_after_a_report_the_child_is_named_on_that_ground(
        self, worker: User, child: Person
    ) -> None:
        matter = begun(worker, child)
        decided(worker, matter, PoliceReport.REPORTED)
        with pytest.raises(ActionRefused) as refused:
            step(worker, matter, kinds=[I.IDENTITY])
        assert list(refused.value.fields) == ["named_on"]
        row = step(worker, matter, kinds=[I.IDENTITY], named_on=NamedOn.REPORT, told=GIVEN_NAME)
        assert row.is_anonymous is False

    def test_without_a_report_it_needs_another_ground(self, worker: User, child: Person) -> None:
        matter = begun(worker, child)
        decided(worker, matter, PoliceReport.NOT_REPORTED, "Inget brott")
        with pytest.raises(ActionRefused) as refused:
            step(worker, matter, kinds=[I.IDENTITY], named_on=NamedOn.REPORT)
        assert list(refused.value.fields) == ["named_on"]
        step(worker, matter, kinds=[I.IDENTITY], named_on=NamedOn.CONSENT)

    def test_what_was_anonymous_stays_so(self, worker: User, child: Person) -> None:
        matter = begun(worker, child)
        row = step(worker, matter)
        decided(worker, matter, PoliceReport.REPORTED)
        with acting_as(worker):
            row.refresh_from_db()
        with pytest.raises(ActionRefused) as refused:
            correct_barnahus_step(
                by=worker,
                person=child,
                step_id=row.pk,
                seen_at=row.updated_at,
                values=said(kinds=[I.IDENTITY], named_on=NamedOn.REPORT),
            )
        assert list(refused.value.fields) == ["kinds"]


class TestDecision:
    def test_says_who_and_when_and_is_logged(self, worker: User, child: Person) -> None:
        matter = begun(worker, child)
        decided(worker, matter, PoliceReport.REPORTED)
        with acting_as(worker):
            found = BarnahusMatter.objects.get()
            assert (found.police, found.police_by, found.police_on) == (
                PoliceReport.REPORTED,
                DecidedBy.SOCIAL,
                TODAY(),
            )
            events = AuditEvent.objects.filter(event=Event.BARNAHUS_CHANGED).order_by("at")
            assert [e.details["what"] for e in events] == ["begun", "decided"]
            assert events[1].details["outcome"] == "reported"

    def test_a_no_says_why(self, worker: User, child: Person) -> None:
        with pytest.raises(ActionRefused) as refused:
            decided(worker, begun(worker, child), PoliceReport.NOT_REPORTED)
        assert list(refused.value.fields) == ["police_why"]

    def test_a_report_is_not_taken_back(self, worker: User, child: Person) -> None:
        matter = begun(worker, child)
        decided(worker, matter, PoliceReport.REPORTED)
        with pytest.raises(ActionRefused):
            decided(worker, matter, PoliceReport.NOT_REPORTED, "Ångrat")
        with acting_as(worker), pytest.raises(DatabaseError, match="not taken back"):
            with transaction.atomic():
                BarnahusMatter.objects.filter(pk=matter.pk).update(
                    police="undecided", police_by="", police_on=None
                )

    def test_goes_on_whatever_the_police_do(self, worker: User, child: Person) -> None:
        matter = begun(worker, child)
        decided(worker, matter, PoliceReport.NOT_REPORTED, "Inget brott")
        kinds = [StepKind.PLANNING, StepKind.TREATMENT, StepKind.FOLLOW_UP]
        assert [step(worker, matter, kind=kind).kind for kind in kinds] == kinds


class TestRules:
    def test_only_for_a_child(self, worker: User) -> None:
        adult = opened(worker, "pom")
        with pytest.raises(ActionRefused):
            begun(worker, adult)
        row = BarnahusMatter(
            person=adult, unit=unit("pom"), began_on=TODAY(), next_on=TODAY(), created_by=worker
        )
        with acting_as(worker), pytest.raises(DatabaseError, match="for a child"):
            with transaction.atomic():
                row.save(force_insert=True)

    def test_one_at_a_time_and_never_without_a_next_date(self, worker: User, child: Person) -> None:
        matter = begun(worker, child)
        with pytest.raises(ActionRefused):
            begun(worker, child)
        with acting_as(worker), pytest.raises(DatabaseError, match="barnahus_open_has_next"):
            with transaction.atomic():
                BarnahusMatter.objects.filter(pk=matter.pk).update(next_on=None)

    def test_twice_makes_one(self, worker: User, child: Person) -> None:
        matter, row = begun(worker, child), uuid7()

        def once() -> None:
            take_barnahus_step(
                by=worker,
                person=child,
                matter_id=matter.pk,
                values=said(),
                next_on=TODAY(),
                row_id=row,
            )

        once()
        with pytest.raises(ActionRefused, match=r"saved already|redan"):
            once()
        with acting_as(worker):
            assert BarnahusStep.objects.count() == 1

    def test_closed_is_closed(self, worker: User, child: Person) -> None:
        matter = begun(worker, child)
        closed(worker, matter)
        for act in (lambda: step(worker, matter), lambda: closed(worker, matter)):
            with pytest.raises(ActionRefused):
                act()
        with acting_as(worker), pytest.raises(DatabaseError, match="stays as it is"):
            with transaction.atomic():
                BarnahusMatter.objects.filter(pk=matter.pk).update(outcome="moved")

    @pytest.mark.parametrize(
        "change",
        [
            {"created_by": True},
            {"unit": True},
            {"created_at": timezone.now() - timedelta(days=400)},
        ],
    )
    def test_who_began_it_and_where_stays(
        self, change: dict[str, Any], worker: User, child: Person, make_user: MakeUser
    ) -> None:
        matter = begun(worker, child)
        others = {"created_by": make_user(Role.OUTREACH_WORKER, "pom"), "unit": unit("mika")}
        values = {name: others.get(name, value) for name, value in change.items()}
        rows = BarnahusMatter.objects.filter(pk=matter.pk)
        with acting_as(worker), pytest.raises(DatabaseError, match="who began a matter"):
            with transaction.atomic():
                rows.update(**values)
        with acting_as(worker):
            assert rows.update(next_on=TODAY()) == 1

    def test_the_second_to_save_is_told(self, worker: User, child: Person) -> None:
        row = step(worker, begun(worker, child))
        with acting_as(worker):
            row.refresh_from_db()

        def change(told: str) -> None:
            correct_barnahus_step(
                by=worker,
                person=child,
                step_id=row.pk,
                seen_at=row.updated_at,
                values=said(told=told),
            )

        change("En")
        with pytest.raises(ChangedMeanwhile):
            change("En annan")

    def test_its_tables_go_with_the_file(self) -> None:
        owned = {o.table: o.columns for o in owned_tables()}
        assert owned["referrals_barnahusmatter"] == ("person_id",)
        assert owned["referrals_barnahusstep"] == ("person_id",)


class TestShown:
    def test_clock_story_and_card(self, worker: User, child: Person, sign_in: SignIn) -> None:
        matter = begun(worker, child)
        step(worker, matter)
        with acting_as(worker):
            clock = next(
                c for c in clocks_of(Person.objects.filter(pk=child.pk)) if c.code == "barnahus"
            )
            assert (clock.due, clock.owner) == (TODAY() + timedelta(days=14), str(unit("pom")))
            assert [e.kind for e in story(worker, child, ["barnahus"])] == ["barnahus"] * 2
        client = sign_in(worker)
        answer = client.get(reverse("casework:person", args=[child.pk]))
        assert answer.content.decode().count('id="barnahus-card"') == 1
        assert client.get(page(child)).status_code == 200

    def test_an_adults_file_has_no_such_page(self, worker: User, sign_in: SignIn) -> None:
        adult = opened(worker, "pom")
        assert sign_in(worker).get(page(adult)).status_code == 404

    def test_nor_a_buyers(self, make_user: MakeUser, sign_in: SignIn) -> None:
        user = make_user(Role.UNIT_WORKER, "kast")
        buyer = opened(user, "kast", PersonRole.SUSPECTED_BUYER)
        assert sign_in(user).get(page(buyer)).status_code == 404

    def test_through_the_forms(self, worker: User, child: Person, sign_in: SignIn) -> None:
        client, day = sign_in(worker), TODAY().isoformat()
        values: dict[str, Any] = {"unit": str(unit("pom").pk), "began_on": day, "next_on": day}
        assert client.post(reverse("barnahus:begin", args=[child.pk]), values).status_code == 302
        with acting_as(worker):
            matter = BarnahusMatter.objects.get()
        url = reverse("barnahus:new_step", args=[child.pk, matter.pk])
        values = {"row": str(uuid7()), "kind": "consultation", "on_day": day, "next_on": day}
        values |= {"parts": ["barnahus"], "told": f"Ring {PHONE}"}
        refused = client.post(url, values)
        assert refused.status_code == 422
        assert refused.content.decode().count(f"Ring {PHONE}") == 1  # nothing typed is lost
        assert client.post(url, values | {"kinds": ["identity"], "told": "x"}).status_code == 422
        assert client.post(url, values | {"told": TOLD}).status_code == 302


class TestAttacks:
    def test_nobody_elses_by_address(
        self, worker: User, child: Person, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        matter = begun(worker, child)
        row = step(worker, matter)
        for role, code in ((Role.UNIT_MANAGER, "mika"), (Role.OUTREACH_WORKER, "pom")):
            user = make_user(role, code)
            assert statuses(sign_in(user), child, matter, row) == {404}
            with acting_as(user):
                assert (BarnahusMatter.objects.count(), BarnahusStep.objects.count()) == (0, 0)

    def test_not_by_the_address_of_another_file(
        self, worker: User, child: Person, sign_in: SignIn
    ) -> None:
        matter, other = begun(worker, child), child_of(worker)
        url = reverse("barnahus:new_step", args=[other.pk, matter.pk])
        assert sign_in(worker).get(url).status_code == 404

    def test_an_emergency_reads_and_does_nothing_lasting(
        self, worker: User, child: Person, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        make_user(Role.UNIT_MANAGER, "pom")
        make_user(Role.LOG_REVIEWER)
        matter = begun(worker, child)
        row = step(worker, matter)
        night = make_user(Role.UNIT_WORKER, "socialjour")
        reason = "Hen ringer från ett hotell och är i fara."
        open_in_emergency(
            by=night, unit=unit("socialjour"), wanted=Lookup(child.pseudonym), reason=reason
        )
        client = sign_in(night)
        assert client.get(page(child)).status_code == 200
        assert statuses(client, child, matter, row, reads=False) == {404}
        with pytest.raises(ActionRefused):
            step(night, matter)
        planted = BarnahusStep(
            person=child, matter=matter, created_by=night, kind="planning", on_day=TODAY(),
            parts=["social"],
        )  # fmt: skip
        with acting_as(night), pytest.raises(DatabaseError, match="row-level security"):
            with transaction.atomic():
                planted.save(force_insert=True)
        with acting_as(night), pytest.raises(DatabaseError, match="row-level security"):
            with transaction.atomic():
                BarnahusMatter.objects.filter(pk=matter.pk).update(next_on=TODAY())


def statuses(
    client: Client, child: Person, matter: BarnahusMatter, row: BarnahusStep, *, reads: bool = True
) -> set[int]:
    """What the addresses of a coordination answer."""
    file, one = [child.pk], [child.pk, matter.pk]
    wanted = [
        ("begin", file),
        ("new_step", one),
        ("step", [*one, row.pk]),
        ("police", one),
        ("close", one),
        *([("barnahus", file)] if reads else []),
    ]
    urls = [reverse(f"barnahus:{name}", args=args) for name, args in wanted]
    return {client.get(url).status_code for url in urls} | {
        client.post(url).status_code for url in urls if url != page(child)
    }
