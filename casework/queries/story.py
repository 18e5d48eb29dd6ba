"""What this floor knows of a file's story: notes, consents, access, cases, warnings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.enums import CaseState, GrantEnd
from casework.models import Alert, Case, Consent, Note, Person, ShelterStay, User
from casework.note_templates import template_of
from casework.queries.access_story import GivenAccess, accesses_in, accesses_told
from casework.queries.consents import consents_of
from casework.queries.notes import notes_of
from casework.queries.shelters import stays_in
from casework.timeline import DayAlone, Entry, Lists, Source
from casework.together import Written


def note_entries(person: Person, notes: QuerySet[Note]) -> Iterator[Entry]:
    """Signed notes at the time of what they tell about."""
    for note in notes:
        struck = _("Struck: %(why)s") % {"why": note.get_struck_reason_display()}
        yield Entry(
            at=note.happened_at,
            kind="notes",
            title=_correction(note),
            icon="remove" if note.is_struck else template_of(note.kind).icon,
            # Opened when it is shown, and never of a struck note.
            text=struck if note.is_struck else lazy(_note_text, str)(note),
            tone="warning" if note.is_struck else "info",
            url=reverse("casework:note", args=[person.pk, note.pk]),
            who=str(note.created_by),
            written_at=note.signed_at,
            marks=tuple(_marks(note)),
        )


def _marks(note: Any) -> Iterator[str]:
    """That a later note corrects this one, and that the person disagrees: as the journal says."""
    if note.corrected_at is not None:
        day = date_format(timezone.localdate(note.corrected_at), "j b Y")
        yield _("Corrected %(day)s") % {"day": day}
    if note.is_disagreed:
        yield _("The person disagrees")


def _correction(note: Note) -> str:
    kind = str(note.get_kind_display())
    return _("%(kind)s, correction") % {"kind": kind} if note.corrects_id else kind


def _note_text(note: Note) -> str:
    fact, assessment, measure = note.texts
    parts = [fact]
    if assessment:
        parts.append(_("Assessment: %(text)s") % {"text": assessment})
    if measure:
        parts.append(_("Measure: %(text)s") % {"text": measure})
    return "\n".join(filter(None, parts))


def consent_entries(person: Person, consents: QuerySet[Consent]) -> Iterator[Entry]:
    """Consents given, and those withdrawn."""
    url = reverse("casework:consents", args=[person.pk])
    for consent in consents:
        yield Entry(
            at=_start(consent.from_day),
            kind="consents",
            title=_("Consent: %(purpose)s") % {"purpose": consent.get_purpose_display()},
            icon="hand",
            text=lazy(_consent_text, str)(consent),
            tone="success" if consent.is_in_force else "",
            url=url,
            who=str(consent.created_by),
            written_at=consent.created_at,
        )
        if consent.withdrawn_at is not None:
            yield Entry(
                at=consent.withdrawn_at,
                kind="consents",
                title=_("Consent withdrawn: %(purpose)s")
                % {"purpose": consent.get_purpose_display()},
                icon="remove",
                text=lazy(_consent_text, str)(consent),
                tone="warning",
                url=url,
                who=str(consent.withdrawn_by),
            )


def _consent_text(consent: Consent) -> str:
    return f"{consent.recipient}: {', '.join(consent.kind_labels)}"


def access_entries(_person: Person, told: Written) -> Iterator[Entry]:
    """Who was given access, and whose access ended."""
    now = timezone.now()
    for access in accesses_in(told):
        holder = access.receiver or access.unit
        yield Entry(
            at=access.given_at,
            kind="access",
            title=_("%(who)s was given access") % {"who": holder},
            icon="key",
            text=str(access.ground.label),
            tone="warning" if access.ground == "emergency" else "",
            who=access.given_by,
        )
        if access.ends_at is not None and access.ends_at <= now:
            yield _access_ended(access, holder, access.ends_at)


def _access_ended(access: GivenAccess, holder: str, at: datetime) -> Entry:
    return Entry(
        at=at,
        kind="access",
        title=_("The access of %(who)s ended") % {"who": holder},
        icon="lock",
        text=str(GrantEnd(access.ended_why or GrantEnd.EXPIRED).label),
        who=access.ended_by,
    )


def cases_told(user: User, person: Person) -> Lists:
    """The units' work, with who began and closed it."""
    cases = Case.objects.visible_to(user).filter(person=person)
    return [cases.select_related("unit", "created_by", "closed_by")]


