import importlib.util
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "tutorials"


def _picture():
    spec = importlib.util.spec_from_file_location("find_an_outbreak", FOLDER / "find_an_outbreak.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tutorial_prints_what_it_says_and_its_picture_is_the_one_it_draws(capsys):
    picture = _picture()
    names = picture.tutorial_names()
    text = (FOLDER / "find-an-outbreak.md").read_text()
    assert capsys.readouterr().out == re.search(r"It prints\n\n```\n(.*?)```", text, re.S)[1]
    assert (FOLDER / "find-an-outbreak.svg").read_text() == picture.draw(names)
