"""A colleague answers to an exact figure, two take it back, and no edition goes out before."""

from django.db import migrations

MANAGER = """EXISTS (
    SELECT FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.unit_id IS NULL
      AND m.role = 'statistics_manager' AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
)"""
ANSWERS = f"""
ALTER TABLE reports_figureanswer ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports_figureanswer FORCE ROW LEVEL SECURITY;
REVOKE UPDATE, DELETE, TRUNCATE ON reports_figureanswer FROM ledljus_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reports_figureanswer
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE POLICY managers ON reports_figureanswer TO ledljus_app
    USING ({MANAGER}) WITH CHECK (answered_by_id = (SELECT app_user_id()) AND {MANAGER});
GRANT SELECT ON reports_figureanswer TO ledljus_releaser;
CREATE POLICY releaser ON reports_figureanswer FOR SELECT TO ledljus_releaser USING (true);

CREATE FUNCTION figure_is_over(figure uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT count(*) FILTER (WHERE said = 'declined') > 0
        OR count(*) FILTER (WHERE said = 'withdrawn') > 1
    FROM reports_figureanswer WHERE figure_id = figure
$$;

CREATE FUNCTION figures_are_drawn(period uuid, of text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM reports_edition e
        WHERE e.period_id = period AND (e.state IN ('draft', 'auditing') OR EXISTS (
            SELECT FROM reports_editionuniverse u
            WHERE u.edition_id = e.id AND u.universe = of AND u.document IS NOT NULL
        ))
    )
$$;

CREATE FUNCTION figure_answered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked reports_exactfigure;
BEGIN
    SELECT * INTO asked FROM reports_exactfigure f WHERE f.id = NEW.figure_id;
    IF figure_is_over(asked.id) THEN
        RAISE EXCEPTION 'the figure is over' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.said = 'confirmed' AND asked.registered_by_id = NEW.answered_by_id THEN
        RAISE EXCEPTION 'confirmed by who registered it' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.said = 'withdrawn' AND NOT EXISTS (
        SELECT FROM reports_figureanswer a WHERE a.figure_id = asked.id AND a.said = 'confirmed'
    ) THEN
        RAISE EXCEPTION 'what was not confirmed is declined' USING ERRCODE = 'check_violation';
    END IF;
    -- What counted before the draw is printed beside it for ever; what did not never is.
    IF NEW.said <> 'declined' AND asked.is_pinned
       AND figures_are_drawn(asked.period_id, asked.universe) THEN
        RAISE EXCEPTION 'the figures are drawn' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answered BEFORE INSERT ON reports_figureanswer
    FOR EACH ROW EXECUTE FUNCTION figure_answered();
"""
FIGURES = """
-- About the same people once, until it is over; what counted once is not tried again to be printed.
CREATE FUNCTION figure_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before reports_exactfigure;
BEGIN
    IF NEW.is_pinned AND figures_are_drawn(NEW.period_id, NEW.universe) THEN
        RAISE EXCEPTION 'the figures are drawn' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.version = 1 THEN
        RETURN NEW;
    END IF;
    SELECT * INTO before FROM reports_exactfigure f
        WHERE f.period_id = NEW.period_id AND f.universe = NEW.universe AND f.level = NEW.level
          AND f.value = NEW.value AND f.version = NEW.version - 1;
    IF before.id IS NULL OR NOT figure_is_over(before.id) THEN
        RAISE EXCEPTION 'a figure about the same people stands' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.is_pinned AND EXISTS (
        SELECT FROM reports_exactfigure f
        JOIN reports_figureanswer a ON a.figure_id = f.id AND a.said = 'confirmed'
        WHERE f.period_id = NEW.period_id AND f.universe = NEW.universe AND f.level = NEW.level
          AND f.value = NEW.value
    ) THEN
        RAISE EXCEPTION 'another figure about them was tried' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER follows BEFORE INSERT ON reports_exactfigure
    FOR EACH ROW EXECUTE FUNCTION figure_follows();
"""
EDITIONS = """
-- The audit attacked with every exact figure that counts: none waits, and none came or went since.
CREATE FUNCTION edition_knows_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM reports_exactfigure f WHERE NOT EXISTS (
            SELECT FROM reports_figureanswer a
            WHERE a.figure_id = f.id AND a.said IN ('confirmed', 'declined')
        )
    ) OR EXISTS (
        SELECT FROM reports_figureanswer a
        WHERE a.answered_at > NEW.ordered_at AND (
            a.said = 'confirmed' OR a.said = 'withdrawn' AND figure_is_over(a.figure_id)
        )
    ) THEN
        RAISE EXCEPTION 'the audit did not know every exact figure'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER knows_figures BEFORE UPDATE OF state ON reports_edition
    FOR EACH ROW WHEN (NEW.state IN ('approved', 'published') AND NEW.state <> OLD.state)
    EXECUTE FUNCTION edition_knows_figures();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0138_figure_answers")]
    operations = [
        migrations.RunSQL("\n".join([ANSWERS, FIGURES, EDITIONS]), migrations.RunSQL.noop)
    ]
