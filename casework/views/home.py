"""The first page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from casework.models import User
from casework.web.navigation import first_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send the user to where their role begins, or say that they have no role yet."""
    assert isinstance(request.user, User)
    target = first_page(request.user)
    if target is not None:
        return redirect(target)
    return render(request, "casework/no_role.html")
