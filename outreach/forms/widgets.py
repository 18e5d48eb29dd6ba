"""Controls for thumbs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms


class _WithExtras:
    """Adds what a template needs to draw an option: icon, condition, and whether it is shown."""

    extras: Mapping[str, Mapping[str, Any]]

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        extra = self.extras.get(str(value), {})
        option["icon"] = extra.get("icon", "")
        option["condition"] = extra.get("condition", "")
        option["hidden"] = extra.get("hidden", False)
        if option["hidden"]:
            # The mark by which form-conditions.js knows that it may enable the control again.
            option["attrs"] |= {"disabled": True, "data-condition-disabled": ""}
        return option


class Tiles(_WithExtras, forms.RadioSelect):
    """One answer of several."""

    def __init__(self, extras: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        super().__init__()
        self.extras = extras or {}


class ManyTiles(_WithExtras, forms.CheckboxSelectMultiple):
    """Any answers of several."""

    def __init__(self, extras: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        super().__init__()
        self.extras = extras or {}


def as_attribute(condition: Mapping[str, Any] | None) -> str:
    """A condition as the browser reads it."""
    return json.dumps(condition, separators=(",", ":")) if condition else ""
