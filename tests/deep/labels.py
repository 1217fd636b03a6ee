# SPDX-License-Identifier: Apache-2.0
"""A positive control that needs no transformer: 86 yes/no questions about the words of each volume (lebel2023, labels/; answered by somebody else's language model) in the place of
neurons, beside the same networks. They say what the words are about, so in hours of listening some must couple; the same answers half a story or so later (as smooth, and as rhythmic) must not.

    python3 tests/deep/labels.py RESULTS [--permutations 200]    (anbn on the PATH; RESULTS: the study that `lebel.py --stories 12 --keep` leaves)"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np

from lebel import DATA, ROOT, TR_S

sys.path.insert(0, str(ROOT / "tests/outsider"))
import series


def run(command: list) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)


def timecourses(results: pathlib.Path, story: str, out: pathlib.Path, order) -> None:
    """A folder as the stage `timecourses` writes it, with a question a neuron."""
    shutil.copytree(results / "main" / story / "timecourses", out)
    answers = np.load(DATA / f"labels/{story}.npy").astype(float)
    answers = np.roll(answers, order.integers(len(answers) // 4, 3 * len(answers) // 4), axis=0) if order is not None else answers
    volumes = len(np.load(out / "timecourses.npy", mmap_mode="r"))
    if len(answers) != volumes:
        sys.exit(f"{story}: {len(answers)} answers for {volumes} volumes")
    kernel = series.spm_hrf(TR_S)
    heard = np.array([np.convolve(column, kernel)[:volumes] for column in answers.T]).T
    np.save(out / "timecourses.npy", np.ascontiguousarray(heard, np.float32))
    (out / "neurons.tsv").write_text("neuron\tlabel\tlayer\thead\tdimension\n" + "".join(f"{i}\tQ{i}\t1\t1\t{i}\n" for i in range(1, answers.shape[1] + 1)))


def coupled(results: pathlib.Path, names: list, permutations: int, order) -> dict:
    with tempfile.TemporaryDirectory(prefix="anbn-labels-") as scratch:
        folder = pathlib.Path(scratch)
        command = ["anbn", "pooled", "--networks", results / "networks", "--permutations", str(permutations), "--noise-draws", "20", "--out", folder / "pooled"]
        for story in names:
            timecourses(results, story, folder / story, order)
            run(["anbn", "coupling", "--timecourses", folder / story, "--networks", results / "networks", "--story", story, "--tokens", results / "main" / story / "tokens",
                            "--nuisance", results / "main" / story / "nuisance", "--out", folder / f"{story}.coupling"])
            command += ["--stories", story, "--timecourses", folder / story, "--coupling", folder / f"{story}.coupling", "--nuisance", results / "main" / story / "nuisance",
                        "--tokens", results / "main" / story / "tokens"]
        run(command)
        return json.loads((folder / "pooled/summary.json").read_text())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--permutations", type=int, default=200)
    chosen = parser.parse_args()
    names = [story["name"] for story in json.loads((chosen.results / "study.json").read_text())["stories"]]
    questions = (DATA / "labels/questions.txt").read_text().splitlines()
    for what, order in (("as answered", None), ("moved by a quarter to three quarters of each story", np.random.default_rng(1))):
        found = coupled(chosen.results, names, chosen.permutations, order)
        pair = found["global"]["pair"] or "none"
        question = questions[int(pair[1:pair.index("-")]) - 1] if pair != "none" else ""
        print(f"{what}: any coupling p = {found['omnibus']['p']:.3g}; largest partial r {found['global']['observed']:.3f} ({pair}: {question}); "
              f"named {found['neurons']['named']} of {found['neurons']['tested_phase']} questions, {found['networks']['named']} networks", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
