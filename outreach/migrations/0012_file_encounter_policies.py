"""Which encounters belong to a file: seen as the file is, written by who sees the encounter too."""

from django.db import migrations

from casework.migrations._person_rows import WORK, guard, guard_history

TABLE = "outreach_fileencounter"

SEES_ENCOUNTER = f"""
CREATE POLICY sees_encounter ON {TABLE} AS RESTRICTIVE FOR INSERT TO ledljus_app
    WITH CHECK (EXISTS (SELECT FROM outreach_encounter e WHERE e.id = {TABLE}.encounter_id));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0011_file_encounters"),
        ("casework", "0005_person_policies"),
    ]
    operations = [
        migrations.RunSQL(
            "\n".join(
                [
                    guard(TABLE, update=None, delete=WORK),
                    guard_history(f"{TABLE}event"),
                    SEES_ENCOUNTER,
                ]
            ),
            migrations.RunSQL.noop,
        )
    ]
