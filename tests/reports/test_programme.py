"""The programme: planned, answered, copied into the next year, and followed up by aim."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.versions import ChangedMeanwhile
from casework.actors import acting_as
from casework.audit.figure_events import FigureEvent
from casework.enums import Role
from casework.models import AuditEvent, Board, User
from casework.pseudonyms import words
from reports.actions.programme import (
    change_aim,
    change_measure,
    copy_plan,
    remove_measure,
    write_aim,
)
from reports.models import ProgrammeAim, ProgrammeMeasure
from reports.queries.programme import measures_of, narrowed, planned_years, programme_tables
from tests.casework.people import NUMBER
from tests.conftest import MakeUser
from tests.reports.programme import YEAR, an_aim, answered, planned

pytestmark = pytest.mark.django_db


def titles(user: User, year: int) -> list[str]:
    with acting_as(user):
        rows = measures_of(user).filter(year=year).order_by("title")
        return [measure.title for measure in rows]


def events(user: User) -> list[str]:
    with acting_as(user):
        mine = AuditEvent.objects.filter(actor_id=user.pk).order_by("at", "id")
        return list(mine.values_list("event", flat=True))


class TestWhoWrites:
    """Statistics managers alone, in the product and in the database."""

    @pytest.mark.parametrize(
        ("role", "unit"),
        [
            (Role.UNIT_MANAGER, "stab"),
            (Role.OUTREACH_WORKER, "pom"),
            (Role.LOG_REVIEWER, None),
            (Role.ADMINISTRATOR, None),
        ],
    )
    def test_nobody_else_reads_or_writes(
        self, manager: User, make_user: MakeUser, role: Role, unit: str | None
    ) -> None:
        aim = an_aim(manager)
        planned(manager, aim)
        stranger = make_user(role, unit)
        with acting_as(stranger):
            assert ProgrammeAim.objects.count() == ProgrammeMeasure.objects.count() == 0
            assert list(ProgrammeMeasure.objects.visible_to(stranger)) == []
        with pytest.raises(ActionRefused):
            an_aim(stranger)
        with pytest.raises(DatabaseError, match="row-level security"), acting_as(stranger):
            ProgrammeAim.objects.create(
                title="Insmugglat", from_year=YEAR, created_by=stranger, updated_by=stranger
            )

    def test_a_colleague_sees_the_same(self, manager: User, other_manager: User) -> None:
        planned(manager, an_aim(manager))
        assert titles(other_manager, YEAR) == ["Planterad åtgärd"]

    def test_filter_and_check_agree(self, manager: User, worker: User) -> None:
        planned(manager, an_aim(manager))
        with acting_as(manager):
            seen = {u.pk: ProgrammeMeasure.objects.visible_to(u).count() for u in (manager, worker)}
        assert seen == {manager.pk: 1, worker.pk: 0}


class TestPlanning:
    """A measure belongs to an aim that holds, and leaves its trace."""

    def test_what_was_done_is_in_the_log(self, manager: User) -> None:
        measure = planned(manager, an_aim(manager))
        answered(manager, measure, "done", "Klart")
        assert events(manager) == [
            FigureEvent.PROGRAMME_AIM_WRITTEN,
            FigureEvent.PROGRAMME_MEASURE_PLANNED,
            FigureEvent.PROGRAMME_MEASURE_ANSWERED,
        ]

    def test_an_aim_that_does_not_hold_gets_no_measure(self, manager: User) -> None:
        aim = an_aim(manager, from_year=YEAR, to_year=YEAR)
        with pytest.raises(ActionRefused) as refused:
            planned(manager, aim, year=YEAR + 1)
        assert set(refused.value.fields) == {"aim"}

    def test_an_aim_keeps_the_years_of_its_measures(self, manager: User) -> None:
        aim = an_aim(manager)
        planned(manager, aim)
        values = {"title": aim.title, "position": 1, "from_year": YEAR + 1, "to_year": None}
        with pytest.raises(ActionRefused) as refused:
            change_aim(by=manager, aim_id=aim.pk, seen_at=aim.updated_at, values=values)
        assert set(refused.value.fields) == {"from_year"}

    def test_the_last_year_is_not_before_the_first(self, manager: User) -> None:
        with pytest.raises(ActionRefused) as refused:
            an_aim(manager, to_year=YEAR - 10)
        assert set(refused.value.fields) == {"to_year"}

    def test_the_second_to_save_is_told(self, manager: User, other_manager: User) -> None:
        measure = planned(manager, an_aim(manager))
        values = {
            name: getattr(measure, name) for name in ("year", "aim", "board", "title", "planned")
        }
        change_measure(
            by=other_manager, measure_id=measure.pk, seen_at=measure.updated_at,
            values=values | {"title": "Kollegans ord"},
        )  # fmt: skip
        with pytest.raises(ChangedMeanwhile):
            change_measure(
                by=manager, measure_id=measure.pk, seen_at=measure.updated_at, values=values
            )
        assert titles(manager, YEAR) == ["Kollegans ord"]

    def test_the_earlier_version_is_kept_and_stays(self, manager: User) -> None:
        measure = planned(manager, an_aim(manager), planned="Första ordalydelsen")
        answered(manager, measure, "under_way", "På väg")
        with acting_as(manager), connection.cursor() as cursor:
            cursor.execute("SELECT planned, state FROM reports_programmemeasureevent")
            assert cursor.fetchall() == [("Första ordalydelsen", "not_begun")]
        with pytest.raises(DatabaseError, match="permission denied"):
            with acting_as(manager), connection.cursor() as cursor:
                cursor.execute("DELETE FROM reports_programmemeasureevent")


class TestWords:
    """Nobody is named: what looks like a person's number or a file's is refused."""

    @pytest.mark.parametrize(
        "text",
        [
            f"Gäller {NUMBER}.",
            f"Gäller {NUMBER.replace('-', '')} och andra",
            f"Gäller {NUMBER[:8]} {NUMBER[-4:]}",
            "Gäller 1912-02-11-9945",
            "Gäller 120211+9945",
            f"Se {words()[0]}-4821",
            f"Se {words()[3].lower()} – 4821",
        ],
    )
    def test_a_number_is_refused_and_nothing_is_kept(self, manager: User, text: str) -> None:
        aim = an_aim(manager)
        with pytest.raises(ActionRefused) as refused:
            planned(manager, aim, planned=text)
        assert set(refused.value.fields) == {"planned"}
        measure = planned(manager, aim)
        with pytest.raises(ActionRefused) as refused:
            answered(manager, measure, "done", text)
        assert set(refused.value.fields) == {"answer"}
        with pytest.raises(ActionRefused) as refused:
            write_aim(
                by=manager,
                values={"title": text, "position": 1, "from_year": YEAR, "to_year": None},
            )
        assert set(refused.value.fields) == {"title"}
        with acting_as(manager):
            assert ProgrammeMeasure.objects.exclude(planned="", answer="").count() == 0

    @pytest.mark.parametrize(
        "text",
        [
            "KF: 2004-09-20, dnr 3.1-0123/2005",
            "Ring 08-508 25 000 eller 070-174 06 05",
            "Budget 1 250 000 kronor, 12 nämnder, 2025-2028",
            "SOSFS-2014 och lagen (2025:400)",
        ],
    )
    def test_what_is_no_person_is_kept(self, manager: User, text: str) -> None:
        assert planned(manager, an_aim(manager), planned=text).planned == text


class TestAnswering:
    """An end is said in words, in its year or after it."""

    @pytest.mark.parametrize("state", ["done", "dropped"])
    def test_an_end_without_words_is_refused(self, manager: User, state: str) -> None:
        measure = planned(manager, an_aim(manager))
        with pytest.raises(ActionRefused) as refused:
            answered(manager, measure, state, "")
        assert set(refused.value.fields) == {"answer"}
        with pytest.raises(IntegrityError, match="measure_ended_in_words"), transaction.atomic():
            with acting_as(manager):
                ProgrammeMeasure.objects.filter(pk=measure.pk).update(state=state)

    def test_what_has_not_begun_is_not_answered(self, manager: User) -> None:
        measure = planned(manager, an_aim(manager), year=timezone.localdate().year + 1)
        with pytest.raises(ActionRefused, match=r"har inte börjat|has not begun"):
            answered(manager, measure, "under_way", "Redan")

    def test_what_is_answered_stays(self, manager: User) -> None:
        aim = an_aim(manager)
        kept, taken = planned(manager, aim, title="Kvar"), planned(manager, aim, title="Bort")
        answered(manager, kept, "under_way", "På väg")
        remove_measure(by=manager, measure_id=taken.pk)
        with pytest.raises(ActionRefused):
            remove_measure(by=manager, measure_id=kept.pk)
        with acting_as(manager):
            assert ProgrammeMeasure.objects.all().delete()[0] == 0
        assert titles(manager, YEAR) == ["Kvar"]


class TestCopying:
    """Last year's plan into the next: once, without what was dropped."""

    def test_what_was_not_dropped_is_planned_again(self, manager: User) -> None:
        aim, ending = an_aim(manager), an_aim(manager, "Slutar", to_year=YEAR)
        board = Board.objects.get(code="utbildningsnamnden")
        done = planned(manager, aim, title="Gjord", planned="Enligt planen", board=board)
        answered(manager, done, "done", "Klart")
        answered(manager, planned(manager, aim, title="Struken"), "dropped", "Ströks")
        planned(manager, ending, title="Målet upphör")
        planned(manager, aim, title="Ej påbörjad")
        assert copy_plan(by=manager, year=YEAR) == 2
        with acting_as(manager):
            copy = measures_of(manager).get(year=YEAR + 1, title="Gjord")
        assert (copy.planned, copy.board, copy.aim, copy.copied_from_id) == (
            "Enligt planen", board, aim, done.pk,
        )  # fmt: skip
        assert (copy.state, copy.answer, copy.answered_on) == ("not_begun", "", None)
        assert titles(manager, YEAR + 1) == ["Ej påbörjad", "Gjord"]

    def test_a_second_time_copies_what_is_new_and_then_nothing(self, manager: User) -> None:
        aim = an_aim(manager)
        planned(manager, aim, title="Första")
        copy_plan(by=manager, year=YEAR)
        planned(manager, aim, title="Senare")
        assert copy_plan(by=manager, year=YEAR) == 1
        with pytest.raises(ActionRefused):
            copy_plan(by=manager, year=YEAR)
        assert titles(manager, YEAR + 1) == ["Första", "Senare"]


