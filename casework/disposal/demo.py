"""Invented files whose time is up, so that the demonstration has a list to review."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from casework.actions.demo import put_file_back
from casework.actions.disposal_work import propose_lists
from casework.actions.persons import FileFacts, open_file
from casework.actors import DISPOSAL
from casework.demo import demo_user
from casework.enums import Gender, PersonRole
from casework.models import Unit

FILES = 3
YEARS = 6


def make_old_files() -> str:
    """Open and close files years ago, and put them on a list; what was made."""
    worker, unit = demo_user("uppsokare"), Unit.objects.get(code="pom")
    for number in range(FILES):
        facts = FileFacts({"gender": Gender.WOMAN})
        person = open_file(by=worker, unit=unit, kind=PersonRole.EXPLOITED, facts=facts)
        moment = timezone.now() - timedelta(days=YEARS * 366 + number)
        put_file_back(by=worker, person=person, moment=moment)
    return f"{propose_lists(by=DISPOSAL)} closed files on a disposal list"
