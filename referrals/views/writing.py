"""Writing a referral: from a file, an encounter, a shift or nothing; changing a draft."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.persons import can_settle_in_person
from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.enums import PersonRole
from casework.identifiers import uuid7
from casework.models import Person, Unit, User
from casework.queries.municipalities import own_municipality
from casework.queries.persons import alerts_of, read_file
from casework.web.requests import sentence
from casework.web.typed import keeps_typed, posted
from outreach.models import Encounter, Shift
from referrals.about import About
from referrals.access import is_sender, sending_units
from referrals.actions.discarding import discard_draft, drops_of
from referrals.actions.drafts import change_draft, draft_referral
from referrals.actions.moving import move_referral
from referrals.consents_wanted import DRAFT
from referrals.enums import Act, ReferralGround, ReferralKind, ReferralState
from referrals.forms.acting import DropForm
from referrals.forms.referral import ReferralForm
from referrals.models import Referral
from referrals.models.referral_rules import TELLING
from referrals.outside_enums import AtOnce, Interpreting
from referrals.queries.concern_facts import answers_from, report_law, seen_words
from referrals.queries.offers import contact_is_left, drafts_from, said_otherwise
from referrals.queries.outside_letters import concern_of
from referrals.queries.phones import no_phone_of
from referrals.queries.routes import accepted_offer_of, met_in, receivers_for, suggested
from referrals.views.done_words import sent_words
from referrals.views.referrals import user_with_referrals

ROLES = {
    "utsatt": PersonRole.EXPLOITED,
    "kopare": PersonRole.SUSPECTED_BUYER,
    "anhorig": PersonRole.RELATIVE,
}


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_for_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """About the person of a file."""
    user = user_with_referrals(request)
    person, _access = read_file(user, pk, "new_referral")
    if not can_settle_in_person(user, person):
        raise Http404
    return _new(request, user, About(role=person.kind, person=person))


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_for_encounter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """About somebody who was met."""
    user = user_with_referrals(request)
    rows = Encounter.objects.visible_to(user).filter(is_current=True)
    met = get_or_404(rows.select_related("home_municipality", "shift__municipality"), pk)
    about = About(role=met.role, encounter=met, shift=met.shift, offer_id=accepted_offer_of(met))
    return _new(request, user, about)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_for_shift(request: HttpRequest, pk: uuid.UUID, slug: str) -> HttpResponse:
    """From a shift's debrief, about somebody of whom no encounter tells."""
    user = user_with_referrals(request)
    if slug not in ROLES:
        raise Http404
    shift: Shift = get_or_404(Shift.objects.visible_to(user).select_related("municipality"), pk)
    return _new(request, user, About(role=ROLES[slug], shift=shift))


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """About somebody of whom nothing is written yet."""
    if slug not in ROLES:
        raise Http404
    return _new(request, user_with_referrals(request), About(role=ROLES[slug]))


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a draft, or send it."""
    user = user_with_referrals(request)
    drafts = Referral.objects.visible_to(user).filter(state=ReferralState.DRAFT)
    kept = drafts.select_related(
        *("person", "person__home_municipality", "encounter", "encounter__home_municipality"),
        *("shift", "shift__district", "shift__municipality"),
    )
    referral = get_or_404(kept, pk)
    if not is_sender(user, referral):
        raise Http404
    about = About(
        role=referral.role,
        person=referral.person,
        encounter=referral.encounter,
        shift=referral.shift,
        offer_id=referral.offer_id,
    )
    return _write(request, user, about, referral)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throw a draft away. It is asked why: the draft has a clock."""
    user = user_with_referrals(request)
    drafts = Referral.objects.visible_to(user).filter(state=ReferralState.DRAFT).listed()
    referral = get_or_404(drafts.select_related("from_unit", "to_unit", "to_body"), pk)
    form = DropForm(posted(request), reasons=drops_of(referral))
    if request.method == "POST" and form.is_valid():
        try:
            discard_draft(by=user, referral_id=pk, reason=form.cleaned_data["reason"])
        except ActionRefused as refused:
            messages.error(request, sentence(refused))
        else:
            messages.success(request, _("The draft is thrown away."))
        return redirect("referrals:index")
    context = {"referral": referral, "form": form, "label": _("Throw the draft away")}
    status = 422 if request.method == "POST" else 200
    return render(request, "referrals/act.html", context, status=status)


def _new(request: HttpRequest, user: User, about: About) -> HttpResponse:
    return _write(request, user, about, None)


