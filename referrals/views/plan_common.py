"""What the pages of a plan share: the file, the plan, and where one can go in it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.audit.denials import get_or_404
from casework.models import Person, User
from casework.together import Lists, read_together
from casework.web.file_forms import must_work
from casework.web.file_pages import FilePage, open_page
from casework.web.overtaken import saved_last
from casework.web.requests import user_of
from referrals.models import CoordinatedPlan, PlanParticipant
from referrals.queries.plans import plans_of

PAGES: tuple[tuple[str, str | Promise], ...] = (
    ("plan", _("The plan")),
    ("picture", _("What leans on what")),
    ("needs", _("Areas of need")),
    ("participants", _("Participants")),
    ("placements", _("Placements")),
    ("versions", _("Versions")),
    ("papers", _("In the person's hand")),
)

CLOSED = _("The plan has been closed, and stays as it is.")


@dataclass(frozen=True)
class Link:
    """A page of the plan as it stands on one of them."""

    url: str
    label: str | Promise
    is_current: bool


@dataclass(frozen=True)
class PlanPage:
    """What the frame of a plan shows."""

    file: FilePage
    plan: CoordinatedPlan
    links: list[Link]
    lists: Lists

    @property
    def works(self) -> bool:
        """Whether the reader may write in it now."""
        return self.file.access.works and self.plan.is_open

    def url(self, name: str, *more: object) -> str:
        """The address of a page of this plan."""
        return reverse(f"plans:{name}", args=[self.file.person.pk, self.plan.pk, *more])

    def ending(self, why: str) -> PlanPage:
        """The same page, whose form saves nothing more."""
        return replace(self, file=self.file.ending(why))


# What a page shows of a plan: the lists, from who reads, the file, and the plan's identifier.
Beside = Callable[[User, Person, uuid.UUID], Lists]


def plan_page(
    request: HttpRequest,
    pk: uuid.UUID,
    plan: uuid.UUID,
    page: str,
    beside: Beside = lambda _user, _person, _plan: (),
) -> PlanPage:
    """The plan for the page named *page*; that the file was opened is logged. May be 404.

    What the page shows is read with the plan, in one statement.
    """
    file = open_page(request, pk, f"plan_{page}")
    user = user_of(request)
    rows = plans_of(user, file.person).filter(pk=plan)
    lists = beside(user, file.person, plan)
    read_together(rows, *lists)
    found = rows[0] if rows else get_or_404(plans_of(user, file.person), plan)
    found.person = file.person
    links = [
        Link(reverse(f"plans:{name}", args=[pk, plan]), label, name == page)
        for name, label in PAGES
    ]
    return PlanPage(file, found, links, lists)


def called_to(page: PlanPage) -> list[PlanParticipant]:
    """Those called who have a part in it: whom a meeting asks about."""
    rows = PlanParticipant.objects.filter(plan=page.plan).select_related("unit", "related")
    found = [row for row in rows if row.is_in and row.called_at]
    for row in found:
        row.person = page.file.person
    return found


def writing_plan(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, page: str) -> PlanPage:
    """As :func:`plan_page`, for who may write in it.

    A closed plan has no such page, except to give back what was typed into it (``run_form``).
    """
    found = plan_page(request, pk, plan, page)
    must_work(found.file)
    if found.plan.is_open:
        return found
    return found.ending(saved_last(found.plan, CLOSED))
