"""Nobody refuses an edition in the name of another, and who refused one stays."""

from django.db import migrations

MOVES = """
CREATE OR REPLACE FUNCTION edition_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    by_machine CONSTANT boolean := current_user = 'ledljus_releaser';
    may CONSTANT text[] := ARRAY[
        'draft>auditing', 'draft>refused', 'auditing>draft', 'auditing>audited',
        'auditing>refused', 'audited>refused', 'audited>approved', 'approved>refused',
        'approved>published', 'published>withdrawn'
    ];
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' OR NEW.approved_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'an edition begins as a draft' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state THEN
        IF NOT (OLD.state || '>' || NEW.state) = ANY (may)
           OR by_machine <> (OLD.state IN ('draft', 'auditing')) THEN
            RAISE EXCEPTION 'an edition can not go from % to %', OLD.state, NEW.state
                USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.state = 'refused' AND NOT by_machine
           AND (NEW.refused_by_id IS DISTINCT FROM app_user_id() OR NEW.refused_at IS NULL) THEN
            RAISE EXCEPTION 'refused in the name of another' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.state = 'approved' AND NEW.approved_by_id IS DISTINCT FROM app_user_id() THEN
            RAISE EXCEPTION 'approved in the name of another' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    -- What was audited is what is published: of the rest only who answers for it may be added.
    IF OLD.state NOT IN ('draft', 'auditing') THEN
        before := before - ARRAY['state', 'reason', 'refused_because', 'withdrawn_by_id',
            'withdrawn_at'];
        after := after - ARRAY['state', 'reason', 'refused_because', 'withdrawn_by_id',
            'withdrawn_at'];
        IF NEW.state = 'refused' AND OLD.state <> 'refused' THEN
            before := before - ARRAY['refused_by_id', 'refused_at'];
            after := after - ARRAY['refused_by_id', 'refused_at'];
        END IF;
        IF OLD.state = 'audited' THEN
            before := before - ARRAY['prepared_by_id', 'approved_by_id', 'approved_at'];
            after := after - ARRAY['prepared_by_id', 'approved_by_id', 'approved_at'];
            IF OLD.prepared_by_id IS NOT NULL
               AND NEW.prepared_by_id IS DISTINCT FROM OLD.prepared_by_id THEN
                RAISE EXCEPTION 'somebody answers for it' USING ERRCODE = 'check_violation';
            END IF;
        END IF;
        IF OLD.state = 'approved' AND NEW.state = 'published' THEN
            before := before - 'published_at';
            after := after - 'published_at';
        END IF;
        IF before <> after OR (NEW.state = OLD.state AND OLD.state <> 'audited') THEN
            RAISE EXCEPTION 'an audited edition is not changed' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0161_who_refused")]
    operations = [migrations.RunSQL(MOVES, migrations.RunSQL.noop)]
