"""Recording, changing and correcting encounters."""

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import PersonRole, Role, YesNo
from casework.identifiers import uuid7
from casework.models import AuditEvent, User
from outreach.actions.answers import EncounterAnswers, OfferAnswered
from outreach.actions.encounters import (
    ChangedMeanwhile,
    change_encounter,
    correct_encounter,
)
from outreach.actions.shift_states import cancel_shift
from outreach.enums import OfferAnswer, SupportKind
from outreach.models import ContactDetails, Encounter, SupportOffer
from outreach.signals import offer_accepted
from tests.outreach.build import (
    CHILD,
    CONTACT,
    answers,
    ended,
    met,
    ongoing,
    planned,
    seen,
    signed,
    unit,
)

pytestmark = pytest.mark.django_db


def test_an_encounter_is_recorded_with_its_offers_and_its_event(worker: User) -> None:
    shift = ongoing(worker)
    encounter = met(shift, worker, answers(note="Kom med en vän"))
    row = seen(worker, encounter)
    with acting_as(worker):
        assert [(o.kind, o.answer) for o in row.offers.all()] == [("mika", "accepted")]
        event = AuditEvent.objects.get(event=Event.ENCOUNTER_RECORDED)
    assert (row.note, row.is_child, row.created_by_id) == ("Kom med en vän", False, worker.pk)
    assert (event.object_id, event.unit_id) == (row.pk, shift.unit_id)
    assert event.details == {"state": "complete", "offers": 1}


def test_the_same_form_twice_makes_one_row(worker: User) -> None:
    shift, pk, given = ongoing(worker), uuid7(), answers()
    first, second = met(shift, worker, given, pk=pk), met(shift, worker, given, pk=pk)
    assert first.pk == second.pk
    with acting_as(worker):
        assert Encounter.objects.count() == 1
        assert SupportOffer.objects.count() == 1


def test_the_same_form_with_other_answers_overwrites_nothing(worker: User) -> None:
    shift, pk = ongoing(worker), uuid7()
    met(shift, worker, answers(age=24), pk=pk)
    with pytest.raises(ChangedMeanwhile):
        met(shift, worker, answers(age=31), pk=pk)
    with acting_as(worker):
        assert Encounter.objects.get().age == 24


def test_an_identifier_of_somebody_elses_encounter_tells_nothing(
    worker: User, stranger: User
) -> None:
    theirs = met(ongoing(worker), worker)
    own = ongoing(stranger, unit=unit("ungdomsjouren"))
    with translation.override("en"), pytest.raises(ActionRefused, match=r"can.t be saved"):
        met(own, stranger, answers(), pk=theirs.pk)
    assert seen(worker, theirs).age == 24


def test_codes_differ_within_a_shift_and_need_no_spelling(worker: User) -> None:
    shift = ongoing(worker)
    codes = [met(shift, worker).short_code for _ in range(12)]
    assert len(set(codes)) == 12
    assert all(len(code) == 3 and code[0] not in "IOQ" and code[1:].isdigit() for code in codes)


