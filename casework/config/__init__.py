"""Settings, addresses and entry points. The web process sends tasks through the same queue."""

from casework.config.celery import app as celery_app

__all__ = ["celery_app"]
