"""What a row of each table needs beside what its fields tell (``tests/planting.py``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from casework.enums import IdentifierKind, RecoveryKind
from casework.models import Unit
from referrals.models import Measure, Referral

if TYPE_CHECKING:
    from tests.planting import Planter

# What opening a file makes: a second one of these would be refused.
MADE_WITH_A_FILE = {
    "casework.PersonKey",
    "casework.Case",
    "casework.PersonUserPermission",
    "casework.PersonUnitPermission",
}
Word = Callable[[str], str]


@dataclass(frozen=True)
class Kept:
    """Columns that methods of the row seal and open, and not the field."""

    keep: Callable[[Any, Word], object]
    opened: Callable[[Any], dict[str, bytes]]


KEPT: dict[str, Kept] = {
    "casework.ExtractRequest": Kept(
        lambda row, word: row.seal_files(
            pdf=word("sealed_pdf").encode(), json=word("sealed_json").encode()
        ),
        lambda row: {f"sealed_{form}": row.open_file(form) for form in ("pdf", "json")},
    ),
    "outreach.LogUpload": Kept(
        lambda row, word: (
            row.seal_files(word("sealed_shifts").encode(), word("sealed_people").encode()),
            row.seal_preview({"found": word("sealed_preview")}),
        ),
        lambda row: {
            **dict(zip(("sealed_shifts", "sealed_people"), row.open_files(), strict=True)),
            "sealed_preview": row.open_preview()["found"].encode(),
        },
    ),
    "referrals.ReferralLetter": Kept(
        lambda row, word: row.keep(word("alone").encode(), under_file_key=False),
        lambda row: {"alone": row.opened(None, row.alone)},
    ),
    "referrals.MunicipalityLetter": Kept(
        lambda row, word: row.keep(word("letter").encode()),
        lambda row: {"letter": row.opened()},
    ),
    "reports.DisclosureLedger": Kept(
        lambda row, word: (
            row.seal_content(word("sealed")),
            row.seal_key(word("sealed_key").encode()),
        ),
        lambda row: {"sealed": row.open_content().encode(), "sealed_key": row.open_key()},
    ),
    "reports.DraftPdf": Kept(
        lambda row, word: row.seal_content(word("sealed_content").encode()),
        lambda row: {"sealed_content": row.open_content()},
    ),
    "reports.EditionRests": Kept(
        lambda row, word: row.seal_content(word("sealed_rests").encode()),
        lambda row: {"sealed_rests": row.open_content()},
    ),
    "reports.ReportRequest": Kept(
        lambda row, word: row.seal_result(word("sealed_result").encode()),
        lambda row: {"sealed_result": row.open_result()},
    ),
}
KEPT_COLUMNS = {
    ("casework.ExtractRequest", "sealed_pdf"),
    ("casework.ExtractRequest", "sealed_json"),
    ("outreach.LogUpload", "sealed_shifts"),
    ("outreach.LogUpload", "sealed_people"),
    ("outreach.LogUpload", "sealed_preview"),
    ("referrals.ReferralLetter", "alone"),
    ("referrals.MunicipalityLetter", "letter"),
    ("reports.DisclosureLedger", "sealed"),
    ("reports.DisclosureLedger", "sealed_key"),
    ("reports.DraftPdf", "sealed_content"),
    ("reports.EditionRests", "sealed_rests"),
    ("reports.ReportRequest", "sealed_result"),
}
# In what a row needs: whether those columns are filled in it.
IS_KEPT = "(kept)"
Needs = dict[str, Any]


def what_rows_need(planter: Planter) -> dict[str, list[Needs]]:
    """By model, the values of each of its rows; most models need none and have one row.

    Where fields that are sealed exclude each other there is a row for each.
    """
    return (
        _of_files(planter)
        | _of_staff(planter)
        | _of_referrals(planter)
        | _of_plans(planter)
        | _of_reports(planter)
    )


def _of_files(planter: Planter) -> dict[str, list[Needs]]:
    now = timezone.now()
    first, second = sorted([planter.file, planter.other_file], key=lambda file: file.pk)
    decided = {"decided_by": planter.worker, "decided_at": now}
    settled = {"state": "cancelled", "settled_at": now, "settled_by": planter.worker}
    taken_back = {"taken_back_at": now, "taken_back_by": planter.worker}
    return {
        "casework.DayToKeep": [settled | taken_back],
        "casework.AgeStatement": [{"years_from": 20}],
        "casework.Consent": [
            {"kinds": ["contact"], "recipient_body": None},
            {"kinds": ["contact"], "recipient_unit": None},
        ],
        "casework.Disclosure": [
            {"outcome": "disclosed", "disclosed_as": "paper", "ground_code": "x", **decided}
        ],
        "casework.Identifier": [{"kind": IdentifierKind.PASSPORT}],
        "casework.RelatedPerson": [{"own_file": None}],
        "casework.PersonLink": [{"first": first, "second": second}],
        "casework.ExtractRequest": [{"state": "done", "finished_at": now}],
    }


def _of_staff(planter: Planter) -> dict[str, list[Needs]]:
    now = timezone.now()
    asked = {"holder": planter.worker, "asked_by": planter.colleague}
    return {
        "casework.AuditEvent": [{"actor_id": planter.worker.pk}],
        "casework.EmergencyAccess": [{"kind": "opened", "ends_at": now + timedelta(hours=1)}],
        "casework.Recovery": [
            {**asked, "kind": RecoveryKind.PASSWORD, "expires_at": now + timedelta(hours=1)}
        ],
        "outreach.SyncItem": [{"enc": b"e", "sealed": b"s"}],
    }


def _of_referrals(planter: Planter) -> dict[str, list[Needs]]:
    now, today = timezone.now(), timezone.localdate()
    sent = {
        "to_unit": Unit.objects.get(code="mika"),
        "kinds": ["identity"], "ground": "legal", "state": "sent",
        "sent_at": now, "sent_by": planter.worker, "due_at": now,
    }  # fmt: skip
    written = {"state": "written", "written_at": now, "written_by": planter.worker}
    return {
        # Each has one letter.
        "referrals.Referral": [sent, sent],
        "referrals.ReferralEvent": [{"from_state": "draft", "to_state": "sent"}],
        "referrals.ReferralLetter": [
            {IS_KEPT: False},
            {"of_file": None, "referral": lambda: planter.rows[Referral][1]},
        ],
        "referrals.Guidance": [{"topics": ["rights"]}],
        "referrals.BarnahusMatter": [{"next_on": today}],
        "referrals.BarnahusStep": [{"parts": ["social"]}],
        "referrals.MunicipalityLetter": [{"quarter": date(2025, 1, 1), **written}],
    }


def _of_plans(planter: Planter) -> dict[str, list[Needs]]:
    what, why = {"due_on": timezone.localdate(), "none_why": None}, {"what": None, "owner": None}
    return {
        "referrals.Measure": [{}, {}],
        "referrals.MeasureDependency": [{"needs": lambda: planter.rows[Measure][1]}],
        "referrals.PlanParticipant": [{"unit": None}],
        "referrals.Bridge": [what, why],
    }


def _of_reports(planter: Planter) -> dict[str, list[Needs]]:
    now = timezone.now()
    return {
        "reports.DraftPdf": [{"state": "written"}],
        "reports.EditionPeriod": [{"start": date(2025, 1, 1), "end": date(2026, 1, 1)}],
        "reports.EditionUniverse": [{"universe": "exploited", "document": b"{}"}],
        "reports.ExactFigure": [{"universe": "exploited"}],
        "reports.FigureAnswer": [{"said": "declined", "reason": "Planterat"}],
        "reports.ProgrammeAim": [{"from_year": 2025}],
        "reports.ProgrammeMeasure": [{"year": 2025}],
        "reports.ExchangeRequest": [{"first_year": 2024, "last_year": 2024}],
        "reports.ReportRequest": [{"state": "done", "finished_at": now}],
    }
