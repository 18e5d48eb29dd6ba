"""What was destroyed again after a restore is on the next list of what was destroyed.

After a restore the log lacks the destructions that the backup is older than: without their
repetitions the next restore would bring those files back for good.
"""

from django.db import migrations

FORWARD = """
ALTER POLICY disposal_reads_own ON casework_auditevent
    USING (actor_name = 'disposal' AND event IN ('disposal.destroyed', 'disposal.replayed'));
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0098_ages_go_with_their_number")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
