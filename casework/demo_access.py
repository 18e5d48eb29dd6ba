"""Invented files for the demonstration, with every way of coming to one."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework.actions.access import give_access
from casework.actions.asking import ask_access
from casework.actions.consents import ConsentFacts, record_consent
from casework.actions.emergency import open_in_emergency
from casework.actions.persons import AgeGiven, FileFacts, open_file
from casework.demo import demo_user
from casework.enums import AccessLevel, AgeSource, PersonRole
from casework.exact import Lookup
from casework.grant_enums import GrantTask
from casework.journal_enums import ConsentForm, ConsentGiver, ConsentPurpose, InformationKind
from casework.models import Consent, Person, Unit, User


def load_access() -> str:
    """Two files of the coordinator's, with every way of coming to them; what was made."""
    coordinator, mika, night = (demo_user(name) for name in ("samordnare", "mika", "jour"))
    units = {unit.code: unit for unit in Unit.objects.all()}
    facts = FileFacts(ages=(AgeGiven(AgeSource.STATED, 29, 29),))
    files = [
        open_file(
            by=coordinator,
            unit=units["regionkoordinatorer"],
            kind=PersonRole.EXPLOITED,
            facts=facts,
        )
        for _number in range(2)
    ]
    with translation.override("sv"):
        give_access(
            by=coordinator,
            person=files[0],
            unit=units["mika"],
            user=mika,
            level=AccessLevel.WORK,
            task=GrantTask.SUPPORT,
            until=timezone.now() + timedelta(days=90),
            consent=_agreed(coordinator, files[0], units["mika"]),
        )
        ask_access(
            by=night,
            unit=units["socialjour"],
            wanted=Lookup(files[0].pseudonym),
            reason=_("Invented: rang tonight and asked for a safe place."),
        )
        open_in_emergency(
            by=night,
            unit=units["socialjour"],
            wanted=Lookup(files[1].pseudonym),
            reason=_("Invented: in danger at a hotel, nobody else could be reached."),
        )
    return f"{len(files)} person files, a question for access and an emergency"


def _agreed(by: User, person: Person, unit: Unit) -> Consent:
    """That the person lets *unit* know what it needs, for as long as it has access."""
    facts = ConsentFacts(
        purpose=ConsentPurpose.COOPERATION,
        kinds=[InformationKind.SITUATION, InformationKind.SUPPORT],
        until_day=timezone.localdate() + timedelta(days=90),
        form=ConsentForm.ORAL,
        given_by=ConsentGiver.PERSON,
        unit=unit,
    )
    return record_consent(by=by, person=person, facts=facts)
