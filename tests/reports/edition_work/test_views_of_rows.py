"""The views that editions are frozen from: who is in them, and what of them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from casework.actions.protection import set_protection
from casework.actors import SETUP, acting_as
from casework.enums import PersonRole, ProtectedIdentity
from casework.models import City, District, Municipality, MunicipalityAgreement, User
from casework.privacy import PrivacyClass
from outreach.actions.files import link_encounter
from outreach.models import Encounter, OperationWeek
from outreach.queries import edition_rows
from referrals.models import CoordinatedPlan
from referrals.queries import edition_followed, edition_plans
from reports.disclosure.edition import JSON_FILE
from reports.enums import HomeGroup
from reports.models import EditionPeriod
from reports.queries.freezing import rows_of, spec_of
from reports.queries.own_work import count_own_work
from tests.casework.people import opened
from tests.referrals.outward import given
from tests.referrals.plan_rows import agreed, days, followed_up, looked_at, plan_of, ready
from tests.reports.build import buyer, exploited, shift_on

pytestmark = pytest.mark.django_db
PERIOD = EditionPeriod(code="2025", start=date(2025, 1, 1), end=date(2025, 12, 31))
# The fields that each column of a view is made of, and what becomes of those that may not leave.
VIEWS: dict[str, tuple[dict[str, tuple[str, ...]], dict[str, str]]] = {
    "outreach_statistics_edition": (edition_rows.SOURCES, edition_rows.COARSENED),
    "referrals_statistics_plan": (edition_plans.SOURCES, edition_plans.COARSENED),
    **{
        view: (columns, edition_followed.COARSENED)
        for view, columns in edition_followed.VIEWS.items()
    },
}


def models() -> dict[str, type[Model]]:
    wanted = {"casework", "outreach", "referrals"}
    return {m.__name__: m for m in apps.get_models() if m._meta.app_label in wanted}


def class_of(source: str) -> PrivacyClass:
    model, field = source.split(".")
    privacy = models()[model].__dict__["Privacy"]
    found: PrivacyClass = getattr(privacy, "exceptions", {}).get(field, privacy.all)
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_every_column_is_made_of_fields_that_may_leave(view: str) -> None:
    columns, coarsened = VIEWS[view]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", [view]
        )
        assert {row[0] for row in cursor.fetchall()} == set(columns)
    sources = {source for found in columns.values() for source in found}
    held = {s for s in sources if class_of(s) != PrivacyClass.COUNTABLE}
    coarse = set(coarsened) & sources
    # Gender and age of a person file: the statistics know them from encounters too.
    assert held - coarse <= {"Person.gender"}
    assert coarse <= held


def read_by(view: str) -> set[tuple[str, str]]:
    """The columns of tables that *view* touches, in its columns or in its conditions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT t.relname, a.attname FROM pg_rewrite r"
            " JOIN pg_depend d ON d.objid = r.oid AND d.classid = 'pg_rewrite'::regclass"
            " JOIN pg_class t ON t.oid = d.refobjid AND t.relkind = 'r'"
            " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid"
            " WHERE r.ev_class = %s::regclass AND d.refobjsubid > 0",
            [view],
        )
        return set(cursor.fetchall())


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_touches_no_words_and_no_identity(view: str) -> None:
    touched = read_by(view)
    assert touched
    by_table = {m._meta.db_table: m for m in models().values()}
    for table, column in touched:
        model = by_table[table]
        field = next(f for f in model._meta.concrete_fields if f.column == column)
        assert class_of(f"{model.__name__}.{field.name}") != PrivacyClass.IDENTIFYING
        assert "Sealed" not in type(field).__name__, (table, column)


