"""Fit the coefficients of linkage on synthetic reports and write them where the package reads them.

How far they may be trusted is then read off pairs that people wrote, and off made-up ones beside one another.

python engine/benchmarks/fit_linkage.py [--write]
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from reference.written_pairs import fitting_pairs

from kondusif_engine import linkage
from kondusif_engine.linkage import pair
from kondusif_engine.linkage.decision import Settings
from kondusif_engine.linkage.fitting import fit_features
from kondusif_engine.linkage.grams import Rarity
from kondusif_engine.linkage.pool import Pool
from kondusif_engine.linkage.synthetic import corpus

FIT_SEED, JUDGE_SEED, N_EVENTS = 20241127, 20240214, 3000
RIDGE = 1.0
COMMON_SHARE = 0.004
TARGET = Path(pair.__file__).with_name("coefficients.json")


def prior_of(reports) -> dict[int, float]:
    """Shares of messages that hold a bucket, for the buckets that are not rare."""
    seen: Counter[int] = Counter()
    for read in reports:
        seen.update(read.grams.chars.tolist())
        seen.update(read.grams.words.tolist())
    n = len(reports)
    return {bucket: round(k / n, 4) for bucket, k in sorted(seen.items()) if k / n > COMMON_SHARE}


def pairs(seed: int, sentences: str, prior: dict[int, float] | None):
    """Features and truth of all near pairs, in the order of the stream, with the rarity of then."""
    settings, normaliser = Settings(), linkage.Normaliser()
    entries = corpus(seed, N_EVENTS, sentences=sentences)
    reads = [pair.read(snippet, normaliser) for snippet, _ in entries]
    prior = prior_of(reads) if prior is None else prior
    rarity, pool = Rarity(prior), Pool(settings.max_km, settings.max_hours)
    tables, truth = [], []
    for number, read in enumerate(reads):
        row = pool.lay(read)
        near = pool.near(row, len(reads))
        tables.append(pool.features(row, near, rarity))
        truth += [entries[other][1] == entries[number][1] for other in near.rows.tolist()]
        rarity.see(read.grams, read.snippet.hours)
        pool.file(row, number)
    return np.vstack(tables), np.array(truth, dtype=float), prior


def trust_of(beta, prior, held_table, held_truth) -> float:
    """What log-odds above 0 are to be multiplied by, so that pairs surprise the model least.

    Written pairs and made-up ones of one station weigh alike: the former are hard on purpose, the latter
    follow rules the model knows, and an office's own lie between.
    """
    rarity, normaliser = Rarity(prior), linkage.Normaliser()
    written = fitting_pairs()
    both = [[pair.read(report, normaliser) for report in (p.first, p.second)] for p in written]
    table = np.vstack([pair.features(first, [second], rarity) for first, second in both])
    beside = held_table[:, pair.FEATURES.index("same_station")] == 1.0
    parts = (
        (beta[0] + table @ beta[1:], np.array([p.verdict == "y" for p in written])),
        (beta[0] + held_table[beside] @ beta[1:], held_truth[beside] == 1.0),
    )

    def surprise(trust: float) -> float:
        return sum(_surprise(z[z > 0] * trust, same[z > 0]) for z, same in parts)

    return round(float(min(np.arange(0.2, 1.0001, 0.01), key=surprise)), 2)


def _surprise(log_odds, same) -> float:
    return float(np.mean(np.logaddexp(0.0, np.where(same, -log_odds, log_odds))))


def replay(seed: int, sentences: str, model) -> tuple[linkage.ClusterScore, float]:
    """Run the stream through a linker in which a person answers every question rightly."""
    linker, asked = linkage.Linker(model=model), 0
    entries = corpus(seed, N_EVENTS, sentences=sentences)
    truth = {snippet.id: event for snippet, event in entries}
    for snippet, _ in entries:
        decision = linker.add(snippet)
        if decision.kind == "ask":
            asked += 1
            right = [c.event_id for c in decision.candidates if truth[c.report_id] == truth[snippet.id]]
            linker.settle(snippet.id, right[0] if right else None)
    found = [linker.event_of(snippet.id) for snippet, _ in entries]
    return linkage.evaluate([event for _, event in entries], found), asked / len(entries)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    table, truth, prior = pairs(FIT_SEED, "fit", None)
    beta = fit_features(table, truth, ridge=RIDGE)
    held_table, held_truth, _ = pairs(JUDGE_SEED, "held_out", prior)
    trust = trust_of(beta, prior, held_table, held_truth)
    model = pair.Coefficients(beta[0], beta[1:], prior, {}, trust)
    held = linkage.evaluate_pairs(held_truth, model.probability(beta[0] + held_table @ beta[1:]))
    text_only = linkage.evaluate_pairs(held_truth, np.clip(held_table[:, 0], 0, 1))
    clusters, asked = replay(JUDGE_SEED, "held_out", model)
    print("fit pairs", len(truth), "true", truth.mean().round(3))
    for name, weight in zip(("intercept", *pair.FEATURES), beta, strict=True):
        print(f"  {name:22s} {weight:8.3f}")
    print("trust", trust)
    print("held-out pairs", len(held_truth), "true", held_truth.mean().round(3))
    print("  model    ", held)
    print("  text only", text_only)
    print("  stream   ", clusters, "asked", round(asked, 3))
    if arguments.write:
        kept = {
            "provenance": {
                "data": "synthetic (linkage.synthetic.corpus); no real report was used",
                "fit": {
                    "seed": FIT_SEED,
                    "events": N_EVENTS,
                    "sentences": "fit",
                    "pairs": len(truth),
                    "method": f"logistic with signs, L-BFGS-B, ridge {RIDGE}",
                },
                "judged": {
                    "seed": JUDGE_SEED,
                    "events": N_EVENTS,
                    "sentences": "held_out",
                    "pairs": len(held_truth),
                    "auroc": round(held.auroc, 4),
                    "best_f1": round(held.best_f1, 4),
                    "calibration_error": round(held.calibration_error, 4),
                    "text_only_best_f1": round(text_only.best_f1, 4),
                    "stream_b_cubed_f1": round(clusters.b_cubed_f1, 4),
                    "asked_share": round(asked, 4),
                },
                "command": "python engine/benchmarks/fit_linkage.py --write",
            },
            "trust": trust,
            "intercept": round(float(beta[0]), 6),
            "weights": {n: round(float(b), 6) for n, b in zip(pair.FEATURES, beta[1:], strict=True)},
            "prior": prior,
        }
        TARGET.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
