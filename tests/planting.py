"""A row in every table about people, with a planted word in everything that is sealed.

The rows belong to one team and one file of its. They are written past triggers and policies, for
what somebody sees of them is what is tested; through the models, which seal; and the constraints
and the triggers of history hold. For a database of a test's own only: nothing takes them away.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connections, models
from django.utils import timezone

from casework.actors import acting_as
from casework.crypto import SealedTextField
from casework.models import Person, Unit, User
from casework.person_keys import PersonSealedBytesField
from casework.sealed_columns import SealedBytesField
from tests.casework.people import opened
from tests.planting_rows import IS_KEPT, KEPT, KEPT_COLUMNS, MADE_WITH_A_FILE, what_rows_need
from tests.rules.test_database import guarded_tables
from tests.rules.test_privacy import history_of, own_models

# Django's name for the superuser's connection.
PAST_RULES = "past_rules"
HISTORY = """
    SELECT tgrelid::regclass::text, tgname FROM pg_trigger
    WHERE tgname LIKE 'pgtrigger_update_%' OR tgname LIKE 'pgtrigger_delete_%'
"""
PLAIN: list[tuple[type[models.Field[Any, Any]], Callable[[], Any]]] = [
    (models.BooleanField, lambda: False),
    (models.DateTimeField, timezone.now),
    (models.DateField, timezone.localdate),
    (models.UUIDField, uuid.uuid4),
    (models.IntegerField, lambda: 1),
    (models.BinaryField, lambda: bytes(16)),
    (models.JSONField, dict),
    (models.FloatField, lambda: 1.0),
    (models.DecimalField, lambda: 1),
    (ArrayField, list),
]


@contextmanager
def past_rules() -> Iterator[None]:
    """A connection to the same database that no policy and no trigger but of history binds."""
    usual = connections["default"].settings_dict
    more = {"options": "-c session_replication_role=replica"}
    connections.settings[PAST_RULES] = usual | {
        "USER": "postgres",
        "OPTIONS": usual["OPTIONS"] | more,
    }
    try:
        with connections[PAST_RULES].cursor() as cursor:
            cursor.execute(HISTORY)
            for table, trigger in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")
        yield
    finally:
        connections[PAST_RULES].close()
        del connections[PAST_RULES], connections.settings[PAST_RULES]


def all_rows(model: type[models.Model]) -> models.QuerySet[Any]:
    """Every row of *model*, whoever asks. Inside :func:`past_rules`."""
    rows: models.QuerySet[Any] = model._base_manager.using(PAST_RULES).all()
    return rows


def is_sealed(field: Any) -> bool:
    """Whether *field* is one that seals or holds what was sealed."""
    return isinstance(field, SealedTextField | SealedBytesField)


def sealed_columns() -> set[tuple[str, str]]:
    """Every column of ours with something sealed in it, by model and name; history included."""
    fields = {
        (model._meta.label, field.name)
        for model in own_models()
        for field in model._meta.local_concrete_fields
        if is_sealed(field)
    }
    return fields | KEPT_COLUMNS


class Planter:
    """Plants rows of *worker*'s and *colleague*'s in POM, about a file that they open.

    Every sealed field holds *stem* and its own name.
    """

    def __init__(self, worker: User, colleague: User, stem: str) -> None:
        self.worker, self.colleague, self.stem = worker, colleague, stem
        self.file, self.other_file = opened(worker, "pom"), opened(worker, "pom")
        self.rows: dict[type[models.Model], list[Any]] = defaultdict(list)
        self.rows |= {Person: [self.file], User: [worker], Unit: [Unit.objects.get(code="pom")]}
        self.needs = what_rows_need(self)

    def word(self, model: type[models.Model], name: str) -> str:
        return f"{self.stem} {model._meta.label}.{name}"

    def plant(self, wanted: list[type[models.Model]]) -> None:
        """Plant rows in the tables of *wanted* and in those that they point at.

        Each is then saved again: the database keeps what was there in the table of history.
        """
        for model in wanted:
            self._fill(model)
        self.file.important_to_me = self.word(Person, "important_to_me")
        with acting_as(self.worker):
            self.file.save(using=PAST_RULES, force_update=True)
            for model in wanted:
                for row in self.rows[model]:
                    row.save(using=PAST_RULES, force_update=True)
        for history in (model for model in apps.get_models() if history_of(model) in wanted):
            if not all_rows(history).exists():
                self._take_away_and_put_back(history_of(history))

    def _take_away_and_put_back(self, model: Any) -> None:
        """For tables whose rows do not change, or where nothing of them was another."""
        row = self.rows[model][0]
        all_rows(model).filter(pk=row.pk)._raw_delete(PAST_RULES)
        row.save(using=PAST_RULES, force_insert=True)

    def columns_that_hold_their_word(self) -> set[tuple[str, str]]:
        """Those of :func:`sealed_columns` that are sealed in some row, and open to their word."""
        with acting_as(self.worker):
            return {
                (model._meta.label, name)
                for model in own_models()
                for row in all_rows(model)
                for name, content in self._opened(model, row)
                if self.word(history_of(model) or model, name) in content
            }

    def _opened(self, model: type[models.Model], row: Any) -> Iterator[tuple[str, str]]:
        label = model._meta.label
        for field in model._meta.local_concrete_fields:
            if is_sealed(field) and not isinstance(field, SealedBytesField):
                content = getattr(row, field.name)
                yield field.name, content.decode() if isinstance(content, bytes) else content or ""
        if label in KEPT and all(getattr(row, n) for of, n in KEPT_COLUMNS if of == label):
            for name, content in KEPT[label].opened(row).items():
                yield name, content.decode()

    def row_of(self, model: type[models.Model]) -> Any:
        """A planted row of *model*, or of the city's own tables one that is there."""
        if self.rows[model]:
            return self.rows[model][0]
        if model._meta.db_table not in guarded_tables() and (found := all_rows(model).first()):
            return found
        self._fill(model)
        return self.rows[model][0]

    def _fill(self, model: type[models.Model]) -> None:
        """Have a row of *model*: that which opening a file has made, or a planted one."""
        if not self.rows[model] and model._meta.label in MADE_WITH_A_FILE:
            of_file = [f.name for f in model._meta.fields if f.related_model is Person]
            self.rows[model] = list(all_rows(model).filter(**dict.fromkeys(of_file, self.file)))
        elif not self.rows[model]:
            self._plant(model)

    def _plant(self, model: type[models.Model]) -> None:
        label = model._meta.label
        for needs in self.needs.get(label, [{}]):
            row = model(**{f.attname: self._value(f, needs) for f in self._to_fill(model, needs)})
            with acting_as(self.worker):
                if label in KEPT and needs.get(IS_KEPT, True):
                    KEPT[label].keep(row, partial(self.word, model))
                # The ledger is there once, planted or not.
                all_rows(model).filter(pk=row.pk)._raw_delete(PAST_RULES)
                row.save(using=PAST_RULES, force_insert=True)
            self.rows[model].append(row)

    def _to_fill(self, model: type[models.Model], needs: dict[str, Any]) -> list[Any]:
        """What a row can't be without, what is sealed, and whom and what it is about."""
        return [
            field
            for field in model._meta.concrete_fields
            if field.name in needs
            or (
                (model._meta.label, field.name) not in KEPT_COLUMNS
                and (
                    is_sealed(field)
                    or field.related_model in (Person, Unit)
                    or not (field.null or field.blank or field.has_default() or _has_own(field))
                )
            )
        ]

    def _value(self, field: Any, needs: dict[str, Any]) -> Any:
        if field.name in needs:
            value = needs[field.name]
            value = value() if callable(value) else value
            return value.pk if isinstance(value, models.Model) else value
        if is_sealed(field):
            text = self.word(field.model, field.name)
            return text.encode() if isinstance(field, PersonSealedBytesField) else text
        if field.related_model is not None:
            return self.row_of(field.related_model._meta.concrete_model).pk
        if field.choices:
            return next(value for value, _label in field.flatchoices if value)
        for kind, make in PLAIN:
            if isinstance(field, kind):
                return make()
        return (uuid.uuid4().hex if field.unique else "planterad")[: field.max_length]


def _has_own(field: Any) -> bool:
    """Whether the database or Django fills *field* in by itself."""
    by_database = field.db_default is not models.NOT_PROVIDED
    return (
        by_database
        or isinstance(field, models.AutoField)
        or getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
    )
