"""An age that a number documented goes with the number; what was stated or assessed stays."""

from django.db import migrations

POLICIES = """
GRANT DELETE ON casework_agestatement TO ledljus_app;
CREATE POLICY works_in_file_delete ON casework_agestatement FOR DELETE TO ledljus_app USING (
    app_file_level(person_id) >= 2 AND source = 'documented'
);
"""
BACK = """
DROP POLICY works_in_file_delete ON casework_agestatement;
REVOKE DELETE ON casework_agestatement FROM ledljus_app;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0097_replays_by_the_owner")]

    operations = [migrations.RunSQL(POLICIES, BACK)]
