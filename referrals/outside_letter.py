"""The letter to a body outside and the report of concern on paper: what passes, and no more.

What was found about a person elsewhere in the file is not at hand here: the words of the referral
alone are, and who they are only where that is among what passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework.journal_enums import InformationKind
from casework.models import City
from casework.pdf import write_pdf
from referrals.enums import ReferralKind
from referrals.models import ConcernReport, Referral
from referrals.models.referral_rules import TELLING
from referrals.queries.concern_facts import report_law

STYLESHEET = f"{settings.STATIC_URL}css/print/letter.css"
TEMPLATES = {ReferralKind.REPORT: "referrals/outside/report_pdf.html"}
TEMPLATE = "referrals/outside/letter_pdf.html"


@dataclass(frozen=True)
class Letter:
    """What a letter says."""

    city: str
    referral: Referral
    receiver: str
    address: str
    who: str
    law: str
    made_at: datetime
    is_hidden: bool
    concern: ConcernReport | None = None

    @property
    def told(self) -> list[str]:
        """The kinds that may pass, without who it is or how to reach them where that is not said.

        Whether the words of the sender hold each of the others nobody can tell: the letter says
        what it may tell, and not that it does.
        """
        left = set() if self.who else set(TELLING)
        passing = set(self.referral.kinds) - left
        return [str(kind.label) for kind in InformationKind if kind in passing]


def letter_of(referral: Referral, concern: ConcernReport | None = None) -> Letter:
    """The letter of *referral* as it has just been sent."""
    body = referral.to_body
    return Letter(
        city=City.objects.get().name,
        referral=referral,
        receiver=_receiver(referral),
        address=body.address if body else "",
        who=str(referral.who or "") if set(referral.kinds) & set(TELLING) else "",
        law=_law(referral),
        made_at=referral.sent_at or timezone.now(),
        is_hidden=referral.is_protected,
        concern=concern,
    )


def _receiver(referral: Referral) -> str:
    """Who it is to; of municipalities in general, the one that was chosen."""
    if referral.to_municipality is None:
        return referral.receiver_name
    with translation.override("sv"):
        return _("Social services of %(place)s") % {"place": referral.to_municipality}


def _law(referral: Referral) -> str:
    """The statute that lets it pass, in the wording of the day."""
    if referral.legal_reference:
        return str(referral.legal_reference)
    if referral.kind != ReferralKind.REPORT:
        return ""
    found = report_law()
    return str(found) if found else ""


def language_of(referral: Referral) -> str:
    """Swedish, whoever writes it, unless the kind of body is written to in another: IOM is."""
    return referral.to_body.kind.written_to_in if referral.to_body is not None else "sv"


def as_html(letter: Letter) -> str:
    """What the PDF is made from."""
    referral = letter.referral
    language = language_of(referral)
    with translation.override(language):
        context = {
            "letter": letter,
            "referral": referral,
            "language": language,
            "stylesheet": STYLESHEET,
        }
        template = TEMPLATES.get(ReferralKind(referral.kind), TEMPLATE)
        return render_to_string(template, context)


def as_pdf(letter: Letter) -> bytes:
    """A tagged PDF (PDF/UA-1)."""
    return write_pdf(as_html(letter))
