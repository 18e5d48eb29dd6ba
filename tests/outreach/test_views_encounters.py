"""The encounter's pages: form, draft, two at once, history, correction, doubles, sign-in."""

import re
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import PersonRole, UnitKind
from casework.forms.moments import MomentField, written
from casework.identifiers import uuid7
from casework.models import AuditEvent, Municipality, Unit, User
from outreach.actions.answers import OfferAnswered
from outreach.actions.doubles import link_double
from outreach.actions.encounters import change_encounter, correct_encounter
from outreach.enums import SupportKind
from outreach.models import ContactDetails, Encounter, Shift
from tests.outreach.build import answers, met, ongoing, planned, seen, signed, unit

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def form_data(shift: Shift, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()),
        "action": "complete",
        "happened_at": written(shift.starts_at + timedelta(hours=1)),
        "arena": "street",
        "age_band": "25_29",
        "gender": "woman",
        "told_of_rights": "yes",
        "offered_support": "yes",
        "offers": ["mika"],
        "offer_mika_answer": "declined",
    } | changes


def record(client: Client, shift: Shift, slug: str = "utsatt", **changes: Any) -> Any:
    return client.post(
        reverse("outreach:record", args=[shift.pk, slug]), form_data(shift, **changes)
    )


def only(user: User) -> Encounter:
    with acting_as(user):
        return Encounter.objects.prefetch_related("offers").get()


def test_nothing_that_is_counted_is_preselected(worker: User, sign_in: SignIn) -> None:
    shift = ongoing(worker)
    for slug in ("utsatt", "kopare", "anhorig", "annan"):
        page = sign_in(worker).get(reverse("outreach:record", args=[shift.pk, slug]))
        checked = re.findall(r"<input[^>]* checked[^>]*>", page.content.decode())
        names = {re.search(r'name="(\w+)"', tag).group(1) for tag in checked}  # type: ignore[union-attr]
        assert names == {"arena"}
        chosen = re.findall(r'<option value="([^"]*)" selected', page.content.decode())
        assert set(chosen) <= {""}


def test_a_person_is_recorded_with_answers_only(worker: User, sign_in: SignIn) -> None:
    shift = ongoing(worker)
    assert record(sign_in(worker), shift).status_code == 302
    row = only(worker)
    assert (row.state, row.age_band, row.told_of_rights) == ("complete", "25_29", "yes")
    assert [(o.kind, o.answer) for o in row.offers.all()] == [("mika", "declined")]


def test_every_kind_of_answer_is_kept(worker: User, sign_in: SignIn) -> None:
    shift, client = ongoing(worker), sign_in(worker)
    solna = Municipality.objects.get(name="Solna")
    record(
        client, shift, age="24", age_band="", citizenship="other", citizenship_other="PE",
        language="other", language_other="qu", interpreter="lacking", home="municipality",
        home_municipality=solna.code, note="Bar en grön mössa", offers=["mika", "emergency"],
        offer_mika_answer="accepted", offer_mika_alias="Freja", offer_mika_number="070-174 06 99",
        offer_emergency_answer="not_possible", offer_emergency_reason="no_place",
        offer_emergency_need="housing_women",
    )  # fmt: skip
    row = only(worker)
    assert (row.age, row.age_band, row.citizenship_id, row.language) == (24, "", "PE", "qu")
    assert (row.interpreter, row.home_municipality_id) == ("lacking", solna.pk)
    assert row.note == "Bar en grön mössa"
    with acting_as(worker):
        details = ContactDetails.objects.get()
        assert (details.alias, details.receiving_unit.code, details.kind) == (
            "Freja",
            "mika",
            "mika",
        )
        assert {(o.kind, o.unmet_need) for o in row.offers.all()} == {
            ("mika", ""), ("emergency", "housing_women"),
        }  # fmt: skip
    page = client.get(reverse("outreach:change", args=[row.pk])).content.decode()
    assert "Freja" not in page
    assert f'<option value="{solna.code}" selected>Solna</option>' in page


