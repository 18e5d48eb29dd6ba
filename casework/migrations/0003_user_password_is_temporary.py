"""A password that somebody else knows has to be changed before anything is shown."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_audit_append_only")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="password_is_temporary",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
