"""A file with something in every part, for extracts and disposals."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from casework.actions.corrections import Asked, receive_correction
from casework.actions.disposal_basis import hold_file
from casework.actions.disposal_review import approve_list, mark_item, review_list
from casework.actions.disposal_work import Due, propose_list, propose_lists
from casework.actions.extracts import order_extract
from casework.actors import DISPOSAL, acting_as
from casework.disposal.rules import Verdict
from casework.disposal.words import HoldKind, KeepWhy, ListState, Mark, Reason
from casework.enums import (
    AlertKind,
    CaseState,
    ClosingReason,
    IdentifierKind,
    IdentityGround,
    Relation,
)
from casework.extract.words import CorrectionKind, Delivery, ReceivedHow
from casework.models import (
    Alert,
    Case,
    DisposalItem,
    DisposalList,
    Identifier,
    Identity,
    Person,
    RelatedPerson,
    User,
)
from casework.person_tables import history_tables, owned_tables
from casework.queries.disposal_facts import states_of
from casework.queries.disposals import version_of
from casework.queries.persons import read_file
from tests.casework.people import FAMILY_NAME, GIVEN_NAME, opened
from tests.staff import change_membership

ADDRESS = "Planterade gatan 7"
WARNING = "Planterad varning om en dörr"
RELATIVE, RELATIVE_PHONE = "Planterad Anhörig", "070-000 00 01"


def shown(by: User, list_id: uuid.UUID) -> datetime:
    """The version of a list as its page shows it to *by* now."""
    with acting_as(by):
        return version_of(DisposalList(pk=list_id))


def full_file(by: User, unit_code: str = "pom", **values: Any) -> Person:
    """A file with identity, number, warning and a related person."""
    person = opened(by, unit_code, **values)
    with acting_as(by), transaction.atomic():
        own: dict[str, Any] = {"person": person, "created_by": by}
        person.important_to_me = "Planterad önskan"
        person.save()
        Identity.objects.create(
            given_name=GIVEN_NAME,
            family_name=FAMILY_NAME,
            address=ADDRESS,
            phone="070-000 00 02",
            ground=IdentityGround.CONSENT,
            **own,
        )
        Identifier.objects.create(kind=IdentifierKind.PASSPORT, value="PLANT123", **own)
        warning = Alert.objects.create(kind=AlertKind.DANGER, text=WARNING, **own)
        # A second version, so that there is an earlier one.
        warning.text = WARNING + "."
        warning.save()
        RelatedPerson.objects.create(
            relation=Relation.PARENT, name=RELATIVE, contact=RELATIVE_PHONE, **own
        )
    return person


def long_ago(user: User) -> None:
    """Let *user* have worked here since before the files of these tests."""
    change_membership(user.memberships.get(), valid_from=date(2000, 1, 1))
    user.__dict__.pop("_memberships_today", None)


@contextmanager
def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> Iterator[None]:
    """A block in which the clock of the application says *moment*."""
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: moment)
        yield


def close_cases(by: User, person: Person, moment: datetime) -> None:
    """Close the unit's work in a file."""
    with acting_as(by):
        Case.objects.filter(person=person).update(
            state=CaseState.CLOSED,
            closed_at=moment,
            closed_by=by,
            closing_reason=ClosingReason.OWN_WISH,
        )


def old_file(
    by: User,
    monkeypatch: pytest.MonkeyPatch,
    years: int = 6,
    unit_code: str = "pom",
    **values: Any,
) -> Person:
    """A full, closed file whose last note is so many years old."""
    moment = timezone.now() - timedelta(days=years * 366)
    with at(monkeypatch, moment):
        person = full_file(by, unit_code, **values)
    close_cases(by, person, moment)
    with acting_as(by):
        # The default of a field holds on to the real clock.
        Person.objects.filter(pk=person.pk).update(opened_at=moment)
        Case.objects.filter(person=person).update(opened_at=moment)
    return person


def mark_opened(by: User, item: DisposalItem, mark: Mark, keep_why: KeepWhy | None = None) -> None:
    """Open a file on a list as *by*, and mark it."""
    with acting_as(by):
        read_file(by, item.person_id, "overview")
    mark_item(by=by, item_id=item.pk, mark=mark, keep_why=keep_why)


def approved(reviewer: User, approver: User, keep: Sequence[Person] = ()) -> DisposalList:
    """Propose, mark everything but *keep*, review, approve, and let the regret period pass."""
    propose_lists(by=DISPOSAL)
    kept = {person.pk for person in keep}
    with acting_as(reviewer):
        found = DisposalList.objects.get(state=ListState.PROPOSED)
        items = list(found.items.all())
    for item in items:
        if item.person_id in kept:
            mark_opened(reviewer, item, Mark.KEEP, KeepWhy.CONTACT)
        else:
            mark_opened(reviewer, item, Mark.DESTROY)
    review_list(by=reviewer, list_id=found.pk, seen_at=shown(reviewer, found.pk))
    return approve_list(by=approver, list_id=found.pk, seen_at=shown(approver, found.pk))


def let_regret_pass(approver: User, found: DisposalList) -> None:
    """Put the approval so far back that its period of regret is over."""
    now = timezone.now()
    with acting_as(approver):
        DisposalList.objects.filter(pk=found.pk).update(
            approved_at=now - timedelta(days=40), due_at=now - timedelta(days=1)
        )


def counts_of(person_id: uuid.UUID) -> dict[str, int]:
    """How many rows each table of a file holds of it, earlier versions included."""
    found = {}
    with acting_as(DISPOSAL), connection.cursor() as cursor:
        for owned in (*owned_tables(), *history_tables()):
            if owned.columns:
                rule = " OR ".join(f"{column} = %(id)s" for column in owned.columns)
                cursor.execute(
                    f"SELECT count(*) FROM {owned.table} WHERE {rule}", {"id": person_id}
                )
                found[owned.table] = cursor.fetchone()[0]
    return found


def rights_of(user: User, person: Person) -> dict[str, object]:
    """For the walk over the addresses: one row of each kind, of a file that *user* has opened."""
    extract = order_extract(by=user, person=person, language="sv", delivery=Delivery.BY_HAND)
    asked = Asked(
        CorrectionKind.CORRECTION, timezone.localdate(), ReceivedHow.TALK, "Planterad begäran"
    )
    correction = receive_correction(by=user, person=person, asked=asked)
    hold = hold_file(by=user, person=person, kind=HoldKind.OTHER, note="", until_day=None)
    with acting_as(user):
        state = states_of([person.pk])[person.pk]
    today = timezone.localdate()
    said = Verdict(
        destroy=True,
        reason=Reason.FIVE_YEARS,
        reference_date=today,
        finish_by=today,
    )
    assert state.unit_id is not None
    found = propose_list(by=DISPOSAL, unit_id=state.unit_id, rules="Lag", files=[Due(state, said)])
    with acting_as(user):
        item = DisposalItem.objects.get(list=found)
    return {
        "extract": extract.pk,
        "correction": correction.pk,
        "hold": hold.pk,
        "list": found.pk,
        "item": item.pk,
    }
