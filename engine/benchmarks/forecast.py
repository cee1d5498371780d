"""Backtest forecasts on a made-up country, against habit and against the truth.

python engine/benchmarks/forecast.py [areas]
"""

import sys
from time import process_time

from figure import figure

from kondusif_engine import forecast
from kondusif_engine.forecast.synthetic import country


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 7285
    land = country(4, n)
    origins = range(104, 130)
    start = process_time()
    done = forecast.backtest(land.counts, land.edges, origins=origins, calendar=land.calendar)
    spent = process_time() - start
    for name, past in done.past.items():
        note = f"Brier {past.brier:.4f}, AUROC {past.auroc:.3f}; {n:,} made-up areas"
        figure(f"CRPS of {name}", past.crps, "counts", "", note)
    truth = sum(
        forecast.score(
            forecast.negative_binomial(land.intensity[:, t], land.size), land.counts[:, t]
        ).crps.mean()
        for t in origins
    ) / len(origins)  # fmt: skip
    figure("CRPS of the truth", truth, "counts")
    choice = forecast.choose(done, land.groups, seed=1)
    habit = done.past[choice.benchmark].crps
    closed = (habit - done.past["self_exciting"].crps) / (habit - truth)
    note = f"chosen: {choice.model}; p {choice.p_groups:.2g} over regions, {choice.p_time:.2g} over time"
    figure(f"CRPS skill over {choice.benchmark}", 100 * choice.skill, "%", ">= 6", note)
    figure("gap from habit to truth closed", 100 * closed, "%", ">= 70")
    figure(f"backtest of {n:,} areas, 26 origins", spent, "CPU-s", "< 10 for 7,285 areas")


if __name__ == "__main__":
    main()
