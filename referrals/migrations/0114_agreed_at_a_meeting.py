"""A plan is agreed at its meeting, and a SIP with a goal and a measure: whoever asks.

What stands in ``referrals/plan_demands.py`` with its sources, once more.
"""

from django.db import migrations

AGREED = """
CREATE FUNCTION app_plan_agreed_at_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.meeting_at IS NULL OR NEW.meeting_at > clock_timestamp()
        OR (NEW.meeting_at AT TIME ZONE 'Europe/Stockholm')::date > NEW.agreed_on THEN
        RAISE EXCEPTION 'agreed before its meeting' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'plan_agreed_at_meeting';
    END IF;
    IF NEW.plan_type = 'sip' AND (
        NOT EXISTS (SELECT FROM referrals_goal g WHERE g.plan_id = NEW.id)
        OR NOT EXISTS (SELECT FROM referrals_measure m WHERE m.plan_id = NEW.id
            AND m.state NOT IN ('ended', 'refused', 'lost'))) THEN
        RAISE EXCEPTION 'agreed upon nothing' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'plan_sip_holds_something';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreed_at_meeting BEFORE UPDATE ON referrals_coordinatedplan FOR EACH ROW
    WHEN (OLD.state = 'invited' AND NEW.state = 'agreed')
    EXECUTE FUNCTION app_plan_agreed_at_meeting();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0113_what_begins_by_itself_follows")]
    operations = [migrations.RunSQL(AGREED, migrations.RunSQL.noop)]
