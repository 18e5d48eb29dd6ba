"""Choices of notes, attachments and consents."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoteKind(models.TextChoices):
    """What a note is about; ``casework/note_templates.py`` says what each asks for."""

    CONVERSATION = "conversation", _("Conversation")
    CONTACT = "contact", _("Short contact")
    DECISION = "decision", _("Decision")
    PROTECTION = "protection", _("Protection assessment")
    OBSERVATION = "observation", _("Observation")


class NoteStrikeReason(models.TextChoices):
    """Why a signed note is struck."""

    WRONG_PERSON = "wrong_person", _("It is about another person")
    TWICE = "twice", _("The same note was signed twice")
    THIRD_PARTY = "third_party", _("It tells about somebody else who may be harmed")


class AttachmentType(models.TextChoices):
    """Kinds of file that can be attached, by their content."""

    PDF = "pdf", _("PDF document")
    JPEG = "jpeg", _("JPEG picture")
    PNG = "png", _("PNG picture")
    DOCX = "docx", _("Word document")
    ODT = "odt", _("OpenDocument text")
    TXT = "txt", _("Plain text")


class AttachmentRemoval(models.TextChoices):
    """Why the content of an attachment was destroyed."""

    WRONG_PERSON = "wrong_person", _("It is about another person")
    THIRD_PARTY = "third_party", _("It tells about somebody else who may be harmed")
    NOT_NEEDED = "not_needed", _("The work does not need it")


class ConsentPurpose(models.TextChoices):
    """What a consent is for."""

    REFERRAL = "referral", _("A referral")
    COOPERATION = "cooperation", _("Cooperation about support")
    PLAN = "plan", _("A coordinated plan (SIP)")
    PROTECTION = "protection", _("Protection and housing")
    RETURN = "return", _("Safe return")
    INQUIRY = "inquiry", _("Asking for information about the person")


class InformationKind(models.TextChoices):
    """What may pass. Never chosen beforehand."""

    IDENTITY = "identity", _("Name and numbers")
    CONTACT = "contact", _("Ways to reach the person")
    SITUATION = "situation", _("The life situation in short")
    EXPLOITATION = "exploitation", _("The exploitation")
    HEALTH = "health", _("Health")
    SAFETY = "safety", _("Threats and need of protection")
    CHILDREN = "children", _("The children")
    ECONOMY = "economy", _("Money and work")
    HOUSING = "housing", _("Housing")
    SUPPORT = "support", _("Support given and planned")


class ConsentForm(models.TextChoices):
    """How a consent was given or withdrawn."""

    ORAL = "oral", _("Orally")
    WRITTEN = "written", _("In writing")


class ConsentGiver(models.TextChoices):
    """Who gave a consent."""

    PERSON = "person", _("The person")
    GUARDIAN = "guardian", _("A guardian")
    SPECIAL_GUARDIAN = "special_guardian", _("A god man")
