"""Static files under hashed names, ES module imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites ``import`` paths in modules too, so that a new version never loads an old part."""

    support_js_module_import_aggregation = True
    # One pass for each step from a module down to the last that it needs: the tablet's are many.
    max_post_process_passes = 20