def test_the_own_city_is_one_tap(worker: User, sign_in: SignIn) -> None:
    shift = ongoing(worker)
    record(sign_in(worker), shift, home="city")
    row = only(worker)
    with acting_as(worker):
        assert str(row.home_municipality) == "Stockholm"


def test_the_same_form_twice_is_one_row(worker: User, sign_in: SignIn) -> None:
    shift, client = ongoing(worker), sign_in(worker)
    data = form_data(shift)
    url = reverse("outreach:record", args=[shift.pk, "utsatt"])
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 302]
    with acting_as(worker):
        assert Encounter.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"told_of_rights": ""}, "told_of_rights"),
        ({"offered_support": "no"}, "not_offered_reason"),
        ({"offers": ["kast"]}, "offers"),
        ({"age_band": "15_17", "concern_report": "yes", "guardians_contacted": "yes"}, "offers"),
        ({"happened_at": "2020-01-01T01:00"}, "happened_at"),
        ({"citizenship": "QQ"}, "citizenship"),
        ({"age": "200"}, "age"),
    ],
)
def test_an_error_loses_nothing_and_saves_nothing(
    worker: User, sign_in: SignIn, changes: dict[str, Any], field: str
) -> None:
    answer = record(sign_in(worker), ongoing(worker), gender="other", **changes)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"]["gender"].value() == "other"
    with acting_as(worker):
        assert Encounter.objects.count() == 0


def test_a_draft_is_saved_and_completed_later(worker: User, sign_in: SignIn) -> None:
    shift, client = ongoing(worker), sign_in(worker)
    answer = record(client, shift, action="draft", told_of_rights="", offered_support="", offers=[])
    assert answer.status_code == 302
    row = only(worker)
    assert row.state == "draft"
    page = client.get(reverse("outreach:change", args=[row.pk]))
    assert page.context["form"]["age_band"].value() == "25_29"
    data = form_data(shift, seen_at=page.context["sheet"].seen_at)
    assert client.post(reverse("outreach:change", args=[row.pk]), data).status_code == 302
    assert only(worker).state == "complete"


@pytest.mark.parametrize("is_signed", [False, True])
def test_what_is_complete_is_not_left_to_be_finished_later(
    worker: User, sign_in: SignIn, *, is_signed: bool
) -> None:
    """Neither by a button nor by Enter, which takes the first of the form."""
    client, given = sign_in(worker), answers(age=24)
    if is_signed:
        shift, [row] = signed(worker, given)
    else:
        shift = ongoing(worker)
        row = met(shift, worker, given)
    url = reverse("outreach:correct" if is_signed else "outreach:change", args=[row.pk])
    page = client.get(url)
    [form] = re.findall(r"<form[^>]*data-guard-unsaved.*?</form>", page.content.decode(), re.DOTALL)
    assert re.findall(r'name="action"\s+value="(\w+)"', form) == ["complete"]
    seen_at = page.context["sheet"].seen_at
    sent = form_data(shift, action="draft", seen_at=seen_at, reason="Fel", age="31", age_band="")
    half = client.post(url, sent | {"told_of_rights": "", "note": "Bar en grön mössa"})
    assert half.status_code == 422
    assert set(half.context["form"].errors) == {"told_of_rights"}
    assert half.context["form"]["note"].value() == "Bar en grön mössa"
    whole = client.post(url, sent)
    assert whole.status_code == 422
    assert whole.context["form"].non_field_errors()
    kept = only(worker)
    assert (kept.state, kept.age, kept.is_current) == ("complete", 24, True)
    assert client.post(url, sent | {"action": "complete"}).status_code == 302


def test_a_draft_that_a_colleague_completed_meanwhile_is_merged_with_it(
    worker: User, colleague: User, sign_in: SignIn
) -> None:
    shift = ongoing(worker, crew=(worker, colleague))
    row = seen(worker, met(shift, worker, answers(complete=False, told_of_rights="", offers=())))
    url = reverse("outreach:change", args=[row.pk])
    token = row.updated_at.isoformat()
    assert sign_in(colleague).post(url, form_data(shift, seen_at=token)).status_code == 302
    unanswered = form_data(shift, seen_at=token, action="draft", gender="man")
    del unanswered["told_of_rights"]
    late = sign_in(worker).post(url, unanswered)
    assert late.status_code == 409
    assert late.context["form"]["told_of_rights"].value() == "yes"
    assert late.context["sheet"].may_be_left is False
    assert only(worker).state == "complete"


