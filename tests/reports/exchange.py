"""Requests for exchange files, made by the actions that the product uses."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from casework.models import User
from reports.actions.exchange import answer_exchange, ask_exchange, order_exchange
from reports.models import ExchangeRequest, ReportRequest


def asked(by: User, **values: Any) -> ExchangeRequest:
    year = timezone.localdate().year
    given = {
        "first_year": year,
        "last_year": year,
        "purpose": "collaborative",
        "receiver": "iom",
        "receiver_unit": "Protection Division",
        "reference": "DNR 4711/2025",
    }
    return ask_exchange(by=by, values=given | values)


def approved(by: User, second: User, **values: Any) -> ExchangeRequest:
    request = asked(by, **values)
    return answer_exchange(by=second, request_id=request.pk, approves=True)


def ordered(by: User, second: User, **values: Any) -> ReportRequest:
    return order_exchange(by=by, request_id=approved(by, second, **values).pk)
