"""Addresses of protected housing: for who keeps them, and for who works with somebody living there."""

from django.db import migrations

from casework.migrations._person_rows import guard, guard_history

KEEPS = """EXISTS (SELECT FROM casework_shelter k WHERE k.id = shelter_id
    AND k.unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[]))"""

FORWARD = f"""
ALTER TABLE casework_shelter ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_shelter FORCE ROW LEVEL SECURITY;
-- An alias tells nothing: whoever works with people may choose one.
CREATE POLICY staff_choose ON casework_shelter FOR SELECT TO ledljus_app
    USING (cardinality((SELECT app_staff_unit_ids())::uuid[]) > 0);
CREATE POLICY keeper_adds ON casework_shelter FOR INSERT TO ledljus_app
    WITH CHECK (unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[]));
CREATE POLICY keeper_changes ON casework_shelter FOR UPDATE TO ledljus_app
    USING (unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[]))
    WITH CHECK (unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[]));
REVOKE DELETE ON casework_shelter FROM ledljus_app;

ALTER TABLE casework_shelteraddress ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_shelteraddress FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper_or_lives_there ON casework_shelteraddress FOR SELECT TO ledljus_app USING (
    {KEEPS} OR EXISTS (
        SELECT FROM casework_shelterstay s WHERE s.shelter_id = casework_shelteraddress.shelter_id
          AND s.from_day <= (SELECT app_today())
          AND (s.until_day IS NULL OR s.until_day >= (SELECT app_today()))
          AND app_file_level(s.person_id) >= 2
    )
);
CREATE POLICY keeper_adds ON casework_shelteraddress FOR INSERT TO ledljus_app WITH CHECK ({KEEPS});
CREATE POLICY keeper_changes ON casework_shelteraddress FOR UPDATE TO ledljus_app
    USING ({KEEPS}) WITH CHECK ({KEEPS});
REVOKE DELETE ON casework_shelteraddress FROM ledljus_app;
"""


def forward_sql() -> str:
    """Everything above as one script."""
    return "\n".join(
        [guard("casework_shelterstay"), guard_history("casework_shelterstayevent"), FORWARD]
    )


class Migration(migrations.Migration):
    dependencies = [("casework", "0025_shelter")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
