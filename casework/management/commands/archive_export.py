"""``archive_export``: a file that is kept for good, as a package for the archives authority."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from casework.actions.archiving import archive_file
from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.models import Person, User


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file for this account alone: safe on the disk after the block, or gone.

    Raises ``CommandError`` where one is there already, and when it is not finished.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CommandError(f"{path} is there already: nothing was written over.") from None
    except OSError as fault:
        raise CommandError(f"{path} can't be written: {fault.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except ActionRefused as refusal:
        path.unlink()
        raise CommandError(str(refusal)) from None
    except OSError as fault:
        path.unlink()
        raise CommandError(f"{path} could not be written and is gone: {fault.strerror}.") from None
    except BaseException:
        # Part of a file in clear must not stay behind, whatever went wrong.
        path.unlink()
        raise


class Command(BaseCommand):
    """Writes one E-ARK package in clear. Two people answer for it, and the log names both."""

    help = (
        "Write the E-ARK package of a closed file that a rule keeps for good. It holds everything "
        "in clear: write it where only the archives authority fetches it, and remove it afterwards."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file, in whose name, approved by whom, and where to."""
        parser.add_argument("file", help="a pseudonym such as Ärla-4821")
        parser.add_argument("--by", required=True, help="the address of whoever decides over it")
        parser.add_argument("--approved-by", required=True, help="the address of a second manager")
        parser.add_argument("--to", required=True, type=Path, help="the folder to write into")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the package and write it for this account alone."""
        by, second = self._account(options["by"]), self._account(options["approved_by"])
        with acting_as(by):
            person = Person.objects.visible_to(by).filter(pseudonym=options["file"]).first()
        if person is None:
            raise CommandError("There is no such file that this account sees.")
        folder: Path = options["to"]
        if not folder.is_dir():
            raise CommandError(f"{folder}: no such folder.")
        path = folder / f"{options['file']}.zip"
        # The place first: the log tells of no package that could not even be begun.
        with _new_file(path) as file:
            content = archive_file(
                by=by,
                approved_by=second,
                person=person,
                made_at=timezone.now(),
                through="command",
            )
            file.write(content)
        self.stdout.write(f"{path}: {len(content)} bytes, in clear.")

    def _account(self, email: str) -> User:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"{email}: no such account in use.")
        return user
