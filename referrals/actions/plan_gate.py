"""What the actions on a plan begin with: the plan, locked and open, and sentences for a no."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.actions.base import ActionRefused
from casework.actions.file_guard import must_settle
from casework.actions.file_rows import must_work, sentences
from casework.models import Person, User
from referrals.models import CoordinatedPlan
from referrals.plan_enums import PlanState
from referrals.queries.plans import possible_coordinators
from referrals.telling import tells_home

# constraint: the field of the form and its sentence
SENTENCES: dict[str, tuple[str, str | Promise]] = {
    "plan_days_in_order": ("", gettext_lazy("The days are not in order.")),
    "plan_without_person_why": (
        "takes_part_why",
        gettext_lazy("Say why the plan can't be made together with the person."),
    ),
    "plan_closing_in_words": ("closing_words", gettext_lazy("Say why, in words.")),
    "plan_refused_before_call": (
        "closing",
        gettext_lazy("A request is refused before anybody is called, not after."),
    ),
    "plan_agreed_at_meeting": ("agreed_on", gettext_lazy("The meeting has not been yet.")),
    "plan_sip_holds_something": (
        "",
        gettext_lazy("A SIP is agreed when it holds a goal and a measure."),
    ),
    "participant_is_one": ("unit", gettext_lazy("Name one: a unit, a body or a related person.")),
    "participant_relative_of_file": (
        "related",
        gettext_lazy("Somebody close to the person is one of those in the file."),
    ),
    "dependency_no_circle": (
        "leans",
        gettext_lazy("A measure can't lean on one that leans on it."),
    ),
    "followup_next_later": ("next_on", gettext_lazy("The next follow-up comes after this one.")),
    "need_unmet_why": ("reason", gettext_lazy("Say why the need is not met.")),
    "placement_days_in_order": ("on_day", gettext_lazy("The days are not in order.")),
    # Two at once: the second is told the same as who comes later.
    "text_check_once": ("", gettext_lazy("The check of this wording is recorded already.")),
    "placement_state_has_nights": ("on_day", gettext_lazy("Say from which or until which day.")),
}


def must_not_meet_at_home(plan: CoordinatedPlan, field: str = "meeting_place") -> None:
    """Refuse to call people to where somebody with a protected identity lives.

    The place stands in every call and in the receiver's calendar. Raises :class:`ActionRefused`,
    at *field* of the form; at none where it is empty.
    """
    if plan.person.is_protected and tells_home(plan.person, plan.meeting_place or ""):
        sentence = _("The identity is protected, and they live there. Meet in another place.")
        raise ActionRefused(fields={field: sentence}) if field else ActionRefused(sentence)


def must_be_possible(plan: CoordinatedPlan, field: str, user: User | None) -> None:
    """Raise :class:`ActionRefused` for a colleague who can't work in the file of *plan*."""
    if user is not None and user not in possible_coordinators(plan):
        raise ActionRefused(fields={field: _("They can't work in this file.")})


@contextmanager
def plan_sentences() -> Iterator[None]:
    """Turn what the database refuses about plans into sentences."""
    with sentences(SENTENCES):
        yield


def locked_plan(by: User, person: Person, plan_id: uuid.UUID) -> CoordinatedPlan:
    """The plan, locked for the rest of the transaction. Raises :class:`ActionRefused`."""
    must_work(by, person)
    return CoordinatedPlan.objects.select_for_update(of=("self",)).get(pk=plan_id, person=person)


def open_plan(by: User, person: Person, plan_id: uuid.UUID) -> CoordinatedPlan:
    """The plan, locked. Raises :class:`ActionRefused` when it is closed."""
    plan = locked_plan(by, person, plan_id)
    if plan.state == PlanState.CLOSED:
        raise ActionRefused(_("The plan is closed. Begin a new one to go on."))
    return plan


def plan_to_settle(by: User, person: Person, plan_id: uuid.UUID) -> CoordinatedPlan:
    """The plan, locked and open, for what changes itself and not a row of it.

    Raises :class:`ActionRefused` too for somebody who is there for an emergency alone.
    """
    plan = open_plan(by, person, plan_id)
    must_settle(by, person)
    return plan
