"""Let no referral keep a consent from being withdrawn: what can't be stopped is passed over."""

from django.db import migrations

from casework.migrations._definers import replace
from referrals.migrations._referral_sql import JOBS

_FROM = "CREATE FUNCTION app_stop_referrals"
_OPEN = "AND x.state IN ('sent', 'received', 'question', 'accepted', 'started') ORDER BY x.id"
_STOPPABLE = """AND EXISTS (SELECT FROM referrals_transition t
            WHERE t.kind = x.kind AND t.state = x.state AND t.act = 'stop') ORDER BY x.id"""


def forward_sql() -> str:
    """The function as it was, asking the table of transitions what it may stop."""
    was = JOBS[JOBS.index(_FROM) : JOBS.index("END $$;") + len("END $$;")]
    assert _OPEN in was
    now = was.replace(_FROM, "CREATE OR REPLACE FUNCTION app_stop_referrals")
    now = now.replace(
        "LANGUAGE plpgsql AS",
        "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS",
    )
    return replace(now.replace(_OPEN, _STOPPABLE))


class Migration(migrations.Migration):
    dependencies = [("referrals", "0082_bounds_of_referrals")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
