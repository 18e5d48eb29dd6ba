"""What the forms of a plan say of what is missing, and what the clocks of a file say."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from casework.actors import acting_as
from casework.enums import Role
from casework.models import Person, User
from referrals.forms import plan_steps, plan_texts, plans
from referrals.models import Measure
from referrals.plan_enums import MeasureState
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_rows import MEASURE, a_full_plan, agreed, bridge_given, measure, moved

SignIn = Callable[[User], Client]
FORMS = sorted(
    {
        form
        for module in (plans, plan_steps, plan_texts)
        for _name, form in inspect.getmembers(module, inspect.isclass)
        if issubclass(form, forms.Form) and form.__module__ == module.__name__
    },
    key=lambda form: form.__name__,
)


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_each_required_field_says_what_is_missing(form: type[forms.Form]) -> None:
    usual = str(forms.Field.default_error_messages["required"])
    fields = {
        name: str(field.error_messages["required"])
        for name, field in form.base_fields.items()
        if field.required and not field.widget.is_hidden
    }
    assert [name for name, message in fields.items() if message == usual] == []
    assert len(set(fields.values())) == len(fields)


@pytest.mark.django_db
def test_an_empty_follow_up_says_it_too(worker: User, person: Person, sign_in: SignIn) -> None:
    rows = a_full_plan(worker, person)
    address = reverse("plans:follow", args=[person.pk, rows["plan"]])
    found = sign_in(worker).post(address, {}).context["form"].errors
    usual = str(forms.Field.default_error_messages["required"])
    assert len(found) >= 6
    assert [name for name, errors in found.items() if usual in errors] == []


@pytest.mark.django_db
def test_a_clock_names_its_measure_on_the_pages_of_the_file_alone(
    worker: User, person: Person, sign_in: SignIn
) -> None:
    plan = agreed(worker, person)
    fallen = measure(worker, plan, "Planterad inkomst")
    measure(worker, plan, "Planterat boende", leans=[fallen])
    moved(worker, fallen, MeasureState.LOST, bridge=bridge_given())
    client = sign_in(worker)
    words = (MEASURE, "Planterat boende", "Planterad bro")
    page = client.get(reverse("casework:person", args=[person.pk])).content.decode()
    assert [word for word in words if word not in page] == []
    listed = client.get(reverse("casework:clocks")).content.decode()
    assert person.pseudonym in listed
    assert [word for word in words if word in listed] == []
    # There they are told apart by who answers for them, and lead to the very row of the plan.
    with acting_as(worker):
        waits = Measure.objects.exclude(pk=fallen.pk)
        anchors = [f"#measure-{row.pk}" for row in waits]
        principals = [row.get_principal_display() for row in waits]
    assert [anchor for anchor in anchors if f'{anchor}"' not in listed] == []
    assert [word for word in principals if f"({word})" not in listed] == []
    plan_page = client.get(reverse("plans:plan", args=[person.pk, plan.pk])).content.decode()
    assert [a for a in anchors if f'id="{a[1:]}"' not in plan_page] == []
