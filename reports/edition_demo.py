"""The demonstration's edition: that of the invented log, ordered and left to the workers."""

from __future__ import annotations

from casework.demo import demo_user
from reports.actions.editions import order_edition
from reports.actions.periods import register_year

# The year that the invented log is of (casework/data/demo).
YEAR = 2025


def order_demo_edition() -> str:
    """Order the edition of the invented year; what was begun.

    Its page shows how it is drawn and audited, and then what waits for the other of the two:
    nobody has approved or published anything beforehand.
    """
    second = demo_user("statistik2")
    order_edition(by=second, period=register_year(by=second, year=YEAR))
    return f"the edition of {YEAR}, which takes the workers some minutes"
