"""Drafts that somebody began by hand had no clock: it runs from when they were begun."""

from django.db import migrations

# The row-level security binds the owner too, who sees no referral.
FORWARD = """
ALTER TABLE referrals_referral NO FORCE ROW LEVEL SECURITY;
UPDATE referrals_referral SET due_at = created_at + interval '1 day'
    WHERE state = 'draft' AND due_at IS NULL;
ALTER TABLE referrals_referral FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0110_what_begins_by_itself")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
