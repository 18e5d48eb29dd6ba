"""Uploads and imported logs, for the screen."""

from __future__ import annotations

from django.db.models import QuerySet

from casework.models import User
from outreach.models import ImportedLog, LogUpload
from outreach.models.log_upload import LogUploadQuerySet
from outreach.queries.imports import importing_units


def uploads_for(user: User) -> LogUploadQuerySet:
    """Those that *user* brought and that are not gone, without the files themselves."""
    uploads: LogUploadQuerySet = LogUpload.objects.visible_to(user)
    return uploads.without_files().select_related("unit")


def open_uploads(user: User) -> LogUploadQuerySet:
    """Those that still wait for something."""
    return uploads_for(user).exclude(state=LogUpload.State.DONE).defer("sealed_preview")


def imported_logs(user: User) -> QuerySet[ImportedLog]:
    """The logs imported for the units that *user* manages."""
    units = [unit.pk for unit in importing_units(user)]
    return ImportedLog.objects.filter(unit__in=units).select_related("unit", "created_by")
