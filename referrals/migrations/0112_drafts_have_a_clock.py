from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0111_drafts_without_a_clock")]

    operations = [
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "draft"),
                        ("due_at__isnull", False),
                        ("sent_at", None),
                        ("sent_by", None),
                    ),
                    models.Q(
                        models.Q(("state", "draft"), _negated=True),
                        ("asked__isnull", False),
                        ("sent_at__isnull", False),
                        ("sent_by__isnull", False),
                        ("kinds__len__gt", 0),
                        models.Q(("ground", ""), _negated=True),
                        models.Q(
                            ("to_unit__isnull", False), ("to_body__isnull", False), _connector="OR"
                        ),
                    ),
                    _connector="OR",
                ),
                name="referral_sent_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_offer", False),
                    models.Q(("encounter__isnull", False), ("offer_id__isnull", False)),
                    _connector="OR",
                ),
                name="referral_from_offer_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_concern", False),
                    models.Q(("encounter__isnull", False), ("kind", "report")),
                    _connector="OR",
                ),
                name="referral_from_concern_is_report",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(("from_concern", True)),
                fields=("encounter",),
                name="referral_once_a_concern",
            ),
        ),
    ]
