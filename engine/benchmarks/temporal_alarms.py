"""How often the temporal detectors alarm in quiet series, against what they are asked for.

python engine/benchmarks/temporal_alarms.py
"""

import numpy as np

from kondusif_engine import temporal

N_SERIES, N_WEEKS, CAMPAIGN, GUESSED_DAYS = 6_000, 320, 75, 42


def main() -> None:
    rng = np.random.default_rng(3)
    print("share of quiet bins with an alarm")
    for mean in (10_000, 3, 1):
        quiet = rng.poisson(mean, (2 * N_SERIES, 40))
        shares = (f"{m} {temporal.ears(quiet, m, last=10).alarm.mean():.2%}" for m in ("C1", "C2", "C3"))
        print(f"EARS, Poisson {mean:6d} a day: {', '.join(shares)}")
    weeks = np.arange(N_WEEKS)
    for mean in (2, 10, 50):
        for size in (np.inf, 5.0):
            phase = rng.uniform(0, 2 * np.pi, (N_SERIES, 1))
            wave = mean * np.exp(0.4 * np.sin(2 * np.pi * weeks / 52 + phase))
            quiet = rng.poisson(wave if np.isinf(size) else rng.gamma(size, wave / size))
            shares = (
                f"{rule} {temporal.farrington(quiet, threshold=rule).alarm.mean():.2%}"
                for rule in ("delta", "nb")
            )
            print(f"Farrington at alpha 1 %, {mean:2d} a week, size {size:3}: {', '.join(shares)}")
    print(f"share of quiet campaigns of {CAMPAIGN} days in which the CUSUM alarms")
    for mean in (0.1, 0.5, 2.0):
        for wanted in (0.05, 0.005):
            level = temporal.nb_cusum_threshold(
                mean, horizon=CAMPAIGN, false_alarm_share=wanted, simulations=40_000, seed=1
            )
            quiet = rng.poisson(mean, (40_000, GUESSED_DAYS + CAMPAIGN))
            guessed = np.maximum(quiet[:, :GUESSED_DAYS].mean(axis=1), mean / 5)
            shares = [
                temporal.nb_cusum(quiet[:, GUESSED_DAYS:], usual, threshold=level).alarm.any(axis=1).mean()
                for usual in (np.full(len(quiet), mean), guessed)
            ]
            told = f"{shares[0]:.2%} with the mean known, {shares[1]:.1%} with it guessed from 42 days"
            print(f"{mean} a day, {wanted:.1%} asked for: {told}")


if __name__ == "__main__":
    main()