def test_a_field_of_another_role_is_not_taken(worker: User, sign_in: SignIn) -> None:
    shift = ongoing(worker)
    record(
        sign_in(worker), shift, "kopare", trafficking="yes", exploitation_form="sexual",
        offers=["kast"], offer_kast_answer="declined",
    )  # fmt: skip
    assert (only(worker).trafficking, only(worker).exploitation_form) == ("", "")


def test_a_wrong_tile_is_put_right(worker: User, sign_in: SignIn) -> None:
    shift, client = ongoing(worker), sign_in(worker)
    row = seen(worker, met(shift, worker, answers(trafficking="yes")))
    url = reverse("outreach:change", args=[row.pk]) + "?roll=anhorig"
    assert client.get(url).context["sheet"].tile.slug == "anhorig"
    data = form_data(shift, offered_support="", offers=[], seen_at=row.updated_at.isoformat())
    assert client.post(url, data).status_code == 302
    assert (only(worker).role, only(worker).trafficking) == ("relative", "")


def test_two_people_at_once_see_where_they_differ(
    worker: User, colleague: User, sign_in: SignIn
) -> None:
    shift = ongoing(worker, crew=(worker, colleague))
    row = seen(worker, met(shift, worker, answers(age=None, age_band="25_29", gender="woman")))
    url = reverse("outreach:change", args=[row.pk])
    mine, theirs = sign_in(worker), sign_in(colleague)
    token = mine.get(url).context["sheet"].seen_at
    base = {"seen_at": token, "offer_mika_answer": "accepted", "offer_mika_no_contact": "yes"}
    saved = form_data(
        shift, **base | {"gender": "other", "met_earlier": "yes", "age_band": "30_39"}
    )
    assert theirs.post(url, saved).status_code == 302
    answer = mine.post(
        url, form_data(shift, **base | {"age_band": "21_24", "contact_route": "police"})
    )
    assert answer.status_code == 409
    form = answer.context["form"]
    # Only they changed these; both changed the age; only I changed the route.
    assert form["gender"].value() == "other"
    assert form["met_earlier"].value() == "yes"
    assert form["age_band"].value() == "21_24"
    assert form["contact_route"].value() == "police"
    shown = {d.theirs: d.taken_over for d in answer.context["sheet"].differences}
    assert sorted(shown.values()) == [False, True, True]
    assert seen(worker, row).age_band == "30_39"
    again = form_data(
        shift, seen_at=answer.context["sheet"].seen_at, gender="other", met_earlier="yes",
        age_band="21_24", contact_route="police", offer_mika_answer="accepted",
        offer_mika_no_contact="yes",
    )  # fmt: skip
    assert mine.post(url, again).status_code == 302
    now = seen(worker, row)
    assert (now.gender, now.met_earlier, now.age_band) == ("other", "yes", "21_24")


def test_an_offer_that_a_colleague_added_is_not_lost(
    worker: User, colleague: User, sign_in: SignIn
) -> None:
    shift = ongoing(worker, crew=(worker, colleague))
    row = seen(worker, met(shift, worker, answers(offers=())))
    url = reverse("outreach:change", args=[row.pk])
    token = row.updated_at.isoformat()
    theirs = form_data(shift, seen_at=token, offers=["mika"])
    assert sign_in(colleague).post(url, theirs).status_code == 302
    mine = form_data(
        shift, seen_at=token, offers=["emergency"], offer_emergency_answer="accepted",
        offer_emergency_no_contact="yes",
    )  # fmt: skip
    answer = sign_in(worker).post(url, mine)
    assert answer.status_code == 409
    assert answer.context["form"]["offers"].value() == ["emergency", "mika"]


