"""Fills the browser tests' database and prints what the tests need to know as JSON."""

import json
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402 - after the set-up
from django.utils import timezone  # noqa: E402

from casework.actions.asking import ask_access  # noqa: E402
from casework.actions.emergency import open_in_emergency  # noqa: E402
from casework.actions.protection import set_protection  # noqa: E402
from casework.actors import acting_as  # noqa: E402
from casework.enums import ProtectedIdentity, Role  # noqa: E402
from casework.exact import Lookup  # noqa: E402
from casework.models import (  # noqa: E402
    AccessRequest,
    AccessReview,
    AuditFinding,
    AuditOutcome,
    AuditSample,
    EmergencyAccess,
    Person,
    PersonUserPermission,
    Unit,
    User,
)
from outreach.actions.files import link_encounter  # noqa: E402
from outreach.models import Encounter  # noqa: E402
from referrals.actions.moving import Said, move_referral  # noqa: E402
from referrals.actions.offer_drafts import begin_draft  # noqa: E402
from referrals.enums import Act  # noqa: E402
from referrals.models import Referral  # noqa: E402
from tests.browser.load_figures import figures  # noqa: E402
from tests.browser.people import PASSWORD, PEOPLE  # noqa: E402
from tests.casework.journal import attached, consented, signed  # noqa: E402
from tests.casework.people import a_full_file, opened  # noqa: E402
from tests.night import one_night  # noqa: E402
from tests.referrals.build import drafted  # noqa: E402
from tests.referrals.outward import came  # noqa: E402
from tests.referrals.plan_rows import a_full_plan  # noqa: E402
from tests.staff import employ  # noqa: E402


def make(name: str, role: Role | None, unit: str | None) -> User:
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, full_name=f"Prov {name}")
    if role is not None:
        place = Unit.objects.get(code=unit) if unit else None
        employ(user, role, place)
    return user


def ways_to_a_file(worker: User, receiver: User) -> dict[str, str]:
    """A file that somebody asks for, and one that was opened in an emergency."""
    mika, (asked, opened_now) = Unit.objects.get(code="mika"), (opened(worker, "pom") for _ in "12")
    ask_access(
        by=receiver, unit=mika, wanted=Lookup(asked.pseudonym), reason="Planterad fråga för provet"
    )
    open_in_emergency(
        by=receiver,
        unit=mika,
        wanted=Lookup(opened_now.pseudonym),
        reason="Planterad nöd för provet",
    )
    with acting_as(worker):
        return {
            "request": str(AccessRequest.objects.get().pk),
            "emergency": str(EmergencyAccess.objects.get().pk),
        }


def review(reviewer: User, about: User) -> dict[str, str]:
    """A drawn day with its outcome in a signed protocol, and one that waits."""
    day, now = timezone.localdate() - timedelta(days=1), timezone.now()
    period = {"first_day": day, "last_day": day}
    with acting_as(reviewer):
        sample = AuditSample.objects.create(
            **period, population=2, population_digest="0" * 64, size=2, method="test",
            drawn_by=reviewer, drawn_at=now,
        )  # fmt: skip
        done, waiting = (
            AuditFinding.objects.create(rule="sample", sample=sample, user=user, day=day)
            for user in (about, User.objects.get(email="manager@example.org"))
        )
        AuditOutcome.objects.create(
            finding=done, about=about, outcome="explained", remark="Prov", decided_by=reviewer,
            decided_at=now,
        )  # fmt: skip
        protocol = AccessReview.objects.create(
            **period, figures={"drawn": 1, "explained": 1}, conclusion="Prov",
            signed_by=reviewer, signed_at=now,
        )  # fmt: skip
    return {"sample": str(sample.pk), "finding": str(waiting.pk), "protocol": str(protocol.pk)}


def referrals(users: dict[str, User], encounter: Encounter) -> dict[str, str]:
    """One that waits, one declined, one accepted, one begun by itself, and a code of KAST's."""
    worker, receiver = users["worker"], users["intake"]
    waiting, declined, accepted = (drafted(worker) for _ in "123")
    for referral in (waiting, declined, accepted):
        move_referral(by=worker, referral_id=referral.pk, act=Act.SEND)
    no = Said(words="Prov", reason="no_room")
    move_referral(by=receiver, referral_id=declined.pk, act=Act.DECLINE, said=no)
    move_referral(by=receiver, referral_id=accepted.pk, act=Act.ACCEPT)
    with acting_as(worker):
        offer = encounter.offers.get()
        begin_draft(offer=offer, encounter=encounter, unit=Unit.objects.get(code="mika"), by=worker)
        begun = Referral.objects.get(from_offer=True)
    return {
        "referral": str(waiting.pk),
        "declined": str(declined.pk),
        "accepted": str(accepted.pk),
        "begun": str(begun.pk),
        "kast": str(came(users["kast"]).pk),
    }


def main() -> None:
    with transaction.atomic():
        users = {name: make(name, role, unit) for name, (role, unit) in PEOPLE.items()}
        night = one_night(users["worker"], "pom")
        access = ways_to_a_file(users["worker"], users["receiver"])
        sent = referrals(users, night.encounter)
        reviewed = review(users["reviewer"], users["worker"])
        files = a_full_file(users["worker"])
        with acting_as(users["worker"]):
            full = Person.objects.get(pk=files["person"])
        plan = a_full_plan(users["worker"], full)
        # Something of everything on the encounter's page, and a file that is out of the list.
        link_encounter(
            by=users["worker"], encounter_id=night.encounter.pk, person_id=files["person"]
        )
        protected = opened(users["worker"], "pom")
        set_protection(
            by=users["worker"], person_id=protected.pk, protection=ProtectedIdentity.CONFIDENTIAL
        )
        note = signed(users["worker"], full)
        attached(users["worker"], full, note)
        consented(users["worker"], full)
        shown = figures(users["statistics"], users["approver"])
        with acting_as(users["worker"]):
            grant = PersonUserPermission.objects.get(user=users["worker"], content_object=full)
    # All that the address of one page names is of one file.
    print(  # noqa: T201 - the answer
        json.dumps(
            {
                "shift": str(night.shift.pk),
                "encounter": str(night.encounter.pk),
                "contact": str(night.contact.pk),
                "note": str(note.pk),
                "grant": str(grant.pk),
                "unit": str(night.shift.unit_id),
                "account": str(users["worker"].pk),
                **access,
                **sent,
                **reviewed,
                **shown,
                "plan": str(plan.pop("plan")),
                **{f"plan_{name}": str(pk) for name, pk in plan.items()},
                **{name: str(pk) for name, pk in files.items()},
            }
        )
    )


if __name__ == "__main__":
    main()
