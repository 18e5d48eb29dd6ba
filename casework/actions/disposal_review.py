"""The way of a list through hands: marked by one, approved by another, stopped by anybody."""

from __future__ import annotations

import re
import uuid
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.disposal import can_review, can_see_list
from casework.access.persons import can_manage_person
from casework.actions.base import ActionRefused, action
from casework.audit.events import Event
from casework.audit.record import record
from casework.disposal.rules import Verdict, decide, rules_for
from casework.disposal.rules_file import rule_book
from casework.disposal.words import KeepWhy, ListState, Mark
from casework.enums import IdentifierKind
from casework.models import DisposalBasis, DisposalItem, DisposalList, Identifier, Person, User
from casework.queries.disposal_facts import city_codes, states_of
from casework.queries.disposals import opened_since, version_of

COORDINATION_DAYS = 60


@action
def mark_item(
    *, by: User, item_id: uuid.UUID, mark: Mark, keep_why: KeepWhy | None = None
) -> DisposalItem:
    """Say whether a file on a list is kept or destroyed; ``Mark.OPEN`` takes the mark back.

    Raises :class:`ActionRefused` where *by* does not decide over the file, has not opened it since
    the list was proposed, or a rule keeps it.
    """
    item = _item(item_id)
    if item is None or not _may_mark(by, item):
        raise ActionRefused(_("Only who decides over the file marks it."))
    if item.list.state != ListState.PROPOSED:
        raise ActionRefused(_("The list is reviewed already."))
    if not opened_since(by, item.list, [item.person_id]):
        raise ActionRefused(_("Open the file before you mark it."))
    if mark == Mark.DESTROY:
        _check_rules(by, item)
    elif mark == Mark.KEEP and keep_why is None:
        raise ActionRefused(fields={"keep_why": _("Say why the file is kept.")})
    item.mark, item.marked_by = mark, None if mark == Mark.OPEN else by
    item.keep_why = str(keep_why) if mark == Mark.KEEP else ""
    item.save(update_fields=["mark", "keep_why", "marked_by", "updated_at"])
    record(
        Event.DISPOSAL_MARKED,
        by=by,
        obj=Person(pk=item.person_id),
        unit_id=item.unit_id,
        mark=str(mark),
        why=item.keep_why,
    )
    return item


def _item(item_id: uuid.UUID) -> DisposalItem | None:
    """A file on a list, locked, and the list as it is then: nobody goes on with it meanwhile."""
    # The list is asked for under the lock, in a statement of its own.
    return DisposalItem.objects.select_for_update().filter(pk=item_id).first()


def _may_mark(by: User, item: DisposalItem) -> bool:
    return can_manage_person(by, Person(pk=item.person_id))


def _check_rules(by: User, item: DisposalItem) -> None:
    """Note the day of birth from the number in the file, and ask the rules once more."""
    born = birth_day_in(item.person_id)
    if born is not None:
        DisposalBasis.objects.update_or_create(
            person_id=item.person_id,
            defaults={"birth_day": born, "updated_by": by},
            create_defaults={"birth_day": born, "created_by": by, "updated_by": by},
        )
    said = verdict_now(item.person_id)
    if not said.destroy:
        text = _("A rule keeps it: %(reason)s.") % {"reason": said.reason.label}
        raise ActionRefused(text)


def verdict_now(person_id: uuid.UUID) -> Verdict:
    """What the rules of today say about a file that whoever acts sees. Raises ``KeyError``."""
    state = states_of([person_id])[person_id]
    today = timezone.localdate()
    rules = rules_for(rule_book().rules, state.about, today)
    return decide(state.facts(*city_codes()), rules, today)


def birth_day_in(person_id: uuid.UUID) -> int | None:
    """The day of the month in the personal or coordination number of the file."""
    kinds = [IdentifierKind.PERSONAL_NUMBER, IdentifierKind.COORDINATION_NUMBER]
    for row in Identifier.objects.filter(person_id=person_id, kind__in=kinds):
        digits = re.sub(r"\D", "", row.value or "")
        if len(digits) in (10, 12):
            day = int(digits[-6:-4])
            return day - COORDINATION_DAYS if day > COORDINATION_DAYS else day
    return None


