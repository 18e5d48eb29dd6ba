"""Choices of extracts and corrections."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExtractState(models.TextChoices):
    """How far an extract has come."""

    PREPARING = "preparing", _("Being prepared")
    QUEUED = "queued", _("In the queue")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Could not be made")


class ExtractError(models.TextChoices):
    """Why an extract could not be made, in words for who ordered it."""

    MAKING = "making", _("Something in the file could not be read. Tell whoever runs the system.")
    TOO_LONG = "too_long", _("It took too long.")
    INTERRUPTED = "interrupted", _("The work was interrupted several times.")


class Delivery(models.TextChoices):
    """How the person gets the extract."""

    BY_HAND = "by_hand", _("Handed over at a meeting, identity shown")
    DIGITAL = "digital", _("The city's secure digital mail")
    LETTER = "letter", _("Letter to the person's registered address")
    MEDIATED = "mediated", _("Through the Tax Agency's mail mediation")


# To somebody whose address is protected, nothing goes by a way that needs the address.
SAFE_FOR_PROTECTED = [Delivery.BY_HAND, Delivery.MEDIATED]


class MaskReason(models.TextChoices):
    """Why something is masked. The reason stands in its place in the extract."""

    THIRD_PARTY = "third_party", _("Concerns somebody else")
    STAFF = "staff", _("Name of a colleague; role and unit are told instead")
    PROTECTED = "protected", _("Protected address or whereabouts")
    DANGER = "danger", _("Could put somebody in danger")
    SECRECY = "secrecy", _("Secret under another rule of law")
    STRUCK = "struck", _("Struck from the file; ask us about it")
    UNSEEN = "unseen", _("Not looked through; ask us about it")


# Where a handler may choose. The others follow from rules and can't be lifted.
CHOSEN_REASONS = [MaskReason.THIRD_PARTY, MaskReason.DANGER, MaskReason.SECRECY]


class CorrectionKind(models.TextChoices):
    """What the person asks for."""

    CORRECTION = "correction", _("Correct something that is wrong")
    COMPLETION = "completion", _("Add something that is missing")
    ERASURE = "erasure", _("Remove something")
    RESTRICTION = "restriction", _("Restrict the use while it is looked into")


class ReceivedHow(models.TextChoices):
    """How a request came in."""

    TALK = "talk", _("In a talk")
    PHONE = "phone", _("By telephone")
    LETTER = "letter", _("By letter")
    DIGITAL = "digital", _("Through a digital service")
    REPRESENTATIVE = "representative", _("Through a representative")


class CorrectionOutcome(models.TextChoices):
    """What was decided about a request."""

    CORRECTED = "corrected", _("Corrected")
    NOTED = "noted", _("Not changed; the person's view is noted beside it")
    REFUSED = "refused", _("Refused")
