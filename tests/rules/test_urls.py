"""Every address, walked by everybody, with GET and with POST; a new address without a row fails."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.actions.asking import ask_access
from casework.actions.emergency import open_in_emergency
from casework.actions.recovery import ask_recovery
from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import RecoveryKind, Role
from casework.exact import Lookup
from casework.identifiers import uuid7
from casework.models import (
    AccessRequest,
    AccessReview,
    AuditEvent,
    AuditFinding,
    AuditSample,
    EmergencyAccess,
    Person,
    PersonUserPermission,
    Unit,
    User,
)
from outreach.actions.files import link_encounter
from outreach.actions.log_uploads import receive_log
from outreach.imports.files import LogFile
from outreach.models.log_upload import LogUpload
from referrals.actions.moving import move_referral
from referrals.enums import Act
from reports.actions.editions import order_edition
from reports.actions.figures import register_figure
from reports.actions.periods import register_year
from reports.enums import ReportError, ReportFormat, ReportState
from reports.models import ExactFigure, ReportRequest
from tests.casework.journal import attached, consented, drafted, signed
from tests.casework.people import a_full_file, asked_to_move, kept, opened, stay_at
from tests.casework.rights.build import rights_of
from tests.casework.track import track_rows
from tests.conftest import MakeUser
from tests.night import Night, one_night
from tests.outreach.tablets.rows import tablet_rows
from tests.referrals.build import drafted as drafted_referral
from tests.referrals.outside_rows import outside_rows
from tests.referrals.outward import outward_rows
from tests.referrals.plan_rows import a_full_plan
from tests.reports.edition_work.build import counting
from tests.reports.exchange import asked
from tests.reports.programme import programme_rows
from tests.rules.url_expectations import ROWS
from tests.rules.urls import LOGIN, PERSONAS, Outcome, addresses

ROLES: dict[str, tuple[Role | None, str | None]] = {
    "worker": (Role.OUTREACH_WORKER, "pom"),
    "colleague": (Role.OUTREACH_WORKER, "pom"),
    "manager": (Role.UNIT_MANAGER, "pom"),
    "other": (Role.OUTREACH_WORKER, "ungdomsjouren"),
    "receiver": (Role.UNIT_WORKER, "mika"),
    "other_manager": (Role.UNIT_MANAGER, "mika"),
    "statistics": (Role.STATISTICS_MANAGER, None),
    "reviewer": (Role.LOG_REVIEWER, None),
    "administrator": (Role.ADMINISTRATOR, None),
    "superuser": (None, None),
}


WALKED = sorted(set(ROWS) & set(addresses()))


class World:
    """The personas, one night's rows, and a browser for each persona."""

    def __init__(self, make_user: MakeUser, sign_in: Callable[[User], Client]) -> None:
        self.users = {
            name: make_user(role, unit, is_superuser=name == "superuser")
            for name, (role, unit) in ROLES.items()
        }
        # Signed in once: each request gets a browser of its own with the same cookies.
        self.cookies = {name: sign_in(user).cookies for name, user in self.users.items()}
        self.night: Night = one_night(self.users["worker"], "pom")
        membership = self.users["colleague"].memberships.get()
        self.upload, self.report = self._upload(), self._report()
        worker = self.users["worker"]
        files = a_full_file(worker)
        with acting_as(worker):
            self.person = Person.objects.get(pk=files["person"])
        keeper = self.users["manager"]
        self.stay = stay_at(kept(keeper, "pom"), self.person, worker, keeper)
        # Another night's: that of the first is in no file yet.
        earlier = one_night(worker, "pom").encounter
        met = link_encounter(by=worker, encounter_id=earlier.pk, person_id=self.person.pk)
        self.recovery, _half = ask_recovery(
            by=make_user(Role.ADMINISTRATOR),
            holder=self.users["colleague"],
            kind=RecoveryKind.PASSWORD,
            reason="Planterad",
        )
        self.rows: dict[str, Any] = {
            **files,
            "met": met.pk,
            **rights_of(self.users["worker"], self.person),
            "met_encounter": earlier.pk,
            "stay": self.stay.pk,
            "move": asked_to_move(self.person, worker).pk,
            "shelter": self.stay.shelter_id,
            **self._access(self.person),
            **track_rows(self.users["worker"], self.person),
            **a_full_plan(self.users["worker"], self.person),
            "indicator": "debt",
            "shift": self.night.shift.pk,
            "encounter": self.night.encounter.pk,
            "offer": self.night.offer.pk,
            "contact": self.night.contact.pk,
            "unit": self.night.shift.unit_id,
            "account": self.users["colleague"].pk,
            "leaver": self.users["worker"].pk,
            "membership": membership.pk,
            "recovery": self.recovery.pk,
            "upload": self.upload.pk,
            "report": self.report.pk,
            **programme_rows(self.users["statistics"]),
            "exchange": asked(self.users["statistics"]).pk,
            **self._edition(make_user(Role.STATISTICS_MANAGER)),
            **self._review(),
            "role": "utsatt",
            "file_kind": "csv",
            "nobody": "0198c2de-aaaa-7bbb-8ccc-1234567890ab",
            **tablet_rows(
                self.users["manager"],
                self.users["worker"],
                self.users["colleague"],
                self.night.encounter.pk,
            ),
            "word": "okand",
            "page": "email",
            "pdf": "pdf",
            "step": "granska",
            "number": 2**31,
        }
        self.rows |= self._journal(self.users["worker"])
        sent, draft = drafted_referral(worker), drafted_referral(worker)
        move_referral(by=worker, referral_id=sent.pk, act=Act.SEND)
        self.rows |= {"referral": sent.pk, "referral_draft": draft.pk, "act": "fraga"}
        self.rows |= outside_rows(worker)
        self.rows |= outward_rows(worker, make_user(Role.UNIT_WORKER, "kast"))

    def _journal(self, worker: User) -> dict[str, Any]:
        """What the worker has written in the file."""
        return {
            "note": signed(worker, self.person).pk,
            "draft": drafted(worker, self.person).pk,
            "attachment": attached(worker, self.person).pk,
            "consent": consented(worker, self.person).pk,
            "note_kind": "samtal",
        }

    def _access(self, person: Person) -> dict[str, Any]:
        """Somebody's access, somebody's question for it, and an emergency in another file."""
        worker, receiver = self.users["worker"], self.users["receiver"]
        ask_access(
            by=self.users["other"],
            unit=Unit.objects.get(code="ungdomsjouren"),
            wanted=Lookup(person.pseudonym),
            reason="Planterad fråga för rundan",
        )
        open_in_emergency(
            by=receiver,
            unit=Unit.objects.get(code="mika"),
            wanted=Lookup(opened(worker, "pom").pseudonym),
            reason="Planterad nöd för rundan",
        )
        with acting_as(worker):
            return {
                "grant": PersonUserPermission.objects.get(content_object=person).pk,
                "request": AccessRequest.objects.get().pk,
                "emergency": EmergencyAccess.objects.get().pk,
            }

    def _upload(self) -> LogUpload:
        """A log of the manager's on its way in."""
        empty = LogFile("tom.csv", b"")
        pom = Unit.objects.get(code="pom")
        return receive_log(
            by=self.users["manager"], unit=pom, name="Planterad", shifts=empty, people=empty
        )

    def _report(self) -> ReportRequest:
        """A finished report of the statistics manager's."""
        now = timezone.now()
        owner = self.users["statistics"]
        report = ReportRequest(
            owner=owner,
            period_start=date(2025, 1, 1),
            period_end=date(2025, 12, 31),
            format=ReportFormat.JSON,
            press=uuid7(),
            state=ReportState.FAILED,
            error=ReportError.INTERRUPTED,
            seen_at=now,
            finished_at=now,
            expires_at=now + timedelta(days=1),
        )
        with acting_as(owner):
            report.save(force_insert=True)
        return report

    def _edition(self, other: User) -> dict[str, Any]:
        """A registered period, its edition, which waits to be made, and exact figures by *other*:

        one that waits for an answer and one that counts.
        """
        manager = self.users["statistics"]
        period = register_year(by=manager, year=2024)
        edition = order_edition(by=manager, period=period)
        told = {"period": period, "universe": "kast", "source": "Planterad nämnd"}
        waits = register_figure(by=other, figure=ExactFigure(count=3, **told))
        more = told | {"universe": "plans"}
        counts = counting(other, manager, ExactFigure(count=4, **more))
        return {
            "edition_period": period.pk,
            "edition": edition.pk,
            "figure": waits.pk,
            "figure_counts": counts.pk,
        }

    def _review(self) -> dict[str, Any]:
        """What a log reviewer drew and signed, about the worker."""
        reviewer, day, now = self.users["reviewer"], date(2025, 3, 14), timezone.now()
        period = {"first_day": day, "last_day": day}
        with acting_as(reviewer):
            sample = AuditSample.objects.create(
                **period, population=1, population_digest="0" * 64, size=1, method="test",
                drawn_by=reviewer, drawn_at=now,
            )  # fmt: skip
            finding = AuditFinding.objects.create(
                rule="sample", sample=sample, user=self.users["worker"], day=day
            )
            protocol = AccessReview.objects.create(
                **period, conclusion="Planterad slutsats", signed_by=reviewer, signed_at=now
            )
        return {"sample": sample.pk, "finding": finding.pk, "protocol": protocol.pk}

    def client(self, persona: str) -> Client:
        client = Client(raise_request_exception=False)
        if persona != "anonymous":
            client.cookies = copy(self.cookies[persona])
        return client

    def visit(self, persona: str, method: str, address: str, data: dict[str, str]) -> Outcome:
        """How the request ends; whatever it changed is undone. What was denied has to be logged."""
        client = self.client(persona)
        with transaction.atomic():
            response = client.get(address) if method == "GET" else client.post(address, data)
            if response.status_code == 404 and persona != "anonymous":
                with acting_as(self.users[persona]):
                    assert self._denied(persona), f"{persona}: {method} {address} is not logged"
            transaction.set_rollback(True)
        target = response.headers.get("Location", "")
        return LOGIN if target.startswith("/konto/login/?next") else response.status_code

    def _denied(self, persona: str) -> bool:
        denied = AuditEvent.objects.filter(event=Event.ACCESS_DENIED)
        return denied.filter(actor_id=self.users[persona].pk).exists()


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted(ROWS) == sorted(addresses())


