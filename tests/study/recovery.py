# SPDX-License-Identifier: Apache-2.0
"""How well planted neurons are recovered at five signal-to-noise ratios, one where it fails among them, as a table in Markdown (and TSV).

    python3 tests/study/recovery.py [--as volumes] [--method ica:30] [--model FOLDER] [--seeds 5] [--permutations 5000] [--simulate "--shared 0.5 --hrf-sd-s 0"] [--tsv FILE]
    python3 tests/study/recovery.py --check        a small version with assertions, on a random model

anbn must be on the PATH. `snr` is that of `anbn simulate`, in one of 16 listeners: of a driven network's time course where these are given, and of the voxel in which
a network is strongest where networks must be found in scans (--as volumes)."""
import argparse
import math
import pathlib
import shlex
import shutil
import sys
import tempfile

from study import FAST, Checks, Study, anbn, real_model, small_model

RATIOS = {"networks": (0.03, 0.1, 0.2, 0.5, 1.0), "volumes": (0.1, 0.2, 0.3, 0.5, 1.0)}
COLUMNS = ("snr", "driven", "recovered", "called_coupled", "correlation", "undriven_called_coupled", "global_says_yes", "couplings_found", "networks_found",
           "map_correlation", "course_correlation")


def without_untrained(study_toml: pathlib.Path) -> None:
    """The control takes time and changes nothing here."""
    parts = study_toml.read_text(encoding="utf-8").split("\n[[variant]]")
    kept = [part for part in parts if 'name = "untrained"' not in part]
    lost = [part for part in parts if 'name = "untrained"' in part]
    rest = "".join("\n[[story]]" + part.split("\n[[story]]", 1)[1] for part in lost)
    study_toml.write_text("\n[[variant]]".join(kept) + rest, encoding="utf-8")


def choose(study_toml: pathlib.Path, method: str) -> None:
    """Has the networks found by another method, with its own settings: `dbn:PRESET`, or `ica:COMPONENTS`."""
    method, _, setting = method.partition(":")
    key = {"dbn": f'preset = "{setting}"', "ica": f"components = {setting}"}[method]
    text = study_toml.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("preset", "units"))]
    study_toml.write_text("\n".join(f'method = "{method}"\n{key}' if line.startswith("method") else line for line in lines) + "\n", encoding="utf-8")


def mean(values) -> float:
    values = [0.0 if math.isnan(v) else float(v) for v in values]
    return sum(values) / len(values) if values else math.nan


def row_of(snr: float, stories: list) -> tuple:
    driven, undriven, both = ([n for s in stories for n in kind(s)] for kind in (lambda s: s.driven, lambda s: s.undriven, lambda s: s.networks))
    return (snr, len(driven), mean(n.recovered for n in driven), mean(n.called() for n in driven), mean(n.correlation for n in driven),
            mean(n.called() for n in undriven), mean(s.global_p <= 0.05 for s in stories), mean(n.coupling_found for n in driven), mean(n.match.found for n in both),
            mean(abs(n.match.map_correlation) for n in both), mean(abs(n.course_correlation) for n in both))


def measure(model: pathlib.Path, weights: str, seeds: int, permutations: int, kind: str, method: str | None, simulate: list[str]) -> list[tuple]:
    stories = {snr: [] for snr in RATIOS[kind]}
    with tempfile.TemporaryDirectory(prefix="anbn-recovery-", dir=FAST) as folder:
        for seed in range(1, seeds + 1):
            study = pathlib.Path(folder) / f"seed_{seed}"
            for snr in stories:  # in one folder: the words, and so the neurons, stay up to date
                (study / "study.toml").unlink(missing_ok=True)  # an edited one is not written over
                anbn("simulate", "--as", kind, "--model", model, "--weights", weights, "--out", study, "--seed", seed, "--snr", snr, "--permutations", permutations, *simulate)
                without_untrained(study / "study.toml")
                if method:
                    choose(study / "study.toml", method)
                anbn("run", study / "study.toml")
                stories[snr] += Study(study).stories
                print(f"seed {seed}: {dict(zip(COLUMNS, row_of(snr, stories[snr][-2:])))}", file=sys.stderr, flush=True)
            shutil.rmtree(study)
    return [row_of(snr, found) for snr, found in stories.items()]