def test_who_is_frozen(worker: User) -> None:
    """Completed, current, counted once, and nobody with protected identity."""
    met = [exploited(state="draft"), *(exploited() for _ in range(4))]
    shift = shift_on(worker, date(2025, 3, 3), *met, buyer())
    with acting_as(worker):
        people = list(Encounter.objects.filter(shift=shift, role=PersonRole.EXPLOITED))
        Encounter.objects.filter(pk=people[1].pk).update(double_of=people[2])
        person = opened(worker, "pom")
    # The link stands at an earlier version of the encounter that is counted now.
    link_encounter(by=worker, encounter_id=people[3].pk, person_id=person.pk)
    with acting_as(worker):
        Encounter.objects.filter(pk=people[3].pk).update(is_current=False)
        later = Encounter.objects.get(pk=people[3].pk)
        later.pk, later.corrects_id, later.is_current = None, people[3].pk, True
        later.correction_reason, later.short_code = "Planterad", "K9"
        later.pk = Encounter._meta.pk.get_default()
        later.save(force_insert=True)
    before = rows_of("exploited", PERIOD)
    assert len(before) == 3
    assert {row.leaf for row in before} == {"2025-03"}
    set_protection(by=worker, person_id=person.pk, protection=ProtectedIdentity.CONFIDENTIAL)
    assert len(rows_of("exploited", PERIOD)) == 2
    assert len(rows_of("suspected_buyers", PERIOD)) == 1


def test_an_operation_week_leaves_by_its_number(worker: User) -> None:
    """Of buyers alone; a week whose name ends with no number from one to six is another one."""
    names = {"Insatsvecka 3": "week_3", "V 13": "other", "Sommar": "other", "v6 ": "week_6"}
    for day, name in enumerate(names, start=1):
        week = OperationWeek.objects.create(name=name, year=2025)
        shift_on(worker, date(2025, 3, day), buyer(), exploited(), operation_week=week)
    shift_on(worker, date(2025, 3, 20), buyer())
    found = [row.values["operation_week"] for row in rows_of("suspected_buyers", PERIOD)]
    assert sorted(map(str, found)) == sorted([*names.values(), "none"])
    assert all("operation_week" not in row.values for row in rows_of("exploited", PERIOD))
    known = {v.code: v.leaves for v in spec_of("suspected_buyers").variables}
    assert set(names.values()) < set(known["operation_week"])


def test_which_plans_are_frozen(worker: User) -> None:
    """Those that are more than prepared, and of nobody with protected identity."""
    with acting_as(worker):
        people = [opened(worker, "pom") for _ in range(3)]
    plan_of(worker, people[0])
    for person in people[1:]:
        ready(worker, person)
    whole = EditionPeriod(
        code="all", start=timezone.localdate().replace(day=1) - timedelta(days=92),
        end=timezone.localdate(),
    )  # fmt: skip
    before = rows_of("plans", whole)
    assert [row.values["plan_type"] for row in before] == ["sip", "sip"]
    assert set(before[0].values) == {v.code for v in spec_of("plans").variables}
    set_protection(by=worker, person_id=people[2].pk, protection=ProtectedIdentity.CONFIDENTIAL)
    after = rows_of("plans", whole)
    assert len(after) == 1
    assert after[0].ref in {row.ref for row in before}


def test_what_a_plan_lacks_and_whether_it_was_followed_up_in_time(worker: User) -> None:
    """Unmet need by kind and reason; a meeting after its day, and one that has not been."""
    with acting_as(worker):
        people = [opened(worker, "pom") for _ in range(2)]
    lacking, late = (agreed(worker, person) for person in people)
    looked_at(worker, lacking, "housing", state="unmet", reason="none_fits")
    looked_at(worker, lacking, "work", state="met")
    followed_up(worker, lacking)
    with acting_as(worker):
        CoordinatedPlan.objects.filter(pk=late.pk).update(next_follow_up=days(-1))
    whole = EditionPeriod(
        code="all", start=timezone.localdate().replace(day=1) - timedelta(days=92),
        end=timezone.localdate(),
    )  # fmt: skip
    rows = rows_of("plans", whole)
    found = {row.values["followed_up_on_time"]: row.values["need"] for row in rows}
    assert found == {"yes": ("housing:none_fits",), "no": ()}
    followed_up(worker, late)
    again = [row.values["followed_up_on_time"] for row in rows_of("plans", whole)]
    # Held at last, and after its day.
    assert sorted(map(str, again)) == ["no", "yes"]


def test_advice_and_training_are_part_of_the_follow_up(worker: User) -> None:
    """What was given stands exact among our own work, by kind and by topic."""
    given(worker, attended=17)
    given(worker, kind="advice", topics=["signs"], attended=3)
    given(worker, day=date(2024, 12, 31), attended=99)
    with acting_as(SETUP):
        kept = {table["code"]: table for table in count_own_work(PERIOD.period)}
    found = {}
    for code in ("guidance_by_kind", "guidance_by_topic"):
        assert kept[code]["columns"] == ["times", "attended"]
        lines = dict(zip(kept[code]["rows"], kept[code]["cells"], strict=True))
        found[code] = {row: line for row, line in lines.items() if line != [0, 0]}
    assert found == {
        "guidance_by_kind": {"training": [1, 17], "advice": [1, 3]},
        "guidance_by_topic": {"trafficking": [1, 17], "signs": [2, 20]},
    }


def test_agreements_stand_among_our_own_work_as_they_are_on_the_last_day() -> None:
    """By what each municipality of the area has said; one that ends before is no agreement."""
    area = Municipality.objects.filter(in_offer_area=True).exclude(name="Stockholm")
    MunicipalityAgreement.objects.all().delete()
    solna, nacka, botkyrka, _other = area.order_by("-name")[:4]
    for place, status, first, last in (
        (solna, "joined", date(2025, 12, 31), None),
        (nacka, "not_joined", date(2024, 1, 1), date(2025, 12, 31)),
        (botkyrka, "joined", date(2024, 1, 1), date(2025, 12, 30)),
    ):
        MunicipalityAgreement.objects.create(
            municipality=place, status=status, valid_from=first, valid_to=last, source="Beslut"
        )
    with acting_as(SETUP):
        kept = {table["code"]: table for table in count_own_work(PERIOD.period)}["agreements"]
    assert kept["columns"] == ["municipalities"]
    found = dict(zip(kept["rows"], (line[0] for line in kept["cells"]), strict=True))
    assert found == {"joined": 1, "not_joined": 1, "unknown": area.count() - 2}


def test_a_corrected_encounter_keeps_its_mark(worker: User) -> None:
    shift = shift_on(worker, date(2025, 3, 3), exploited())
    before = rows_of("exploited", PERIOD)
    with acting_as(worker):
        first = Encounter.objects.get(shift=shift)
        Encounter.objects.filter(pk=first.pk).update(is_current=False)
        later = Encounter.objects.get(pk=first.pk)
        later.pk, later.corrects_id, later.is_current = (
            Encounter._meta.pk.get_default(), first.pk, True,
        )  # fmt: skip
        later.correction_reason, later.age = "Planterad", 45
        later.save(force_insert=True)
    after = rows_of("exploited", PERIOD)
    assert [row.ref for row in after] == [row.ref for row in before]
    assert str(first.pk) not in after[0].ref
    assert (before[0].values["age_band"], after[0].values["age_band"]) == ("30_39", "40_49")


def test_a_district_is_one_of_the_city_or_none(worker: User) -> None:
    """A log names districts of other municipalities in any words, and perhaps as one of ours."""
    ours = District.objects.get(name="Södermalm")
    huddinge = Municipality.objects.get(name="Huddinge")
    words = District.objects.create(municipality=huddinge, name="Planterad lägenhet")
    alike = District.objects.create(municipality=huddinge, name=ours.name)
    for day, district in enumerate((ours, words, alike, None)):
        town = district.municipality if district else ours.municipality
        shift_on(worker, date(2025, 3, day + 1), exploited(), municipality=town, district=district)
    found = sorted(str(row.values["district"]) for row in rows_of("exploited", PERIOD))
    assert found == ["Södermalm", "not_stated", "not_stated", "not_stated"]
    leaves = spec_of("exploited").variable("district").leaves
    city = District.objects.filter(municipality=ours.municipality).values_list("name", flat=True)
    assert leaves == (*sorted(city), "not_stated")
    with acting_as(SETUP):
        stored = {table["code"]: table for table in count_own_work(PERIOD.period)}
    assert sorted(stored["shifts_by_district"]["rows"]) == ["", "Södermalm"]
    cells = stored["shifts_by_district"]["cells"]
    column = stored["shifts_by_district"]["columns"].index("shifts")
    assert sum(line[column] for line in cells) == 4


