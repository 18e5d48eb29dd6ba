"""The task queue. Arguments are ids only: they lie in clear in the broker."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casework.config.settings.production")
app = Celery("ledljus")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
