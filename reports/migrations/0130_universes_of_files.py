"""Referrals, protection and KAST get figures of their own in an edition."""

from django.db import migrations, models

KNOWN = ("exploited", "suspected_buyers", "kast", "plans", "referrals", "protection")


class Migration(migrations.Migration):
    dependencies = [("reports", "0101_edition_policies"), ("reports", "0123_exchange_policies")]
    operations = [
        operation
        for model, name in (
            ("editionuniverse", "edition_universe_known"),
            ("exactfigure", "exact_figure_universe_known"),
        )
        for operation in (
            migrations.RemoveConstraint(model_name=model, name=name),
            migrations.AddConstraint(
                model_name=model,
                constraint=models.CheckConstraint(
                    condition=models.Q(("universe__in", KNOWN)), name=name
                ),
            ),
        )
    ]
