"""A secret is made once, however many ask for it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from kondusif.core.secrets import secret

ASKING = 8


def test_threads_that_ask_together_for_a_new_secret_all_get_the_one_that_stays(tmp_path):
    gate = Barrier(ASKING)

    def ask(name: str) -> str:
        gate.wait(60)
        return secret(tmp_path, name)

    with ThreadPoolExecutor(ASKING) as threads:
        for n in range(10):
            told = set(threads.map(ask, [f"kunci-{n}"] * ASKING))
            assert told == {(tmp_path / f"kunci-{n}").read_text()}
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"kunci-{n}" for n in range(10)], (
        "no draft stays behind"
    )
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in tmp_path.iterdir())
