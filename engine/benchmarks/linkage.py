"""Link a made-up stream: full decisions per second and core, and how good they are.

python engine/benchmarks/linkage.py
"""

from time import process_time

from figure import figure

from kondusif_engine import linkage
from kondusif_engine.linkage.synthetic import corpus

N_WARM = 1500


def decide(linker: linkage.Linker, snippet: linkage.Snippet) -> str:
    """Decide and spell out why, for every event shown: a decision without its grounds is half of one."""
    decision = linker.add(snippet)
    for candidate in decision.candidates:
        _ = candidate.reasons
    return decision.kind


def main() -> None:
    entries = corpus(5, 3000, sentences="held_out")
    truth = {snippet.id: event for snippet, event in entries}
    linker = linkage.Linker()
    for snippet, _ in entries[:N_WARM]:
        linker.add(snippet)
    start = process_time()
    kinds = [decide(linker, snippet) for snippet, _ in entries[N_WARM:]]
    spent = process_time() - start
    found = [linker.event_of(snippet.id) for snippet, _ in entries]
    score = linkage.evaluate([truth[snippet.id] for snippet, _ in entries], found)
    shares = {kind: round(kinds.count(kind) / len(kinds), 3) for kind in ("join", "new", "ask")}
    made_up = f"made-up reports, sentences not in the fit; {shares}"
    figure("full link decisions, reasons spelt out", len(kinds) / spent, "per CPU-s", ">= 5,000", made_up)
    figure("B-cubed F1, nobody answers the questions", score.b_cubed_f1, "", "", made_up)
    judged = linkage.coefficients().provenance["judged"]
    for name in (
        "best_f1",
        "text_only_best_f1",
        "auroc",
        "calibration_error",
        "stream_b_cubed_f1",
        "asked_share",
    ):
        figure(f"shipped model, {name}", judged[name], "", "", "pairs of made-up reports near one another")


if __name__ == "__main__":
    main()
