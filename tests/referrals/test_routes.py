"""Whom Stockholm's file suggests for whom, and by when an answer is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from casework.actions.base import ActionRefused
from casework.actions.persons import AgeGiven
from casework.actors import acting_as, setting_up_city
from casework.enums import AgeSource, PersonRole, Role, YesNoUnknown
from casework.models import District, Municipality, TraffickingStatus
from casework.responsibility import who_answers
from casework.trafficking.enums import Authority, Suspicion
from referrals.about import About
from referrals.actions.moving import move_referral
from referrals.actions.referral_files import open_file_for
from referrals.due import DEFAULTS, due_at
from referrals.enums import Act, ReferralKind, ReferralState, RouteWhen
from referrals.forms.referral import ReferralForm
from referrals.models import AnswerTime, OutsideBody
from referrals.queries.routes import met_in, receivers_for, suggested
from tests.casework.people import opened, unit
from tests.conftest import MakeUser
from tests.outreach.build import met, ongoing
from tests.referrals.build import content, drafted, intake

pytestmark = pytest.mark.django_db
CHILD = (AgeGiven(AgeSource.STATED, 15, 15),)
NOW = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Stockholm"))


def names(about: About, make_user: MakeUser) -> set[tuple[str, str, str]]:
    user = make_user(Role.OUTREACH_WORKER, "pom")
    with acting_as(user):
        found = suggested(user, about)
    return {(s.kind, s.unit.code if s.unit else str(s.body and s.body.code), s.when) for s in found}


def about(make_user: MakeUser, kind: PersonRole = PersonRole.EXPLOITED, **values: object) -> About:
    person = opened(make_user(Role.OUTREACH_WORKER, "pom"), "pom", kind, **values)  # type: ignore[arg-type]
    return About(role=kind, person=person)


def test_an_exploited_adult_goes_to_mika(make_user: MakeUser) -> None:
    assert names(about(make_user), make_user) == {
        ("referral", "mika", RouteWhen.ALWAYS),
        ("referral", "socialjour", RouteWhen.ACUTE),
    }


def test_suspected_trafficking_goes_to_the_regional_coordinators(make_user: MakeUser) -> None:
    worker = make_user(Role.OUTREACH_WORKER, "pom")
    row = ("referral", "regionkoordinatorer", RouteWhen.TRAFFICKING)
    for said, wanted in ((YesNoUnknown.YES, True), (YesNoUnknown.NO, False)):
        encounter = met(ongoing(worker), worker)
        encounter.trafficking = said
        found = names(About(role=PersonRole.EXPLOITED, encounter=encounter), make_user)
        assert (row in found) is wanted


@pytest.mark.parametrize("suspicion", Suspicion)
def test_so_does_a_file_while_it_is_suspected(suspicion: Suspicion, make_user: MakeUser) -> None:
    worker = make_user(Role.OUTREACH_WORKER, "pom")
    person = opened(worker, "pom")
    row = (ReferralKind.REFERRAL, "regionkoordinatorer", RouteWhen.TRAFFICKING)
    decided = {
        "decided_by": Authority.COURT,
        "decided_where": "Planterad",
        "decided_on": date(2026, 1, 2),
        "reference": "Planterat",
    }
    confirmed = suspicion == Suspicion.CONFIRMED
    with acting_as(worker):
        TraffickingStatus.objects.create(
            person=person, suspicion=suspicion, created_by=worker, **(decided if confirmed else {})
        )
        found = suggested(worker, About(role=PersonRole.EXPLOITED, person=person))
    wanted = suspicion not in (Suspicion.NONE, Suspicion.RULED_OUT)
    assert (row in {(s.kind, s.unit and s.unit.code, s.when) for s in found}) is wanted


def test_a_child_is_reported_and_goes_to_those_who_are_there_for_children(
    make_user: MakeUser,
) -> None:
    assert names(about(make_user, ages=CHILD), make_user) == {
        ("referral", "socialjour", RouteWhen.ACUTE),
        ("report", "socialjour", RouteWhen.ALWAYS),
        ("report", "annan-kommun", RouteWhen.ALWAYS),
        ("referral", "regionkoordinatorer", RouteWhen.ALWAYS),
        ("referral", "stodcentrum", RouteWhen.ALWAYS),
        ("consultation", "barnahus", RouteWhen.ALWAYS),
    }


def test_a_buyer_goes_to_kast(make_user: MakeUser) -> None:
    found = names(about(make_user, PersonRole.SUSPECTED_BUYER), make_user)
    assert found == {("referral", "kast", RouteWhen.ALWAYS)}


def test_a_municipality_that_has_not_joined_is_asked_about(make_user: MakeUser) -> None:
    home = Municipality.objects.get(name="Botkyrka")
    found = names(about(make_user, home_municipality=home), make_user)
    assert ("consultation", "regionkoordinatorer", RouteWhen.NO_AGREEMENT) in found
    joined = Municipality.objects.get(name="Nacka")
    others = names(about(make_user, home_municipality=joined), make_user)
    assert not [row for row in others if row[2] == RouteWhen.NO_AGREEMENT]


def test_a_child_is_reported_where_it_lives_and_what_is_acute_where_it_was_met(
    make_user: MakeUser,
) -> None:
    worker = make_user(Role.OUTREACH_WORKER, "pom")
    home, met, own = (Municipality.objects.get(name=n) for n in ("Uppsala", "Nacka", "Stockholm"))
    for code, place in (("hem", home), ("traff", met)):
        with setting_up_city():
            OutsideBody.objects.create(
                code=code, name=place.name, kind_id="municipality", municipality=place
            )
    shift = ongoing(worker, municipality=met, district=None)
    child = about(make_user, ages=CHILD, home_municipality=home)

    def offices(found: About) -> list[tuple[str, str]]:
        with acting_as(worker):
            rows = [s for s in suggested(worker, found) if s.body is not None]
        return [(s.body.code, s.when) for s in rows if s.body and s.body.code in {"hem", "traff"}]

    assert offices(replace(child, shift=shift)) == [
        ("hem", RouteWhen.ALWAYS),
        ("traff", RouteWhen.ACUTE),
    ]
    # Met by us at home, there is no other municipality for what is acute.
    assert (child.stay(own), offices(child)) == (own, [("hem", RouteWhen.ALWAYS)])


def test_the_form_says_which_municipality_answers(make_user: MakeUser) -> None:
    home, own = (Municipality.objects.get(name=n) for n in ("Uppsala", "Stockholm"))
    for lives, begins in ((home, home), (own, None), (None, None)):
        found = about(make_user, home_municipality=lives)
        form = ReferralForm(about=found, units=[], receivers=([], []), suggestions=[], own=own)
        field = form.fields["to_municipality"]
        assert (field.help_text, field.initial) == (who_answers(own, lives), begins)


def test_a_child_may_go_to_no_unit_for_adults(make_user: MakeUser) -> None:
    units, _bodies = receivers_for(about(make_user, ages=CHILD))
    codes = {unit.code for unit in units}
    assert codes & {"mika", "kast"} == set()
    assert "stodcentrum" in codes


def test_the_times_are_the_city_s(make_user: MakeUser) -> None:
    assert AnswerTime.objects.count() == len(DEFAULTS)
    kind = ReferralKind.REFERRAL
    answer = due_at(kind, ReferralState.SENT, now=NOW)
    acute = due_at(kind, ReferralState.SENT, is_acute=True, now=NOW)
    assert answer == datetime(2026, 12, 2, 16, 30, tzinfo=NOW.tzinfo)
    assert acute == datetime(2026, 11, 25, 12, tzinfo=NOW.tzinfo)
    assert due_at(kind, ReferralState.DONE, now=NOW) is None


def test_after_the_acute_the_district_where_the_person_was_met(make_user: MakeUser) -> None:
    worker = make_user(Role.OUTREACH_WORKER, "pom")
    jour = intake(make_user, "socialjour")
    place = District.objects.get(name="Södermalm")
    shift = ongoing(worker, district=place)
    met_there = About(role=PersonRole.EXPLOITED, shift=shift)
    calm = drafted(worker, met_there, content(to="socialjour"))
    assert calm.met_district is None
    acute = drafted(worker, met_there, content(to="socialjour", is_acute=True))
    assert acute.met_district == place
    move_referral(by=worker, referral_id=acute.pk, act=Act.SEND)
    move_referral(by=jour, referral_id=acute.pk, act=Act.ACCEPT)
    person = open_file_for(by=jour, referral_id=acute.pk, unit=unit("socialjour"), agrees=True)
    here = About(role=PersonRole.EXPLOITED, person=person)
    with acting_as(jour):
        assert met_in(jour, here) == place
        found = [s for s in suggested(jour, here) if s.when == RouteWhen.AFTER_ACUTE]
    assert [s.body and s.body.code for s in found] == ["stadsdel"]
    body = OutsideBody.objects.get(code="stadsdel")
    with pytest.raises(ActionRefused) as refused:
        drafted(worker, met_there, content(to="", to_body=body))
    assert set(refused.value.fields) == {"to_district"}
    sent_on = drafted(worker, met_there, content(to="", to_body=body, to_district=place))
    assert sent_on.receiver_name == "Stadsdelsförvaltning: Södermalm"
    # Whoever is not there for the acute is not asked to think of it.
    with acting_as(worker):
        assert not [s for s in suggested(worker, met_there) if s.when == RouteWhen.AFTER_ACUTE]
