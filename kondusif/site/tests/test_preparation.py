"""Only what changed is prepared again, and what was prepared is noted where it belongs."""

import os
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from kondusif.site.server import steps, translations

PO = (
    'msgid ""\nmsgstr "Language: id\\nContent-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Village"\nmsgstr "{word}"\n'
)


@pytest.fixture
def po(tmp_path) -> Path:
    """A room's catalogue with one word."""
    path = tmp_path / "room" / "locale" / "id" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO.format(word="Desa"))
    return path


def word_in(po: Path) -> str:
    """This function will return how the compiled twin of *po* says "Village"."""
    import gettext

    with po.with_suffix(".mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled).gettext("Village")


def test_a_catalogue_is_compiled_once(po, tmp_path):
    assert translations.compile_changed(tmp_path) == 1
    assert translations.compile_changed(tmp_path) == 0
    assert word_in(po) == "Desa"


def test_an_older_source_put_in_place_of_a_younger_one_is_compiled_again(po, tmp_path):
    translations.compile_changed(tmp_path)
    po.write_text(PO.format(word="Kampung"))
    os.utime(po, (1, 1))
    assert translations.compile_changed(tmp_path) == 1
    assert word_in(po) == "Kampung"


def test_a_fingerprint_follows_content_names_and_extras():
    here, there = Path(__file__), Path(steps.__file__)
    assert steps.fingerprint([here]) == steps.fingerprint([here])
    assert (
        len(
            {
                steps.fingerprint([here]),
                steps.fingerprint([there]),
                steps.fingerprint([here, there]),
                steps.fingerprint([here], "x"),
            }
        )
        == 4
    )


def test_tables_come_before_regions_and_regions_before_the_demonstration():
    assert list(steps.database_steps("35.26")) == ["migrate", "regions", "demo 35.26"]
    assert list(steps.database_steps(None)) == ["migrate", "regions"]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_was_done_is_noted_in_the_database_and_the_application_may_read_it():
    def raw(alias: str) -> psycopg.Connection:
        connections[alias].ensure_connection()
        return connections[alias].connection

    assert steps.done_in(raw("default")) == {}
    steps.remember(raw("owner"), "migrate", "one")
    steps.remember(raw("owner"), "migrate", "two")
    assert steps.done_in(raw("default")) == {"migrate": "two"}
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw("default").execute("DELETE FROM kondusif_install.step")
