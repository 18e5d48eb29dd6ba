"""What every address answers to whom: first column GET, second POST with an empty form.

The personas are in ``tests/rules/urls.py``. A number is the status, ``login`` the way to the
sign-in page. 404 is also what somebody gets who may not know that there is something.
"""

from tests.rules.urls import READ_ONLY, Row, everybody, only, public

CASEWORK = {
    "casework:home": Row(only("superuser", 200, otherwise=302), READ_ONLY),
    "casework:set_color_scheme": Row(public(405), public(302)),
    # In the demonstration only.
    "casework:styleguide": Row(public(404), public(405)),
    "casework:roles": Row(everybody(200), READ_ONLY),
}

# What somebody does with their own account: the same for all who are signed in.
ACCOUNT = {
    "account_login": Row(everybody(302, anonymous=200), everybody(302, anonymous=200)),
    "account_logout": Row(everybody(200, anonymous=302), everybody(302, anonymous=302)),
    "account_reauthenticate": Row(everybody(200), everybody(200)),
    "account_email": Row(everybody(200), everybody(302)),
    "account_change_password": Row(everybody(200), everybody(200)),
    "account_set_password": Row(everybody(302), everybody(302)),
    # Closed: accounts are given by an administrator. The page says so.
    "account_signup": Row(everybody(302, anonymous=200), everybody(302, anonymous=200)),
    "account_inactive": Row(public(200), public(405)),
    "account_email_verification_sent": Row(public(200), public(405)),
    "account_confirm_email": Row(public(200), public(404), {"key": "word"}),
    "account_confirm_login_code": Row(public(302), public(302)),
    "account_reset_password": Row(public(200), public(200)),
    "account_reset_password_done": Row(public(200), public(405)),
    "account_reset_password_from_key": Row(
        public(200), public(200), {"uidb36": "word", "key": "word"}
    ),
    "account_reset_password_from_key_done": Row(public(200), public(405)),
    "mfa_index": Row(everybody(200), READ_ONLY),
    "mfa_authenticate": Row(public(302), public(302)),
    "mfa_reauthenticate": Row(everybody(302), everybody(302)),
    "mfa_activate_totp": Row(everybody(302), everybody(302)),
    "mfa_deactivate_totp": Row(everybody(404), everybody(404)),
    "mfa_view_recovery_codes": Row(everybody(404), READ_ONLY),
    "mfa_generate_recovery_codes": Row(everybody(302), everybody(302)),
    "mfa_download_recovery_codes": Row(everybody(404), everybody(404)),
    "usersessions_list": Row(everybody(200), everybody(302)),
}

REST = {
    "set_language": Row(public(302), public(302)),
    "health": Row(public(200), public(405)),
}

ROWS: dict[str, Row] = {**CASEWORK, **ACCOUNT, **REST}
