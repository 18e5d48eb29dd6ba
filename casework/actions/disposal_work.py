"""What the named actor does by itself: propose lists, destroy what is due, make the certificate.

Each file is destroyed in a transaction of its own: a killed worker leaves it whole or gone, and the
next run goes on where it stopped.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.disposal_review import verdict_now
from casework.actors import DISPOSAL, SystemActor, acting_as
from casework.audit.events import Event
from casework.audit.record import record
from casework.disposal.destruction import next_digest, remove_file
from casework.disposal.rules import Verdict, decide, rules_for
from casework.disposal.rules_file import rule_book
from casework.disposal.words import KeepWhy, ListState, Mark
from casework.models import DisposalItem, DisposalList, DisposalReplay, Person
from casework.queries.disposal_facts import FileState, city_codes, states_of

logger = logging.getLogger(__name__)
# A file that somebody kept is not asked about again before this has passed.
ASKED_AGAIN = timedelta(days=365)


@dataclass(frozen=True)
class Due:
    """A file whose time is up."""

    state: FileState
    verdict: Verdict


def propose_lists(*, by: SystemActor) -> int:
    """Put every file whose time is up on a list of its unit and its rules; how many."""
    by_list: dict[tuple[uuid.UUID, str], list[Due]] = {}
    with acting_as(DISPOSAL):
        for due in _due_files():
            if due.state.unit_id is not None:
                by_list.setdefault((due.state.unit_id, due.verdict.rules), []).append(due)
    for (unit_id, rules), files in sorted(by_list.items()):
        propose_list(by=by, unit_id=unit_id, rules=rules, files=files)
    return sum(map(len, by_list.values()))


def _due_files() -> list[Due]:
    today = timezone.localdate()
    book, codes = rule_book().rules, city_codes()
    listed = set(_listed())
    found = []
    for state in states_of().values():
        said = decide(state.facts(*codes), rules_for(book, state.about, today), today)
        if said.destroy and state.id not in listed:
            found.append(Due(state, said))
    return found


def _listed() -> list[uuid.UUID]:
    """Files on a list under way, and those that somebody kept not long ago."""
    under_way = [ListState.PROPOSED, ListState.REVIEWED, ListState.APPROVED]
    items = DisposalItem.objects.order_by()
    ids = list(items.filter(list__state__in=under_way).values_list("person_id", flat=True))
    since = timezone.now() - ASKED_AGAIN
    kept = items.filter(mark=Mark.KEEP, updated_at__gte=since)
    return ids + list(kept.values_list("person_id", flat=True))


@action
def propose_list(
    *, by: SystemActor, unit_id: uuid.UUID, rules: str, files: Sequence[Due]
) -> DisposalList:
    """Add *files* to the list of the unit that is being reviewed; a new one where there is none.

    A list is of one rule: files of exploited people and of suspected buyers stand on no list
    together, and a certificate says by which rule.
    """
    wanted = {"unit_id": unit_id, "rules": rules, "state": ListState.PROPOSED}
    found = DisposalList.objects.filter(**wanted).first()
    if found is None:
        found = DisposalList.objects.create(**wanted, proposed_at=timezone.now())
    DisposalItem.objects.bulk_create(
        DisposalItem(
            list=found,
            unit_id=unit_id,
            person_id=due.state.id,
            # Who is not named for a protected identity is not told that there is a file.
            label="" if due.state.is_protected else due.state.pseudonym,
            reason=due.verdict.reason,
            reference_date=due.verdict.reference_date,
            finish_by=due.verdict.finish_by or due.verdict.reference_date,
        )
        for due in files
    )
    record(Event.DISPOSAL_PROPOSED, by=by, obj=found, unit_id=unit_id, files=len(files))
    return found


def destroy_due(*, by: SystemActor) -> int:
    """Destroy every file that is due, each by itself, and certify the lists that are done."""
    with acting_as(DISPOSAL):
        lists = DisposalList.objects.filter(state=ListState.APPROVED, due_at__lte=timezone.now())
        due = list(lists.order_by("due_at", "id").values_list("id", flat=True))
        items = DisposalItem.objects.filter(list__in=due, mark=Mark.DESTROY)
        waiting = list(items.order_by("finish_by", "id").values_list("id", flat=True))
    destroyed = failed = 0
    for item_id in waiting:
        try:
            destroyed += destroy_file(by=by, item_id=item_id)
        except ActionRefused:
            continue
        except Exception:
            # The file is whole; the next run tries again, and the list is not certified. Whatever
            # is wrong with this one, the others are due all the same.
            logger.exception("A file could not be destroyed.")
            failed += 1
    if failed:
        logger.error("%d files that are due could not be destroyed.", failed)
    for list_id in due:
        try:
            certify_list(by=by, list_id=list_id)
        except ActionRefused:
            continue
    return destroyed


@action
def destroy_file(*, by: SystemActor, item_id: uuid.UUID) -> bool:
    """Destroy one file; ``False`` when something has changed since and it is kept instead.

    Raises ``ActionRefused`` when it is not due, or another run has it.
    """
    items = DisposalItem.objects.filter(pk=item_id, mark=Mark.DESTROY)
    list_id = items.values_list("list_id", flat=True).first()
    if list_id is None:
        raise ActionRefused("It is gone or kept.")
    on_list = _due_list(list_id)
    # Read under the lock: while this one waited another run may have destroyed it.
    item = items.first()
    if item is None:
        raise ActionRefused("Another run was here before.")
    if not verdict_now(item.person_id).destroy:
        DisposalItem.objects.filter(pk=item_id).update(
            mark=Mark.KEEP, keep_why=KeepWhy.CHANGED, updated_at=timezone.now()
        )
        record(Event.DISPOSAL_KEPT, by=by, obj=Person(pk=item.person_id), unit_id=item.unit_id)
        return False
    person_id = item.person_id
    rows = remove_file(person_id)
    _count(on_list, person_id, rows)
    record(Event.DISPOSAL_DESTROYED, by=by, obj=Person(pk=person_id), rows=rows)
    return True


def _count(on_list: DisposalList, person_id: uuid.UUID, rows: int) -> None:
    """Write on the list, which is locked, that one more of its files is gone."""
    now = timezone.now()
    on_list.destroyed += 1
    on_list.rows_destroyed += rows
    on_list.digest = next_digest(on_list.digest, person_id)
    on_list.first_at, on_list.last_at = on_list.first_at or now, now
    on_list.save(
        update_fields=["destroyed", "rows_destroyed", "digest", "first_at", "last_at", "updated_at"]
    )


@action
def certify_list(*, by: SystemActor, list_id: uuid.UUID) -> DisposalList:
    """Close a list on which nothing is left to destroy: from now on it is the certificate.

    Raises ``ActionRefused`` while a file is left, and when it is certified already.
    """
    found = _due_list(list_id)
    if found.items.filter(mark=Mark.DESTROY).exists():
        raise ActionRefused("A file is left.")
    found.state = ListState.DONE
    found.save(update_fields=["state", "updated_at"])
    record(
        Event.DISPOSAL_CERTIFIED, by=by, obj=found, unit_id=found.unit_id,
        files=found.destroyed, digest=found.digest,
    )  # fmt: skip
    return found


def _due_list(list_id: uuid.UUID) -> DisposalList:
    """The list, locked: two runs count one after the other."""
    found = (
        DisposalList.objects.select_for_update()
        .filter(pk=list_id, state=ListState.APPROVED, due_at__lte=timezone.now())
        .first()
    )
    if found is None:
        raise ActionRefused("The list is not due.")
    return found


@action
def replay_destruction(*, by: SystemActor, person_id: uuid.UUID) -> bool:
    """Destroy a file that came back with a restored backup; ``False`` when it did not.

    The owner of the schema has named it (``casework/disposal/replay.py``): this actor can't, and so
    destroys nothing that nobody decided about. Raises :class:`ActionRefused`.
    """
    if not DisposalReplay.objects.filter(pk=person_id).exists():
        raise ActionRefused(_("The file is on no list of destroyed files."))
    came_back = Person.objects.filter(pk=person_id).values("pk").exists()
    on_list = _approved_list_of(person_id)
    rows = remove_file(person_id) if came_back else 0
    if on_list is not None:
        _count(on_list, person_id, rows)
    DisposalReplay.objects.filter(pk=person_id).delete()
    record(Event.DISPOSAL_REPLAYED, by=by, obj=Person(pk=person_id), rows=rows)
    return came_back


def _approved_list_of(person_id: uuid.UUID) -> DisposalList | None:
    """The list by which the file was to be destroyed when the backup was made, locked.

    Asked before the file is removed: its place on the list goes with it.
    """
    items = DisposalItem.objects.filter(person_id=person_id, mark=Mark.DESTROY)
    found = DisposalList.objects.filter(state=ListState.APPROVED, pk__in=items.values("list"))
    return found.select_for_update().order_by("due_at", "pk").first()
