"""Extracts and corrections for the screens, and opening a finished extract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from casework.access.persons import managed_person_rows
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Correction, ExtractRequest, Person, User


def extracts_for(user: User) -> QuerySet[ExtractRequest]:
    """Those of the files that *user* decides over, without the documents themselves."""
    rows = ExtractRequest.objects.visible_to(user).filter(managed_person_rows(user))
    return rows.defer("sealed_pdf", "sealed_json").select_related("person")


def corrections_for(user: User) -> QuerySet[Correction]:
    """Requests for correction in the files that *user* sees."""
    return Correction.objects.visible_to(user).select_related("person", "created_by", "decided_by")


def opened_extract(user: User, extract: ExtractRequest, form: str) -> bytes:
    """The document *form*. That it was fetched is in the log of the file."""
    record(
        Event.EXTRACT_DOWNLOADED,
        by=user,
        obj=extract.person,
        extract=str(extract.pk),
        form=form,
    )
    # The row for this screen was read without its documents.
    return ExtractRequest.objects.get(pk=extract.pk).open_file(form)


def restrictions_in(_user: User, person: Person) -> list[QuerySet[Correction]]:
    """Requests that restrict the use of the file."""
    return [Correction.objects.filter(person=person, restricts=True)]


def restriction(
    _user: User, _person: Person, restricting: Sequence[Correction]
) -> dict[str, Any] | None:
    """For the first page: that the use of the file is restricted while a request is looked into."""
    return {"correction": restricting[0]} if restricting else None
