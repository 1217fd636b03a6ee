# SPDX-License-Identifier: Apache-2.0
"""Real volumes: the twelve runs of Haxby et al. (2001) in ../shared/data go through mask, bold and a small dbn.

    python3 tests/study/haxby.py [FOLDER]       # FOLDER: where to leave the study (default: nowhere)

Nobody told these viewers a story, so the words here are made up: only the brain's side is looked at. All of it is computed again by the outsider. maps.nii.gz must open in nibabel
with the scans' affine; what is explained of held-out runs must be above that of their mean volume (0, since voxels are z-scored), or health.json must say that the layer learned nothing."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import nibabel
import numpy as np

import study

ROOT = pathlib.Path(os.environ.get("ANBN_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
HAXBY = ROOT.parent / "shared/data/volumes/haxby2001/haxby2001_sub001"
HELD_OUT = 3


def write_study(folder: pathlib.Path, scans) -> pathlib.Path:
    study.small_model(folder / "model")
    count = nibabel.load(scans[0]).shape[3]
    words = "".join(f"{word}\t{2.5 * place:.2f}\t0.5\n" for place, word in enumerate(["face", "house", "cat", "shoe", "chair"] * 20))
    (folder / "words.tsv").write_text("word\tonset_s\tduration_s\n" + words)
    listed = "".join(f"  {json.dumps(str(scan))},\n" for scan in scans)
    (folder / "study.toml").write_text(f"""[study]
name = "Haxby, one viewer"
model = "model"
weights = "random"

[[story]]
name = "pictures"
words = "words.tsv"
tr_s = 2.5
first_volume = 4
volumes = {count - 4}
masks = [{json.dumps(str(HAXBY / "masks/25mm/brain.nii.gz"))}]
scans = [
{listed}]

[networks]
method = "dbn"
units = [32, 16, 8]
epochs = 30
held_out = {HELD_OUT}

[significance]
permutations = 99
noise_draws = 20
""")
    return folder / "study.toml"


def main() -> int:
    scans = sorted(HAXBY.glob("BOLD/*/bold_25mm.nii.gz"))
    if len(scans) != 12:
        print(f"skipped: found {len(scans)} of twelve runs below {HAXBY}")
        return 77
    with tempfile.TemporaryDirectory(dir=study.FAST) as temporary:
        folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        folder.mkdir(parents=True, exist_ok=True)
        file = write_study(folder, scans)
        study.anbn("run", file, "--quiet")
        networks = folder / "results/networks"
        maps, scan = nibabel.load(networks / "maps.nii.gz"), nibabel.load(scans[0])
        assert np.allclose(maps.affine, scan.affine, atol=1e-4), (maps.affine, scan.affine)
        assert maps.shape == (*scan.shape[:3], 8), maps.shape
        assert np.isfinite(maps.get_fdata()).all() and np.abs(maps.get_fdata()).max() > 0

        health, rows = json.loads((networks / "health.json").read_text()), study.read_tsv(networks / "health.tsv")
        assert len(health["held_out"]) == HELD_OUT, health["held_out"]
        last = [row for row in rows if row["layer"] == "1"][-1]
        explained = study.number(last["held_out_explained"])
        print(f"layer 1, epoch {last['epoch']}: explains {study.number(last['explained']):.3f} of the training runs, {explained:.3f} of the held-out runs")
        for layer in health["layers"]:
            print(f"layer {layer['layer']}: learned {str(layer['learned']).lower()}: {layer['verdict']}")
        assert explained > 0 or health["layers"][0]["learned"] is False, "layer 1 explains less than the mean volume, and health.json does not say so"
        return subprocess.run([sys.executable, ROOT / "tests/outsider/check_volumes.py", file]).returncode


if __name__ == "__main__":
    sys.exit(main())
