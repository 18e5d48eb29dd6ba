"""The privacy class of every field: drives export, statistics, disposal and demonstration data."""

from django.db import models


class PrivacyClass(models.TextChoices):
    """What a field may be used for."""

    IDENTIFYING = "identifying", "Tells or helps to tell who a person is."
    SPECIAL = "special", "Special category or otherwise sensitive (GDPR art. 9, OSL 26:1)."
    OPERATIONAL = "operational", "Needed for the work; tells about staff or the organisation."
    COUNTABLE = "countable", "May be counted in the statistics, de-identified."


IDENTIFYING = PrivacyClass.IDENTIFYING
SPECIAL = PrivacyClass.SPECIAL
OPERATIONAL = PrivacyClass.OPERATIONAL
COUNTABLE = PrivacyClass.COUNTABLE
