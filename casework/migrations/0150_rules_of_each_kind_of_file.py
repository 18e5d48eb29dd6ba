"""A disposal list is of one rule: each kind of file has its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0143_references_sealed"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="disposallist",
            name="disposal_list_one_proposed_a_unit",
        ),
        migrations.AddConstraint(
            model_name="disposallist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("unit", "rules"),
                name="disposal_list_one_proposed_a_rule",
            ),
        ),
    ]
