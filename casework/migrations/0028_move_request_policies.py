"""Requests to move a case are seen and written as the file is."""

from django.db import migrations

from casework.migrations._person_rows import MANAGE, guard, guard_history

FORWARD = "\n".join(
    [
        guard("casework_moverequest", insert=MANAGE, update=MANAGE),
        guard_history("casework_moverequestevent"),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("casework", "0027_move_request")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
