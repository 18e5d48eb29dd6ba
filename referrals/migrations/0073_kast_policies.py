"""KAST's contacts are seen by KAST alone; the statistics count them without code and exact identity."""

from django.db import migrations

from referrals.migrations._outward_sql import (
    UNITS,
    add_view,
    guard_rows,
    guard_versions,
    read_by_views,
)

# The buyers' wall: not every unit's, but that of a unit which is there for them.
CONTACT = f"""unit_id = {UNITS} AND EXISTS (
    SELECT FROM casework_unit u WHERE u.id = unit_id AND u.kind = 'kast'
)"""
TALK = "EXISTS (SELECT FROM referrals_kastcontact k WHERE k.id = contact_id)"
VIEWS = {
    "referrals_statistics_kast": """
        SELECT k.first_day AS day, k.kind, k.route, k.ended_on IS NOT NULL AS has_ended,
            (SELECT count(*) FROM referrals_kasttalk t WHERE t.contact_id = k.id) AS talks
        FROM referrals_kastcontact k
    """,
    "referrals_statistics_kast_talk": """
        SELECT t.day, k.kind, t.form, t.with_whom
        FROM referrals_kasttalk t JOIN referrals_kastcontact k ON k.id = t.contact_id
    """,
}

# A year at least, whatever the rules say: the rules are data, and this is what holds their reader.
OLD = "interval '1 year'"
CONTACT_IS_OLD = f"""referrals_kastcontact.updated_at < now() - {OLD} AND NOT EXISTS (
    SELECT FROM referrals_kasttalk t
    WHERE t.contact_id = referrals_kastcontact.id AND t.created_at >= now() - {OLD}
)"""
TALK_IS_OLD = f"""created_at < now() - {OLD} AND EXISTS (
    SELECT FROM referrals_kastcontact k
    WHERE k.id = contact_id AND k.updated_at < now() - {OLD}
)"""

# How many they were: the log can't be told which.
LOGGED = """
    CREATE POLICY disposal_destroys_kast ON casework_auditevent FOR INSERT TO ledljus_disposal
        WITH CHECK (actor_id IS NULL AND event = 'kast.destroyed' AND object_id IS NULL);
"""


def destroyed_when(table: str, seen: str, rule: str) -> str:
    """Let the actor of disposal find the rows of *table* by *seen*, and destroy those of *rule*."""
    return f"""
        GRANT SELECT ({seen}), DELETE ON {table} TO ledljus_disposal;
        CREATE POLICY disposal_finds ON {table} FOR SELECT TO ledljus_disposal USING (true);
        CREATE POLICY disposal_destroys ON {table} FOR DELETE TO ledljus_disposal USING ({rule});
    """


def is_gone(column: str) -> str:
    """The contact at *column* is no longer there: what is left are its earlier versions."""
    return f"NOT EXISTS (SELECT FROM referrals_kastcontact k WHERE k.id = {column})"


def forward_sql() -> str:
    """Everything above as one script."""
    return "\n".join(
        [
            guard_rows("referrals_kastcontact", CONTACT),
            guard_versions("referrals_kastcontactevent", CONTACT),
            guard_rows("referrals_kasttalk", TALK, deletes=True),
            # A talk that was held was held: one is noted or taken away, never changed.
            "REVOKE UPDATE ON referrals_kasttalk FROM ledljus_app;",
            guard_versions("referrals_kasttalkevent", TALK),
            read_by_views("referrals_kastcontact", "referrals_kasttalk"),
            *(add_view(view, query) for view, query in VIEWS.items()),
            destroyed_when("referrals_kastcontact", "id, updated_at", CONTACT_IS_OLD),
            destroyed_when("referrals_kasttalk", "id, contact_id, created_at", TALK_IS_OLD),
            destroyed_when(
                "referrals_kastcontactevent",
                "pgh_id, id",
                is_gone("referrals_kastcontactevent.id"),
            ),
            destroyed_when("referrals_kasttalkevent", "pgh_id, contact_id", is_gone("contact_id")),
            LOGGED,
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("referrals", "0072_kast")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
