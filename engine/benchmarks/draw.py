"""Draw 1,000 of 823,000 ids with proofs, and check the record.

python engine/benchmarks/draw.py
"""

from statistics import median
from time import process_time

from figure import figure

from kondusif_engine import draw

N_IDS, N_WINNERS, ROUNDS = 823_000, 1_000, 3


def main() -> None:
    entries = [draw.Entry(str(3_500_000_000_000 + i)) for i in range(N_IDS)]
    parties = [f"party {i}" for i in range(9)]
    secrets = {party: f"{i:064x}" for i, party in enumerate(parties)}
    spent = []
    for _ in range(ROUNDS):
        start = process_time()
        announcement = draw.announce("benchmark", entries, {"": N_WINNERS}, parties)
        commitments = {p: draw.commitment(announcement, p, s) for p, s in secrets.items()}
        record = draw.run(announcement, entries, commitments, secrets)
        drawn = process_time()
        assert draw.problems(record, entries) == ()
        spent.append((drawn - start, process_time() - drawn))
    making, checking = zip(*spent, strict=True)
    told = f"announcement included; median of {ROUNDS}, {min(making):.2f} to {max(making):.2f}"
    figure("draw of 823,000 ids with proofs", median(making), "CPU-s", "< 3", told)
    figure("full check of that draw", median(checking), "CPU-s")


if __name__ == "__main__":
    main()
