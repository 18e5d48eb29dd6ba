"""References of other authorities are sealed: each leads to the person in another register.

What was written before is not kept.
"""

from django.db import migrations, models

import casework.person_keys

SEALED = {
    "compensationclaim": "reference",
    "residencepermit": "reference of the application",
    "traffickingstatus": "its reference",
}
CONFIRMED = "trafficking_confirmed_by_somebody"


def sealing() -> list[migrations.operations.base.Operation]:
    """A column of bytes in the place of each column of words, in the earlier versions too.

    A status is never changed, and so has no earlier versions.
    """
    found: list[migrations.operations.base.Operation] = []
    for name, label in SEALED.items():
        for model in (name, f"{name}event") if name != "traffickingstatus" else (name,):
            found.append(migrations.RemoveField(model, "reference"))
            field = casework.person_keys.PersonSealedTextField(
                blank=True, null=True, verbose_name=label
            )
            found.append(migrations.AddField(model, "reference", field))
    return found


class Migration(migrations.Migration):
    dependencies = [("casework", "0142_late_times_told")]
    operations = [
        migrations.RemoveConstraint("traffickingstatus", CONFIRMED),
        *sealing(),
        migrations.AddConstraint(
            "traffickingstatus",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("suspicion", "confirmed"), _negated=True),
                    models.Q(
                        models.Q(("decided_by", ""), _negated=True),
                        models.Q(("decided_where", ""), _negated=True),
                        ("reference__isnull", False),
                        ("decided_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name=CONFIRMED,
            ),
        ),
    ]
