"""Every type of event in the audit log, with what it means. The log review page shows this text."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.audit.day_events import DayEvent
from casework.audit.figure_events import FigureEvent
from casework.audit.mail_events import MailEvent
from casework.audit.tablet_events import TabletEvent


class Event(models.TextChoices):
    """Types of audit event. A new one is documented in ``docs/audit.md``; a test compares."""

    CITY_SET_UP = "city.set_up", _("The city was set up or changed from its file")
    MEMBERSHIP_GRANTED = "membership.granted", _("A membership was granted")
    MEMBERSHIP_ENDED = "membership.ended", _("A membership was ended")
    MEMBERSHIP_INTAKE = (
        "membership.intake",
        _("It was said whether somebody takes in new people for a unit"),
    )
    ACCESS_DENIED = "access.denied", _("Somebody asked for what they may not see")

    PERSON_OPENED = "person.opened", _("A person file was opened for the first time")
    PERSON_READ = "person.read", _("Somebody read in a person file")
    PERSON_SEARCHED = "person.searched", _("Somebody looked for a person file")
    PERSON_CHANGED = "person.changed", _("Facts in a person file were changed")
    PERSON_WORDS = "person.words_written", _("A person's own words were written down")
    AGE_STATED = "person.age_stated", _("A statement of age was added to a person file")
    RELATED_WRITTEN = "related.written", _("Somebody near a person was written down or changed")
    ALERT_ADDED = "alert.added", _("A warning was put on a person file")
    ALERT_ENDED = "alert.ended", _("A warning on a person file was ended")
    IDENTITY_READ = "identity.read", _("Somebody read who a person is")
    IDENTITY_WRITTEN = "identity.written", _("An identity was added to a person file or changed")
    IDENTITY_SEPARATED = "identity.separated", _("An identity was taken out of a person file")
    NUMBER_ADDED = "identity.number_added", _("A number was added to an identity")
    NUMBER_REMOVED = "identity.number_removed", _("A number was taken out of an identity")
    PROTECTION_CHANGED = "person.protection_changed", _("Protected identity was set or lifted")
    FILES_LINKED = "person.linked", _("Two person files were linked as perhaps the same person")
    FILES_UNLINKED = "person.unlinked", _("A link between two person files was undone")
    CASE_OPENED = "case.opened", _("A unit began to work in a person file")
    CASE_ASSIGNED = "case.assigned", _("A unit's work in a person file got a responsible colleague")
    CASE_CLOSED = "case.closed", _("A unit's work in a person file was closed")
    CASE_REOPENED = "case.reopened", _("A unit's closed work in a person file was opened again")
    FILE_MET = "person.encounter_linked", _("An encounter was linked to a person file")
    FILE_REFERRED = "person.referral_linked", _("A referral was linked to a person file")
    FILE_MET_UNDONE = (
        "person.encounter_unlinked",
        _("The link between an encounter and a person file was undone"),
    )
    ACCESS_GRANTED = "access.granted", _("Somebody was given access to a person file")
    ACCESS_ENDED = "access.ended", _("Access to a person file was ended")
    ACCESS_REQUESTED = "access.requested", _("Somebody asked for access to a person file")
    ACCESS_REQUEST_GIVEN = "access.request_given", _("A question for access was answered with yes")
    ACCESS_REQUEST_DECLINED = (
        "access.request_declined",
        _("A question for access was answered with no"),
    )
    ACCESS_SHOWN = "access.shown", _("It was asked from the shell who sees what")
    EMERGENCY_OPENED = "emergency.opened", _("A person file was opened in an emergency")
    EMERGENCY_MISSED = "emergency.missed", _("Emergency access met no file")
    EMERGENCY_NOT_NEEDED = (
        "emergency.not_needed",
        _("Emergency access was asked for by somebody who had access already"),
    )
    EMERGENCY_LOCKED = "emergency.locked", _("Emergency access was locked after too many tries")
    EMERGENCY_REFUSED = "emergency.refused", _("Emergency access was asked for while it was locked")
    EMERGENCY_REVIEWED = "emergency.reviewed", _("An emergency was reviewed by somebody else")
    CASE_RELEASED = (
        "case.released",
        _("A case fell to the unit's manager because the responsible had left"),
    )
    CASE_HANDED_OVER = "case.handed_over", _("A case was handed over to a colleague")
    LEAVERS_SETTLED = "leavers.settled", _("Cases and access of those who had left were settled")
    FILES_COUNTED = "files.counted", _("It was counted how many files nobody decides over")
    CONSENTS_SETTLED = "consents.settled", _("Access on consents that hold no longer was ended")
    TIMES_ESCALATED = "times.escalated", _("Managers were told of times to keep that had passed")
    NOTICES_READ = "notices.read", _("Somebody noted that they had read their notices")

    PERSON_PRINTED = "person.printed", _("The events of a person file were opened for printing")
    NOTE_DRAFT_SAVED = "note.draft_saved", _("A draft of a note was saved")
    NOTE_DRAFT_DISCARDED = "note.draft_discarded", _("A draft of a note was thrown away")
    NOTE_SIGNED = "note.signed", _("A note was signed")
    NOTE_READ = "note.read", _("Somebody opened a note")
    NOTE_STRUCK = "note.struck", _("A signed note was struck")
    NOTE_DISAGREED = "note.disagreed", _("It was noted that the person disagrees with a note")
    DRAFTS_READ = "note.drafts_read", _("Somebody opened the list of their own drafts")
    ATTACHMENT_ADDED = "attachment.added", _("A file was attached")
    ATTACHMENT_READ = "attachment.read", _("An attached file was downloaded")
    ATTACHMENT_REMOVED = "attachment.removed", _("The content of an attached file was destroyed")
    CONSENT_GIVEN = "consent.given", _("A consent was recorded")
    CONSENT_USED = "consent.used", _("An access was made to rest on a consent")
    CONSENT_WITHDRAWN = "consent.withdrawn", _("A consent was withdrawn")
    INDICATOR_NOTED = "indicator.noted", _("An indicator of trafficking was noted")
    TRAFFICKING_STATUS_SET = "trafficking.status_set", _("The status of trafficking was set")
    PERMIT_RECORDED = "permit.recorded", _("A reflection period or a permit was recorded")
    PERMIT_CHANGED = "permit.changed", _("A reflection period or a permit was changed")
    RETURN_BEGUN = "return.begun", _("Somebody was told of the return programme")
    RETURN_MOVED = "return.moved", _("A step of the return programme was taken or broken off")
    DISCLOSURE_CONSIDERED = "disclosure.considered", _("A disclosure was considered")
    DISCLOSURE_DECIDED = "disclosure.decided", _("A disclosure was decided: made, or not made")
    CLAIM_DRAFTED = "claim.drafted", _("A claim for state compensation was begun")
    CLAIM_CHANGED = "claim.changed", _("A claim for state compensation was changed")
    CLAIM_MOVED = "claim.moved", _("A claim was sent, answered or appealed")
    CLAIMS_READ = "claims.read", _("Somebody opened the list of claims")
    SUPPORT_BEGUN = "support.begun", _("A support of a person was recorded")
    SUPPORT_CHANGED = "support.changed", _("A support of a person was changed or ended")
    CLOCKS_READ = "clocks.read", _("Somebody opened the list of times to keep")
    KEYS_REWRAPPED = "keys.rewrapped", _("Data keys were wrapped anew under another key")
    EXTRACT_ORDERED = "extract.ordered", _("An extract of a file was begun for its person")
    EXTRACT_QUEUED = "extract.queued", _("What is masked in an extract was decided")
    EXTRACT_STARTED = "extract.started", _("The making of an extract began")
    EXTRACT_MADE = "extract.made", _("An extract was made")
    EXTRACT_FAILED = "extract.failed", _("An extract could not be made")
    EXTRACT_REQUEUED = "extract.requeued", _("An interrupted extract was put back in the queue")
    EXTRACT_DOWNLOADED = "extract.downloaded", _("An extract was fetched to be handed over")
    EXTRACT_DELETED = "extract.deleted", _("An extract was deleted")
    EXTRACT_EXPIRED = "extract.expired", _("An extract was deleted because its time was up")
    CORRECTION_ASKED = "correction.asked", _("Somebody asked for a file to be corrected")
    CORRECTION_DECIDED = "correction.decided", _("A request for correction was decided")
    DISPOSAL_BASIS_SET = "disposal.basis_set", _("What decides how long a file is kept was set")
    DISPOSAL_HELD = "disposal.held", _("A file was held back from disposal")
    DISPOSAL_HOLD_LIFTED = "disposal.hold_lifted", _("A hold on a file was lifted")
    DISPOSAL_PROPOSED = "disposal.proposed", _("A list of files whose time is up was made")
    DISPOSAL_MARKED = "disposal.marked", _("A file on a disposal list was marked")
    DISPOSAL_REVIEWED = "disposal.reviewed", _("A disposal list was reviewed")
    DISPOSAL_APPROVED = "disposal.approved", _("A disposal list was approved by a second person")
    DISPOSAL_STOPPED = "disposal.stopped", _("A disposal was stopped")
    DISPOSAL_KEPT = "disposal.kept", _("A file was kept because something had changed since")
    DISPOSAL_DESTROYED = "disposal.destroyed", _("A file was destroyed")
    DISPOSAL_CERTIFIED = "disposal.certified", _("A certificate of destruction was made")
    DISPOSAL_REPLAYED = (
        "disposal.replayed",
        _("A file that came back with a backup was destroyed again"),
    )
    FILE_ARCHIVED = "file.archived", _("A file was handed to the archives authority")
    SHELTER_KEPT = "shelter.kept", _("Protected housing was put into the vault")
    SHELTER_CHANGED = "shelter.changed", _("Protected housing was changed")
    SHELTER_OPENED = "shelter.opened", _("Somebody opened the address of protected housing")
    STAY_ASKED = "stay.asked", _("Protected housing was asked for")
    STAY_CONFIRMED = "stay.confirmed", _("The keeper confirmed a stay in protected housing")
    STAY_DECLINED = "stay.declined", _("The keeper did not confirm a stay in protected housing")
    STAY_ENDED = "stay.ended", _("A stay in protected housing ended")

    MOVE_ASKED = "move.asked", _("Another municipality was asked to take over a case")
    MOVE_ANSWERED = "move.answered", _("The answer to such a request was noted")

    SHIFT_PLANNED = "shift.planned", _("A shift was planned")
    SHIFT_CHANGED = "shift.changed", _("The plan or the facts of a shift were changed")
    SHIFT_STARTED = "shift.started", _("A shift was started")
    SHIFT_ENDED = "shift.ended", _("A shift was ended")
    SHIFT_REOPENED = "shift.reopened", _("An ended shift went on")
    SHIFT_SIGNED = "shift.signed", _("A shift was signed")
    SHIFT_CANCELLED = "shift.cancelled", _("A planned shift was cancelled")
    SHIFT_READ = "shift.read", _("Somebody opened a shift with its encounters")
    HANDOVER_WRITTEN = "handover.written", _("A note to the next crew was written")
    ENCOUNTER_RECORDED = "encounter.recorded", _("An encounter was recorded")
    ENCOUNTER_RESENT = (
        "encounter.resent",
        _("The same encounter was sent once more; nothing was added"),
    )
    ENCOUNTER_CHANGED = "encounter.changed", _("An encounter was changed")
    ENCOUNTER_CORRECTED = "encounter.corrected", _("A signed encounter got a corrected version")
    ENCOUNTER_READ = "encounter.read", _("Somebody opened an encounter")
    ENCOUNTER_HISTORY_READ = "encounter.history_read", _("Somebody opened an encounter's history")
    DOUBLE_LINKED = "double.linked", _("An encounter was linked as a double of another")
    DOUBLE_UNLINKED = "double.unlinked", _("A link between doubles was undone")
    ENCOUNTER_STRUCK = "encounter.struck", _("An encounter was struck as a mistake")
    ENCOUNTER_RESTORED = "encounter.restored", _("A struck encounter was put back")
    CONTACT_LEFT = "contact.left", _("Contact details were left for the receiver of an offer")
    CONTACT_WITHDRAWN = "contact.withdrawn", _("Contact details were taken back")
    CONTACT_READ = "contact.read", _("Contact details were opened")
    OFFER_SETTLED = (
        "offer.settled",
        _("An accepted offer was settled and its contact details destroyed"),
    )
    REFERRAL_DRAFTED = "referral.drafted", _("A referral was begun")
    REFERRAL_CHANGED = "referral.changed", _("A draft of a referral was changed")
    REFERRAL_DISCARDED = "referral.discarded", _("A draft of a referral was thrown away")
    REFERRAL_READ = "referral.read", _("Somebody opened a referral")
    REFERRAL_MOVED = "referral.moved", _("Something was done with a referral")
    REFERRAL_LETTER_MADE = "referral.letter_made", _("The letter of a referral was made and kept")
    REFERRAL_LETTER_READ = "referral.letter_read", _("Somebody opened the letter of a referral")
    REFERRAL_LETTER_CONVEYED = "referral.letter_conveyed", _("A letter was registered as handed on")
    BARNAHUS_CHANGED = "barnahus.changed", _("Something was recorded about a child at Barnahus")
    REFERRALS_ESCALATED = "referrals.escalated", _("Late referrals were told to the managers")
    REFERRALS_DIGESTED = "referrals.digested", _("Units were told how many referrals wait")
    OFFER_TRIED = "offer.tried", _("Somebody rang about an accepted offer and nobody answered")

    PLAN_BEGUN = "plan.begun", _("A plan was begun")
    PLAN_CHANGED = "plan.changed", _("What a plan says was changed")
    PLAN_CALLED = "plan.called", _("Somebody was called to a plan")
    PLAN_ANSWERED = "plan.answered", _("The answer to a call was noted")
    PLAN_STOPPED = "plan.stopped", _("Somebody's part in a plan was stopped")
    PLAN_AGREED = "plan.agreed", _("A plan was agreed")
    PLAN_FOLLOWED_UP = "plan.followed_up", _("A plan was followed up")
    PLAN_CLOSED = "plan.closed", _("A plan was closed")
    PLAN_ROW_ADDED = "plan.row_added", _("Something was added to a plan")
    PLAN_ROW_CHANGED = "plan.row_changed", _("Something in a plan was changed")
    MEASURE_MOVED = "measure.moved", _("A measure of a plan came to another state")
    BRIDGE_BUILT = "bridge.built", _("A bridge was put in for a measure that fell")
    PLACEMENT_ASKED = "placement.asked", _("A placement was asked for")
    PLACEMENT_REFUSED = "placement.refused", _("A place said no to a placement")
    PLACEMENT_MOVED = "placement.moved", _("A request for a placement came to another state")
    PLAN_PRINTED = "plan.printed", _("A plan or a call to one was made as a file")
    PLAN_TEXTS_CHECKED = "plan.texts_checked", _("The check of a translation was recorded")
    DAY_READ = "day.read", _("Somebody opened their day of plans")
    LOAD_READ = "load.read", _("A manager opened the load of plans")

    UNIT_PHONE_SET = "unit.phone_set", _("The telephone number of a unit was set")
    ACCOUNT_CREATED = "account.created", _("An account was made")
    ACCOUNT_PASSWORD_RENEWED = "account.password_renewed", _("An account got a new password")
    ACCOUNT_PASSWORD_CHANGED = "account.password_changed", _("Somebody changed their own password")
    ACCOUNT_SECOND_FACTOR = "account.second_factor", _("An account was given a second factor")
    ACCOUNT_DEACTIVATED = "account.deactivated", _("An account was taken out of use")
    ACCOUNT_REACTIVATED = "account.reactivated", _("An account was taken into use again")

    LOG_UPLOADED = "log.uploaded", _("An earlier log was uploaded")
    LOG_CHECKED = "log.checked", _("An uploaded log was read and checked")
    LOG_CONFIRMED = "log.confirmed", _("An uploaded log was confirmed, to be imported")
    LOG_IMPORTED = "log.imported", _("An earlier log was imported")
    LOG_STOPPED = "log.stopped", _("The work on an uploaded log stopped; nothing was imported")
    LOG_RESTARTED = "log.restarted", _("The work on an uploaded log was started again")
    LOG_DISCARDED = "log.discarded", _("An uploaded log was thrown away")
    LOG_EXPIRED = "log.expired", _("Uploaded logs that nobody confirmed in time were thrown away")

    GUIDANCE_WRITTEN = "guidance.written", _("Advice or training given was written down")
    GUIDANCE_CORRECTED = "guidance.corrected", _("Advice or training given was corrected")
    GUIDANCE_STRUCK = "guidance.struck", _("Advice or training given is counted no longer")
    GUIDANCE_RESTORED = "guidance.restored", _("Advice or training given is counted again")

    KAST_BEGUN = "kast.begun", _("An anonymous contact with KAST began")
    KAST_READ = "kast.read", _("Somebody opened an anonymous contact with KAST")
    KAST_CORRECTED = "kast.corrected", _("An anonymous contact with KAST was corrected")
    KAST_ENDED = "kast.ended", _("An anonymous contact with KAST ended")
    KAST_REOPENED = "kast.reopened", _("An anonymous contact with KAST went on")
    KAST_TALKED = "kast.talked", _("A talk with an anonymous contact was noted")
    KAST_TALK_REMOVED = "kast.talk_removed", _("A talk noted by mistake was taken away")
    KAST_DESTROYED = "kast.destroyed", _("Anonymous contacts whose time was up were destroyed")
    KAST_FIGURES_READ = "kast.figures_read", _("Somebody read KAST's figures beside the buyers met")

    TOLD_PREPARED = "told.prepared", _("Letters to municipalities were prepared for a quarter")
    TOLD_WRITTEN = "told.written", _("A letter to a municipality was written")
    TOLD_FETCHED = "told.fetched", _("Somebody fetched a letter to a municipality")
    TOLD_SENT = "told.sent", _("A letter to a municipality was registered as sent")
    TOLD_DROPPED = "told.dropped", _("A letter to a municipality is not sent")

    SIGNED_IN = "account.signed_in", _("Somebody signed in")
    SIGNED_OUT = "account.signed_out", _("Somebody signed out, or was signed out by the clock")
    SIGN_IN_FAILED = "account.sign_in_failed", _("Somebody gave a wrong address or password")
    CODE_REFUSED = (
        "account.code_refused",
        _("The password was right, the code of the second factor was not"),
    )
    FACTOR_ADDED = "account.factor_added", _("Somebody set up a second factor")
    FACTOR_REMOVED = "account.factor_removed", _("Somebody took away their second factor")
    IDENTITY_LINKED = (
        "account.identity_linked",
        _("Somebody signed in with the city's identity provider for the first time"),
    )
    IDENTITY_REFUSED = (
        "account.identity_refused",
        _("Somebody whom the identity provider knows had no account to open"),
    )
    RECOVERY_ASKED = (
        "recovery.asked",
        _("An administrator asked to let somebody in again who has lost something"),
    )
    RECOVERY_CONFIRMED = "recovery.confirmed", _("A second person confirmed it, and it was done")
    RECOVERY_STOPPED = "recovery.stopped", _("Somebody let nothing come of it")
    RECOVERY_EXPIRED = "recovery.expired", _("Nobody confirmed it within a day")
    SESSIONS_ENDED = "account.sessions_ended", _("Somebody was signed out on other devices")
    SEAL_MADE = "seal.made", _("A day of the log was sealed")
    SEAL_EXPORTED = "seal.exported", _("Seals of the log were written outside the database")
    SEAL_VERIFIED = "seal.verified", _("The log was compared with its seals")
    SEAL_DAY_GONE = "seal.day_gone", _("A sealed day of the log was removed: its time was up")

    REVIEW_WATCHED = "review.watched", _("A day of the log was gone through for unusual reading")
    REVIEW_SEARCHED = "review.searched", _("A log reviewer searched the log")
    REVIEW_OPENED = "review.opened", _("A log reviewer opened a finding with its events")
    REVIEW_SAMPLE_DRAWN = "review.sample_drawn", _("A sample of staff days was drawn")
    REVIEW_OUTCOME = "review.outcome", _("A log reviewer recorded an outcome")
    REVIEW_SIGNED = "review.signed", _("The protocol of a log review was signed")
    REVIEW_READ = "review.read", _("The protocol of a log review was opened")

    SESSIONS_FORGOTTEN = "account.sessions_forgotten", _("Sessions that had run out were deleted")
    RECOVERY_CODES_MADE = "account.recovery_codes_made", _("Somebody got new recovery codes")


AnyEvent = Event | DayEvent | FigureEvent | MailEvent | TabletEvent


def event_choices() -> list[Any]:
    """The types with their words. Asked for when needed: a new type is no change of the table."""
    kinds = (Event, DayEvent, FigureEvent, MailEvent, TabletEvent)
    return [choice for kind in kinds for choice in kind.choices]
