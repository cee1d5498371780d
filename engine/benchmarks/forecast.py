"""Backtest forecasts on a made-up country, against habit and against the truth.

python engine/benchmarks/forecast.py [areas]
"""

import sys
from time import process_time

from kondusif_engine import forecast
from kondusif_engine.forecast.synthetic import country


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    land = country(4, n)
    origins = range(104, 130)
    start = process_time()
    done = forecast.backtest(land.counts, land.edges, origins=origins, calendar=land.calendar)
    spent = process_time() - start
    for name, past in done.past.items():
        print(f"{name:18s} CRPS {past.crps:.4f}  Brier {past.brier:.4f}  AUROC {past.auroc:.3f}")
    truth = sum(
        forecast.score(
            forecast.negative_binomial(land.intensity[:, t], land.size), land.counts[:, t]
        ).crps.mean()
        for t in origins
    ) / len(origins)  # fmt: skip
    print(f"{'truth':18s} CRPS {truth:.4f}")
    choice = forecast.choose(done, land.groups, seed=1)
    habit = done.past[choice.benchmark].crps
    closed = (habit - done.past["self_exciting"].crps) / (habit - truth)
    print(choice, f"\ngap to the truth closed {closed:.0%}; {n} areas, 26 origins: {spent:.2f} CPU-s")


if __name__ == "__main__":
    main()
