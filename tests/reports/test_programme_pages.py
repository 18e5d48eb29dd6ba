"""The pages of the programme: lists, forms, the copied plan, four years by aim."""

from __future__ import annotations

import pytest
from django.db import connection
from django.forms import Field
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.actors import acting_as
from casework.models import Board, User
from reports.models import ProgrammeAim, ProgrammeMeasure
from tests.casework.people import NUMBER
from tests.conftest import SignIn
from tests.reports.programme import YEAR, an_aim, answered, planned

pytestmark = pytest.mark.django_db
LIST = "/programmet/"


@pytest.fixture
def client(manager: User, sign_in: SignIn) -> Client:
    return sign_in(manager)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as statements:
        assert client.get(address).status_code == 200
    return len(statements)


class TestTheList:
    def test_a_year_with_its_answers(self, client: Client, manager: User) -> None:
        aim = an_aim(manager)
        answered(manager, planned(manager, aim), "done", "Allt blev gjort")
        planned(manager, aim, year=YEAR + 1, title="Nästa års åtgärd")
        page = client.get(LIST, {"year": YEAR}).content.decode()
        assert ("Allt blev gjort" in page, "Nästa års åtgärd" in page) == (True, False)

    @pytest.mark.parametrize("year", ["", "abc", "99999", "-1", "2025.5"])
    def test_a_year_that_is_none_is_this_one(self, client: Client, year: str) -> None:
        assert client.get(LIST, {"year": year}).status_code == 200
        assert client.get("/programmet/fyra-ar/", {"year": year}).status_code == 200

    def test_it_is_sorted_and_searched(self, client: Client, manager: User) -> None:
        aim = an_aim(manager)
        for title in ("Beta", "Alfa", "Gamma"):
            planned(manager, aim, title=title)

        def shown(**query: str) -> list[str]:
            response = client.get(LIST, {"year": str(YEAR), **query})
            return [measure.title for measure in response.context["page_obj"]]

        assert shown(order="title") == ["Alfa", "Beta", "Gamma"]
        assert shown(order="-title") == ["Gamma", "Beta", "Alfa"]
        assert shown(words="alf") == ["Alfa"]
        assert shown(words="finns inte") == []
        assert shown(board="inget", order="planned") == ["Alfa", "Beta", "Gamma"]

    def test_measures_stand_under_their_aims_however_they_are_sorted(
        self, client: Client, manager: User
    ) -> None:
        # Written last, and called what comes first: the place of an aim goes before its name.
        second, first = an_aim(manager, "A", position=2), an_aim(manager, "B", position=1)
        for aim, title in ((second, "Alfa"), (first, "Beta"), (second, "Gamma"), (first, "Delta")):
            planned(manager, aim, title=title)

        def shown(order: str) -> list[str]:
            response = client.get(LIST, {"year": str(YEAR), "order": order})
            page = response.content.decode()
            heads = [page.index(f'colspan="4">{aim.title}<') for aim in (first, second)]
            assert heads == sorted(heads)
            assert page.count('scope="rowgroup"') == len(heads)
            return [measure.title for measure in response.context["page_obj"]]

        assert shown("title") == ["Beta", "Delta", "Alfa", "Gamma"]
        assert shown("-title") == ["Delta", "Beta", "Gamma", "Alfa"]

    def test_its_queries_do_not_grow(self, client: Client, manager: User) -> None:
        aim = an_aim(manager)
        planned(manager, aim)
        address = f"{LIST}?year={YEAR}"
        four = f"/programmet/fyra-ar/?year={YEAR}"
        few = queries(client, address), queries(client, four)
        for board in Board.objects.all():
            other = an_aim(manager, f"Mål för {board}")
            planned(manager, other, board=board, title=f"Åtgärd av {board}")
        assert (queries(client, address), queries(client, four)) == few


