"""What every address answers to whom: first column GET, second POST with an empty form.

The personas are in ``tests/rules/urls.py``. A number is the status, ``login`` the way to the sign-in
page. 404 is also what somebody gets who may not know that there is something.
"""

from tests.rules.urls import READ_ONLY, Row, everybody, only, public

PK = {"pk": "nobody"}

CASEWORK = {
    "casework:home": Row(only("superuser", 200, otherwise=302), READ_ONLY),
    "casework:set_color_scheme": Row(public(405), public(302)),
    # In the demonstration only.
    "casework:styleguide": Row(public(404), public(405)),
    "casework:roles": Row(everybody(200), READ_ONLY),
}

ACCOUNT = {
    "account_login": Row(everybody(302, anonymous=200), everybody(302, anonymous=200)),
    "account_logout": Row(everybody(200, anonymous=302), everybody(302, anonymous=302)),
}

REST = {
    "set_language": Row(public(302), public(302)),
    "health": Row(public(200), public(405)),
}

ROWS: dict[str, Row] = {**CASEWORK, **ACCOUNT, **REST}
