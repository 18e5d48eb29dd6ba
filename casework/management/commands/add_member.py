"""``add_member``: an account and a role from the shell."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from casework.actions.accounts import create_account
from casework.actions.base import ActionRefused
from casework.actions.membership import grant_membership
from casework.actors import SETUP
from casework.enums import Role
from casework.models import Unit, User


class Command(BaseCommand):
    """Gives a role, and makes the account where it is missing. All or nothing."""

    help = (
        "Give an account a role. A missing account is made and its one-time password printed. "
        "Without --approved-by only the first administrator can be made."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, as what, where, until when, approved by whom."""
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--unit", help="the code of a unit in the city's file")
        parser.add_argument("--name", default="", help="the name, for a new account")
        parser.add_argument("--approved-by", help="the address of the account that approves")
        parser.add_argument("--until", type=date.fromisoformat, help="last day, as 2026-12-31")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account if it is missing, then grant."""
        password = ""
        try:
            with transaction.atomic():
                by = self._account(options["approved_by"]) if options["approved_by"] else SETUP
                user = User.objects.filter(email__iexact=options["email"]).first()
                if user is None:
                    user, password = self._make(options)
                membership = grant_membership(
                    by=by,
                    user=user,
                    role=Role(options["role"]),
                    unit=self._unit(options["unit"]) if options["unit"] else None,
                    valid_to=options["until"],
                )
        except ActionRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{user.email}: {options['role']} from {membership.valid_from}")
        if password:
            self.stdout.write(f"One-time password, shown only here: {password}")

    def _make(self, options: dict[str, Any]) -> tuple[User, str]:
        try:
            validate_email(options["email"])
        except ValidationError:
            raise CommandError(f"{options['email']}: expected an e-mail address.") from None
        if not options["name"]:
            raise CommandError("The account is new: give its holder's name with --name.")
        # From the shell, whoever approves the role: reaching the shell is the right to do so.
        return create_account(by=SETUP, email=options["email"], full_name=options["name"])

    def _account(self, email: str) -> User:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"{email}: no such account in use.")
        return user

    def _unit(self, code: str) -> Unit:
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            known = ", ".join(Unit.objects.filter(is_active=True).values_list("code", flat=True))
            raise CommandError(f"{code}: no such unit; expected one of {known}.")
        return unit
