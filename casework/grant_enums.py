"""Choices of giving access."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GrantTask(models.TextChoices):
    """What a colleague needs a file for: the task. Chosen, so that nothing of the person is told.

    It stands readable in the database, and everybody who sees the file reads it.
    """

    TOGETHER = "together", _("Works on the case together with us")
    SUPPORT = "support", _("Gives a support of their unit")
    STANDS_IN = "stands_in", _("Stands in for a colleague")
    TAKES_OVER = "takes_over", _("Takes over the work")
    ADVICE = "advice", _("Gives advice on a question of their field")
    COORDINATES = "coordinates", _("Coordinates with authorities and others")
    PROTECTION = "protection", _("Plans protection or housing")
    LEADS = "leads", _("Leads or follows up the work")
