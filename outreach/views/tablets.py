"""The tablets of a unit: registered and revoked."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.models import Unit, User
from casework.web.requests import sentence, tell, user_of
from casework.web.typed import keeps_typed, posted
from outreach.access import units_with_tablets
from outreach.actions.tablets import register_device, revoke_device
from outreach.forms.device import DeviceForm
from outreach.forms.said import RevokeForm
from outreach.queries.sync_items import devices_for


def _keeper_of(request: HttpRequest) -> tuple[User, list[Unit]]:
    """The user and the units whose tablets they register. Raises ``Http404`` without any."""
    user = user_of(request)
    units = units_with_tablets(user)
    if not units:
        raise Http404
    return user, units


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The tablets, and the form that registers one more."""
    user, units = _keeper_of(request)
    form = DeviceForm(posted(request), units=units)
    if request.method == "POST" and form.is_valid():
        try:
            device = register_device(by=user, **form.cleaned_data)
        except ActionRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("%(name)s is registered.") % {"name": device.name})
            return redirect("outreach:tablets")
    context = {"devices": devices_for(user), "form": form}
    return render(request, "outreach/tablets.html", context, status=422 if form.errors else 200)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why, and trust the tablet no longer."""
    user, _units = _keeper_of(request)
    device = get_or_404(devices_for(user), pk)
    form = RevokeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            revoke_device(by=user, device_id=pk, why=form.cleaned_data["why"])
        except ActionRefused as refused:
            messages.error(request, sentence(refused))
        else:
            messages.success(request, _("%(name)s is revoked.") % {"name": device.name})
        return redirect("outreach:tablets")
    context = {"device": device, "form": form}
    status = 422 if form.errors else 200
    return render(request, "outreach/tablet_revoke.html", context, status=status)
