"""A child that was met: the report of concern begins by itself and is worded as one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actors import acting_as, setting_up_city
from casework.enums import PersonRole, Role, YesNo
from casework.identifiers import uuid7
from casework.models import Municipality, User
from outreach.actions.answers import EncounterAnswers
from outreach.actions.encounters import change_encounter, correct_encounter
from outreach.actions.shift_states import sign_shift
from outreach.models import Encounter
from referrals.actions.discarding import discard_draft
from referrals.enums import DropReason, ReferralGround, ReferralKind, ReferralState
from referrals.models import ConcernReport, OutsideBody, Referral
from referrals.views.done_words import READY_REPORT
from tests.conftest import MakeUser
from tests.outreach.build import CHILD, answers, ended, met, ongoing, seen, unit
from tests.staff import employ

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NOTE = "Planterad anteckning 4711"


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


def child(**changes: Any) -> EncounterAnswers:
    given = CHILD | {"interpreter": "lacking", "language": "ro", "note": NOTE} | changes
    return answers(changes.pop("role", PersonRole.EXPLOITED), **given)


def reports(user: User) -> list[Referral]:
    with acting_as(user):
        rows = Referral.objects.filter(kind=ReferralKind.REPORT)
        return list(rows.select_related("legal_reference", "encounter"))


def change(worker: User, encounter: Encounter, given: EncounterAnswers) -> None:
    row = seen(worker, encounter)
    change_encounter(encounter_id=row.pk, seen_at=row.updated_at, answers=given, by=worker)


def filled(report: Referral, **changes: Any) -> dict[str, Any]:
    """What somebody adds to what the form shows already."""
    body = OutsideBody.objects.get(code="annan-kommun")
    return {
        "receiver": f"body:{body.pk}",
        "to_municipality": Municipality.objects.get(name="Huddinge").pk,
        "kinds": ["situation", "exploitation"],
        "at_once": "no",
        "do": "send",
        **changes,
    }


def shown(form: Any) -> dict[str, Any]:
    """What the form of a draft holds before anybody types."""
    found = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in found.items() if value not in (None, "", [], False)}


def test_a_yes_begins_one_report_with_what_was_seen(worker: User) -> None:
    encounter = met(ongoing(worker), worker, child())
    [report] = reports(worker)
    assert (report.state, report.from_concern, report.is_child) == (ReferralState.DRAFT, True, True)
    assert (report.ground, report.encounter_id) == (ReferralGround.LEGAL, encounter.pk)
    assert report.legal_reference is not None
    assert report.legal_reference.code == "concern-report"
    assert report.due_at is not None
    assert report.due_at < timezone.now() + timedelta(days=7)
    # To whom, and what passes, a person chooses.
    assert (report.receiver, report.kinds) == (None, [])
    asked = str(report.asked)
    for words in ("15", "Gata", "Stockholm", "Rumänska", NOTE):
        assert words in asked, words


@pytest.mark.parametrize(
    ("given", "begun"),
    [
        (child(), 1),
        (child(complete=False), 1),
        (child(concern_report=YesNo.NO, concern_report_reason="identity"), 0),
        (answers(), 0),
    ],
)
def test_only_when_one_is_made(worker: User, given: EncounterAnswers, begun: int) -> None:
    met(ongoing(worker), worker, given)
    assert len(reports(worker)) == begun


def test_the_shift_says_that_its_receiver_is_missing(worker: User, sign_in: SignIn) -> None:
    shift = ongoing(worker)
    met(shift, worker, child())
    said = sign_in(worker).get(reverse("outreach:shift", args=[shift.pk])).content.decode()
    assert "Orosanmälan, mottagare saknas" in said
    assert "→ –" not in said


def test_once_however_often_it_is_saved(worker: User) -> None:
    encounter = met(ongoing(worker), worker, child(concern_report=YesNo.NO,
                                                   concern_report_reason="other"))  # fmt: skip
    change(worker, encounter, child(age=16))
    change(worker, encounter, child(age=14))
    assert len(reports(worker)) == 1
    # Nobody takes it away by an answer: somebody says why it is not sent.
    change(worker, encounter, child(concern_report=YesNo.NO, concern_report_reason="other"))
    [report] = reports(worker)
    with pytest.raises(ActionRefused):
        discard_draft(by=worker, referral_id=report.pk, reason=DropReason.NO_LONGER)
    discard_draft(by=worker, referral_id=report.pk, reason=DropReason.REPORTED)
    assert reports(worker) == []


def test_a_correction_takes_it_along_and_begins_no_second(worker: User) -> None:
    shift = ongoing(worker)
    first = met(shift, worker, child())
    ended(shift, worker)
    sign_shift(shift_id=shift.pk, by=worker)
    second = corrected(worker, first, child(age=16))
    [report] = reports(worker)
    assert report.encounter_id == second.pk
    discard_draft(by=worker, referral_id=report.pk, reason=DropReason.REPORTED)
    corrected(worker, second, child(age=14))
    assert reports(worker) == []


def corrected(worker: User, encounter: Encounter, given: EncounterAnswers) -> Encounter:
    return correct_encounter(
        encounter_id=encounter.pk, new_id=uuid7(), reason="Planterat", answers=given, by=worker
    )


def test_the_shift_says_what_waits_and_leads_there(
    worker: User, sign_in: SignIn, make_user: MakeUser
) -> None:
    shift = ongoing(worker)
    client, at = sign_in(worker), reverse("outreach:shift", args=[shift.pk])
    assert client.get(at).context["waits"] == []
    said_yes, a_child = met(shift, worker), met(shift, worker, child())
    page = client.get(at)
    with acting_as(worker):
        begun = {row.encounter_id: row.pk for row in Referral.objects.all()}
    expected = {pk: reverse("referrals:change", args=[begun[pk]]) for pk in begun}
    assert {line.encounter_id: line.url for line in page.context["waits"]} == expected
    assert set(expected) == {said_yes.pk, a_child.pk}
    assert all(url in page.content.decode() for url in expected.values())
    assert NOTE not in page.content.decode()
    # Another unit on no shift sees neither it nor what began from it.
    assert sign_in(make_user(Role.UNIT_MANAGER, "mika")).get(at).status_code == 404


def test_saving_says_that_something_waits(worker: User, sign_in: SignIn) -> None:
    shift = ongoing(worker)
    encounter = met(shift, worker, child(complete=False))
    client = sign_in(worker)
    at = reverse("outreach:change", args=[encounter.pk])
    form = client.get(at).context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value()}
    row = seen(worker, encounter)
    given |= {"seen_at": row.updated_at.isoformat(), "action": "draft", "id": str(row.pk)}
    answer = client.post(at, given, follow=True)
    told = [message.level_tag for message in answer.context["messages"]]
    assert told == ["success", "info"]


def test_the_form_is_that_of_a_report_and_is_filled_in(worker: User, sign_in: SignIn) -> None:
    encounter = met(ongoing(worker), worker, child())
    [report] = reports(worker)
    client, at = sign_in(worker), reverse("referrals:change", args=[report.pk])
    page = client.get(at)
    form = page.context["form"]
    found = shown(form)
    wanted = {
        "kind": "report",
        "ground": "legal",
        "seen_on": timezone.localdate(encounter.happened_at),
        "interpreter": "needed",
        "language": "Rumänska",
        "guardians": "danger",
    }
    assert {name: found[name] for name in wanted} == wanted
    # What has to be judged is not answered beforehand.
    assert "at_once" not in found
    assert page.context["is_report"]
    assert {form[name].is_hidden for name in ("kind", "ground", "ground_note")} == {True}
    kinds = {key.partition(":")[0] for group in form.fields["receiver"].choices[1:]
             for key, _label in group[1]}  # fmt: skip
    assert kinds == {"unit", "body"}
    outside = {body.kind_id for body in form.bodies}
    assert outside == {"municipality", "district"}
    # Whoever writes changes what is not so, and sends.
    sent = client.post(at, found | filled(report, interpreter="dont_know"))
    assert sent.status_code == 302
    with acting_as(worker):
        report.refresh_from_db()
        concern = ConcernReport.objects.get(referral=report)
    assert report.state == ReferralState.SENT
    assert (concern.interpreter, concern.guardians) == ("dont_know", "danger")


def test_without_an_encounter_it_is_asked_for(worker: User, sign_in: SignIn) -> None:
    client = sign_in(worker)
    at = reverse("referrals:new", args=["utsatt"])
    link = "?slag=orosanmalan"
    assert f'href="{link}"' in client.get(at).content.decode()
    page = client.get(at + link)
    found = shown(page.context["form"])
    assert (found["kind"], found["is_child"], found["ground"]) == ("report", "yes", "legal")
    bare = client.post(at + link, found)
    assert bare.status_code == 422
    lacking = set(bare.context["form"].errors)
    assert {"receiver", "asked", "kinds", "seen_on", "at_once"} <= lacking
    assert not {"kind", "ground", "ground_note", "is_child"} & lacking


def test_an_adult_is_not_reported(worker: User, sign_in: SignIn) -> None:
    encounter = met(ongoing(worker), worker)
    at = reverse("referrals:new_for_encounter", args=[encounter.pk])
    page = sign_in(worker).get(f"{at}?slag=orosanmalan")
    assert (page.context["is_report"], page.context["may_report"]) == (False, False)


def test_ones_own_unit_is_no_receiver(worker: User, make_user: MakeUser, sign_in: SignIn) -> None:
    at = reverse("referrals:new", args=["utsatt"])
    form = sign_in(worker).get(at).context["form"]
    assert unit("pom") not in form.units
    assert unit("mika") in form.units
    # Who sends for either of two units: the one that is chosen is refused.
    both = make_user(Role.UNIT_MANAGER, "pom")
    employ(both, Role.UNIT_MANAGER, "mika")
    client = sign_in(both)
    answer = client.post(
        at,
        {
            "row": uuid7(),
            "from_unit": unit("mika").pk,
            "kind": "referral",
            "receiver": f"unit:{unit('mika').pk}",
            "is_child": "no",
            "asked": "Planterat",
            "kinds": ["situation"],
            "ground": "anonymous",
            "do": "draft",
        },
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["receiver"])


NUMBER, ANOTHER = "08-465 004 07", "08-465 004 08"


@pytest.fixture
def office() -> OutsideBody:
    """The municipality that takes the report, with a number; and another that has one too."""
    body = OutsideBody.objects.get(code="annan-kommun")
    body.phone = NUMBER
    with setting_up_city():
        OutsideBody.objects.filter(code="stadsdel").update(phone=ANOTHER)
        body.save()
    return body


def test_the_number_to_telephone_at_once_stands_where_it_is_asked_for(
    worker: User, office: OutsideBody, sign_in: SignIn
) -> None:
    met(ongoing(worker), worker, child())
    [report] = reports(worker)
    client, at = sign_in(worker), reverse("referrals:change", args=[report.pk])
    form = client.get(at).context["form"]
    assert {(str(one), shown) for one, _when, shown in form.phones()} >= {(str(office), False)}
    answer = client.post(at, shown(form) | filled(report, at_once="yes", do="draft", kinds=[]))
    now = [one for one, _when, is_now in answer.context["form"].phones() if is_now]
    assert (answer.status_code, now) == (422, [office])
    # Sent, its page says whom to telephone, on which number.
    given = filled(report, at_once="yes", at_once_why="Planterat skäl")
    sent = client.post(at, shown(form) | given, follow=True)
    text = sent.content.decode()
    assert [str(message) for message in sent.context["messages"]] == [str(READY_REPORT)]
    assert (text.count(NUMBER), ANOTHER in text) == (2, False)
