"""Invented work towards others for the demonstration."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework.actors import CLOCK, acting_as
from casework.demo import demo_user
from casework.enums import AgreementStatus, YesNoUnknown
from casework.models import Municipality, Unit
from referrals.actions.guidance import correct_guidance, strike_guidance, write_guidance
from referrals.actions.kast import begin_kast_contact, end_kast_contact, note_kast_talk
from referrals.actions.letters import prepare_letters, register_sent, write_letter
from referrals.kast_enums import KastKind, KastRoute, TalkForm, TalkWith
from referrals.letter_enums import LetterWay
from referrals.queries.letters import letters_for


def load_outward() -> str:
    """What units have given, and whom KAST has met; what was made."""
    guidance, contacts = _load_guidance(), _load_kast()
    made = f"{guidance} occasions of advice and training, {contacts} anonymous contacts with KAST"
    return f"{made}, {_load_letters()} letters to municipalities"


# Who gave it and in which unit, how many days ago, what, how, to whom, where, about what, how many.
GUIDANCE = """
samordnare regionkoordinatorer 3 advice telephone municipality Solna trafficking,case 1
mika mika 9 training digital municipalities - prostitution,signs,offer 64
kast kast 16 lecture on_site health - buyers,method 22
mika mika 30 advice digital municipality Täby case 3
uppsokare pom 41 lecture on_site business - signs,trafficking 35
samordnare regionkoordinatorer 120 training on_site municipalities - trafficking,rights,offer 48
uppsokare pom 400 lecture on_site school - children,signs 90
"""


def _load_guidance() -> int:
    units = {unit.code: unit for unit in Unit.objects.all()}
    today = timezone.localdate()
    lines = GUIDANCE.split("\n")[1:-1]
    for line in lines:
        person, code, days, kind, form, body, place, topics, attended = line.split()
        with translation.override("sv"):
            values: dict[str, Any] = {
                "day": today - timedelta(days=int(days)),
                "kind": kind,
                "form": form,
                "body": body,
                "municipality": Municipality.objects.filter(name=place).first(),
                "topics": topics.split(","),
                "attended": int(attended),
                "words": _("Invented for the demonstration."),
            }
        made = write_guidance(by=demo_user(person), unit=units[code], values=values)
    # The last was written twice, and the second time one was wrong about how many there were.
    by = demo_user("uppsokare")
    strike_guidance(by=by, guidance_id=made.pk, is_struck=True)
    again = write_guidance(by=by, unit=units["pom"], values=values)
    right = {**values, "attended": 87}
    correct_guidance(by=by, guidance_id=again.pk, seen_at=again.updated_at, values=right)
    return len(lines)


# Whose contact it is, by way of what, how many days ago it began, how many talks, whether it ended.
KAST = """
own police 12 1 -
own outreach 20 2 -
own own_way 33 4 -
relative partner 48 1 -
own helpline 75 6 -
own police 130 8 ended
relative own_way 160 2 ended
own partner 210 11 -
own online 250 3 ended
own police 380 9 ended
own outreach 410 5 ended
"""


def _load_kast() -> int:
    by, unit, today = demo_user("kast"), Unit.objects.get(code="kast"), timezone.localdate()
    lines = KAST.split("\n")[1:-1]
    for line in lines:
        kind, route, days, talks, end = line.split()
        first_day = today - timedelta(days=int(days))
        contact = begin_kast_contact(
            by=by,
            unit=unit,
            kind=KastKind(kind),
            route=KastRoute(route),
            first_day=first_day,
            is_adult=YesNoUnknown.YES,
        )
        for number in range(int(talks)):
            note_kast_talk(
                by=by,
                contact_id=contact.pk,
                day=min(today, first_day + timedelta(days=7 * number)),
                form=TalkForm.VISIT if number % 3 else TalkForm.TELEPHONE,
                with_whom=TalkWith.COUPLE if route == KastRoute.PARTNER else TalkWith.ALONE,
            )
        if end == "ended":
            end_kast_contact(by=by, contact_id=contact.pk, is_ended=True)
    return len(lines)


def _load_letters() -> int:
    """Letters of last year's second half: one sent, one written, the others still to be written."""
    leader, year = demo_user("projektledare"), timezone.localdate().year - 1
    made = sum(prepare_letters(by=CLOCK, quarter=date(year, month, 1)) for month in (7, 10))
    today = timezone.localdate()
    with acting_as(leader):
        rows = letters_for(leader, today).order_by("quarter", "municipality__name")
        known = [
            r for r in rows if r.municipality.agreement_on(today) == AgreementStatus.NOT_JOINED
        ]
        first = known[:2]
    for number, letter in enumerate(first):
        write_letter(by=leader, letter_id=letter.pk)
        if number == 0:
            register_sent(by=leader, letter_id=letter.pk, sent_on=today, way=LetterWay.POST)
    return made
