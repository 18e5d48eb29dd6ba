"""Requests for exchange files for the screens, and the rows of an approved one."""

from __future__ import annotations

import uuid
from dataclasses import fields

from django.db import connection
from psycopg import sql

from casework.actors import EXCHANGE, acting_as
from casework.models import User
from reports.exchange.company import in_company
from reports.exchange.fields import Found, Row, as_row
from reports.models import ExchangeRequest, ReportRequest
from reports.models.exchange import ExchangeRequestQuerySet
from reports.programme_enums import ExchangeState

_QUERY = sql.SQL("SELECT {columns} FROM reports_exchange_person").format(
    columns=sql.SQL(", ").join(sql.Identifier(field.name) for field in fields(Found))
)


def requests_of(user: User, state: str = "") -> ExchangeRequestQuerySet:
    """The requests that *user* may see; *state* keeps one state."""
    rows = ExchangeRequest.objects.visible_to(user).select_related("owner", "decided_by")
    return rows.filter(state=state) if state in ExchangeState.values else rows


def file_of(user: User, request: ExchangeRequest) -> ReportRequest | None:
    """The file that was made on *request*, while it is kept; for whoever ordered it alone."""
    mine = ReportRequest.objects.visible_to(user).without_results()
    return mine.filter(exchange_id=request.pk).first()


def exchange_rows(exchange_id: uuid.UUID) -> list[Row]:
    """The rows of the file of an approved request. Raises ``TooFewPeople``.

    The database tells of nobody but the exploited without a protected identity, of the approved
    years, and of them no identifier. What leaves here singles nobody out.
    """
    with acting_as(EXCHANGE), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.exchange_id', %s, true)", [str(exchange_id)])
        cursor.execute(_QUERY.as_string())
        found = [Found(*row) for row in cursor.fetchall()]
        cursor.execute("SELECT set_config('app.exchange_id', '', true)")
    return list(in_company(map(as_row, found)))
