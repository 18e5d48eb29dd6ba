"""A tablet of the outreach team, and a key that it seals to."""

from pathlib import Path
from typing import Any

import pytest

from casework.actors import SYNC
from casework.enums import Role
from casework.models import User
from outreach.actions.tablet_keys import make_key
from outreach.actions.tablets import register_device
from tests.conftest import MakeUser
from tests.outreach.build import unit
from tests.outreach.tablets.build import Tablet


@pytest.fixture
def key_file(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "keys" / "tablet-keys.json"
    settings.TABLET_KEY_FILE = str(path)
    return path


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def tablet(manager: User, key_file: Path) -> Tablet:
    make_key(by=SYNC)
    return Tablet(register_device(by=manager, name="Platta 1", unit=unit("pom")))
