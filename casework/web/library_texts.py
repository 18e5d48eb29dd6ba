"""Texts of libraries that our catalogue says in other words.

They stand in no code of ours, so ``makemessages`` would take them out of the catalogue, and the
library's own translation would be shown again. Our catalogue wins over those of the libraries; a
text that a library has changed is found by the test of this module.
"""

from django.utils.translation import gettext_noop

TEXTS = (
    # allauth
    gettext_noop("Email"),
    gettext_noop("Email address"),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("Two-Factor Authentication"),
    gettext_noop(
        "Your account is protected by two-factor authentication. Please enter an authenticator "
        "code:"
    ),
    gettext_noop("Enter an authenticator code:"),
    gettext_noop("Authenticator code"),
    # Django
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("The password is too similar to the %(verbose_name)s."),
)
