"""The demonstration's files for exchange: one that waits for an answer, one that was declined."""

from __future__ import annotations

from django.utils import timezone

from casework.demo import demo_user
from reports.actions.exchange import answer_exchange, ask_exchange


def load_exchange() -> str:
    """Ask for two invented files, and decline one of them; what was made."""
    manager, second = demo_user("statistik"), demo_user("statistik2")
    year = timezone.localdate().year
    declined = ask_exchange(
        by=second,
        values={
            "first_year": year - 1,
            "last_year": year - 1,
            "purpose": "research",
            "receiver": "university",
            "receiver_unit": "Påhittad institution",
            "reference": "Påhittat ärende 2",
        },
    )
    answer_exchange(
        by=manager,
        request_id=declined.pk,
        approves=False,
        words="Påhittat: etikprövningen är inte klar.",
    )
    ask_exchange(
        by=second,
        values={
            "first_year": year - 2,
            "last_year": year - 1,
            "purpose": "collaborative",
            "receiver": "iom",
            "receiver_unit": "Protection Division",
            "reference": "Påhittat avtal 1",
        },
    )
    return "two requests for exchange files: one waits, one was declined"
