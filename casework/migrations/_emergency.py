"""The SQL of emergency access, for 0007: the database checks, bounds the hours, writes the log and tells who decides."""

# More hours than this are no emergency, whatever the setting says.
MOST_HOURS, MOST_MISSES = 12, 5

EMERGENCY = f"""
-- Answers 'opened' with the file, 'missed', or 'locked' after too many misses within the hour.
CREATE FUNCTION app_open_emergency(new_id uuid, named text, digests bytea[], in_unit uuid,
    why bytea, hours integer, OUT outcome text, OUT file uuid) LANGUAGE plpgsql AS $$
DECLARE
    opener uuid := app_user_id();
    misses integer;
    until timestamptz := now() + make_interval(hours => hours);
BEGIN
    IF opener IS NULL OR NOT app_works_in(opener, in_unit) OR NOT EXISTS (
        SELECT FROM casework_unit u WHERE u.id = in_unit AND u.is_active
          AND cardinality(u.reads_roles) > 0) THEN
        RAISE EXCEPTION 'nobody who opens files' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF hours NOT BETWEEN 1 AND {MOST_HOURS} THEN
        RAISE EXCEPTION 'too many hours' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- What is sealed is longer than its text by what the sealing adds.
    IF why IS NULL OR octet_length(why) - 90 - get_byte(why, 1) < 10 THEN
        RAISE EXCEPTION 'no reason' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('emergency:' || opener, 0));
    SELECT count(*) INTO misses FROM casework_auditevent e
    WHERE e.actor_id = opener AND e.event = 'emergency.missed' AND e.at > now() - interval '1 hour';
    IF misses >= {MOST_MISSES} THEN
        outcome := 'locked';
        PERFORM app_log('emergency.refused', '', NULL, in_unit, 'emergency', '{{}}');
        RETURN;
    END IF;
    file := app_find_file(named, digests, in_unit);
    IF file IS NULL THEN
        outcome := 'missed';
        PERFORM app_log('emergency.missed', '', NULL, in_unit, 'emergency',
            jsonb_build_object('by_number', named IS NULL));
        IF misses + 1 = {MOST_MISSES} THEN
            INSERT INTO casework_emergencyaccess (id, kind, opened_by_id, unit_id, reason, ends_at,
                outcome)
            VALUES (new_id, 'locked', opener, in_unit, why, now() + interval '1 hour', '');
            PERFORM app_log('emergency.locked', 'casework.emergencyaccess', new_id, in_unit,
                'emergency', '{{}}');
            PERFORM app_tell(app_holders_of_city_role('log_reviewer'), 'emergency_locked', NULL,
                NULL, new_id, NULL, true);
        END IF;
        RETURN;
    END IF;
    outcome := 'opened';
    IF app_file_level(file) >= 2 THEN
        -- Theirs already: nothing is given, nothing is to review.
        PERFORM app_log('emergency.not_needed', 'casework.person', file, in_unit, 'emergency', '{{}}');
        RETURN;
    END IF;
    PERFORM app_insert_grant(file, opener, in_unit, NULL, 'work', 'emergency', '', NULL, until);
    INSERT INTO casework_emergencyaccess (id, kind, person_id, opened_by_id, unit_id, reason,
        ends_at, outcome)
    VALUES (new_id, 'opened', file, opener, in_unit, why, until, '');
    PERFORM app_log('emergency.opened', 'casework.person', file, in_unit, 'emergency',
        jsonb_build_object('emergency', new_id, 'until', until));
    PERFORM app_tell(app_managers_of_file(file), 'emergency_opened', file, NULL, new_id, NULL, true);
    PERFORM app_tell(app_holders_of_city_role('log_reviewer'), 'emergency_opened', NULL, NULL,
        new_id, NULL, false);
END $$;

-- Once reviewed, it is nobody's to look at any more. Called by whoever has just reviewed it.
CREATE FUNCTION app_emergency_reviewed(wanted uuid) RETURNS void LANGUAGE sql AS $$
    UPDATE casework_notice n SET read_at = now() FROM casework_emergencyaccess e
    WHERE n.emergency_id = wanted AND e.id = wanted AND n.read_at IS NULL
      AND e.reviewed_by_id = app_user_id()
$$;
"""

DEFINERS = {
    "app_open_emergency(uuid, text, bytea[], uuid, bytea, integer)": "ledljus_app",
    "app_emergency_reviewed(uuid)": "ledljus_app",
}
