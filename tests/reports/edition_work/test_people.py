"""What people do with an edition, and what nobody can."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actors import RELEASER, SETUP, acting_as
from casework.enums import Role
from casework.models import User
from reports.actions.editions import (
    approve_edition,
    correct_edition,
    order_edition,
    publish_edition,
    refuse_edition,
    take_up_edition,
    withdraw_edition,
)
from reports.actions.figures import confirm_figure, register_figure
from reports.actions.periods import register_period, register_year
from reports.disclosure.ledger import Ledger
from reports.enums import EditionState, PeriodKind
from reports.models import DisclosureLedger, Edition, EditionPeriod, EditionUniverse, ExactFigure
from reports.queries.editions import book_of
from tests.conftest import MakeUser
from tests.reports.edition_work.build import YEAR, again

pytestmark = pytest.mark.django_db


def audited(manager: User, *, by_clock: bool = False) -> Edition:
    """An edition without figures about people, as far as a machine takes it."""
    with acting_as(manager):
        known = EditionPeriod.objects.filter(code=str(YEAR)).first()
    period = known or register_year(by=manager, year=YEAR)
    edition = order_edition(by=RELEASER if by_clock else manager, period=period)
    with acting_as(RELEASER):
        Edition.objects.filter(pk=edition.pk).update(state=EditionState.AUDITING)
        Edition.objects.filter(pk=edition.pk).update(
            state=EditionState.AUDITED, made_at=timezone.now(), progress=100
        )
    return again(manager, edition)


def published(manager: User, other: User) -> Edition:
    edition = audited(manager)
    approve_edition(by=other, edition_id=edition.pk)
    publish_edition(by=manager, edition_id=edition.pk)
    return again(manager, edition)


def test_a_second_person_approves(manager: User, other_manager: User) -> None:
    edition = audited(manager)
    with pytest.raises(ActionRefused, match="somebody else approves"):
        approve_edition(by=manager, edition_id=edition.pk)
    with pytest.raises(ActionRefused, match="moved on"):
        publish_edition(by=manager, edition_id=edition.pk)
    approve_edition(by=other_manager, edition_id=edition.pk)
    # Until it is out it may be refused: nothing that is made of it may look like it.
    assert book_of_as(manager, again(manager, edition)).certificate is None
    publish_edition(by=other_manager, edition_id=edition.pk)
    found = again(manager, edition)
    assert (found.state, found.approved_by, found.prepared_by) == (
        EditionState.PUBLISHED, other_manager, manager,
    )  # fmt: skip
    certificate = book_of_as(manager, found).certificate
    assert certificate is not None
    assert certificate.approved_by == other_manager.full_name


def book_of_as(user: User, edition: Edition) -> Any:
    with acting_as(user):
        return book_of(edition)


@pytest.mark.parametrize("is_approved", [False, True])
def test_an_edition_whose_audit_knew_less_is_not_let_out(
    manager: User, other_manager: User, *, is_approved: bool
) -> None:
    """An exact figure counts since then, of another period even: the audit is made again."""
    edition = audited(manager)
    if is_approved:
        approve_edition(by=other_manager, edition_id=edition.pk)
    earlier = register_year(by=manager, year=YEAR - 1)
    told = register_figure(by=manager, figure=figure(earlier, count=3, is_pinned=False))
    let_out, by = (publish_edition, manager) if is_approved else (approve_edition, other_manager)
    with pytest.raises(ActionRefused, match="Answer first"):
        let_out(by=by, edition_id=edition.pk)
    confirm_figure(by=other_manager, figure_id=told.pk)
    with pytest.raises(ActionRefused, match="make it again"):
        let_out(by=by, edition_id=edition.pk)
    refuse_edition(by=manager, edition_id=edition.pk, reason="Nytt exakt tal")
    assert published(manager, other_manager).version == 2


def test_what_the_clock_made_is_answered_for_first(manager: User, other_manager: User) -> None:
    edition = audited(manager, by_clock=True)
    with pytest.raises(ActionRefused, match="Nobody answers"):
        approve_edition(by=manager, edition_id=edition.pk)
    take_up_edition(by=manager, edition_id=edition.pk)
    with pytest.raises(ActionRefused, match="already"):
        take_up_edition(by=other_manager, edition_id=edition.pk)
    approve_edition(by=other_manager, edition_id=edition.pk)
    assert again(manager, edition).state == EditionState.APPROVED


@pytest.mark.parametrize(
    "whose", ["refused_by_id = NULL, refused_at = now()", "refused_by_id = prepared_by_id"]
)
def test_nobody_refuses_in_the_name_of_another(
    manager: User, other_manager: User, whose: str
) -> None:
    edition = audited(manager)
    with (
        pytest.raises(DatabaseError, match="name of another"),
        acting_as(other_manager),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE reports_edition SET state = 'refused', refused_because = 'person',"
            f" reason = 'x', {whose} WHERE id = %s",
            [edition.pk],
        )
    refuse_edition(by=other_manager, edition_id=edition.pk, reason="Ett tal saknas")
    found = again(manager, edition)
    assert (found.refused_by_id, found.refused_at is not None) == (other_manager.pk, True)
    with pytest.raises(DatabaseError), acting_as(manager):
        Edition.objects.filter(pk=edition.pk).update(refused_by=manager)


@pytest.mark.parametrize(
    "change",
    [
        "own_work = '[]'::jsonb || '1'::jsonb",
        "state = 'draft'",
        "state = 'audited'",
        "published_at = now()",
        "approved_by_id = prepared_by_id",
        "version = 7",
        "notices = '{x}'",
        "state = 'withdrawn', reason = 'x', withdrawn_by_id = prepared_by_id, own_work = '1'",
    ],
)
def test_a_published_edition_is_not_changed(
    manager: User, other_manager: User, change: str
) -> None:
    edition = published(manager, other_manager)
    for actor in (manager, RELEASER):
        with pytest.raises(DatabaseError), acting_as(actor), connection.cursor() as cursor:
            cursor.execute(f"UPDATE reports_edition SET {change} WHERE id = %s", [edition.pk])
    with pytest.raises(DatabaseError), acting_as(manager), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_edition")


def test_the_machine_approves_nothing(manager: User) -> None:
    edition = audited(manager)
    with pytest.raises(DatabaseError), acting_as(RELEASER):
        Edition.objects.filter(pk=edition.pk).update(
            state=EditionState.APPROVED, approved_at=timezone.now(), approved_by=manager
        )


def test_nobody_approves_in_the_name_of_another(
    manager: User, other_manager: User, make_user: MakeUser
) -> None:
    edition, third = audited(manager), make_user(Role.STATISTICS_MANAGER)
    with pytest.raises(DatabaseError, match="in the name of another"), acting_as(third):
        Edition.objects.filter(pk=edition.pk).update(
            state=EditionState.APPROVED, approved_at=timezone.now(), approved_by=other_manager
        )


def test_files_are_added_by_the_machine_while_it_makes_the_edition(manager: User) -> None:
    edition = audited(manager)
    row = EditionUniverse(edition=edition, universe="exploited", refused_because="too_few")
    with pytest.raises(DatabaseError), acting_as(RELEASER):
        row.save(force_insert=True)
    with pytest.raises(DatabaseError), acting_as(manager):
        row.save(force_insert=True)


def test_withdrawn_with_a_reason_and_never_gone(manager: User, other_manager: User) -> None:
    edition = published(manager, other_manager)
    with pytest.raises(ActionRefused) as refusal:
        withdraw_edition(by=manager, edition_id=edition.pk, reason=" ")
    assert refusal.value.fields == {"reason": "Say why."}
    withdraw_edition(by=manager, edition_id=edition.pk, reason="Fel period i rubriken")
    found = again(manager, edition)
    assert (found.state, found.reason) == (EditionState.WITHDRAWN, "Fel period i rubriken")
    # The next edition of the period is another version.
    assert audited(manager).version == 2


def test_refused_by_somebody(manager: User, other_manager: User) -> None:
    edition = audited(manager)
    refuse_edition(by=other_manager, edition_id=edition.pk, reason="Vänta på loggen")
    assert again(manager, edition).state == EditionState.REFUSED


def test_a_correction_is_words(manager: User, other_manager: User) -> None:
    edition = published(manager, other_manager)
    with pytest.raises(ActionRefused) as refusal:
        correct_edition(by=manager, edition_id=edition.pk, words="Tre av 7 var fel")
    assert set(refusal.value.fields) == {"words"}
    # Nor in other digits than 0 to 9, which the database does not look for.
    for number in ("４２", "٤٢", "४", "½", "Ⅻ", "²", "三"):
        with pytest.raises(ActionRefused) as refusal:
            correct_edition(by=manager, edition_id=edition.pk, words=f"Det var {number} fel")
        assert set(refusal.value.fields) == {"words"}
    with pytest.raises(ActionRefused) as refusal:
        correct_edition(by=manager, edition_id=edition.pk, words=" ")
    assert refusal.value.fields == {"words": "Say what has to be said."}
    correct_edition(by=manager, edition_id=edition.pk, words="Stadsdelen var fel i rubriken")
    assert book_of_as(manager, edition).corrections == ("Stadsdelen var fel i rubriken",)


@pytest.mark.parametrize("role", [Role.OUTREACH_WORKER, Role.UNIT_MANAGER])
def test_nobody_else_works_on_editions(manager: User, make_user: MakeUser, role: Role) -> None:
    edition, stranger = audited(manager), make_user(role, "pom")
    with pytest.raises(ActionRefused):
        register_year(by=stranger, year=YEAR - 1)
    with pytest.raises(ActionRefused):
        order_edition(by=stranger, period=edition.period)
    with pytest.raises(ActionRefused):
        approve_edition(by=stranger, edition_id=edition.pk)
    for other in (stranger, make_user(Role.ADMINISTRATOR), make_user(Role.LOG_REVIEWER)):
        with acting_as(other):
            assert Edition.objects.count() == 0
            assert EditionPeriod.objects.count() == 0


def test_what_is_published_is_read_by_everybody_and_its_exact_figures_by_no_other(
    manager: User, other_manager: User, make_user: MakeUser
) -> None:
    edition = published(manager, other_manager)
    register_figure(by=manager, figure=figure(edition.period, is_pinned=False))
    with acting_as(SETUP):
        assert [found.pk for found in Edition.objects.all()] == [edition.pk]
        assert ExactFigure.objects.count() == 0
    with acting_as(make_user(Role.UNIT_MANAGER, "pom")):
        assert ExactFigure.objects.count() == 0


def figure(period: EditionPeriod, **values: Any) -> ExactFigure:
    fields = {
        "universe": "exploited",
        "level": "told_of_rights",
        "value": "yes",
        "count": 222,
        "source": "Socialnämnden, protokoll",
        "is_pinned": True,
    }
    return ExactFigure(period=period, **(fields | values))


def test_a_period_is_registered_once_and_before_its_figures(manager: User) -> None:
    period = register_year(by=manager, year=YEAR)
    assert [period.code, *period.months[:2]] == ["2025", "2025-01", "2025-02"]
    with pytest.raises(ActionRefused, match="already"):
        register_year(by=manager, year=YEAR)
    other = register_period(
        by=manager, code="loggen", start=date(2021, 4, 15), end=date(2022, 8, 31)
    )
    assert (other.start, other.months[0], other.months[-1]) == (
        date(2021, 4, 1), "2021-04", "2022-08",
    )  # fmt: skip
    # Each period of the same months would be one more guess at a figure of theirs.
    for code, start, end in (("igen", date(2021, 4, 2), date(2022, 8, 1)),
                             ("aret", date(YEAR, 1, 1), date(YEAR, 12, 31))):  # fmt: skip
        with pytest.raises(ActionRefused, match="registered already"):
            register_period(by=manager, code=code, start=start, end=end)


def _codes(manager: User) -> set[str]:
    with acting_as(manager):
        return set(EditionPeriod.objects.values_list("code", flat=True))


def test_the_years_that_other_months_touch_come_with_them(manager: User) -> None:
    """Once figures of some months are out, no year of theirs could be registered any more."""
    first = register_period(
        by=manager, code="kvartal", start=date(2024, 1, 1), end=date(2024, 3, 31)
    )
    assert (first.code, first.kind) == ("kvartal", PeriodKind.OTHER)
    assert _codes(manager) == {"kvartal", "2024", "2024-H1", "2024-H2"}
    # A half-year inside would have to keep the bound too when they are drawn.
    register_period(by=manager, code="loggen", start=date(2021, 4, 1), end=date(2022, 8, 31))
    assert _codes(manager) >= {"loggen", "2021", "2021-H1", "2021-H2", "2022"}
    assert not _codes(manager) & {"2022-H1", "2022-H2"}
    with acting_as(RELEASER):
        ledger = Ledger.from_json(
            json.loads(DisclosureLedger.objects.get().open_content())["ledger"]
        )
    assert ledger.own_editions("exploited", "2024") == ["2024-H1", "2024", "kvartal"]


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (date(2024, 1, 1), date(2024, 6, 30), "2024-H1"),
        (date(2024, 7, 1), date(2024, 12, 31), "2024-H2"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
    ],
)
def test_months_that_are_a_year_or_half_of_one_are_registered_as_that(
    manager: User, start: date, end: date, code: str
) -> None:
    assert register_period(by=manager, code="egen", start=start, end=end).code == code
    assert _codes(manager) == {"2024", "2024-H1", "2024-H2"}


def test_a_tertial_of_a_registered_year_may_have_its_own_name(manager: User) -> None:
    register_year(by=manager, year=2024)
    made = register_period(
        by=manager, code="2024-T1", start=date(2024, 1, 1), end=date(2024, 4, 30)
    )
    assert (made.code, made.kind) == ("2024-T1", PeriodKind.OTHER)


def test_a_figure_to_be_printed_comes_before_the_edition(
    manager: User, other_manager: User
) -> None:
    period = register_year(by=manager, year=YEAR)
    with pytest.raises(ActionRefused) as refusal:
        register_figure(by=manager, figure=figure(period, count=9))
    assert set(refusal.value.fields) == {"count"}
    with pytest.raises(ActionRefused) as refusal:
        register_figure(by=manager, figure=figure(period, value="perhaps"))
    assert set(refusal.value.fields) == {"value"}
    told = register_figure(by=manager, figure=figure(period))
    with pytest.raises(ActionRefused, match="same people"):
        register_figure(by=manager, figure=figure(period, count=100))
    confirm_figure(by=other_manager, figure_id=told.pk)
    audited(other_manager)
    with pytest.raises(ActionRefused, match="comes before it"):
        register_figure(by=manager, figure=figure(period, value="no"))
    register_figure(by=manager, figure=figure(period, value="no", count=0, is_pinned=False))
