"""The database agrees with referrals/access.py: a settlement is the receiving unit's."""

from django.db import migrations

FORWARD = """
ALTER TABLE referrals_offersettlement ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_offersettlement FORCE ROW LEVEL SECURITY;
CREATE POLICY receiving_unit ON referrals_offersettlement TO ledljus_app
    USING (app_works_in(receiving_unit_id)) WITH CHECK (app_works_in(receiving_unit_id));
-- What was settled stays settled.
REVOKE UPDATE, DELETE ON referrals_offersettlement FROM ledljus_app;
"""
BACKWARD = """
DROP POLICY receiving_unit ON referrals_offersettlement;
ALTER TABLE referrals_offersettlement DISABLE ROW LEVEL SECURITY;
GRANT UPDATE, DELETE ON referrals_offersettlement TO ledljus_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0001_offer_settlement"),
        ("outreach", "0005_rules_of_the_shift"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
