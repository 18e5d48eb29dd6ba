"""Planning, changing, starting, ending and signing shifts; linking doubles."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import PersonRole, Role
from casework.identifiers import uuid7
from casework.models import AuditEvent, District, Municipality, User
from outreach.actions.doubles import link_double, unlink_double
from outreach.actions.shift_states import end_shift, sign_shift, start_shift, write_handover_note
from outreach.actions.shifts import change_shift, plan_shift
from outreach.models import CrewMember, Encounter, Shift, ShiftUnit
from outreach.queries.shifts import previous_shift
from tests.conftest import MakeUser
from tests.outreach.build import answers, ended, facts, met, ongoing, planned, signed, unit

pytestmark = pytest.mark.django_db


def test_a_shift_is_planned_with_units_and_crew(worker: User, kast_worker: User) -> None:
    shift = planned(worker, units=(unit("kast"),), crew=(worker, kast_worker))
    with acting_as(worker):
        assert set(ShiftUnit.objects.filter(shift=shift).values_list("unit__code", flat=True)) == {
            "pom",
            "kast",
        }
        assert CrewMember.objects.filter(shift=shift).count() == shift.social_worker_count == 2
        event = AuditEvent.objects.get(event=Event.SHIFT_PLANNED)
    assert event.details == {"kind": "joint_patrol", "units": 2, "crew": 2}


def test_the_day_is_the_swedish_day_of_the_start(worker: User) -> None:
    shift = planned(worker, starts_at=datetime(2026, 3, 12, 23, 30, tzinfo=UTC))
    assert shift.day == date(2026, 3, 13)
    shift = planned(worker, starts_at=datetime(2026, 7, 12, 22, 5, tzinfo=UTC))
    assert shift.day == date(2026, 7, 13)


def test_the_same_plan_twice_is_one_shift(worker: User) -> None:
    pk, given = uuid7(), facts(worker)
    assert plan_shift(shift_id=pk, facts=given, by=worker) == plan_shift(
        shift_id=pk, facts=given, by=worker
    )
    with acting_as(worker):
        assert Shift.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("unit", lambda: {"unit": unit("ungdomsjouren")}),
        ("units", lambda: {"units": (unit("stab"),)}),
        ("district", lambda: {"municipality": Municipality.objects.get(name="Solna"),
                              "district": District.objects.first()}),
        ("ends_at", lambda: {"ends_at": timezone.now() - timedelta(days=9)}),
    ],
)  # fmt: skip
def test_facts_that_do_not_fit_are_refused(worker: User, field: str, changes: Any) -> None:
    with pytest.raises(ActionRefused) as refused:
        planned(worker, **changes())
    assert list(refused.value.fields) == [field]
    with acting_as(worker):
        assert Shift.objects.count() == 0


def test_somebody_of_a_unit_that_takes_no_part_is_no_crew(worker: User, stranger: User) -> None:
    with pytest.raises(ActionRefused) as refused:
        planned(worker, crew=(worker, stranger))
    assert list(refused.value.fields) == ["crew"]


@pytest.mark.parametrize("role", [Role.UNIT_WORKER])
def test_a_unit_worker_plans_nothing(make_user: MakeUser, role: Role) -> None:
    reader = make_user(role, "pom")
    with pytest.raises(ActionRefused):
        planned(reader)


def test_changing_names_fields_and_follows_the_crew(worker: User, colleague: User) -> None:
    shift = planned(worker)
    change_shift(
        shift_id=shift.pk,
        facts=facts(worker, starts_at=shift.starts_at, arena="hotel", crew=(worker, colleague)),
        by=colleague,
    )
    with acting_as(colleague):
        shift.refresh_from_db()
        event = AuditEvent.objects.get(event=Event.SHIFT_CHANGED)
    assert (shift.arena, shift.social_worker_count) == ("hotel", 2)
    assert event.details == {"fields": ["arena", "crew"]}


def test_the_leading_unit_stays(worker: User) -> None:
    shift = planned(worker)
    with pytest.raises(ActionRefused) as refused:
        change_shift(shift_id=shift.pk, facts=facts(worker, unit=unit("kast")), by=worker)
    assert list(refused.value.fields) == ["unit"]


def units_on(shift: Shift) -> set[str]:
    return set(ShiftUnit.objects.filter(shift=shift).values_list("unit__code", flat=True))


@pytest.mark.parametrize("codes", [[], ["kast", "ungdomsjouren"], ["ungdomsjouren"]])
def test_which_units_take_part_is_for_the_leading_one_to_change(
    worker: User, kast_worker: User, codes: list[str]
) -> None:
    shift = planned(worker, units=(unit("kast"),))
    wanted = facts(worker, units=tuple(unit(code) for code in codes))
    with pytest.raises(ActionRefused) as refused:
        change_shift(shift_id=shift.pk, facts=wanted, by=kast_worker)
    assert list(refused.value.fields) == ["units"]
    assert units_on(shift) == {"pom", "kast"}
    change_shift(shift_id=shift.pk, facts=wanted, by=worker)
    assert units_on(shift) == {"pom", *codes}


def test_another_unit_changes_the_rest(worker: User, kast_worker: User) -> None:
    shift = planned(worker, units=(unit("kast"),))
    given = facts(worker, units=(unit("kast"),), arena="hotel", crew=(worker, kast_worker))
    assert change_shift(shift_id=shift.pk, facts=given, by=kast_worker).arena == "hotel"


@pytest.mark.parametrize("role", [PersonRole.EXPLOITED, PersonRole.SUSPECTED_BUYER])
def test_a_unit_stays_once_somebody_has_been_recorded(
    worker: User, kast_worker: User, role: PersonRole
) -> None:
    shift = ongoing(worker, units=(unit("kast"),))
    met(shift, worker, answers(role))
    given = facts(worker, starts_at=shift.starts_at)
    with pytest.raises(ActionRefused) as refused:
        change_shift(shift_id=shift.pk, facts=given, by=worker)
    assert list(refused.value.fields) == ["units"]
    assert units_on(shift) == {"pom", "kast"}
    more = facts(worker, starts_at=shift.starts_at, units=(unit("kast"), unit("ungdomsjouren")))
    change_shift(shift_id=shift.pk, facts=more, by=worker)
    assert units_on(shift) == {"pom", "kast", "ungdomsjouren"}


def test_the_identifier_of_anothers_shift_makes_no_shift(worker: User, stranger: User) -> None:
    theirs = planned(stranger, unit=unit("ungdomsjouren"))
    with translation.override("en"), pytest.raises(ActionRefused, match="can't be saved"):
        plan_shift(shift_id=theirs.pk, facts=facts(worker), by=worker)
    with acting_as(worker):
        assert Shift.objects.count() == 0
        assert not AuditEvent.objects.filter(event=Event.SHIFT_PLANNED).exists()


def test_a_shift_with_nobody_met_is_closed_as_such(worker: User) -> None:
    shift = ongoing(worker)
    with pytest.raises(ActionRefused) as refused:
        end_shift(shift_id=shift.pk, by=worker)
    assert list(refused.value.fields) == ["nobody_met"]
    assert end_shift(shift_id=shift.pk, by=worker, nobody_met=True).nobody_met


def test_somebody_hidden_from_us_was_met_all_the_same(worker: User, kast_worker: User) -> None:
    shift = ongoing(worker, units=(unit("kast"),), crew=(worker, kast_worker))
    met(shift, worker)
    with acting_as(kast_worker):
        assert Encounter.objects.count() == 0
    with translation.override("en"), pytest.raises(ActionRefused, match="met"):
        end_shift(shift_id=shift.pk, by=kast_worker, nobody_met=True)
    assert end_shift(shift_id=shift.pk, by=kast_worker).state == "ended"


@pytest.mark.parametrize("hours", [-4, 1])
def test_the_end_lies_between_start_and_now(worker: User, hours: int) -> None:
    shift = ongoing(worker)
    with pytest.raises(ActionRefused) as refused:
        end_shift(
            shift_id=shift.pk, by=worker, nobody_met=True,
            ends_at=timezone.now() + timedelta(hours=hours),
        )  # fmt: skip
    assert list(refused.value.fields) == ["ends_at"]


def test_a_draft_holds_up_the_signature(worker: User) -> None:
    shift = ongoing(worker)
    met(shift, worker, answers(complete=False))
    ended(shift, worker)
    with pytest.raises(ActionRefused, match="1"):
        sign_shift(shift_id=shift.pk, by=worker)


def test_nobody_in_the_crew_holds_up_the_signature(worker: User) -> None:
    shift = ended(ongoing(worker, crew=()), worker, nobody_met=True)
    with pytest.raises(ActionRefused):
        sign_shift(shift_id=shift.pk, by=worker)


def test_starting_moves_the_start_to_now(worker: User) -> None:
    shift = planned(worker, starts_at=timezone.now() + timedelta(days=3))
    started = start_shift(shift_id=shift.pk, by=worker)
    assert started.day == timezone.localdate()


def test_the_next_crew_gets_the_note_sealed(worker: User, colleague: User) -> None:
    shift = ongoing(worker, started=timezone.now() - timedelta(days=1))
    write_handover_note(shift_id=shift.pk, note="Ny port", by=worker)
    ended(shift, worker, nobody_met=True)
    following = planned(colleague)
    with acting_as(colleague):
        previous = previous_shift(following, colleague)
        assert previous is not None
        assert previous.handover_note == "Ny port"
        stored = Shift.objects.raw("SELECT id, handover_note FROM outreach_shift")[0]
    assert b"Ny port" not in bytes(stored.__dict__["handover_note"].content)


def test_doubles_are_linked_counted_once_and_unlinked(worker: User) -> None:
    shift = ongoing(worker)
    first, second = met(shift, worker), met(shift, worker)
    link_double(encounter_id=second.pk, counted_id=first.pk, by=worker)
    with acting_as(worker):
        assert list(Encounter.objects.current()) == [first]
    unlink_double(encounter_id=second.pk, by=worker)
    with acting_as(worker):
        assert Encounter.objects.current().count() == 2


def test_a_draft_that_is_a_double_holds_up_nothing(worker: User) -> None:
    shift = ongoing(worker)
    first, second = met(shift, worker), met(shift, worker, answers(complete=False))
    link_double(encounter_id=second.pk, counted_id=first.pk, by=worker)
    ended(shift, worker)
    assert sign_shift(shift_id=shift.pk, by=worker).state == "signed"


def test_links_form_no_chains_and_stay_on_the_shift(worker: User) -> None:
    shift = ongoing(worker)
    first, second, third = (met(shift, worker) for _ in range(3))
    elsewhere = met(ongoing(worker), worker)
    link_double(encounter_id=second.pk, counted_id=first.pk, by=worker)
    for encounter, counted in (
        (third, second), (first, third), (second, third), (third, third), (third, elsewhere),
    ):  # fmt: skip
        with pytest.raises(ActionRefused):
            link_double(encounter_id=encounter.pk, counted_id=counted.pk, by=worker)


def test_after_the_signature_nothing_is_linked(worker: User) -> None:
    _, [first, second] = signed(worker, answers(), answers())
    with pytest.raises(ActionRefused):
        link_double(encounter_id=second.pk, counted_id=first.pk, by=worker)


def test_last_nights_shift_starts_when_it_began(worker: User) -> None:
    began = timezone.now() - timedelta(hours=12)
    shift = planned(worker, starts_at=began)
    started = start_shift(shift_id=shift.pk, by=worker, as_planned=True)
    assert started.starts_at == began


def test_a_shift_to_come_did_not_begin_as_planned(worker: User) -> None:
    later = timezone.now() + timedelta(hours=2)
    shift = planned(worker, starts_at=later)
    with pytest.raises(ActionRefused):
        start_shift(shift_id=shift.pk, by=worker, as_planned=True)
