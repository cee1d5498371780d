"""Reports from a file: checked whole and told before anything is written, and the same row never twice."""

import io
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import make_places
from kondusif.reports import point_file
from kondusif.reports.models import Report
from kondusif.reports.point_file import Columns, read_points
from kondusif.reports.territory import forget_territory

WIB = ZoneInfo("Asia/Jakarta")


def feature(
    text="Banjir setinggi lutut di jalan desa.", time="2017-02-20T07:58:22.262", lon=112.944, lat=-6.985, **more
):
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"created_at": time, "text": text} | more,
    }


def collection(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


@pytest.fixture
def run(db, tmp_path):
    forget_territory()
    make_places()

    def run(content: bytes, *words: str) -> str:
        path, out = tmp_path / "laporan.geojson", io.StringIO()
        path.write_bytes(content)
        call_command("import_reports", str(path), *words, stdout=out)
        return out.getvalue()

    return run


def reports() -> list[Report]:
    with scoped(EVERYWHERE):
        return list(Report.objects.order_by("event_at"))


MIXED = collection(
    feature(),
    feature("Pohon tumbang menutup jalan.", "2017-02-20T09:00:00"),
    feature("", "2017-02-20T09:10:00"),
    feature("Di negeri orang lain sama sekali.", lon=103.8, lat=1.35),
    feature("Tertukar lintang dan bujurnya.", lon=-6.985, lat=112.944),
    feature("Waktunya tidak terbaca di sini.", "kemarin sore"),
    {"type": "Feature", "geometry": None, "properties": {}},
    "bukan apa-apa",
    feature(),
)


def test_valid_and_invalid_rows_are_told_apart_before_anything_is_written(run):
    told = run(MIXED, "--as-history")
    assert "Sah: 2 laporan (2 baru" in told and "Tidak sah: 6 baris" in told and "Berulang di berkas ini: 1" in told
    assert "baris 5" in told and "tidak ada yang ditulis" in told
    assert reports() == []


def test_with_commit_the_valid_rows_are_written_once_however_often_it_runs(run):
    told = run(MIXED, "--as-history", "--commit", "--category", "hazard")
    assert "Tersimpan: 2 laporan baru" in told
    again = run(MIXED, "--as-history", "--commit", "--category", "hazard")
    assert "(0 baru, 2 sudah ada" in again and "Tersimpan: 0 laporan baru; 2 sudah ada" in again
    stored = reports()
    assert [(r.channel, r.category, r.region_id, r.synthetic) for r in stored] == [
        ("import", "hazard", "35.26.06.2005", False)
    ] * 2
    assert stored[0].event_at == datetime(2017, 2, 20, 7, 58, 22, 262000, WIB)


def test_ancient_times_must_be_meant(run):
    with pytest.raises(CommandError, match="Tidak ada baris yang sah"):
        run(collection(feature()))


def test_times_moved_to_today_are_marked_as_invented(run):
    last = datetime.now(UTC) - timedelta(hours=1)
    run(MIXED, "--shift-to", last.isoformat(), "--commit")
    first, second = reports()
    assert second.event_at == last and second.event_at - first.event_at == timedelta(
        hours=1, minutes=1, seconds=37, microseconds=738000
    )
    assert first.synthetic and second.synthetic


def test_the_same_rows_with_another_category_are_refused_whole(run):
    run(collection(feature()), "--as-history", "--commit")
    with pytest.raises(CommandError):
        run(
            collection(feature("Laporan yang baru sekali.", "2017-02-21T07:00:00"), feature()),
            "--as-history",
            "--commit",
            "--category",
            "crowd",
        )
    assert len(reports()) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.truncated"),
        (MIXED[:-200], "file.truncated"),
        (b"{'a': 1}", "file.malformed"),
        (b"[1, 2]}", "file.malformed"),
        (b'{"type": "FeatureCollection", "features": []}', "file.no_features"),
        (b'{"type": "Topology"}', "file.no_features"),
        (b"\x89PNG\r\n\x1a\n\xff\xff}", "file.malformed"),
        (collection({"type": "Feature", "geometry": None, "properties": {"a": 1}}), "file.no_columns"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(content, code):
    with pytest.raises(Problem) as refused:
        read_points(content, zone=WIB)
    assert refused.value.code == code and str(refused.value)


def test_a_huge_file_and_too_many_rows_are_refused_before_they_are_read(monkeypatch):
    monkeypatch.setattr(point_file, "MAX_ROWS", 3)
    with pytest.raises(Problem) as refused:
        read_points(collection(*[feature()] * 4), zone=WIB)
    assert refused.value.code == "file.too_many"
    monkeypatch.setattr(point_file, "MAX_BYTES", 100)
    with pytest.raises(Problem) as refused:
        read_points(MIXED, zone=WIB)
    assert refused.value.code == "file.too_large"


def test_a_missing_file_is_a_sentence(db):
    with pytest.raises(CommandError, match="tidak dapat dibuka"):
        call_command("import_reports", "tidak-ada.geojson")


@pytest.mark.parametrize(
    "properties",
    [
        {"waktu": "2017-02-20T07:00:00+07:00", "uraian": "Banjir di depan pasar."},
        {"Tanggal": "2017-02-20 07:00:00", "Keterangan": "Banjir di depan pasar.", "kode": "A1"},
        {"kapan_terjadi": "2017-02-20T07:00:00", "cerita_warga": "Banjir di depan pasar."},
    ],
)
def test_time_and_words_are_found_under_many_names(properties):
    found = read_points(collection({**feature(), "properties": properties}), zone=WIB)
    assert found.points[0].text == "Banjir di depan pasar." and found.points[0].moment == datetime(
        2017, 2, 20, 7, 0, tzinfo=WIB
    )


def test_named_columns_win_over_found_ones():
    found = read_points(
        collection(feature(lain="Kalimat yang lain sekali.")), zone=WIB, columns=Columns("created_at", "lain")
    )
    assert found.points[0].text == "Kalimat yang lain sekali."


def test_the_order_of_rows_and_the_name_of_the_file_do_not_make_new_reports():
    one, other = feature(), feature("Pohon tumbang di jalan raya.")
    keys = [{p.key for p in read_points(collection(*rows), zone=WIB).points} for rows in ((one, other), (other, one))]
    assert keys[0] == keys[1] and len(keys[0]) == 2
