"""Tables that came after the rotation of keys was written are reached by it too.

What a reviewer decided is final, so a trigger refuses every change of it: the wrapping of a data key is
none, and a trigger of its own sees to it that nothing else is.
"""

from django.db import migrations

from casework.migrations._key_rows import guard_keys

FINAL = ["casework_accessreview", "casework_auditoutcome"]


def forward_sql() -> str:
    """Everything as one script."""
    parts = [
        guard_keys("casework_accessrequest", "reason"),
        guard_keys("casework_accessreview", "conclusion"),
        guard_keys("casework_auditoutcome", "remark"),
        guard_keys("casework_emergencyaccess", "reason"),
        guard_keys("casework_recovery", "reason", "first_half"),
    ]
    parts += [
        f"""
            DROP TRIGGER review_append_only ON {table};
            CREATE TRIGGER review_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT WHEN (current_user <> 'ledljus_keys')
                EXECUTE FUNCTION refuse_change();
        """
        for table in FINAL
    ]
    return "\n".join(parts)


class Migration(migrations.Migration):
    dependencies = [("casework", "0061_rights_and_disposal_policies")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
