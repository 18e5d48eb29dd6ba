"""A check is of one wording: it is added, and neither changed nor taken away."""

from django.db import migrations

FORWARD = "REVOKE UPDATE, DELETE ON referrals_plantextcheck FROM ledljus_app;"
BACKWARD = "GRANT UPDATE, DELETE ON referrals_plantextcheck TO ledljus_app;"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0043_plan_text_checks")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
