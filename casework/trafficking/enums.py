"""Choices of the trafficking track, of disclosures, claims and support."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IndicatorAnswer(models.TextChoices):
    """What somebody saw of an indicator on a day."""

    OBSERVED = "observed", _("Observed")
    NOT_OBSERVED = "not_observed", _("Not observed")
    UNCLEAR = "unclear", _("Unclear")


class Suspicion(models.TextChoices):
    """Where the question of trafficking stands. A judgement by somebody, never a sum."""

    NONE = "none", _("No suspicion")
    SUSPECTED = "suspected", _("Suspected")
    PRESUMED = "presumed", _("Presumed")
    CONFIRMED = "confirmed", _("Confirmed")
    RULED_OUT = "ruled_out", _("Ruled out")


class Offence(models.TextChoices):
    """Human trafficking and human exploitation are told apart (BrB 4:1 a and 4:1 b)."""

    TRAFFICKING = "trafficking", _("Human trafficking")
    EXPLOITATION = "exploitation", _("Human exploitation")


class Authority(models.TextChoices):
    """Who decides, applies or receives outside the unit. Never a named person of the police."""

    SOCIAL_SERVICES = "social_services", _("The social services")
    POLICE = "police", _("The police")
    PROSECUTOR = "prosecutor", _("The Prosecution Authority")
    COURT = "court", _("A court")
    MIGRATION_AGENCY = "migration_agency", _("The Migration Agency")
    OTHER = "other", _("Another authority")


class PermitKind(models.TextChoices):
    """Temporary permits of somebody who is thought to be exposed to the offence."""

    REFLECTION = "reflection", _("Reflection period")
    COURT = "court", _("Permit for the criminal process")


class PermitApplicant(models.TextChoices):
    """Who applied."""

    SOCIAL_BOARD = "social_board", _("The social board")
    INVESTIGATION_LEADER = "investigation_leader", _("The leader of the investigation")


class PermitDecision(models.TextChoices):
    """What the Migration Agency decided; empty while it has not."""

    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class ReturnState(models.TextChoices):
    """Steps of the return programme, in order; it can be broken off at any of them."""

    INFORMED = "informed", _("Told of the programme")
    CONSENTED = "consented", _("Consents")
    APPLIED = "applied", _("Applied")
    ACCEPTED = "accepted", _("Accepted")
    DEPARTED = "departed", _("Departed")
    REINTEGRATED = "reintegrated", _("Support at home has ended")
    BROKEN_OFF = "broken_off", _("Broken off")


class Recipient(models.TextChoices):
    """To whom something was disclosed."""

    POLICE = "police", _("The police")
    PROSECUTOR = "prosecutor", _("The Prosecution Authority")
    MIGRATION_AGENCY = "migration_agency", _("The Migration Agency")
    OTHER = "other", _("Somebody else")


class DisclosureOutcome(models.TextChoices):
    """What was decided; empty while it is being considered."""

    DISCLOSED = "disclosed", _("Disclosed")
    NOT_DISCLOSED = "not_disclosed", _("Not disclosed")


class DisclosureForm(models.TextChoices):
    """How it was handed over."""

    ORAL = "oral", _("Orally")
    PAPER = "paper", _("On paper")
    ENCRYPTED = "encrypted", _("Encrypted transfer")


class ClaimState(models.TextChoices):
    """Where a claim for state compensation stands."""

    DRAFT = "draft", _("Being prepared")
    SENT = "sent", pgettext_lazy("a claim", "Sent")
    GRANTED = "granted", _("Granted")
    PARTLY = "partly", _("Granted in part")
    REFUSED = "refused", _("Refused")
    APPEALED = "appealed", _("Appealed")


class CostKind(models.TextChoices):
    """What the claim is for."""

    AID = "aid", _("Financial aid")
    HOUSING = "housing", _("Sheltered housing")
    CARE = "care", _("Care under LVU or LVM")
    TRAVEL = "travel", _("Travel")
    INTERPRETER = "interpreter", _("Interpreter")
    OTHER = "other", _("Another cost")


class TrackStep(models.TextChoices):
    """The six steps of the Swedish manual."""

    IDENTIFICATION = "identification", _("Identification")
    ACUTE = "acute", _("Acute protection")
    INITIAL = "initial", _("Initial support")
    LONG_TERM = "long_term", _("Long-term support")
    CRIMINAL = "criminal", _("Criminal process")
    RETURN = "return", _("Safe return")


class SupportStep(models.TextChoices):
    """Which step of the manual a support belongs to, where somebody is exposed to trafficking."""

    ACUTE = "acute", _("Acute protection")
    INITIAL = "initial", _("Initial support")
    LONG_TERM = "long_term", _("Long-term support")


class SupportResult(models.TextChoices):
    """How a support ended; empty while it goes on."""

    REACHED = "reached", _("Reached what it was for")
    PARTLY = "partly", _("Reached it in part")
    OWN_WISH = "own_wish", _("The person's own wish")
    LOST_CONTACT = "lost_contact", _("Contact was lost")
    OTHER = "other", _("Another reason")
