"""The pages of shifts: list, plan, change, debrief, end, sign, hand over."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import PersonRole, Role
from casework.identifiers import uuid7
from casework.models import AuditEvent, District, Municipality, User
from outreach.actions.shift_states import end_shift, sign_shift, write_handover_note
from outreach.models import Shift
from tests.conftest import MakeUser
from tests.outreach.build import answers, ended, met, ongoing, planned, signed, unit

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def plan_data(worker: User, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()),
        "unit": str(unit("pom").pk),
        "kind": "own_outreach",
        "starts_at": "2026-03-12T21:00",
        "municipality": str(Municipality.objects.get(name="Stockholm").pk),
        "district": "",
        "arena": "street",
        "officer_count": "",
        "crew": [str(worker.pk)],
    } | changes


def test_a_shift_is_planned_on_the_form(worker: User, sign_in: SignIn) -> None:
    client = sign_in(worker)
    assert client.get(reverse("outreach:plan")).status_code == 200
    data = plan_data(worker)
    for _ in range(2):
        answer = client.post(reverse("outreach:plan"), data)
        assert answer.status_code == 302
    with acting_as(worker):
        shift = Shift.objects.get()
    assert (str(shift.pk), shift.kind, shift.social_worker_count) == (data["id"], "own_outreach", 1)
    assert answer["Location"] == reverse("outreach:shift", args=[shift.pk])


@pytest.mark.parametrize("field", ["unit", "crew", "units", "kind", "starts_at"])
def test_a_form_field_opens_no_other_unit(
    worker: User, stranger: User, sign_in: SignIn, field: str
) -> None:
    values = {
        "unit": str(unit("ungdomsjouren").pk),
        "crew": [str(stranger.pk)],
        "units": [str(unit("stab").pk)],
        "kind": "holiday",
        "starts_at": "at night",
    }
    answer = sign_in(worker).post(
        reverse("outreach:plan"), plan_data(worker, **{field: values[field]})
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    with acting_as(worker):
        assert Shift.objects.count() == 0


def test_what_was_typed_survives_an_error(worker: User, sign_in: SignIn) -> None:
    data = plan_data(worker, starts_at="", arena="hotel")
    answer = sign_in(worker).post(reverse("outreach:plan"), data)
    assert answer.context["form"]["arena"].value() == "hotel"
    assert data["id"] in answer.content.decode()


def test_the_leading_unit_of_a_shift_is_not_changed_by_a_form(
    worker: User, sign_in: SignIn
) -> None:
    shift = planned(worker)
    answer = sign_in(worker).post(
        reverse("outreach:change_shift", args=[shift.pk]),
        plan_data(worker, unit=str(unit("kast").pk)),
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00", "1999-12-31T23:59", "9999-12-31T23:59", "far"]
)
def test_a_shift_begins_in_our_time(worker: User, sign_in: SignIn, moment: str) -> None:
    if moment == "far":
        moment = (timezone.localtime() + timedelta(days=731)).strftime("%Y-%m-%dT%H:%M")
    client, shift = sign_in(worker), ongoing(worker)
    for url, data, field in (
        (reverse("outreach:plan"), plan_data(worker, starts_at=moment), "starts_at"),
        (reverse("outreach:end", args=[shift.pk]), {"ends_at": moment}, "ends_at"),
    ):
        answer = client.post(url, data)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]


def test_an_empty_form_is_answered_with_what_is_missing(worker: User, sign_in: SignIn) -> None:
    client, shift = sign_in(worker), ongoing(worker)
    change, end = (reverse(f"outreach:{n}", args=[shift.pk]) for n in ("change_shift", "end"))
    for url, fields in (
        (reverse("outreach:plan"), ["unit", "kind", "starts_at", "municipality", "arena"]),
        (change, ["unit", "kind", "starts_at", "municipality", "arena"]),
        (end, ["ends_at"]),
    ):
        answer = client.post(url)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == fields


def test_another_unit_on_the_shift_changes_no_units_on_the_form(
    worker: User, kast_worker: User, sign_in: SignIn
) -> None:
    shift = planned(worker, units=(unit("kast"),), crew=(worker, kast_worker))
    client, url = sign_in(kast_worker), reverse("outreach:change_shift", args=[shift.pk])
    shown = client.get(url).context
    form = shown["form"]
    # Its colleagues are shown whatever the browser takes for answered.
    assert [(g.unit.code, g.condition) for g in form.crew_groups()] == [("pom", ""), ("kast", "")]
    data = plan_data(
        worker,
        seen_at=shown["version"],
        arena="hotel",
        units=[str(unit("ungdomsjouren").pk)],
        crew=[str(worker.pk), str(kast_worker.pk)],
    )
    assert client.post(url, data).status_code == 302
    with acting_as(worker):
        shift.refresh_from_db()
        codes = set(shift.shift_units.values_list("unit__code", flat=True))
    assert (shift.arena, codes) == ("hotel", {"pom", "kast"})


def test_the_identifier_of_anothers_shift_is_refused_in_words(
    worker: User, stranger: User, sign_in: SignIn
) -> None:
    theirs = planned(stranger, unit=unit("ungdomsjouren"))
    answer = sign_in(worker).post(reverse("outreach:plan"), plan_data(worker, id=str(theirs.pk)))
    assert answer.status_code == 422
    assert len(answer.context["form"].non_field_errors()) == 1


def test_from_start_to_signature_by_the_buttons(worker: User, sign_in: SignIn) -> None:
    client, shift = sign_in(worker), planned(worker)

    def press(name: str, **data: Any) -> str:
        answer = client.post(reverse(f"outreach:{name}", args=[shift.pk]), data, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("outreach:shift", args=[shift.pk])
        with acting_as(worker):
            shift.refresh_from_db()
        return shift.state

    assert press("start") == "ongoing"
    met(shift, worker, answers(happened_at=timezone.now()))
    moment = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    assert press("end", ends_at=moment) == "ended"
    assert press("reopen") == "ongoing"
    assert press("end", ends_at=moment) == "ended"
    assert press("hand_over", note="Ny port", base='{"note": []}') == "ended"
    assert press("sign") == "signed"
    assert press("start") == "signed"


def test_nobody_met_is_said_not_assumed(worker: User, sign_in: SignIn) -> None:
    client, shift = sign_in(worker), ongoing(worker)
    url = reverse("outreach:end", args=[shift.pk])
    moment = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    assert client.get(url).context["form"]["nobody_met"].value() in (None, False)
    assert client.post(url, {"ends_at": moment}).status_code == 422
    assert client.post(url, {"ends_at": moment, "nobody_met": "on"}).status_code == 302


def test_the_page_is_a_debrief(worker: User, colleague: User, sign_in: SignIn) -> None:
    before = ongoing(worker, started=timezone.now() - timedelta(days=1))
    write_handover_note(shift_id=before.pk, note="Porten är bytt", by=worker)
    ended(before, worker, nobody_met=True)
    shift = ongoing(worker, crew=(worker, colleague))
    met(shift, worker)
    draft = met(shift, worker, answers(complete=False, told_of_rights=""))
    answer = sign_in(colleague).get(reverse("outreach:shift", args=[shift.pk]))
    assert [c.count for c in answer.context["tally"].counters] == [2, 0, 0, 0]
    missing = {e.encounter.pk: len(e.missing) for e in answer.context["entries"]}
    assert missing[draft.pk] == 1
    assert "Porten är bytt" in answer.content.decode()
    with acting_as(colleague):
        event = AuditEvent.objects.get(event=Event.SHIFT_READ)
    assert event.details == {"encounters": 2, "handover_of": str(before.pk)}


def test_the_counters_refresh_alone_and_unlogged(worker: User, sign_in: SignIn) -> None:
    shift = ongoing(worker)
    met(shift, worker)
    answer = sign_in(worker).get(reverse("outreach:tally", args=[shift.pk]))
    assert answer.content.decode().count("<dd>1</dd>") == 1
    with acting_as(worker):
        assert not AuditEvent.objects.filter(event=Event.SHIFT_READ).exists()


def count_queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_one_encounter_or_fifty_cost_the_same(worker: User, sign_in: SignIn) -> None:
    client, shift = sign_in(worker), ongoing(worker)
    url = reverse("outreach:shift", args=[shift.pk])
    met(shift, worker)
    met(shift, worker, answers(complete=False))
    first = count_queries(client, url)
    for number in range(48):
        met(shift, worker, answers(complete=number % 2 == 0))
    assert count_queries(client, url) == first


def test_one_shift_or_thirty_cost_the_same(worker: User, sign_in: SignIn) -> None:
    client, url = sign_in(worker), reverse("outreach:shifts")
    for _ in range(4):
        ongoing(worker)
    first = count_queries(client, url)
    for _ in range(26):
        signed(worker, answers())
    assert count_queries(client, url) == first
    assert len(client.get(url, {"page": 2}).context["page_obj"]) == 5


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, 3),
        ({"kind": "raid"}, 1),
        ({"state": "planned"}, 2),
        ({"from_day": "2026-03-13"}, 1),
        ({"to_day": "2026-03-12"}, 2),
        ({"from_day": "2026-03-12", "to_day": "2026-03-12"}, 1),
        ({"citizenship": "RO", "age": "15", "q": "Ny port"}, 3),
        ({"kind": "nonsense", "state": "x", "from_day": "x", "crew": "x", "order": "x"}, 3),
    ],
)
def test_the_list_filters_on_what_it_may_and_nothing_else(
    worker: User, sign_in: SignIn, wanted: dict[str, str], found: int
) -> None:
    planned(worker, starts_at=datetime(2026, 3, 11, 19, tzinfo=UTC))
    planned(worker, starts_at=datetime(2026, 3, 12, 22, 30, tzinfo=UTC))
    ongoing(worker, kind="raid", started=datetime(2026, 3, 12, 23, 30, tzinfo=UTC))
    answer = sign_in(worker).get(reverse("outreach:shifts"), wanted)
    assert answer.context["page_obj"].paginator.count == found
    assert set(answer.context["form"].fields) == {
        "from_day", "to_day", "crew", "district", "kind", "state",
    }  # fmt: skip


def test_the_list_filters_on_crew_and_place(worker: User, colleague: User, sign_in: SignIn) -> None:
    district = District.objects.get(name="Södermalm")
    here = planned(worker, district=district)
    planned(colleague)
    client, url = sign_in(worker), reverse("outreach:shifts")
    for wanted in ({"crew": str(worker.pk)}, {"district": str(district.pk)}):
        assert list(client.get(url, wanted).context["page_obj"]) == [here]


@pytest.mark.parametrize("order", ["dag", "typ", "plats", "lage", "personal"])
def test_the_list_sorts_both_ways(worker: User, sign_in: SignIn, order: str) -> None:
    first = planned(worker, crew=(), kind="joint_patrol", starts_at=timezone.now())
    second = ongoing(worker, kind="raid", started=timezone.now() + timedelta(seconds=1))
    client, url = sign_in(worker), reverse("outreach:shifts")
    up = list(client.get(url, {"order": order}).context["page_obj"])
    down = list(client.get(url, {"order": f"-{order}"}).context["page_obj"])
    assert {*up} == {first, second} == {*down}
    if order != "plats":
        assert up == down[::-1]


STRANGERS: list[tuple[Role | None, str | None]] = [
    (Role.OUTREACH_WORKER, "ungdomsjouren"),
    (Role.UNIT_WORKER, "mika"),
    (Role.UNIT_MANAGER, "kast"),
    (Role.STATISTICS_MANAGER, None),
    (Role.LOG_REVIEWER, None),
    (Role.ADMINISTRATOR, None),
    (None, None),
]


@pytest.mark.parametrize(("role", "code"), STRANGERS)
@pytest.mark.parametrize("superuser", [False, True])
def test_for_everybody_else_there_is_no_such_shift(
    worker: User, make_user: MakeUser, sign_in: SignIn, role: Role | None, code: str | None,
    *, superuser: bool,
) -> None:  # fmt: skip
    shift = ongoing(worker, district=District.objects.get(name="Södermalm"))
    write_handover_note(shift_id=shift.pk, note="Porten är bytt", by=worker)
    encounter = met(shift, worker, answers(note="Stod vid porten"))
    user = make_user(role, code)
    User.objects.filter(pk=user.pk).update(is_superuser=superuser)
    client = sign_in(user)
    names = ["shift", "tally", "change_shift", "end", "hand_over", "shift_history", "choose_role"]
    names += ["start", "reopen", "sign", "cancel"]
    urls = [reverse(f"outreach:{name}", args=[shift.pk]) for name in names]
    urls.append(reverse("outreach:record", args=[shift.pk, "utsatt"]))
    names = ["encounter", "change", "correct", "history", "double", "unlink"]
    urls += [reverse(f"outreach:{name}", args=[encounter.pk]) for name in names]
    for url in urls:
        for answer in (client.get(url), client.post(url, {"note": "x", "counted": "x"})):
            assert answer.status_code in (404, 405), url
            # A code of three characters may stand within a random token, but never as a word.
            found = re.findall(
                rf"[Pp]orten|Södermalm|\b{encounter.short_code}\b", answer.content.decode()
            )
            assert found == []
    absent = client.get(reverse("outreach:shift", args=[uuid7()]))
    denied = client.get(reverse("outreach:shift", args=[shift.pk]))
    assert (absent.status_code, len(absent.content)) == (404, len(denied.content))
    with acting_as(worker):
        shift.refresh_from_db()
    assert shift.state == "ongoing"


@pytest.mark.parametrize(("role", "code"), [s for s in STRANGERS if s[1] is None])
def test_without_a_unit_that_goes_out_there_is_no_list(
    make_user: MakeUser, sign_in: SignIn, role: Role | None, code: str | None
) -> None:
    client = sign_in(make_user(role, code))
    assert client.get(reverse("outreach:shifts")).status_code == 404
    assert client.get(reverse("outreach:plan")).status_code == 404


def test_a_list_holds_nothing_of_other_units(worker: User, stranger: User, sign_in: SignIn) -> None:
    planned(worker, district=District.objects.get(name="Södermalm"))
    answer = sign_in(stranger).get(reverse("outreach:shifts"))
    assert list(answer.context["page_obj"]) == []
    assert list(answer.context["form"].fields["crew"].queryset) == []


def test_on_a_mixed_crew_each_reads_its_own(
    worker: User, kast_worker: User, sign_in: SignIn
) -> None:
    shift = ongoing(worker, units=(unit("kast"),), crew=(worker, kast_worker))
    theirs = met(shift, worker, answers(note="Stod vid porten"))
    ours = met(shift, worker, answers(PersonRole.SUSPECTED_BUYER))
    client = sign_in(kast_worker)
    page = client.get(reverse("outreach:shift", args=[shift.pk]))
    assert [entry.encounter.pk for entry in page.context["entries"]] == [ours.pk]
    assert page.context["tally"].elsewhere == 1
    assert re.findall(rf"\b{theirs.short_code}\b", page.content.decode()) == []
    assert client.get(reverse("outreach:encounter", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("outreach:record", args=[shift.pk, "utsatt"])).status_code == 404
    assert client.get(reverse("outreach:record", args=[shift.pk, "kopare"])).status_code == 200


def test_the_way_to_the_tablets_form_begins_at_the_shifts(
    worker: User, make_user: MakeUser, sign_in: SignIn
) -> None:
    manager = make_user(Role.UNIT_MANAGER, "pom")
    there = f'href="{reverse("tablet_shell:shell")}"'
    client = sign_in(worker)
    assert there in client.get(reverse("outreach:shifts")).content.decode()
    assert client.get(reverse("tablet_shell:shell")).status_code == 200
    assert there in sign_in(manager).get(reverse("outreach:tablets")).content.decode()


def test_whoever_was_met_after_the_end_is_told_of_and_never_refused(
    worker: User, sign_in: SignIn
) -> None:
    """With both times, to those who go through the shift; on the way home is part of it."""
    client, started = sign_in(worker), timezone.now() - timedelta(hours=4)
    ends = timezone.now().replace(second=30) - timedelta(hours=2)
    texts = {}
    for minutes in (-20, 0, 20):
        shift = ongoing(worker, started=started)
        when = ends.replace(second=0) + timedelta(minutes=minutes)
        met(shift, worker, answers(happened_at=when))
        end_shift(shift_id=shift.pk, by=worker, ends_at=ends)
        said = client.get(reverse("outreach:shift", args=[shift.pk])).content.decode()
        texts[minutes] = re.findall(
            r'<div class="notice" data-tone="warning">.*?</div>', said, re.DOTALL
        )
    assert (texts[-20], texts[0]) == ([], [])
    (told,) = texts[20]
    for moment in (ends, ends + timedelta(minutes=20)):
        assert f"{timezone.localtime(moment):%H:%M}" in told
    sign_shift(shift_id=shift.pk, by=worker)
    after = client.get(reverse("outreach:shift", args=[shift.pk])).content.decode()
    assert 'class="notice" data-tone="warning"' not in after
