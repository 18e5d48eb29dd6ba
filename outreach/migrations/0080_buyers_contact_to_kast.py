"""A suspected buyer's contact details lie with a unit of the kind KAST, whoever writes them."""

from django.db import migrations

# As whoever writes: what they can't see of the offer they leave no details for.
WALL = """
CREATE FUNCTION refuse_contact_outside_wall() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM outreach_supportoffer o
        JOIN outreach_encounter e ON e.id = o.encounter_id
        JOIN casework_unit u ON u.id = NEW.receiving_unit_id
        WHERE o.id = NEW.offer_id AND (e.role <> 'suspected_buyer' OR u.kind = 'kast')
    ) THEN
        RAISE EXCEPTION 'contact details of a suspected buyer go to KAST alone'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER contact_inside_wall
    BEFORE INSERT OR UPDATE OF offer_id, receiving_unit_id ON outreach_contactdetails
    FOR EACH ROW EXECUTE FUNCTION refuse_contact_outside_wall();
"""
UNDO = """
DROP TRIGGER contact_inside_wall ON outreach_contactdetails;
DROP FUNCTION refuse_contact_outside_wall();
"""


class Migration(migrations.Migration):
    dependencies = [("outreach", "0051_tablet_access")]
    operations = [migrations.RunSQL(WALL, UNDO)]
