"""Times to keep: what permits, return programmes and claims give, and the pages that show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.audit.events import Event
from casework.audit.record import record
from casework.clocks import (
    Clock,
    ClockSource,
    Shown,
    clocks_from_lists,
    clocks_of,
    in_order,
    lists_of,
)
from casework.enums import CaseState, Role
from casework.models import (
    Case,
    CompensationClaim,
    Person,
    ResidencePermit,
    ReturnProgramme,
    User,
)
from casework.trafficking.data import times
from casework.trafficking.deadlines import (
    appeal_deadline,
    claim_deadline,
    decision_expected,
    reintegration_end,
)
from casework.trafficking.enums import ClaimState, PermitDecision, ReturnState

APPEALABLE = [ClaimState.PARTLY, ClaimState.REFUSED]


def open_cases(persons: QuerySet[Person]) -> QuerySet[Case]:
    """The work that goes on in files with a permit or a return to watch, the earliest first."""
    permits = ResidencePermit.objects.filter(person=OuterRef("person_id"))
    departed = ReturnProgramme.objects.filter(
        person=OuterRef("person_id"), state=ReturnState.DEPARTED
    )
    return (
        Case.objects.filter(Exists(permits) | Exists(departed))
        .filter(person__in=persons, state=CaseState.OPEN)
        .select_related("unit", "responsible")
        .order_by("opened_at", "id")
    )


def owners(cases: Iterable[Case]) -> dict[Any, str]:
    """Who keeps the times of each file: who is responsible for its first open case, or the unit."""
    found: dict[Any, str] = {}
    for case in cases:
        who = str(case.responsible) if case.responsible else Role.UNIT_MANAGER.label
        found.setdefault(case.person_id, f"{who}, {case.unit}")
    return found


def _permits(persons: QuerySet[Person]) -> QuerySet[ResidencePermit]:
    permits = ResidencePermit.objects.filter(person__in=persons).select_related("person")
    return permits.order_by("-applied_on", "-created_at")


def _departed(persons: QuerySet[Person]) -> QuerySet[ReturnProgramme]:
    programmes = ReturnProgramme.objects.filter(person__in=persons, state=ReturnState.DEPARTED)
    return programmes.select_related("person")


def _claims(persons: QuerySet[Person]) -> QuerySet[CompensationClaim]:
    claims = CompensationClaim.objects.filter(
        person__in=persons, state__in=[ClaimState.DRAFT, ClaimState.PARTLY, ClaimState.REFUSED]
    )
    return claims.select_related("person", "unit")


def clocks_from(
    permits: Iterable[ResidencePermit],
    programmes: Iterable[ReturnProgramme],
    claims: Iterable[CompensationClaim],
    cases: Iterable[Case],
) -> list[Clock]:
    """The clocks of rows that were read already; *cases* tell who keeps them.

    The permits come latest application first: a later one takes the place of the earlier one.
    """
    newest: dict[tuple[object, str], ResidencePermit] = {}
    for permit in permits:
        newest.setdefault((permit.person_id, permit.kind), permit)
    departed = [p for p in programmes if p.state == ReturnState.DEPARTED]
    found = [clock for claim in claims for clock in _claim_clock(claim)]
    named, nobody = owners(cases), str(Role.UNIT_MANAGER.label)
    for permit in newest.values():
        found += _permit_clock(permit, named.get(permit.person_id, nobody))
    found += [_return_clock(p, named.get(p.person_id, nobody)) for p in departed]
    return found


TRACK_CLOCKS = ClockSource((_permits, _departed, _claims, open_cases), clocks_from)


def _track_url(person_id: object) -> str:
    return reverse("casework:track", args=[person_id])


def _permit_clock(permit: ResidencePermit, owner: str) -> Iterable[Clock]:
    kind = permit.get_kind_display()
    if not permit.decision:
        yield Clock(
            person=permit.person,
            code="permit-decision",
            label=_("%(kind)s: decision of the Migration Agency") % {"kind": kind},
            due=decision_expected(permit.applied_on, times()),
            owner=owner,
            url=_track_url(permit.person_id),
            after=_("Ring the Migration Agency."),
        )
    elif permit.decision == PermitDecision.GRANTED and permit.ended_early_on is None:
        due = permit.extended_to or permit.ends_on
        assert due is not None
        yield Clock(
            person=permit.person,
            code=f"permit-end-{permit.kind}",
            label=kind,
            due=due,
            owner=owner,
            url=_track_url(permit.person_id),
            ends=True,
            after=_("What now? Talk about what follows, and record it."),
        )


def _return_clock(programme: ReturnProgramme, owner: str) -> Clock:
    assert programme.departed_on is not None
    return Clock(
        person=programme.person,
        code="reintegration",
        label=_("Support at home after the return"),
        due=reintegration_end(programme.departed_on, times()),
        owner=owner,
        url=_track_url(programme.person_id),
        ends=True,
        after=_("Ask how it went, and record it."),
    )


def _claim_clock(claim: CompensationClaim) -> Iterable[Clock]:
    owner = f"{Role.UNIT_MANAGER.label}, {claim.unit}"
    url = _track_url(claim.person_id)
    if claim.state == ClaimState.DRAFT:
        due, label = claim_deadline(claim.first_day, times()), _("Send the claim for compensation")
        after = _("The claim may be lost: send it at once.")
    elif claim.state in APPEALABLE and claim.appealed_on is None and claim.decided_on is not None:
        due, label = appeal_deadline(claim.decided_on, times()), _("Appeal the refused claim")
        after = _("The time to appeal is up.")
    else:
        return
    yield Clock(claim.person, f"claim-{claim.state}", label, due, owner, url, after=after)


def shown(clocks: Iterable[Clock]) -> list[Shown]:
    """*clocks* as they stand today, late ones first."""
    today, limits = timezone.localdate(), times()
    return [
        Shown(
            clock,
            clock.on(today, warn_days=limits.warn_days, urgent_days=limits.urgent_days),
        )
        for clock in in_order(clocks)
    ]


def watched_in(_user: User, person: Person) -> list[QuerySet[Any, Any]]:
    """What the card of the first page is made from."""
    return lists_of(Person.objects.filter(pk=person.pk))


def clocks_panel(_user: User, _person: Person, *watched: Iterable[Any]) -> dict[str, Any] | None:
    """The card of the first page; nothing where there is no time to keep."""
    found = shown(clocks_from_lists(watched))
    return {"clocks": found} if found else None


def read_clocks(user: User) -> list[Shown]:
    """The clocks of every file that *user* sees; protected identities stand in no list."""
    found = shown(clocks_of(Person.objects.visible_to(user).listed()))
    record(Event.CLOCKS_READ, by=user, clocks=len(found))
    return found
