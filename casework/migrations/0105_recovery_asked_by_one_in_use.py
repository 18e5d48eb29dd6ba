"""What somebody asked for whose account is out of use is not confirmed: it takes two."""

from django.db import migrations

OWN = "settled_by_id IS NULL OR settled_by_id = (SELECT app_user_id())"
FORWARD = f"""
ALTER POLICY who_decides_settles ON casework_recovery WITH CHECK (
    ({OWN}) AND (state <> 'confirmed' OR EXISTS (
        SELECT FROM casework_user u WHERE u.id = casework_recovery.asked_by_id AND u.is_active
    ))
);
"""
BACKWARD = f"ALTER POLICY who_decides_settles ON casework_recovery WITH CHECK ({OWN});"


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0101_repeated_destructions_counted"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
