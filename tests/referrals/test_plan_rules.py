"""What a plan must hold, rule by rule, and two versions compared: plain functions."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from casework.actors import acting_as
from casework.enums import Role
from referrals.plan_demands import Demand, MeasureFact, PlanFacts, demands
from referrals.plan_enums import UnmetReason
from referrals.plan_versions import differences
from referrals.queries.plan_content import content_of
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_rows import agreed

WHOLE = PlanFacts(
    plan_type="sip",
    is_agreed=True,
    need_told=True,
    consented=True,
    takes_part="yes",
    relatives_part="nobody",
    principal="region",
    has_body=True,
    has_contact=True,
    has_follow_up=True,
    income_looked_at=True,
    has_goal=True,
    has_met=True,
    called=("municipality", "region"),
    measures=(MeasureFact("municipality", has_responsible=True),),
)


def missing(facts: PlanFacts) -> list[Demand]:
    return [demand for demand in demands(facts) if not demand.met]


def test_a_whole_plan_misses_nothing() -> None:
    assert missing(WHOLE) == []
    assert len(demands(WHOLE)) == 14


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"consented": False}, "consent"),
        ({"takes_part": ""}, "takes_part"),
        ({"relatives_part": ""}, "relatives"),
        ({"called": ("region",)}, "both_principals"),
        ({"measures": (MeasureFact("other", has_responsible=True),)}, "principals_measures"),
        (
            {"measures": (MeasureFact("region", has_responsible=False),)},
            "responsible",
        ),
        ({"principal": ""}, "overall"),
        ({"need_told": False}, "need"),
        ({"has_contact": False}, "contact"),
        ({"has_body": False}, "contact"),
        ({"income_looked_at": False}, "income"),
        ({"has_follow_up": False}, "follow_up"),
        ({"has_goal": False}, "goals"),
        ({"has_met": False}, "meeting"),
    ],
)
def test_each_rule_bites_alone(change: dict[str, Any], code: str) -> None:
    assert [demand.code for demand in missing(replace(WHOLE, **change))] == [code]


def test_without_measures_every_rule_about_them_bites() -> None:
    found = [demand.code for demand in missing(replace(WHOLE, measures=()))]
    assert found == ["measures", "principals_measures", "responsible"]


@pytest.mark.parametrize(
    ("plan_type", "binding"),
    [
        (
            "sip",
            {
                *("consent", "takes_part", "relatives", "both_principals", "measures"),
                *("principals_measures", "responsible", "overall", "need", "contact"),
                *("goals", "meeting"),
            },
        ),
        ("exit", {"consent", "need", "contact", "income", "meeting"}),
        ("child", {"consent", "need", "contact", "meeting"}),
    ],
)
def test_the_act_binds_a_sip_alone(plan_type: str, binding: set[str]) -> None:
    found = demands(PlanFacts(plan_type=plan_type))
    assert {demand.code for demand in found if demand.binds} == binding
    assert all(demand.source == "sip" for demand in found if demand.code == "overall")


def content(**changes: Any) -> dict[str, Any]:
    measure = {
        "id": "m1",
        "goal": None,
        "what": "Praktik",
        "principal": "other",
        "body": "Arbetsförmedlingen",
        "responsible": "Kim",
        "due_on": "2026-12-01",
        "state": "planned",
    }
    return {
        "plan": {"need": "Sova", "next_follow_up": "2026-12-20"},
        "goals": [{"id": "g1", "term": "short", "words": "Egen nyckel"}],
        "measures": [measure | changes.pop("measure", {})],
        "participants": [{"id": "p1", "who": "Vårdcentralen"}],
        "needs": [{"kind": "housing", "state": "not_looked_at", "reason": ""}],
    } | changes


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (content(), []),
        (
            content(measure={"due_on": "2027-01-05"}),
            ["”Praktik”, ska vara klar: från 1 dec 2026 till 5 jan 2027"],
        ),
        (
            content(measure={"state": "lost"}),
            ["”Praktik”, läget: från Planerad till Gick förlorad"],
        ),
        (content(goals=[]), ["Ett mål är borta: ”Egen nyckel”"]),
        (
            content(plan={"need": "Sova", "next_follow_up": "2027-01-10"}),
            ["Nästa uppföljning: från 20 dec 2026 till 10 jan 2027"],
        ),
        (
            content(participants=[{"id": "p2", "who": "Skolan"}]),
            ["Deltar inte längre: Vårdcentralen", "Deltar från och med nu: Skolan"],
        ),
        (
            content(needs=[{"kind": "housing", "state": "unmet", "reason": "full"}]),
            ["Boende: från Inte genomgånget än till Inte tillgodosett"],
        ),
        (
            content(measure={"goal": "g1"}),
            ["”Praktik”, mål: från – till ”Egen nyckel”"],
        ),
        (
            content(participants=[{"id": "p1", "who": "Vårdcentralen Norr"}]),
            ["Deltagare: från ”Vårdcentralen” till ”Vårdcentralen Norr”"],
        ),
    ],
)
def test_what_changed_is_said_in_words(new: dict[str, Any], words: list[str]) -> None:
    with translation.override("sv"):
        assert differences(content(), new) == words


def test_that_a_need_is_unmet_for_another_reason_is_said() -> None:
    full, waits = (
        content(needs=[{"kind": "housing", "state": "unmet", "reason": reason}])
        for reason in ("full", "waiting")
    )
    with translation.override("sv"):
        why = "Boende, varför det inte är tillgodosett"
        told = f"{why}: från {UnmetReason.FULL.label} till {UnmetReason.WAITING.label}"
        assert differences(full, waits) == [told]


OTHER = {
    "term": "long", "principal": "region", "due_on": "2027-02-02", "next_follow_up": "2027-02-02",
    "state": "unmet", "reason": "waiting", "leans": ["x"], "goal": "g1",
}  # fmt: skip


@pytest.mark.django_db
def test_nothing_that_is_frozen_changes_without_a_word(make_user: MakeUser) -> None:
    """Every value of a real version is changed by itself: a field that is added is told of too."""
    worker = make_user(Role.OUTREACH_WORKER, "pom")
    plan = agreed(worker, opened(worker, "pom"))
    with acting_as(worker):
        old = content_of(plan)
    tried = 0
    for part, kept in old.items():
        rows = [kept] if isinstance(kept, dict) else kept[:1]
        assert rows, part
        for name in set(rows[0]) - {"id", "kind"}:
            new = deepcopy(old)
            row = new[part] if isinstance(kept, dict) else new[part][0]
            row[name] = (
                "lost" if (part, name) == ("measures", "state") else OTHER.get(name, "Annat")
            )
            assert row[name] != rows[0][name], (part, name)
            assert differences(old, new), (part, name)
            tried += 1
    assert tried > 20