def markdown(rows: list[tuple], kind: str) -> str:
    cells = [dict(zip(COLUMNS, row)) for row in rows]
    if kind == "networks":
        lines = ["| snr of one listener | recovered | called coupled (q <= 0.05) | mean PCC | undriven called coupled | global test says yes |", "|---|---|---|---|---|---|"]
        lines += ["| {snr:g} | {recovered:.0%} | {called_coupled:.0%} | {correlation:.3f} | {undriven_called_coupled:.1%} | {global_says_yes:.0%} |".format(**row) for row in cells]
    else:
        lines = ["| snr of one listener | networks found | their maps / time courses | anchor right | called coupled (q <= 0.05) | both | undriven called coupled | global test says yes |",
                 "|---|---|---|---|---|---|---|---|"]
        lines += ["| {snr:g} | {networks_found:.0%} | {map_correlation:.2f} / {course_correlation:.2f} | {recovered:.0%} | {called_coupled:.0%} | {couplings_found:.0%} | "
                  "{undriven_called_coupled:.1%} | {global_says_yes:.0%} |".format(**row) for row in cells]
    return "\n".join(lines)


def status_of(rows: list[tuple]) -> int:
    """1 if anything is not as it should be."""
    check = Checks()
    lowest, highest = rows[0], rows[-1]
    for holds, words in (
        (lowest[2] <= 0.25, f"at snr {lowest[0]} recovery fails: {lowest[2]:.0%} recovered, expected at most 25 %"),
        (lowest[3] <= 0.25, f"at snr {lowest[0]} next to nothing is called coupled: {lowest[3]:.0%}, expected at most 25 %"),
        (highest[2] == 1, f"at snr {highest[0]} all are recovered: {highest[2]:.0%}"),
        (highest[3] == 1, f"at snr {highest[0]} all are called coupled: {highest[3]:.0%}"),
        (highest[6] == 1, f"at snr {highest[0]} the global test says yes in each story: {highest[6]:.0%}"),
        (all(a[2] <= b[2] + 0.1 for a, b in zip(rows, rows[1:])), f"recovery grows with snr: {[round(row[2], 2) for row in rows]}"),
        (all(a[4] < b[4] for a, b in zip(rows, rows[1:])), f"the PCC grows with snr: {[round(row[4], 3) for row in rows]}"),
        (all(row[5] <= 0.1 for row in rows), f"undriven networks are left alone: {[round(row[5], 3) for row in rows]}")):
        check(holds, words)
    return check.status()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--as", dest="kind", choices=RATIOS, default="networks")
    parser.add_argument("--method", help="dbn:PRESET or ica:COMPONENTS: how networks are found in volumes; by default as study.toml says")
    parser.add_argument("--model", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--permutations", type=int, default=5000)
    parser.add_argument("--simulate", default="", help="more options of `anbn simulate`")
    parser.add_argument("--tsv", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    if chosen.check:
        with tempfile.TemporaryDirectory(prefix="anbn-model-", dir=FAST) as folder:
            rows = measure(small_model(pathlib.Path(folder), layers=4, heads=4), "random", 2, 199, "networks", None, [])
    else:
        rows = measure(chosen.model or real_model(), "pretrained", chosen.seeds, chosen.permutations, chosen.kind, chosen.method, shlex.split(chosen.simulate))
    print(markdown(rows, chosen.kind))
    if chosen.tsv:
        chosen.tsv.write_text("\n".join("\t".join(map(str, row)) for row in [COLUMNS, *rows]) + "\n")
    return status_of(rows) if chosen.check else 0


if __name__ == "__main__":
    sys.exit(main())
