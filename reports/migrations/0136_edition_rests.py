"""What the audit page shows is computed once: the bound, and what exact figures leave out."""

import django.db.models.deletion
from django.db import migrations, models

import casework.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0135_draft_pdf_policies"),
    ]

    operations = [
        migrations.AddField(
            model_name="editionuniverse",
            name="bound",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="EditionRests",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=casework.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("basis", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(auto_now=True)),
                ("sealed_rests", models.BinaryField()),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rests",
                        to="reports.edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "what exact figures leave out",
                "verbose_name_plural": "what exact figures leave out",
                "ordering": ["edition"],
            },
        ),
    ]
