"""Choices of the casework floor."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a membership lets somebody do; ``casework/access/roles.py`` says it in plain words."""

    OUTREACH_WORKER = "outreach_worker", _("Outreach worker")
    COORDINATOR = "coordinator", _("Coordinator")
    UNIT_WORKER = "unit_worker", _("Unit worker")
    UNIT_MANAGER = "unit_manager", _("Unit manager")
    STATISTICS_MANAGER = "statistics_manager", _("Statistics manager")
    LOG_REVIEWER = "log_reviewer", _("Log reviewer")
    ADMINISTRATOR = "administrator", _("Administrator")


class UnitKind(models.TextChoices):
    """What a unit is for."""

    OUTREACH_TEAM = "outreach_team", _("Outreach team (POM)")
    REGIONAL_COORDINATION = "regional_coordination", _("Regional coordination")
    MIKA = "mika", _("Mikamottagningen")
    KAST = "kast", _("KAST")
    BARNAHUS = "barnahus", _("Barnahus")
    STODCENTRUM = "stodcentrum", _("Stödcentrum")
    UNGDOMSJOUREN = "ungdomsjouren", _("Ungdomsjouren")
    EMERGENCY = "emergency", _("Emergency social service (socialjour)")
    COORDINATING_FUNCTION = "coordinating_function", _("A board's coordinating function")
    PROTECTED_HOUSING = "protected_housing", _("Protected housing")
    HEALTH = "health", _("Health care")
    STAFF = "staff", _("Management and follow-up")


class ReviewOutcome(models.TextChoices):
    """How the review of a colleague's reading ended."""

    IN_ORDER = "in_order", _("In order")
    EXPLAINED = "explained", _("Explained")
    MANAGER = "manager", _("To be followed up with the manager")
    INCIDENT = "incident", _("Incident")


class AgreementStatus(models.TextChoices):
    """Whether a municipality takes part in the county-wide offer on a given day."""

    JOINED = "joined", _("Has joined the offer")
    NOT_JOINED = "not_joined", _("Has not joined the offer")
    UNKNOWN = "unknown", _("Not known")


class ColorScheme(models.TextChoices):
    """The appearance that a user has chosen."""

    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
    CONTRAST = "contrast", _("High contrast")


class Region(models.TextChoices):
    """Regions of citizenship, in Statistics Sweden's grouping."""

    SWEDEN = "sweden", _("Sweden")
    NORDIC = "nordic", _("Nordic countries except Sweden")
    EU = "eu", _("EU except the Nordic countries")
    EUROPE = "europe", _("Europe except the EU and the Nordic countries")
    AFRICA = "africa", _("Africa")
    ASIA = "asia", _("Asia")
    NORTH_AMERICA = "north_america", _("North America")
    SOUTH_AMERICA = "south_america", _("South America")
    OCEANIA = "oceania", _("Oceania")
    STATELESS = "stateless", _("Stateless")
    UNKNOWN = "unknown", _("Unknown")
