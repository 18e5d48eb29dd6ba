"""Whoever is given access to a file without having asked is told, by the function that gives it."""

from django.db import migrations

from casework.migrations._definers import replace

GIVING = """
CREATE OR REPLACE FUNCTION app_grant_person(wanted uuid, to_user uuid, to_unit uuid, as_reach text,
    as_level text, on_ground text, because text, for_case uuid, until timestamptz)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    giver uuid := app_user_id();
    file casework_person%ROWTYPE;
    made uuid;
BEGIN
    SELECT * INTO file FROM casework_person p WHERE p.id = wanted;
    IF giver IS NULL OR file.id IS NULL THEN
        RAISE EXCEPTION 'no access to give' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT app_may_receive(to_user, to_unit, file.kind, file.child_until) THEN
        RAISE EXCEPTION 'not there for such people' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF file.opened_by_id = giver AND on_ground = 'opened' AND to_user = giver
        AND NOT EXISTS (SELECT FROM casework_personuserpermission g WHERE g.content_object_id = wanted)
    THEN
        RETURN app_insert_grant(wanted, giver, to_unit, NULL, 'manage', 'opened', because, for_case,
            NULL);
    END IF;
    IF app_file_level(wanted) < 3 OR on_ground IN ('opened', 'emergency') OR to_user = giver THEN
        RAISE EXCEPTION 'no access to give' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF for_case IS NOT NULL AND NOT EXISTS (
        SELECT FROM casework_case c WHERE c.id = for_case AND c.person_id = wanted AND c.state = 'open'
    ) THEN
        RAISE EXCEPTION 'no such case' USING ERRCODE = 'insufficient_privilege';
    END IF;
    made := app_insert_grant(wanted, to_user, to_unit, as_reach, as_level, on_ground, because,
        for_case, until);
    IF to_user IS NOT NULL THEN
        PERFORM app_tell(ARRAY[to_user], 'access_unasked', wanted, NULL, NULL, NULL, false);
    END IF;
    RETURN made;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0117_words_of_access")]
    operations = [migrations.RunSQL(replace(GIVING), migrations.RunSQL.noop)]
