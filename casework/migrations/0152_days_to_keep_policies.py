"""A day to keep is read as its file is; its kind and day stay.

How it came out stays too, until it is taken back with a reason: then it is waited for again.

The clock is told which waiting days have passed where a unit works: the file and the day, no word.
"""

from django.db import migrations

from casework.migrations._definers import hand_over
from casework.migrations._person_rows import guard, guard_history

# For the owner too. A file that is destroyed takes its rows with it: deleting is left to policies.
STAYS = """
CREATE FUNCTION app_day_to_keep_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'waiting' OR NEW.taken_back_at IS NOT NULL THEN
            RAISE EXCEPTION 'a day to keep begins as one that is waited for'
                USING ERRCODE = 'check_violation';
        END IF;
        IF app_user_id() IS NOT NULL AND NEW.created_by_id IS DISTINCT FROM app_user_id() THEN
            RAISE EXCEPTION 'a day to keep is written down in one''s own name'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'waiting' THEN
        IF NEW.state <> 'waiting' OR NEW.taken_back_why IS NOT DISTINCT FROM OLD.taken_back_why
            OR (NEW.at_time, NEW.decided_by, NEW.remember, NEW.reference)
                IS DISTINCT FROM (OLD.at_time, OLD.decided_by, OLD.remember, OLD.reference) THEN
            RAISE EXCEPTION 'how a day came out stays as it was noted, until it is taken back'
                USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.taken_back_by_id IS DISTINCT FROM app_user_id() THEN
            RAISE EXCEPTION 'what was noted is taken back in one''s own name'
                USING ERRCODE = 'check_violation';
        END IF;
        IF app_user_id() IS NOT NULL AND NOT app_works_lastingly(NEW.person_id) THEN
            RAISE EXCEPTION 'an emergency is no ground for what stays'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.taken_back_why = '' THEN
            RAISE EXCEPTION 'a reason is in words' USING ERRCODE = 'check_violation';
        END IF;
        -- Its cancelling was of the day that it followed: both would be waited for.
        IF EXISTS (SELECT FROM casework_daytokeepevent e WHERE e.followed_by_id = NEW.id)
            AND NOT EXISTS (SELECT FROM casework_daytokeep d WHERE d.followed_by_id = NEW.id) THEN
            RAISE EXCEPTION 'it fell with the day that it followed'
                USING ERRCODE = 'check_violation';
        END IF;
        NEW.taken_back_at := clock_timestamp();
    ELSIF (NEW.taken_back_at, NEW.taken_back_by_id, NEW.taken_back_why)
        IS DISTINCT FROM (OLD.taken_back_at, OLD.taken_back_by_id, OLD.taken_back_why) THEN
        RAISE EXCEPTION 'only what was noted is taken back' USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.person_id, NEW.kind, NEW.day, NEW.created_by_id, NEW.created_at)
        IS DISTINCT FROM (OLD.person_id, OLD.kind, OLD.day, OLD.created_by_id, OLD.created_at) THEN
        RAISE EXCEPTION 'another day is a row that follows' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.settled_by_id IS NOT NULL AND NEW.settled_by_id IS DISTINCT FROM app_user_id() THEN
        RAISE EXCEPTION 'how a day came out is noted in one''s own name'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state <> 'waiting' THEN
        -- It stays: somebody who is there for an emergency alone does not do it.
        IF app_user_id() IS NOT NULL AND NOT app_works_lastingly(NEW.person_id) THEN
            RAISE EXCEPTION 'an emergency is no ground for what stays'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.reason = '' THEN
            RAISE EXCEPTION 'a reason is in words' USING ERRCODE = 'check_violation';
        END IF;
        -- Whatever it says: no day has come before it has.
        NEW.settled_at := clock_timestamp();
    END IF;
    IF NEW.followed_by_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM casework_daytokeep d
        WHERE d.id = NEW.followed_by_id AND d.id <> NEW.id AND d.state = 'waiting'
          AND d.person_id = NEW.person_id AND d.kind = NEW.kind
          AND (NEW.state <> 'renewed' OR d.day > NEW.day)
    ) THEN
        RAISE EXCEPTION 'followed by a waiting day of the same file and kind'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER day_to_keep_stays BEFORE INSERT OR UPDATE ON casework_daytokeep
    FOR EACH ROW EXECUTE FUNCTION app_day_to_keep_stays();
"""

RIGHTS = """
GRANT SELECT (person_id, kind, day, state) ON casework_daytokeep TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_keeps_time ON casework_daytokeep FOR SELECT TO ledljus_gatekeeper
    USING (true);
"""

ASKING = """
CREATE FUNCTION app_days_to_keep() RETURNS TABLE (kind text, told text) LANGUAGE sql STABLE AS $$
    SELECT 'day', jsonb_build_object('person_id', d.person_id, 'kind', d.kind, 'day', d.day)::text
    FROM casework_daytokeep d
    WHERE d.state = 'waiting' AND d.day < (SELECT app_today())
      AND EXISTS (SELECT FROM casework_case k WHERE k.person_id = d.person_id AND k.state = 'open')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0151_days_to_keep")]
    operations = [
        migrations.RunSQL(
            "\n".join(
                [
                    STAYS,
                    guard("casework_daytokeep"),
                    guard_history("casework_daytokeepevent"),
                    RIGHTS,
                    ASKING,
                    hand_over({"app_days_to_keep()": "ledljus_clock"}),
                ]
            ),
            migrations.RunSQL.noop,
        )
    ]
