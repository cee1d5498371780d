"""What ``bin/run`` may be told."""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DEMO_REGION = "35.26"


@dataclass(frozen=True)
class Options:
    """One start of an installation."""

    region: str
    port: int
    host: str
    data_dir: Path
    demo: bool
    n_web: int

    @property
    def environment(self) -> dict[str, str]:
        """What the children of this start find in their environment."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "kondusif.site.settings",
            "KONDUSIF_DATA_DIR": str(self.data_dir),
            "KONDUSIF_DEMO": "1" if self.demo else "0",
            "KONDUSIF_PORT": str(self.port),
            "KONDUSIF_REGION": self.region,
            "PYTHONUNBUFFERED": "1",
        }


def parse(words: list[str] | None = None) -> Options:
    """This function will read the command line; argparse ends the program on words it does not know."""
    parser = argparse.ArgumentParser(
        prog="bin/run",
        description="Jalankan Kondusif: basis data, web dan pekerja di bawah satu pengawas. / Run Kondusif.",
    )
    parser.add_argument(
        "--region", default=DEMO_REGION, metavar="KODE", help="wilayah peragaan / demonstration region (35.26)"
    )
    parser.add_argument("--port", type=_port, default=8000, help="port (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="alamat yang didengar / address to listen on (127.0.0.1)")
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=Path(os.environ.get("KONDUSIF_DATA_DIR", ROOT / "var")),
        help="direktori data (var)",
    )
    parser.add_argument(
        "--no-demo", action="store_true", help="tanpa orang dan laporan rekaan / no invented people and reports"
    )
    parser.add_argument(
        "--web", type=int, default=2, choices=range(1, 17), metavar="N", help="proses web / web processes (2)"
    )
    given = parser.parse_args(words)
    return Options(given.region, given.port, given.host, given.data_dir.resolve(), not given.no_demo, given.web)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} bukan nomor port 1–65535 / is no port number")
    return int(text)
