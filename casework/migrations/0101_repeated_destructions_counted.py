"""What is destroyed again after a restore is counted on the list that decided about it.

The backup may be from within the period of regret: the list is approved there and not due. While
files are named to be destroyed again the actor counts on such a list, and closes none before its day.
"""

from django.db import migrations

FORWARD = """
ALTER POLICY disposal_counts ON casework_disposallist
    USING (
        state = 'approved'
        AND (due_at <= now() OR EXISTS (SELECT FROM casework_disposalreplay))
    )
    WITH CHECK (state = 'approved' OR (state = 'done' AND due_at <= now()));
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0100_repeated_destructions_listed")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
