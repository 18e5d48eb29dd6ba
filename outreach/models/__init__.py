"""Shifts, encounters and offers: one table a file."""

from outreach.models.encounter import Encounter
from outreach.models.file_encounter import FileEncounter
from outreach.models.imported_log import ImportedLog, ImportedRow
from outreach.models.log_upload import LogUpload
from outreach.models.offer import ContactDetails, OfferRoute, SupportOffer
from outreach.models.operation_week import OperationWeek
from outreach.models.shift import CrewMember, Shift, ShiftUnit
from outreach.models.sync_item import SyncItem
from outreach.models.tablet import Device, SyncEpoch, TabletKey

__all__ = [
    "ContactDetails",
    "CrewMember",
    "Device",
    "Encounter",
    "FileEncounter",
    "ImportedLog",
    "ImportedRow",
    "LogUpload",
    "OfferRoute",
    "OperationWeek",
    "Shift",
    "ShiftUnit",
    "SupportOffer",
    "SyncEpoch",
    "SyncItem",
    "TabletKey",
]
