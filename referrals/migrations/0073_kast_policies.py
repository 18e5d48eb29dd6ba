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
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("referrals", "0072_kast")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
