"""The demonstration: invented accounts, and a place for the upper floors to add invented rows.

Everything here refuses to run unless the settings say that this is the demonstration.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.actions.demo import give_second_factor, make_demo_account
from casework.actions.log_review import watch_day
from casework.actions.membership import grant_membership
from casework.actions.sign_in import note_failed_sign_in
from casework.actions.units import set_unit_phone
from casework.actors import LOG_WATCH, SETUP, acting_as
from casework.audit.denials import NOBODY, Denial, log_denials
from casework.enums import Role
from casework.models import Unit, User

# On a machine of one's own, with invented data only: the same for all, so that it can be typed.
DEMO_PASSWORD = "lykta-i-natten"  # noqa: S105 - never an account outside the demonstration
DOMAIN = "demo.ledljus.example"
# The numbers that the Swedish Post and Telecom Authority keeps for fiction: 08-465 004 00 to 99.
FICTION = "08-465 004 {:02d}"


@dataclass(frozen=True)
class DemoAccount:
    """An invented colleague. *units* are codes of the city's file.

    *task* is what one needs just this one for, where several have the role.
    """

    local_part: str
    name: str
    role: Role
    units: tuple[str, ...] = ()
    approved_by: str = ""
    task: Promise | str = ""

    @property
    def email(self) -> str:
        """The address that the account signs in with."""
        return f"{self.local_part}@{DOMAIN}"


ADMINISTRATOR = DemoAccount("administrator", "Demo Administratör", Role.ADMINISTRATOR)
# In an order in which everybody's approver stands before them.
ACCOUNTS = (
    ADMINISTRATOR,
    DemoAccount(
        "enhetschef",
        "Demo Enhetschef",
        Role.UNIT_MANAGER,
        ("pom", "regionkoordinatorer"),
        "administrator",
        _("Registers the tablet, at /falt/"),
    ),
    DemoAccount(
        "mottagningschef",
        "Demo Mottagningschef",
        Role.UNIT_MANAGER,
        ("mika", "kast", "socialjour"),
        "administrator",
    ),
    DemoAccount(
        "projektledare", "Demo Projektledare", Role.UNIT_MANAGER, ("stab",), "administrator"
    ),
    DemoAccount(
        "uppsokare",
        "Demo Uppsökare",
        Role.OUTREACH_WORKER,
        ("pom",),
        "enhetschef",
        _("Goes out with the tablet, at /falt/"),
    ),
    DemoAccount("kollega", "Demo Kollega", Role.OUTREACH_WORKER, ("pom",), "enhetschef"),
    DemoAccount(
        "samordnare", "Demo Samordnare", Role.COORDINATOR, ("regionkoordinatorer",), "enhetschef"
    ),
    DemoAccount("mika", "Demo Mikahandläggare", Role.UNIT_WORKER, ("mika",), "mottagningschef"),
    DemoAccount(
        "jour", "Demo Jourhandläggare", Role.UNIT_WORKER, ("socialjour",), "mottagningschef"
    ),
    DemoAccount("kast", "Demo Kasthandläggare", Role.UNIT_WORKER, ("kast",), "mottagningschef"),
    DemoAccount(
        "statistik", "Demo Statistikansvarig", Role.STATISTICS_MANAGER, (), "administrator"
    ),
    DemoAccount(
        "statistik2", "Demo Statistikkollega", Role.STATISTICS_MANAGER, (), "administrator"
    ),
    DemoAccount("logg", "Demo Logggranskare", Role.LOG_REVIEWER, (), "administrator"),
)


def shown_accounts() -> list[dict[str, object]]:
    """What the sign-in page of the demonstration shows; nothing anywhere else."""
    if not settings.DEMO:
        return []
    return [
        {
            "role": account.role.label,
            "email": account.email,
            "password": DEMO_PASSWORD,
            "task": account.task,
        }
        for account in ACCOUNTS
    ]


def tablet_accounts() -> dict[str, str] | None:
    """Who registers a tablet in the demonstration and who goes out with it; nobody elsewhere."""
    if not settings.DEMO:
        return None
    return {"registers": f"enhetschef@{DOMAIN}", "goes_out": f"uppsokare@{DOMAIN}"}


# A step of an upper floor makes its invented rows and tells in one line what it made.
DemoStep = Callable[[], str]
_steps: list[DemoStep] = []
# What takes the workers long is begun when the demonstration answers: it would come late otherwise.
_later: list[DemoStep] = []


def register(step: DemoStep) -> None:
    """Add a step. Called from an app's ``ready``."""
    if step not in _steps:
        _steps.append(step)


def register_later(step: DemoStep) -> None:
    """Add a step that is run once the demonstration answers. Called from an app's ``ready``."""
    if step not in _later:
        _later.append(step)


def run_steps() -> list[str]:
    """Run what the upper floors registered, in order; their lines."""
    return [step() for step in _steps]


def run_later() -> list[str]:
    """Run what the upper floors registered for when it answers, in order; their lines."""
    return [step() for step in _later]


def demo_user(local_part: str) -> User:
    """The account of an invented colleague."""
    return User.objects.get(email=f"{local_part}@{DOMAIN}")


def load_accounts() -> str:
    """Make the accounts with their roles, each approved by somebody else; what was made."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    for account in ACCOUNTS:
        user = make_demo_account(
            by=SETUP, email=account.email, full_name=account.name, password=DEMO_PASSWORD
        )
        by = demo_user(account.approved_by) if account.approved_by else SETUP
        wanted: list[Unit | None] = [units[code] for code in account.units]
        for unit in wanted or [None]:
            grant_membership(by=by, user=user, role=account.role, unit=unit)
    administrator = demo_user(ADMINISTRATOR.local_part)
    give_second_factor(by=SETUP, user=administrator)
    for number, unit in enumerate(sorted(units.values(), key=lambda unit: unit.code)):
        set_unit_phone(by=administrator, unit_id=unit.pk, phone=FICTION.format(number))
    return f"{len(ACCOUNTS)} accounts"


def load_log_review() -> str:
    """Let somebody look for what they may not see, and the log watch find it; what it found.

    The last step: what the others left in the log is gone through as well.
    """
    curious, unlucky = demo_user("kollega"), demo_user("mika")
    with acting_as(curious):
        log_denials([Denial("outreach.encounter", uuid.uuid4()) for _n in range(12)], curious)
    for _n in range(6):
        note_failed_sign_in(by=NOBODY, user=unlucky)
    found = watch_day(by=LOG_WATCH, day=timezone.localdate())
    return f"{found} findings for the log reviewer"
