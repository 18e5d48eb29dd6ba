"""What ``ledljus_keys`` may do in a table with sealed values, said once.

It reads identifiers and sealed bytes, and changes nothing but the wrapping of a data key: what
stands behind the head of a value stays, byte for byte. Used by migrations only; a migration keeps
the words of the day it was written, so change nothing here: add.
"""


def guard_keys(table: str, *columns: str, pk: str = "id") -> str:
    """Let the data keys of *columns* be wrapped anew in *table*, and nothing else be changed."""
    names = ", ".join(columns)
    arguments = ", ".join(f"'{column}'" for column in columns)
    return f"""
        GRANT SELECT ({pk}, {names}), UPDATE ({names}) ON {table} TO ledljus_keys;
        CREATE POLICY keys_look ON {table} FOR SELECT TO ledljus_keys USING (true);
        CREATE POLICY keys_rewrap ON {table} FOR UPDATE TO ledljus_keys
            USING (true) WITH CHECK (true);
        CREATE TRIGGER only_rewrapped BEFORE UPDATE ON {table}
            FOR EACH ROW WHEN (current_user = 'ledljus_keys')
            EXECUTE FUNCTION refuse_other_than_rewrapping({arguments});
    """


def guard_digests(table: str, *, reads: str, remakes: bool) -> str:
    """Let digests of *table* be counted by key and, where they can be, made anew."""
    look = f"""
        GRANT SELECT ({reads}, digest) ON {table} TO ledljus_keys;
        CREATE POLICY keys_look ON {table} FOR SELECT TO ledljus_keys USING (true);
    """
    if not remakes:
        return look
    return f"""{look}
        GRANT UPDATE (digest) ON {table} TO ledljus_keys;
        CREATE POLICY keys_remake ON {table} FOR UPDATE TO ledljus_keys
            USING (true) WITH CHECK (true);
    """
