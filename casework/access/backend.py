"""``user.has_perm("casework.read_person", person)``, answered by our own rules.

guardian's backend reads the same tables, but knows no end, no unit and no protected identity.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.backends import BaseBackend

from casework.access.persons import can_manage_person, can_read_person, can_work_in_person
from casework.models import Person, User

RULES: dict[str, Callable[[User, Person], bool]] = {
    "casework.read_person": can_read_person,
    "casework.work_person": can_work_in_person,
    "casework.manage_person": can_manage_person,
}


class FilePermissionBackend(BaseBackend):
    """Answers for one file at a time and gives nothing else. It signs nobody in."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether the rules let *user_obj* do *perm* in the file *obj*."""
        rule = RULES.get(perm)
        if rule is None or not isinstance(obj, Person) or not isinstance(user_obj, User):
            return False
        return user_obj.is_active and rule(user_obj, obj)
