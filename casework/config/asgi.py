"""The ASGI entry point of the application server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casework.config.settings.production")
application = get_asgi_application()
