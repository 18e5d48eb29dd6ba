"""The referrals of the user's units: the list, and one of them."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.models import User
from casework.web.requests import user_of
from referrals import machine
from referrals.access import uses_referrals
from referrals.enums import SLUGS, Act, ReferralGround, ReferralState, Side, label_of
from referrals.forms.acting import ActForm
from referrals.models import Referral
from referrals.queries.boxes import BOXES, box_named, others_with
from referrals.queries.intake import taken_in_by_others
from referrals.queries.offers import contact_for, contact_is_left, offer_stands
from referrals.queries.outside_letters import concern_of, happened, letter_card
from referrals.queries.phones import no_phone_for
from referrals.queries.referral_files import file_of, may_lead_to_file
from referrals.queries.referrals import (
    by_number,
    counts,
    events_of,
    in_box,
    is_told_who,
    possible_for,
    read_referral,
    to_send,
)

PAGE_SIZE = 25


def user_with_referrals(request: HttpRequest) -> User:
    """The signed-in user, if they work in a unit at all; else there is no such page."""
    user = user_of(request)
    if not uses_referrals(user):
        raise Http404
    return user


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One box of the list, or the one with a number that somebody typed."""
    user = user_with_referrals(request)
    number = request.GET.get("nummer", "").strip()
    order = request.GET.get("order", "due_at")
    found = counts(user)
    box = box_named(request.GET.get("lada"), found)
    rows = by_number(user, number) if number else in_box(user, box, order)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "page_obj": page,
        "lines": [(row, row.is_late(now)) for row in page],
        "boxes": [(one, found[one.slug]) for one in BOXES if not one.is_more],
        "more_boxes": [(one, found[one.slug]) for one in BOXES if one.is_more],
        "box": box,
        "number": number,
        "order": order,
        "back": found["tillbaka"],
        "late": found["sena"],
        "to_send": to_send(user),
        "others": others_with(box, found),
        "taken_in_by_others": taken_in_by_others(user),
    }
    return render(request, "referrals/index.html", context)


@require_safe
def referral_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One referral, with what the user can do now. That it was opened is logged."""
    user = user_with_referrals(request)
    referral = read_referral(user, pk)
    possible = possible_for(user, referral)
    shows = is_told_who(user, referral, sends=possible.sends)
    letter = letter_card(user, referral, shows_content=shows)
    events = events_of(user, referral)
    context = {
        "referral": referral,
        "outcome": next((e for e in events if e.to_state in machine.CLOSED), None),
        "letter": letter,
        "concern": concern_of(referral) if shows else None,
        "must_convey": letter is not None and letter.waits,
        "no_phone": no_phone_for(user, referral) if possible.sends else None,
        "late": referral.is_late(),
        "main": _button(referral, possible.main) if possible.main else None,
        "others": [_button(referral, act) for act in possible.others],
        "happened": happened(events, letter),
        "me": user.pk,
        "sends": possible.sends,
        "shows_content": shows,
        **_about_offer(user, referral),
        "file_link": file_of(user, referral),
        "may_file": may_lead_to_file(user, referral),
        "may_resend": possible.sends
        and referral.state in machine.ENDED_WITHOUT
        and referral.noted_at is None,
        "waits_for": _waits_for(referral),
        "waits_outside": referral.turn == Side.RECEIVER and referral.to_body_id is not None,
        "responsible": _responsible(referral),
    }
    return render(request, "referrals/referral.html", context)


def _about_offer(user: User, referral: Referral) -> dict[str, object]:
    """What a yes on the street has to do with it: for the sender before, for the receiver after."""
    is_draft = referral.state == ReferralState.DRAFT
    rests = is_draft and referral.ground == ReferralGround.OFFER
    return {
        "is_draft": is_draft,
        "yes_is_over": rests and not offer_stands(referral.offer_id),
        "contact_is_left": is_draft and contact_is_left(referral.offer_id),
        "contact": contact_for(user, referral) if referral.is_open else None,
    }


def _button(referral: Referral, act: Act) -> dict[str, object]:
    """How an act stands on the page: a form of its own where it asks for something."""
    is_outside = referral.to_body_id is not None
    form = ActForm(act=act, colleagues=None, is_outside=referral.to_unit_id is None)
    label = label_of(act, is_outside=is_outside)
    return {"slug": SLUGS[act], "label": label, "asks": form.asks}


def _waits_for(referral: Referral) -> object:
    """Whose turn it is, by name."""
    if referral.turn == Side.SENDER:
        return referral.from_unit
    return referral.receiver_name if referral.turn == Side.RECEIVER else None


def _responsible(referral: Referral) -> object:
    """Who answers for the person: the sender, until it is accepted."""
    moved = referral.accepted_at is not None and referral.state in machine.OPEN
    return referral.receiver_name if moved else referral.from_unit
