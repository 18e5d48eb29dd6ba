"""What every table shares."""

from django.db import models

from casework.identifiers import uuid7


class UuidModel(models.Model):
    """A row whose identifier may be shown in an address: it tells nothing and can't be counted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True
