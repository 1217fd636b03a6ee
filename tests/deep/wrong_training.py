# SPDX-License-Identifier: Apache-2.0
"""How often a trained model is said to couple more than untrained ones (stage `training`: by rank, and by rank and noise) where there is nothing: the words of each story beside the brain of each
other one. By the outsider's arithmetic. First runs a study of one listener's stories with many untrained models as variants, up to their coupling.

    python3 tests/deep/wrong_training.py [--stories 12] [--seeds 19] [--draws 59] [--every 4] [--keep FOLDER]     (anbn on the PATH; lebel2023 and the pretrained model)

Pairings share words and brains, so they are far from independent: shares, no standard error."""
import argparse
import pathlib
import sys
import tempfile

import numpy as np
from scipy import fft

from lebel import DATA, MODEL, ROOT, STORIES, TR_S, anbn

sys.path.insert(0, str(ROOT / "tests/outsider"))
import series
from check_omnibus import layers_of
from check_self_calibration import Story, basis_of
from inputs import Table
from training_level import COLUMNS, claims


def study(stories: list, seeds: int) -> str:
    text = '[study]\nname = "Many untrained models"\nout = "results"\nkeep = "all"\n'
    for number in range(seeds + 1):
        name, weights = ("main", "") if number == 0 else (f"random{number:03}", f'weights = "random"\nactivations.seed = {number}\n')
        text += f'\n[[variant]]\nname = "{name}"\nmodel = "{MODEL}"\n{weights}'
    for story in stories:
        networks = DATA / f"UTS03/{story}.npy"
        text += (f'\n[[story]]\nname = "{story}"\nwords = "{DATA}/words/{story}.tsv"\nnetworks = "{networks}"\ntr_s = {TR_S}\nfirst_volume = 0\n'
                 f'volumes = {len(np.load(networks, mmap_mode="r"))}\naudio_start_s = -{TR_S}\n')
    return text + '\n[networks]\nmethod = "import"\n'


def squares(models: list, brain: Story, layers: np.ndarray, chosen, rng) -> np.ndarray:
    """Mean r^2 of each layer of each model and of each draw, first as observed: [models x layers x (D + 1)]. All models meet the same draws."""
    words = models[0]
    count = min(len(words.neurons), len(brain.networks))
    basis = basis_of(words, brain, count).astype(np.float32)
    clean = lambda x: series.unit(series.residuals(series.unit(x[:count]).astype(np.float32), basis)).astype(np.float32)
    neurons = np.concatenate([clean(model.neurons[:, ::chosen.every]) for model in models], axis=1)
    networks = series.unit(brain.networks[:count].astype(float))
    spectrum = fft.rfft(series.without_step(networks, basis), axis=0)
    drawn = [networks] + [series.phase_surrogate(spectrum, count, rng) for _ in range(chosen.draws)]
    means = np.stack([((neurons.T @ clean(draw))**2).mean(axis=1) for draw in drawn], axis=1)
    by_model = means.reshape(len(models), -1, len(drawn))
    return np.stack([by_model[:, layers == layer].mean(axis=1) for layer in np.unique(layers)], axis=1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=12)
    parser.add_argument("--seeds", type=int, default=19)
    parser.add_argument("--draws", type=int, default=59)
    parser.add_argument("--every", type=int, default=4)
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the study; by default it is removed")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="anbn-deep-") as scratch:
        folder = chosen.keep or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        names = STORIES[:chosen.stories]
        (folder / "study.toml").write_text(study(names, chosen.seeds))
        anbn("run", folder / "study.toml", "--until", "coupling")
        results = folder / "results"
        variants = [results / "main", *sorted(results.glob("random*"))]
        stories = {name: [Story(variant, name) for variant in variants] for name in names}
        layers = layers_of(list(Table(variants[0] / names[0] / "timecourses/neurons.tsv").text("label")))[::chosen.every]
        found = {"right": [], "wrong": []}
        for i, words in enumerate(names):
            for k, brain in enumerate(names):
                rng = np.random.default_rng(100 * i + k)
                found["right" if words == brain else "wrong"].append(claims(squares(stories[words], stories[brain][0], layers, chosen, rng)))
            print(f"{i + 1} of {len(names)} stories' words", file=sys.stderr, flush=True)
    for name, rows in found.items():
        print(f"{len(rows)} {name} pairings, called: " + ", ".join(f"{column} {share:.3f}" for column, share in zip(COLUMNS, np.mean(rows, axis=0))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
