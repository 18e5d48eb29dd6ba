"""Why an edition has no figures: what follows from others, and what is destroyed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0130_universes_of_files"),
    ]

    operations = [
        migrations.AlterField(
            model_name="edition",
            name="refused_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("too_few", "There are too few people in it for figures that protect them."),
                    (
                        "not_found",
                        "No figures were found that stay close enough to the truth in every table.",
                    ),
                    (
                        "follows",
                        "It follows from a longer and a shorter period, and one of them has no figures for it.",
                    ),
                    ("destroyed", "What it would be made of is destroyed."),
                    ("pins", "An exact figure may not be printed."),
                    ("audit", "The audit found a reason not to publish."),
                    ("interrupted", "The work was interrupted several times."),
                    ("person", "Somebody who looked at it refused it."),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="editionuniverse",
            name="refused_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("too_few", "There are too few people in it for figures that protect them."),
                    (
                        "not_found",
                        "No figures were found that stay close enough to the truth in every table.",
                    ),
                    (
                        "follows",
                        "It follows from a longer and a shorter period, and one of them has no figures for it.",
                    ),
                    ("destroyed", "What it would be made of is destroyed."),
                    ("pins", "An exact figure may not be printed."),
                    ("audit", "The audit found a reason not to publish."),
                    ("interrupted", "The work was interrupted several times."),
                    ("person", "Somebody who looked at it refused it."),
                ],
                default="",
                max_length=12,
            ),
        ),
    ]
