"""What each role may do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.access import ROLE_DESCRIPTIONS, roles_of
from casework.models import User


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """The roles in plain words, the user's own marked."""
    assert isinstance(request.user, User)
    mine = roles_of(request.user)
    rows = [(role.label, text, role in mine) for role, text in ROLE_DESCRIPTIONS.items()]
    return render(request, "casework/roles.html", {"rows": rows})
