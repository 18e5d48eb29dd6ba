"""De-identified rows of plans, for the tables of an edition: a month, no day, no identifier.

A plan that is being prepared is none yet. Files with protected identity are left out wholly.
"""

from django.db import migrations

from referrals.migrations._outward_sql import add_view, read_by_views

VIEW = """
    SELECT
        encode(sha256(convert_to('edition:' || p.id, 'UTF8')), 'hex') AS ref,
        to_char(p.asked_on, 'YYYY-MM') AS month,
        p.plan_type,
        coalesce(nullif(p.closing, ''), 'open') AS outcome,
        CASE
            WHEN f.late OR (p.state = 'agreed' AND p.next_follow_up < app_today()) THEN 'no'
            WHEN f.held THEN 'yes'
            ELSE 'not_due'
        END AS followed_up_on_time,
        coalesce(nullif(person.gender, ''), 'unknown') AS gender,
        CASE WHEN p.asked_on < person.child_until THEN 'yes' ELSE 'no' END AS under_18
    FROM referrals_coordinatedplan p
    JOIN casework_person person ON person.id = p.person_id
    CROSS JOIN LATERAL (
        SELECT count(*) > 0 AS held,
            coalesce(bool_or(u.held_on > u.was_due_on), false) AS late
        FROM referrals_followup u WHERE u.plan_id = p.id
    ) f
    WHERE p.state <> 'draft' AND person.protection = ''
"""
FORWARD = "\n".join(
    [
        read_by_views("referrals_coordinatedplan", "referrals_followup"),
        add_view("referrals_statistics_plan", VIEW),
    ]
)


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0092_barnahus_policies"),
        ("outreach", "0040_edition_view"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
