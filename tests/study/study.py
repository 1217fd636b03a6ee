# SPDX-License-Identifier: Apache-2.0
"""What `anbn run` found in a simulated study, beside its truth.json. Standard library only: scripts/found_against_truth uses it too."""
import array
import csv
import json
import math
import os
import pathlib
import struct
import subprocess
import sys
import tomllib

from maps import Match, matches

FAST = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # where anbn's syncing of each file costs nothing


class Checks:
    """What a study test expects, each said as it holds or not."""

    def __init__(self):
        self.failed = 0

    def __call__(self, holds: bool, words: str):
        print(("ok      " if holds else "FAILED  ") + words)
        self.failed += not holds

    def status(self) -> int:
        """Of the process, once it has said how many failed."""
        print(f"{self.failed} checks failed")
        return 1 if self.failed else 0


def read_tsv(path: pathlib.Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", strict=True))


def number(text: str) -> float:
    return math.nan if text == "n/a" else float(text)


class Columns:
    """The columns of a float32 NPY file [rows x cols]."""

    def __init__(self, path: pathlib.Path):
        data = path.read_bytes()
        length = struct.unpack("<H", data[8:10])[0]
        header = data[10:10 + length].decode("latin-1")
        if data[:7] != b"\x93NUMPY\x01" or "'<f4'" not in header or "'fortran_order': False" not in header:
            raise SystemExit(f"{path}: found another NPY than anbn writes: {header}")
        self.rows, self.cols = (int(n) for n in header.split("(")[1].split(")")[0].split(","))
        self.values = array.array("f", data[10 + length:])

    def __getitem__(self, column: int) -> list[float]:
        return self.values[column::self.cols].tolist()


def correlation(a: list[float], b: list[float]) -> float:
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    a, b = [x - mean_a for x in a], [x - mean_b for x in b]
    lengths = math.sqrt(sum(x * x for x in a) * sum(x * x for x in b))
    return sum(x * y for x, y in zip(a, b)) / lengths if lengths else math.nan


class Place:
    """Where most of a network's map was found to lie: a region of an atlas, its share of the part of the map that the truth is alike with, and p."""

    def __init__(self, row: dict):
        self.label, self.region, self.share, self.p, self.q = int(row["label"]), row["region"], float(row["share"]), float(row["p"]), float(row["q"])


class Network:
    """A planted network of one story: what drives it (None: nothing) and what was found for the network that matches it."""

    def __init__(self, truth: dict, match: Match, coupled: list[dict], tested: list[dict], courses: Columns, tags: list[dict]):
        self.network, self.match = truth["network"], match
        self.planted, self.planted_label = truth["driven_by"], truth["label"]
        self.relation = truth.get("relation")  # name, share, by_frequency: for which the neuron was chosen
        self.tag, self.tag_share = (), math.nan  # parts of speech that most pairs of the neuron found are of (query, key), and how many are
        self.course_correlation = math.nan  # of the time courses planted and found, where networks were found in scans
        self.found, self.found_label, self.correlation, self.q, self.p_fwe = None, "nothing", math.nan, math.nan, math.nan
        self.alike = math.nan  # how much the time courses of the planted and the found neuron are alike
        if match.network is None or coupled[match.network - 1]["neuron"] == "n/a":
            return
        anchored = coupled[match.network - 1]
        self.found, self.found_label = int(anchored["neuron"]), anchored["label"]
        self.correlation = number(anchored["correlation"])
        self.q, self.p_fwe = (number(tested[match.network - 1][f"phase_{column}"]) for column in ("max_q", "p_fwe"))
        tag = tags[self.found - 1]
        self.tag, self.tag_share = (tag["query_upos"], tag["key_upos"]), number(tag["share"])
        if self.planted is not None:
            self.alike = 1.0 if self.found == self.planted else correlation(courses[self.planted - 1], courses[self.found - 1])

    recovered = property(lambda self: self.alike > 0.95)
    exact = property(lambda self: self.found == self.planted)
    coupling_found = property(lambda self: self.recovered and self.called())
    relation_found = property(lambda self: sorted(self.tag) == sorted(self.relation["name"].split("-")))

    def called(self, q: float = 0.05) -> bool:
        """Whether the calibrated test calls the network coupled."""
        return self.q <= q

    def named(self, p: float = 0.05) -> bool:
        """Whether the calibrated test names the network, family-wise."""
        return self.p_fwe <= p


class Story:
    """What was planted in one story, `driven` and `undriven`, with what was found of it."""

    def __init__(self, truth: dict, networks_matched: list[Match], folder: pathlib.Path):
        self.name = truth["name"]
        coupled, tested = read_tsv(folder / "coupling/networks.tsv"), read_tsv(folder / "significance/networks.tsv")
        courses, tags = Columns(folder / "timecourses/timecourses.npy"), read_tsv(folder / "interpretation/neurons.tsv")
        networks = [Network(*row, coupled, tested, courses, tags) for row in zip(truth["networks"], networks_matched, strict=True)]
        self.networks = networks
        self.driven = [n for n in networks if n.planted is not None]
        self.undriven = [n for n in networks if n.planted is None and n.match.found]  # what matches poorly may be a part of a driven one
        self.summary = json.loads((folder / "significance/summary.json").read_text())
        self.global_p = self.summary["global"]["p"]


def places(regions: pathlib.Path, networks: list[dict], found: list[Match]) -> dict[int, Place]:
    """Of each network that was planted in a region (its number) where it was found to lie, by the table that the stage `atlas` wrote."""
    asked = {(n["region"]["atlas"], str(match.network), "positive" if match.map_correlation > 0 else "negative"): n["network"]
             for n, match in zip(networks, found, strict=True) if n.get("region") and match.network}
    result = {}
    for row in read_tsv(regions) if asked else []:
        network = asked.get((row["atlas"], row["network"], row["sign"]))
        if network and (network not in result or float(row["share"]) > result[network].share):
            result[network] = Place(row)
    return result


class Study:
    """A simulated study that was run."""

    def __init__(self, folder, variant: str = "main"):
        folder = pathlib.Path(folder)
        self.truth = json.loads((folder / "truth.json").read_text())
        self.volumes = self.truth["as"] == "volumes"
        results = folder / tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))["study"]["out"]
        networks = self.truth["stories"][0]["networks"]  # the same in all stories, but for how much neurons respond
        count = len(networks)
        if self.volumes:
            self.matches = matches(folder / "truth_maps.nii.gz", results / "networks/maps.nii.gz", folder / "mask.nii.gz")
        else:
            self.matches = [Match(network, 1.0) for network in range(1, count + 1)]
        self.regions = {n["network"]: n["region"] for n in networks if n.get("region")}
        self.places = places(results / "atlas/regions.tsv", networks, self.matches) if self.regions else {}
        self.stories = [Story(story, self.matches, results / variant / story["name"]) for story in self.truth["stories"]]
        if self.volumes:
            for story in self.stories:
                planted, found = Columns(folder / f"truth/{story.name}.npy"), Columns(results / f"networks/{story.name}.npy")
                for n in (n for n in story.networks if n.match.network):
                    n.course_correlation = correlation(planted[n.network - 1], found[n.match.network - 1])


