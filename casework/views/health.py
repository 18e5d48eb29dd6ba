"""Whether this installation answers."""

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

SECONDS = 2


def database_answers() -> bool:
    """Whether the database answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers() -> bool:
    """Whether the queue can be reached within two seconds."""
    try:
        with current_app.connection_for_write(connect_timeout=SECONDS) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=SECONDS)
    except (OperationalError, OSError):
        return False
    return True


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when database and broker answer, else 503. It says no more: anybody may ask."""
    well = database_answers() and broker_answers()
    return HttpResponse("ok" if well else "unavailable", "text/plain", status=200 if well else 503)