@pytest.mark.parametrize("token", ["2026-13-01T00:00", "2026-03-01T00:00", "yesterday"])
@pytest.mark.parametrize("linked", [False, True])
def test_a_form_that_shows_no_version_overwrites_nothing(
    worker: User, sign_in: SignIn, token: str, *, linked: bool
) -> None:
    shift, client = ongoing(worker), sign_in(worker)
    first, row = met(shift, worker), met(shift, worker)
    if linked:
        link_double(encounter_id=row.pk, counted_id=first.pk, by=worker)
    url = reverse("outreach:change", args=[row.pk])
    answer = client.post(url, form_data(shift, seen_at=token))
    assert answer.status_code == 409
    assert seen(worker, row).age == 24
    data = form_data(shift, seen_at=answer.context["sheet"].seen_at)
    assert client.post(url, data).status_code == 302


@pytest.mark.parametrize("phone", ["", "08-123 45 67"])
def test_about_a_child_the_number_stands_there_or_that_it_does_not(
    worker: User, sign_in: SignIn, phone: str
) -> None:
    Unit.objects.filter(kind=UnitKind.EMERGENCY).update(phone=phone)
    url = reverse("outreach:record", args=[ongoing(worker).pk, "utsatt"])
    page = sign_in(worker).get(url).content.decode()
    wanted = phone or "Telefonnumret är inte inlagt av din kommun"
    assert page.count(wanted) == 1
    assert page.count("Telefonnumret är inte inlagt") == (not phone)


def test_a_link_made_meanwhile_asks_nothing(worker: User, sign_in: SignIn) -> None:
    shift = ongoing(worker)
    first, second = met(shift, worker), seen(worker, met(shift, worker))
    link_double(encounter_id=second.pk, counted_id=first.pk, by=worker)
    data = form_data(shift, seen_at=second.updated_at.isoformat())
    answer = sign_in(worker).post(reverse("outreach:change", args=[second.pk]), data)
    assert answer.status_code == 302


def test_history_shows_who_changed_which_field(
    worker: User, colleague: User, sign_in: SignIn
) -> None:
    shift = ongoing(worker, crew=(worker, colleague))
    row = seen(worker, met(shift, worker, answers(age=24, note="Bar en grön mössa")))
    data = form_data(
        shift, seen_at=row.updated_at.isoformat(), age="31", note="Bar en röd mössa",
        offer_mika_answer="declined",
    )  # fmt: skip
    url = reverse("outreach:change", args=[row.pk])
    assert sign_in(colleague).post(url, data).status_code == 302
    page = sign_in(worker).get(reverse("outreach:history", args=[row.pk]))
    [change] = page.context["changes"]
    assert change.by == colleague
    fields = {(f.before, f.after) for f in change.fields if not f.sealed}
    assert ("24", "31") in fields
    assert [f.sealed for f in change.fields].count(True) == 1
    assert len(change.offers) == 1
    assert "mössa" not in page.content.decode()
    with acting_as(worker):
        assert AuditEvent.objects.filter(event=Event.ENCOUNTER_HISTORY_READ).count() == 1


@pytest.mark.parametrize("gender", ["", "other"])
def test_history_shows_which_offer_was_added(
    worker: User, colleague: User, sign_in: SignIn, gender: str
) -> None:
    shift = ongoing(worker, crew=(worker, colleague))
    row = seen(worker, met(shift, worker, answers(arena="street")))
    change_encounter(
        encounter_id=row.pk,
        seen_at=row.updated_at,
        answers=answers(
            happened_at=row.happened_at,
            gender=gender,
            offers=(OfferAnswered("mika", "accepted"), OfferAnswered("emergency", "declined")),
        ),
        by=colleague,
    )
    url = reverse("outreach:history", args=[row.pk])
    [change] = sign_in(worker).get(url).context["changes"]
    with translation.override("sv"):
        assert [o.label for o in change.offers] == [str(SupportKind.EMERGENCY.label)]
    assert len(change.fields) == (gender != "")


