"""Support, its types with the boards' rules, and when no identity is documented."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import translation

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.enums import Role
from casework.identity_rules import refusals
from casework.models import Person, SupportRule, SupportType, User
from casework.queries.supports import type_lines
from casework.support_setup import SupportPlan, apply_section, read_section
from casework.toml_table import TomlTable
from tests.casework.people import opened
from tests.casework.track import days, rule, support
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def refused(user: User, person: Person) -> list[str]:
    with acting_as(user), translation.override("en"):
        return refusals(person)


class TestIdentity:
    def test_the_sentence_names_the_decision(self, worker: User, person: Person) -> None:
        decision = rule()
        support(worker, person)
        told = f"{decision.support_type} is given without documented identity: {decision.board}"
        assert refused(worker, person) == [f"{told} decided so on {decision.decided_on} (PROV-1)."]

    def test_without_support_nothing_is_refused(self, worker: User, person: Person) -> None:
        rule()
        assert refused(worker, person) == []

    @pytest.mark.parametrize(
        "values",
        [
            {"individually_assessed": True},
            {"ends_on": days(-1), "result": "reached"},
        ],
    )
    def test_only_current_support_without_assessment_counts(
        self, worker: User, person: Person, values: dict[str, Any]
    ) -> None:
        rule()
        support(worker, person, **values)
        assert refused(worker, person) == []

    @pytest.mark.parametrize(
        "values",
        [
            {"documents_identity": True},
            {"valid_to": days(-1)},
            {"valid_from": days(1)},
        ],
    )
    def test_only_a_rule_of_the_day_counts(
        self, worker: User, person: Person, values: dict[str, Any]
    ) -> None:
        rule(**values)
        support(worker, person)
        assert refused(worker, person) == []

    def test_one_other_support_is_enough_to_document(self, worker: User, person: Person) -> None:
        rule()
        support(worker, person)
        support(worker, person, "skyddat-boende")
        assert refused(worker, person) == []
        rule("skyddat-boende", reference="PROV-2")
        assert len(refused(worker, person)) == 2

    def test_a_rule_of_one_person_says_nothing_of_another(
        self, worker: User, person: Person
    ) -> None:
        rule()
        support(worker, opened(worker, "pom"))
        assert refused(worker, person) == []


def test_an_ended_support_has_a_result(worker: User, person: Person) -> None:
    for values, field in (
        ({"ends_on": days(0)}, "result"),
        ({"result": "reached"}, "result"),
        ({"ends_on": days(-20), "result": "reached"}, "ends_on"),
    ):
        with pytest.raises(ActionRefused) as found:
            support(worker, person, **values)
        assert list(found.value.fields) == [field]


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("valid_to = valid_from - 1", "support_rule_days_in_order"),
        ("decided_on = valid_from + 1", "support_rule_days_in_order"),
        ("reference = ''", "support_rule_has_reference"),
    ],
)
def test_the_database_holds_the_rules_of_a_rule(sql: str, name: str) -> None:
    rule()
    with pytest.raises(IntegrityError, match=name), connection.cursor() as cursor:
        cursor.execute(f"UPDATE casework_supportrule SET {sql}")


def test_the_page_shows_the_rule_of_the_day_and_the_earlier() -> None:
    old = rule(valid_from=days(-90), valid_to=days(-10), documents_identity=True)
    new = rule(valid_from=days(-9))
    line = next(line for line in type_lines() if line.support_type.code == "stodsamtal")
    assert (line.current, line.rules) == (new, [new, old])


class TestSetup:
    def read(self, *types: dict[str, Any]) -> tuple[SupportPlan, list[str]]:
        problems: list[str] = []
        values = {"boards": [{"code": "namnden"}], "support_types": list(types)}
        return read_section(TomlTable(values, "", problems), frozenset()), problems

    def given(self, **values: Any) -> dict[str, Any]:
        return {
            "documents_identity": False, "board": "namnden", "decided_on": days(-30),
            "reference": "P-1", "from": days(-20), **values,
        }  # fmt: skip

    def test_a_rule_is_read(self) -> None:
        plan, problems = self.read(
            {"code": "x", "name": "X", "step": "initial", "rules": [self.given()]}
        )
        assert problems == []
        assert [(r["type"], r["valid_from"]) for r in plan.rules] == [("x", days(-20))]

    @pytest.mark.parametrize(
        "rules",
        [
            [{"board": "okand"}],
            [{"from": days(-31)}],
            [{}, {"from": days(-10)}],
            [{"okand": 1}],
        ],
    )
    def test_faults_are_told(self, rules: list[dict[str, Any]]) -> None:
        given = [self.given(**values) for values in rules]
        _, problems = self.read({"code": "x", "name": "X", "step": "initial", "rules": given})
        assert len(problems) == 1

    def test_a_type_that_the_file_no_longer_names_is_out_of_use(self) -> None:
        changes = apply_section(SupportPlan([], []))
        assert {change.verb for change in changes} == {"deactivated"}
        assert not SupportType.objects.filter(is_active=True).exists()

    def test_the_shipped_cities_claim_no_decision(self) -> None:
        assert not SupportRule.objects.exists()