@action
def review_list(*, by: User, list_id: uuid.UUID, seen_at: datetime) -> DisposalList:
    """Hand a list on to a second person. Raises :class:`ActionRefused` while a file is unmarked."""
    found = _list(by, list_id, seen_at)
    if not can_review(by, found):
        raise ActionRefused(_("The manager of the unit reviews the list."))
    if found.state != ListState.PROPOSED:
        raise ActionRefused(_("The list is reviewed already."))
    if found.items.filter(mark=Mark.OPEN).exists():
        raise ActionRefused(_("Mark every file first."))
    found.state, found.reviewed_at, found.reviewed_by = ListState.REVIEWED, timezone.now(), by
    found.save(update_fields=["state", "reviewed_at", "reviewed_by", "updated_at"])
    record(Event.DISPOSAL_REVIEWED, by=by, obj=found, unit_id=found.unit_id)
    return found


@action
def approve_list(*, by: User, list_id: uuid.UUID, seen_at: datetime) -> DisposalList:
    """Approve what another has reviewed; the period of regret begins.

    Raises :class:`ActionRefused` for the reviewer, and when the list is not waiting for it.
    """
    found = _list(by, list_id, seen_at)
    if found.state != ListState.REVIEWED:
        raise ActionRefused(_("The list does not wait for an approval."))
    marked = found.items.filter(marked_by=by, mark=Mark.DESTROY).exists()
    if found.reviewed_by_id == by.pk or marked:
        raise ActionRefused(_("You have reviewed it yourself: somebody else has to approve it."))
    now = timezone.now()
    found.state, found.approved_at, found.approved_by = ListState.APPROVED, now, by
    found.due_at = now + rule_book().regret
    found.save(update_fields=["state", "approved_at", "approved_by", "due_at", "updated_at"])
    record(Event.DISPOSAL_APPROVED, by=by, obj=found, unit_id=found.unit_id)
    return found


@action
def stop_list(*, by: User, list_id: uuid.UUID, seen_at: datetime) -> DisposalList:
    """Stop a list that is not carried out yet: nothing more on it is destroyed."""
    found = _list(by, list_id, seen_at)
    if found.state in (ListState.DONE, ListState.STOPPED):
        raise ActionRefused(_("The list is carried out or stopped already."))
    found.state, found.stopped_by = ListState.STOPPED, by
    found.save(update_fields=["state", "stopped_by", "updated_at"])
    record(Event.DISPOSAL_STOPPED, by=by, obj=found, unit_id=found.unit_id, whole_list=True)
    return found


@action
def regret_item(*, by: User, item_id: uuid.UUID) -> DisposalItem:
    """Take one file off an approved list, by anybody who decides over the file or sees the list."""
    item = _item(item_id)
    if item is None or not (_may_mark(by, item) or can_see_list(by, item.list)):
        raise ActionRefused(_("The file is on no list any more."))
    if item.list.state not in (ListState.REVIEWED, ListState.APPROVED) or item.mark == Mark.KEEP:
        raise ActionRefused(_("There is nothing to stop."))
    item.mark, item.keep_why, item.marked_by = Mark.KEEP, KeepWhy.REGRET, by
    item.save(update_fields=["mark", "keep_why", "marked_by", "updated_at"])
    record(
        Event.DISPOSAL_STOPPED, by=by, obj=Person(pk=item.person_id), unit_id=item.unit_id,
        whole_list=False,
    )  # fmt: skip
    return item


def _list(by: User, list_id: uuid.UUID, seen_at: datetime) -> DisposalList:
    rows = DisposalList.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("unit").filter(pk=list_id).first()
    if found is None:
        raise ActionRefused(_("The list is not there any more."))
    # No mark changes from here on.
    list(found.items.select_for_update().order_by("pk").values_list("pk", flat=True))
    if version_of(found) != seen_at:
        raise ActionRefused(_("A colleague has gone on with the list. Look at it once more."))
    return found
