"""A list of thousands of files reads who may see them from an index, without the grants themselves."""

from django.db import migrations, models

INDEXES = [
    (
        "personuserpermission",
        "user_grant_user_person",
        ["user", "content_object"],
        ["unit", "ends_at", "level"],
    ),
    ("personuserpermission", "user_grant_person", ["content_object", "user"], ["unit", "ends_at"]),
    (
        "personunitpermission",
        "unit_grant_unit_person",
        ["unit", "content_object"],
        ["reach", "ends_at", "level"],
    ),
    ("personunitpermission", "unit_grant_person", ["content_object"], ["unit", "reach", "ends_at"]),
]


class Migration(migrations.Migration):
    dependencies = [("casework", "0050_rotation_of_keys")]
    operations = [
        operation
        for model, name, fields, include in INDEXES
        for operation in (
            migrations.RemoveIndex(model_name=model, name=name),
            migrations.AddIndex(
                model_name=model, index=models.Index(fields=fields, include=include, name=name)
            ),
        )
    ]
