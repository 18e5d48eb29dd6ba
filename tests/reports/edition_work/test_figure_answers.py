"""An exact figure counts when a second person says so, and goes when two do: nobody alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from casework.actions.base import ActionRefused
from casework.actors import RELEASER, acting_as
from casework.enums import Role
from casework.models import AuditEvent, User
from reports.actions.edition_clock import prepare_last_year
from reports.actions.editions import (
    approve_edition,
    order_edition,
    publish_edition,
    refuse_edition,
    take_up_edition,
)
from reports.actions.figures import (
    confirm_figure,
    decline_figure,
    register_figure,
    withdraw_figure,
)
from reports.actions.periods import register_year
from reports.actions.preparing import make_edition
from reports.enums import EditionState, FigureSaid
from reports.models import Edition, EditionPeriod, EditionUniverse, ExactFigure, FigureAnswer
from tests.conftest import MakeUser, SignIn
from tests.reports.edition_work.build import YEAR, again, counting

pytestmark = pytest.mark.django_db

WHY = "Inte vad protokollet säger"


@pytest.fixture
def period(manager: User) -> EditionPeriod:
    return register_year(by=manager, year=YEAR)


def about(period: EditionPeriod, **values: Any) -> ExactFigure:
    fields = {
        "universe": "exploited",
        "level": "told_of_rights",
        "value": "yes",
        "count": 222,
        "source": "Socialnämnden, protokoll",
        "is_pinned": False,
    }
    return ExactFigure(period=period, **(fields | values))


def standing(user: User) -> int:
    with acting_as(user):
        return ExactFigure.objects.standing().count()


def audited(by: Any, period: EditionPeriod, *drawn: str) -> Edition:
    """An edition as far as a machine takes it, with figures of the universes *drawn*."""
    edition = order_edition(by=by, period=period, in_background=False)
    _drawn(edition, *drawn)
    return edition


def _drawn(edition: Edition, *universes: str) -> None:
    """*edition* as far as a machine takes it, with figures of *universes*."""
    with acting_as(RELEASER):
        mine = Edition.objects.filter(pk=edition.pk)
        mine.update(state=EditionState.AUDITING)
        for universe in universes:
            EditionUniverse.objects.create(edition=edition, universe=universe, document=b"{}")
        mine.update(state=EditionState.AUDITED)


def test_it_counts_once_a_colleague_has_confirmed_it(
    manager: User, other_manager: User, make_user: MakeUser, period: EditionPeriod
) -> None:
    reviewer = make_user(Role.LOG_REVIEWER)
    figure = register_figure(by=manager, figure=about(period))
    assert standing(manager) == 0
    for user in (manager, other_manager):
        with pytest.raises(ActionRefused, match="Answer first"):
            order_edition(by=user, period=period)
    with pytest.raises(ActionRefused, match="a colleague looks at it"):
        confirm_figure(by=manager, figure_id=figure.pk)
    confirm_figure(by=other_manager, figure_id=figure.pk)
    assert standing(manager) == 1
    with pytest.raises(ActionRefused, match="answered to the figure meanwhile"):
        decline_figure(by=manager, figure_id=figure.pk, reason=WHY)
    # Whoever registered it may order now: that it is printed is no guess of theirs alone.
    order_edition(by=manager, period=period, in_background=False)
    with acting_as(reviewer):
        events = AuditEvent.objects.filter(event="edition.figure_confirmed")
        assert [event.actor_id for event in events] == [other_manager.pk]


def _insert(by: User, figure: ExactFigure, said: FigureSaid, **values: Any) -> FigureAnswer:
    reason = "" if said == FigureSaid.CONFIRMED else WHY
    with acting_as(by), transaction.atomic():
        return FigureAnswer.objects.create(
            **({"figure": figure, "said": said, "reason": reason, "answered_by": by} | values)
        )


def test_the_database_knows_who_may_answer(
    manager: User, other_manager: User, make_user: MakeUser, period: EditionPeriod
) -> None:
    figure = register_figure(by=manager, figure=about(period))
    with pytest.raises(IntegrityError, match="confirmed by who registered it"):
        _insert(manager, figure, FigureSaid.CONFIRMED)
    with pytest.raises(ProgrammingError, match="row-level security"):
        _insert(manager, figure, FigureSaid.CONFIRMED, answered_by=other_manager)
    stranger = make_user(Role.ADMINISTRATOR)
    with pytest.raises(ProgrammingError, match="row-level security"):
        _insert(stranger, figure, FigureSaid.DECLINED)
    with pytest.raises(IntegrityError, match="is declined"):
        _insert(other_manager, figure, FigureSaid.WITHDRAWN)
    with pytest.raises(IntegrityError, match="figure_answer_no_has_reason"):
        _insert(other_manager, figure, FigureSaid.DECLINED, reason="")
    answer = _insert(other_manager, figure, FigureSaid.CONFIRMED)
    with acting_as(stranger):
        assert FigureAnswer.objects.count() == 0
    for change in (
        lambda: FigureAnswer.objects.filter(pk=answer.pk).update(said=FigureSaid.DECLINED),
        lambda: FigureAnswer.objects.filter(pk=answer.pk).delete(),
    ):
        with acting_as(other_manager), pytest.raises(ProgrammingError), transaction.atomic():
            change()


@pytest.mark.parametrize("is_registrar", [False, True])
def test_unconfirmed_it_is_declined_by_any_and_may_be_registered_anew(
    manager: User, other_manager: User, period: EditionPeriod, *, is_registrar: bool
) -> None:
    figure = register_figure(by=manager, figure=about(period, is_pinned=True))
    by = manager if is_registrar else other_manager
    with pytest.raises(ActionRefused) as refusal:
        decline_figure(by=by, figure_id=figure.pk, reason=" ")
    assert set(refusal.value.fields) == {"reason"}
    decline_figure(by=by, figure_id=figure.pk, reason=WHY)
    with pytest.raises(ActionRefused, match="meanwhile"):
        confirm_figure(by=other_manager, figure_id=figure.pk)
    with pytest.raises(ActionRefused, match="Nobody has confirmed"):
        withdraw_figure(by=other_manager, figure_id=figure.pk, reason=WHY)
    assert standing(manager) == 0
    # It was tried in no edition: the right one may take its place, printed too.
    anew = counting(manager, other_manager, about(period, count=212, is_pinned=True))
    assert (anew.version, standing(manager)) == (2, 1)


def test_confirmed_it_is_taken_back_by_two(
    manager: User, other_manager: User, period: EditionPeriod
) -> None:
    figure = counting(manager, other_manager, about(period))
    withdraw_figure(by=manager, figure_id=figure.pk, reason=WHY)
    assert standing(manager) == 1
    with pytest.raises(ActionRefused, match="meanwhile"):
        withdraw_figure(by=manager, figure_id=figure.pk, reason=WHY)
    with pytest.raises(ActionRefused, match="same people"):
        register_figure(by=manager, figure=about(period, count=212))
    withdraw_figure(by=other_manager, figure_id=figure.pk, reason=WHY)
    assert standing(manager) == 0
    with pytest.raises(ActionRefused, match="no more already"):
        withdraw_figure(by=manager, figure_id=figure.pk, reason=WHY)
    with pytest.raises(IntegrityError, match="the figure is over"):
        _insert(manager, figure, FigureSaid.WITHDRAWN)
    # Whether a figure fits tells a number: about the same people it is tried once.
    with pytest.raises(ActionRefused, match="is not printed"):
        register_figure(by=manager, figure=about(period, count=212, is_pinned=True))
    assert counting(other_manager, manager, about(period, count=212)).version == 2


def test_the_database_knows_what_stands_about_the_same_people(
    manager: User, other_manager: User, period: EditionPeriod
) -> None:
    def insert(**values: Any) -> None:
        with acting_as(manager), transaction.atomic():
            about(period, registered_by=manager, count=212, **values).save(force_insert=True)

    figure = counting(manager, other_manager, about(period))
    with pytest.raises(IntegrityError, match="exact_figure_once"):
        insert()
    for version in (2, 3):
        with pytest.raises(IntegrityError, match="stands"):
            insert(version=version)
    withdraw_figure(by=manager, figure_id=figure.pk, reason=WHY)
    withdraw_figure(by=other_manager, figure_id=figure.pk, reason=WHY)
    with pytest.raises(IntegrityError, match="was tried"):
        insert(version=2, is_pinned=True)
    insert(version=2)


def test_beside_what_follows_nothing_is_printed(manager: User, period: EditionPeriod) -> None:
    with acting_as(manager):
        second = EditionPeriod.objects.get(code=f"{period.code}-H2")
    with pytest.raises(ActionRefused) as refusal:
        register_figure(by=manager, figure=about(second, is_pinned=True))
    assert set(refusal.value.fields) == {"is_pinned"}
    register_figure(by=manager, figure=about(second))


def test_what_is_printed_for_ever_stays(
    manager: User, other_manager: User, period: EditionPeriod
) -> None:
    figure = counting(manager, other_manager, about(period, is_pinned=True))
    known = counting(manager, other_manager, about(period, value="no", count=0))
    edition = order_edition(by=manager, period=period, in_background=False)
    # While it is drawn, and once it is.
    for draw in (False, True):
        if draw:
            _drawn(edition, "exploited")
        with pytest.raises(ActionRefused, match="it stays"):
            withdraw_figure(by=other_manager, figure_id=figure.pk, reason=WHY)
        with pytest.raises(IntegrityError, match="are drawn"):
            _insert(other_manager, figure, FigureSaid.WITHDRAWN)
    withdraw_figure(by=manager, figure_id=known.pk, reason=WHY)


def test_what_did_not_count_before_the_draw_is_never_printed(
    manager: User, other_manager: User, period: EditionPeriod
) -> None:
    """Drawn once the figures stay: a figure to be printed would stand beside others for ever."""
    late = register_figure(by=manager, figure=about(period, is_pinned=True))
    edition = order_edition(by=RELEASER, period=period, in_background=False)
    with pytest.raises(ActionRefused, match="drawn without it"):
        confirm_figure(by=other_manager, figure_id=late.pk)
    _drawn(edition, "exploited")
    refuse_edition(by=manager, edition_id=edition.pk, reason=WHY)
    # Also when nobody has an edition of it any more: the next one has the same figures.
    with pytest.raises(ActionRefused, match="drawn without it"):
        confirm_figure(by=other_manager, figure_id=late.pk)
    with pytest.raises(IntegrityError, match="are drawn"):
        _insert(other_manager, late, FigureSaid.CONFIRMED)
    decline_figure(by=other_manager, figure_id=late.pk, reason=WHY)
    with pytest.raises(ActionRefused, match="comes before it"):
        register_figure(by=manager, figure=about(period, is_pinned=True))
    with pytest.raises(IntegrityError, match="are drawn"), acting_as(manager):
        with transaction.atomic():
            about(period, registered_by=manager, version=2, is_pinned=True).save(force_insert=True)
    counting(manager, other_manager, about(period))
    # Of people that nothing is drawn of it may.
    register_figure(by=manager, figure=about(period, universe="plans", level="", value="",
                                             is_pinned=True))  # fmt: skip


def test_a_figure_that_could_not_be_printed_is_taken_back(
    manager: User, other_manager: User, period: EditionPeriod
) -> None:
    """Nothing was drawn of its people, as it did not fit: the next edition is made without it."""
    figure = counting(manager, other_manager, about(period, is_pinned=True))
    audited(manager, period, "kast")
    withdraw_figure(by=manager, figure_id=figure.pk, reason=WHY)
    withdraw_figure(by=other_manager, figure_id=figure.pk, reason=WHY)
    assert standing(manager) == 0


def _let_out(by: User, edition: Edition) -> None:
    with acting_as(by), transaction.atomic():
        row = again(by, edition)
        row.state, row.approved_by, row.approved_at = EditionState.APPROVED, by, row.ordered_at
        row.save(update_fields=["state", "approved_by", "approved_at"])


def test_no_edition_goes_out_before_every_figure_is_answered(
    manager: User, other_manager: User, period: EditionPeriod
) -> None:
    edition = audited(manager, period)
    figure = register_figure(by=manager, figure=about(period))
    with pytest.raises(ActionRefused, match="Answer first"):
        approve_edition(by=other_manager, edition_id=edition.pk)
    with pytest.raises(IntegrityError, match="did not know"):
        _let_out(other_manager, edition)
    # Declined it never counted: the audit has nothing to know of it.
    decline_figure(by=manager, figure_id=figure.pk, reason=WHY)
    approve_edition(by=other_manager, edition_id=edition.pk)
    publish_edition(by=manager, edition_id=edition.pk)
    assert again(manager, edition).state == EditionState.PUBLISHED


def test_what_came_or_went_since_it_was_ordered_keeps_it_in(
    manager: User, other_manager: User, period: EditionPeriod
) -> None:
    figure = counting(manager, other_manager, about(period))
    edition = audited(manager, period)
    withdraw_figure(by=manager, figure_id=figure.pk, reason=WHY)
    # One alone changes nothing and stops nothing.
    approve_edition(by=other_manager, edition_id=edition.pk)
    withdraw_figure(by=other_manager, figure_id=figure.pk, reason=WHY)
    with pytest.raises(ActionRefused, match="make it again"):
        publish_edition(by=manager, edition_id=edition.pk)
    with acting_as(manager), pytest.raises(IntegrityError, match="did not know"):
        with transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(
                state=EditionState.PUBLISHED, published_at=edition.ordered_at
            )


def test_the_clock_goes_on_with_those_that_count(manager: User, other_manager: User) -> None:
    """An unanswered figure stops no clock: what it made waits for the answer."""
    period = register_year(by=manager, year=YEAR)
    register_figure(by=manager, figure=about(period))
    edition = prepare_last_year(by=RELEASER, today=date(YEAR + 1, 1, 15))
    assert edition is not None
    make_edition(edition_id=edition.pk)
    take_up_edition(by=manager, edition_id=edition.pk)
    with pytest.raises(ActionRefused, match="Answer first"):
        approve_edition(by=other_manager, edition_id=edition.pk)


def test_the_page_shows_who_said_what_and_what_can_be_done(
    manager: User, other_manager: User, period: EditionPeriod, sign_in: SignIn
) -> None:
    figure = register_figure(by=manager, figure=about(period))
    address = reverse("reports:edition_figures", args=[period.pk])
    confirm, decline, withdraw = (
        reverse(f"reports:{name}_figure", args=[figure.pk])
        for name in ("confirm", "decline", "withdraw")
    )

    def offered(client: Client) -> list[str]:
        client.cookies["ledljus_language"] = "en"
        html = client.get(address).content.decode()
        return [link for link in (confirm, decline, withdraw) if link in html]

    mine, others = sign_in(manager), sign_in(other_manager)
    assert offered(mine) == [decline]
    assert offered(others) == [confirm, decline]
    listed = others.get(reverse("reports:editions")).content.decode()
    assert "1 waits for a colleague" in listed
    refused = mine.post(confirm)
    assert refused.status_code == 422
    assert "a colleague looks at it" in refused.content.decode()
    assert "222" in others.get(confirm).content.decode()
    assert others.post(confirm).status_code == 302
    assert others.post(confirm).status_code == 422
    assert offered(mine) == offered(others) == [withdraw]
    assert mine.post(withdraw, {"reason": ""}).status_code == 422
    assert mine.post(withdraw, {"reason": "<b>Fel</b> år"}).status_code == 302
    assert (offered(mine), offered(others)) == ([], [withdraw])
    html = others.get(address).content.decode()
    assert "&lt;b&gt;Fel&lt;/b&gt; år" in html
    assert "to be taken back" in html
    done = others.post(withdraw, {"reason": WHY}, follow=True).content.decode()
    assert "The figure is taken back." in done
    assert offered(others) == []
    assert "No exact figures registered" in others.get(reverse("reports:editions")).content.decode()
