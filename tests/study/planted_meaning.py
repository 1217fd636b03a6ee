# SPDX-License-Identifier: Apache-2.0
"""A small study simulated with the pretrained model: neurons that respond to a relation of parts of speech and networks in regions of an atlas are found, and named.

    python3 tests/study/planted_meaning.py        (anbn on the PATH; skipped without the pretrained model)"""
import pathlib
import subprocess
import sys
import tempfile

from recovery import choose, without_untrained
from study import FAST, Checks, Study, anbn, found_against_truth, real_model

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def main() -> int:
    check = Checks()
    model = real_model()
    with tempfile.TemporaryDirectory(prefix="anbn-study-", dir=FAST) as folder:
        folder = pathlib.Path(folder)
        subprocess.run([sys.executable, SOURCE / "tests/support/block_atlas.py", folder], check=True)
        file = folder / "study/study.toml"
        anbn("simulate", "--model", model, "--out", file.parent, "--listeners", 6, "--networks", 8, "--driven", 4, "--snr", 1, "--shared", 0.5, "--permutations", 300,
             "--atlas", folder / "blocks.nii.gz", "--atlas-names", folder / "blocks.txt")
        without_untrained(file)
        choose(file, "ica:8")
        file.write_text(file.read_text().split("\n[encoding]")[0] + "\n")
        anbn("run", file)
        study = Study(file.parent)
        for story in study.stories:
            planted = [n for n in story.driven if n.relation]
            check([n.relation["name"] for n in sorted(planted, key=lambda n: n.relation["name"])] == ["DET-NOUN", "PRON-VERB"], f"{story.name}: both relations are planted")
            for n in planted:
                check(n.relation["share"] > 3 * n.relation["by_frequency"], f"{n.planted_label}: {n.relation['share']:.0%} of its pairs are {n.relation['name']}, by frequency {n.relation['by_frequency']:.1%}")
                check(n.coupling_found, f"{n.planted_label} is found: {n.found_label}, q = {n.q:.2g}")
                check(n.relation_found and n.tag_share > 0.1, f"and named: {n.tag_share:.0%} of its pairs are {'-'.join(n.tag)}")
        check(len(study.regions) == 2, "two of four driven networks lie in regions")
        for network, region in study.regions.items():
            place = study.places.get(network)
            check(study.matches[network - 1].found, f"the network in {region['name']} is found")
            check(place is not None and place.label == region["label"] and place.p <= 0.01, f"it lies most in {place.region}, {place.share:.0%} of it, p = {place.p:.2g}")
        words = found_against_truth(file.parent)
        check(len(words) == 18 and sum("of its pairs are DET-NOUN (by the text's frequencies: " in line for line in words[-6:]) == 2
              and sum(line.startswith("planted in Block_") for line in words[-2:]) == 2, "scripts/found_against_truth says so in its last lines:\n" + "\n".join(words))
    return check.status()


if __name__ == "__main__":
    sys.exit(main())
