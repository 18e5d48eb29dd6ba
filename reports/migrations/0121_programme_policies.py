"""The programme is read and written by statistics managers; its history by the trigger alone."""

from django.db import migrations

from referrals.migrations._outward_sql import guard_rows, guard_versions

MANAGES = """EXISTS (
    SELECT FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.unit_id IS NULL
      AND m.role = 'statistics_manager' AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
)"""
# A measure that nobody has answered may be taken out of the plan; an answered one stays.
FORWARD = "\n".join(
    [
        guard_rows("reports_programmeaim", MANAGES),
        guard_versions("reports_programmeaimevent", MANAGES),
        guard_rows("reports_programmemeasure", MANAGES, deletes=True),
        guard_versions("reports_programmemeasureevent", MANAGES),
        """
        CREATE POLICY answered_stays ON reports_programmemeasure AS RESTRICTIVE FOR DELETE
            TO ledljus_app USING (answered_on IS NULL);
        """,
    ]
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0120_programme"), ("referrals", "0084_lasting_and_in_place")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
