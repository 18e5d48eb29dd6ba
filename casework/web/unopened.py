"""The page for what can't be shown at all because its key is missing: a file, a second factor."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casework.unopened import CannotOpen

logger = logging.getLogger(__name__)


def cannot_open(request: HttpRequest, error: CannotOpen) -> HttpResponse:
    """Say which key is missing, and that everything else stands. 503: it may open again."""
    logger.error("A page could not be shown: %s", error)
    return render(request, "errors/cannot_open.html", {"sentence": error.sentence}, status=503)
