"""The log review is the reviewers' alone, nobody reviews themselves, and nothing of it is changed."""

from django.db import migrations

REVIEWER = """EXISTS (
    SELECT FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.role = 'log_reviewer'
      AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
)"""
# A finding about oneself does not exist: neither to look at nor to judge.
OTHERS = f"user_id IS DISTINCT FROM (SELECT app_user_id()) AND {REVIEWER}"
TABLES = ["auditsample", "auditfinding", "auditoutcome", "accessreview"]

APPEND_ONLY = "\n".join(
    f"""
    REVOKE UPDATE, DELETE, TRUNCATE ON casework_{table} FROM ledljus_app;
    CREATE TRIGGER review_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON casework_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    ALTER TABLE casework_{table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE casework_{table} FORCE ROW LEVEL SECURITY;
    """
    for table in TABLES
)
POLICIES = f"""
CREATE POLICY reviewers_read ON casework_auditsample FOR SELECT TO ledljus_app USING ({REVIEWER});
CREATE POLICY reviewers_draw ON casework_auditsample FOR INSERT TO ledljus_app
    WITH CHECK (drawn_by_id = (SELECT app_user_id()) AND {REVIEWER});

CREATE POLICY reviewers_read ON casework_auditfinding FOR SELECT TO ledljus_app USING ({OTHERS});
-- A reviewer adds what was drawn in a sample of their own, and no finding of a rule.
CREATE POLICY reviewers_draw ON casework_auditfinding FOR INSERT TO ledljus_app
    WITH CHECK ({OTHERS} AND EXISTS (
        SELECT FROM casework_auditsample s
        WHERE s.id = sample_id AND s.drawn_by_id = (SELECT app_user_id())
    ));

CREATE POLICY reviewers_read ON casework_auditoutcome FOR SELECT TO ledljus_app
    USING (EXISTS (SELECT FROM casework_auditfinding f WHERE f.id = finding_id));
CREATE POLICY reviewers_decide ON casework_auditoutcome FOR INSERT TO ledljus_app
    WITH CHECK (decided_by_id = (SELECT app_user_id()) AND EXISTS (
        SELECT FROM casework_auditfinding f
        WHERE f.id = finding_id AND f.user_id IS NOT DISTINCT FROM about_id
    ));

CREATE POLICY reviewers_read ON casework_accessreview FOR SELECT TO ledljus_app USING ({REVIEWER});
CREATE POLICY reviewers_sign ON casework_accessreview FOR INSERT TO ledljus_app
    WITH CHECK (signed_by_id = (SELECT app_user_id()) AND {REVIEWER});
"""
WATCH = """
GRANT SELECT, INSERT ON casework_auditevent TO ledljus_log_watch;
CREATE POLICY watch_reads ON casework_auditevent FOR SELECT TO ledljus_log_watch USING (true);
CREATE POLICY watch_adds ON casework_auditevent FOR INSERT TO ledljus_log_watch
    WITH CHECK (actor_id IS NULL AND actor_name = 'log_watch' AND event = 'review.watched');
GRANT INSERT ON casework_auditfinding TO ledljus_log_watch;
CREATE POLICY watch_finds ON casework_auditfinding FOR INSERT TO ledljus_log_watch
    WITH CHECK (sample_id IS NULL);
-- Who works where, to know their colleagues and their hours; no name.
GRANT SELECT ON casework_membership, casework_unit TO ledljus_log_watch;
GRANT SELECT (id) ON casework_user TO ledljus_log_watch;
"""
FORWARD = APPEND_ONLY + POLICIES + WATCH
BACKWARD = """
REVOKE ALL ON casework_auditevent, casework_auditfinding, casework_membership, casework_unit,
    casework_user FROM ledljus_log_watch;
DROP POLICY watch_adds ON casework_auditevent;
DROP POLICY watch_reads ON casework_auditevent;
""" + "\n".join(
    f"""
    DROP TRIGGER review_append_only ON casework_{table};
    ALTER TABLE casework_{table} DISABLE ROW LEVEL SECURITY;
    """
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0032_log_review"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
