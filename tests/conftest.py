"""The universe: one small partnership, built only through services.

England > Westmoor region > Ambermoor system > Harbour place, Hills place

Harbour NHS Trust      Alice (organisation lead)
Hills Housing          Bob (organisation lead)
Ambermoor ICB          one person for each of the other roles
(nobody's)             Charlie, who has an account and no role
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from hypothesis import settings as laws

from evenground_web.core import new_database
from evenground_web.people import services as people
from evenground_web.people.roles import ROLES
from tests.kept import Kept

laws.register_profile("evenground", deadline=None)  # a slow machine is not a broken law
laws.load_profile("evenground")

ABOVE = Path(__file__).resolve().parents[2:4]  # beside the checkout, also from mutmut's copy of it
SHARED_DATA = next(
    (one / "shared" / "data" for one in ABOVE if (one / "shared" / "data").exists()), Path("none")
)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The temporary PostgreSQL goes as a whole; dropping the database would wait for its readers."""
    return connection.vendor == "postgresql"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    connection.settings_dict["TEST"]["MIGRATE"] = False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Made at once; tests/web/test_new_database.py replays the migrations beside it."""
    with django_db_blocker.unblock():
        new_database.put_guards()
        assert connection.features.supports_json_field  # asked now, and not on a page that counts


@pytest.fixture
def shared_data() -> Path:
    """Real public files, when they are kept beside the project."""
    if not SHARED_DATA.exists():
        pytest.skip("the public data files are not beside this checkout")
    return SHARED_DATA


@pytest.fixture(scope="session")
def kept_universe(django_db_setup, django_db_blocker) -> Kept:
    with django_db_blocker.unblock():
        return Kept(tell_universe)


@pytest.fixture
def universe(kept_universe, db) -> SimpleNamespace:
    return kept_universe.again()


@pytest.fixture
def host(universe):
    return universe.by_role["host"]


@pytest.fixture
def finance(universe):
    return universe.by_role["finance"]


def tell_universe() -> SimpleNamespace:
    u = SimpleNamespace()
    u.partnership = people.name_partnership("Ambermoor Partnership", by=None, fictional=True)
    u.england = people.add_place(by=None, name="England", code="E92000001", kind="nation")
    u.region = people.add_place(
        by=None, name="Westmoor", code="ZZ1", kind="region", parent=u.england
    )
    u.system = people.add_place(
        by=None, name="Ambermoor", code="ZZ2", kind="system", parent=u.region
    )
    u.harbour = people.add_place(by=None, name="Harbour", code="ZZ3", kind="place", parent=u.system)
    u.hills = people.add_place(by=None, name="Hills", code="ZZ4", kind="place", parent=u.system)
    u.trust = people.add_organisation(
        by=None, name="Harbour NHS Trust", sector="nhs_trust", code="ZH1", place=u.harbour
    )
    u.housing = people.add_organisation(
        by=None, name="Hills Housing", sector="housing", place=u.hills
    )
    u.icb = people.add_organisation(
        by=None, name="Ambermoor ICB", sector="icb", code="ZA1", place=u.system
    )
    u.alice = person("Alice", u.trust, "organisation_lead")
    u.bob = person("Bob", u.housing, "organisation_lead")
    u.charlie = people.add_person(
        by=None, name="Charlie", email="charlie@example.org", password="a long phrase"
    )
    u.by_role = {
        role: person(ROLES[role].name, u.icb, role) for role in ROLES if role != "organisation_lead"
    }
    u.by_role["organisation_lead"] = u.alice
    u.lead = u.by_role["programme_lead"]
    u.analyst = u.by_role["analyst"]
    u.secretary = u.by_role["board_secretary"]
    u.administrator = u.by_role["administrator"]
    u.board = people.add_group(
        by=None, name="Ambermoor Board", kind="board", lead=u.lead, organisations=[u.trust, u.icb]
    )
    u.standing_item = people.add_standing_item(
        u.board, by=None, title="Progress on race and inequalities", builds_paper=True
    )
    return u


def person(name: str, organisation, role: str):
    email = f"{name.lower().replace(' ', '.')}@example.org"
    somebody = people.add_person(by=None, name=name, email=email, password="a long phrase")
    people.give_role(somebody, by=None, organisation=organisation, role=role)
    return somebody


def pytest_configure() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
