"""What a form says when an answer is missing: which one, not only that it has to be filled in."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.utils import translation

import referrals.forms
from casework.forms.organisation import RefusableForm
from casework.models import User
from referrals.actions.refused import WORDS_LACK
from referrals.enums import Act
from referrals.forms.acting import ActForm

DEFAULT = forms.Field.default_error_messages["required"]


def every_form() -> Iterator[type[forms.Form]]:
    for module in pkgutil.iter_modules(referrals.forms.__path__):
        found = importlib.import_module(f"referrals.forms.{module.name}")
        for _name, one in inspect.getmembers(found, inspect.isclass):
            if issubclass(one, forms.Form) and one.__module__ == found.__name__:
                yield one


def test_every_form_says_which_answer_is_missing() -> None:
    """Each field of its own says it, or the form says it for all."""
    silent = {
        f"{form.__module__}.{form.__name__}.{name}"
        for form in every_form()
        for name, field in form.base_fields.items()
        if field.required
        and field.error_messages["required"] is DEFAULT
        and not isinstance(field.widget, forms.HiddenInput)
        and not issubclass(form, RefusableForm)
    }
    assert silent == set()


class _Asks(RefusableForm):
    one = forms.CharField(label="Planterad fråga?")
    other = forms.CharField(error_messages={"required": "Planterad mening."})


def test_by_its_label_or_its_own_sentence() -> None:
    form = _Asks({})
    form.fields["one"].label = "Annan fråga?"
    with translation.override("en"):
        assert dict(form.errors) == {
            "one": ["Missing: Annan fråga"],
            "other": ["Planterad mening."],
        }


@pytest.mark.django_db
@pytest.mark.parametrize("act", [a for a in WORDS_LACK if a not in (Act.DECLINE, Act.FINISH)])
def test_each_act_says_which_words_it_lacks(act: Act) -> None:
    form = ActForm({}, act=act, colleagues=User.objects.none(), is_outside=False)
    assert form.errors["words"] == [str(WORDS_LACK[act])]
    assert len({str(words) for words in WORDS_LACK.values()}) >= len(WORDS_LACK) - 1
