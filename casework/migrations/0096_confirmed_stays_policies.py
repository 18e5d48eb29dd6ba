"""An address of protected housing opens when its keeper has confirmed that somebody lives there.

Whoever works in a file could else note a stay anywhere and read the address. The keeper sees who asks,
for which housing and from when, and nothing of the file.
"""

from django.db import migrations

from casework.migrations._definers import hand_over

POLICIES = """
DROP POLICY keeper_or_lives_there ON casework_shelteraddress;
CREATE POLICY keeper_or_lives_there ON casework_shelteraddress FOR SELECT TO ledljus_app USING (
    EXISTS (
        SELECT FROM casework_shelter k WHERE k.id = shelter_id
          AND k.unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[])
    ) OR EXISTS (
        SELECT FROM casework_shelterstay s WHERE s.shelter_id = casework_shelteraddress.shelter_id
          AND s.confirmed_at IS NOT NULL AND s.until_day IS NULL
          AND app_file_level(s.person_id) >= 2
    )
);

DROP POLICY works_in_file_insert ON casework_shelterstay;
CREATE POLICY works_in_file_insert ON casework_shelterstay FOR INSERT TO ledljus_app WITH CHECK (
    app_file_level(person_id) >= 2 AND confirmed_at IS NULL AND until_day IS NULL
    AND created_by_id = (SELECT app_user_id())
    -- Protected housing is for those who are exploited, and their relatives.
    AND EXISTS (SELECT FROM casework_person p WHERE p.id = person_id AND p.kind <> 'suspected_buyer')
);

-- What was asked for stays as it was asked; the application ends it and nothing else.
CREATE FUNCTION refuse_other_than_ending() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free CONSTANT text[] := ARRAY['until_day', 'updated_at', 'updated_by_id'];
BEGIN
    IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free OR OLD.until_day IS NOT NULL THEN
        RAISE EXCEPTION 'a stay is ended and not changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stay_as_asked BEFORE UPDATE ON casework_shelterstay
    FOR EACH ROW WHEN (current_user = 'ledljus_app') EXECUTE FUNCTION refuse_other_than_ending();

GRANT SELECT ON casework_shelter TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_looks ON casework_shelter FOR SELECT TO ledljus_gatekeeper USING (true);
GRANT SELECT, DELETE, UPDATE (confirmed_at, confirmed_by_id) ON casework_shelterstay
    TO ledljus_gatekeeper;
CREATE POLICY gatekeeper ON casework_shelterstay TO ledljus_gatekeeper
    USING (true) WITH CHECK (true);
"""

FUNCTIONS = """
-- Tells the keepers of a stay that the acting user has just asked for.
CREATE FUNCTION app_ask_keeper(wanted uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    keeping uuid;
BEGIN
    SELECT k.unit_id INTO keeping FROM casework_shelterstay s
    JOIN casework_shelter k ON k.id = s.shelter_id
    WHERE s.id = wanted AND s.created_by_id = app_user_id() AND s.confirmed_at IS NULL;
    IF keeping IS NULL THEN
        RAISE EXCEPTION 'no such question' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM app_tell(app_managers_of_unit(keeping), 'stay_asked', NULL, NULL, NULL, NULL, true);
END $$;

-- What waits for the acting user as a keeper: the alias, the day and who asks, nothing of the file.
CREATE FUNCTION app_stays_waiting() RETURNS TABLE (
    id uuid, alias text, from_day date, asked_by_id uuid, asked_at timestamptz
) LANGUAGE sql STABLE AS $$
    SELECT s.id, k.alias, s.from_day, s.created_by_id, s.created_at
    FROM casework_shelterstay s JOIN casework_shelter k ON k.id = s.shelter_id
    WHERE s.confirmed_at IS NULL AND s.until_day IS NULL
      AND k.unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[])
    ORDER BY s.created_at, s.id
$$;

-- The keeper's answer: yes opens the address, no takes the question away.
CREATE FUNCTION app_answer_stay(wanted uuid, confirms boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    keeping uuid;
    housing uuid;
BEGIN
    SELECT k.unit_id, k.id INTO keeping, housing FROM casework_shelterstay s
    JOIN casework_shelter k ON k.id = s.shelter_id
    WHERE s.id = wanted AND s.confirmed_at IS NULL AND s.until_day IS NULL FOR UPDATE OF s;
    IF keeping IS NULL OR NOT keeping = ANY (app_managed_unit_ids()) THEN
        RAISE EXCEPTION 'not yours to answer' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF confirms THEN
        UPDATE casework_shelterstay SET confirmed_at = now(), confirmed_by_id = app_user_id()
        WHERE id = wanted;
    ELSE
        DELETE FROM casework_shelterstay WHERE id = wanted;
    END IF;
    PERFORM app_log(CASE WHEN confirms THEN 'stay.confirmed' ELSE 'stay.declined' END,
        'casework.shelter', housing, keeping, '', jsonb_build_object('stay', wanted));
END $$;
"""
DEFINERS = dict.fromkeys(
    ["app_ask_keeper(uuid)", "app_stays_waiting()", "app_answer_stay(uuid, boolean)"],
    "ledljus_app",
)


class Migration(migrations.Migration):
    dependencies = [("casework", "0095_confirmed_stays")]
    operations = [
        migrations.RunSQL(POLICIES + FUNCTIONS + hand_over(DEFINERS), migrations.RunSQL.noop)
    ]
