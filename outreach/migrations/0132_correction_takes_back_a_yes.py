"""A correction that would take back a yes waits beside what it corrects: a reason of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0131_complete_stays_complete"),
    ]

    operations = [
        migrations.AlterField(
            model_name="syncitem",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("other_session", "It was sent while somebody else was signed in."),
                    ("revoked", "The tablet had been revoked when it came."),
                    ("unknown_device", "The tablet is not registered."),
                    ("conflict", "The same record came before with other content."),
                    ("altered", "It can't be opened: it was damaged or changed on the way."),
                    ("no_key", "It can't be opened: the key that it was sealed to is gone."),
                    ("not_understood", "It was opened, and is not what a tablet sends."),
                    ("unknown_form", "Its form is not known here."),
                    ("no_access", "Its author can't record on that shift."),
                    ("shift_closed", "The shift is signed or was cancelled."),
                    ("no_original", "What it corrects is not here."),
                    ("rules", "An answer does not hold against the rules of the form."),
                    ("refused", "The shift or the encounter does not allow it."),
                    ("changed", "What it corrects has been changed by somebody since."),
                    (
                        "unfinished",
                        "It is a correction that was never finished. What it corrects is complete and stays.",
                    ),
                    (
                        "takes_back",
                        "It would take back a yes to support. Both stay until somebody has gone through them.",
                    ),
                    ("failed", "It could not be taken in, after several tries."),
                ],
                default="",
                max_length=20,
                verbose_name="why it waits",
            ),
        ),
    ]
