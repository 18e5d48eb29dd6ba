"""The words of the steps in which a file for exchange is made: no column changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0139_figure_answer_policies"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reportrequest",
            name="step",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting for its turn"),
                    ("counting", "Counting"),
                    ("writing", "Writing the file"),
                    ("sealing", "Storing the result"),
                    ("ready", "Ready"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
    ]
