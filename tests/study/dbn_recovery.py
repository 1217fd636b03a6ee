# SPDX-License-Identifier: Apache-2.0
"""How well planted networks are found in simulated scans, by anbn's methods and by others on the same files, as tables in Markdown (and TSV).

    python3 tests/study/dbn_recovery.py [--snr 0.1 0.2 0.3 0.5 1] [--seeds 3] [--methods dbn:tuned dbn:paper ica canica dictlearning pca]
                                        [--components 30] [--options "--epochs 50"] [--model FOLDER] [--tsv FILE] [--add FILE ...] [--keep FOLDER]
    python3 tests/study/dbn_recovery.py --check        a small version with assertions, on a random model

anbn must be on the PATH; numpy and scipy are needed, nilearn (and nibabel) for canica and dictlearning only: without it these are left out, visibly.
Networks found are matched to those planted so that the sum of |r| of the maps is largest; the figures are means over the planted networks (one that
matches nothing counts 0) and the seeds. `planted` are the planted maps themselves: no method can be expected to read better time courses. Time courses are read from all maps in the same way, by dual regression's first step (ridge 0.3) and the mean over the listeners, and are
compared with the listeners' mean activity as planted; "as written" are those that anbn writes, where they were read in another way."""
import argparse
import concurrent.futures
import dataclasses
import importlib.util
import json
import pathlib
import shlex
import sys
import tempfile
import time
import tomllib

import numpy
import scipy.optimize
import scipy.sparse.linalg

import maps
from study import FAST, Checks, anbn, real_model, small_model

RATIOS = (0.1, 0.2, 0.3, 0.5, 1.0)
METHODS = ("dbn:tuned", "dbn:paper", "dbn:vsdbn", "ica", "canica", "dictlearning", "pca", "planted")
RIDGE = 0.3  # added to the maps' correlations: without it, maps that are nearly alike are set against each other, and their time courses are noise
LEAST = {"ica": 0.7, "pca": 0.3, "dbn:tuned W1": 0.5, "dbn:tuned W1 W2 W3": 0.5, "planted": 0.99}  # maps, of the small version at its highest ratio
NILEARN = {"canica", "dictlearning"}


def volumes(path: pathlib.Path, mask=None) -> numpy.ndarray:
    """[volumes x voxels] of a file that anbn wrote, those in the mask only."""
    x = numpy.array([numpy.asarray(v, numpy.float32) for v in maps.read_volumes(path)])
    return x if mask is None else x[:, mask]


class Simulated:
    """A simulated study up to its bold: what every method starts from."""

    def __init__(self, folder: pathlib.Path, model: pathlib.Path, weights: str, snr: float, seed: int, more: list[str]):
        self.folder = folder
        anbn("simulate", "--model", model, "--weights", weights, "--out", folder, "--snr", snr, "--seed", seed, *more)
        study = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))
        self.stories, self.high_pass_s = study["story"], study["bold"]["high_pass_s"]
        self.scans = [(story, scan) for story in self.stories for scan in story["scans"]]
        anbn("mask", "--out", folder / "mask", *[word for _, scan in self.scans for word in ("--scans", folder / scan)], "--masks", folder / "mask.nii.gz")
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(self.make_bold, self.scans))
        self.mask = volumes(folder / "mask/mask.nii.gz")[0] > 0
        self.planted = volumes(folder / "truth_maps.nii.gz", self.mask)
        self.courses = {story["name"]: numpy.load(folder / f"truth/{story['name']}.npy") for story in self.stories}
        self.bold = [numpy.load(self.bold_folder(scan) / "bold.npy") for _, scan in self.scans]

    def bold_folder(self, scan: str) -> pathlib.Path:
        return self.folder / "cut" / pathlib.Path(scan).name.removesuffix(".nii.gz")

    def make_bold(self, one) -> None:
        story, scan = one
        anbn("bold", "--threads", 1, "--scan", self.folder / scan, "--mask", self.folder / "mask", "--first-volume", story["first_volume"], "--volumes", story["volumes"],
             "--tr-s", story["tr_s"], "--high-pass-s", self.high_pass_s, "--out", self.bold_folder(scan))


@dataclasses.dataclass
class Result:
    method: str
    snr: float
    seed: int
    networks: int
    seconds: float
    map_correlation: float
    course_correlation: float
    written_correlation: float = numpy.nan  # of the time courses that anbn wrote


def correlations(a: numpy.ndarray, b: numpy.ndarray) -> numpy.ndarray:
    """[columns of a x columns of b]; 0 for constant columns."""
    def unit(x):
        x = x - x.mean(0)
        length = numpy.sqrt((x * x).sum(0))
        return x / numpy.where(length > 0, length, 1)
    return unit(a.astype(float)).T @ unit(b.astype(float))


