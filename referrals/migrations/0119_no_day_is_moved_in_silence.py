"""A measure's day is moved to a later one for a reason alone, whoever writes the row."""

from django.db import migrations

MOVED = """
CREATE FUNCTION app_measure_day_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.due_on > OLD.due_on
        AND (coalesce(NEW.moved_why, '') = '' OR NEW.moved_why IS NOT DISTINCT FROM OLD.moved_why)
    THEN
        RAISE EXCEPTION 'a day is moved to a later one for a reason'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'measure_day_moved_why';
    END IF;
    -- A nearer day needs no reason; that of the day before is not about it.
    IF NEW.due_on < OLD.due_on AND NEW.moved_why IS NOT DISTINCT FROM OLD.moved_why THEN
        NEW.moved_why := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER told_why_it_moved BEFORE UPDATE ON referrals_measure
    FOR EACH ROW EXECUTE FUNCTION app_measure_day_moved();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0118_days_are_moved_for_a_reason")]
    operations = [migrations.RunSQL(MOVED, migrations.RunSQL.noop)]
