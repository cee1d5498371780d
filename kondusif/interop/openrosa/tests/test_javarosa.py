"""The engine of ODK Collect reads our form, walks through it, and what it writes is one report."""

import shutil
import subprocess
from pathlib import Path

import pytest
import pyxform

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.openrosa.door import Submissions
from kondusif.interop.openrosa.tests.phone import post
from kondusif.people.tests.factories import make_places
from kondusif.reports.intake import Intake
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory
from tests.support.waiting import RESTART_S

pytestmark = pytest.mark.django_db(transaction=True)
# pyxform brings ODK Validate, and with it JavaRosa.
ENGINE = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"


@pytest.fixture
def app():
    forget_territory()
    make_places()
    intake = Intake()
    door = Submissions(intake)
    yield door
    door.threads.shutdown()
    intake.writer.stop()


@pytest.fixture
def fill(client, tmp_path, app):
    """``fill(category="crowd", ...)`` is the document that JavaRosa makes of these answers."""
    if shutil.which("javac") is None:
        pytest.skip("JavaRosa is driven from Java source: apt install default-jdk-headless")
    (tmp_path / "form.xml").write_bytes(client.get("/openrosa/forms/kondusif_laporan.xml").content)
    media = client.get("/openrosa/forms/kondusif_laporan/media/villages.csv").content
    (tmp_path / "villages.csv").write_bytes(media)

    def filled(**answers: str) -> subprocess.CompletedProcess:
        told = [f"{name}={answer}" for name, answer in answers.items()]
        source = Path(__file__).with_name("Fill.java")
        command = ["java", "-cp", ENGINE, source, "form.xml", "filled.xml", *told]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=RESTART_S, check=False)

    filled.out = tmp_path / "filled.xml"
    return filled


ANSWERS = {
    "category": "logistics",
    "text": "Kotak suara basah di balai desa",
    "regency": "35.26",
    "subdistrict": "35.26.06",
    "reachable": "no",
}


def test_what_javarosa_fills_is_one_report_and_sent_again_the_same_one(app, fill):
    done = fill(**ANSWERS, village="35.26.06.2005")
    assert done.returncode == 0, done.stderr
    first, again = post(app, fill.out.read_bytes()), post(app, fill.out.read_bytes())
    assert (first.status, again.status, first.message) == (201, 201, again.message)
    with scoped(EVERYWHERE):
        [report] = Report.objects.all()
    assert (report.channel, report.category, report.region_id) == ("form", "logistics", "35.26.06.2005")
    assert report.text == ANSWERS["text"] and report.anonymous
    assert "not complete" in fill(**ANSWERS).stderr, "the control: the form itself asks for the village"
