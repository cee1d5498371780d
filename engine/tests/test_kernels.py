import subprocess
import sys
from pathlib import Path

from kondusif_engine import kernels
from kondusif_engine.kernels.lane_scan import lane_scan


def test_a_change_in_any_kernel_makes_all_of_them_compile_anew():
    named = {name for name, *_ in lane_scan._cache._cache_file._source_stamp}
    assert {"score.py", "lane_line.py", "lane_scan.py"} <= named
    assert named == {path.name for path in Path(kernels.__file__).parent.glob("*.py")}


def test_an_installation_that_cannot_keep_machine_code_still_works(tmp_path):
    code = (
        "from numba.core import caching\n"
        "caching.CacheImpl._locator_classes = []\n"
        "from kondusif_engine.kernels.score import missing\n"
        "print(missing(1, 1.0) + missing(0, 3.0))\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(out.stdout) == 3.0


def test_the_scan_does_without_the_part_of_scipy_that_takes_longest_to_load():
    code = (
        "import sys\n"
        "import numpy as np\n"
        "from kondusif_engine import scan\n"
        "from kondusif_engine.scan.draws import binomial_cdf\n"
        "scan.neighbours(np.array([[0.0, 0.0], [1.0, 0.0]]), 'euclidean')\n"
        "print(binomial_cdf(np.array([0]), 1, 0.25)[0], 'scipy.stats' in sys.modules)\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["0.75", "False"]
