"""What becomes of the mails that say that a notice waits."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailEvent(models.TextChoices):
    """Types of audit event about mail, documented in ``docs/audit.md`` as the others."""

    BEGUN = "notice.mail_begun", _("A letter that a notice waits was offered")
    SENT = "notice.mailed", _("A letter that a notice waits was sent")
    FAILED = "notice.mail_failed", _("A letter that a notice waits could not be sent")
    UNSURE = (
        "notice.mail_unsure",
        _("It is not known whether a letter that a notice waits has left"),
    )
