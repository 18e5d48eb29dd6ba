-- Run by the owner before every migration: what the application role may do with new tables.
-- Each table with more to say (append-only, row-level security) says it in its own migration.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ledljus_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ledljus_app;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO ledljus_app, ledljus_statistics, ledljus_import, ledljus_clock,
    ledljus_deidentifier, ledljus_disposal, ledljus_extract, ledljus_exchange, ledljus_keys, ledljus_inspector,
    ledljus_gatekeeper, ledljus_sealer, ledljus_retention, ledljus_log_watch, ledljus_log_keeper,
    ledljus_releaser, ledljus_sync;
