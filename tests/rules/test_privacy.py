"""Every field of every table has a privacy class; a new one without fails here."""

import pytest
from django.apps import apps
from django.db import models

from casework.privacy import PrivacyClass

OWN_APPS = {"casework", "outreach", "referrals", "reports"}
# Tables of libraries: what they hold, and why they need no class of ours.
FOREIGN_APPS = {
    "account": "e-mail addresses of staff, for sign-in",
    "auth": "Django's groups and permissions; unused by our rules",
    "contenttypes": "names of tables",
    "guardian": "grants: who may see what, no content",
    "mfa": "second factors of staff",
    "pghistory": "contexts of changes; unused",
    "sessions": "signed-in sessions of staff",
    "socialaccount": "who a member of staff is at the city's identity provider",
    "usersessions": "address and browser of staff sessions",
}


def own_models() -> list[type[models.Model]]:
    """Our tables, history and hidden many-to-many tables included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OWN_APPS
    ]


def history_of(model: type[models.Model]) -> type[models.Model] | None:
    """The table whose earlier rows *model* keeps, if it is a history table."""
    tracked: type[models.Model] | None = getattr(model, "pgh_tracked_model", None)
    return tracked


def class_of(model: type[models.Model], name: str) -> PrivacyClass | None:
    """The class of a field of ours."""
    privacy = model.__dict__["Privacy"]
    found: PrivacyClass | None = getattr(privacy, "exceptions", {}).get(
        name, getattr(privacy, "all", None)
    )
    return found


CLASSIFIED = [m for m in own_models() if history_of(m) is None and m._meta.auto_created is False]


def faults(model: type[models.Model]) -> list[str]:
    """What is wrong with the classes of *model*'s fields; empty when all is well."""
    privacy = model.__dict__.get("Privacy")
    if privacy is None:
        return ["no class Privacy"]
    found = []
    exceptions: dict[str, PrivacyClass] = getattr(privacy, "exceptions", {})
    names = {field.name for field in model._meta.get_fields() if not field.auto_created}
    names |= {model._meta.pk.name}
    found += [f"{name} is no field" for name in exceptions if name not in names]
    classes = [*exceptions.values(), *([privacy.all] if hasattr(privacy, "all") else [])]
    found += [f"{value!r} is no privacy class" for value in classes if value not in PrivacyClass]
    if not hasattr(privacy, "all"):
        found += [f"{name} has no class" for name in sorted(names - set(exceptions))]
    return found


@pytest.mark.parametrize("model", CLASSIFIED, ids=lambda m: m._meta.label)
def test_every_field_has_a_class(model: type[models.Model]) -> None:
    assert faults(model) == []


def test_tables_of_libraries_are_listed_with_a_reason() -> None:
    foreign = {m._meta.app_label for m in apps.get_models()} - OWN_APPS
    assert foreign <= set(FOREIGN_APPS)


def test_history_tables_hold_no_field_that_their_table_lacks() -> None:
    for model in own_models():
        tracked = history_of(model)
        if tracked is None:
            continue
        ours = {f.name for f in model._meta.get_fields() if not f.name.startswith("pgh_")}
        assert ours <= {f.name for f in tracked._meta.get_fields()}, model


def test_an_unclassified_field_would_be_found() -> None:
    class Loose(models.Model):
        name = models.CharField(max_length=10)
        other = models.CharField(max_length=10)

        class Meta:
            app_label = "casework"
            managed = False

        class Privacy:
            exceptions = {"name": PrivacyClass.IDENTIFYING, "gone": PrivacyClass.SPECIAL}

    try:
        assert faults(Loose) == ["gone is no field", "id has no class", "other has no class"]
    finally:
        del apps.all_models["casework"]["loose"]
        apps.clear_cache()
