"""Accounts, for administrators."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.access import has_city_role
from casework.access.organisation import roles_to_grant
from casework.access.recovery import needs_second_person
from casework.actions.accounts import (
    create_account,
    deactivate_account,
    reactivate_account,
    renew_password,
)
from casework.actions.base import ActionRefused
from casework.actions.membership import grant_membership
from casework.audit.denials import get_or_404
from casework.enums import Role
from casework.forms.organisation import AccountForm, GrantForm
from casework.models import User
from casework.queries.organisation import accounts, memberships_of_account
from casework.queries.recovery import to_confirm
from casework.web.lists import Column, Ordering, page_of
from casework.web.typed import keeps_typed, posted

COLUMNS = {
    "name": Column(gettext_lazy("Name"), ("full_name",)),
    "roles": Column(gettext_lazy("Roles today")),
    "state": Column(gettext_lazy("State"), ("is_active", "full_name")),
}


def administrator_of(request: HttpRequest) -> User:
    """The signed-in administrator. Raises ``Http404`` for anybody else."""
    user = request.user
    assert isinstance(user, User)
    if not has_city_role(user, Role.ADMINISTRATOR):
        raise Http404
    return user


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """Everybody who can or could sign in."""
    administrator = administrator_of(request)
    ordering = Ordering(request, COLUMNS, "name")
    state = request.GET.get("state", "active")
    queryset = accounts()
    if state != "all":
        queryset = queryset.filter(is_active=state != "inactive")
    context = {
        "page_obj": page_of(request, ordering.apply(queryset)),
        "headings": ordering.headings(),
        "waiting": to_confirm(administrator).count(),
        "state": state if state in ("inactive", "all") else "active",
    }
    return render(request, "casework/accounts.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account and show its password: in this answer and never again."""
    administrator = administrator_of(request)
    form = AccountForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            account, password = create_account(by=administrator, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            context = {"account": account, "password": password}
            return render(request, "casework/one_time_password.html", context)
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "casework/new_account.html", {"form": form}, status=status)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """An account with its roles; roles for the whole city are given here."""
    administrator = administrator_of(request)
    found = get_or_404(User.objects.all(), pk)
    form = GrantForm(
        posted(request),
        roles=roles_to_grant(administrator, None),
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        try:
            grant_membership(by=administrator, user=found, **values)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The role was given to %(name)s.") % {"name": found})
            return redirect("casework:account", pk=pk)
    context = {
        "account": found,
        "held": memberships_of_account(found),
        "today": timezone.localdate(),
        "needs_second_person": needs_second_person(found),
        "is_oneself": found == administrator,
        "form": form,
    }
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "casework/account.html", context, status=status)


@require_POST
def change_state(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an account out of use, or into use again."""
    administrator = administrator_of(request)
    found = get_or_404(User.objects.all(), pk)
    try:
        if request.POST.get("wanted") == "inactive":
            deactivate_account(by=administrator, user=found)
            messages.success(request, _("The account is out of use. Nobody can sign in with it."))
        else:
            reactivate_account(by=administrator, user=found)
            messages.success(request, _("The account is in use again."))
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("casework:account", pk=pk)


@require_POST
def new_password(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give an account a new one-time password and show it: in this answer and never again."""
    administrator = administrator_of(request)
    found = get_or_404(User.objects.all(), pk)
    try:
        password = renew_password(by=administrator, user=found)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("casework:account", pk=pk)
    context = {"account": found, "password": password}
    return render(request, "casework/one_time_password.html", context)
