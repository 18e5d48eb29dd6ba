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


class RecoveryKind(models.TextChoices):
    """What somebody has lost."""

    FACTOR = "factor", _("Second factor")
    PASSWORD = "password", _("Password")


class RecoveryState(models.TextChoices):
    """Where a request for recovery is on its way."""

    WAITING = "waiting", _("Waiting for a second person")
    CONFIRMED = "confirmed", _("Confirmed and done")
    STOPPED = "stopped", _("Stopped")
    EXPIRED = "expired", _("Not confirmed in time")


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


class PersonRole(models.TextChoices):
    """Whom we met. The roles are walled off from each other (design rule 2)."""

    EXPLOITED = "exploited", _("Exploited person")
    SUSPECTED_BUYER = "suspected_buyer", _("Suspected buyer of a sexual act")
    RELATIVE = "relative", _("Relative")
    OTHER = "other", _("Somebody else")


class YesNo(models.TextChoices):
    """A plain question."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class YesNoUnknown(models.TextChoices):
    """A question whose answer may not be known."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    DONT_KNOW = "dont_know", _("Don't know")


class Gender(models.TextChoices):
    """Gender as the person says or as it appears."""

    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Other gender")
    UNKNOWN = "unknown", _("Unknown")


class ExploitationForm(models.TextChoices):
    """The purpose of the exploitation."""

    SEXUAL = "sexual", _("Sexual purposes")
    LABOUR = "labour", _("Labour")
    BEGGING = "begging", _("Begging")
    CRIME = "crime", _("Crime")
    WAR_SERVICE = "war_service", _("War service")
    ORGANS = "organs", _("Organ trade")
    OTHER = "other", _("Other purpose")


class SexualKind(models.TextChoices):
    """Kinds of sexual exploitation that the work tells apart."""

    FOR_PAYMENT = "for_payment", _("Sex for payment")
    SUGAR_DATING = "sugar_dating", _("Sugar dating")
    SELF_HARM = "self_harm", _("Sex as self-harm")
    PORNOGRAPHY = "pornography", _("Pornography")
    AT_A_DISTANCE = "at_a_distance", _("Acts at a distance")


class ProtectedIdentity(models.TextChoices):
    """Protection of somebody's data in the population register (Skatteverket's three kinds)."""

    NONE = "", _("No protected identity")
    CONFIDENTIAL = "confidential", _("Confidentiality marking")
    REGISTRATION = "registration", _("Protected registration in the population register")
    FICTITIOUS = "fictitious", _("Fictitious personal data")


class InterpreterNeed(models.TextChoices):
    """Whether somebody needs an interpreter to be understood."""

    NEEDED = "needed", _("Needs an interpreter")
    NOT_NEEDED = "not_needed", _("Manages without an interpreter")


class AgeSource(models.TextChoices):
    """How an age is known."""

    STATED = "stated", _("Stated by the person")
    ASSESSED = "assessed", _("Assessed")
    DOCUMENTED = "documented", _("Documented")


class CaseState(models.TextChoices):
    """Whether a unit works with the person."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class ClosingReason(models.TextChoices):
    """Why a unit's work in a file ended."""

    GOALS_REACHED = "goals_reached", _("The support reached its goals")
    OWN_WISH = "own_wish", _("The person's own wish")
    MOVED = "moved", _("Moved to another unit or municipality")
    LEFT_COUNTRY = "left_country", _("Left Sweden")
    LOST_CONTACT = "lost_contact", _("Contact was lost")
    DECEASED = "deceased", _("Deceased")
    MISTAKE = "mistake", _("Opened by mistake")
    OTHER = "other", _("Another reason")


class AccessLevel(models.TextChoices):
    """What a grant lets somebody do in a file; each holds the ones before it."""

    READ = "read", _("Reads")
    WORK = "work", _("Reads and writes")
    MANAGE = "manage", _("Reads, writes and decides who else may")


class AccessGround(models.TextChoices):
    """Why somebody has access to a file."""

    OPENED = "opened", _("Opened the file")
    UNIT = "unit", _("The unit's file: its manager and those who take in new people")
    ASSIGNED = "assigned", _("Works with the person")
    REQUESTED = "requested", _("Asked for access and was given it")
    REFERRAL = "referral", _("Accepted a referral")
    HAND_OVER = "hand_over", _("Took over from a colleague")
    CUSTODY = "custody", _("Keeps the closed files of the unit")
    EMERGENCY = "emergency", _("Emergency access")
    PROTECTED = "protected", _("Named for a protected identity")


class GrantReach(models.TextChoices):
    """Whom in a unit a grant to the unit reaches. Never the whole unit."""

    INTAKE = "intake", _("The unit's manager and those who take in new people")
    MANAGER = "manager", _("The unit's manager")


class GrantEnd(models.TextChoices):
    """Why access ended."""

    TASK_DONE = "task_done", _("The work is done")
    CASE_CLOSED = "case_closed", _("The case was closed")
    HANDED_OVER = "handed_over", _("Handed over")
    LEFT = "left", _("Left the unit")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CONSENT = "consent", _("The consent was withdrawn")
    EXPIRED = "expired", _("The time was up")
    PROTECTED = "protected", _("The identity became protected")


class IdentityGround(models.TextChoices):
    """On what ground an identity is documented."""

    CONSENT = "consent", _("The person consents")
    INVESTIGATION = "investigation", _("An investigation needs it (SoL)")
    CHILD = "child", _("Protection of a child")
    DANGER = "danger", _("Danger to life or health")
    DECISION = "decision", _("A decision about support or aid needs it")


class SeparationReason(models.TextChoices):
    """Why an identity is taken out of a file again."""

    OWN_WISH = "own_wish", _("The person wants to be anonymous")
    WRONG_PERSON = "wrong_person", _("It was somebody else's identity")
    NO_GROUND = "no_ground", _("There is no longer a ground for it")
    OTHER = "other", _("Another reason")


class IdentifierKind(models.TextChoices):
    """Kinds of number. Only the first two can be searched for (SoLPuF 2001:637, 15 §)."""

    PERSONAL_NUMBER = "personal_number", _("Personal number")
    COORDINATION_NUMBER = "coordination_number", _("Coordination number")
    RESERVE_NUMBER = "reserve_number", _("Reserve number")
    PASSPORT = "passport", _("Passport or identity card")


class AlertKind(models.TextChoices):
    """What everybody who opens the file must see first."""

    DANGER = "danger", _("Danger")
    NEVER_PHONE = "never_phone", _("Never phone")
    NEVER_WRITE = "never_write", _("Never write to the address")
    NOT_TO_GUARDIAN = "not_to_guardian", _("Nothing to a guardian")
    HEALTH = "health", _("Acute health risk")


class Relation(models.TextChoices):
    """Who a related person is to the person of the file."""

    CHILD = "child", _("Child")
    GUARDIAN = "guardian", _("Guardian")
    SPECIAL_GUARDIAN = "special_guardian", _("God man")
    TRUSTEE = "trustee", _("Trustee")
    PARTNER = "partner", _("Partner")
    PARENT = "parent", _("Parent")
    SIBLING = "sibling", _("Sibling")
    NEXT_OF_KIN = "next_of_kin", _("Next of kin")
    OTHER = "other", _("Somebody else")


class MoveAnswer(models.TextChoices):
    """What another municipality answered to the request to take over a case."""

    ACCEPTED = "accepted", _("Takes over the case")
    REFUSED = "refused", _("Does not take over the case")
    WITHDRAWN = "withdrawn", _("The request was taken back")
