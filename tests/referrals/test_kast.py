"""KAST's anonymous contacts: behind the buyers' wall, without words, counted and never tied."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actors import acting_as, set_acting_user
from casework.audit.events import Event
from casework.crypto import SealedTextField
from casework.enums import PersonRole, Role, YesNoUnknown
from casework.models import AuditEvent, Unit, User
from outreach.enums import ShiftState
from outreach.models import Encounter
from referrals.actions.kast import end_kast_contact, note_kast_talk, remove_kast_talk
from referrals.kast_enums import KastKind, KastRoute, TalkForm, TalkWith
from referrals.models import KastContact, KastTalk
from referrals.models.kast import draw_code
from referrals.outward_access import can_see_kast
from referrals.queries.kast import by_code, figures
from referrals.queries.statistics import buyers_met, count_kast, count_kast_talks
from tests.conftest import MakeUser, SignIn
from tests.counting import MOST_QUERIES, statements_of
from tests.night import one_night
from tests.referrals.outward import came, talked

pytestmark = pytest.mark.django_db
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
SENT = {"is_adult": "yes", "kind": "own", "route": "police", "first_day": "2025-04-02"}


@pytest.fixture
def kast(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_WORKER, "kast")


@pytest.fixture
def client(kast: User, sign_in: SignIn) -> Client:
    return sign_in(kast)


class TestWall:
    def test_filter_check_and_database_agree(self, kast: User, make_user: MakeUser) -> None:
        contact = came(kast)
        talked(kast, contact)
        for role, unit, sees in [
            (Role.UNIT_WORKER, "kast", True),
            (Role.UNIT_MANAGER, "kast", True),
            (Role.OUTREACH_WORKER, "pom", False),
            (Role.UNIT_MANAGER, "mika", False),
            (Role.STATISTICS_MANAGER, None, False),
            (Role.ADMINISTRATOR, None, False),
            (None, None, False),
        ]:
            user = make_user(role, unit, is_superuser=role is None)
            with acting_as(user):
                assert KastContact.objects.visible_to(user).exists() is sees
                assert KastTalk.objects.visible_to(user).exists() is sees
                assert can_see_kast(user, contact) is sees
                assert KastContact.objects.exists() is sees
                assert KastTalk.objects.exists() is sees

    def test_another_unit_can_not_keep_any(self, make_user: MakeUser) -> None:
        worker = make_user(Role.OUTREACH_WORKER, "pom")
        with pytest.raises(ActionRefused):
            came(worker, "pom")
        with pytest.raises(DatabaseError, match="row-level security"):
            with transaction.atomic(), acting_as(worker):
                KastContact.objects.create(
                    unit=Unit.objects.get(code="pom"),
                    kind="own",
                    route="police",
                    first_day=date(2025, 1, 1),
                    created_by=worker,
                    updated_by=worker,
                )

    def test_nobody_acting_sees_nothing(self, kast: User) -> None:
        came(kast)
        set_acting_user(None)
        assert KastContact.objects.count() == 0

    def test_the_pages_are_there_for_kast_alone(
        self, kast: User, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        contact = came(kast)
        pages = [reverse(f"referrals:{name}") for name in ("kast", "new_kast", "kast_figures")]
        pages += [
            reverse(f"referrals:{name}", args=[contact.pk])
            for name in ("kast_contact", "correct_kast", "kast_talk")
        ]
        answers = {
            unit: [sign_in(make_user(Role.UNIT_WORKER, unit)).get(p).status_code for p in pages]
            for unit in ("kast", "mika")
        }
        assert answers == {"kast": [200] * 6, "mika": [404] * 6}

    def test_there_is_nowhere_to_write_words(self) -> None:
        """What is not kept can't be told to anybody."""
        for model in (KastContact, KastTalk):
            words = (models.TextField, models.JSONField, SealedTextField)
            fields = model._meta.get_fields()
            assert [f.name for f in fields if isinstance(f, words)] == []
            plain = [f for f in fields if isinstance(f, models.CharField)]
            assert [f.name for f in plain if not f.choices] in (["code"], [])


