"""Work in the queue. Arguments are ids only: they lie in clear in the broker."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from celery import shared_task
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actors import CLOCK, acting_as
from casework.models import User
from outreach.actions.log_uploads import check_upload, expire_uploads, run_upload, stop_upload
from outreach.actions.upload_progress import ProgressTeller
from outreach.models import LogUpload
from outreach.sync import opening


class LogWorkStopped(Exception):
    """The work on an upload broke off. Says of what kind the error was, and none of its words.

    Those may quote a row, and the queue writes them to its log.
    """


@shared_task(name="outreach.check_log_upload")
def check_log_upload(upload_id: str, user_id: str) -> None:
    """Check an uploaded log. May come twice: what is done already is left alone."""
    _work(check_upload, upload_id, user_id)


@shared_task(name="outreach.import_log_upload")
def import_log_upload(upload_id: str, user_id: str) -> None:
    """Import a confirmed log. May come twice: what is done already is left alone."""
    _work(run_upload, upload_id, user_id)


def _work(step: Callable[..., LogUpload], upload_id: str, user_id: str) -> None:
    """Run *step* as the user who uploaded; when it breaks off, note that and say so."""
    user = User.objects.get(pk=user_id)
    identifier = uuid.UUID(upload_id)
    try:
        with ProgressTeller(identifier, user.pk) as progress:
            step(by=user, upload_id=identifier, progress=progress)
    except ActionRefused:
        # Thrown away, done already, or being done by another worker.
        return
    except Exception as error:  # noqa: BLE001 - told of below, whatever it is
        stop_upload(by=user, upload_id=identifier)
        # Without the cause: its words may quote a row.
        raise LogWorkStopped(type(error).__name__) from None


@shared_task(name="outreach.expire_log_uploads")
def expire_log_uploads() -> None:
    """Throw away uploads that nobody confirmed in time."""
    with acting_as(CLOCK):
        is_any = LogUpload.objects.filter(expires_at__lt=timezone.now()).order_by().exists()
    if is_any:
        expire_uploads(by=CLOCK)


# Below the limit of the broker and the database, and short enough for a sign of life.
SOFT_LIMIT_SECONDS, HARD_LIMIT_SECONDS = 240, 270


@shared_task(
    name="outreach.open_records",
    soft_time_limit=SOFT_LIMIT_SECONDS,
    time_limit=HARD_LIMIT_SECONDS,
)
def open_waiting() -> None:
    """Open what tablets have sent, for a while, and hand what is left to the next task.

    Only the process with the private keys listens for it. May come as often as it likes.
    """
    if not opening.open_waiting():
        open_waiting.delay()


@shared_task(name="outreach.forget_tablet_keys")
def forget_tablet_keys() -> None:
    """Every day: destroy private keys that nothing can need any more, and traces of long ago."""
    opening.forget_what_is_over()
