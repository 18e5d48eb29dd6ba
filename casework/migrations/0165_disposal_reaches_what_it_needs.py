"""The role that destroys changes no row but one that is due, and reads no more of the city than codes.

What it sees of a file's own tables is written after every migration (``casework/person_policies.py``).
"""

from django.db import migrations

FORWARD = """
REVOKE ALL ON casework_city, casework_municipality, casework_unit FROM ledljus_disposal;
GRANT SELECT (id, municipality_id) ON casework_city TO ledljus_disposal;
GRANT SELECT (id, code, county_code) ON casework_municipality TO ledljus_disposal;

-- A file that was to be destroyed today and has changed is kept: no other mark is its to set.
ALTER POLICY disposal_keeps ON casework_disposalitem
    USING (mark = 'destroy' AND app_disposal_due(person_id))
    WITH CHECK (mark = 'keep' AND keep_why = 'changed');
ALTER POLICY disposal_proposes ON casework_disposalitem
    WITH CHECK (mark = 'open' AND marked_by_id IS NULL);
-- A list begins with nothing destroyed.
ALTER POLICY disposal_proposes ON casework_disposallist
    WITH CHECK (state = 'proposed' AND reviewed_by_id IS NULL AND approved_by_id IS NULL
        AND stopped_by_id IS NULL AND due_at IS NULL AND first_at IS NULL AND last_at IS NULL
        AND destroyed = 0 AND rows_destroyed = 0 AND digest = '');
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0152_days_to_keep_policies")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
