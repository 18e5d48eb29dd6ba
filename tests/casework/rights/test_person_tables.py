"""Which tables belong to a file, however they hang on it; no upper floor is caught unseen."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from casework.models import Case, Person, RelatedPerson
from casework.person_policies import is_public
from casework.person_tables import (
    Owned,
    belongs,
    history_of,
    history_tables,
    mentions,
    owned_tables,
)

# Tables of the upper floors that go with a file; a new one is written down here with its reason.
UPPER_FLOORS = {
    "outreach.FileEncounter": "the link from a file to an encounter, which stays",
    **dict.fromkeys(
        (
            "referrals.Referral",
            "referrals.ReferralEvent",
            "referrals.AreaOfNeed",
            "referrals.Attendance",
            "referrals.Bridge",
            "referrals.CoordinatedPlan",
            "referrals.FollowUp",
            "referrals.Goal",
            "referrals.GoalOutcome",
            "referrals.Measure",
            "referrals.MeasureDependency",
            "referrals.PlacementRefusal",
            "referrals.PlacementRequest",
            "referrals.PlanParticipant",
            "referrals.PlanVersion",
        ),
        "a plan of the file, which goes with it",
    ),
    **dict.fromkeys(
        (
            "referrals.BarnahusMatter",
            "referrals.BarnahusStep",
            "referrals.ConcernReport",
            "referrals.LetterConveyance",
            "referrals.ReferralFile",
            "referrals.ReferralLetter",
        ),
        "of a referral or a child at Barnahus, and goes with the file",
    ),
}


def is_x(column: str) -> str:
    return f"{column} = X"


def test_every_model_with_a_file_is_owned_or_mentions_one() -> None:
    known = {o.model for o in owned_tables()} | {m.model for m in mentions()}
    pointing = {
        model
        for model in apps.get_models(include_auto_created=True)
        if history_of(model) is None
        and any(f.related_model is Person for f in model._meta.get_fields() if not f.auto_created)
    }
    assert pointing - known == set()


def test_every_history_of_such_a_table_is_found() -> None:
    live = {o.model for o in owned_tables()}
    histories = {m for m in apps.get_models() if history_of(m) in live}
    assert {h.model for h in history_tables()} == histories


def test_no_upper_floor_loses_a_table_unseen() -> None:
    upper = {o.model._meta.label for o in owned_tables() if o.model._meta.app_label != "casework"}
    assert upper == set(UPPER_FLOORS)


def test_nothing_public_and_no_staff_goes_with_a_file() -> None:
    labels = {o.model._meta.label for o in owned_tables()}
    assert not labels & {"casework.User", "casework.Unit", "casework.Membership"}
    assert not is_public(apps.get_model("casework", "User"))


def test_a_table_that_hangs_on_a_row_is_found_by_it() -> None:
    class Line(models.Model):
        case = models.ForeignKey(Case, models.CASCADE)

        class Meta:
            app_label = "casework"
            managed = True

    try:
        owned_tables.cache_clear()
        found = {o.model: o for o in owned_tables()}[Line]
        assert (found.columns, found.parents) == ((), (("case_id", Case),))
    finally:
        del apps.all_models["casework"]["line"]
        apps.clear_cache()
        owned_tables.cache_clear()


def test_a_row_of_a_row_is_sought_among_the_earlier_versions_too() -> None:
    said = belongs(Owned(Case, (), (("case_id", Case),)), "line", is_x)
    assert said == (
        "((EXISTS (SELECT FROM casework_case p1 WHERE p1.id = line.case_id"
        " AND (p1.person_id = X)) OR EXISTS (SELECT FROM casework_caseevent p1"
        " WHERE p1.id = line.case_id AND (p1.person_id = X))))"
    )


def test_what_only_mentions_a_file_outlives_it() -> None:
    assert (RelatedPerson, "own_file_id") in {(m.model, m.column) for m in mentions()}
