"""What the pages of a plan share: the file, the plan, and where one can go in it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.audit.denials import get_or_404
from casework.web.file_forms import must_work
from casework.web.file_pages import FilePage, open_page
from casework.web.requests import user_of
from referrals.models import CoordinatedPlan
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

    @property
    def works(self) -> bool:
        """Whether the reader may write in it now."""
        return self.file.access.works and self.plan.is_open

    def url(self, name: str, *more: object) -> str:
        """The address of a page of this plan."""
        return reverse(f"plans:{name}", args=[self.file.person.pk, self.plan.pk, *more])


def plan_page(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, page: str) -> PlanPage:
    """The plan for the page named *page*; that the file was opened is logged. May be 404."""
    file = open_page(request, pk, f"plan_{page}")
    found = get_or_404(plans_of(user_of(request), file.person), plan)
    found.person = file.person
    links = [
        Link(reverse(f"plans:{name}", args=[pk, plan]), label, name == page)
        for name, label in PAGES
    ]
    return PlanPage(file, found, links)


def writing_plan(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, page: str) -> PlanPage:
    """As :func:`plan_page`, for who may write in it: a closed plan has no such page."""
    found = plan_page(request, pk, plan, page)
    must_work(found.file)
    if not found.plan.is_open:
        raise Http404
    return found
