"""Row-level security for tables that belong to a territory; used by the rooms' migrations."""

from django.db import migrations

_SCOPE = "(SELECT current_setting('app.scope', true))"
_CODES = "((SELECT string_to_array(current_setting('app.scope', true), ','))::text[])"


def within_scope(column: str) -> str:
    """
    This function will return the SQL condition that *column*, a Kemendagri code, lies in the scope.

    The sub-selects are evaluated once per statement, not once per row. A code's ancestors are its
    first 2, 5, 8 and 13 characters.
    """
    prefixes = " OR ".join(f"left({column}, {n}) = ANY ({_CODES})" for n in (5, 8, 13, 2))
    return f"({_SCOPE} = '*' OR {prefixes})"


def guard_territory(table: str, column: str = "region_code") -> migrations.RunSQL:
    """This function will return the migration step that closes *table* to everything outside the scope."""
    condition = within_scope(column)
    return guard_rows(table, condition)


def guard_territory_and_above(table: str, column: str = "region_code") -> migrations.RunSQL:
    """
    This function will close *table* to everything outside the scope and the regions that hold it.

    For what a region addresses to the offices below it: a regency's warning reaches its subdistricts.
    """
    above = f"EXISTS (SELECT 1 FROM unnest({_CODES}) AS s WHERE starts_with(s, {column} || '.'))"
    return guard_rows(table, f"({within_scope(column)} OR {above})")


def guard_by_parent(table: str, parent: str, key: str) -> migrations.RunSQL:
    """
    This function will return the step that closes *table* to rows whose *parent* row is out of scope.

    The sub-query runs under the parent's own policy, so the rule is written once.
    """
    return guard_rows(table, f"EXISTS (SELECT 1 FROM {parent} p WHERE p.id = {table}.{key})")


def guard_rows(table: str, condition: str) -> migrations.RunSQL:
    """This function will return the migration step that lets *table* show and take only rows of *condition*."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY territory ON {table} USING ({condition}) WITH CHECK ({condition});
        """,
        f"""
        DROP POLICY territory ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )
