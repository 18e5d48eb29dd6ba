"""Kinds of outside bodies are the city's: its file adds kinds, and says what follows of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation

from casework.actors import SETUP, acting_as, setting_up_city
from casework.city_file import read_city_file
from casework.enums import Role
from casework.models import User
from referrals.body_kinds import DEFAULT_KINDS
from referrals.enums import CountedAs, StandsFor
from referrals.models import BodyKind, OutsideBody
from reports.models import EditionPeriod
from reports.queries.freezing import rows_of
from tests.casework.test_setup_city import SMALL, run, write
from tests.conftest import MakeUser
from tests.referrals.build import content, drafted
from tests.referrals.test_outside_letters import sent

pytestmark = pytest.mark.django_db
OWN = """
[[body_kinds]]
code = "stift"
name = "Trossamfund"
name_en = "Religious community"
written_to_in = "en"
counted_as = "voluntary"

[[body_kinds]]
code = "social_insurance"
name = "Pensioner och försäkring"
counted_as = "health"

[[outside_bodies]]
code = "provhjalpen"
name = "Provhjälpen"
kind = "stift"
"""


class TestSetUp:
    def test_the_twelve_are_there_without_a_word_in_the_file(self) -> None:
        fields = tuple(DEFAULT_KINDS[0])
        found = {row["code"]: row for row in BodyKind.objects.values(*fields)}
        assert found == {kind["code"]: kind for kind in DEFAULT_KINDS}

    def test_a_city_adds_its_own_and_words_a_known_one_anew(self, tmp_path: Path) -> None:
        with transaction.atomic():
            run(write(tmp_path, SMALL + OWN))
            body = OutsideBody.objects.select_related("kind").get(code="provhjalpen")
            with translation.override("sv"):
                assert body.with_kind == "Provhjälpen (Trossamfund)"
            with translation.override("en"):
                assert body.with_kind == "Provhjälpen (Religious community)"
            assert (body.kind.written_to_in, body.kind.counted_as) == ("en", CountedAs.VOLUNTARY)
            assert (body.needs_municipality, body.needs_district) == (False, False)
            assert not body.kind.takes_reports
            known = BodyKind.objects.get(code="social_insurance")
            assert (known.name_sv, known.name_en) == ("Pensioner och försäkring",) * 2
            assert BodyKind.objects.count() == len(DEFAULT_KINDS) + 1
            transaction.set_rollback(True)

    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            ('kind = "stift"', 'kind = "stiftet"', "outside_bodies[1].kind: expected one of"),
            ('"voluntary"', '"friends"', "body_kinds[1].counted_as: expected one of police"),
            ('written_to_in = "en"', 'written_to_in = "la"', "written_to_in: expected one of"),
            ('code = "stift"', 'code = "ett-alldeles-for-langt-namn"', "at most 20 long"),
            ('name = "Trossamfund"', 'nam = "Trossamfund"', "body_kinds[1].name: missing"),
        ],
    )
    def test_a_fault_is_named_and_nothing_is_written(
        self, tmp_path: Path, before: str, after: str, told: str
    ) -> None:
        path = write(tmp_path, SMALL + OWN.replace(before, after))
        with pytest.raises(CommandError) as caught:
            run(path)
        assert told in str(caught.value)
        assert BodyKind.objects.count() == len(DEFAULT_KINDS)

    def test_what_it_stands_for_can_be_said(self, tmp_path: Path) -> None:
        own = OWN.replace('counted_as = "voluntary"', 'stands_for = "municipality"')
        plan = read_city_file(Path(write(tmp_path, SMALL + own)))
        kinds = {k["code"]: k for step in plan.steps for k in getattr(step[1], "kinds", ())}
        assert kinds["stift"]["stands_for"] == StandsFor.MUNICIPALITY


def test_a_name_that_says_its_kind_is_not_said_twice() -> None:
    with translation.override("sv"):
        names = {body.code: body.with_kind for body in OutsideBody.objects.select_related("kind")}
    assert names["migrationsverket"] == "Migrationsverket"
    assert names["talita"] == "Talita (Ideell organisation)"


def test_an_edition_counts_a_body_as_its_kind_says(make_user: MakeUser) -> None:
    worker = make_user(Role.OUTREACH_WORKER, "pom")
    for code in ("talita", "polisen", "forsakringskassan"):
        body = OutsideBody.objects.get(code=code)
        sent(worker, drafted(worker, said=content(to="", to_body=body)))
    today = timezone.localdate()
    month = EditionPeriod(code="now", start=today.replace(day=1), end=today)

    def counted() -> list[str]:
        rows = rows_of("referrals", month)
        return sorted(str(row.values["referral"]).split(":")[0] for row in rows)

    assert counted() == ["other", "police", "voluntary"]
    with acting_as(SETUP), setting_up_city():
        BodyKind.objects.filter(code="social_insurance").update(counted_as=CountedAs.HEALTH)
    assert counted() == ["health", "police", "voluntary"]


OWN_KIND = (
    "INSERT INTO referrals_bodykind SELECT gen_random_uuid(), 'planted', name_sv, name_en,"
    " stands_for, written_to_in, counted_as FROM referrals_bodykind WHERE code = 'iom'"
)
STATEMENTS = [
    OWN_KIND,
    "UPDATE referrals_bodykind SET counted_as = 'other'",
    "DELETE FROM referrals_bodykind WHERE code = 'iom'",
    "UPDATE referrals_outsidebody SET phone = '1'",
    "DELETE FROM referrals_route",
    "UPDATE referrals_answertime SET working_days = 90, hours = NULL",
    "DELETE FROM outreach_offerroute",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_what_is_the_citys_is_changed_by_set_up_alone(make_user: MakeUser, statement: str) -> None:
    def is_refused() -> bool:
        with connection.cursor() as cursor:
            with pytest.raises(DatabaseError, match="by set-up alone"), transaction.atomic():
                cursor.execute(statement)
        return True

    user: User = make_user(Role.UNIT_MANAGER, "pom")
    with acting_as(user):
        assert is_refused()
        with setting_up_city():
            assert is_refused()
    # Set-up reads as whoever is not signed in: that alone opens nothing.
    assert is_refused()
    with acting_as(SETUP):
        assert is_refused()


def test_set_up_ends_with_its_block() -> None:
    with acting_as(SETUP), connection.cursor() as cursor:
        with setting_up_city():
            cursor.execute(OWN_KIND)
            assert cursor.rowcount == 1
        with pytest.raises(DatabaseError, match="by set-up alone"), transaction.atomic():
            cursor.execute("UPDATE referrals_bodykind SET counted_as = 'other'")
