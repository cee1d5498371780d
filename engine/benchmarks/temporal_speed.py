"""CPU-seconds of the temporal detectors for the latest week of 7,285 series.

python engine/benchmarks/temporal_speed.py
"""

from time import process_time

import numpy as np

from kondusif_engine import temporal

N_SERIES, N_WEEKS = 7_285, 300


def main() -> None:
    rng = np.random.default_rng(1)
    wave = np.exp(0.4 * np.sin(np.arange(N_WEEKS) / 52 * 2 * np.pi))
    series = rng.poisson(rng.lognormal(0.5, 1.0, N_SERIES)[:, None] * wave)
    total = 0.0
    for name, detect in (
        ("EARS C1", lambda: temporal.ears(series, "C1", last=1)),
        ("EARS C3", lambda: temporal.ears(series, "C3", last=1)),
        ("Farrington Flexible", lambda: temporal.farrington(series)),
    ):
        first = process_time()
        detect()
        first = process_time() - first
        start = process_time()
        result = detect()
        spent = process_time() - start
        total += spent if name != "EARS C1" else 0.0
        print(
            f"{name:20s} {spent:7.3f} CPU-s ({first:.2f} on the first call), alarms {result.alarm.mean():.2%}"
        )
    print(f"EARS C3 and Farrington together: {total:.3f} CPU-s for {N_SERIES} series")


if __name__ == "__main__":
    main()
