"""Which age a number told, for the numbers that are there; and only such an age can be taken out.

Before the column, an age was known to be a number's by author and moment. Both were written in one
transaction, a moment apart, which nobody who types a second one can be.
"""

from django.db import migrations

# Each age to the number that came just before it, and no number twice.
TIED = """
-- What waits to be checked would stand in the way of the changes to the tables below.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE casework_agestatement NO FORCE ROW LEVEL SECURITY;
ALTER TABLE casework_agestatementevent NO FORCE ROW LEVEL SECURITY;
ALTER TABLE casework_identifier NO FORCE ROW LEVEL SECURITY;
UPDATE casework_agestatement a SET identifier_id = told.number
FROM (
    SELECT DISTINCT ON (i.id) i.id AS number, s.id AS statement
    FROM casework_identifier i JOIN casework_agestatement s
      ON s.person_id = i.person_id AND s.created_by_id = i.created_by_id
     AND s.source = 'documented' AND s.identifier_id IS NULL
     AND s.created_at BETWEEN i.created_at AND i.created_at + interval '2 seconds'
    WHERE i.digest IS NOT NULL
    ORDER BY i.id, s.created_at
) told WHERE a.id = told.statement;
-- What a number told and that went with it; nothing else could be taken out.
ALTER TABLE casework_agestatementevent DISABLE TRIGGER USER;
DELETE FROM casework_agestatementevent WHERE pgh_label = 'delete' AND source = 'documented';
ALTER TABLE casework_agestatementevent ENABLE TRIGGER USER;
ALTER TABLE casework_identifier FORCE ROW LEVEL SECURITY;
ALTER TABLE casework_agestatementevent FORCE ROW LEVEL SECURITY;
ALTER TABLE casework_agestatement FORCE ROW LEVEL SECURITY;
SET CONSTRAINTS ALL DEFERRED;
"""
POLICIES = """
DROP POLICY works_in_file_delete ON casework_agestatement;
CREATE POLICY works_in_file_delete ON casework_agestatement FOR DELETE TO ledljus_app USING (
    app_file_level(person_id) >= 2 AND identifier_id IS NOT NULL
);
CREATE TRIGGER same_file BEFORE INSERT OR UPDATE ON casework_agestatement FOR EACH ROW
    EXECUTE FUNCTION app_same_file('casework_identifier', 'identifier_id');
"""
BACK = """
DROP TRIGGER same_file ON casework_agestatement;
DROP POLICY works_in_file_delete ON casework_agestatement;
CREATE POLICY works_in_file_delete ON casework_agestatement FOR DELETE TO ledljus_app USING (
    app_file_level(person_id) >= 2 AND source = 'documented'
);
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0115_age_told_by_its_number")]

    operations = [
        migrations.RunSQL(TIED, migrations.RunSQL.noop),
        migrations.RunSQL(POLICIES, BACK),
    ]
