"""What the encounter form refuses by itself: times, numbers, and a yes that nobody would see."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from casework.actors import acting_as
from casework.forms.moments import written
from casework.models import User
from outreach.actions.answers import ContactAnswer, OfferAnswered
from outreach.enums import OfferAnswer, SupportKind
from outreach.models import ContactDetails, Encounter, Shift
from tests.outreach.build import CONTACT, answers, met, ongoing, seen
from tests.outreach.test_views_encounters import form_data, record

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NO_NUMBER = "Det ser ut som ett nummer. Anteckningen får inte innehålla namn eller nummer."
CHILD: dict[str, Any] = {
    "age_band": "15_17", "concern_report": "yes", "guardians_contacted": "yes",
    "offered_support": "no", "not_offered_reason": "left", "offers": [],
}  # fmt: skip
ACCEPTED: dict[str, Any] = {"offer_mika_answer": "accepted"}


def errors(client: Client, shift: Shift, slug: str = "utsatt", **changes: Any) -> dict[str, Any]:
    """What the form says; nothing when it was saved."""
    answer = record(client, shift, slug, **changes)
    return dict(answer.context["form"].errors) if answer.status_code == 422 else {}


@pytest.mark.parametrize("action", ["draft", "complete"])
@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, None),
        (-60, None),
        (10, "Tiden kan inte vara senare än nu."),
        (-30 * 60, "Tiden ligger mer än ett dygn från påträffandet."),
    ],
)
def test_the_emergency_call_was_made_around_the_encounter(
    worker: User, sign_in: SignIn, action: str, minutes: int, said: str | None
) -> None:
    called = written(timezone.now() + timedelta(minutes=minutes))
    found = errors(
        sign_in(worker), ongoing(worker), action=action, emergency_called_at=called, **CHILD
    )
    assert found == ({"emergency_called_at": [said]} if said else {})


@pytest.mark.parametrize(
    ("note", "refused"),
    [
        ("Ring 070-174 06 99", True),
        ("+46 70 174 06 99", True),
        ("tel (08) 123 45 67", True),
        ("0701740699", True),
        ("Hon är 850314-9885", True),
        ("19850314-9885", True),
        ("850314 9885", True),
        ("Vill ha möte 2026-03-12 kl. 14.30, 2 barn", False),
        ("Rum 214, hiss B, mellan 22:00 och 02:30", False),
        ("Bar en grön mössa", False),
    ],
)
def test_a_note_holds_no_numbers(
    worker: User, sign_in: SignIn, note: str, *, refused: bool
) -> None:
    found = errors(sign_in(worker), ongoing(worker), note=note)
    assert found == ({"note": [NO_NUMBER]} if refused else {})


@pytest.mark.parametrize(
    ("number", "refused"), [("ring inte", True), ("0701", True), ("112 34", False)]
)
def test_a_number_is_a_number(worker: User, sign_in: SignIn, number: str, *, refused: bool) -> None:
    changes = ACCEPTED | {"offer_mika_number": number}
    found = errors(sign_in(worker), ongoing(worker), **changes)
    assert list(found) == (["offer_mika_number"] if refused else [])


def test_an_age_says_its_limit(worker: User, sign_in: SignIn) -> None:
    found = errors(sign_in(worker), ongoing(worker), age="200", age_band="")
    assert found == {"age": ["Ange högst 120 år."]}


def test_a_yes_without_contact_details_is_ticked(worker: User, sign_in: SignIn) -> None:
    client, shift = sign_in(worker), ongoing(worker)
    assert list(errors(client, shift, **ACCEPTED)) == ["offer_mika_no_contact"]
    # A forged claim that it was asked of nothing changes nothing.
    assert errors(client, shift, contact_asked="kast", **ACCEPTED)
    assert errors(client, shift, action="draft", **ACCEPTED) == {}
    assert errors(client, shift, offer_mika_no_contact="yes", **ACCEPTED) == {}
    with acting_as(worker):
        assert not ContactDetails.objects.exists()


@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize("complete", [True, False])
def test_who_left_details_already_is_not_asked_again(
    worker: User, sign_in: SignIn, *, left: bool, complete: bool
) -> None:
    contact = CONTACT if left else ContactAnswer()
    offer = OfferAnswered(SupportKind.MIKA, OfferAnswer.ACCEPTED, contact=contact)
    shift, client = ongoing(worker), sign_in(worker)
    row = seen(worker, met(shift, worker, answers(offers=(offer,), complete=complete)))
    url = reverse("outreach:change", args=[row.pk])
    form = client.get(url).context["form"]
    assert ("mika" in form["contact_asked"].value()) is not left
    # The tick is not stored: a completed form without details was ticked.
    assert form["offer_mika_no_contact"].value() == (["yes"] if complete else None)
    data = form_data(shift, seen_at=row.updated_at.isoformat(), **ACCEPTED)
    answer = client.post(url, data)
    assert answer.status_code == (302 if left else 422)
    with acting_as(worker):
        assert ContactDetails.objects.count() == (1 if left else 0)


def test_an_error_repeats_no_question(worker: User, sign_in: SignIn) -> None:
    with translation.override("sv"):
        answer = record(sign_in(worker), ongoing(worker), **CHILD | {"concern_report": ""})
    page = answer.content.decode()
    assert "?: " not in page
    assert re.search(r'<li><a href="#id_concern_report[_\d]*">Ange om en orosanmälan', page)


def test_the_age_that_applies_is_told(worker: User, sign_in: SignIn) -> None:
    shift, client = ongoing(worker), sign_in(worker)
    row = seen(worker, met(shift, worker, answers(age=45)))
    page = client.get(reverse("outreach:change", args=[row.pk])).content.decode()
    assert 'Åldern <span data-mirrors="id_age">45</span> gäller.' in page
    assert "Barnfrågorna visas inte längre." in page
    with acting_as(worker):
        assert Encounter.objects.get().age == 45
