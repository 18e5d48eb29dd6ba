"""One way to write: through actions, which leave a trace or leave nothing."""

import ast
import importlib
import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from casework.actions.base import UnauditedAction, action
from casework.actors import set_acting_user
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import AuditEvent, PoliceUnit, User
from tests.conftest import MakeUser
from tests.rules.code import modules, relative, tree

# Public functions beside the actions that are no actions themselves: what they are for.
HELPERS = {
    "casework.actions.access.must_end": "refuses access without an end, or with one too far off",
    "casework.actions.accounts.one_time_password": "makes one, and writes nothing",
    "casework.actions.consents.stop_consents_from": "a part of the actions on those near a person",
    "casework.actions.disposal_review.birth_day_in": "reads the number in a file",
    "casework.actions.disposal_review.verdict_now": "asks the rules about a file",
    "casework.actions.disposal_work.destroy_due": "calls one action for each file",
    "casework.actions.disposal_work.propose_lists": "calls one action for each unit",
    "casework.actions.extract_making.make_extract": "calls one action for each step",
    "casework.actions.extract_making.write_extract": "reads a file and makes two documents of it",
    "casework.actions.extract_sweeping.sweep_extracts": "calls one action for each extract",
    "casework.actions.extracts.recall_extracts": "a part of the actions that hide something",
    "casework.actions.extracts.send_when_committed": "hands an identifier to the queue",
    "casework.actions.file_facts.recount": "a part of the actions on ages",
    "casework.actions.file_guard.file_to_manage": "fetches the file under a lock, or refuses",
    "casework.actions.file_guard.file_to_work_in": "fetches the file under a lock, or refuses",
    "casework.actions.file_guard.must_settle": "refuses whoever is there in an emergency only",
    "casework.actions.file_rows.fill": "a part of the actions on rows of a file",
    "casework.actions.file_rows.must_be_of_exploited": "refuses a row in the wrong kind of file",
    "casework.actions.file_rows.must_work": "refuses whoever may not write in the file",
    "casework.actions.file_rows.row_to_change": "fetches a row under a lock, or refuses",
    "casework.actions.file_rows.sentences": "turns a broken constraint into a refusal",
    "casework.actions.gate.call": "asks the database, which checks and logs",
    "casework.actions.gate.end": "asks the database, which checks and logs",
    "casework.actions.gate.grant": "asks the database, which checks and logs",
    "casework.actions.identity.age_told_by": "works out the age that a number documented",
    "casework.actions.identity.documented_age": "works out an age from a number",
    "casework.actions.letters.send_letter": "calls one action for each step",
    "casework.actions.letters.send_letters_when_committed": "hands a task without arguments over",
    "casework.actions.log_review.watch_finished_days": "calls one action for each day left",
    "casework.actions.places.set_up_places": "a part of the action that sets up a city",
    "casework.actions.returns.last_day_of": "tells the day of the last step",
    "casework.actions.rotation.rotate_keys": "calls one action for each batch of values",
    "casework.actions.sealing.seal_finished_days": "calls one action for each day left",
    "casework.actions.sessions.drop_sessions": "a part of the actions that sign somebody out",
    "casework.actions.sweeping.each": "calls one action for each row, and goes on past a fault",
    "casework.actions.sweeping.hold_left": "fetches a row under a lock, or refuses",
    "casework.actions.upsert.bring_in_line": "how that action writes its rows",
    "casework.actions.versions.locked_version": "fetches a row under a lock, or refuses",
    "outreach.actions.codes.codes_for": "codes to try for an encounter",
    "outreach.actions.concerns.announce_concern": "a part of the actions on encounters",
    "outreach.actions.concerns.carry_concern_on": "a part of the actions on encounters",
    "outreach.actions.concerns.says_reported": "a question about an encounter",
    "outreach.actions.files.facts_from": "reads an encounter",
    "outreach.actions.guard.shift_for": "fetches the shift under a lock, or refuses",
    "outreach.actions.offers.announce": "a part of the actions on encounters",
    "outreach.actions.offers.announce_all": "a part of the actions on encounters",
    "outreach.actions.offers.tell_it_is_over": "a part of the actions on encounters",
    "outreach.actions.offers.withdraw_contact": "a part of the actions on encounters",
    "outreach.actions.offers.write_offers": "a part of the actions on encounters",
    "outreach.actions.shift_states.near_the_plan": "a question about two moments",
    "outreach.actions.sync_storing.open_when_committed": "hands a task without arguments over",
    "outreach.actions.refusals.broke": "tells which constraint was broken",
    "outreach.actions.refusals.refusals": "turns a broken constraint into a refusal",
    "referrals.actions.concern_drafts.begin_report": "a part of the actions on encounters",
    "referrals.actions.concern_drafts.carry_report_on": "a part of the actions on encounters",
    "referrals.actions.discarding.drops_of": "the reasons for which a draft goes",
    "referrals.actions.drafts.draft_of": "fetches a draft under a lock, or refuses",
    "referrals.actions.drafts.insert_numbered": "a part of the actions that begin a referral",
    "referrals.actions.jobs.stop_what_a_yes_carried": "asks the database, which checks and logs",
    "referrals.actions.jobs.stop_what_it_carried": "asks the database, which checks and logs",
    "referrals.actions.jobs.stop_what_ran_out": "asks the database, which checks and logs",
    "referrals.actions.offer_drafts.begin_draft": "a part of the actions on encounters",
    "referrals.actions.offer_drafts.carry_draft_on": "a part of the actions on encounters",
    "referrals.actions.offer_drafts.follow_answers": "a part of the actions on encounters",
    "referrals.actions.offer_drafts.sending_unit_of": "a question about an encounter",
    "referrals.actions.offers.settle_with_its_referral": "a part of the end of a referral",
    "referrals.actions.offer_drafts.withdraw_drafts": "a part of the actions on offers",
    "referrals.actions.outside_letters.keep_letter": "a part of the sending",
    "referrals.actions.outside_letters.must_be_whole": "refuses half a report",
    "referrals.actions.outside_letters.must_hide": "refuses what tells too much",
    "referrals.actions.outside_letters.needs_letter": "a question about a referral",
    "referrals.actions.plan_follow_ups.note_attendance": "a part of the actions of a meeting",
    "referrals.actions.plan_freezing.freeze": "a part of the actions of a meeting",
    "referrals.actions.plan_gate.locked_plan": "fetches the plan under a lock, or refuses",
    "referrals.actions.plan_gate.must_be_possible": "refuses a colleague outside",
    "referrals.actions.plan_gate.must_not_meet_at_home": "refuses a place of meeting",
    "referrals.actions.plan_gate.open_plan": "fetches an open plan under a lock, or refuses",
    "referrals.actions.plan_gate.plan_sentences": "turns a broken constraint into a refusal",
    "referrals.actions.plan_gate.plan_to_settle": "fetches it, or refuses in an emergency only",
    "referrals.actions.refused.refusals": "turns a refusal of the database into one for the user",
    "reports.actions.draft_pdfs.write_draft": "calls one action for each step of a report",
    "reports.actions.edition_clock.prepare_last_year": "calls the actions that begin an edition",
    "reports.actions.edition_clock.sweep_editions": "calls one action for each edition left behind",
    "reports.actions.draft_pdfs.send_pdfs_when_committed": "hands a task without arguments over",
    "reports.actions.edition_pdfs.write_pdfs": "calls one action for each report that is missing",
    "reports.actions.edition_rests.keep_missing_rests": "calls one action for each edition",
    "reports.actions.ledger_keeping.open_ledger": "a part of the actions on editions, logged",
    "reports.actions.ledger_keeping.save_ledger": "a part of the actions on editions, logged",
    "reports.actions.making.make_report": "calls one action for each step of a report",
    "reports.actions.ordering.send_when_committed": "hands an identifier to the queue",
    "reports.actions.managers.given_reason": "refuses an act without a reason",
    "reports.actions.managers.must_manage_statistics": "refuses whoever is no statistics manager",
    "reports.actions.plain_words.must_name_nobody": "refuses words that name somebody",
    "reports.actions.preparing.make_edition": "calls one action for each step of an edition",
    "reports.actions.preparing.make_next": "calls one action for each step of an edition",
    "reports.actions.preparing.send_when_committed": "hands an identifier to the queue",
    "reports.actions.releasing.release_edition": "calls the actions of an edition, for the shell",
    "reports.actions.sweeping.sweep_reports": "calls one action for each report left behind",
}
# Methods that write. ``set.update`` and ``dict.update`` are told apart by what they are called on.
WRITES = {
    "save",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "delete",
    "asave",
    "acreate",
    "adelete",
    "aupdate",
}
# Calls of these names on these objects are no writes to a table.
HARMLESS = {"form.save"}
# Who writes outside an action, and why.
EXEMPT: dict[str, str] = {
    "casework/web/session_list.py": "when and from where a session was used, as the session itself",
    "casework/web/session_store.py": "Django's sessions under another key",
}


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def writes(path: Path) -> list[str]:
    """Calls in *path* that look like a write to a table."""
    found = []
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, text = node.func.attr, called(node)
        on_queryset = name == "update" and ("objects" in text or ".filter(" in text)
        if (name in WRITES or on_queryset) and text not in HARMLESS:
            found.append(f"{node.lineno}: {text}")
    return found


