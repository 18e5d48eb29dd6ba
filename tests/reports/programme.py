"""Aims and measures for the tests, made by the actions that the product uses."""

from __future__ import annotations

import uuid
from typing import Any

from casework.models import Board, User
from reports.actions.programme import answer_measure, plan_measure, write_aim
from reports.models import ProgrammeAim, ProgrammeMeasure

YEAR = 2025


def an_aim(by: User, title: str = "Planterat mål", **values: Any) -> ProgrammeAim:
    given = {"title": title, "position": 1, "from_year": YEAR - 3, "to_year": None}
    return write_aim(by=by, values=given | values)


def planned(by: User, aim: ProgrammeAim, **values: Any) -> ProgrammeMeasure:
    given = {
        "year": YEAR,
        "aim": aim,
        "board": Board.objects.get(code="socialnamnden"),
        "title": "Planterad åtgärd",
        "planned": "",
    }
    return plan_measure(by=by, values=given | values)


def answered(by: User, measure: ProgrammeMeasure, state: str, answer: str) -> ProgrammeMeasure:
    return answer_measure(
        by=by,
        measure_id=measure.pk,
        seen_at=measure.updated_at,
        values={"state": state, "answer": answer},
    )


def programme_rows(by: User) -> dict[str, uuid.UUID]:
    """An aim with a measure, by name."""
    aim = an_aim(by)
    return {"aim": aim.pk, "programme_measure": planned(by, aim).pk}
