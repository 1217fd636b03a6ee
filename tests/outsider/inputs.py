# SPDX-License-Identifier: Apache-2.0
"""What the outsider reads: a study's raw inputs, and anbn's finished tables. Shares no code with anbn."""
import csv
import io
import pathlib
import tomllib
from dataclasses import dataclass

import nibabel
import numpy as np

SHARED = pathlib.Path(__file__).resolve().parents[2].parent / "shared" / "data"


@dataclass
class Story:
    """One story of a study with the parameters that its time series need."""
    name: str
    words: pathlib.Path
    networks: list
    tr_s: float
    first_volume: int
    volumes: int
    audio_start_s: float
    average: str
    model: pathlib.Path
    results: pathlib.Path        # OUT/VARIANT/STORY
    network_results: pathlib.Path  # OUT/networks
    weights: str = "pretrained"
    seed: int = 1  # of untrained weights


@dataclass
class ScannedStory:
    """One story whose networks are found in volumes, with what is done to its scans."""
    name: str
    scans: list
    masks: list
    confounds: list
    first_volume: int
    volumes: int
    regress: list     # names of columns of the confounds
    detrend: int      # degree of the polynomial
    high_pass_s: float
    fwhm_mm: float


def pie_man(out: pathlib.Path, model: pathlib.Path, variant: str) -> list[Story]:
    """The default study: Pie Man with the 18 real listeners of ../shared/data."""
    return [Story("pieman", SHARED / "narratives/pieman/align.csv", [SHARED / "pieman_htfa/pieman_htfa100_subjects_even.npy"],
                  1.5, 10, 282, 0.0, "zscore", model, out / variant / "pieman", out / "networks")]


def lookup(key: str, places: list[dict], default):
    """The value of a study's key: the first of story, variant, study that has it, plainly or in a stage's table."""
    for place in places:
        if key in place and not isinstance(place[key], (dict, list)):
            return place[key]
        for table in place.values():
            if isinstance(table, dict) and key in table:
                return table[key]
    return default


def stories_of(study_file: pathlib.Path, variant: str, out=None, model=None) -> list[Story]:
    """All stories of a study.toml."""
    study = tomllib.loads(study_file.read_text())
    base = study_file.resolve().parent
    named = [v for v in study["variant"] if v["name"] == variant]
    if len(named) != 1:
        raise SystemExit(f"FAILED {study_file}: found no variant {variant!r}; there are {[v['name'] for v in study['variant']]}")
    out = pathlib.Path(out) if out else base / study["study"].get("out", "results")
    found = []
    for story in study["story"]:
        places = [story, named[0], study]
        networks = story.get("networks", [])
        files = [base / name for name in ([networks] if isinstance(networks, str) else networks)]
        folder = pathlib.Path(model) if model else base / lookup("model", places, "absent")
        first = int(lookup("first_volume", places, 0))
        count = lookup("volumes", places, None) or (len(read_listeners(files[:1])[0]) if files else nibabel.load(base / story["scans"][0]).shape[3]) - first
        found.append(Story(story["name"], base / story["words"], files, float(lookup("tr_s", places, None)), first, int(count),
                           float(lookup("audio_start_s", places, 0)), lookup("average", places, "zscore"), folder, out / variant / story["name"], out / "networks",
                           lookup("weights", places, "pretrained"), int(lookup("seed", [{key: place[key] for key in ("seed", "activations", "study") if key in place} for place in places], 1))))
    return found


def reliability_of(study_file: pathlib.Path, folder: pathlib.Path) -> dict:
    """story -> the reliability that it counts with; empty where stories count with their volumes alone. Paths of the study are relative to `folder`."""
    study = tomllib.loads(study_file.read_text())
    if study["study"].get("story_weights", "length") == "length":
        return {}
    if "story" in study:
        return {story["name"]: float(story["reliability"]) for story in study["story"]}
    with open(folder / study["study"]["stories"], encoding="utf-8", newline="") as lines:
        return {row["name"]: float(row["reliability"]) for row in csv.DictReader(lines, delimiter="\t")}


