"""The signed list, and destroying again what a restored backup brings back."""

from __future__ import annotations

import uuid
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from casework.actions.base import ActionRefused
from casework.actions.disposal_work import destroy_due, replay_destruction
from casework.actors import DISPOSAL, acting_as
from casework.disposal.replay import NotOurList, name_for_replay, read_lines, signed_lines
from casework.disposal.words import ListState
from casework.enums import Role
from casework.models import DisposalList, DisposalReplay, User
from tests.casework.conftest import OwnDatabase
from tests.casework.people import sees
from tests.casework.rights.build import approved, counts_of, let_regret_pass, long_ago, old_file
from tests.conftest import MakeUser


@pytest.fixture
def worker(own_user: MakeUser) -> User:
    """In a database of the test's own: the owner of the schema names files past any transaction."""
    user = own_user(Role.OUTREACH_WORKER, "pom")
    long_ago(user)
    return user


def printed(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def test_what_was_destroyed_is_listed_and_destroyed_again(
    own_user: MakeUser, worker: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = old_file(worker, monkeypatch)
    approver = own_user(Role.UNIT_MANAGER, "mika")
    let_regret_pass(approver, approved(own_user(Role.UNIT_MANAGER, "pom"), approver))
    assert destroy_due(by=DISPOSAL) == 1
    listed = printed("list_disposals")
    assert read_lines(listed.splitlines()) == [gone.pk]
    # The backup has another old file that the list names too, and one that it does not.
    back, other = old_file(worker, monkeypatch), old_file(worker, monkeypatch)
    path = tmp_path / "list.txt"
    path.write_text(listed + "\n".join(signed_lines([back.pk])), encoding="ascii")
    assert printed("replay_disposals", str(path)) == (
        "2 on the list, 1 had come back and were destroyed.\n"
    )
    assert (sees(worker, back), sees(worker, other)) == (False, True)
    assert set(counts_of(back.pk).values()) == {0}
    # The restored log lacks the first destruction of it: the next list names both, each once.
    assert read_lines(printed("list_disposals").splitlines()) == [gone.pk, back.pk]
    # Once more: nothing is left to destroy, and nothing is said to have come back.
    assert printed("replay_disposals", str(path)) == (
        "2 on the list, 0 had come back and were destroyed.\n"
    )


def test_what_is_destroyed_again_is_counted_on_its_list(
    own_user: MakeUser, worker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup is from within the period of regret of the list."""
    back, other = old_file(worker, monkeypatch), old_file(worker, monkeypatch)
    manager, approver = own_user(Role.UNIT_MANAGER, "pom"), own_user(Role.UNIT_MANAGER, "mika")
    found = approved(manager, approver)
    # The restored system also names one that stays: while it waits no list can be closed early.
    name_for_replay([back.pk, other.pk])
    assert replay_destruction(by=DISPOSAL, person_id=back.pk)
    with acting_as(manager):
        found.refresh_from_db()
    assert (found.state, found.destroyed, len(found.digest)) == (ListState.APPROVED, 1, 64)
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(DISPOSAL):
        DisposalList.objects.filter(pk=found.pk).update(state=ListState.DONE)
    assert replay_destruction(by=DISPOSAL, person_id=other.pk)
    let_regret_pass(approver, found)
    assert destroy_due(by=DISPOSAL) == 0
    with acting_as(manager):
        found.refresh_from_db()
    assert (found.state, found.destroyed, len(found.digest)) == (ListState.DONE, 2, 64)
    assert found.rows_destroyed > 2


def test_one_bad_file_stops_no_other(
    own_database: OwnDatabase, worker: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bad, good = old_file(worker, monkeypatch), old_file(worker, monkeypatch)
    # Without its key a file is not taken for one, and it is said to be left.
    own_database.break_in("DELETE FROM casework_personkey WHERE person_id = %s", bad.pk)
    path = tmp_path / "list.txt"
    lines = signed_lines([bad.pk, good.pk, good.pk])
    path.write_text("\n".join(lines), encoding="ascii")
    with pytest.raises(CommandError, match=r"^1 could not be destroyed"):
        printed("replay_disposals", str(path))
    assert (sees(worker, bad), sees(worker, good)) == (True, False)
    with acting_as(DISPOSAL):
        # It is still named: the next run tries it again.
        assert list(DisposalReplay.objects.values_list("pk", flat=True)) == [bad.pk]


def test_a_line_of_somebody_elses_destroys_nothing(
    worker: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one, other = old_file(worker, monkeypatch), old_file(worker, monkeypatch)
    good = signed_lines([one.pk])[0]
    forged = f"{other.pk} {good.split()[1]}"
    path = tmp_path / "list.txt"
    path.write_text(f"{good}\n{forged}\n", encoding="ascii")
    with pytest.raises(CommandError, match="line 2"):
        printed("replay_disposals", str(path))
    assert sees(worker, one)


def test_who_destroys_names_nothing_to_itself(
    worker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = old_file(worker, monkeypatch)
    with pytest.raises(DatabaseError, match="permission denied"), acting_as(DISPOSAL):
        DisposalReplay.objects.create(destroyed_id=person.pk)
    with pytest.raises(ActionRefused):
        replay_destruction(by=DISPOSAL, person_id=person.pk)
    assert sees(worker, person)


@pytest.mark.parametrize("line", ["x", f"{uuid.UUID(int=1)} zz", f"{uuid.UUID(int=1)} aa bb"])
def test_nonsense_is_refused(line: str) -> None:
    with pytest.raises(NotOurList):
        read_lines([line])
