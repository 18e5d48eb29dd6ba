"""Exact figures are answered by a colleague, and taken back by two."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import casework.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0137_edition_rests_policies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FigureAnswer",
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
                    "said",
                    models.CharField(
                        choices=[
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Taken back"),
                        ],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, default="", max_length=500, verbose_name="reason"),
                ),
                ("answered_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "answer to an exact figure",
                "verbose_name_plural": "answers to exact figures",
                "ordering": ["figure", "answered_at", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="exactfigure",
            name="exact_figure_once",
        ),
        migrations.AddField(
            model_name="exactfigure",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AddConstraint(
            model_name="exactfigure",
            constraint=models.UniqueConstraint(
                fields=("period", "universe", "level", "value", "version"), name="exact_figure_once"
            ),
        ),
        migrations.AddField(
            model_name="figureanswer",
            name="answered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="figureanswer",
            name="figure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="reports.exactfigure",
            ),
        ),
        migrations.AddConstraint(
            model_name="figureanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("said__in", ["confirmed", "declined"])),
                fields=("figure",),
                name="figure_answered_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="figureanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("said", "withdrawn")),
                fields=("figure", "answered_by"),
                name="figure_withdrawn_once_by_each",
            ),
        ),
        migrations.AddConstraint(
            model_name="figureanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("said__in", ["confirmed", "declined", "withdrawn"])),
                name="figure_answer_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="figureanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("said", "confirmed")),
                    models.Q(
                        models.Q(("said", "confirmed"), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="figure_answer_no_has_reason",
            ),
        ),
    ]
