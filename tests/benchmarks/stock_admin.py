"""Django's own admin over the same rows, with guardian as it comes: what a page costs otherwise.

For the benchmark alone. Row-level security is on here too: it belongs to the tables.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from guardian.shortcuts import get_objects_for_user

from casework.config.urls import handler404, handler500
from casework.config.urls import urlpatterns as product
from casework.models import Person

__all__ = ["handler404", "handler500", "urlpatterns"]


class PersonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The usual way to show rows by object permission."""

    list_display = ("pseudonym", "kind", "gender", "opened_at")
    list_per_page = 25
    search_fields = ("pseudonym",)
    ordering = ("pseudonym",)
    raw_id_fields = ("opened_by", "updated_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """With guardian's defaults: who may read some file by their role is shown all of them."""
        found: QuerySet[Person] = get_objects_for_user(
            request.user, "casework.manage_person", klass=Person
        )
        return found

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Everybody on the staff: the rows are chosen above."""
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True


site = admin.AdminSite(name="admin")
site.register(Person, PersonAdmin)
urlpatterns = [path("admin/", site.urls), *product]
