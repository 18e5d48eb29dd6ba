"""Accounts."""

from typing import Any, ClassVar

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.enums import ColorScheme
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL


class UserManager(BaseUserManager["User"]):
    """Makes accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account. Without a password it can't sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account that may change settings. It reads no person data either."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find an account by its address, whatever the case of its letters."""
        return self.get(email__iexact=username)


class User(UuidModel, AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. What they may see comes from their memberships alone."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    full_name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, blank=True, default="")
    color_scheme = models.CharField(
        _("appearance"), max_length=10, choices=ColorScheme.choices, default=ColorScheme.AUTO
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    # Somebody else knows the password: nothing else is shown before it has been changed.
    password_is_temporary = models.BooleanField(default=False, editable=False)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        ordering = ["full_name", "id"]
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.get_full_name()

    # Django answers yes to every question about a superuser before it asks anybody. Here the flag
    # gives nothing: what somebody may do is asked of casework/access, which looks at memberships.

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether our rules let the user do *perm* in *obj*. Nothing is given for all at once."""
        if obj is None or not self.is_active:
            return False
        return any(backend.has_perm(self, perm, obj) for backend in get_backends())

    def has_module_perms(self, app_label: str) -> bool:
        """Nothing is given for a whole app."""
        return False

    def get_full_name(self) -> str:
        """The name as colleagues see it."""
        return self.full_name or self.email

    def get_short_name(self) -> str:
        """The first name."""
        return self.get_full_name().split()[0]
