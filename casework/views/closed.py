"""The pages of accounts that this installation does without."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def closed(request: HttpRequest, page: str) -> HttpResponse:
    """Say who makes accounts, changes addresses and renews passwords: an administrator."""
    return render(request, "casework/closed.html")
