"""A process of its own that sends one referral: for a test that kills it in the middle.

Arguments: the name of the database, the account, the referral.
"""

from __future__ import annotations

import sys
import uuid

import django


def send(database: str, user_id: str, referral_id: str) -> None:
    """Send the referral as the application does."""
    django.setup()
    from django.db import connections

    from casework.models import User
    from referrals.actions.moving import move_referral
    from referrals.enums import Act

    connections["default"].settings_dict["NAME"] = database
    by = User.objects.get(pk=user_id)
    move_referral(by=by, referral_id=uuid.UUID(referral_id), act=Act.SEND)


if __name__ == "__main__":
    send(*sys.argv[1:4])
