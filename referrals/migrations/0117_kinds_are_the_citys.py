import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0116_the_kinds_there_are")]
    operations = [
        migrations.RemoveConstraint(
            model_name="outsidebody",
            name="outside_body_kind_known",
        ),
        migrations.AlterField(
            model_name="outsidebody",
            name="kind",
            field=models.ForeignKey(
                db_column="kind",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="referrals.bodykind",
                to_field="code",
                verbose_name="kind",
            ),
        ),
    ]
