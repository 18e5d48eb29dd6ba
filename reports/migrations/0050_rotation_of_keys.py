"""The data keys of finished reports are wrapped anew."""

from django.db import migrations

from casework.migrations._key_rows import guard_keys


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_row_level_security"),
        ("casework", "0050_rotation_of_keys"),
    ]
    operations = [
        migrations.RunSQL(
            guard_keys("reports_reportrequest", "sealed_result"), migrations.RunSQL.noop
        )
    ]