def test_a_code_hidden_by_the_wall_between_roles_is_not_given_twice(
    worker: User, kast_worker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.actions.codes.LETTERS", "A")
    monkeypatch.setattr("outreach.actions.codes.NUMBERS", range(11, 13))
    shift = ongoing(worker, units=(unit("kast"),), crew=(worker, kast_worker))
    first = met(shift, worker)
    second = met(shift, kast_worker, answers(PersonRole.SUSPECTED_BUYER))
    assert {first.short_code, second.short_code} == {"A11", "A12"}
    with pytest.raises(ActionRefused):
        met(shift, kast_worker, answers(PersonRole.SUSPECTED_BUYER))


@pytest.mark.parametrize("state", ["planned", "signed", "cancelled"])
def test_nobody_is_met_on_a_shift_that_is_not_open(worker: User, state: str) -> None:
    shift = planned(worker)
    if state == "signed":
        shift, _ = signed(worker, answers())
    elif state == "cancelled":
        shift = cancel_shift(shift_id=shift.pk, by=worker)
    with pytest.raises(ActionRefused):
        met(shift, worker)


def test_somebody_recorded_in_the_debrief_makes_the_shift_not_empty(worker: User) -> None:
    shift = ended(ongoing(worker), worker, nobody_met=True)
    met(shift, worker)
    with acting_as(worker):
        shift.refresh_from_db()
    assert shift.nobody_met is False


BREAKING: list[tuple[str, EncounterAnswers]] = [
    ("told_of_rights", answers(told_of_rights="")),
    ("told_of_rights", answers(told_of_rights="no")),
    ("offered_support", answers(offered_support="", offers=())),
    ("offered_support", answers(offered_support="no", offers=())),
    ("concern_report", answers(**CHILD | {"concern_report": ""})),
    ("concern_report", answers(**CHILD | {"concern_report": "no"})),
    ("guardians_contacted", answers(**CHILD | {"guardians_contacted": ""})),
    ("guardians_contacted", answers(**CHILD | {"guardians_reason": ""})),
    (
        "concern_report",
        answers(
            PersonRole.SUSPECTED_BUYER,
            age=None,
            age_band="possibly_under_18",
            offers=(),
            guardians_contacted="yes",
        ),
    ),
    ("sexual_kind", answers(**CHILD | {"sexual_kind": "for_payment"})),
    ("role", answers(PersonRole.SUSPECTED_BUYER, trafficking="yes")),
    ("offers", answers(**CHILD | {"offers": (OfferAnswered("mika", "declined"),)})),
    ("offers", answers(offers=(OfferAnswered("kast", "declined"),))),
    ("offers", answers(PersonRole.SUSPECTED_BUYER, offers=(OfferAnswered("mika", "declined"),))),
    ("offers", answers(offers=(OfferAnswered("mika", "not_possible"),))),
    ("offers", answers(offers=(OfferAnswered("mika", "not_possible", "no_place"),))),
]


@pytest.mark.parametrize(("field", "given"), BREAKING)
def test_the_database_holds_the_rules_whatever_the_form_says(
    worker: User, field: str, given: EncounterAnswers
) -> None:
    shift = ongoing(worker)
    with pytest.raises(ActionRefused) as refused:
        met(shift, worker, given)
    assert list(refused.value.fields) == [field]
    with acting_as(worker):
        assert Encounter.objects.count() == 0


@pytest.mark.parametrize("kind", ["mika", "kast"])
@pytest.mark.parametrize("age", [{"age": 17}, {"age": None, "age_band": "possibly_under_18"}])
def test_a_child_is_never_sent_to_a_unit_for_adults(
    worker: User, kind: str, age: dict[str, Any]
) -> None:
    role = PersonRole.EXPLOITED if kind == "mika" else PersonRole.SUSPECTED_BUYER
    shift = ongoing(worker)
    given = answers(role, **CHILD | age | {"offers": (OfferAnswered(kind, "accepted"),)})
    with pytest.raises(ActionRefused) as refused:
        met(shift, worker, given)
    assert list(refused.value.fields) == ["offers"]
    met(shift, worker, answers(role, **CHILD | age | {"offers": (OfferAnswered("stodcentrum"),)}))


def test_a_draft_needs_nothing_but_whom(worker: User) -> None:
    row = met(ongoing(worker), worker, answers(complete=False, told_of_rights="", offers=()))
    assert row.state == "draft"


def test_changing_keeps_the_earlier_version_and_names_the_fields(worker: User) -> None:
    encounter = met(ongoing(worker), worker, answers(note="hemligt"))
    row = seen(worker, encounter)
    change_encounter(
        encounter_id=row.pk,
        seen_at=row.updated_at,
        answers=answers(age=31, note="hemligt"),
        by=worker,
    )
    with acting_as(worker):
        event = AuditEvent.objects.get(event=Event.ENCOUNTER_CHANGED)
        history = apps.get_model("outreach.EncounterEvent").objects.all()
        earlier = [(version.age, version.note) for version in history]
    assert event.details["fields"] == ["happened_at", "age"]
    assert earlier == [(24, "hemligt")]


def test_what_is_complete_is_never_a_draft_again(worker: User) -> None:
    """The action says so in a sentence, and the database too."""
    half = answers(complete=False, told_of_rights="", offers=())
    row = seen(worker, met(ongoing(worker), worker))
    with translation.override("en"), pytest.raises(ActionRefused, match="complete already"):
        change_encounter(encounter_id=row.pk, seen_at=row.updated_at, answers=half, by=worker)
    with pytest.raises(IntegrityError, match="stays complete"), acting_as(worker):
        Encounter.objects.filter(pk=row.pk).update(state="draft")
    assert seen(worker, row).told_of_rights == YesNo.YES
    _, [original] = signed(worker, answers())
    with translation.override("en"), pytest.raises(ActionRefused, match="complete already"):
        correct_encounter(
            encounter_id=original.pk, new_id=uuid7(), reason="Fel", answers=half, by=worker
        )
    with pytest.raises(IntegrityError, match="stays complete"), acting_as(worker):
        Encounter.objects.create(
            shift_id=original.shift_id,
            short_code=original.short_code,
            role="exploited",
            happened_at=original.happened_at,
            arena="street",
            corrects=original,
            correction_reason="Fel",
        )
    assert seen(worker, original).is_current


def test_two_people_saving_lose_nothing(worker: User, colleague: User) -> None:
    row = seen(worker, met(ongoing(worker, crew=(worker, colleague)), worker))
    change_encounter(
        encounter_id=row.pk, seen_at=row.updated_at, answers=answers(age=31), by=colleague
    )
    with pytest.raises(ChangedMeanwhile):
        change_encounter(
            encounter_id=row.pk, seen_at=row.updated_at, answers=answers(age=19), by=worker
        )
    assert seen(worker, row).age == 31


def test_after_the_signature_a_change_is_refused_by_action_and_database(worker: User) -> None:
    _, [encounter] = signed(worker, answers())
    row = seen(worker, encounter)
    with pytest.raises(ActionRefused):
        change_encounter(
            encounter_id=row.pk, seen_at=row.updated_at, answers=answers(age=31), by=worker
        )
    with pytest.raises(DatabaseError), acting_as(worker):
        Encounter.objects.filter(pk=row.pk).update(age=31)
    with pytest.raises(DatabaseError), acting_as(worker):
        SupportOffer.objects.filter(encounter=row).update(answer="declined")
    with pytest.raises(DatabaseError), acting_as(worker):
        Encounter.objects.create(
            shift=row.shift,
            short_code="Z11",
            role="exploited",
            happened_at=row.happened_at,
            arena="street",
        )


def test_a_correction_is_a_new_version_and_the_original_stands(worker: User) -> None:
    _, [encounter] = signed(worker, answers())
    original = seen(worker, encounter)
    new = correct_encounter(
        encounter_id=original.pk,
        new_id=uuid7(),
        reason="Fel ålder",
        answers=answers(age=31),
        by=worker,
    )
    with acting_as(worker):
        kept, now = Encounter.objects.get(pk=original.pk), Encounter.objects.get(pk=new.pk)
        current = list(Encounter.objects.current())
    assert (kept.age, kept.is_current, kept.short_code) == (24, False, now.short_code)
    assert (now.age, now.corrects_id, now.correction_reason) == (31, kept.pk, "Fel ålder")
    assert current == [now]


def test_a_correction_needs_a_reason_and_the_latest_version(worker: User) -> None:
    _, [encounter] = signed(worker, answers())
    with pytest.raises(ActionRefused) as refused:
        correct_encounter(
            encounter_id=encounter.pk, new_id=uuid7(), reason=" ", answers=answers(), by=worker
        )
    assert list(refused.value.fields) == ["reason"]
    correct_encounter(
        encounter_id=encounter.pk, new_id=uuid7(), reason="Fel", answers=answers(age=31), by=worker
    )
    with pytest.raises(ChangedMeanwhile):
        correct_encounter(
            encounter_id=encounter.pk,
            new_id=uuid7(),
            reason="Fel",
            answers=answers(age=3),
            by=worker,
        )


def with_contact(answer: str = OfferAnswer.ACCEPTED) -> EncounterAnswers:
    return answers(offers=(OfferAnswered(SupportKind.MIKA, answer, contact=CONTACT),))


def details(user: User) -> list[ContactDetails]:
    with acting_as(user):
        return list(ContactDetails.objects.all())


def test_contact_details_are_sealed_to_author_and_receiver(
    worker: User, colleague: User, make_user: Any
) -> None:
    mika = make_user(Role.UNIT_WORKER, "mika")
    met(ongoing(worker), worker, with_contact())
    assert [d.safe_number for d in details(worker)] == ["070-174 06 99"]
    assert [d.alias for d in details(mika)] == ["Freja"]
    assert details(colleague) == []
    with acting_as(mika):
        assert Encounter.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "age"), [(SupportKind.HEALTH_CARE, {"age": 40}), (SupportKind.STODCENTRUM, CHILD)]
)
def test_a_buyers_contact_details_are_left_for_kast_alone(
    worker: User, make_user: Any, kind: SupportKind, age: dict[str, Any]
) -> None:
    """Also a child's: their identity stands in the report and nowhere else (design rule 2)."""
    shift, buyer = ongoing(worker), PersonRole.SUSPECTED_BUYER
    elsewhere = OfferAnswered(kind, OfferAnswer.ACCEPTED, contact=CONTACT)
    with pytest.raises(ActionRefused) as refused:
        met(shift, worker, answers(buyer, **{**age, "offers": (elsewhere,)}))
    assert set(refused.value.fields) == {"offers"}
    assert details(worker) == []
    kast = make_user(Role.UNIT_WORKER, "kast")
    theirs = OfferAnswered(SupportKind.KAST, OfferAnswer.ACCEPTED, contact=CONTACT)
    met(shift, worker, answers(buyer, age=40, offers=(theirs,)))
    assert [d.alias for d in details(kast)] == ["Freja"]


