"""Who signs in in the browser tests."""

from casework.enums import Role

PASSWORD = "lykta-i-natten-1"
# name: role and unit. Each signs in as NAME@example.org.
PEOPLE: dict[str, tuple[Role | None, str | None]] = {
    "worker": (Role.OUTREACH_WORKER, "pom"),
    "colleague": (Role.OUTREACH_WORKER, "pom"),
    "receiver": (Role.UNIT_WORKER, "mika"),
    "intake": (Role.UNIT_MANAGER, "mika"),
    "kast": (Role.UNIT_WORKER, "kast"),
    "leader": (Role.UNIT_MANAGER, "stab"),
    "manager": (Role.UNIT_MANAGER, "pom"),
    "statistics": (Role.STATISTICS_MANAGER, None),
    "approver": (Role.STATISTICS_MANAGER, None),
    "reviewer": (Role.LOG_REVIEWER, None),
    "administrator": (Role.ADMINISTRATOR, None),
    "nobody": (None, None),
    # Gets a passkey, and is asked for it from then on.
    "keyholder": (None, None),
}
