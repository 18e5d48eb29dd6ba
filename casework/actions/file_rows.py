"""What the actions on rows of a file share: who may, whose file, which version, which sentence."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access.persons import can_work_in_person
from casework.actions.base import ActionRefused
from casework.enums import PersonRole
from casework.models import Person, PersonRow, User
from casework.queries.row_versions import changed_columns, seen_version, shown_in

R = TypeVar("R", bound=PersonRow)

# constraint: the field of the form and its sentence
_SENTENCES: dict[str, tuple[str, str | Promise]] = {
    "trafficking_confirmed_by_somebody": (
        "decided_by",
        gettext_lazy("Confirmed needs who decided it: the authority, its unit, day and reference."),
    ),
    "trafficking_sexual_kind_of_sexual": (
        "sexual_kind",
        gettext_lazy("A kind of sexual exploitation belongs to sexual purposes."),
    ),
    "permit_court_by_leader": (
        "applied_by",
        gettext_lazy("Only the leader of the investigation applies for this permit."),
    ),
    "permit_decision_has_day": ("decided_on", gettext_lazy("A decision has a day.")),
    "permit_granted_has_days": (
        "starts_on",
        gettext_lazy("A granted permit has a first and a last day, and only a granted one has."),
    ),
    "permit_days_in_order": ("applied_on", gettext_lazy("The days are not in order.")),
    "permit_ended_early_why": ("ended_why", gettext_lazy("Say why it ended early.")),
    "return_one_at_a_time": ("", gettext_lazy("There is a return programme under way already.")),
    "return_days_in_order": ("on_day", gettext_lazy("A step is not dated before the last one.")),
    "return_broken_off_why": ("why", gettext_lazy("Say why it was broken off.")),
    "claim_days_in_order": ("", gettext_lazy("The days are not in order.")),
    "claim_amounts_fit": ("amount", gettext_lazy("The amounts do not fit each other.")),
    "support_days_in_order": ("ends_on", gettext_lazy("It can't end before it began.")),
    "support_ended_with_result": (
        "result",
        gettext_lazy("A support that has ended has a result, and one that goes on has none."),
    ),
    "disclosure_decided_by_somebody": ("harm", gettext_lazy("Assess the harm first.")),
}


class ChangedMeanwhile(ActionRefused):
    """The row was saved meanwhile; nothing was overwritten. *changed* says what, as saved."""

    def __init__(self, changed: list[tuple[str, str]]) -> None:
        super().__init__(
            _("This was saved while you had it open. Look through your answers, and save again.")
        )
        self.changed = changed


def must_work(by: User, person: Person) -> None:
    """Refuse somebody who may not write in the file."""
    if not can_work_in_person(by, person):
        raise ActionRefused(_("You may not write in this file."))


def must_be_of_exploited(person: Person) -> None:
    """Refuse what belongs to somebody exploited in any other file (design rule 2)."""
    if person.kind != PersonRole.EXPLOITED:
        raise ActionRefused(_("This belongs in the file of somebody exploited."))


def row_to_change(rows: QuerySet[R], person: Person, pk: uuid.UUID, seen_at: datetime) -> R:
    """The row, locked. Raises :class:`ChangedMeanwhile` where it is not the version seen."""
    row = rows.select_for_update().get(pk=pk, person=person)
    if row.updated_at != seen_at:
        raise ChangedMeanwhile(_changes(row, seen_at))
    return row


def _changes(row: PersonRow, seen_at: datetime) -> list[tuple[str, str]]:
    """Label and saved value of each field that differs from the version of *seen_at*."""
    columns = changed_columns(row, seen_version(row, seen_at))
    return [(str(column.verbose_name), shown_in(row, column)) for column in columns]


def fill(row: R, by: User, values: Mapping[str, Any]) -> R:
    """Put *values* and the writer into the row."""
    for name, value in values.items():
        setattr(row, name, value)
    row.updated_by = by
    return row


@contextmanager
def sentences(more: Mapping[str, tuple[str, str | Promise]] | None = None) -> Iterator[None]:
    """Turn a broken constraint into a refusal at its field. What is not known goes on up.

    *more* are the sentences of an upper floor.
    """
    known = {**_SENTENCES, **(more or {})}
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        name = getattr(diagnosis, "constraint_name", None) or ""
        if name not in known:
            raise
        field, sentence = known[name]
        if not field:
            raise ActionRefused(str(sentence)) from None
        raise ActionRefused(fields={field: str(sentence)}) from None
