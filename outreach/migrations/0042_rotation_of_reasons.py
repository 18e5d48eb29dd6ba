"""The sealed reason of a correction is wrapped anew with the note beside it."""

from django.db import migrations

KEYS = "\n".join(
    f"""
        GRANT SELECT (correction_reason), UPDATE (correction_reason) ON {table} TO ledljus_keys;
        DROP TRIGGER only_rewrapped ON {table};
        CREATE TRIGGER only_rewrapped BEFORE UPDATE ON {table}
            FOR EACH ROW WHEN (current_user = 'ledljus_keys')
            EXECUTE FUNCTION refuse_other_than_rewrapping('note', 'correction_reason');
    """
    for table in ("outreach_encounter", "outreach_encounterevent")
)


class Migration(migrations.Migration):
    dependencies = [("outreach", "0041_reason_of_correction_sealed")]
    operations = [migrations.RunSQL(KEYS, migrations.RunSQL.noop)]