def case_entries(_person: Person, cases: QuerySet[Case]) -> Iterator[Entry]:
    """The units' work, from opening to closing."""
    for case in cases:
        yield Entry(
            at=case.opened_at,
            kind="cases",
            title=_("%(unit)s began to work with the person") % {"unit": case.unit},
            icon="unit",
            tone="success" if case.state == CaseState.OPEN else "",
            who=str(case.created_by),
        )
        if case.closed_at is not None:
            yield Entry(
                at=case.closed_at,
                kind="cases",
                title=_("%(unit)s closed its case") % {"unit": case.unit},
                icon="unit",
                text=str(case.get_closing_reason_display()),
                who=str(case.closed_by),
            )


def stays_told(user: User, person: Person) -> Lists:
    """Stays that the keeper of the housing has confirmed."""
    return [stays_in(user, person).filter(confirmed_at__isnull=False)]


def stay_entries(_person: Person, stays: QuerySet[ShelterStay]) -> Iterator[Entry]:
    """Confirmed stays in protected housing, by its alias alone."""
    today = timezone.localdate()
    for stay in stays:
        yield Entry(
            at=_start(stay.from_day),
            kind="stays",
            title=_("Moved into protected housing: %(alias)s") % {"alias": stay.shelter.alias},
            icon="home",
            tone="success" if stay.until_day is None else "",
            written_at=stay.created_at,
        )
        if stay.until_day is not None and stay.until_day <= today:
            yield Entry(
                at=_start(stay.until_day),
                kind="stays",
                title=_("Left protected housing: %(alias)s") % {"alias": stay.shelter.alias},
                icon="home",
            )


def alerts_told(user: User, person: Person) -> Lists:
    """Every warning that there was."""
    alerts = Alert.objects.visible_to(user).filter(person=person)
    return [alerts.select_related("person", "created_by", "updated_by")]


def alert_entries(_person: Person, alerts: QuerySet[Alert]) -> Iterator[Entry]:
    """Warnings, and the days on which they ended."""
    today = timezone.localdate()
    for alert in alerts:
        yield Entry(
            at=_start(alert.from_day),
            kind="alerts",
            title=_("Warning: %(kind)s") % {"kind": alert.get_kind_display()},
            icon="warning",
            text=lazy(_alert_text, str)(alert),
            tone="danger",
            who=str(alert.created_by),
            written_at=alert.created_at,
        )
        if alert.until_day is not None and alert.until_day < today:
            yield Entry(
                at=_start(alert.until_day),
                kind="alerts",
                title=_("The warning ended: %(kind)s") % {"kind": alert.get_kind_display()},
                icon="success",
            )


def _alert_text(alert: Alert) -> str:
    return alert.text or ""


def _start(day: date) -> datetime:
    """The first moment of a day: where only the day is known."""
    return timezone.make_aware(DayAlone.combine(day, time.min))


SOURCES = (
    Source("notes", gettext_lazy("Notes"), 10, lambda u, p: [notes_of(u, p)], note_entries),
    Source(
        "consents",
        gettext_lazy("Consents"),
        20,
        lambda u, p: [consents_of(u, p)],
        consent_entries,
    ),
    Source("stays", gettext_lazy("Protected housing"), 50, stays_told, stay_entries),
    Source("cases", gettext_lazy("Units' work"), 60, cases_told, case_entries),
    Source("access", gettext_lazy("Access"), 70, lambda _u, p: [accesses_told(p)], access_entries),
    Source("alerts", gettext_lazy("Warnings"), 80, alerts_told, alert_entries),
)
