"""Advice and training: the giving unit's rows, and a de-identified view of them for the follow-up."""

from django.db import migrations

from casework.migrations._key_rows import guard_keys
from referrals.migrations._outward_sql import (
    UNITS,
    add_view,
    guard_rows,
    guard_versions,
    read_by_views,
)

# Our own work, exact, and never crossed with anything about people met.
VIEW = """
    SELECT g.day, u.code AS unit, g.kind, g.form, g.body, coalesce(m.name, '') AS municipality,
        g.topics, g.attended
    FROM referrals_guidance g
    JOIN casework_unit u ON u.id = g.unit_id
    LEFT JOIN casework_municipality m ON m.id = g.municipality_id
    WHERE NOT g.is_struck
"""


def forward_sql() -> str:
    """Everything above as one script."""
    return "\n".join(
        [
            guard_rows("referrals_guidance", f"unit_id = {UNITS}"),
            guard_versions("referrals_guidanceevent", f"unit_id = {UNITS}"),
            guard_keys("referrals_guidance", "words"),
            guard_keys("referrals_guidanceevent", "words", pk="pgh_id"),
            read_by_views("referrals_guidance"),
            "GRANT SELECT ON casework_unit TO ledljus_deidentifier;",
            add_view("referrals_statistics_guidance", VIEW),
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("referrals", "0070_guidance"), ("outreach", "0013_rotation_of_keys")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
