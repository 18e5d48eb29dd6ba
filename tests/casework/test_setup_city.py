"""A city from its file: what is in it, run twice, changed, and broken in every way."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from casework.actors import acting_as
from casework.city_file import CITIES, CityFileError, read_city_file
from casework.enums import AgreementStatus, Role
from casework.models import (
    AuditEvent,
    Board,
    City,
    Country,
    District,
    LegalReference,
    Municipality,
    MunicipalityAgreement,
    Unit,
)
from outreach.models import OfferRoute, OperationWeek
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db

SMALL = """
code = "stockholm"
name = "Provstaden"
municipality = "Stockholm"
districts = ["Bromma"]

[offer_area]
municipalities = ["Nacka", "Solna"]

[[agreements]]
status = "joined"
from = 2021-01-01
to = 2021-12-31
source = "Prov"
municipalities = ["Nacka"]

[[agreements]]
status = "not_joined"
from = 2022-01-01
source = "Prov"
municipalities = ["Nacka"]

[[boards]]
code = "namnden"
name = "Nämnden"

[[units]]
code = "pom"
name = "Provteamet"
board = "namnden"
kind = "outreach_team"
age_from = 15
reads_roles = ["exploited"]

[offers]
mika = ["pom"]

[[operation_weeks]]
name = "Insatsvecka 1"
year = 2025
from = 2025-02-03
to = 2025-02-09
"""


def run(city: str, verbosity: int = 1) -> list[str]:
    out = StringIO()
    call_command("setup_city", city, verbosity=verbosity, stdout=out)
    return out.getvalue().splitlines()


def write(folder: Path, text: str) -> str:
    path = folder / "prov.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


class TestStockholm:
    """The session's database is Stockholm's."""

    def test_every_municipality(self) -> None:
        assert Municipality.objects.count() == 290
        assert Municipality.objects.get(code="0180").name == "Stockholm"

    def test_agreements_are_those_of_the_report(self) -> None:
        status = dict(MunicipalityAgreement.objects.values_list("municipality__name", "status"))
        joined = {name for name, value in status.items() if value == AgreementStatus.JOINED}
        assert joined == {
            "Ekerö", "Haninge", "Järfälla", "Nacka", "Nynäshamn", "Salem", "Sigtuna", "Sollentuna",
            "Solna", "Sundbyberg", "Södertälje", "Täby", "Upplands Väsby", "Vaxholm", "Värmdö",
        }  # fmt: skip
        assert set(status) - joined == {
            "Botkyrka", "Gotland", "Huddinge", "Lidingö", "Norrtälje", "Nykvarn", "Tyresö",
            "Upplands-Bro", "Vallentuna", "Österåker",
        }  # fmt: skip

    def test_danderyd_is_unknown_and_in_the_area(self) -> None:
        danderyd = Municipality.objects.get(name="Danderyd")
        assert danderyd.in_offer_area
        assert danderyd.agreement_on(date(2022, 8, 31)) == AgreementStatus.UNKNOWN

    def test_area_is_the_county_and_gotland(self) -> None:
        area = Municipality.objects.filter(in_offer_area=True)
        assert set(area.exclude(county_code="01").values_list("name", flat=True)) == {"Gotland"}
        assert area.filter(county_code="01").count() == 26

    @pytest.mark.parametrize("day", [date(2021, 4, 15), date(2022, 8, 31), date(2025, 12, 31)])
    def test_agreements_cover_the_logs(self, day: date) -> None:
        nacka = Municipality.objects.get(name="Nacka")
        assert nacka.agreement_on(day) == AgreementStatus.JOINED

    @pytest.mark.parametrize("code", ["mika", "kast"])
    def test_no_child_goes_to_the_units_for_adults(self, code: str) -> None:
        unit = Unit.objects.get(code=code)
        assert not unit.takes_age(None, 17) or unit.age_from == 18
        assert (unit.takes_age(17, 17), unit.takes_age(18, 18)) == (False, True)

    def test_who_reads_whom(self) -> None:
        assert dict(Unit.objects.values_list("code", "reads_roles")) == {
            "pom": ["exploited", "suspected_buyer", "relative", "other"],
            "regionkoordinatorer": ["exploited"],
            "mika": ["exploited", "relative"],
            "kast": ["suspected_buyer", "relative"],
            "stodcentrum": ["exploited", "relative"],
            "barnahus": ["exploited"],
            "ungdomsjouren": ["exploited", "relative", "other"],
            "socialjour": ["exploited"],
            "stab": [],
        }

    def test_somebody_is_always_open(self) -> None:
        assert list(Unit.objects.filter(always_open=True).values_list("code", flat=True)) == [
            "socialjour"
        ]

    def test_countries(self) -> None:
        assert Country.objects.exclude(code__in=["XK", "XS"]).count() == 249
        colombia = Country.objects.get(code="CO")
        assert (colombia.name_sv, colombia.name_en) == ("Colombia", "Colombia")
        assert colombia.region == "south_america"
        assert Country.objects.get(code="XS").region == "stateless"
        assert Country.objects.get(code="CY").region == "eu"
        assert Country.objects.get(code="TR").region == "asia"

    @pytest.mark.parametrize(
        ("day", "label"),
        [
            (date(2025, 6, 30), "Socialtjänstlagen (2001:453)"),
            (date(2025, 7, 1), "Socialtjänstlagen (2025:400)"),
        ],
    )
    def test_the_act_changes_over_night(self, day: date, label: str) -> None:
        assert LegalReference.objects.on(day).get(code="sol").label == label

    def test_every_statute_that_the_design_leans_on_is_a_dated_row(self) -> None:
        leans_on = {
            "search", "sol", "anonymous-support", "access-control", "secrecy",
            "secrecy-between-branches", "general-clause", "secrecy-police", "duty-to-tell-police",
            "contact-details-request", "documentation", "documentation-rules", "disposal", "sof",
            "gdpr", "accessibility", "archive", "incident-reporting",
            "responsible-municipality",
        }  # fmt: skip
        in_force = LegalReference.objects.on(date(2026, 6, 1))
        assert leans_on - set(in_force.values_list("code", flat=True)) == set()
        assert LegalReference.objects.filter(source="").count() == 0

    def test_again_changes_nothing(self) -> None:
        before = Unit.objects.values_list("pk", "code")
        assert run("stockholm") == ["Stockholms stad: 0 changes."]
        assert set(Unit.objects.values_list("pk", "code")) == set(before)

    def test_leaves_its_trace(self, make_user: MakeUser) -> None:
        reviewer = make_user(Role.LOG_REVIEWER)
        run("stockholm")
        with acting_as(reviewer):
            event = AuditEvent.objects.filter(event="city.set_up").latest("at")
        assert (event.actor_id, event.actor_name) == (None, "setup")
        assert event.details == {"city": "stockholm", "changes": 0}


class TestChange:
    def test_updates_deactivates_and_never_removes(self, tmp_path: Path) -> None:
        path = write(tmp_path, SMALL)
        lines = run(path)
        assert "changed unit pom: name, board_id, age_from, reads_roles" in lines
        assert "deactivated unit mika" in lines
        assert Unit.objects.filter(is_active=True).count() == 1
        assert Unit.objects.count() == 9
        assert District.objects.filter(municipality__name="Stockholm").count() == 12
        assert run(path) == ["Provstaden: 0 changes."]

    def test_what_comes_back_is_in_use_again(self, tmp_path: Path) -> None:
        mika = Unit.objects.get(code="mika")
        run(write(tmp_path, SMALL))
        run("stockholm")
        mika.refresh_from_db()
        assert mika.is_active

    def test_agreements_are_replaced(self, tmp_path: Path) -> None:
        run(write(tmp_path, SMALL))
        nacka = Municipality.objects.get(name="Nacka")
        assert MunicipalityAgreement.objects.count() == 2
        assert nacka.agreement_on(date(2020, 12, 31)) == AgreementStatus.UNKNOWN
        assert nacka.agreement_on(date(2021, 12, 31)) == AgreementStatus.JOINED
        assert nacka.agreement_on(date(2022, 1, 1)) == AgreementStatus.NOT_JOINED

    def test_sections_of_the_floor_above(self, tmp_path: Path) -> None:
        assert OfferRoute.objects.filter(kind="mika").get().unit.code == "mika"
        run(write(tmp_path, SMALL))
        assert list(OfferRoute.objects.values_list("kind", "unit__code")) == [("mika", "pom")]
        week = OperationWeek.objects.get(year=2025, name="Insatsvecka 1")
        assert week.starts_on == date(2025, 2, 3)

    def test_the_file_of_another_city_is_refused(self) -> None:
        with pytest.raises(CommandError, match="set up for Stockholms stad"):
            run("goteborg")
        assert not Board.objects.filter(code="socialnamnden-centrum").exists()


class TestGoteborg:
    def test_four_boards_with_coordinators_barnahus_and_mika_for_all(self) -> None:
        plan = read_city_file(CITIES / "goteborg.toml")
        units = {unit.code: unit for unit in plan.units}
        coordinating = {u.board for u in plan.units if u.kind == "coordinating_function"}
        assert len(plan.boards) == 4
        assert coordinating == set(plan.boards)
        assert (units["mika"].age_from, units["mika"].age_to) == (None, None)
        assert units["barnahus"].age_to == 17

    def test_can_be_set_up(self) -> None:
        with transaction.atomic():
            City.objects.all().delete()
            lines = run("goteborg")
            assert lines[-1].startswith("Göteborgs Stad: ")
            assert City.objects.get().municipality.name == "Göteborg"
            transaction.set_rollback(True)


FAULTS = {
    "not TOML": ("code = = 3", "expected TOML"),
    "empty": ("", "code: missing, expected a code"),
    "code": (SMALL.replace('"stockholm"', '"Stock Holm"'), "code: expected a code"),
    "name": (SMALL.replace('"Provstaden"', "3"), "name: expected a text"),
    "unknown place": (SMALL.replace('["Nacka", "Solna"]', '["Narnia"]'), "found 'Narnia'"),
    "unknown key": ("extra = 1\n" + SMALL, "extra: unknown"),
    "unknown key in a unit": (SMALL.replace("age_from", "age_form"), "units[1].age_form: unknown"),
    "quoted date": (SMALL.replace("from = 2021-01-01", 'from = "2021-01-01"'), "a date without"),
    "dates": (SMALL.replace("to = 2021-12-31", "to = 2020-12-31"), "not before 2021-01-01"),
    "overlap": (SMALL.replace("from = 2022-01-01", "from = 2021-12-31"), "do not overlap"),
    "status": (SMALL.replace('"not_joined"', '"unknown"'), "one of joined, not_joined"),
    "outside area": (SMALL.replace('["Nacka", "Solna"]', '["Solna"]'), "of [offer_area]"),
    "age": (SMALL.replace("age_from = 15", "age_from = true"), "a whole number from 0 to 120"),
    "ages": (SMALL.replace("age_from = 15", "age_from = 15\nage_to = 14"), "not below 15"),
    "kind": (SMALL.replace('"outreach_team"', '"patrol"'), "units[1].kind: expected one of"),
    "board": (SMALL.replace('board = "namnden"', 'board = "b"'), "one of [[boards]]"),
    "role met": (SMALL.replace('["exploited"]', '["customer"]'), "units[1].reads_roles"),
    "route": (SMALL.replace('mika = ["pom"]', 'mika = ["nobody"]'), "offers.mika"),
    "support": (SMALL.replace('mika = ["pom"]', 'massage = ["pom"]'), "offers.massage: unknown"),
    "week": (SMALL.replace("to = 2025-02-09", ""), "both from and to"),
    "units as a text": (SMALL[: SMALL.index("[[units]]")] + 'units = "pom"', "units"),
    "twice": (SMALL + SMALL[SMALL.index("[[units]]") : SMALL.index("[offers]")], "no other unit"),
}


class TestFaults:
    @pytest.mark.parametrize(("text", "expected"), FAULTS.values(), ids=FAULTS)
    def test_is_named_and_nothing_is_written(
        self, tmp_path: Path, text: str, expected: str
    ) -> None:
        path = write(tmp_path, text)
        with pytest.raises(CommandError) as caught:
            run(path)
        message = str(caught.value)
        assert caught.value.returncode == 1
        assert expected in message
        assert all(line.startswith(f"{path}: ") for line in message.splitlines())
        assert City.objects.get().name == "Stockholms stad"
        assert Unit.objects.get(code="pom").name == "POM-teamet"

    def test_every_fault_is_told_at_once(self, tmp_path: Path) -> None:
        text = SMALL.replace('"Provstaden"', "3").replace('"outreach_team"', '"patrol"')
        with pytest.raises(CityFileError) as caught:
            read_city_file(Path(write(tmp_path, text)))
        assert [problem.split(":")[0] for problem in caught.value.problems] == [
            "units[1].kind",
            "name",
        ]

    @pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00" * 40, b"name = '\xe5'"])
    def test_garbage(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "garbage.toml"
        path.write_bytes(content)
        with pytest.raises(CommandError, match="expected"):
            run(str(path))

    def test_no_such_file(self) -> None:
        with pytest.raises(CommandError, match="one of goteborg, stockholm"):
            run("malmo")