class TestFollowingUp:
    """Four years by aim, with everything that a table needs."""

    def test_counts_and_lines_by_aim(self, manager: User) -> None:
        second = an_aim(manager, "Andra målet", position=2)
        first = an_aim(manager, "Första målet", position=1)
        an_aim(manager, "Gammalt mål", from_year=YEAR - 20, to_year=YEAR - 5)
        answered(manager, planned(manager, first, year=YEAR - 3), "done", "Klart")
        answered(manager, planned(manager, first, year=YEAR), "dropped", "Ströks")
        planned(manager, first, year=YEAR, title="Öppen", planned="Som planerat")
        planned(manager, first, year=YEAR + 1, title="Utanför")
        planned(manager, second, year=YEAR - 1)
        with acting_as(manager):
            found = programme_tables(manager, YEAR)
        assert found.years == [YEAR - 3, YEAR - 2, YEAR - 1, YEAR]
        assert [aim.title for aim in found.aims] == ["Första målet", "Andra målet"]
        none = {"not_begun": 0, "under_way": 0, "done": 0, "dropped": 0}
        assert found.aims[0].counts == {
            YEAR - 3: none | {"done": 1},
            YEAR - 2: none,
            YEAR - 1: none,
            YEAR: none | {"not_begun": 1, "dropped": 1},
        }
        assert [(line.year, line.title, line.answer) for line in found.aims[0].lines] == [
            (YEAR - 3, "Planterad åtgärd", "Klart"),
            (YEAR, "Planterad åtgärd", "Ströks"),
            (YEAR, "Öppen", ""),
        ]
        assert found.aims[0].rows[0][0] == "not_begun"
        assert found.aims[0].rows[0][2] == [0, 0, 0, 1]

    def test_words_board_and_state_narrow_the_list(self, manager: User) -> None:
        aim, board = an_aim(manager), Board.objects.get(code="bostadsbolagen")
        planned(manager, aim, title="Utbilda personal", planned="om tecken", board=board)
        answered(manager, planned(manager, aim, title="Kampanj"), "done", "Utbildade alla")
        planned(manager, aim, title="Något annat")

        def found(**wanted: object) -> list[str]:
            with acting_as(manager):
                rows = narrowed(measures_of(manager), wanted)
                return sorted(measure.title for measure in rows)

        assert found(words="utbild") == ["Kampanj", "Utbilda personal"]
        assert found(words="utbild tecken") == ["Utbilda personal"]
        assert found(board=board) == ["Utbilda personal"]
        assert found(state="done") == ["Kampanj"]
        assert found(words="50%_") == []

    def test_the_years_are_those_with_a_plan_and_this_one(self, manager: User) -> None:
        planned(manager, an_aim(manager), year=YEAR - 1)
        with acting_as(manager):
            assert planned_years(manager) == [timezone.localdate().year, YEAR - 1]