OUTSIDE = [
    path
    for path in modules(
        "views/**/*.py", "tasks.py", "tasks/**/*.py", "management/**/*.py", "sync/**/*.py",
        "forms/**/*.py", "queries/**/*.py", "access.py", "access/**/*.py", "web/**/*.py",
    )
    if relative(path) not in EXEMPT
]  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE, ids=relative)
def test_only_actions_write(path: Path) -> None:
    assert writes(path) == []


def test_a_write_in_a_view_would_be_found(tmp_path: Path) -> None:
    path = tmp_path / "views.py"
    path.write_text(
        "shift.save()\nShift.objects.filter(pk=1).update(day=None)\nnames.update({})\n",
        encoding="utf-8",
    )
    assert writes(path) == ["1: shift.save", "2: Shift.objects.filter(pk=1).update"]


def action_functions() -> list[tuple[str, Callable[..., Any]]]:
    found: list[tuple[str, Callable[..., Any]]] = []
    for path in modules("actions/**/*.py"):
        name = relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        module = importlib.import_module(name)
        found += [
            (f"{name}.{label}", value)
            for label, value in vars(module).items()
            if inspect.isfunction(value) and not label.startswith("_") and value.__module__ == name
        ]
    return found


def test_every_public_function_among_the_actions_is_one() -> None:
    loose = {
        name
        for name, function in action_functions()
        if not getattr(function, "is_action", False)
        and not name.startswith("casework.actions.base")
    }
    assert loose == set(HELPERS)


