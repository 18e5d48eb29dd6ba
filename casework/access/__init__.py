"""Who may see and do what: the filter and the check from one place."""

from casework.access.memberships import has_city_role, unit_ids, works_in_unit
from casework.access.roles import ROLE_DESCRIPTIONS, roles_of

__all__ = ["ROLE_DESCRIPTIONS", "has_city_role", "roles_of", "unit_ids", "works_in_unit"]
