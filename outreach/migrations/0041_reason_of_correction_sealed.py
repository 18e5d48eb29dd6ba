"""Why an encounter was corrected is words about a person, and sealed as they all are.

What was written before is not kept.
"""

from django.db import migrations, models

import casework.crypto

REASON = "encounter_correction_has_reason"
SAID = {"blank": True, "null": True, "verbose_name": "reason for the correction"}


class Migration(migrations.Migration):
    dependencies = [("outreach", "0040_edition_view")]
    operations = [
        migrations.RemoveConstraint("encounter", REASON),
        migrations.RemoveField("encounter", "correction_reason"),
        migrations.RemoveField("encounterevent", "correction_reason"),
        migrations.AddField(
            "encounter", "correction_reason", casework.crypto.SealedTextField(**SAID)
        ),
        migrations.AddField(
            "encounterevent", "correction_reason", casework.crypto.SealedTextField(**SAID)
        ),
        migrations.AddConstraint(
            "encounter",
            models.CheckConstraint(
                condition=models.Q(
                    ("corrects", None), ("correction_reason__isnull", False), _connector="OR"
                ),
                name=REASON,
            ),
        ),
    ]
