"""The demonstration's programme: the aims of 2006, and invented measures of some years."""

from __future__ import annotations

from django.utils import timezone

from casework.demo import demo_user
from casework.models import Board
from reports.actions.programme import answer_measure, copy_plan, plan_measure, write_aim

# The three overall aims of Stockholm's programme of 2006, section 4.
AIMS = (
    "Efterfrågan på köp av sexuella tjänster ska minska.",
    "Handel med människor för sexuella ändamål ska inte förekomma.",
    (
        "Alla barn ska ha rätt till en säker och trygg uppväxt och får inte utsättas för kränkande "
        "behandling eller misshandel."
    ),
)
# Which aim, which board, the measure, what became of it last year and what was said of it.
MEASURES = (
    (0, "socialnamnden", "Nå fler köpare med erbjudande om samtal", "done",
     "Påhittat: informationen finns nu på alla ungdomsmottagningar."),
    (0, "socialnamnden", "Kampanj om lagstiftningens intentioner", "dropped",
     "Påhittat: sköts upp, pengarna gick till utbildning."),
    (0, "bostadsbolagen", "Samarbete med polisen om lägenheter där sex säljs", "under_way",
     "Påhittat: två av tre bolag har utsett kontaktpersoner."),
    (1, "socialnamnden", "Samverkansplan mot människohandel ses över", "done",
     "Påhittat: planen är beslutad."),
    (1, "stadsdelsnamnderna", "Varje nämnd har en utsedd kontaktperson", "under_way",
     "Påhittat: nio av elva nämnder har en."),
    (2, "utbildningsnamnden", "Utbilda elevhälsan i att se tecken", "done",
     "Påhittat: fyra utbildningsdagar har hållits."),
    (2, "stadsdelsnamnderna", "Ungdomsmottagningarna frågar om sex mot ersättning", "not_begun",
     ""),
)  # fmt: skip


def load_programme() -> str:
    """Write the aims and last year's plan with its answers, and this year's plan; what was made."""
    manager, year = demo_user("statistik"), timezone.localdate().year
    aims = [
        write_aim(
            by=manager,
            values={"title": title, "position": number, "from_year": year - 4, "to_year": None},
        )
        for number, title in enumerate(AIMS, start=1)
    ]
    boards = {board.code: board for board in Board.objects.all()}
    for aim, board, title, state, answer in MEASURES:
        values = {"aim": aims[aim], "board": boards[board], "title": title, "planned": ""}
        planned = plan_measure(by=manager, values=values | {"year": year - 1})
        if answer:
            answer_measure(
                by=manager,
                measure_id=planned.pk,
                seen_at=planned.updated_at,
                values={"state": state, "answer": answer},
            )
    copied = copy_plan(by=manager, year=year - 1)
    return (
        f"a programme of {len(AIMS)} aims, {len(MEASURES)} measures of last year, {copied} planned"
    )
