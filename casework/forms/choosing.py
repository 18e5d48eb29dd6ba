"""What a list says where nothing is chosen: one text everywhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CHOOSE = _("Choose …")
