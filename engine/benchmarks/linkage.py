"""Link a made-up stream: full decisions per second and core, and how good they are.

python engine/benchmarks/linkage.py
"""

from time import process_time

from kondusif_engine import linkage
from kondusif_engine.linkage.synthetic import corpus

N_WARM = 1500


def main() -> None:
    entries = corpus(5, 3000, sentences="held_out")
    truth = {snippet.id: event for snippet, event in entries}
    linker = linkage.Linker()
    for snippet, _ in entries[:N_WARM]:
        linker.add(snippet)
    start = process_time()
    kinds = [linker.add(snippet).kind for snippet, _ in entries[N_WARM:]]
    spent = process_time() - start
    found = [linker.event_of(snippet.id) for snippet, _ in entries]
    score = linkage.evaluate([truth[snippet.id] for snippet, _ in entries], found)
    shares = {kind: round(kinds.count(kind) / len(kinds), 3) for kind in ("join", "new", "ask")}
    print(f"{len(kinds) / spent:.0f} decisions per CPU-second; {shares}")
    print(f"nobody answers the questions: B-cubed F1 {score.b_cubed_f1:.3f}, precision {score.precision:.3f}")
    print("shipped model:", linkage.coefficients().provenance["judged"])


if __name__ == "__main__":
    main()