class TestContact:
    def test_it_begins_through_the_page_under_a_code(self, client: Client, kast: User) -> None:
        bare = client.post(reverse("referrals:new_kast"), {})
        assert bare.status_code == 422
        assert set(bare.context["form"].errors) == {"is_adult", "kind", "route", "first_day"}
        answer = client.post(reverse("referrals:new_kast"), SENT)
        with acting_as(kast):
            contact = KastContact.objects.get()
            event = AuditEvent.objects.get(event=Event.KAST_BEGUN)
        assert answer.headers["Location"] == reverse("referrals:kast_contact", args=[contact.pk])
        assert re.fullmatch(r"K-[2-9A-HJ-NP-Z]{5}", contact.code)
        assert (event.object_id, event.details) == (contact.pk, {})

    @pytest.mark.parametrize("answer", ["no", "dont_know"])
    def test_somebody_who_may_be_under_18_is_a_child(
        self, client: Client, kast: User, answer: str
    ) -> None:
        page = client.post(reverse("referrals:new_kast"), SENT | {"is_adult": answer})
        assert page.status_code == 422
        assert list(page.context["form"].errors) == ["is_adult"]
        with acting_as(kast):
            assert KastContact.objects.count() == 0

    def test_the_age_is_the_units_own_limit(self, kast: User) -> None:
        with pytest.raises(ActionRefused):
            came(kast, is_adult=YesNoUnknown.DONT_KNOW)
        unit = Unit.objects.get(code="kast")
        assert unit.age_from == 18

    def test_opening_is_logged(self, client: Client, kast: User) -> None:
        contact = came(kast)
        assert client.get(reverse("referrals:kast_contact", args=[contact.pk])).status_code == 200
        with acting_as(kast):
            event = AuditEvent.objects.get(event=Event.KAST_READ)
        assert (event.object_id, event.actor_id) == (contact.pk, kast.pk)

    def test_a_code_is_found_as_it_is_said(
        self, client: Client, kast: User, make_user: MakeUser
    ) -> None:
        contact = came(kast)
        bare = contact.code[2:]
        with acting_as(kast):
            for said in (contact.code, contact.code.lower(), bare, f"k {bare}", f"K{bare}"):
                assert by_code(kast, said) == contact
            for said in ("", bare[:4], f"22{bare}", "' OR 1=1"):
                assert by_code(kast, said) is None
        found = client.post(reverse("referrals:find_kast"), {"code": bare})
        assert found.headers["Location"] == reverse("referrals:kast_contact", args=[contact.pk])
        missing = client.post(reverse("referrals:find_kast"), {"code": "K-22222"})
        assert (missing.status_code, list(missing.context["search"].errors)) == (422, ["code"])
        other = make_user(Role.UNIT_WORKER, "mika")
        with acting_as(other):
            assert by_code(other, contact.code) is None

    def test_two_who_correct_lose_nothing(self, client: Client, kast: User) -> None:
        contact = came(kast)
        address = reverse("referrals:correct_kast", args=[contact.pk])
        form = client.get(address).context["form"]
        carried = {name: form.initial[name] for name in ("seen_at", "base")}
        assert client.post(address, SENT | carried | {"route": "outreach"}).status_code == 302
        late = client.post(address, SENT | carried | {"route": "health"})
        assert late.status_code == 409
        assert [d.label for d in late.context["form"].differences] == [str(form["route"].label)]
        with acting_as(kast):
            assert KastContact.objects.get().route == KastRoute.OUTREACH

    @pytest.mark.parametrize("is_oneself", [True, False])
    def test_who_comes_second_reads_who_was_first_and_days_in_words(
        self, kast: User, make_user: MakeUser, sign_in: SignIn, *, is_oneself: bool
    ) -> None:
        contact = came(kast)
        colleague = make_user(Role.UNIT_WORKER, "kast", full_name="Kim Kollega")
        address = reverse("referrals:correct_kast", args=[contact.pk])
        mine, first = sign_in(kast), sign_in(kast if is_oneself else colleague)
        form = mine.get(address).context["form"]
        carried = {name: form.initial[name] for name in ("seen_at", "base")}
        assert first.post(address, SENT | carried | {"first_day": "2025-03-02"}).status_code == 302
        late = mine.post(address, SENT | carried | {"first_day": "2025-03-03"})
        [difference] = late.context["form"].differences
        assert (difference.theirs, difference.mine) == ("2 mars 2025", "3 mars 2025")
        page = late.content.decode()
        assert ("Sparades senast av Kim Kollega" in page) is not is_oneself
        assert ("Du sparade det här själv" in page) is is_oneself

    def test_codes_do_not_come_twice_by_chance(
        self, kast: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        codes = iter(["K-22222", "K-22222", "K-33333"])
        field = KastContact._meta.get_field("code")
        monkeypatch.setattr(field, "_get_default", lambda: next(codes))
        assert [came(kast).code, came(kast).code] == ["K-22222", "K-33333"]
        assert len({draw_code() for _n in range(200)}) > 190


class TestTalks:
    def test_they_are_noted_and_counted(self, client: Client, kast: User) -> None:
        contact = came(kast)
        address = reverse("referrals:kast_talk", args=[contact.pk])
        bare = client.post(address, {"day": ""})
        assert bare.status_code == 422
        assert set(bare.context["form"].errors) == {"day", "form", "with_whom"}
        sent = {"form": "visit", "with_whom": "alone"}
        assert client.post(address, {**sent, "day": "2025-04-01"}).status_code == 422
        for day in ("2025-04-02", "2025-05-01"):
            assert client.post(address, {**sent, "day": day}).status_code == 302
        row = client.get(reverse("referrals:kast")).context["page_obj"][0]
        assert (row.talk_count, row.last_talk) == (2, date(2025, 5, 1))

    def test_of_a_contact_that_a_colleague_has_ended_it_comes_back(
        self, client: Client, kast: User
    ) -> None:
        contact = came(kast)
        end_kast_contact(by=kast, contact_id=contact.pk, is_ended=True)
        sent = {"form": "visit", "with_whom": "couple", "day": "2025-04-03"}
        answer = client.post(reverse("referrals:kast_talk", args=[contact.pk]), sent)
        assert answer.status_code == 409
        assert f"av {kast}" in answer.context["overtaken"].said
        typed = [text for _question, text in answer.context["overtaken"].typed]
        assert typed == ["3 april 2025", TalkForm.VISIT.label, TalkWith.COUPLE.label]
        page = client.get(reverse("referrals:kast_contact", args=[contact.pk]))
        assert page.context["overtaken"] is None

    def test_one_noted_by_mistake_goes_and_leaves_a_trace(self, client: Client, kast: User) -> None:
        contact = came(kast)
        talk = talked(kast, contact)
        other = talked(kast, came(kast))
        with pytest.raises(ActionRefused):
            remove_kast_talk(by=kast, contact_id=contact.pk, talk_id=other.pk)
        address = reverse("referrals:remove_talk", args=[contact.pk, talk.pk])
        # It is asked first, and asking takes nothing away.
        assert client.get(address).status_code == 200
        page = client.get(reverse("referrals:kast_contact", args=[contact.pk]))
        assert f'action="{address}"' not in page.content.decode()
        with acting_as(kast):
            assert KastTalk.objects.count() == 2
        assert client.post(address).status_code == 302
        with acting_as(kast):
            assert list(KastTalk.objects.values_list("pk", flat=True)) == [other.pk]
            assert AuditEvent.objects.filter(event=Event.KAST_TALK_REMOVED).count() == 1
            with connection.cursor() as cursor:
                cursor.execute("SELECT pgh_obj_id FROM referrals_kasttalkevent")
                assert cursor.fetchall() == [(talk.pk,)]

    def test_an_ended_contact_has_no_more_talks(self, client: Client, kast: User) -> None:
        contact = came(kast)
        address = reverse("referrals:end_kast", args=[contact.pk])
        assert client.post(address, {"ended": "yes"}).status_code == 302
        with pytest.raises(ActionRefused):
            talked(kast, contact)
        with pytest.raises(ActionRefused):
            end_kast_contact(by=kast, contact_id=contact.pk, is_ended=True)
        assert list(client.get(reverse("referrals:kast")).context["page_obj"]) == []
        ended = client.get(reverse("referrals:kast"), {"visa": "avslutade"}).context["page_obj"]
        assert [row.pk for row in ended] == [contact.pk]
        assert client.post(address, {"ended": "no"}).status_code == 302
        talked(kast, contact)

    def test_no_day_ahead(self, kast: User) -> None:
        contact = came(kast)
        tomorrow = timezone.localdate() + timedelta(days=1)
        with pytest.raises(ActionRefused):
            note_kast_talk(
                by=kast,
                contact_id=contact.pk,
                day=tomorrow,
                form=TalkForm.CHAT,
                with_whom=TalkWith.ALONE,
            )
        with pytest.raises(ActionRefused):
            came(kast, first_day=tomorrow)


def buyers(worker: User, count: int) -> None:
    """Suspected buyers met on a night of 2025, beside one who is not counted."""
    shift = one_night(worker, "pom").shift
    with acting_as(worker):
        for number in range(count + 1):
            Encounter.objects.create(
                shift=shift,
                short_code=f"B{number}",
                role=PersonRole.SUSPECTED_BUYER,
                state="complete",
                happened_at=shift.starts_at,
                arena="street",
                told_of_rights="yes",
                offered_support="yes",
                is_current=number > 0,
                created_by=worker,
            )
        assert shift.state == ShiftState.ENDED


class TestFigures:
    def test_they_stand_beside_the_buyers_met(
        self, client: Client, kast: User, make_user: MakeUser
    ) -> None:
        buyers(make_user(Role.OUTREACH_WORKER, "pom"), 20)
        talked(kast, came(kast))
        came(kast, route=KastRoute.OUTREACH)
        came(kast, route=KastRoute.OWN_WAY)
        came(kast, kind=KastKind.RELATIVE)
        came(kast, first_day=date(2024, 12, 31))
        assert buyers_met(*YEAR) == {2025: 20}
        with acting_as(kast):
            (year,) = figures(kast, 2025, 2025)
        assert (year.begun, year.relatives, year.talks) == (4, 1, 1)
        # The relative names the police too, and was met by nobody.
        assert (year.from_police, year.from_outreach, year.from_a_shift) == (1, 1, 2)
        assert (year.buyers, year.share) == (20, 10)
        page = client.get(reverse("referrals:kast_figures"))
        assert next(y.year for y in page.context["years"]) == timezone.localdate().year
        text = page.content.decode()
        assert 'class="internal-banner"' in text
        # Marked on the page itself, with what Göteborg says and where.
        assert "<strong>Inte samma personer</strong>" in text
        assert "KAST i Göteborg uppger att ungefär tio procent" in text
        with acting_as(kast):
            assert AuditEvent.objects.filter(event=Event.KAST_FIGURES_READ).count() == 1

    def test_no_share_of_too_few(self, kast: User, make_user: MakeUser) -> None:
        buyers(make_user(Role.OUTREACH_WORKER, "pom"), 19)
        came(kast)
        with acting_as(kast):
            (year,) = figures(kast, 2025, 2025)
        assert (year.buyers, year.share) == (19, None)

    def test_the_statistics_count_without_code(self, kast: User) -> None:
        first, second = came(kast), came(kast, kind=KastKind.RELATIVE, route=KastRoute.PARTNER)
        for contact in (first, first, second):
            talked(kast, contact)
        assert count_kast(*YEAR, "route") == {"partner": 1, "police": 1}
        assert count_kast_talks(*YEAR, "kind") == {"own": 2, "relative": 1}
        for counts in (count_kast, count_kast_talks):
            with pytest.raises(ValueError, match="may not be counted"):
                counts(*YEAR, "code")


def test_as_many_queries_for_one_row_as_for_fifty(kast: User, client: Client) -> None:
    contact = came(kast)
    talked(kast, contact)
    pages = [
        reverse("referrals:kast"),
        reverse("referrals:kast_figures"),
        reverse("referrals:kast_contact", args=[contact.pk]),
    ]
    few = [len(statements_of(client, page)) for page in pages]
    for _n in range(12):
        talked(kast, contact)
        talked(kast, came(kast))
    assert [len(statements_of(client, page)) for page in pages] == few
    assert max(few) <= MOST_QUERIES


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "Ärla-4821"},
        {"kind": "nonsense"},
        {"route": "nonsense"},
        {"ended_on": date(2025, 4, 1)},
        {"first_day": date(1999, 1, 1)},
    ],
)
def test_the_database_holds_what_the_form_promises(kast: User, wrong: dict[str, Any]) -> None:
    contact = came(kast)
    with pytest.raises(IntegrityError), transaction.atomic(), acting_as(kast):
        KastContact.objects.filter(pk=contact.pk).update(**wrong)
