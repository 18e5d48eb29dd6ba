"""The report of an edition that is not published is ordered, written and kept sealed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import casework.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0133_edition_pdf_policies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftPdf",
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
                ("basis", models.CharField(max_length=64)),
                ("ordered_at", models.DateTimeField(auto_now_add=True)),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting or being written"),
                            ("written", "Written"),
                            ("failed", "Could not be written"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("sealed_content", models.BinaryField(null=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft_pdfs",
                        to="reports.edition",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "report of a draft",
                "verbose_name_plural": "reports of drafts",
                "ordering": ["edition", "language"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "language"), name="draft_pdf_once"),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["sv", "en"])),
                        name="draft_pdf_language_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sealed_content__isnull", False), ("state", "written")),
                            models.Q(
                                ("sealed_content", None), ("state__in", ["waiting", "failed"])
                            ),
                            _connector="OR",
                        ),
                        name="draft_pdf_when_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attempt__lte", 3)), name="draft_pdf_attempts"
                    ),
                ],
            },
        ),
    ]