def test_a_home_leaves_as_a_place_and_a_group(worker: User) -> None:
    """Its municipality in the own county, elsewhere the county; the group of the shift's day."""
    botkyrka = Municipality.objects.get(name="Botkyrka")
    homes = {
        "city:0180": Municipality.objects.get(name="Stockholm"),
        "area_not_joined:0127": botkyrka,
        "outside:12": Municipality.objects.get(name="Malmö"),
        "area_unknown:09": Municipality.objects.get(name="Gotland"),
    }
    MunicipalityAgreement.objects.exclude(municipality=botkyrka).delete()
    there: list[dict[str, Any]] = [
        {"home_kind": "municipality", "home_municipality": home} for home in homes.values()
    ]
    elsewhere = [{"home_kind": "abroad"}, {"home_kind": "unknown"}]
    shift_on(worker, date(2025, 3, 3), *[exploited(**home) for home in [*there, *elsewhere]])
    found = sorted(str(row.values["home_part"]) for row in rows_of("exploited", PERIOD))
    assert found == sorted([*homes, "abroad", "unknown"])
    for universe in ("exploited", "suspected_buyers"):
        spec = spec_of(universe)
        part = spec.variable("home_part")
        assert set(found) < set(part.leaves)
        assert list(part.values("home_group")) == HomeGroup.values
        # Every place of the public list, lived in or not: no municipality of another county.
        own = Municipality.objects.filter(county_code="01").values_list("code", flat=True)
        others = Municipality.objects.exclude(county_code="01")
        assert len(own) == 26
        assert set(part.values("home_place")) == {
            *own, *others.values_list("county_code", flat=True), "abroad", "unknown",
        }  # fmt: skip
        # A home and its group are never crossed: each stands in tables of its own.
        crossed = [table.code for table in spec.tables if "home_place" in str(table.axes)]
        assert crossed == ["home_by_place"]
        shown = {level for table in spec.tables for axis in table.axes for level in axis}
        assert shown & {"home_part", *part.levels} == {"home_group", "home_place"}


def test_the_county_is_that_of_the_city(worker: User) -> None:
    """Of another city other municipalities stand by themselves, and this county's do no longer."""
    malmo = Municipality.objects.get(name="Malmö")
    people = [
        exploited(home_kind="municipality", home_municipality=Municipality.objects.get(name=name))
        for name in ("Malmö", "Lund", "Solna")
    ]
    shift_on(worker, date(2025, 3, 3), *people)
    with acting_as(SETUP):
        City.objects.update(municipality=malmo)
    found = sorted(str(row.values["home_part"]) for row in rows_of("exploited", PERIOD))
    assert [home.partition(":")[2] for home in found] == ["01", "1280", "1281"]
    part = spec_of("exploited").variable("home_part")
    assert set(found) < set(part.leaves)
    assert part.leaves[0] == "city:1280"
    assert {place[:2] for place in part.values("home_place") if len(place) == 4} == {"12"}


def test_a_home_that_an_edition_named_stays(worker: User) -> None:
    """Also where the area of the offer has become another."""
    before = spec_of("exploited")
    earlier = {JSON_FILE: json.dumps({"spec": before.as_json()}).encode()}
    with acting_as(SETUP):
        Municipality.objects.filter(code__in=["0140", "0980"]).update(in_offer_area=False)
    anew = spec_of("exploited", [earlier]).variable("home_part").leaves
    assert {*before.variable("home_part").leaves, "outside:09", "outside:0140"} == set(anew)
    gone = {"area_joined:09", "area_joined:0140"}
    assert gone < set(anew)
    assert not gone & set(spec_of("exploited").variable("home_part").leaves)


def test_what_a_form_would_not_have_let_through_is_set_right(worker: User) -> None:
    odd = exploited(
        origin="imported", concern_report="yes", offered_support="no",
        offers=[("mika", "declined")],
    )  # fmt: skip
    walled = buyer(origin="imported", offers=[("kast", "accepted"), ("health_care", "accepted")])
    shift_on(worker, date(2025, 3, 3), odd, walled)
    (person,) = rows_of("exploited", PERIOD)
    assert person.values["offer"] == ("mika:declined",)
    assert (person.values["report"], person.values["offered_support"]) == ("no", "yes")
    (row,) = rows_of("suspected_buyers", PERIOD)
    assert (row.values["offer"], row.values["offered_support"]) == (
        ("kast:accepted:waiting",),
        "yes",
    )
    assert set(row.values) == {v.code for v in spec_of("suspected_buyers").variables}