def anbn(*arguments) -> None:
    """Runs the program; its words are shown if it fails."""
    done = subprocess.run(["anbn", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"anbn {' '.join(map(str, arguments))}: exit code {done.returncode}\n{done.stdout}")


def real_model() -> pathlib.Path:
    """The folder of the pretrained model; without one, a test ends here and ctest shows it as skipped."""
    root = pathlib.Path(os.environ.get("ANBN_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
    folder = pathlib.Path(os.environ.get("ANBN_MODEL_DIR") or root / "build/models/all-minilm-l6-v2")
    if not (folder / "model.safetensors").exists():
        print(f"skipped: no pretrained model in {folder} (scripts/demo fetches it; or set ANBN_MODEL_DIR)")
        sys.exit(77)
    return folder


def small_model(folder: pathlib.Path, layers: int = 2, heads: int = 2, head_size: int = 16) -> pathlib.Path:
    """A folder with a small BERT's config.json and a vocabulary of single characters, for `weights = "random"`."""
    folder.mkdir(parents=True, exist_ok=True)
    hidden = heads * head_size
    (folder / "config.json").write_text(json.dumps({
        "model_type": "bert", "hidden_size": hidden, "num_hidden_layers": layers, "num_attention_heads": heads, "intermediate_size": 2 * hidden,
        "hidden_act": "gelu", "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "type_vocab_size": 2, "vocab_size": 256,
        "initializer_range": 0.02, "position_embedding_type": "absolute"}, indent=1) + "\n")
    characters = [chr(c) for c in range(33, 127) if not chr(c).isupper()] + ["’", "“", "”"]
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + characters + [f"##{c}" for c in characters if c.isalnum()]
    pieces += [f"[unused{n}]" for n in range(256 - len(pieces))]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    return folder


def found_against_truth(folder: pathlib.Path) -> list[str]:
    """The lines of scripts/found_against_truth."""
    program = pathlib.Path(__file__).resolve().parents[2] / "scripts/found_against_truth"
    return subprocess.run([program, folder], capture_output=True, text=True, check=True).stdout.splitlines()
