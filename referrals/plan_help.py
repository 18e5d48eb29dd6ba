"""What to think of in each area of need, so that nobody forgets it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.plan_enums import NeedKind

NEED_HELP: dict[NeedKind, str | Promise] = {
    NeedKind.PROTECTION: _("Is somebody threatening the person? Who must not know where they are?"),
    NeedKind.HOUSING: _("Where does the person sleep tonight, in a month, and after that?"),
    NeedKind.INCOME: _(
        "What does the person live on from the first day? Money from a buyer that counts as income"
        " can bring the rest down."
    ),
    NeedKind.HEALTH: _("Injuries, pain, sleep, trauma, contraception, tests, teeth."),
    NeedKind.ADDICTION: _("Does the person want help with alcohol, drugs or gambling?"),
    NeedKind.DEBTS: _("Debts to the exploiters, fines, loans in the person's name."),
    NeedKind.WORK: _("What does the person want to do? Language, school, internship, work."),
    NeedKind.LEGAL: _("Counsel for the injured party, damages, custody, a name to protect."),
    NeedKind.PERMIT: _("Does a permit run out? Reflection period, asylum, right of residence."),
    NeedKind.CHILDREN: _("Children here or elsewhere: who cares for them, and are they safe?"),
    NeedKind.NETWORK: _("Who is good for the person? Who is there in the evenings?"),
}