@pytest.mark.parametrize("role", PersonRole)
def test_the_database_too_keeps_a_buyers_contact_details_from_others(
    worker: User, role: PersonRole
) -> None:
    kind = SupportKind.STODCENTRUM if role != PersonRole.OTHER else SupportKind.MIKA
    shift = ongoing(worker)
    pk = met(shift, worker, answers(role, age=40, offers=(OfferAnswered(kind, "accepted"),))).pk
    with acting_as(worker):
        left = ContactDetails(
            offer=SupportOffer.objects.get(encounter=pk),
            receiving_unit=unit("stodcentrum"),
            kind=kind,
            author=worker,
            alias="Freja",
        )
        if role != PersonRole.SUSPECTED_BUYER:
            left.save()
            return
        with pytest.raises(IntegrityError, match="KAST alone"), transaction.atomic():
            left.save()
        left.receiving_unit = unit("kast")
        left.save()
        with pytest.raises(IntegrityError, match="KAST alone"), transaction.atomic():
            ContactDetails.objects.update(receiving_unit=unit("mika"))


def test_a_yes_taken_back_takes_a_colleagues_contact_details_back(
    worker: User, colleague: User
) -> None:
    row = seen(worker, met(ongoing(worker, crew=(worker, colleague)), worker, with_contact()))
    change_encounter(
        encounter_id=row.pk,
        seen_at=row.updated_at,
        answers=answers(offers=(OfferAnswered(SupportKind.MIKA, OfferAnswer.DECLINED),)),
        by=colleague,
    )
    assert details(worker) == []
    with acting_as(colleague):
        assert AuditEvent.objects.get(event=Event.CONTACT_WITHDRAWN).details == {"count": 1}


