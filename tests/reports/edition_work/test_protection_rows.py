"""Permits, ways home and nights in protected housing, as an edition is frozen from them."""

from __future__ import annotations

import pytest

from casework.actions.protection import set_protection
from casework.actions.returns import take_return_step
from casework.actions.shelters import answer_stay, begin_stay, end_stay
from casework.enums import ProtectedIdentity, Role
from casework.models import Person, Shelter, User
from casework.trafficking.enums import ReturnState
from reports.disclosure.catalogue_of_files import NIGHTS
from reports.models import EditionPeriod
from reports.queries.freezing import rows_of, spec_of
from tests.casework.people import kept, opened, stay_at
from tests.casework.track import days, granted_permit, permit, programme
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def woman(worker: User) -> Person:
    return opened(worker, "pom", gender="woman")


@pytest.fixture
def shelter(make_user: MakeUser) -> tuple[User, Shelter]:
    keeper = make_user(Role.UNIT_MANAGER, "mika")
    return keeper, kept(keeper, "mika")


def measures() -> list[str]:
    """What was frozen of half a year, one word a measure."""
    period = EditionPeriod(code="now", start=days(-180).replace(day=1), end=days(0))
    rows = rows_of("protection", period)
    known = {v.code: v.leaves for v in spec_of("protection").variables}
    for row in rows:
        assert set(row.values) == set(known)
        assert all(row.values[code] in leaves for code, leaves in known.items())
    return sorted(str(row.values["measure"]) for row in rows)


def test_permits_by_kind_and_decision(worker: User, woman: Person) -> None:
    permit(worker, woman)
    granted_permit(worker, woman, days(-1))
    permit(
        worker,
        woman,
        kind="court",
        applied_by="investigation_leader",
        decision="refused",
        decided_on=days(-2),
    )
    assert measures() == ["court:refused", "reflection:granted", "reflection:waiting"]


def test_a_way_home_is_where_it_has_come(worker: User, woman: Person) -> None:
    made = programme(worker, woman)
    assert measures() == ["return:informed"]
    take_return_step(
        by=worker, person=woman, programme_id=made.pk, seen_at=made.updated_at,
        step=ReturnState.CONSENTED, on_day=days(-5), why="",
    )  # fmt: skip
    assert measures() == ["return:consented"]


BANDS = {7: "week", 8: "month", 30: "month", 31: "quarter", 90: "quarter", 91: "longer"}


@pytest.mark.parametrize("is_over", [True, False])
def test_a_stay_is_told_by_its_nights(
    worker: User, shelter: tuple[User, Shelter], *, is_over: bool
) -> None:
    """To its last day, or to today while it lasts."""
    keeper, place = shelter
    gone = -20 if is_over else 0
    for nights in BANDS:
        person = opened(worker, "pom")
        stay = begin_stay(by=worker, person=person, shelter=place, from_day=days(gone - nights))
        answer_stay(by=keeper, stay_id=stay.pk, confirms=True)
        if is_over:
            end_stay(by=worker, stay=stay, until_day=days(gone))
    assert set(BANDS.values()) == set(NIGHTS)
    assert measures() == sorted(f"stay:{band}" for band in BANDS.values())


def test_a_stay_that_nobody_has_confirmed_is_none(
    worker: User, woman: Person, shelter: tuple[User, Shelter]
) -> None:
    begin_stay(by=worker, person=woman, shelter=shelter[1], from_day=days(0))
    assert measures() == []


def test_it_is_counted_by_gender_and_age_on_its_day(worker: User, woman: Person) -> None:
    permit(worker, woman)
    permit(worker, opened(worker, "pom"))
    period = EditionPeriod(code="now", start=days(-60).replace(day=1), end=days(0))
    found = sorted(
        (str(r.values["gender"]), r.values["under_18"], r.leaf)
        for r in rows_of("protection", period)
    )
    month = f"{days(-20):%Y-%m}"
    assert found == [("unknown", "no", month), ("woman", "no", month)]


def test_nothing_of_a_protected_identity_leaves(
    worker: User, woman: Person, shelter: tuple[User, Shelter]
) -> None:
    """Of any of the three, and whatever the kind of protection; others stay."""
    keeper, place = shelter
    permit(worker, woman)
    programme(worker, woman)
    stay_at(place, woman, worker, keeper)
    permit(worker, opened(worker, "pom"))
    assert len(measures()) == 4
    for kind in set(ProtectedIdentity) - {ProtectedIdentity.NONE}:
        set_protection(by=worker, person_id=woman.pk, protection=kind)
        assert measures() == ["reflection:waiting"], kind
