"""Importing a table: with its document, in two steps, by whom it may be."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import scoped
from kondusif.people.tests.factories import NOW, Cast, make_cast
from kondusif.ratings.actions import check_import, discard_import, import_ratings, keep_document
from kondusif.ratings.actions.imports import NewImport
from kondusif.ratings.models import ImportBatch, Rating
from kondusif.ratings.tests.factories import GEGER, PAPER

pytestmark = pytest.mark.django_db
TABLE = "kode,kelas,nilai\n35.26.06,tinggi,61.2\n35.26.01,sedang,30\n35.27.01,tinggi,70\n"


@pytest.fixture
def cast(everywhere) -> Cast:
    return make_cast()


def a_table(**fields) -> NewImport:
    base = {
        "region_code": "35.26", "authority": "bawaslu", "method": "IKP", "edition": "2024", "valid_from": date(2026, 11, 1),
        "table": TABLE, "document": PAPER,
    }  # fmt: skip
    return NewImport(**base | fields)


def test_the_first_step_judges_and_writes_no_rating_the_second_writes_the_valid_rows(cast):
    batch, checked = check_import(a_table(), by=cast.ani, at=NOW)
    assert (batch.n_valid, batch.n_invalid, len(checked.invalid)) == (2, 1, 1)
    assert not Rating.objects.exists()
    ratings = import_ratings(batch.pk, by=cast.ani, at=NOW)
    assert {(r.region_id, r.authority, r.class_name, r.document_sha256) for r in ratings} == {
        (GEGER, "bawaslu", "tinggi", PAPER.sha256), ("35.26.01", "bawaslu", "sedang", PAPER.sha256),
    }  # fmt: skip
    assert Event.objects.filter(name="rating.given").count() == 2


@pytest.mark.parametrize(
    "missing", [{"document": None}, {"edition": " "}, {"method": ""}, {"authority": "tarot"}, {"scheme": "situation"}]
)
def test_without_document_authority_method_or_edition_nothing_is_kept(cast, missing):
    with pytest.raises(Problem) as problem:
        check_import(a_table(**missing), by=cast.ani, at=NOW)
    assert next(iter(missing)) in problem.value.fields
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("who", ["budi", "dewi", "rendra", "eko", "sari"])
def test_only_analyst_and_head_of_agency_of_the_region_import(cast, who):
    with pytest.raises(NotAllowed):
        check_import(a_table(), by=getattr(cast, who), at=NOW)


def test_a_table_is_written_once_and_not_after_it_was_put_aside(cast):
    batch, _ = check_import(a_table(), by=cast.ani, at=NOW)
    import_ratings(batch.pk, by=cast.citra, at=NOW)
    with pytest.raises(Conflict):
        import_ratings(batch.pk, by=cast.ani, at=NOW)
    other, _ = check_import(a_table(), by=cast.ani, at=NOW)
    discard_import(other.pk, by=cast.ani, at=NOW)
    with pytest.raises(Conflict):
        import_ratings(other.pk, by=cast.ani, at=NOW)
    assert Rating.objects.count() == 2


def test_eko_finds_no_table_of_bangkalan(cast):
    batch, _ = check_import(a_table(), by=cast.ani, at=NOW)
    with pytest.raises(NotFound):
        import_ratings(batch.pk, by=cast.eko, at=NOW)
    with scoped(cast.eko.scope):
        assert not ImportBatch.objects.exists()


def test_a_table_without_a_valid_row_is_not_written(cast):
    batch, _ = check_import(a_table(table="kode,kelas\n35.27.01,tinggi\n"), by=cast.ani, at=NOW)
    with pytest.raises(Problem):
        import_ratings(batch.pk, by=cast.ani, at=NOW)


def test_nothing_is_written_when_an_event_fails(cast, monkeypatch):
    batch, _ = check_import(a_table(), by=cast.ani, at=NOW)

    def refuse(*args, **kwargs):
        raise RuntimeError("no event")

    monkeypatch.setattr("kondusif.ratings.actions.imports.record", refuse)
    with pytest.raises(RuntimeError):
        import_ratings(batch.pk, by=cast.ani, at=NOW)
    batch.refresh_from_db()
    assert batch.state == "checked" and not Rating.objects.exists()


@pytest.mark.parametrize("content", [b"", b"<html><script>", b"GIF89a", b"%PDF" + b"0" * (10 * 1024 * 1024)])
def test_a_paper_that_is_empty_too_large_or_no_document_is_refused(content):
    with pytest.raises(Problem):
        keep_document("sk.pdf", content)


def test_a_paper_is_stored_under_a_name_of_ours_whatever_it_was_called(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = keep_document("../../etc/passwd\x00\n.pdf", b"%PDF-1.7 isi")
    assert paper.name == "../../etc/passwd.pdf"  # shown only; the path is ours
    assert (tmp_path / paper.path).read_bytes() == b"%PDF-1.7 isi"
    assert paper.path.startswith("ratings/") and paper.path.endswith(".pdf") and ".." not in paper.path


@pytest.fixture
def files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "ikp.csv").write_text(TABLE)
    (tmp_path / "ikp.pdf").write_bytes(b"%PDF-1.7 IKP")
    return tmp_path


def command(files, *more: str) -> None:
    call_command(
        "import_ratings", str(files / "ikp.csv"), "--document", str(files / "ikp.pdf"), "--region", "35.26", "--authority",
        "bawaslu", "--method", "IKP", "--edition", "2024", "--valid-from", "2026-11-01", *more,
    )  # fmt: skip


def test_the_command_first_only_tries_and_leaves_nothing_behind(cast, files, capsys):
    command(files)
    told = capsys.readouterr()
    assert "2 baris sah, 1 ditolak" in told.out and "baris 4" in told.err
    assert not Rating.objects.exists() and not ImportBatch.objects.exists() and not (files / "media").exists()


def test_the_command_writes_on_demand(cast, files):
    command(files, "--write")
    assert Rating.objects.count() == 2
    assert Rating.objects.first().office_title == "Kondusif"


def test_the_command_says_what_is_wrong_in_a_sentence(cast, files):
    with pytest.raises(CommandError, match="batas"):
        command(files, "--scheme", "absolute")
    (files / "ikp.csv").unlink()
    with pytest.raises(CommandError, match="tidak dapat dibaca"):
        command(files)
