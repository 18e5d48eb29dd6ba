"""Every pair of acts with a part of a plan, or at Barnahus, at the same moment, in every state.

One click begins and has not committed yet when the other comes, from a screen that was shown before
either. What is left then is what one of the two orders leaves, one after the other: both orders are
done first, on the same rows, and rolled back. Pairs that read alike in the table are tried once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.enums import Role
from casework.models import User
from casework.together import read_together
from referrals.models import CoordinatedPlan
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_pairs import ALL, CLOSE, Act, Kind, Seen
from tests.referrals.plan_rows import consent_to
from tests.referrals.test_pairs_at_once import waits

Pair = tuple[Act, Act]
# Which clicks were done, and what is left.
Left = tuple[bool, bool, list[str]]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def stays(act: Act) -> bool:
    """Whether it leaves the row in its state."""
    return act.next is None and act.name != "close"


def pairs_in(kind: Kind, state: Any) -> list[Pair]:
    """Every ordered pair of acts possible in *state*, the same twice included.

    Two that leave the state as it is are tried in the first state where both can be done.
    """
    found: dict[tuple[object, ...], Pair] = {}
    before = list(kind.table)[: list(kind.table).index(state)]
    possible = [act for act in kind.acts if act.fits(state)]
    for first, second in product(possible, possible):
        if CLOSE.run is first.run is second.run and kind is not ALL["plan"]:
            # Neither is about the part: it is tried with the plan.
            continue
        both = any(first.fits(other) and second.fits(other) for other in before)
        if both and stays(first) and stays(second):
            continue
        then = second.fits(first.next or state)
        found.setdefault((first.name, second.name, then), (first, second))
    return list(found.values())


def all_states() -> Iterator[tuple[str, Any]]:
    """Each kind in each state that reads otherwise in its table, or lets other acts be done."""
    for name, kind in ALL.items():
        seen = set()
        for state, after in kind.table.items():
            key = (after, tuple(act.name for act in kind.acts if act.fits(state)))
            if key not in seen and pairs_in(kind, state):
                seen.add(key)
                yield name, state


STATES = list(all_states())


def test_no_step_of_a_table_is_left_out() -> None:
    """Each state with something after it is tried, or another that reads as it does."""
    for name, kind in ALL.items():
        tried = [state for kind_name, state in STATES if kind_name == name]
        for state, after in kind.table.items():
            if after:
                assert after in [kind.table[other] for other in tried], (name, state)
                comes = {act.next for act in kind.acts if act.fits(state)} - {None}
                assert comes == set(after), (name, state)


def does(by: User, act: Act, seen: Seen) -> bool:
    """Whether *by* could do it."""
    try:
        with acting_as(by):
            act.run(by, seen)
    except ActionRefused:
        return False
    return True


def elsewhere(by: User, act: Act, seen: Seen) -> bool:
    """The same in a connection of its own."""
    try:
        return does(by, act, seen)
    finally:
        connection.close()


def lists_of(seen: Seen) -> list[Any]:
    """Every table with rows of the plan, or of the child's file."""
    rows = []
    for model in apps.get_app_config("referrals").get_models():
        names = {field.name for field in model._meta.fields}
        if "pgh_id" in names or "person" not in names:
            continue
        is_row = model is CoordinatedPlan or "plan" in names
        if seen.plan is None and not is_row:
            rows.append(model._default_manager.filter(person=seen.person))
        elif seen.plan is not None and is_row:
            mine = {"pk" if model is CoordinatedPlan else "plan": seen.plan.pk}
            rows.append(model._default_manager.filter(**mine))
    return [found.select_related("person") for found in rows]


def content(by: User, seen: Seen) -> list[str]:
    """What stands in every row; of times and of other rows whether there is one."""
    lists = lists_of(seen)
    with acting_as(by):
        read_together(*lists)
        return sorted(told(row) for rows in lists for row in rows)


def told(row: models.Model) -> str:
    said = {"": type(row).__name__}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.is_relation or isinstance(field, models.DateTimeField):
            value = value is not None
        said[field.name] = "" if field.primary_key else str(value)
    return UUID.sub("#", str(said))


def one_after_the_other(by: User, first: Act, second: Act, seen: Seen) -> Left:
    """What they leave in this order; rolled back."""
    with acting_as(by):
        done = does(by, first, seen), does(by, second, seen)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        left = (*done, content(by, seen))
        transaction.set_rollback(True)
    return left


@pytest.mark.parametrize(("name", "state"), STATES)
def test_two_at_once_leave_what_one_of_the_orders_leaves(
    commit_user: MakeUser, name: str, state: Any
) -> None:
    kind, by = ALL[name], commit_user(Role.OUTREACH_WORKER, "pom")
    person = opened(by, "pom")
    consent_to(by, person, body="Planterad")
    with ThreadPoolExecutor(1) as pool:
        for first, second in pairs_in(kind, state):
            seen, pair = kind.make(by, person, state), (first.name, first.next, second.name)
            serial = one_after_the_other(by, first, second, seen)
            assert serial[0], pair
            with acting_as(by):
                first.run(by, seen)
                found = pool.submit(elsewhere, by, second, seen)
                waits(found)
            left = (True, found.result(timeout=60), content(by, seen))
            if left != serial:
                other = one_after_the_other(by, second, first, kind.make(by, person, state))
                assert left in (serial, (other[1], other[0], other[2])), pair
