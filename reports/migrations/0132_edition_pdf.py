"""The report of a published edition is kept as it was written."""

import django.db.models.deletion
from django.db import migrations, models

import casework.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0131_second_half_follows"),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionPdf",
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
                (
                    "language",
                    models.CharField(choices=[("sv", "Swedish"), ("en", "English")], max_length=5),
                ),
                ("corrections", models.PositiveSmallIntegerField(default=0)),
                ("content", models.BinaryField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pdfs",
                        to="reports.edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "report of an edition",
                "verbose_name_plural": "reports of editions",
                "ordering": ["edition", "language", "-corrections"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "language", "corrections"), name="edition_pdf_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["sv", "en"])),
                        name="edition_pdf_language_known",
                    ),
                ],
            },
        ),
    ]
