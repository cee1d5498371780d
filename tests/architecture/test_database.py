"""The suite's database is the one production has: roles without power, row security in force."""

import pytest
from django.db import ProgrammingError, connection, transaction

from kondusif.site.server import guard
from kondusif.site.server.errors import CannotStart

pytestmark = pytest.mark.django_db

# A table with a territory that stays open inside the application, and why.
OPEN = {"people_office": "who holds which office decides the scope, so it is read before there is one"}


def raw(connection):
    connection.ensure_connection()
    return connection.connection


def test_the_application_holds_no_power_over_tables_or_row_security():
    assert guard.excess_power(raw(connection)) == []


def test_the_application_cannot_change_tables():
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("CREATE TABLE anything (id int)")


def test_the_quick_database_of_the_suite_is_refused_by_what_serves():
    with pytest.raises(CannotStart, match="fsync"):
        guard.refuse_unsafe(raw(connection))


def test_each_lax_setting_is_named_with_its_remedy():
    complaints = guard.lax_durability(raw(connection))
    assert [c.split(" ")[0] for c in complaints] == ["fsync", "full_page_writes", "synchronous_commit"]
    assert all("ALTER SYSTEM SET" in c for c in complaints)


def test_a_superuser_is_refused_by_name(test_server):
    with test_server.connect() as superuser:
        assert "superuser" in guard.excess_power(superuser)[0]


def test_the_owner_of_the_tables_is_refused_as_application():
    from django.db import connections

    complaints = guard.excess_power(raw(connections["owner"]))
    assert len(complaints) == 1
    assert "DATABASE_MIGRATE_URL" in complaints[0]


test_the_owner_of_the_tables_is_refused_as_application.pytestmark = [
    pytest.mark.django_db(databases=["default", "owner"])
]


def test_history_cannot_be_changed_or_removed_by_the_application():
    for verb in ("UPDATE core_event SET name = 'x'", "DELETE FROM core_event", "TRUNCATE core_event"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(verb)


def test_every_table_with_a_territory_has_row_security_in_force(test_server):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'region_code' AND NOT a.attisdropped
            WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
              AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
            """
        )
        assert {row[0] for row in cursor.fetchall()} == set(OPEN)


# What no row security guards: facts for everybody, and a person's own ways and keys.
UNGUARDED = {
    "channels_address", "channels_preference", "core_pending", "elections_election", "elections_legallimit",
    "elections_pastelection", "elections_pollingstation", "elections_stage", "interop_apppassword",
    "interop_calendarkey", "interop_guesslane", "people_holding", "people_office", "people_person", "people_tally",
    "pwa_devicelease",
    "regions_boundary", "regions_dataload", "regions_region", "regions_tenant", "reports_responselimit",
}  # fmt: skip
PACKAGES = ("account_", "auth_", "django_", "mfa_", "procrastinate_")


def test_a_table_that_nothing_guards_is_one_that_may_lie_open():
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
              AND NOT (relrowsecurity AND relforcerowsecurity)
            """
        )
        assert {row[0] for row in cursor.fetchall() if not row[0].startswith(PACKAGES)} == UNGUARDED


@pytest.mark.xdist_group("one after the other")
@pytest.mark.django_db(transaction=True)
def test_a_committing_test_leaves_nothing_behind_one():
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    assert not Session.objects.exists()
    Session.objects.create(session_key="left", session_data="", expire_date=timezone.now())


@pytest.mark.xdist_group("one after the other")
@pytest.mark.django_db(transaction=True)
def test_a_committing_test_leaves_nothing_behind_two():
    from django.contrib.sessions.models import Session

    assert not Session.objects.exists()


def test_the_server_can_work_in_parallel(test_server):
    """A setting that a worker cannot take over breaks every query that is large enough to be shared."""
    with test_server.connect() as superuser:
        superuser.execute("SET debug_parallel_query = on")
        assert superuser.execute("SELECT count(*) > 0 FROM pg_class").fetchone() == (True,)
        assert superuser.execute("SHOW default_text_search_config").fetchone() == ("pg_catalog.simple",)