def _write(
    request: HttpRequest, user: User, about: About, referral: Referral | None
) -> HttpResponse:
    units = sending_units(user) if referral is None else [referral.from_unit]
    is_report = _is_report(request, about, referral)
    form = ReferralForm(
        posted(request),
        about=about,
        units=units,
        receivers=receivers_for(about, units),
        suggestions=suggested(user, about),
        own=own_municipality(),
        met_in=met_in(user, about),
        is_report=is_report,
        initial=_initial(about, referral, is_report=is_report),
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(user, about, form, referral)
        except ActionRefused as refused:
            form.refuse(refused)
        else:
            return _saved(request, user, saved, about.person)
    context = _context(user, about, referral, form, units)
    status = 422 if request.method == "POST" else 200
    return render(request, "referrals/form.html", context, status=status)


def _context(
    user: User, about: About, referral: Referral | None, form: ReferralForm, units: list[Unit]
) -> dict[str, Any]:
    """What the page of the form says beside its questions."""
    return {
        "form": form,
        "referral": referral,
        "about": about,
        "warned": {"alerts": alerts_of(about.person)} if about.person else None,
        "said_otherwise": referral is not None and said_otherwise(referral),
        "about_label": about.person or PersonRole(about.role).label,
        "begun": drafts_from(user, about.encounter.pk) if about.encounter and not referral else [],
        "shows_who": bool(set(TELLING) & set(form["kinds"].value() or [])),
        "shows_legal": form["ground"].value() == ReferralGround.LEGAL,
        "is_report": form.is_report,
        "no_phone": no_phone_of(user, units[0]) if len(units) == 1 else None,
        "law": report_law() if form.is_report else None,
        "contact_is_left": not form.is_report and contact_is_left(about.offer_id),
        "may_report": about.is_child is not False and referral is None and not form.is_report,
        "shows_concern": form["kind"].value() == ReferralKind.REPORT,
        "shows_at_once": form["at_once"].value() == AtOnce.YES,
        "shows_language": form["interpreter"].value() == Interpreting.NEEDED,
    }


def _is_report(request: HttpRequest, about: About, referral: Referral | None) -> bool:
    """Whether the form is that of a report of concern: the draft is one, or it was asked for."""
    if referral is not None:
        return referral.kind == ReferralKind.REPORT
    return about.is_child is not False and request.GET.get("slag") == "orosanmalan"


def _initial(about: About, referral: Referral | None, *, is_report: bool) -> dict[str, Any]:
    """What the form begins with: the draft, and what the encounter has answered already."""
    met = about.encounter
    found: dict[str, Any] = answers_from(met) if met is not None else {}
    if referral is not None:
        return found | ReferralForm.initial_of(referral, concern_of(referral))
    if is_report and met is not None:
        found["asked"] = seen_words(met)
    return found | {"row": uuid7()}


def _save(user: User, about: About, form: ReferralForm, referral: Referral | None) -> uuid.UUID:
    """Keep what was typed; a draft that can't be sent is still there."""
    if referral is None:
        made = draft_referral(
            by=user,
            from_unit=form.cleaned_data["from_unit"],
            about=about,
            content=form.content(),
            referral_id=form.cleaned_data["row"],
        )
        return made.pk
    seen_at = form.version() or referral.updated_at
    change_draft(by=user, referral_id=referral.pk, seen_at=seen_at, content=form.content())
    return referral.pk


def _saved(
    request: HttpRequest, user: User, pk: uuid.UUID, saved_for: Person | None
) -> HttpResponse:
    if request.POST.get("do") == "consent" and saved_for is not None:
        messages.success(request, _("The draft is saved. You come back to it from here."))
        consent = reverse("casework:new_consent", args=[saved_for.pk])
        back = urlencode({"back": reverse("referrals:change", args=[pk]), "for": f"{DRAFT}:{pk}"})
        return redirect(f"{consent}?{back}")
    if request.POST.get("do") != "send":
        messages.success(request, _("The draft is saved. Nobody else sees it before it is sent."))
        return redirect("referrals:referral", pk)
    try:
        event = move_referral(by=user, referral_id=pk, act=Act.SEND)
    except ActionRefused as refused:
        messages.error(request, _("Saved as a draft, but not sent. %s") % sentence(refused))
        return redirect("referrals:change", pk)
    messages.success(request, sent_words(event.referral))
    return redirect("referrals:referral", pk)
