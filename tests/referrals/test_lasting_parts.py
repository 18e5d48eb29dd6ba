"""In an emergency nobody is called to a plan and nobody's part is ended, by own SQL neither."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from casework.actions.emergency import open_in_emergency
from casework.actions.surroundings import add_related, change_related
from casework.actors import acting_as
from casework.enums import Relation, Role
from casework.exact import Lookup
from casework.journal_enums import ConsentGiver, ConsentPurpose, InformationKind
from casework.models import Consent, Person, RelatedPerson, User
from referrals.actions.plan_participants import answer_call
from referrals.models import CoordinatedPlan, PlanParticipant
from referrals.plan_enums import ParticipantState
from tests.casework.journal import consented
from tests.casework.people import unit
from tests.conftest import MakeUser
from tests.referrals.plan_rows import KINDS, called, fresh, participant, ready

pytestmark = pytest.mark.django_db
REFUSED = "an emergency is no ground"
GROUND = "Planterad bestämmelse"


@pytest.fixture
def plan(owner: User, person: Person) -> CoordinatedPlan:
    return ready(owner, person)


@pytest.fixture
def night(make_user: MakeUser, person: Person, plan: CoordinatedPlan) -> User:
    """Somebody at the emergency social service who has opened the file that has a plan."""
    user = make_user(Role.UNIT_WORKER, "socialjour")
    why = "Hen ringer från ett hotell och är i fara."
    wanted = Lookup(person.pseudonym)
    assert open_in_emergency(by=user, unit=unit("socialjour"), wanted=wanted, reason=why).person_id
    return user


def written(by: User, row: PlanParticipant, change: str) -> int:
    sql = f"UPDATE referrals_planparticipant SET {change} WHERE id = %s"
    with acting_as(by), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [row.pk])
        found: int = cursor.rowcount
    return found


def in_state(by: User, plan: CoordinatedPlan, state: str) -> PlanParticipant:
    """Somebody of a body outside who stands in *state*."""
    row = participant(by, plan, kind="body", body="Planterad myndighet")
    if state != "thought_of":
        called(by, plan, row, ground=GROUND)
    if state in ("coming", "declined"):
        answered(by, row, ParticipantState(state))
    return fresh(by, row)


def answered(by: User, row: PlanParticipant, answer: ParticipantState) -> None:
    answer_call(by=by, person=row.person, plan_id=row.plan_id, participant_id=row.pk, answer=answer)


def related(by: User, person: Person, **values: object) -> RelatedPerson:
    given = {"relation": Relation.SPECIAL_GUARDIAN, "name": "Planterad", "may_be_told": True}
    return add_related(by=by, person_id=person.pk, values=given | values)


@pytest.mark.parametrize(
    ("state", "change"),
    [
        ("thought_of", "state = 'called', called_at = now(), ground = '\\x01'"),
        ("declined", "state = 'called'"),
        *((state, "state = 'stopped'") for state in ("thought_of", "called", "coming", "declined")),
        ("called", "kinds = '{situation,support,health}'"),
        ("called", "called_at = now() - interval '1 day'"),
        ("called", "principal = 'municipality'"),
        ("called", "body = NULL, unit_id = (SELECT id FROM casework_unit WHERE code = 'mika')"),
    ],
)
def test_a_part_is_settled_by_those_who_work_with_the_person_alone(
    owner: User, night: User, plan: CoordinatedPlan, state: str, change: str
) -> None:
    row = in_state(owner, plan, state)
    with pytest.raises(DatabaseError, match=REFUSED):
        written(night, row, change)
    assert fresh(owner, row).state == state
    assert written(owner, row, change) == 1


def test_what_a_call_rests_on_stays_while_it_holds(
    owner: User, night: User, plan: CoordinatedPlan
) -> None:
    with acting_as(owner):
        row = PlanParticipant.objects.exclude(consent=None).filter(plan=plan)[0]
        assert row.consent_id is not None
        other = Consent.objects.exclude(pk=row.consent_id).filter(person=plan.person)[0]
    for change in (
        "ground = '\\x01'",
        f"consent_id = '{other.pk}'",
        "consent_id = NULL",
    ):
        with pytest.raises(DatabaseError, match=REFUSED):
            written(night, row, change)
        assert written(owner, row, change) == 1


def test_nor_is_a_call_on_a_ground_put_on_a_consent(
    owner: User, night: User, plan: CoordinatedPlan
) -> None:
    row = in_state(owner, plan, "called")
    with acting_as(owner):
        consent = Consent.objects.filter(person=plan.person)[0]
    with pytest.raises(DatabaseError, match=REFUSED):
        written(night, row, f"consent_id = '{consent.pk}'")
    assert written(owner, row, f"consent_id = '{consent.pk}'") == 1


def test_an_answer_is_noted_and_somebody_thought_of_is_changed(
    owner: User, night: User, plan: CoordinatedPlan
) -> None:
    answered(night, row := in_state(owner, plan, "called"), ParticipantState.DECLINED)
    assert fresh(owner, row).state == "declined"
    thought_of = in_state(owner, plan, "thought_of")
    assert written(night, thought_of, "kinds = '{health}', principal = 'region'") == 1


class TestWhatIsWrittenDownForSafety:
    """Saying that somebody may be a danger is what an emergency is for: it stops what it must."""

    def dangerous(self, by: User, row: RelatedPerson) -> None:
        values = {"is_danger": True, "may_be_told": False}
        change_related(by=by, related_id=row.pk, seen_at=row.updated_at, values=values)

    @pytest.mark.parametrize("is_called", [True, False])
    def test_stops_their_part(
        self, owner: User, night: User, plan: CoordinatedPlan, *, is_called: bool
    ) -> None:
        near = related(owner, plan.person)
        row = participant(owner, plan, kind="relative", principal="other", body="", related=near)
        if is_called:
            called(owner, plan, row, ground=GROUND)
        self.dangerous(night, near)
        assert fresh(owner, row).state == "stopped"

    def given(self, owner: User, plan: CoordinatedPlan, by: RelatedPerson | None) -> Consent:
        return consented(
            owner,
            plan.person,
            purpose=ConsentPurpose.PLAN,
            kinds=[*KINDS, InformationKind.HEALTH],
            unit=None,
            body="Planterad myndighet",
            given_by=ConsentGiver.SPECIAL_GUARDIAN if by else ConsentGiver.PERSON,
            given_by_related=by,
        )

    @pytest.mark.parametrize(
        ("more", "left"), [("", "stopped"), ("ground", "called"), ("consent", "called")]
    )
    def test_stops_what_rested_on_their_consent(
        self, owner: User, night: User, plan: CoordinatedPlan, more: str, left: str
    ) -> None:
        near = related(owner, plan.person)
        first = self.given(owner, plan, near)
        row = participant(owner, plan, kind="body", body="Planterad myndighet")
        called(owner, plan, row, ground=GROUND if more == "ground" else "")
        second = self.given(owner, plan, None) if more == "consent" else None
        assert fresh(owner, row).consent_id == first.pk
        with pytest.raises(DatabaseError, match=REFUSED):
            written(night, row, "state = 'stopped'")
        self.dangerous(night, near)
        stands = fresh(owner, row)
        assert stands.state == left
        if left == "called":
            assert stands.consent_id == (second.pk if second else None)
