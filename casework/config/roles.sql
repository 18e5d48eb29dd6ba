-- The database roles. Run once per cluster by a superuser, before the first migration; safe to repeat.
-- In production each LOGIN role is then given a password: see docs/operations.md.
--
--   ledljus_owner         owns and migrates the schema; no request and no test connects as it
--   ledljus_app           web and worker; owns nothing, and row-level security binds it
--   ledljus_statistics    named system actor: reads the de-identified views, nothing else
--   ledljus_import        named system actor: inserts old logs, reads nobody
--   ledljus_sync          named system actor: keeps what tablets send and marks what became of it
--   ledljus_clock         named system actor: sees ids, owners, states and times of waiting work
--   ledljus_disposal      named system actor: destroys files whose time is up, reads no content
--   ledljus_extract       named system actor: reads one person for the extract they asked for
--   ledljus_exchange      named system actor: reads de-identified rows for one approved exchange file
--   ledljus_keys          named system actor: wraps data keys anew, sees sealed bytes only
--   ledljus_inspector     named system actor: is told who sees what, and that is logged; reads no table
--   ledljus_gatekeeper    owner of the functions that give access; nobody connects or acts as it
--   ledljus_sealer        named system actor: reads the audit log and adds its seals, nothing else
--   ledljus_retention     named system actor: asks for sealed days past their time to be removed
--   ledljus_log_watch     named system actor: reads the audit log and adds findings for the reviewers
--   ledljus_releaser      named system actor: opens the disclosure ledger and draws from it, reads no table of people
--   ledljus_log_keeper    owner of the function that removes such a day; nobody connects or acts as it
--   ledljus_deidentifier  owner of the de-identified views; nobody connects or acts as it
DO $roles$
DECLARE
    logins CONSTANT text[] := ARRAY['ledljus_owner', 'ledljus_app'];
    others CONSTANT text[] := ARRAY[
        'ledljus_statistics', 'ledljus_import', 'ledljus_clock', 'ledljus_deidentifier',
        'ledljus_disposal', 'ledljus_extract', 'ledljus_exchange', 'ledljus_keys', 'ledljus_gatekeeper',
        'ledljus_inspector', 'ledljus_sealer', 'ledljus_retention', 'ledljus_log_watch', 'ledljus_log_keeper',
        'ledljus_releaser', 'ledljus_sync'
    ];
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY logins LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', wanted);
        END IF;
    END LOOP;
    FOREACH wanted IN ARRAY others LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
    END LOOP;
    FOREACH wanted IN ARRAY logins || others LOOP
        EXECUTE format('ALTER ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION', wanted);
    END LOOP;
END
$roles$;

-- A process that hangs in a transaction holds its locks against all others: no task may take so long.
ALTER ROLE ledljus_app SET idle_in_transaction_session_timeout = '5min';

-- The web process takes on a system actor for one transaction (SET LOCAL ROLE) and inherits nothing.
GRANT ledljus_statistics TO ledljus_app WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_import TO ledljus_app WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_sync TO ledljus_app WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_clock TO ledljus_app WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_disposal TO ledljus_app WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_extract TO ledljus_app WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_exchange TO ledljus_app WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_keys TO ledljus_app WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_inspector TO ledljus_app WITH INHERIT FALSE, SET TRUE;
-- The migrations hand the views and the functions over to their owners.
GRANT ledljus_gatekeeper TO ledljus_owner WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_sealer TO ledljus_app WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_retention TO ledljus_app WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_log_watch TO ledljus_app WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_releaser TO ledljus_app WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_deidentifier TO ledljus_owner WITH INHERIT FALSE, SET TRUE;
GRANT ledljus_log_keeper TO ledljus_owner WITH INHERIT FALSE, SET TRUE;