@pytest.mark.django_db
@pytest.mark.parametrize("name", WALKED)
def test_walk(world: World, name: str) -> None:
    row = ROWS[name]
    address = reverse(name, kwargs={k: world.rows[v] for k, v in row.arguments.items()})
    found, wanted = {}, {}
    for persona in PERSONAS:
        for method, expected in (("GET", row.get), ("POST", row.post)):
            found[method, persona] = world.visit(persona, method, address, row.data)
            wanted[method, persona] = expected.by(persona)
    assert found == wanted


@pytest.mark.django_db
@pytest.mark.parametrize("name", [n for n in WALKED if ROWS[n].arguments])
def test_what_is_not_mine_answers_as_what_is_not_there(world: World, name: str) -> None:
    """Somebody who may not see a row gets the same page as for a row that does not exist.

    By the same statements: how long it takes tells as little as the page does (design 5).
    """
    row = ROWS[name]
    if "pk" not in row.arguments or set(row.arguments.values()) & {"word", "page", "number"}:
        pytest.skip("no row in the address")
    real = reverse(name, kwargs={k: world.rows[v] for k, v in row.arguments.items()})
    absent_row = {"pk": world.rows["nobody"]}
    absent = reverse(name, kwargs={k: world.rows[v] for k, v in row.arguments.items()} | absent_row)
    for persona in PERSONAS:
        if row.get.by(persona) != 404:
            continue
        client = world.client(persona)
        # What is read once a process is read before it is counted.
        client.get(absent)
        bodies, statements = [], []
        for address in (real, absent):
            with CaptureQueriesContext(connection) as captured:
                bodies.append(client.get(address).content)
            statements.append([q["sql"].split(" ", 1)[0] for q in captured.captured_queries])
        assert bodies[0] == bodies[1], persona
        # Who sees the file but not the row in it has read the file: that is no other's.
        if set(row.arguments) == {"pk"}:
            assert statements[0] == statements[1], persona


def test_the_walk_has_somebody_else_s_data(world: World) -> None:
    assert world.rows["shift"] != world.rows["nobody"]
    assert {su.unit.code for su in world.night.shift.shift_units.all()} == {"pom"}