def mean_courses(simulated: Simulated, found: numpy.ndarray) -> dict[str, numpy.ndarray]:
    """[T x K] a story: the maps fitted to each volume, standardized for each listener, and averaged over them."""
    unit = found - found.mean(1, keepdims=True).astype(float)
    length = numpy.linalg.norm(unit, axis=1, keepdims=True)
    unit /= numpy.where(length > 0, length, 1)
    inverse = numpy.linalg.solve(unit @ unit.T + RIDGE * numpy.eye(len(unit)), unit).T
    sums = {}
    for (story, _), x in zip(simulated.scans, simulated.bold):
        y = x @ inverse
        sd = y.std(0)
        sums[story["name"]] = sums.get(story["name"], 0) + (y - y.mean(0)) / numpy.where(sd > 0, sd, 1)
    return sums


def judged(simulated: Simulated, found: numpy.ndarray, written: dict | None = None) -> tuple[float, float, float]:
    """Mean |r| over the planted networks: of maps, of time courses, of time courses as written."""
    r = numpy.abs(correlations(simulated.planted.T, found.T))
    planted, matched = scipy.optimize.linear_sum_assignment(-r)

    def course_correlation(courses: dict) -> float:
        alike = [numpy.abs(correlations(simulated.courses[name], courses[name]))[planted, matched].sum() for name in courses]
        return float(numpy.mean(alike)) / len(simulated.planted)

    return (float(r[planted, matched].sum()) / len(simulated.planted), course_correlation(mean_courses(simulated, found)),
            course_correlation(written) if written else numpy.nan)


def by_anbn(simulated: Simulated, method: str, components: int, options: list[str]) -> list[tuple]:
    """(name, maps, written courses or None) of every depth of a deep belief network, or of one method."""
    kind, _, preset = method.partition(":")
    out = simulated.folder / "networks" / method.replace(":", "_")
    words = ["--method", kind] + (["--preset", preset, *options] if preset else ["--components", components] if kind == "ica" else [])
    scans = [word for story, scan in simulated.scans for word in ("--bold", simulated.bold_folder(scan), "--stories", story["name"])]
    anbn("networks", *words, *scans, "--mask", simulated.folder / "mask", "--out", out)
    layers = sorted(out.glob("layer_*_maps.nii.gz"))
    written = {name: numpy.load(out / f"{name}.npy") for name in simulated.courses}
    products = [" ".join(f"W{n}" for n in range(1, depth + 2)) for depth in range(len(layers) + 1)]
    found = [(f"{method} {product}", volumes(layer, simulated.mask), None) for product, layer in zip(products, layers)]
    last = f"{method} {products[-1]}" if layers else method
    return [*found, (last, volumes(out / "maps.nii.gz", simulated.mask), written)]


def by_nilearn(simulated: Simulated, method: str, components: int) -> list[tuple]:
    import nibabel
    from nilearn.decomposition import CanICA, DictLearning
    images = []
    for story, scan in simulated.scans:
        image = nibabel.load(simulated.folder / scan)
        images.append(image.slicer[..., story["first_volume"]:story["first_volume"] + story["volumes"]])
    kind = {"canica": CanICA, "dictlearning": DictLearning}[method]
    model = kind(n_components=components, mask=nibabel.load(simulated.folder / "mask.nii.gz"), smoothing_fwhm=None, t_r=simulated.stories[0]["tr_s"],
                 high_pass=1 / simulated.high_pass_s, random_state=0, n_jobs=2)
    model.fit(images)
    found = numpy.asarray(model.components_img_.dataobj)
    return [(method, found.reshape(-1, found.shape[-1], order="F").T[:, simulated.mask], None)]


def by_pca(simulated: Simulated, components: int) -> list[tuple]:
    stacked = numpy.concatenate(simulated.bold)
    rng = numpy.random.default_rng(0)
    return [("pca", scipy.sparse.linalg.svds(stacked, k=components, v0=rng.standard_normal(min(stacked.shape)))[2], None)]


def results_of(simulated: Simulated, snr: float, seed: int, methods: list[str], components: int, options: list[str]) -> list[Result]:
    results = []
    for method in methods:
        start = time.monotonic()
        if method in NILEARN:
            found = by_nilearn(simulated, method, components)
        elif method == "pca":
            found = by_pca(simulated, components)
        else:
            found = [("planted", simulated.planted, None)] if method == "planted" else by_anbn(simulated, method, components, options)
        seconds = time.monotonic() - start
        for name, found_maps, written in found:
            results.append(Result(name, snr, seed, len(found_maps), seconds, *judged(simulated, found_maps, written)))
            last = results[-1]
            print(f"snr {snr:g}, seed {seed}, {name}: maps {last.map_correlation:.3f}, courses {last.course_correlation:.3f}, as written {last.written_correlation:.3f} "
                  f"({last.networks} networks, {seconds:.0f} s)", file=sys.stderr, flush=True)
    return results