@action
def add_police_unit(*, by: User, name: str, silent: bool = False) -> PoliceUnit:
    """An action as any other, for the tests of the decorator."""
    unit = PoliceUnit.objects.create(name=name)
    if not silent:
        record(Event.CITY_SET_UP, by=by, obj=unit)
    return unit


@pytest.mark.django_db
class TestAtomicity:
    def test_leaves_its_trace(self, make_user: MakeUser) -> None:
        user = make_user(None)
        unit = add_police_unit(by=user, name="Enhet 1")
        with transaction.atomic():
            set_acting_user(user)
            event = AuditEvent.objects.get(object_id=unit.pk)
        assert (event.event, event.actor_id) == (Event.CITY_SET_UP, user.pk)

    def test_without_a_trace_is_undone(self, make_user: MakeUser) -> None:
        with pytest.raises(UnauditedAction):
            add_police_unit(by=make_user(None), name="Enhet 2", silent=True)
        assert not PoliceUnit.objects.filter(name="Enhet 2").exists()

    def test_is_undone_when_the_log_can_not_be_written(self, make_user: MakeUser) -> None:
        user = make_user(None)

        def fail(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith('INSERT INTO "casework_auditevent"'):
                sql = sql.replace("casework_auditevent", "casework_nowhere")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(fail), pytest.raises(DatabaseError):
            add_police_unit(by=user, name="Enhet 3")
        assert not PoliceUnit.objects.filter(name="Enhet 3").exists()

    def test_event_outside_a_transaction_is_refused(self, make_user: MakeUser) -> None:
        user = make_user(None)

        def write() -> None:
            # Another thread has a connection of its own, outside the transaction of the test.
            record(Event.CITY_SET_UP, by=user)

        with ThreadPoolExecutor(1) as pool, pytest.raises(RuntimeError, match="belongs to the"):
            pool.submit(write).result()


class TestShape:
    def test_positional_argument_is_refused(self) -> None:
        with pytest.raises(TypeError, match="keywords only"):

            @action
            def bad(name: str, *, by: User) -> None: ...

    def test_missing_by_is_refused(self) -> None:
        with pytest.raises(TypeError, match="with by="):

            @action
            def bad(*, name: str) -> None: ...
