# SPDX-License-Identifier: Apache-2.0
"""The real Pie Man networks against words that they cannot follow: those of ten other stories, and all of them with the networks reversed in time."""
import os
import pathlib
import tempfile

import numpy as np

from calibration_cases import TR_S
from study import FAST, anbn

ROOT = pathlib.Path(os.environ.get("ANBN_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
DATA = ROOT.parent / "shared/data"
SERIES_FILE = DATA / "pieman_htfa/pieman_htfa100_subjects_even.npy"
LEVEL = 0.05 + 1e-6  # of p values that come as float32: 0.05 itself counts
FIRST_VOLUME, VOLUMES = 10, 282
OWN, TOLD_AGAIN = "pieman", "piemanpni"  # the second has nearly the same words, spoken some seconds earlier


def available() -> bool:
    return SERIES_FILE.exists() and (model_folder() / "model.safetensors").exists()


def model_folder() -> pathlib.Path:
    return pathlib.Path(os.environ.get("ANBN_MODEL_DIR") or ROOT / "build/models/all-minilm-l6-v2")


def onsets(story: str) -> list[float]:
    rows = (line.strip().split(",") for line in (DATA / f"narratives/{story}/align.csv").read_text(encoding="utf-8").splitlines())
    return [float(row[2]) for row in rows if len(row) == 4 and row[2]]


def neurons_of(story: str, folder: pathlib.Path) -> np.ndarray:
    """[T x N] time courses of all neurons, the story's first word at the first volume used; T as long as there are words, 282 at most. The standard nuisance set lies beside them."""
    times = onsets(story)
    start_s = FIRST_VOLUME * TR_S
    begin = start_s if story == OWN else times[0]
    volumes = min(VOLUMES, int((times[-1] - begin) / TR_S))
    words = DATA / f"narratives/{story}"
    transcript = ["--transcript", words / "transcript.txt"] if (words / "transcript.txt").exists() else []
    anbn("tokens", "--words", words / "align.csv", *transcript, "--vocabulary", model_folder() / "vocab.txt", "--tr-s", TR_S, "--first-volume", FIRST_VOLUME, "--volumes", volumes,
         f"--audio-start-s={start_s - begin}", "--out", folder / "tokens")
    return courses_of_tokens(folder)


def courses_of_tokens(folder: pathlib.Path) -> np.ndarray:
    """[T x N] of what lies in `folder`/tokens; the standard set is written to `folder`/nuisance."""
    anbn("nuisance", "--tokens", folder / "tokens", "--out", folder / "nuisance")
    anbn("activations", "--tokens", folder / "tokens", "--model", model_folder(), "--out", folder / "activations")
    anbn("timecourses", "--activations", folder / "activations", "--tokens", folder / "tokens", "--out", folder / "timecourses")
    return np.load(folder / "timecourses/timecourses.npy")


def networks() -> np.ndarray:
    """[T x M] mean over the listeners, as anbn imports them."""
    with tempfile.TemporaryDirectory(prefix="anbn-real-", dir=FAST) as name:
        anbn("networks", "--files", SERIES_FILE, "--stories", OWN, "--first-volumes", FIRST_VOLUME, "--volumes", VOLUMES, "--out", pathlib.Path(name) / "networks")
        return np.load(pathlib.Path(name) / f"networks/{OWN}.npy")


def analyses():
    """(group, story, neurons [T x N], networks [T x M], table of the standard set) one after another; the table lives until the next."""
    brain = networks()
    for story in sorted(p.parent.name for p in (DATA / "narratives").glob("*/align.csv")):
        with tempfile.TemporaryDirectory(prefix="anbn-real-", dir=FAST) as name:
            words = neurons_of(story, pathlib.Path(name))
            regressors = pathlib.Path(name) / "nuisance/regressors.tsv"
            kind = "Pie Man itself" if story == OWN else "Pie Man told again" if story == TOLD_AGAIN else "ten other stories"
            yield kind, story, words, brain[:len(words)], regressors
            yield "all twelve, networks reversed", story, words, brain[:len(words)][::-1], regressors


def rates_of(rows: np.ndarray, count: int) -> dict[str, float]:
    """Of one analysis of `count` neurons, from test_stacks' rows [13 x (N + M)]."""
    pair_p, _, max_p, _, fwe_p, _, global_p, null_95, omnibus_p = rows[:9]
    return {"pair": float(np.mean(pair_p[:count] <= LEVEL)), "max": float(np.mean(max_p[:count] <= LEVEL)), "network_pair": float(np.mean(pair_p[count:] <= LEVEL)),
            "network_max": float(np.mean(max_p[count:] <= LEVEL)), "fwe": float(np.mean(fwe_p[:count] <= LEVEL)), "global_p": float(global_p[0]), "omnibus_p": float(omnibus_p[0]), "null_95": float(null_95[0])}
