"""What beat asks the workers to do, and when (Swedish time)."""

from typing import Any

from celery.schedules import crontab

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "check-keys": {"task": "casework.check_keys", "schedule": 24 * 3600.0},
    "sweep-report-requests": {"task": "reports.sweep_report_requests", "schedule": 60.0},
    "sweep-editions": {"task": "reports.sweep_editions", "schedule": 60.0},
    "write-edition-pdfs": {"task": "reports.write_edition_pdfs", "schedule": 60.0},
    # Every night of the second half of January: what was not to be reached one night is the next.
    "prepare-last-year": {
        "task": "reports.prepare_last_year",
        "schedule": crontab(month_of_year="1", day_of_month="15-31", hour="2", minute="0"),
    },
    "sweep-extracts": {"task": "casework.sweep_extracts", "schedule": 60.0},
    "propose-disposal": {
        "task": "casework.propose_disposal",
        "schedule": crontab(hour=2, minute=30),
    },
    "destroy-due-files": {
        "task": "casework.destroy_due_files",
        "schedule": crontab(hour=3, minute=30),
    },
    "expire-recoveries": {"task": "casework.expire_recoveries", "schedule": 600.0},
    "forget-ended-sessions": {
        "task": "casework.forget_ended_sessions",
        "schedule": 24 * 3600.0,
    },
    "expire-log-uploads": {"task": "outreach.expire_log_uploads", "schedule": 600.0},
    "sweep-sync-items": {"task": "outreach.open_records", "schedule": 60.0},
    "forget-tablet-keys": {"task": "outreach.forget_tablet_keys", "schedule": 24 * 3600.0},
    "seal-log": {"task": "casework.seal_log", "schedule": 3600.0},
    "watch-log": {"task": "casework.watch_log", "schedule": crontab(hour=3, minute=40)},
    "expire-log": {"task": "casework.expire_log", "schedule": crontab(hour=4, minute=10)},
    "verify-log": {
        "task": "casework.verify_log",
        "schedule": crontab(day_of_week="sunday", hour=5, minute=0),
    },
    "sweep-letters": {"task": "casework.sweep_letters", "schedule": 60.0},
    "settle-leavers": {
        "task": "casework.settle_leavers",
        "schedule": crontab(hour="0", minute="5"),
    },
    "tell-of-late-times": {
        "task": "casework.tell_of_late_times",
        "schedule": crontab(hour="6", minute="30"),
    },
    "count-unseen-files": {
        "task": "casework.count_unseen_files",
        "schedule": crontab(hour="0", minute="20"),
    },
    "prepare-municipality-letters": {
        "task": "referrals.prepare_municipality_letters",
        "schedule": crontab(hour="1", minute="20"),
    },
    "destroy-kast-contacts": {
        "task": "referrals.destroy_kast_contacts",
        "schedule": crontab(hour="3", minute="35"),
    },
    "escalate-late-referrals": {"task": "referrals.escalate_late", "schedule": 600.0},
    "tell-of-waiting-referrals": {
        "task": "referrals.tell_of_waiting",
        "schedule": crontab(day_of_week="mon-fri", hour="7", minute="30"),
    },
}
