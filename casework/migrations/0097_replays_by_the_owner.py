"""A file that came back with a backup is named by the owner of the schema alone.

The role that destroys could name files to itself, and so destroy what nobody had decided about.
"""

from django.db import migrations

FORWARD = """
REVOKE INSERT ON casework_disposalreplay FROM ledljus_disposal;
DROP POLICY disposal ON casework_disposalreplay;
CREATE POLICY disposal_looks ON casework_disposalreplay FOR SELECT TO ledljus_disposal USING (true);
CREATE POLICY disposal_is_done ON casework_disposalreplay FOR DELETE TO ledljus_disposal
    USING (true);
CREATE POLICY owner_names ON casework_disposalreplay TO ledljus_owner USING (true) WITH CHECK (true);
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0096_confirmed_stays_policies")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
