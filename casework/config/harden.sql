-- Run by the owner after every migration: what a later migration could open again without noticing.

-- A temporary table of the same name would be found before the real one.
DO $harden$
DECLARE
    function record;
BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    FOR function IN
        SELECT p.oid::regprocedure AS signature, p.proname LIKE 'pgtrigger\_%' AS keeps_history
        FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = current_user::regrole
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', function.signature);
        -- History is written by the trigger alone: who changes a row has no right to its history.
        IF function.keeps_history THEN
            EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER', function.signature);
        END IF;
    END LOOP;
END
$harden$;

-- The trigger library lets a session name triggers to pass over. Ours are passed over by nobody but
-- the two actors who may touch history: what is destroyed leaves no copy in it, and a data key that is
-- wrapped anew is no change. What they may touch is said by their own policies.
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(current_setting('role', true), '') IN ('ledljus_disposal', 'ledljus_keys')
$$;
