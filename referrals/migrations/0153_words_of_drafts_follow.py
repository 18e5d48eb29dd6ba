"""A draft in which nobody has written says what the encounter that it began with says now."""

from django.db import migrations

from casework.migrations._definers import hand_over

# Whoever changes the encounter may be of another unit of the shift, who sees no draft: they learn
# which drafts there are to write anew, and nothing of what stands in them.
WORDS = """
CREATE FUNCTION app_unwritten_from_met(met uuid, OUT drafts uuid[], OUT offers uuid[])
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(x.id ORDER BY x.id), ARRAY[]::uuid[]),
        coalesce(array_agg(x.offer_id ORDER BY x.id), ARRAY[]::uuid[])
    FROM referrals_referral x
    WHERE x.encounter_id = met AND x.state = 'draft' AND (x.from_offer OR x.from_concern)
      AND x.updated_by_id IS NULL AND app_reads_met(met)
$$;
-- Who has it open does not save the earlier words over these: updated_at is what their form saw.
CREATE FUNCTION app_draft_says_what_met_says(wanted uuid, words bytea)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE referrals_referral r SET asked = words, updated_at = clock_timestamp()
    WHERE r.id = wanted AND r.state = 'draft' AND (r.from_offer OR r.from_concern)
      AND r.updated_by_id IS NULL AND app_reads_met(r.encounter_id);
    RETURN FOUND;
END $$;
"""
DEFINERS = {
    "app_unwritten_from_met(uuid)": "ledljus_app",
    "app_draft_says_what_met_says(uuid, bytea)": "ledljus_app",
}
UNDO = "".join(f"DROP FUNCTION {function};" for function in DEFINERS)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0152_drafts_follow_the_answers")]
    operations = [migrations.RunSQL(WORDS + hand_over(DEFINERS), UNDO)]
