"""The database agrees with referrals/access.py: an attempt is the receiving unit's."""

from django.db import migrations

FORWARD = """
ALTER TABLE referrals_contactattempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_contactattempt FORCE ROW LEVEL SECURITY;
CREATE POLICY receiving_unit ON referrals_contactattempt TO ledljus_app
    USING (app_works_in(receiving_unit_id)) WITH CHECK (app_works_in(receiving_unit_id));
-- What was tried was tried.
REVOKE UPDATE, DELETE ON referrals_contactattempt FROM ledljus_app;
"""
BACKWARD = """
DROP POLICY receiving_unit ON referrals_contactattempt;
ALTER TABLE referrals_contactattempt DISABLE ROW LEVEL SECURITY;
GRANT UPDATE, DELETE ON referrals_contactattempt TO ledljus_app;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_contact_attempt")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
