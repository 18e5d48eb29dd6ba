"""``destroy_material``: end what the published editions of a period were made of."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.web.requests import sentence
from reports.actions.destroying import destroy_material
from reports.management.approvers import two_approvers
from reports.models import EditionPeriod


class Command(BaseCommand):
    """Destroys the frozen rows, the substitute sets and the key of the noise of a period."""

    help = "Destroy what the editions of a period were made of. What is published stays."

    def add_arguments(self, parser: CommandParser) -> None:
        """Two people are named, as for a release."""
        parser.add_argument("code", metavar="PERIOD", help="The code of the period: 2025.")
        parser.add_argument(
            "--approved-by",
            action="append",
            default=[],
            metavar="EMAIL",
            help="Twice: two statistics managers who stand for it.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Destroy it, or say in a sentence why not and end with code 1."""
        with translation.override(settings.LANGUAGE_CODE):
            first, second = two_approvers(options["approved_by"])
            with acting_as(first):
                rows = EditionPeriod.objects.visible_to(first)
                period = rows.filter(code=options["code"]).first()
            if period is None:
                raise CommandError(_("No such period is registered."))
            try:
                destroy_material(by=first, second=second, period=period)
            except ActionRefused as refusal:
                raise CommandError(sentence(refusal)) from None
            self.stdout.write(
                _("%(period)s: what it was made of is destroyed.") % {"period": period.code}
            )
