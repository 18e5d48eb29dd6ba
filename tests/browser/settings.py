"""What the browser tests run on: as production serves it, with undefined variables fatal."""

from casework.config.embedded import data_folder
from casework.config.settings.test import *  # noqa: F403 - a settings module extends its base
from outreach.forms import definition

# The style guide is there, and pages say that the data is invented.
DEMO = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "casework.web.staticfiles.HashedStaticFilesStorage"},
}
STATIC_ROOT = data_folder() / "browser-static"
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
# Tasks of other tests on the same Redis are none of this worker's business.
CELERY_TASK_DEFAULT_QUEUE = "browser"
# The next form: that of the product is an older one here, as on a tablet that is still out.
definition.VERSION += 1
