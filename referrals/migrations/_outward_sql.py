"""Row-level security and views of what is done towards others, said once. Used by migrations only.

A migration keeps the words of the day it was written, so change nothing here: add.
"""

UNITS = "ANY ((SELECT app_unit_ids())::uuid[])"


def guard_rows(table: str, condition: str, *, deletes: bool = False) -> str:
    """Guard *table* by *condition*, for reading and writing; rows go only where *deletes*."""
    verb = "" if deletes else f"REVOKE DELETE ON {table} FROM ledljus_app;"
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY acting_user ON {table} TO ledljus_app
            USING ({condition}) WITH CHECK ({condition});
        REVOKE TRUNCATE ON {table} FROM ledljus_app;
        {verb}
    """


def guard_versions(table: str, condition: str) -> str:
    """Guard a history table: read as its row is, written by the trigger alone."""
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY acting_user ON {table} FOR SELECT TO ledljus_app USING ({condition});
        CREATE POLICY trigger_writes ON {table} FOR INSERT TO ledljus_owner WITH CHECK (true);
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM ledljus_app;
    """


def read_by_views(*tables: str) -> str:
    """Let the owner of the de-identified views read *tables*."""
    return "\n".join(
        f"GRANT SELECT ON {table} TO ledljus_deidentifier;"
        f"CREATE POLICY deidentifies ON {table} FOR SELECT TO ledljus_deidentifier USING (true);"
        for table in tables
    )


def add_view(view: str, query: str) -> str:
    """Make a de-identified view that the statistics alone may read."""
    return f"""
        GRANT CREATE ON SCHEMA public TO ledljus_deidentifier;
        CREATE VIEW {view} WITH (security_barrier) AS {query};
        REVOKE ALL ON {view} FROM ledljus_app;
        ALTER VIEW {view} OWNER TO ledljus_deidentifier;
        SET LOCAL ROLE ledljus_deidentifier;
        REVOKE ALL ON {view} FROM ledljus_app, ledljus_owner;
        GRANT SELECT ON {view} TO ledljus_statistics;
        SET LOCAL ROLE ledljus_owner;
        REVOKE CREATE ON SCHEMA public FROM ledljus_deidentifier;
    """
