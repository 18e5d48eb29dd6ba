from django.db import migrations, models

import casework.identifiers


class Migration(migrations.Migration):
    dependencies = [("referrals", "0114_agreed_at_a_meeting")]
    operations = [
        migrations.CreateModel(
            name="BodyKind",
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
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="code")),
                ("name_sv", models.CharField(max_length=100, verbose_name="name")),
                ("name_en", models.CharField(max_length=100, verbose_name="name in English")),
                (
                    "stands_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Itself alone"),
                            ("municipality", "Any municipality"),
                            ("district", "Any district of the city"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="stands for",
                    ),
                ),
                (
                    "written_to_in",
                    models.CharField(
                        choices=[("sv", "Swedish"), ("en", "English")],
                        default="sv",
                        max_length=2,
                        verbose_name="written to in",
                    ),
                ),
                (
                    "counted_as",
                    models.CharField(
                        choices=[
                            ("police", "Police and prosecutor"),
                            ("health", "Health care"),
                            ("migration", "Migration Agency"),
                            ("regional_coordination", "Regional coordination"),
                            ("municipality", "Another municipality"),
                            ("district", "District of the city"),
                            ("voluntary", "Voluntary organisation"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=30,
                        verbose_name="counted as",
                    ),
                ),
            ],
            options={
                "verbose_name": "kind of outside body",
                "verbose_name_plural": "kinds of outside bodies",
                "ordering": ["code"],
            },
        ),
        migrations.AddConstraint(
            model_name="bodykind",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "counted_as__in",
                        [
                            "police",
                            "health",
                            "migration",
                            "regional_coordination",
                            "municipality",
                            "district",
                            "voluntary",
                            "other",
                        ],
                    ),
                    ("stands_for__in", ["", "municipality", "district"]),
                    ("written_to_in__in", ["sv", "en"]),
                ),
                name="body_kind_words_known",
            ),
        ),
    ]
