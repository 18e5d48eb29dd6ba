"""Where and since when somebody is signed in, in words that they recognise."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

register = template.Library()

# The first that is found counts: most browsers also give the names of those further down.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def device_name(user_agent: str) -> str:
    """Browser and system of *user_agent*, as "Chrome on Linux"; what is not known is left out."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")


@register.filter
def signed_in_when(moment: datetime) -> str:
    """For how long, in its largest unit: seconds tell nobody anything."""
    if timezone.now() - moment < timedelta(minutes=1):
        return _("Signed in just now")
    return _("Signed in %(time)s ago") % {"time": timesince(moment, depth=1)}


@register.filter
def last_used_when(moment: datetime) -> str:
    """How long ago somebody last did something there; noted every few minutes."""
    if timezone.now() - moment < timedelta(minutes=6):
        return _("Used just now")
    return _("Last used %(time)s ago") % {"time": timesince(moment, depth=1)}