def scans_of(study_file: pathlib.Path, out=None) -> tuple[list[ScannedStory], pathlib.Path]:
    """(all stories of a study.toml that have scans, folder of the results)."""
    study = tomllib.loads(study_file.read_text())
    base = study_file.resolve().parent
    out = pathlib.Path(out) if out else base / study["study"].get("out", "results")
    found = []
    for story in study["story"]:
        if "scans" not in story:
            continue
        files = {key: [base / name for name in ([story[key]] if isinstance(story.get(key), str) else story.get(key, []))] for key in ("scans", "masks", "confounds")}
        option = lambda key, default: lookup(key, [story, study], default)
        listed = [table["regress"] for table in (story, story.get("bold", {}), study.get("bold", {}), study["study"]) if "regress" in table]
        first = int(option("first_volume", 0))
        count = int(option("volumes", 0)) or nibabel.load(files["scans"][0]).shape[3] - first
        degree = {"none": 0, "linear": 1, "quadratic": 2}[option("detrend", "none")]
        found.append(ScannedStory(story["name"], files["scans"], files["masks"], files["confounds"], first, count, listed[0] if listed else [], degree,
                                  float(option("high_pass_s", 0)), float(option("fwhm_mm", 0))))
    return found, out


def read_listeners(files) -> list[np.ndarray]:
    """[volumes x M] of every listener, from NPY of rank 2 or 3 and from TSV with a header of names."""
    listeners = []
    for file in files:
        data = np.load(file) if file.suffix == ".npy" else np.loadtxt(file, delimiter="\t", skiprows=1, ndmin=2)
        listeners += list(data) if data.ndim == 3 else [data]
    return listeners


def read_words(file: pathlib.Path) -> list[tuple[str, float, float]]:
    """(word, onset_s, duration_s) of every word; NaN where the aligner missed it. Gentle's align.csv or a TSV with header."""
    def number(text):
        return float(text) if text not in ("", "n/a") else np.nan
    with open(file, encoding="utf-8-sig", newline="") as lines:
        if file.suffix == ".csv":
            rows = [row + [""] * (4 - len(row)) for row in csv.reader(lines) if row]
            return [(row[0], number(row[2]), number(row[3]) - number(row[2])) for row in rows]
        return [(row["word"], number(row["onset_s"]), number(row["duration_s"])) for row in csv.DictReader(lines, delimiter="\t")]


class Table:
    """A TSV of anbn by columns; a missing file or column ends the program with words that say so."""

    def __init__(self, file: pathlib.Path):
        self.file = file
        if not file.exists():
            raise SystemExit(f"FAILED {file}: no such file; did the stage finish? (docs/formats.md names every file)")
        text = file.read_text(encoding="utf-8")
        if not text.endswith("\n"):
            raise SystemExit(f"FAILED {file}: the last line has no end of line")
        self.header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
        for number, row in enumerate(rows, 2):
            if len(row) != len(self.header):
                raise SystemExit(f"FAILED {file}: line {number} has {len(row)} cells, the header {len(self.header)}")
        self.columns = dict(zip(self.header, zip(*rows))) if rows else {name: () for name in self.header}

    def text(self, name: str) -> np.ndarray:
        if name not in self.columns:
            raise SystemExit(f"FAILED {self.file}: found no column {name!r}; there are {', '.join(self.header)}")
        return np.array(self.columns[name], dtype=object)

    def numbers(self, name: str) -> np.ndarray:
        """float64; NaN for `n/a`."""
        return np.array([np.nan if cell == "n/a" else float(cell) for cell in self.text(name)])

    def integers(self, name: str, absent: int = -1) -> np.ndarray:
        """int64; `absent` for `n/a`."""
        return np.array([absent if cell == "n/a" else int(cell) for cell in self.text(name)], dtype=np.int64)


def read_matrix(file: pathlib.Path, shape: tuple) -> np.ndarray:
    """anbn's NPY as float64; ends the program if it is absent or has another shape or type."""
    if not file.exists():
        raise SystemExit(f"FAILED {file}: no such file; did the stage finish?")
    data = np.load(file)
    expected = tuple(size if size else found for size, found in zip(shape, data.shape))
    if data.shape != expected or data.dtype != np.float32:
        raise SystemExit(f"FAILED {file}: found {data.dtype} {list(data.shape)}; expected float32 {list(shape)} (0 = any)")
    return data.astype(np.float64)
