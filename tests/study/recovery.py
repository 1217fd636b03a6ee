# SPDX-License-Identifier: Apache-2.0
"""How well planted neurons are recovered at five signal-to-noise ratios, one where it fails among them, as a table in Markdown (and TSV).

    python3 tests/study/recovery.py [--model FOLDER] [--seeds 5] [--permutations 5000] [--tsv FILE]
    python3 tests/study/recovery.py --check        a small version with assertions, on a random model

anbn must be on the PATH. `snr` is the standard deviation of a driven network's signal over that of its noise, in one of 16 listeners."""
import argparse
import pathlib
import sys
import tempfile

from study import FAST, Study, anbn, real_model, small_model

RATIOS = (0.03, 0.1, 0.2, 0.5, 1.0)
COLUMNS = ("snr", "driven", "recovered", "called_coupled", "correlation", "undriven_called_coupled", "global_says_yes")


def without_untrained(study_toml: pathlib.Path) -> None:
    """The control takes time and changes nothing here."""
    parts = study_toml.read_text(encoding="utf-8").split("\n[[variant]]")
    kept = [part for part in parts if 'name = "untrained"' not in part]
    lost = [part for part in parts if 'name = "untrained"' in part]
    rest = "".join("\n[[story]]" + part.split("\n[[story]]", 1)[1] for part in lost)
    study_toml.write_text("\n[[variant]]".join(kept) + rest, encoding="utf-8")


def row_of(snr: float, stories: list) -> tuple:
    driven, undriven = [n for s in stories for n in s.driven], [n for s in stories for n in s.undriven]

    def share(values) -> float:
        values = list(values)
        return sum(values) / len(values)

    return (snr, len(driven), share(n.recovered for n in driven), share(n.called() for n in driven), share(n.correlation for n in driven),
            share(n.called() for n in undriven), share(s.global_p <= 0.05 for s in stories))


def measure(model: pathlib.Path, weights: str, seeds: int, permutations: int, more: list) -> list[tuple]:
    stories = {snr: [] for snr in RATIOS}
    with tempfile.TemporaryDirectory(prefix="anbn-recovery-", dir=FAST) as folder:
        for seed in range(1, seeds + 1):
            study = pathlib.Path(folder) / f"seed_{seed}"
            for snr in RATIOS:  # in one folder: the words, and so the neurons, stay up to date
                (study / "study.toml").unlink(missing_ok=True)  # an edited one is not written over
                anbn("simulate", "--as", "networks", "--model", model, "--weights", weights, "--out", study, "--seed", seed, "--snr", snr, "--permutations", permutations, *more)
                without_untrained(study / "study.toml")
                anbn("run", study / "study.toml")
                stories[snr] += Study(study).stories
    return [row_of(snr, stories[snr]) for snr in RATIOS]


def markdown(rows: list[tuple]) -> str:
    lines = ["| snr of one listener | recovered | called coupled (q <= 0.05) | mean PCC | undriven called coupled | global test says yes |", "|---|---|---|---|---|---|"]
    lines += [f"| {snr:g} | {found:.0%} | {called:.0%} | {r:.3f} | {false:.1%} | {yes:.0%} |" for snr, _, found, called, r, false, yes in rows]
    return "\n".join(lines)


def check(rows: list[tuple]) -> list[str]:
    """What is not as it should be."""
    lowest, highest = rows[0], rows[-1]
    expectations = [
        (lowest[2] <= 0.25, f"at snr {lowest[0]} recovery fails: {lowest[2]:.0%} recovered, expected at most 25 %"),
        (lowest[3] <= 0.25, f"at snr {lowest[0]} next to nothing is called coupled: {lowest[3]:.0%}, expected at most 25 %"),
        (highest[2] == 1, f"at snr {highest[0]} all are recovered: {highest[2]:.0%}"),
        (highest[3] == 1, f"at snr {highest[0]} all are called coupled: {highest[3]:.0%}"),
        (highest[6] == 1, f"at snr {highest[0]} the global test says yes in each story: {highest[6]:.0%}"),
        (all(a[2] <= b[2] + 0.1 for a, b in zip(rows, rows[1:])), f"recovery grows with snr: {[round(row[2], 2) for row in rows]}"),
        (all(a[4] < b[4] for a, b in zip(rows, rows[1:])), f"the PCC grows with snr: {[round(row[4], 3) for row in rows]}"),
        (all(row[5] <= 0.1 for row in rows), f"undriven networks are left alone: {[round(row[5], 3) for row in rows]}")]
    for holds, words in expectations:
        print(("ok      " if holds else "FAILED  ") + words)
    return [words for holds, words in expectations if not holds]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--permutations", type=int, default=5000)
    parser.add_argument("--tsv", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    if chosen.check:
        with tempfile.TemporaryDirectory(prefix="anbn-model-", dir=FAST) as folder:
            rows = measure(small_model(pathlib.Path(folder), layers=4, heads=4), "random", 2, 199, [])
    else:
        rows = measure(chosen.model or real_model(), "pretrained", chosen.seeds, chosen.permutations, [])
    print(markdown(rows))
    if chosen.tsv:
        chosen.tsv.write_text("\n".join("\t".join(map(str, row)) for row in [COLUMNS, *rows]) + "\n")
    return 1 if chosen.check and check(rows) else 0


if __name__ == "__main__":
    sys.exit(main())
