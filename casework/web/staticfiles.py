"""Static files under hashed names, ES module imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites ``import`` paths in modules too, so that a new version never loads an old part."""

    support_js_module_import_aggregation = True
