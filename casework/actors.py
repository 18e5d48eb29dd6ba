"""Who acts: a signed-in user or a named system actor, told to the database for one transaction.

Row-level security reads ``app.user_id``. It is set with ``set_config(…, true)`` and ends with the
transaction, so that a pooled connection can't carry one user's sight to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

from casework.person_keys import keys_of_one_actor

if TYPE_CHECKING:
    from casework.models import User


@dataclass(frozen=True)
class SystemActor:
    """A job without a user. *role* is the database role that holds no more than it needs."""

    name: str
    role: str


STATISTICS = SystemActor("statistics", "ledljus_statistics")
IMPORT = SystemActor("import", "ledljus_import")
# Keeps what tablets send, opens it, and marks what became of it; reads no encounter and no shift.
SYNC = SystemActor("sync", "ledljus_sync")
# What has to happen when nobody is signed in: reads identifiers, owners, states and times only.
CLOCK = SystemActor("clock", "ledljus_clock")
# Destroys what may no longer be kept, and reads no content.
DISPOSAL = SystemActor("disposal", "ledljus_disposal")
# Reads one person for the extract that the person has asked for.
EXTRACT = SystemActor("extract", "ledljus_extract")
# Reads the rows of one approved file for exchange, in which nobody is named.
EXCHANGE = SystemActor("exchange", "ledljus_exchange")
# Wraps data keys anew under another wrapping key; sees sealed bytes only.
KEYS = SystemActor("keys", "ledljus_keys")
# Seals the log day by day, and proves it.
SEALER = SystemActor("sealer", "ledljus_sealer")
# Has sealed days of the log removed when their time is up.
RETENTION = SystemActor("retention", "ledljus_retention")
# Looks for unusual reading in the log, for the log reviewers.
LOG_WATCH = SystemActor("log_watch", "ledljus_log_watch")
# Opens the disclosure ledger and draws editions of the statistics; reads no table of people.
RELEASER = SystemActor("releaser", "ledljus_releaser")
# Is told who sees what, for somebody at the shell; reads no table.
INSPECTOR = SystemActor("inspector", "ledljus_inspector")
# Set-up of the city and house-keeping of the web role's own tables: no person, no encounter.
SETUP = SystemActor("setup", "ledljus_app")

Actor = "User | SystemActor"


def set_acting_user(user: User | None, *, address: str = "", reference: str = "") -> None:
    """Tell the database who acts until the transaction ends; nobody sees nothing.

    *address* and *reference* are where the request came from, for what functions of the database
    write to the log.
    """
    identifier = str(user.pk) if user is not None else ""
    query = "SELECT set_config('app.user_id', %s, true)"
    values = [identifier]
    if address or reference:
        query += ", set_config('app.address', %s, true), set_config('app.reference', %s, true)"
        values += [address, reference]
    with connection.cursor() as cursor:
        cursor.execute(query, values)


@contextmanager
def acting_as(actor: User | SystemActor) -> Iterator[None]:
    """Run a block in one transaction as *actor*, and give back what was there before."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), keys_of_one_actor():
        before_user, before_role = _take_on(actor)
        yield
        if is_outermost:
            # Both end with the transaction.
            return
        # Not in a finally: after an error the roll-back of the savepoint restores both.
        with connection.cursor() as cursor:
            if before_role != "ledljus_app" or isinstance(actor, SystemActor):
                cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(before_role)}")
            cursor.execute("SELECT set_config('app.user_id', %s, true)", [before_user or ""])


@contextmanager
def setting_up_city() -> Iterator[None]:
    """Tell the database for a block that the city is being set up.

    Nothing else changes what is the city's: that nobody is signed in is no ground, for pages that
    are open to everybody run so too. It ends with the transaction at the latest.
    """
    with transaction.atomic():
        _say_that_it_is_set_up("yes")
        yield
        # Not in a finally, as above.
        _say_that_it_is_set_up("")


def _say_that_it_is_set_up(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.sets_up_city', %s, true)", [value])


# Who acted before is read before it is replaced: the two are steps of one statement.
_REPLACE = """
    WITH before AS MATERIALIZED (
        SELECT current_setting('app.user_id', true) AS user_id, current_user AS role
    )
    SELECT user_id, role, set_config('app.user_id', %s, true) FROM before
"""


def _take_on(actor: User | SystemActor) -> tuple[str | None, str]:
    """Let *actor* act; who acted before, and in which role."""
    with connection.cursor() as cursor:
        cursor.execute(_REPLACE, ["" if isinstance(actor, SystemActor) else str(actor.pk)])
        before_user, before_role, _ = cursor.fetchone()
        if isinstance(actor, SystemActor):
            cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(actor.role)}")
    return before_user, before_role
