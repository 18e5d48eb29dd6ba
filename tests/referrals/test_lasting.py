"""What can't be undone in plans and referrals is refused in an emergency, by page and by SQL."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.forms import CharField, Field, Form
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from casework.actions.access import give_access
from casework.actions.base import ActionRefused
from casework.actions.emergency import open_in_emergency
from casework.actors import acting_as
from casework.enums import AccessLevel, PersonRole, Role
from casework.exact import Lookup
from casework.grant_enums import GrantTask
from casework.identifiers import uuid7
from casework.journal_enums import InformationKind
from casework.models import Person, User
from referrals.about import About
from referrals.actions.discarding import discard_draft
from referrals.actions.drafts import Content, change_draft, draft_referral
from referrals.actions.moving import move_referral
from referrals.actions.plan_rows import change_measure
from referrals.actions.referral_files import put_in_file
from referrals.actions.refused import NOT_YOURS
from referrals.enums import Act, ReferralGround, ReferralKind, ReferralState
from referrals.forms.plan_steps import BridgeForm, MoveForm
from referrals.forms.plans import GroundForm, MeasureForm
from referrals.forms.referral import ReferralForm
from referrals.models import (
    CoordinatedPlan,
    Measure,
    MeasureDependency,
    PlanParticipant,
    PlanTextCheck,
    Referral,
    ReferralEvent,
    ReferralFile,
)
from referrals.plan_enums import MeasureState
from tests.casework.people import opened, unit
from tests.conftest import MakeUser, SignIn
from tests.referrals.build import intake
from tests.referrals.plan_rows import (
    agreed,
    days,
    fresh,
    goal,
    measure,
    moved,
    participant,
)
from tests.staff import change_memberships

pytestmark = pytest.mark.django_db
WHY = "Hen ringer från ett hotell och är i fara."
CLOSING = {"closed_on": days(0).isoformat(), "closing": "moved"}


@pytest.fixture
def plan(owner: User, person: Person) -> CoordinatedPlan:
    return agreed(owner, person)


@pytest.fixture
def night(make_user: MakeUser, person: Person) -> User:
    """Somebody at the emergency social service who has opened the file."""
    user = make_user(Role.UNIT_WORKER, "socialjour")
    found = open_in_emergency(
        by=user, unit=unit("socialjour"), wanted=Lookup(person.pseudonym), reason=WHY
    )
    assert found.person_id == person.pk
    return user


def run(by: User, sql: str, *parameters: uuid.UUID | str) -> int:
    with acting_as(by), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: int = cursor.rowcount
    return found


def draft(by: User, code: str, person: Person | None) -> Referral:
    about = (
        About(role=PersonRole.EXPLOITED, person=person)
        if person
        else About(role=PersonRole.EXPLOITED)
    )
    content = Content(
        kind=ReferralKind.CONSULTATION, asked="Planterad fråga", kinds=[], to_unit=unit("mika")
    )
    return draft_referral(
        by=by, from_unit=unit(code), about=about, content=content, referral_id=uuid7()
    )


class TestAPlan:
    def test_is_not_closed_by_page(
        self, owner: User, night: User, plan: CoordinatedPlan, sign_in: SignIn
    ) -> None:
        with acting_as(owner):
            [said] = plan.goal_set.all()
        address = reverse("plans:close", args=[plan.person_id, plan.pk])
        form = {**CLOSING, f"result_{said.pk}": "on_the_way"}
        answer = sign_in(night).post(address, form)
        assert answer.status_code == 422
        assert "nödöppnat" in answer.content.decode()
        assert fresh(owner, plan).state == "agreed"
        page = reverse("plans:plan", args=[plan.person_id, plan.pk])
        offered = [address in sign_in(u).get(page).content.decode() for u in (owner, night)]
        assert offered == [True, False]
        assert sign_in(owner).post(address, form).status_code == 302
        assert fresh(owner, plan).state == "closed"

    @pytest.mark.parametrize(
        "change", ["state = 'closed', closed_on = now(), closing = 'moved'", "updated_at = now()"]
    )
    def test_is_not_changed_by_sql(
        self, owner: User, night: User, plan: CoordinatedPlan, change: str
    ) -> None:
        sql = f"UPDATE referrals_coordinatedplan SET {change} WHERE id = %s"
        with pytest.raises(DatabaseError, match="row-level security"):
            run(night, sql, plan.pk)
        assert fresh(owner, plan).state == "agreed"
        assert run(owner, sql, plan.pk) == 1

    def test_gets_rows_in_an_emergency_too(self, night: User, plan: CoordinatedPlan) -> None:
        assert goal(night, plan).plan_id == plan.pk
        assert participant(night, plan, kind="body", body="Planterad jour").plan_id == plan.pk

    def test_stays_in_its_file(self, owner: User, plan: CoordinatedPlan) -> None:
        other = opened(owner, "pom")
        with pytest.raises(DatabaseError, match="stays in its file"):
            run(
                owner,
                "UPDATE referrals_coordinatedplan SET person_id = %s WHERE id = %s",
                other.pk,
                plan.pk,
            )


def test_what_a_measure_leans_on_stays(owner: User, night: User, plan: CoordinatedPlan) -> None:
    income = measure(owner, plan, "Planterad inkomst")
    housing = measure(owner, plan, "Planterat boende", leans=[income])

    def let_go(by: User) -> Measure:
        fresh(by, housing)
        return change_measure(
            by=by,
            person=housing.person,
            plan_id=plan.pk,
            row_id=housing.pk,
            seen_at=housing.updated_at,
            values={},
            leans=[],
        )

    with pytest.raises(ActionRefused, match=r"emergency|nöd"):
        let_go(night)
    assert run(night, "DELETE FROM referrals_measuredependency") == 0
    with acting_as(owner):
        assert MeasureDependency.objects.count() == 1
    let_go(owner)
    with acting_as(owner):
        assert MeasureDependency.objects.count() == 0


def let_in(owner: User, person: Person, make_user: MakeUser) -> User:
    """A colleague of whoever is there in an emergency, who was let into the file."""
    colleague = make_user(Role.UNIT_WORKER, "socialjour")
    give_access(
        by=owner,
        person=person,
        unit=unit("socialjour"),
        user=colleague,
        level=AccessLevel.WORK,
        task=GrantTask.TOGETHER,
        until=timezone.now() + timedelta(days=30),
    )
    return colleague


def drafted_by_colleague(owner: User, person: Person, make_user: MakeUser) -> tuple[User, Referral]:
    """By such a colleague."""
    colleague = let_in(owner, person, make_user)
    return colleague, draft(colleague, "socialjour", person)


class TestADraft:
    def test_about_the_person_is_neither_begun_nor_thrown_away(
        self, owner: User, night: User, person: Person, make_user: MakeUser
    ) -> None:
        with pytest.raises(ActionRefused):
            draft(night, "socialjour", person)
        colleague, made = drafted_by_colleague(owner, person, make_user)
        with pytest.raises(ActionRefused, match=re.escape(str(NOT_YOURS))):
            discard_draft(by=night, referral_id=made.pk, reason="begun")
        for sql in (
            "DELETE FROM referrals_referral WHERE id = %s",
            "SELECT app_discard_draft(%s, 'begun')",
        ):
            with pytest.raises(DatabaseError, match=r"permission denied|not theirs"):
                with transaction.atomic():
                    run(night, sql, made.pk)
        discard_draft(by=colleague, referral_id=made.pk, reason="begun")

    def test_about_the_person_is_neither_changed_nor_sent(
        self, owner: User, night: User, person: Person, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        colleague, made = drafted_by_colleague(owner, person, make_user)
        intake(make_user, "mika")
        said = Content(
            kind=ReferralKind.CONSULTATION,
            asked="Planterad ändring",
            kinds=[InformationKind.SITUATION],
            ground=ReferralGround.LEGAL,
            ground_note="Planterad fara",
            to_unit=unit("mika"),
        )
        not_theirs = re.escape(str(NOT_YOURS))

        def change(by: User) -> None:
            change_draft(by=by, referral_id=made.pk, seen_at=made.updated_at, content=said)

        def send(by: User) -> None:
            move_referral(by=by, referral_id=made.pk, act=Act.SEND)

        with acting_as(night):
            assert Referral.objects.filter(pk=made.pk).exists()
        with pytest.raises(ActionRefused, match=not_theirs):
            change(night)
        wipe = "UPDATE referrals_referral SET asked = NULL WHERE id = %s"
        assert run(night, wipe, made.pk) == 0
        address = reverse("referrals:change", args=[made.pk])
        assert [sign_in(u).get(address).status_code for u in (night, colleague)] == [404, 200]
        change(colleague)
        with pytest.raises(ActionRefused, match=not_theirs):
            send(night)
        due = timezone.now() + timedelta(days=4)
        event = ReferralEvent(referral=made, by=night, act=Act.SEND, due_at=due)
        with pytest.raises(DatabaseError, match="not theirs to do"), acting_as(night):
            event.save(force_insert=True)
        send(colleague)
        with acting_as(colleague):
            sent = Referral.objects.get(pk=made.pk)
        assert (sent.state, sent.asked) == (ReferralState.SENT, said.asked)

    def test_about_nobody_in_a_file_is(self, night: User) -> None:
        discard_draft(by=night, referral_id=draft(night, "socialjour", None).pk, reason="begun")
        with acting_as(night):
            assert Referral.objects.count() == 0


class TestALinkToAFile:
    """A referral that told of nobody, accepted by whoever is there in an emergency."""

    @pytest.fixture
    def referral(self, night: User, make_user: MakeUser) -> Referral:
        change_memberships(night, takes_intake=True)
        sender = make_user(Role.UNIT_WORKER, "mika")
        content = Content(
            kind=ReferralKind.REFERRAL,
            asked="Planterad fråga",
            kinds=[InformationKind.SITUATION],
            ground=ReferralGround.ANONYMOUS,
            to_unit=unit("socialjour"),
        )
        made = draft_referral(
            by=sender,
            from_unit=unit("mika"),
            about=About(role=PersonRole.EXPLOITED),
            content=content,
            referral_id=uuid7(),
        )
        move_referral(by=sender, referral_id=made.pk, act=Act.SEND)
        move_referral(by=night, referral_id=made.pk, act=Act.ACCEPT)
        return made

    def test_is_not_made_by_page(
        self, night: User, person: Person, referral: Referral, sign_in: SignIn
    ) -> None:
        address, client = reverse("referrals:file", args=[referral.pk]), sign_in(night)
        given = {"step": "link", "known-agrees": "on", "known-other": person.pseudonym}
        answer = client.post(address, given)
        assert answer.status_code == 422
        assert "nödöppnat" in answer.content.decode()
        with acting_as(night):
            assert not ReferralFile.objects.exists()
        own = opened(night, "socialjour")
        assert client.post(address, given | {"known-other": own.pseudonym}).status_code == 302
        with acting_as(night):
            assert ReferralFile.objects.get().person_id == own.pk

    def test_is_offered_for_other_files_alone(
        self, night: User, referral: Referral, sign_in: SignIn
    ) -> None:
        address, client = reverse("referrals:file", args=[referral.pk]), sign_in(night)

        def offered() -> int:
            return client.get(address).content.decode().count('value="link"')

        assert offered() == 0
        opened(night, "socialjour")
        assert offered() == 1

    def test_is_neither_made_nor_cut_by_sql(
        self, owner: User, night: User, person: Person, referral: Referral, make_user: MakeUser
    ) -> None:
        link = ReferralFile(referral=referral, person=person, created_by=night)
        with pytest.raises(DatabaseError, match="row-level security"), acting_as(night):
            with transaction.atomic():
                link.save(force_insert=True)
        colleague = let_in(owner, person, make_user)
        change_memberships(colleague, takes_intake=True)
        put_in_file(by=colleague, referral_id=referral.pk, person_id=person.pk, agrees=True)
        cut = "DELETE FROM referrals_referralfile WHERE referral_id = %s"
        assert run(night, cut, referral.pk) == 0
        assert run(colleague, cut, referral.pk) == 1


def test_a_check_of_a_translation_is_in_ones_own_name(owner: User, night: User) -> None:
    def check(name: User) -> PlanTextCheck:
        with acting_as(owner):
            return PlanTextCheck.objects.create(
                language="ro",
                digest="0" * 64,
                translator="Planterad translator",
                checked_on=days(0),
                recorded_by=name,
            )

    with pytest.raises(DatabaseError, match="row-level security"):
        check(night)
    assert check(owner).recorded_by_id == owner.pk


def test_a_part_is_ended_once_it_was_asked(
    owner: User, plan: CoordinatedPlan, sign_in: SignIn
) -> None:
    with acting_as(owner):
        row = PlanParticipant.objects.filter(plan=plan)[0]
    address = reverse("plans:stop_participant", args=[plan.person_id, plan.pk, row.pk])
    client = sign_in(owner)
    listed = client.get(reverse("plans:participants", args=[plan.person_id, plan.pk]))
    assert f'href="{address}"' in listed.content.decode()
    assert f'action="{address}"' not in listed.content.decode()
    assert client.get(address).status_code == 200
    assert fresh(owner, row).state == row.state != "stopped"
    assert client.post(address).status_code == 302
    assert fresh(owner, row).state == "stopped"


def test_the_follow_up_is_offered_before_all_is_looked_at(
    owner: User, plan: CoordinatedPlan, sign_in: SignIn
) -> None:
    page = sign_in(owner).get(reverse("plans:plan", args=[plan.person_id, plan.pk]))
    assert page.context["step"].url_name == "needs"
    address = reverse("plans:follow", args=[plan.person_id, plan.pk])
    assert page.content.decode().count(f'href="{address}"') == 1


def test_what_has_fallen_asks_what_stands_in(
    owner: User, plan: CoordinatedPlan, sign_in: SignIn
) -> None:
    lost = moved(owner, measure(owner, plan, "Planterad bostad"), MeasureState.LOST)
    page = sign_in(owner).get(reverse("plans:plan", args=[plan.person_id, plan.pk]))
    step = page.context["step"]
    assert (step.url_name, step.arguments) == ("bridge", (lost.pk,))


@pytest.mark.parametrize(
    "field",
    [
        MoveForm.base_fields["why"],
        BridgeForm.base_fields["none_why"],
        BridgeForm.base_fields["what"],
        MeasureForm.base_fields["responsible"],
        GroundForm.base_fields["ground"],
        ReferralForm.base_fields["ground_note"],
    ],
)
def test_what_an_answer_demands_is_not_marked_as_optional(field: Field) -> None:
    form = type("OneForm", (Form,), {"asked": field, "free": CharField(required=False)})()
    shown = [
        render_to_string("components/field.html", {"field": form[name]})
        for name in ("asked", "free")
    ]
    assert ["field__optional" in part for part in shown] == [False, True]
