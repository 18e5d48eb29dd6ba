"""How long KAST's anonymous contacts are kept: the rules of files, asked about what has none."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from casework.disposal.rules import Facts, Verdict, decide, rules_for
from casework.disposal.rules_file import rule_book
from casework.disposal.words import ANONYMOUS_CONTACT
from casework.queries.disposal_facts import city_codes
from referrals.models import KastContact, KastTalk


def verdict_of(contact: KastContact, talks: list[KastTalk], day: date) -> Verdict:
    """What the rules say of *contact* on *day*."""
    latest = max((talk.created_at for talk in talks), default=None)
    return _decide(contact.updated_at, latest, city_codes(), day)


def contacts_due(day: date) -> list[uuid.UUID]:
    """Those whose time is up on *day*. For the actor of disposal, who sees days and no content."""
    rows = KastContact.objects.order_by("pk").annotate(latest=Max("talks__created_at"))
    codes = city_codes()
    return [
        pk
        for pk, written, latest in rows.values_list("pk", "updated_at", "latest")
        if _decide(written, latest, codes, day).destroy
    ]


def _decide(
    written: datetime, latest: datetime | None, codes: tuple[str, str], day: date
) -> Verdict:
    """By the last time that anybody wrote of the contact, or noted a talk.

    Whether it has ended is not asked: nobody ends what nobody comes back to.
    """
    last_at = max(written, latest) if latest else written
    county, municipality = codes
    facts = Facts(
        last_note=timezone.localtime(last_at).date(), county=county, municipality=municipality
    )
    return decide(facts, rules_for(rule_book().rules, ANONYMOUS_CONTACT, day), day)
