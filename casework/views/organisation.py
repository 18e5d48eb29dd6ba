"""Units and who works there."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.access import has_city_role, works_in_unit
from casework.access.organisation import can_set_phone, roles_to_grant, sees_organisation
from casework.access.shelters import keeping_units
from casework.actions.base import ActionRefused
from casework.actions.membership import end_membership, grant_membership, set_intake
from casework.audit.denials import get_or_404
from casework.enums import Role
from casework.forms.organisation import EndForm, StaffForm
from casework.models import Membership, User
from casework.queries.access import responsibilities
from casework.queries.organisation import memberships_for, staff_of, units_for
from casework.queries.recovery import to_confirm
from casework.web.lists import Column, Ordering
from casework.web.typed import keeps_typed, posted

COLUMNS = {
    "name": Column(gettext_lazy("Unit"), ("name",)),
    "kind": Column(gettext_lazy("Kind"), ("kind", "name")),
    "board": Column(gettext_lazy("Board"), ("board__name", "name")),
    "ages": Column(gettext_lazy("Ages"), ("age_from", "age_to")),
    "phone": Column(gettext_lazy("Telephone")),
    "staff": Column(gettext_lazy("Work there"), ("staff_count",), is_number=True),
}


def user_of(request: HttpRequest) -> User:
    """The signed-in user. Raises ``Http404`` for one who has nothing to do here."""
    user = request.user
    assert isinstance(user, User)
    if not sees_organisation(user):
        raise Http404
    return user


@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    """The units that the user manages; an administrator's are all."""
    user = user_of(request)
    ordering = Ordering(request, COLUMNS, "name")
    show_all = request.GET.get("show") == "all"
    units = units_for(user) if show_all else units_for(user).filter(is_active=True)
    return render(
        request,
        "casework/organisation.html",
        {
            "units": ordering.apply(units),
            "headings": ordering.headings(),
            "is_administrator": has_city_role(user, Role.ADMINISTRATOR),
            "show_all": show_all,
            "keeps_shelters": bool(keeping_units(user)),
            "waiting": to_confirm(user).count(),
        },
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A unit with its staff; whoever may give roles there gives them here."""
    user = user_of(request)
    found = get_or_404(units_for(user), pk)
    roles = roles_to_grant(user, found)
    form = StaffForm(posted(request), roles=roles)
    if request.method == "POST" and form.is_valid():
        try:
            membership = grant_membership(
                by=user,
                user=form.cleaned_data["email"],
                role=Role(form.cleaned_data["role"]),
                unit=found,
                valid_from=form.cleaned_data["valid_from"],
                valid_to=form.cleaned_data["valid_to"],
                takes_intake=form.cleaned_data["takes_intake"],
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("The role was given to %(name)s.") % {"name": membership.user}
            )
            return redirect("casework:unit", pk=pk)
    context = {
        "unit": found,
        "staff": staff_of(found),
        "today": timezone.localdate(),
        "may_grant": bool(roles) and found.is_active,
        "manages": works_in_unit(user, found.pk, [Role.UNIT_MANAGER]),
        "sets_phone": can_set_phone(user, found),
        "me": user.pk,
        "form": form,
    }
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "casework/unit.html", context, status=status)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say which day is a membership's last, and go back to where it stands."""
    user = user_of(request)
    membership = get_or_404(memberships_for(user), pk)
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            end_membership(by=user, membership=membership, last_day=form.cleaned_data["last_day"])
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The last day was noted."))
            return redirect(_place_of(membership), pk=membership.unit_id or membership.user_id)
    open_cases = responsibilities(membership.user, membership.unit) if membership.unit else None
    context = {
        "open_cases": open_cases,
        "manages": membership.unit is not None
        and works_in_unit(user, membership.unit.pk, [Role.UNIT_MANAGER]),
        "membership": membership,
        "back": _place_of(membership),
        "back_pk": membership.unit_id or membership.user_id,
        "form": form,
    }
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "casework/end_membership.html", context, status=status)


@require_POST
def intake(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say whether somebody takes in new people for the unit."""
    user = user_of(request)
    membership = get_or_404(memberships_for(user), pk)
    try:
        set_intake(by=user, membership=membership, takes_intake="takes" in request.POST)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It was noted who takes in new people."))
    return redirect(_place_of(membership), pk=membership.unit_id or membership.user_id)


def _place_of(membership: Membership) -> str:
    return "casework:account" if membership.unit_id is None else "casework:unit"