class TestForms:
    def test_a_measure_is_planned(self, client: Client, manager: User) -> None:
        aim, board = an_aim(manager), Board.objects.get(code="socialnamnden")
        values = {
            "year": YEAR, "aim": aim.pk, "board": board.pk, "title": "Ny åtgärd", "planned": "Ord",
        }  # fmt: skip
        response = client.post(reverse("programme:new_measure"), values)
        assert (response.status_code, response["Location"]) == (302, f"{LIST}?year={YEAR}")
        with acting_as(manager):
            assert ProgrammeMeasure.objects.get().title == "Ny åtgärd"

    def test_a_personal_number_comes_back_at_its_field(self, client: Client, manager: User) -> None:
        aim, board = an_aim(manager), Board.objects.get(code="socialnamnden")
        values = {"year": YEAR, "aim": aim.pk, "board": board.pk, "title": f"Om {NUMBER}"}
        response = client.post(reverse("programme:new_measure"), values)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["title"]
        with acting_as(manager):
            assert not ProgrammeMeasure.objects.exists()

    def test_it_is_answered(self, client: Client, manager: User) -> None:
        measure = planned(manager, an_aim(manager))
        address = reverse("programme:answer", kwargs={"pk": measure.pk})
        sent = {
            "state": "done",
            "answer": "Det blev av",
            "seen_at": measure.updated_at.isoformat(),
        }
        assert client.post(address, sent).status_code == 302
        with acting_as(manager):
            found = ProgrammeMeasure.objects.get()
        assert (found.state, found.answer) == ("done", "Det blev av")

    def test_what_is_missing_is_said(self, client: Client, manager: User) -> None:
        measure = planned(manager, an_aim(manager))
        said = []
        for address in (
            reverse("programme:new_aim"),
            reverse("programme:new_measure"),
            reverse("programme:answer", kwargs={"pk": measure.pk}),
        ):
            errors = client.post(address, {}).context["form"].errors
            said += [sentence for sentences in errors.values() for sentence in sentences]
        assert (len(said), len(set(said))) == (8, 8)
        assert str(Field.default_error_messages["required"]) not in said

    def test_two_who_change_the_plan_lose_nothing(
        self, client: Client, manager: User, other_manager: User
    ) -> None:
        measure = planned(manager, an_aim(manager))
        address = reverse("programme:change", kwargs={"pk": measure.pk})
        initial = client.get(address).context["form"].initial
        answered(other_manager, measure, "under_way", "Kollegans svar")
        sent = {
            "year": YEAR,
            "aim": measure.aim_id,
            "board": measure.board_id,
            "title": "Min titel",
            "planned": "",
            "seen_at": initial["seen_at"],
            "base": initial["base"],
        }
        assert client.post(address, sent).status_code == 302
        with acting_as(manager):
            found = ProgrammeMeasure.objects.get()
        assert (found.title, found.answer) == ("Min titel", "Kollegans svar")

    def test_an_aim_is_written_and_changed(self, client: Client, manager: User) -> None:
        values = {"title": "Ett mål", "position": 2, "from_year": YEAR, "to_year": ""}
        assert client.post(reverse("programme:new_aim"), values).status_code == 302
        with acting_as(manager):
            aim = ProgrammeAim.objects.get()
        sent = values | {"title": "Ett annat mål", "seen_at": aim.updated_at.isoformat()}
        address = reverse("programme:aim", kwargs={"pk": aim.pk})
        assert client.post(address, sent).status_code == 302
        page = client.get(reverse("programme:aims")).content.decode()
        assert ("Ett annat mål" in page, "Ett mål" in page) == (True, False)


class TestButtons:
    def test_the_plan_is_copied(self, client: Client, manager: User) -> None:
        planned(manager, an_aim(manager))
        response = client.post(reverse("programme:copy"), {"year": YEAR})
        assert response["Location"] == f"{LIST}?year={YEAR + 1}"
        with acting_as(manager):
            assert ProgrammeMeasure.objects.filter(year=YEAR + 1).count() == 1
        # Nothing is left: the page says so and nothing is copied twice.
        client.post(reverse("programme:copy"), {"year": YEAR})
        with acting_as(manager):
            assert ProgrammeMeasure.objects.count() == 2

    def test_a_measure_is_taken_out(self, client: Client, manager: User) -> None:
        aim = an_aim(manager)
        kept = answered(manager, planned(manager, aim), "done", "Klart")
        taken = planned(manager, aim, title="Tas bort")
        for measure in (kept, taken):
            client.post(reverse("programme:remove", kwargs={"pk": measure.pk}))
        with acting_as(manager):
            assert list(ProgrammeMeasure.objects.values_list("pk", flat=True)) == [kept.pk]