def read_results(path: pathlib.Path) -> list[Result]:
    kinds = [field.type for field in dataclasses.fields(Result)]
    return [Result(*(kind(cell) for kind, cell in zip(kinds, line.split("\t"), strict=True))) for line in path.read_text().splitlines()[1:]]


def write_results(results: list[Result], path: pathlib.Path) -> None:
    rows = [[field.name for field in dataclasses.fields(Result)], *map(dataclasses.astuple, results)]
    path.write_text("".join("\t".join(map(str, row)) + "\n" for row in rows))


def table(results: list[Result]) -> str:
    """A row a method and depth, a column a ratio: maps / time courses (as written)."""
    ratios, methods = sorted({r.snr for r in results}), list(dict.fromkeys(r.method for r in results))
    lines = ["| method | networks | seconds | " + " | ".join(f"snr {snr:g}" for snr in ratios) + " |", "|" + "---|" * (len(ratios) + 3)]
    for method in methods:
        mine = [r for r in results if r.method == method]
        cells = []
        for snr in ratios:
            here = [r for r in mine if r.snr == snr]
            mean = [numpy.mean([getattr(r, name) for r in here]) for name in ("map_correlation", "course_correlation", "written_correlation")]
            cells.append(f"{mean[0]:.2f} / {mean[1]:.2f}" + ("" if numpy.isnan(mean[2]) else f" ({mean[2]:.2f})"))
        lines.append(f"| {method} | {mine[0].networks} | {numpy.mean([r.seconds for r in mine]):.0f} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def status_of(results: list[Result]) -> int:
    """What must hold in the small version: more signal, better maps; at the highest ratio networks are found."""
    check = Checks()
    for method in dict.fromkeys(r.method for r in results):
        mine = sorted((r for r in results if r.method == method), key=lambda r: r.snr)
        low, high = mine[0], mine[-1]
        least = LEAST.get(method, 0)
        for holds, words in ((high.course_correlation > low.course_correlation, f"{method}: time courses are better with more signal: {low.course_correlation:.2f}, {high.course_correlation:.2f}"),
                             (high.map_correlation > least, f"{method}: maps at snr {high.snr:g}: {high.map_correlation:.2f}, expected above {least}")):
            check(holds, words)
    return check.status()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--snr", type=float, nargs="+", default=RATIOS)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--methods", nargs="+", default=METHODS)
    parser.add_argument("--simulate", default="", help="more options of `anbn simulate`")
    parser.add_argument("--components", type=int, default=30, help="networks that all methods but dbn may find: as in life, more than there are")
    parser.add_argument("--options", default="", help="further options of `anbn networks --method dbn`")
    parser.add_argument("--model", type=pathlib.Path)
    parser.add_argument("--tsv", type=pathlib.Path, help="also write every single result to this file")
    parser.add_argument("--add", type=pathlib.Path, nargs="+", default=[], help="such files of other runs, to be in the same tables")
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the simulated studies; by default they are removed")
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    methods = list(chosen.methods)
    if NILEARN & set(methods) and not importlib.util.find_spec("nilearn"):
        methods = [m for m in methods if m not in NILEARN]
        print("left out: canica and dictlearning, because nilearn is not installed for this Python", file=sys.stderr)
    results = []
    with tempfile.TemporaryDirectory(prefix="anbn-dbn-recovery-", dir=FAST) as scratch:
        folder = chosen.keep or pathlib.Path(scratch)
        ratios, seeds, components, more = chosen.snr, chosen.seeds, chosen.components, shlex.split(chosen.simulate)
        if chosen.check:
            ratios, seeds, components, methods = (0.05, 1.0), 1, 12, ["dbn:tuned", "ica", "pca", "planted"]
            more = ["--stories", "lighthouse", "--listeners", 6, "--networks", 8, "--driven", 3]
        weights = "random" if chosen.check else "pretrained"
        model = small_model(pathlib.Path(scratch) / "model", layers=4, heads=4) if chosen.check else chosen.model or real_model()
        for seed in range(1, seeds + 1):
            for snr in ratios:
                with tempfile.TemporaryDirectory(dir=None if chosen.keep else folder) as gone:
                    place = chosen.keep / f"snr_{snr:g}_seed_{seed}" if chosen.keep else pathlib.Path(gone) / "study"
                    simulated = Simulated(place, model, weights, snr, seed, more)
                    results += results_of(simulated, snr, seed, methods, components, shlex.split(chosen.options))
                    if chosen.tsv:
                        write_results(results, chosen.tsv)
    print(table([result for path in chosen.add for result in read_results(path)] + results))
    return status_of(results) if chosen.check else 0


if __name__ == "__main__":
    sys.exit(main())