def test_the_history_of_a_shift(worker: User, sign_in: SignIn) -> None:
    shift = ongoing(worker)
    page = sign_in(worker).get(reverse("outreach:shift_history", args=[shift.pk]))
    assert len(page.context["changes"]) == 1


def test_opening_an_encounter_is_logged(worker: User, sign_in: SignIn) -> None:
    encounter = met(ongoing(worker), worker, answers(note="Bar en grön mössa"))
    page = sign_in(worker).get(reverse("outreach:encounter", args=[encounter.pk]))
    assert "grön mössa" in page.content.decode()
    with acting_as(worker):
        event = AuditEvent.objects.get(event=Event.ENCOUNTER_READ)
    assert (event.object_id, event.actor_id) == (encounter.pk, worker.pk)


def test_a_signed_encounter_is_corrected_openly(worker: User, sign_in: SignIn) -> None:
    client = sign_in(worker)
    shift, [encounter] = signed(worker, answers())
    change = client.get(reverse("outreach:change", args=[encounter.pk]), follow=True)
    assert change.redirect_chain[-1][0] == reverse("outreach:shift", args=[shift.pk])
    url = reverse("outreach:correct", args=[encounter.pk])
    assert client.get(url).status_code == 200
    data = form_data(shift, age="31", age_band="")
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert client.post(url, data | {"reason": "Fel ålder"}).status_code == 302
    with acting_as(worker):
        new = Encounter.objects.get(is_current=True)
    assert (new.age, new.correction_reason) == (31, "Fel ålder")
    page = client.get(reverse("outreach:encounter", args=[encounter.pk]))
    assert page.context["later"] == new


@pytest.mark.parametrize("before", list(PersonRole))
@pytest.mark.parametrize("after", list(PersonRole))
def test_a_correction_across_roles_tells_nothing_of_the_other(
    worker: User, kast_worker: User, sign_in: SignIn, before: PersonRole, after: PersonRole
) -> None:
    shift, [first] = signed(
        worker,
        answers(before, offers=(), note="Bar en grön mössa"),
        units=(unit("kast"),),
        crew=(worker, kast_worker),
    )
    second = correct_encounter(
        encounter_id=first.pk,
        new_id=uuid7(),
        reason="Fel ruta valdes",
        answers=answers(after, offers=(), note="Bar en röd mössa"),
        by=worker,
    )
    client, url = sign_in(kast_worker), reverse("outreach:shift", args=[shift.pk])
    hidden = {PersonRole.EXPLOITED, PersonRole.OTHER}
    told = {first: ("grön", before), second: ("röd", after)}
    for row, other in ((first, second), (second, first)):
        word, role = told[row]
        of_other, other_role = told[other]
        secret = rf"{of_other} mössa"
        if other_role in hidden:
            # Nor that there is another version at all.
            secret += rf"|{other.pk}|Fel ruta valdes|[Ee]n rättad version|tidigare version"
        for name in ("encounter", "history"):
            page = client.get(reverse(f"outreach:{name}", args=[row.pk]))
            assert page.status_code == (404 if role in hidden else 200)
            assert re.findall(secret, page.content.decode()) == []
            if name == "encounter" and page.status_code == 200:
                assert f"{word} mössa" in page.content.decode()
        if role not in hidden:
            later = client.get(reverse("outreach:encounter", args=[row.pk])).context["later"]
            assert later == (second if row == first and after not in hidden else None)
            page = client.get(reverse("outreach:history", args=[row.pk]))
            earlier = [first] if row == second and before not in hidden else []
            assert page.context["earlier"] == earlier
    entries = client.get(url)
    assert [e.encounter for e in entries.context["entries"]] == [second][: after not in hidden]
    marked = re.findall(r"\bRättat\b", entries.content.decode())
    assert len(marked) == (hidden.isdisjoint((before, after)))


