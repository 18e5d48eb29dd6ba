"""Who may see and do what: the filter and the check from one place."""

from casework.access.memberships import has_city_role, roles_of, unit_ids, works_in_unit
from casework.access.roles import ROLES

__all__ = ["ROLES", "has_city_role", "roles_of", "unit_ids", "works_in_unit"]
