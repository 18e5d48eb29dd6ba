"""A link between two files is seen by whoever sees both, and made by whoever works in both."""

from django.db import migrations

TABLE = "casework_personlink"
SEES_BOTH = f"""EXISTS (SELECT FROM casework_person p WHERE p.id = {TABLE}.first_id)
    AND EXISTS (SELECT FROM casework_person p WHERE p.id = {TABLE}.second_id)"""
WORKS_IN_BOTH = "app_file_level(first_id) >= 2 AND app_file_level(second_id) >= 2"

FORWARD = f"""
ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY;
CREATE POLICY sees_both ON {TABLE} FOR SELECT TO ledljus_app USING ({SEES_BOTH});
CREATE POLICY works_in_both ON {TABLE} FOR INSERT TO ledljus_app
    WITH CHECK ({WORKS_IN_BOTH} AND linked_by_id = (SELECT app_user_id()));
CREATE POLICY undoes ON {TABLE} FOR UPDATE TO ledljus_app
    USING ({WORKS_IN_BOTH}) WITH CHECK ({WORKS_IN_BOTH} AND undone_by_id = (SELECT app_user_id()));
REVOKE DELETE ON {TABLE} FROM ledljus_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0010_person_links"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