@pytest.mark.parametrize("hidden", [False, True])
def test_an_earlier_version_is_not_corrected_again(
    worker: User, kast_worker: User, sign_in: SignIn, *, hidden: bool
) -> None:
    buyer = answers(PersonRole.SUSPECTED_BUYER, offers=())
    shift, [first] = signed(worker, buyer, units=(unit("kast"),), crew=(worker, kast_worker))
    later = answers(offers=()) if hidden else buyer
    correct_encounter(
        encounter_id=first.pk, new_id=uuid7(), reason="Fel ruta", answers=later, by=worker
    )
    answer = sign_in(kast_worker).post(
        reverse("outreach:correct", args=[first.pk]),
        form_data(
            shift, offered_support="no", not_offered_reason="left", offers=[], reason="Ålder"
        ),
    )
    assert answer.status_code == 422
    said = answer.context["form"].non_field_errors()
    with translation.override("sv"):
        assert said == [
            gettext("This encounter can't be corrected.")
            if hidden
            else gettext("There is a later version of this encounter already.")
        ]


def test_doubles_are_linked_after_a_look_at_both(worker: User, sign_in: SignIn) -> None:
    client, shift = sign_in(worker), ongoing(worker)
    first, second = met(shift, worker), met(shift, worker, answers(age=31))
    elsewhere = met(ongoing(worker), worker)
    url = reverse("outreach:double", args=[second.pk])
    assert client.get(url).context["chosen"] is None
    assert client.get(url, {"counted": str(first.pk)}).context["chosen"] == first
    assert client.post(url, {"counted": str(elsewhere.pk)}).status_code == 422
    assert client.post(url, {"counted": str(uuid7())}).status_code == 422
    assert client.post(url, {"counted": str(first.pk)}).status_code == 302
    assert seen(worker, second).double_of_id == first.pk
    assert client.post(reverse("outreach:unlink", args=[second.pk])).status_code == 302
    assert seen(worker, second).double_of_id is None


def test_nobody_is_recorded_on_a_shift_that_has_not_begun(worker: User, sign_in: SignIn) -> None:
    shift, client = planned(worker), sign_in(worker)
    back = reverse("outreach:shift", args=[shift.pk])
    for name, args in (("choose_role", [shift.pk]), ("record", [shift.pk, "utsatt"])):
        assert client.get(reverse(f"outreach:{name}", args=args))["Location"] == back


def stash(client: Client, shift: Shift, author: User, sign_in: SignIn) -> tuple[str, str]:
    """Post a form whose session has ended; the address and the sealed answers."""
    url = reverse("outreach:record", args=[shift.pk, "utsatt"])
    mark = sign_in(author).get(url).context["author"]
    answer = client.post(url, form_data(shift, author=mark, note="Bar en grön mössa"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/konto/")
    return url, client.session["typed"]["sealed"]


def test_what_was_typed_comes_back_after_signing_in(worker: User, sign_in: SignIn) -> None:
    shift, client = ongoing(worker), Client()
    url, sealed = stash(client, shift, worker, sign_in)
    assert "mössa" not in sealed
    with acting_as(worker):
        assert Encounter.objects.count() == 0
    client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(url)
    assert page.context["form"]["note"].value() == "Bar en grön mössa"
    assert page.context["form"]["offers"].value() == ["mika"]
    assert "typed" not in client.session
    assert client.get(url).context["form"]["note"].value() is None


def test_somebody_else_who_signs_in_gets_nothing(
    worker: User, colleague: User, sign_in: SignIn
) -> None:
    shift, client = ongoing(worker, crew=(worker, colleague)), Client()
    url, _ = stash(client, shift, worker, sign_in)
    client.force_login(colleague, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "mössa" not in client.get(url).content.decode()


def test_without_a_mark_nothing_is_kept(worker: User) -> None:
    shift, client = ongoing(worker), Client()
    url = reverse("outreach:record", args=[shift.pk, "utsatt"])
    for mark in ("", "forged"):
        assert client.post(url, form_data(shift, author=mark)).status_code == 302
        assert "typed" not in client.session


def test_the_night_when_the_clocks_change() -> None:
    field = MomentField()
    twice, never = field.clean("2026-10-25T02:30"), field.clean("2026-03-29T02:30")
    assert (twice - field.clean("2026-10-25T00:30")) == timedelta(hours=2)
    assert written(never.astimezone(UTC)) == "2026-03-29T03:30"