def test_contact_details_survive_a_change_of_something_else(worker: User, colleague: User) -> None:
    row = seen(worker, met(ongoing(worker, crew=(worker, colleague)), worker, with_contact()))
    change_encounter(
        encounter_id=row.pk, seen_at=row.updated_at, answers=answers(age=31), by=colleague
    )
    assert len(details(worker)) == 1


def test_a_correction_twice_removed_takes_contact_details_back(
    worker: User, colleague: User
) -> None:
    _, [encounter] = signed(worker, with_contact())
    second = correct_encounter(
        encounter_id=encounter.pk,
        new_id=uuid7(),
        reason="Ålder",
        answers=answers(age=31),
        by=colleague,
    )
    assert len(details(worker)) == 1
    correct_encounter(
        encounter_id=second.pk,
        new_id=uuid7(),
        reason="Tackade nej",
        answers=answers(offers=(OfferAnswered(SupportKind.MIKA, OfferAnswer.DECLINED),)),
        by=colleague,
    )
    assert details(worker) == []


@pytest.mark.django_db(transaction=False)
def test_an_accepted_offer_is_told_once_in_the_transaction_of_the_save(worker: User) -> None:
    heard: list[dict[str, Any]] = []

    def hear(**kwargs: Any) -> None:
        heard.append({k: v for k, v in kwargs.items() if k not in ("signal", "sender")})

    offer_accepted.connect(hear)
    try:
        shift = ongoing(worker)
        encounter = met(shift, worker, with_contact())
        row = seen(worker, encounter)
        with acting_as(worker):
            offer = row.offers.get()
        change_encounter(
            encounter_id=row.pk, seen_at=row.updated_at, answers=answers(age=30), by=worker
        )
    finally:
        offer_accepted.disconnect(hear)
    assert heard == [{"offer": offer, "encounter": row, "unit": unit("mika"), "by": worker}]


def test_the_identifier_of_another_encounter_makes_no_correction(
    worker: User, stranger: User
) -> None:
    theirs = met(ongoing(stranger, unit=unit("ungdomsjouren")), stranger)
    _, [first, second] = signed(worker, answers(), answers())
    for taken in (first, second, theirs):
        with translation.override("en"), pytest.raises(ActionRefused, match="can't be saved"):
            correct_encounter(
                encounter_id=first.pk, new_id=taken.pk, reason="Ålder",
                answers=answers(age=31), by=worker,
            )  # fmt: skip
    assert seen(worker, first).is_current


def test_only_roles_that_the_unit_is_there_for_are_recorded(
    worker: User, kast_worker: User
) -> None:
    shift = ongoing(worker, units=(unit("kast"),), crew=(worker, kast_worker))
    with pytest.raises(ActionRefused) as refused:
        met(shift, kast_worker, answers(PersonRole.EXPLOITED))
    assert list(refused.value.fields) == ["role"]


def test_answers_of_another_role_are_emptied_when_the_role_is_put_right(worker: User) -> None:
    row = seen(worker, met(ongoing(worker), worker, answers(trafficking="yes")))
    change_encounter(
        encounter_id=row.pk,
        seen_at=row.updated_at,
        answers=answers(PersonRole.RELATIVE, offers=()),
        by=worker,
    )
    now = seen(worker, row)
    assert (now.role, now.trafficking) == ("relative", "")
    assert now.told_of_rights == YesNo.YES
