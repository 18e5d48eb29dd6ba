"""What each role may do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.access import ROLES, roles_of
from casework.access.roles import Duty
from casework.models import User


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """The roles in plain words, the user's own marked."""
    assert isinstance(request.user, User)
    mine = roles_of(request.user)
    rows = [
        (role.label, rule.text, [duty.label for duty in Duty if duty in rule.duties], role in mine)
        for role, rule in ROLES.items()
    ]
    return render(request, "casework/roles.html", {"rows": rows})
