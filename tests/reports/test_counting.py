"""The figures agree with what was done, row by row."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from casework.actors import STATISTICS, acting_as
from casework.models import MunicipalityAgreement, User
from outreach.enums import EncounterState, ShiftState
from outreach.models import Encounter, OperationWeek, Shift, SupportOffer
from outreach.queries.statistics import COLUMNS, Universe, count, widest
from reports.periods import Period
from reports.tables.definitions import TABLES
from tests.reports.build import YEAR, buyer, child, expected, exploited, import_log, period_of
from tests.reports.build import shift_on as shift
from tests.reports.counted import yearly_follow_up

pytestmark = pytest.mark.django_db
MAY = date(2025, 5, 14)


def cells(code: str, period: Period = YEAR) -> dict[tuple[str, str], Any]:
    """What is not 0 in a table."""
    table = yearly_follow_up(period).tables[code]
    return {place: number for place, number in table.cells.items() if number}


@pytest.mark.parametrize("log", ["stockholm-2025", "stockholm-2021-2022"])
def test_imported_logs_give_the_published_totals(log: str) -> None:
    import_log(log)
    wanted = expected(log)
    follow_up = yearly_follow_up(period_of(log))
    headline = follow_up.headline
    found = {
        "shifts": headline.shifts,
        "exploited": headline.exploited,
        "exploited_under_18": headline.exploited_under_18,
        "suspected_buyers": headline.suspected_buyers,
        "suspected_buyers_under_18": headline.suspected_buyers_under_18,
        "informed_of_rights_share": headline.informed_share,
        "offered_support_share": headline.offered_support_share,
        "suspected_buyers_in_insatsvecka_3": follow_up.tables["people_by_operation_week"].value(
            "2025 Insatsvecka 3", "suspected_buyer"
        ),
    }
    known = set(wanted) - {"source", "period", "published"}
    assert {name: found[name] for name in known} == {name: wanted[name] for name in known}


def test_the_tables_of_an_imported_log_agree_with_each_other() -> None:
    import_log("stockholm-2025")
    follow_up = yearly_follow_up(period_of("stockholm-2025"))
    totals: dict[str, set[float]] = {}
    for spec in TABLES:
        table = follow_up.tables[spec.code]
        if spec.universe == "encounter" and "is_child" not in spec.where:
            whom = next(iter(spec.where.get("role", {"all"})))
            totals.setdefault(whom, set()).add(table.total)
    assert totals == {"all": {583}, "exploited": {222}, "suspected_buyer": {361}}
    shifts = {
        follow_up.tables[s.code].column_total("shifts") for s in TABLES if s.universe == "shift"
    }
    assert shifts == {146}


def test_our_own_work(worker: User) -> None:
    shift(worker, MAY, exploited(), hours=6.5)
    shift(worker, MAY, hours=2, kind="raid", social_worker_count=1, officer_count=0)
    assert cells("shifts_by_shift_kind") == {
        ("joint_patrol", "shifts"): 1,
        ("joint_patrol", "hours"): 6.5,
        ("joint_patrol", "social_workers"): 2,
        ("joint_patrol", "officers"): 3,
        ("raid", "shifts"): 1,
        ("raid", "nobody_met"): 1,
        ("raid", "hours"): 2,
        ("raid", "social_workers"): 1,
    }


def test_months_and_tertials_without_a_shift_are_listed(worker: User) -> None:
    shift(worker, MAY, exploited())
    tables = yearly_follow_up(YEAR).tables
    assert tables["shifts_by_month"].rows == tuple(f"2025-{month:02d}" for month in range(1, 13))
    assert tables["shifts_by_tertial"].rows == ("2025-T1", "2025-T2", "2025-T3")
    assert cells("people_by_tertial") == {("2025-T2", "exploited"): 1}
    assert cells("people_by_month") == {("2025-05", "exploited"): 1}


def test_people_by_what_is_asked(worker: User) -> None:
    shift(
        worker,
        MAY,
        exploited(met_earlier="yes", contact_route="police", citizenship_id="RO"),
        exploited(age=None, age_band="possibly_under_18", gender="", concern_report="yes",
                  guardians_contacted="no", guardians_reason="danger"),
        buyer(citizenship_id="SE", home_kind="abroad"),
    )  # fmt: skip
    assert cells("people_by_role") == {
        ("exploited", "woman"): 1,
        ("exploited", "unknown"): 1,
        ("suspected_buyer", "man"): 1,
    }
    assert cells("exploited_by_age_band") == {
        ("30_39", "woman"): 1,
        ("possibly_under_18", "unknown"): 1,
    }
    assert cells("exploited_by_met_earlier") == {("yes", "woman"): 1, ("not_asked", "unknown"): 1}
    assert cells("exploited_by_contact_route") == {
        ("police", "woman"): 1,
        ("not_asked", "unknown"): 1,
    }
    assert cells("exploited_by_citizenship_region") == {
        ("eu", "woman"): 1,
        ("unknown", "unknown"): 1,
    }
    assert cells("suspected_buyers_by_home_group") == {("abroad", "man"): 1}
    assert cells("suspected_buyers_by_arena") == {("street", "man"): 1}
    assert cells("people_under_18") == {
        ("exploited", "no"): 1,
        ("exploited", "yes"): 1,
        ("suspected_buyer", "no"): 1,
    }


def test_home_municipality_by_the_agreement_of_the_day(worker: User) -> None:
    MunicipalityAgreement.objects.filter(municipality__name="Solna").update(valid_from=MAY)
    homes = ["Stockholm", "Solna", "Botkyrka", "Danderyd", "Uppsala"]
    shift(worker, MAY, *(exploited(**_home(name)) for name in homes))
    shift(worker, MAY - timedelta(days=1), exploited(**_home("Solna")))
    assert cells("exploited_by_home_group") == {
        ("city", "woman"): 1,
        ("area_joined", "woman"): 1,
        ("area_not_joined", "woman"): 1,
        ("area_unknown", "woman"): 2,
        ("outside", "woman"): 1,
    }


def _home(name: str) -> dict[str, Any]:
    from casework.models import Municipality

    return {
        "home_kind": "municipality",
        "home_municipality": Municipality.objects.get(name=name),
    }


def test_trafficking_informed_offers_children(worker: User) -> None:
    shift(
        worker,
        MAY,
        exploited(trafficking="yes", exploitation_form="labour",
                  offers=[("mika", "accepted"), ("health_care", "declined")]),
        exploited(told_of_rights="no", not_told_reason="left", offered_support="no",
                  not_offered_reason="left"),
        child(guardians_contacted="no", guardians_reason="danger"),
        buyer(offers=[("kast", "come_back")]),
        buyer(age=16, concern_report="yes", guardians_contacted="yes"),
    )  # fmt: skip
    assert cells("exploited_by_trafficking") == {("labour", "yes"): 1, ("", "dont_know"): 2}
    assert cells("exploited_informed_and_offered") == {("yes", "yes"): 2, ("no", "no"): 1}
    assert cells("offers_to_exploited") == {("mika", "accepted"): 1, ("health_care", "declined"): 1}
    assert cells("offers_to_suspected_buyers") == {("kast", "come_back"): 1}
    assert cells("children_by_concern_report") == {
        ("exploited", "yes"): 1,
        ("suspected_buyer", "yes"): 1,
    }
    assert cells("children_by_guardians_contacted") == {
        ("exploited", "no"): 1,
        ("suspected_buyer", "yes"): 1,
    }
    assert yearly_follow_up(YEAR).headline.informed_share == pytest.approx(2 / 3)


def test_unmet_needs_and_deviations(worker: User) -> None:
    held = shift(worker, MAY, exploited(origin="imported", deviations=["not_told"]), exploited())
    with acting_as(worker):
        SupportOffer.objects.create(
            encounter=held.encounters.order_by("happened_at")[0],
            kind="protected_housing",
            answer="not_possible",
            not_possible_reason="no_place",
            unmet_need="housing_men",
        )
    assert cells("unmet_needs") == {("housing_men", "exploited"): 1}
    assert cells("people_by_deviation") == {("exploited", "yes"): 1, ("exploited", "no"): 1}


def test_operation_weeks_are_told_apart_by_year(worker: User) -> None:
    weeks = [OperationWeek.objects.create(name="Insatsvecka 1", year=year) for year in (2024, 2025)]
    shift(worker, MAY, buyer(), kind="operation_week", operation_week=weeks[1])
    shift(worker, date(2024, 5, 14), buyer(), kind="operation_week", operation_week=weeks[0])
    both = Period(date(2024, 1, 1), date(2025, 12, 31))
    assert cells("people_by_operation_week", both) == {
        ("2024 Insatsvecka 1", "suspected_buyer"): 1,
        ("2025 Insatsvecka 1", "suspected_buyer"): 1,
    }


def test_operation_weeks_stand_by_year_and_number_in_every_table(worker: User) -> None:
    order = [(2024, 9), (2025, 2), (2025, 10)]
    shift(worker, MAY, buyer())
    for people, (year, number) in reversed(list(enumerate(order, 1))):
        week = OperationWeek.objects.create(name=f"Insatsvecka {number}", year=year)
        met = [buyer() for _person in range(people)]
        shift(worker, date(year, 5, 14), *met, kind="operation_week", operation_week=week)
    tables = yearly_follow_up(Period(date(2024, 1, 1), date(2025, 12, 31))).tables
    wanted = ("2024 Insatsvecka 9", "2025 Insatsvecka 2", "2025 Insatsvecka 10", "")
    assert tables["people_by_operation_week"].rows == wanted
    assert tables["shifts_by_operation_week"].rows == wanted


class TestPeriod:
    """Both ends are included, and a person's day is the day of the shift's start."""

    def test_ends_are_included_and_what_is_outside_is_not(self, worker: User) -> None:
        for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)):
            shift(worker, day, exploited())
        headline = yearly_follow_up(YEAR).headline
        assert (headline.shifts, headline.exploited) == (2, 2)

    def test_met_after_midnight_counts_on_the_day_of_the_start(self, worker: User) -> None:
        shift(worker, date(2025, 12, 31), exploited(), exploited(), at=time(23, 30))
        with acting_as(worker):
            days = {e.happened_at.astimezone().date() for e in Encounter.objects.all()}
        assert date(2026, 1, 1) in days
        assert yearly_follow_up(YEAR).headline.exploited == 2
        after = Period(date(2026, 1, 1), date(2026, 1, 31))
        assert yearly_follow_up(after).headline.exploited == 0

    def test_one_day(self, worker: User) -> None:
        shift(worker, MAY, exploited())
        assert yearly_follow_up(Period(MAY, MAY)).headline.exploited == 1

    def test_a_period_with_nothing_in_it(self) -> None:
        follow_up = yearly_follow_up(YEAR)
        headline = follow_up.headline
        assert follow_up.is_empty
        assert (headline.shifts, headline.exploited, headline.suspected_buyers) == (0, 0, 0)
        assert (headline.informed_share, headline.offered_support_share) == (None, None)


class TestLeftOut:
    """Whoever was met is counted once, and only when the form was completed."""

    def test_drafts_earlier_versions_and_doubles(self, worker: User) -> None:
        draft = exploited(state=EncounterState.DRAFT)
        held = shift(worker, MAY, exploited(), draft, exploited(), exploited())
        with acting_as(worker):
            first, _draft, old, double = held.encounters.order_by("happened_at")
            Encounter.objects.filter(pk=old.pk).update(is_current=False)
            Encounter.objects.filter(pk=double.pk).update(double_of=first)
        assert yearly_follow_up(YEAR).headline.exploited == 1

    def test_shifts_that_were_not_held(self, worker: User) -> None:
        shift(worker, MAY, state=ShiftState.PLANNED, ends_at=None, nobody_met=False)
        shift(worker, MAY, state=ShiftState.CANCELLED, ends_at=None, nobody_met=False)
        assert yearly_follow_up(YEAR).is_empty


class TestWhoCounts:
    """Counting is done as the named system actor, which reads the views and nothing else."""

    def test_the_manager_sees_figures_and_no_row(self, worker: User, manager: User) -> None:
        shift(worker, MAY, exploited(), buyer())
        with acting_as(manager):
            assert (Shift.objects.count(), Encounter.objects.count()) == (0, 0)
            assert SupportOffer.objects.count() == 0
            assert yearly_follow_up(YEAR).headline.exploited == 1
            # What was taken on for counting is given back.
            assert Encounter.objects.count() == 0

    @pytest.mark.parametrize("table", ["outreach_encounter", "outreach_shift", "casework_user"])
    def test_the_actor_reads_no_table(self, worker: User, table: str) -> None:
        shift(worker, MAY, exploited())
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting_as(STATISTICS),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT count(*) FROM {table}")

    def test_a_column_that_tells_more_is_refused(self) -> None:
        with pytest.raises(ValueError, match="may not be counted by day"):
            count(Universe.ENCOUNTER, MAY, MAY, [frozenset({"day"})])

    def test_settings_of_the_query_are_given_back(self) -> None:
        def settings() -> list[str]:
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('work_mem'), current_setting('jit')")
                return list(cursor.fetchone())

        before = settings()
        yearly_follow_up(YEAR)
        assert settings() == before


def test_the_queries_are_as_many_for_fifty_people_as_for_one(worker: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            yearly_follow_up(YEAR)
        return len(captured)

    shift(worker, MAY, exploited())
    one = queries()
    for month in range(1, 6):
        shift(worker, date(2025, month, 3), *(exploited(age=18 + i) for i in range(10)))
    assert queries() == one


def test_what_another_grouping_contains_is_not_counted_twice() -> None:
    small, wide, other = frozenset("a"), frozenset("ab"), frozenset("c")
    assert set(widest([small, wide, other, wide])) == {wide, other}


def test_every_table_counts_by_known_columns() -> None:
    for spec in TABLES:
        assert spec.counted_by <= COLUMNS[Universe(spec.universe)], spec.code
