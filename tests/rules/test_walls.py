"""Walls in the shape of the tables: what no column, index or account may ever hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from casework.enums import IdentifierKind, Role
from casework.models import Identifier, Identity, NamePart, Person, PoliceUnit, User
from casework.models.identity import SEARCHABLE
from casework.person_tables import owned_tables
from casework.privacy import PrivacyClass
from outreach.models import Encounter, Shift
from tests.rules.test_database import holds_person_data
from tests.rules.test_privacy import class_of, history_of, own_models

# Whole numbers and amounts in tables about people: what each says, and that none of them rates.
NUMBERS = {
    "casework.AgeStatement.years_from": "the age that was stated or documented",
    "casework.AgeStatement.years_to": "the same",
    "casework.RelatedPerson.birth_year": "of somebody near the person",
    "casework.NoteDraft.version": "which save of a draft",
    "casework.Attachment.size": "bytes",
    "casework.CompensationClaim.amount": "kronor asked of the state",
    "casework.CompensationClaim.granted_amount": "kronor that the state gave",
    "casework.DisposalBasis.birth_day": "for the samples of research",
    "casework.ExtractRequest.progress": "how far the making has come",
    "casework.ExtractRequest.attempt": "which try",
    "casework.Notice.number": "how many things a colleague is told of",
    "casework.NoticeMail.tries": "how often a letter was offered",
    "referrals.PlanVersion.number": "which version of a plan",
    "outreach.Encounter.age": "as the person said",
    "outreach.Encounter.form_version": "which form was filled in",
}
# Words in tables about people that lie readable, and why they tell nothing about anybody.
READABLE = {
    "casework.AccessReview.figures": "counts about what was reviewed",
    "casework.ClaimEvidence.kind": "a code",
    "casework.DisposalItem.label": "the case number",
    "casework.Disclosure.checks": "codes of questions",
    "casework.Disclosure.recipient_unit": "an office of an authority",
    "casework.Disclosure.ground_code": "a code",
    "casework.IndicatorObservation.indicator": "a code",
    "casework.Person.pseudonym": "the case number",
    "casework.TraffickingStatus.decided_where": "an office of an authority",
    "outreach.Encounter.language": "a code",
    "outreach.Encounter.short_code": "said aloud on one shift",
    "referrals.KastContact.code": "stands in the place of a name",
    "referrals.ReferralEvent.reason": "a code",
    "outreach.SyncItem.form": "which form, as the tablet names it: nothing about whom was met",
    "outreach.SyncItem.header": "what is bound into the sealing: identifiers, times; 1 kB",
    "outreach.SyncItem.key_id": "of a public key",
    "referrals.Referral.number": "of the referral",
    "referrals.Referral.reason": "a code",
}
RATING = (models.IntegerField, models.FloatField, models.DecimalField)


def fields_of(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    yield from model._meta.local_fields


def identifying_in(model: type[models.Model]) -> list[str]:
    names = [f.name for f in fields_of(model)]
    return [name for name in names if class_of(model, name) == PrivacyClass.IDENTIFYING]


def test_an_encounter_has_no_column_for_an_identity() -> None:
    """The first kind of record (design 2 and 6): who it was is not asked, not left empty."""
    assert identifying_in(Encounter) == []
    pointed = {f.related_model for f in fields_of(Encounter) if f.is_relation}
    assert pointed & {Person, Identity, Identifier} == set()


def test_a_file_has_no_column_for_an_identity_either() -> None:
    assert identifying_in(Person) == ["important_to_me"]
    assert {f.related_model for f in fields_of(Person)} & {Identity, Identifier} == set()


def test_no_free_text_about_people_lies_readable() -> None:
    """A new column of words is sealed, or somebody says here why it need not be (design 5)."""
    words = (models.CharField, models.TextField, models.JSONField)
    found = {
        f"{model._meta.label}.{f.name}"
        for model in own_models()
        if history_of(model) is None and not model._meta.auto_created and holds_person_data(model)
        for f in fields_of(model)
        if isinstance(f, words) and not f.choices
    }
    assert found == set(READABLE)


def test_police_are_counted_and_have_neither_name_nor_account() -> None:
    police = [f.name for f in fields_of(Shift) if "police" in f.name or "officer" in f.name]
    assert police == ["police_unit", "officer_count"]
    assert [f.name for f in fields_of(PoliceUnit)] == ["id", "name"]
    pointing = [
        f"{model._meta.label}.{f.name}"
        for model in own_models()
        for f in fields_of(model)
        if f.related_model is PoliceUnit and history_of(model) is None
    ]
    assert pointing == ["outreach.Shift.police_unit"]
    assert PoliceUnit not in {f.related_model for f in User._meta.get_fields()}
    assert set(Role.values) == {
        "outreach_worker", "coordinator", "unit_worker", "unit_manager",
        "statistics_manager", "log_reviewer", "administrator",
    }  # fmt: skip


def test_no_number_about_a_person_scores_or_ranks_them() -> None:
    """A new number in a table about people fails here until somebody says what it is (rule 15)."""
    tables = [owned.model for owned in owned_tables()] + [Encounter]
    found = {
        f"{model._meta.label}.{f.name}"
        for model in tables
        for f in fields_of(model)
        if isinstance(f, RATING) and not f.primary_key
    }
    assert found == set(NUMBERS)


@pytest.mark.django_db
def test_no_keyed_digest_is_unique() -> None:
    """A refused duplicate would tell that somebody has a file."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)"
            " WHERE i.indisunique AND a.attname = 'digest' AND c.relname = ANY (%s)",
            [[m._meta.db_table for m in (Identifier, NamePart)]],
        )
        assert cursor.fetchall() == []
    assert [f.name for m in (Identifier, NamePart) for f in fields_of(m) if f.unique] == [
        "id",
        "id",
    ]


def test_only_the_two_numbers_of_the_law_can_be_searched_for() -> None:
    """Passports and reserve numbers never: the database refuses them a digest."""
    assert set(SEARCHABLE) == {IdentifierKind.PERSONAL_NUMBER, IdentifierKind.COORDINATION_NUMBER}
    names = {constraint.name for constraint in Identifier._meta.constraints}
    assert "identifier_digest_of_searchable" in names
    assert apps.get_model("casework.Identifier")._meta.get_field("digest").null
