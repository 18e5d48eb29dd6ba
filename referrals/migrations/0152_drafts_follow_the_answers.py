"""A draft that began with an encounter has the clock, role and age of what the encounter says now."""

from django.db import migrations

from casework.migrations._definers import hand_over

# Whoever changes the encounter may be of another unit of the shift, who sees no draft.
FOLLOWING = """
CREATE FUNCTION app_begun_from_met(met uuid, OUT drafts uuid[], OUT begun timestamptz[])
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(x.id ORDER BY x.id), ARRAY[]::uuid[]),
        coalesce(array_agg(x.created_at ORDER BY x.id), ARRAY[]::timestamptz[])
    FROM referrals_referral x
    WHERE x.encounter_id = met AND x.state = 'draft' AND (x.from_offer OR x.from_concern)
      AND app_reads_met(met)
$$;
-- What somebody said in a draft by hand stays: one about a child is not made one about an adult.
CREATE FUNCTION app_draft_follows_met(wanted uuid, child_due timestamptz, adult_due timestamptz)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    x referrals_referral%ROWTYPE;
    met record;
    of_child boolean;
    due timestamptz;
BEGIN
    SELECT * INTO x FROM referrals_referral r WHERE r.id = wanted AND r.state = 'draft'
      AND (r.from_offer OR r.from_concern) AND app_reads_met(r.encounter_id) FOR UPDATE;
    IF x.id IS NULL THEN
        RETURN false;
    END IF;
    SELECT e.role, e.is_child INTO met FROM outreach_encounter e WHERE e.id = x.encounter_id;
    of_child := met.is_child OR x.from_concern OR (x.is_child AND x.updated_by_id IS NOT NULL);
    due := CASE WHEN met.is_child THEN child_due WHEN of_child THEN x.due_at ELSE adult_due END;
    -- Nobody silences a clock for longer (referrals/due.py).
    due := least(due, x.created_at + interval '90 days');
    IF (x.role, x.is_child, x.due_at) IS NOT DISTINCT FROM (met.role, of_child, due) THEN
        RETURN false;
    END IF;
    UPDATE referrals_referral r SET role = met.role, is_child = of_child, due_at = due,
        escalated_at = CASE WHEN due < now() THEN x.escalated_at END,
        -- Whom it goes to is chosen anew where the walls have moved.
        to_unit_id = CASE WHEN x.role = met.role AND (x.is_child OR NOT of_child)
            THEN x.to_unit_id END
    WHERE r.id = wanted;
    RETURN true;
END $$;
"""
DEFINERS = {
    "app_begun_from_met(uuid)": "ledljus_app",
    "app_draft_follows_met(uuid, timestamptz, timestamptz)": "ledljus_app",
}
UNDO = "".join(f"DROP FUNCTION {function};" for function in DEFINERS)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0151_city_data_by_set_up_alone")]
    operations = [migrations.RunSQL(FOLLOWING + hand_over(DEFINERS), UNDO)]
