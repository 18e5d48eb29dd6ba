"""Work for the queue. Arguments are identifiers only: they lie in clear in the broker."""

from __future__ import annotations

import logging
import time

from celery import shared_task

from casework.actions import rotation
from casework.queries.keys import missing_keys

log = logging.getLogger(__name__)
# Well below the time after which the broker takes a task for lost; the next one goes on.
TURN_SECONDS = 20 * 60


@shared_task(name="casework.rotate_keys")
def rotate_keys() -> None:
    """Wrap data keys anew for a while, and hand what is left to the next task."""
    until = time.monotonic() + TURN_SECONDS
    for step in rotation.rotate_keys(until=until):
        log.info("Keys wrapped anew: %s %s, %s failed", step.table, step.changed, step.failed)
    if time.monotonic() > until:
        rotate_keys.delay()


@shared_task(name="casework.check_keys")
def check_keys() -> None:
    """Every night: whether something lies under a key that is not here."""
    missing = missing_keys()
    if missing:
        log.error("Missing in FIELD_KEYS: %s", ", ".join(missing))
